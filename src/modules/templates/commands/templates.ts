import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { sendMail } from '#platform/mail/mail.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { hashOf } from '../queries/mail.ts';
import { picturesOf, reusableOf } from '../queries/parts.ts';
import { filledFor, looked, meAsSender } from '../queries/previews.ts';
import { GONE, publishedMail, readTemplate } from '../queries/templates.ts';
import { hiddenAmong, namesOf, referencesOf } from '../rules/content.ts';
import { emptyContent, starterOf } from '../rules/starters.ts';
import { type Content, MOST, type TemplateKind } from '../schema.ts';

type Empty = Record<string, never>;

export interface NewTemplate {
  name: string;
  kind: TemplateKind;
  language: string;
  folder: string;
  tags: string[];
  starter?: string | undefined;
  copyOf?: string | undefined;
}

export async function createTemplate(ctx: Ctx, { starter, copyOf, ...values }: NewTemplate): Promise<{ id: string } | Refusal> {
  const content = await beginning(ctx, { starter, copyOf });
  if (isRefusal(content)) return content;
  const { workspaceId, actor } = ctx.scope;
  const template = await ctx.tx
    .insertInto('template')
    .values({ workspace_id: workspaceId, ...values, tags: tidyTags(values.tags), created_by: actor.memberId, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.tx
    .insertInto('template_version')
    .values({
      workspace_id: workspaceId,
      template_id: template.id,
      content: JSON.stringify(content),
      saved_by: actor.memberId,
      saved_at: ctx.now,
    })
    .execute();
  ctx.changed('template', template.id);
  return template;
}

async function beginning(ctx: Ctx, { starter, copyOf }: Pick<NewTemplate, 'starter' | 'copyOf'>): Promise<Content | Refusal> {
  if (copyOf) {
    const template = await readTemplate(ctx, copyOf);
    return isRefusal(template) ? template : template.content;
  }
  if (!starter) return emptyContent();
  return starterOf(starter)?.content ?? refuse('invalid', 'There is no such beginning.', { field: 'starter' });
}

const tidyTags = (tags: readonly string[]) => [...new Set(tags)].sort();

export interface TemplateChange {
  id: string;
  name?: string | undefined;
  kind?: TemplateKind | undefined;
  language?: string | undefined;
  folder?: string | undefined;
  tags?: string[] | undefined;
}

interface Columns extends Omit<TemplateChange, 'id'> {
  archived_at?: string | null;
}

export async function changeTemplate(ctx: Ctx, { id, tags, ...change }: TemplateChange): Promise<Empty | Refusal> {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const columns: Columns = { ...given, ...(tags ? { tags: tidyTags(tags) } : {}) };
  return Object.keys(columns).length === 0 ? isThere(ctx, id) : setColumns(ctx, id, columns);
}

export const archiveTemplate = (ctx: Ctx, id: string) => setColumns(ctx, id, { archived_at: ctx.now });
export const restoreTemplate = (ctx: Ctx, id: string) => setColumns(ctx, id, { archived_at: null });

async function setColumns(ctx: Ctx, id: string, columns: Columns): Promise<Empty | Refusal> {
  const done = await ctx.tx
    .updateTable('template')
    .set(columns)
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (!done) return GONE;
  ctx.changed('template', id);
  return {};
}

async function isThere(ctx: Ctx, id: string): Promise<Empty | Refusal> {
  const template = await readTemplate(ctx, id);
  return isRefusal(template) ? template : {};
}

const CHANGED = refuse(
  'conflict',
  'Somebody else has saved this template meanwhile. Nothing of yours is lost: look at theirs, or save yours over it.',
);

/** Saves what is being written. `revision`: what the draft was when it was read; 0 where there was none. */
export async function saveDraft(ctx: Ctx, { id, content, revision }: { id: string; content: Content; revision: number }) {
  const before = await readTemplate(ctx, id);
  if (isRefusal(before)) return before;
  const wrong = (await notOurs(ctx, content)) ?? notStorable(content) ?? hiddenAnew(ctx, before.content, content);
  if (wrong) return wrong;
  const { workspaceId, actor } = ctx.scope;
  const values = { content: JSON.stringify(content), saved_by: actor.memberId, saved_at: ctx.now };
  const saved =
    revision === 0
      ? await ctx.tx
          .insertInto('template_version')
          .values({ workspace_id: workspaceId, template_id: id, ...values })
          .onConflict((oc) => oc.columns(['workspace_id', 'template_id']).where('number', 'is', null).doNothing())
          .returning('revision')
          .executeTakeFirst()
      : await ctx.tx
          .updateTable('template_version')
          .set({ ...values, revision: revision + 1 })
          .where('workspace_id', '=', workspaceId)
          .where('template_id', '=', id)
          .where('number', 'is', null)
          .where('revision', '=', revision)
          .returning('revision')
          .executeTakeFirst();
  if (!saved) return CHANGED;
  ctx.changed('template', id);
  return { revision: saved.revision, savedAt: ctx.now };
}

/** Pictures and reusable pieces of another workspace, or none at all. */
async function notOurs(ctx: Ctx, { blocks }: Content): Promise<Refusal | null> {
  const { images, reusable } = referencesOf(blocks);
  if ((await picturesOf(ctx, images)).size < images.length)
    return refuse('invalid', 'A picture of this mail is not here (any more).', { field: 'content.blocks' });
  const found = await reusableOf(ctx, reusable);
  return found.size < reusable.length
    ? refuse('invalid', 'A reusable block of this mail is not here (any more).', { field: 'content.blocks' })
    : null;
}

/** The zero character and halves of characters, which the database keeps in no document. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

function notStorable(content: object): Refusal | null {
  const text = JSON.stringify(content);
  if (Buffer.byteLength(text) > MOST.contentBytes)
    return refuse('too_large', 'This mail is too long. Shorten it or split it.', { field: 'content' });
  return UNSTORABLE.test(text) ? refuse('invalid', 'A text contains a character that cannot be stored.', { field: 'content' }) : null;
}

/** Somebody whose role does not see a field can't put it into a mail; what others have put there stays. */
function hiddenAnew({ scope }: Ctx, before: Content, content: Content): Refusal | null {
  const hidden = (one: Content) => hiddenAmong(namesOf(one, one.blocks).fields, scope.hidden);
  const had = new Set(hidden(before));
  const field = hidden(content).find((name) => !had.has(name));
  return field ? refuse('forbidden', `Your role may not see ${field}, so it can't be put into a mail.`, { field: 'content' }) : null;
}

export async function discardDraft(ctx: Ctx, id: string): Promise<Empty | Refusal> {
  const template = await readTemplate(ctx, id);
  if (isRefusal(template)) return template;
  if (!template.published)
    return refuse('conflict', 'This template was never published, so the draft is all there is. Archive the template instead.');
  await ctx.tx
    .deleteFrom('template_version')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('template_id', '=', id)
    .where('number', 'is', null)
    .execute();
  ctx.changed('template', id);
  return {};
}

/** Makes the draft the next version, with all that it takes to fill it the same way for ever. */
export async function publish(ctx: Ctx, { id, revision }: { id: string; revision: number }): Promise<{ number: number } | Refusal> {
  const template = await readTemplate(ctx, id);
  if (isRefusal(template)) return template;
  if (!template.hasDraft) return refuse('conflict', 'Nothing has changed since the last version.');
  if (template.revision !== revision) return CHANGED;
  const { compiled, checks } = await looked(ctx, template);
  const stops = checks.filter(({ level }) => level === 'stop');
  if (stops.length > 0)
    return refuse('invalid', stops[0]?.message ?? '', {
      errors: stops.map(({ place, message }) => ({ field: place ?? 'content', message })),
    });
  const { rows } = await sql<{
    number: number;
  }>`update template_version set compiled = ${JSON.stringify(compiled)},
      content_hash = ${hashOf({ content: template.content, compiled })}, published_by = ${ctx.scope.actor.memberId}, published_at = ${ctx.now},
      number = 1 + coalesce((select max(v.number) from template_version v where v.workspace_id = ${ctx.scope.workspaceId} and v.template_id = ${id}), 0)
    where workspace_id = ${ctx.scope.workspaceId} and template_id = ${id} and number is null and revision = ${revision} returning number`.execute(
    ctx.tx,
  );
  const [done] = rows;
  if (!done) return CHANGED;
  ctx.changed('template', id);
  return done;
}

/** The mail as it would come, to the caller alone. */
export async function sendTest(ctx: Ctx, { id, contactId }: { id: string; contactId?: string | undefined }) {
  const template = await readTemplate(ctx, id);
  if (isRefusal(template)) return template;
  const published = template.hasDraft ? null : await publishedMail(ctx, { id });
  if (isRefusal(published)) return published;
  const mail = published?.compiled ?? (await looked(ctx, template)).compiled;
  const filled = await filledFor(ctx, { mail, written: template, contactId });
  if (isRefusal(filled)) return filled;
  const me = await meAsSender(ctx);
  if (!me.email) return refuse('invalid', 'Only a member has an address to send a test to.');
  const draft = {
    kind: 'template.test',
    to: { email: me.email, name: me.name },
    subject: `[Test] ${filled.subject}`,
    text: filled.text,
    html: filled.html,
  };
  const mailId = await sendMail(ctx, draft);
  return isRefusal(mailId) ? mailId : { mailId, to: me.email };
}
