import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { listPurposes } from '#modules/consents/queries/settings.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { GONE, type Kind, readPublication } from '../queries/publications.ts';
import { partsOfPage, surroundingsOf } from '../queries/surroundings.ts';
import { formProblems, type Problem, pageProblems } from '../rules/checks.ts';
import { emptyForm, emptyPage, formStarter } from '../rules/starters.ts';
import { type FormContent, MOST } from '../schema/form.ts';
import type { PageContent } from '../schema/page.ts';

type Empty = Record<string, never>;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const publicId = () => Array.from({ length: 16 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');

async function make(ctx: Ctx, made: { kind: Kind; name: string; content: FormContent | PageContent }): Promise<{ id: string }> {
  const { workspaceId, actor } = ctx.scope;
  const row = await ctx.tx
    .insertInto('publication')
    .values({
      workspace_id: workspaceId,
      kind: made.kind,
      public_id: publicId(),
      name: made.name,
      created_by: actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.tx
    .insertInto('publication_version')
    .values({
      workspace_id: workspaceId,
      publication_id: row.id,
      content: JSON.stringify(made.content),
      saved_by: actor.memberId,
      saved_at: ctx.now,
    })
    .execute();
  ctx.changed(made.kind, row.id);
  return row;
}

interface NewForm {
  name: string;
  starter?: string | undefined;
  copyOf?: string | undefined;
}

export async function createForm(ctx: Ctx, { name, starter, copyOf }: NewForm): Promise<{ id: string } | Refusal> {
  if (copyOf) {
    const one = await readPublication<FormContent>(ctx, { kind: 'form', id: copyOf });
    return isRefusal(one) ? one : make(ctx, { kind: 'form', name, content: one.content });
  }
  if (!starter) return make(ctx, { kind: 'form', name, content: { ...emptyForm(), title: name } });
  const found = formStarter(starter);
  if (!found) return refuse('invalid', 'There is no such beginning.', { field: 'starter' });
  const purpose = (await listPurposes(ctx)).find((one) => !one.retiredAt && one.text) ?? null;
  return make(ctx, { kind: 'form', name, content: found.content(purpose) });
}

export async function createPage(
  ctx: Ctx,
  { name, copyOf }: { name: string; copyOf?: string | undefined },
): Promise<{ id: string } | Refusal> {
  if (!copyOf) return make(ctx, { kind: 'page', name, content: { ...emptyPage(), title: name } });
  const one = await readPublication<PageContent>(ctx, { kind: 'page', id: copyOf });
  return isRefusal(one) ? one : make(ctx, { kind: 'page', name, content: one.content });
}

export async function rename(
  ctx: Ctx,
  { kind, id, name, archived }: { kind: Kind; id: string; name?: string | undefined; archived?: boolean | undefined },
): Promise<Empty | Refusal> {
  const { rows } = await sql<{ id: string }>`update publication set name = coalesce(${name ?? null}::text, name),
      archived_at = case when ${archived ?? null}::boolean is null then archived_at when ${archived ?? null}::boolean then coalesce(archived_at, ${ctx.now}::timestamptz) end
    where workspace_id = ${ctx.scope.workspaceId} and kind = ${kind} and id = ${id} returning id`.execute(ctx.tx);
  if (rows.length === 0) return GONE;
  ctx.changed(kind, id);
  return {};
}

const CHANGED = refuse(
  'conflict',
  'Somebody else has saved this meanwhile. Nothing of yours is lost: look at theirs, or save yours over it.',
);
/** The zero character and halves of characters, which the database keeps in no document. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/i;

interface Saving<C> {
  kind: Kind;
  id: string;
  content: C;
  /** What the draft was when it was read; 0: there was none. */
  revision: number;
}

async function save<C>(ctx: Ctx, { kind, id, content, revision }: Saving<C>): Promise<{ revision: number; savedAt: string } | Refusal> {
  const there = await readPublication<C>(ctx, { kind, id });
  if (isRefusal(there)) return there;
  const text = JSON.stringify(content);
  if (Buffer.byteLength(text) > MOST.contentBytes) return refuse('too_large', 'This is too long. Shorten it.', { field: 'content' });
  if (UNSTORABLE.test(text)) return refuse('invalid', 'A text contains a character that cannot be stored.', { field: 'content' });
  const { workspaceId, actor } = ctx.scope;
  const values = { content: text, saved_by: actor.memberId, saved_at: ctx.now };
  const saved =
    revision === 0
      ? await ctx.tx
          .insertInto('publication_version')
          .values({ workspace_id: workspaceId, publication_id: id, ...values })
          .onConflict((oc) => oc.columns(['workspace_id', 'publication_id']).where('number', 'is', null).doNothing())
          .returning('revision')
          .executeTakeFirst()
      : await ctx.tx
          .updateTable('publication_version')
          .set({ ...values, revision: revision + 1 })
          .where('workspace_id', '=', workspaceId)
          .where('publication_id', '=', id)
          .where('number', 'is', null)
          .where('revision', '=', revision)
          .returning('revision')
          .executeTakeFirst();
  if (!saved) return CHANGED;
  ctx.changed(kind, id);
  return { revision: saved.revision, savedAt: ctx.now };
}

export async function saveForm(ctx: Ctx, given: Omit<Saving<FormContent>, 'kind'>) {
  const saved = await save(ctx, { ...given, kind: 'form' });
  return isRefusal(saved) ? saved : { ...saved, problems: formProblems(given.content, await surroundingsOf(ctx)) };
}

export async function savePage(ctx: Ctx, given: Omit<Saving<PageContent>, 'kind'>) {
  const saved = await save(ctx, { ...given, kind: 'page' });
  return isRefusal(saved) ? saved : { ...saved, problems: pageProblems(given.content, await partsOfPage(ctx, given.content)) };
}

interface Publishing<C> {
  kind: Kind;
  id: string;
  revision: number;
  problemsOf(content: C): Promise<Problem[]>;
  /** What is fixed for good at this moment: the wording of consents. */
  settled(content: C): Promise<C>;
}

async function publish<C>(ctx: Ctx, { kind, id, revision, problemsOf, settled }: Publishing<C>): Promise<{ number: number } | Refusal> {
  const there = await readPublication<C>(ctx, { kind, id });
  if (isRefusal(there)) return there;
  if (!there.hasDraft) return refuse('conflict', 'Nothing has changed since the last version.');
  if (there.revision !== revision) return CHANGED;
  const problems = await problemsOf(there.content);
  if (problems.length > 0)
    return refuse('invalid', problems[0]?.message ?? '', { errors: problems.map(({ place, message }) => ({ field: place, message })) });
  const content = await settled(there.content);
  const { rows } = await sql<{ number: number }>`update publication_version set content = ${JSON.stringify(content)}::jsonb,
      published_by = ${ctx.scope.actor.memberId}, published_at = ${ctx.now},
      number = 1 + coalesce((select max(v.number) from publication_version v where v.workspace_id = ${ctx.scope.workspaceId} and v.publication_id = ${id}), 0)
    where workspace_id = ${ctx.scope.workspaceId} and publication_id = ${id} and number is null and revision = ${revision} returning number`.execute(
    ctx.tx,
  );
  if (!rows[0]) return CHANGED;
  ctx.changed(kind, id);
  return rows[0];
}

export function publishForm(ctx: Ctx, { id, revision }: { id: string; revision: number }) {
  return publish<FormContent>(ctx, {
    kind: 'form',
    id,
    revision,
    problemsOf: async (content) => formProblems(content, await surroundingsOf(ctx)),
    settled: (content) => withWordings(ctx, content),
  });
}

export function publishPage(ctx: Ctx, { id, revision }: { id: string; revision: number }) {
  return publish<PageContent>(ctx, {
    kind: 'page',
    id,
    revision,
    problemsOf: async (content) => pageProblems(content, await partsOfPage(ctx, content)),
    settled: async (content) => content,
  });
}

/** What people agree to is the wording of this day, even where the purpose gets another one later. */
export async function withWordings(ctx: Pick<Ctx, 'tx' | 'scope' | 'now'>, content: FormContent): Promise<FormContent> {
  const purposes = await listPurposes(ctx);
  const fields = content.fields.map((field) => {
    if (!field.consent) return field;
    const purpose = purposes.find(({ id }) => id === field.consent?.purposeId);
    return { ...field, consent: { ...field.consent, textId: purpose?.text?.id ?? null, text: purpose?.text?.body ?? '' } };
  });
  return { ...content, fields };
}
