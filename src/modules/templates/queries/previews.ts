import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { claimLint } from '#modules/offers/queries/claims.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { checksOf } from '../rules/checks.ts';
import { referencesOf, sourcesOf } from '../rules/content.ts';
import type { Block, Check, Content, TemplateKind } from '../schema.ts';
import { type Asked, fillingsOf, houseOf, sampleFilling } from './filling.ts';
import { type CompiledMail, compileMail, type FilledMail, fillMail } from './mail.ts';
import { ownMergeFields } from './own.ts';
import { IMAGE_PATH, picturesOf, reusableOf } from './parts.ts';
import { publishedMail, readTemplate } from './templates.ts';

export interface Written {
  content: Content;
  kind: TemplateKind;
  language: string;
}

/** Compiles what is written with what it stands on, and looks it over. */
export async function looked(ctx: Ctx, { content, kind, language }: Written): Promise<{ compiled: CompiledMail; checks: Check[] }> {
  const asked = referencesOf(content.blocks);
  const reusable = await reusableOf(ctx, asked.reusable);
  const images = [...asked.images, ...[...reusable.values()].flatMap((blocks) => referencesOf(blocks).images)];
  const own = await ownMergeFields(ctx);
  const { blocks, ...compiled } = await compileMail({ content, language, reusable, own, pictures: await picturesOf(ctx, images) });
  const checks = checksOf({
    content,
    blocks,
    own,
    kind,
    hasPostalAddress: Boolean((await houseOf(ctx)).postalAddress?.trim()),
    hidden: ctx.scope.hidden,
    ours: ctx.link('/p/'),
    lost: asked.reusable.filter((id) => !reusable.has(id)),
    size: Buffer.byteLength(JSON.stringify(compiled.html.steps)),
  });
  return { compiled, checks: [...(await conditionChecks(ctx, content)), ...checks, ...(await claimChecks(ctx, content, blocks))] };
}

/** Conditions that the caller can't ask, with why: a field that is gone, or hidden from them. */
async function brokenConditions({ tx, scope, now }: Ctx, { conditions }: Content): Promise<Map<string, string>> {
  const broken = new Map<string, string>();
  for (const { key, criteria } of conditions) {
    const condition = await conditionOf(tx, scope, { criteria, entity: 'contact', row: 't', now, few: true, path: 'criteria' });
    if (isRefusal(condition)) broken.set(key, condition.message);
  }
  return broken;
}

async function conditionChecks(ctx: Ctx, content: Content): Promise<Check[]> {
  const names = new Map(content.conditions.map(({ key, name }) => [key, name]));
  return [...(await brokenConditions(ctx, content))].map(([key, message]) => ({
    level: 'stop',
    code: 'condition',
    message: `The condition “${names.get(key)}” can't be asked: ${message}`,
    place: null,
  }));
}

/** What the mail says that is not said any more, paragraph by paragraph. */
async function claimChecks(ctx: Ctx, content: Content, blocks: readonly Block[]): Promise<Check[]> {
  const lint = await claimLint(ctx);
  return sourcesOf(content, blocks).flatMap(({ place, text }) =>
    lint.of(text).map(({ phrase, now }) => ({
      level: 'hint',
      code: 'outdated_claim',
      message: now === null ? `“${phrase}” is not said any more. Take it out.` : `“${phrase}” is outdated. Now it is: “${now}”`,
      place,
    })),
  );
}

export interface PreviewAsked {
  content?: Content | undefined;
  templateId?: string | undefined;
  number?: number | undefined;
  kind: TemplateKind;
  language: string;
  contactId?: string | undefined;
}

const NOTHING = refuse('invalid', 'Say what to look at: a content or a template.', { field: 'content' });
const NOBODY = refuse('not_found', 'This person is not here, or not yours to see.', { field: 'contactId' });
const BROKEN_HEAD = refuse(
  'invalid',
  'A value of this person holds a line break, which the subject must not. Correct the person, or take the field out of the subject.',
);

/** A mail as one person would get it. */
export async function preview(ctx: Ctx, asked: PreviewAsked) {
  const written = await writtenOf(ctx, asked);
  if (isRefusal(written)) return written;
  const { compiled, checks } = await looked(ctx, written);
  const shown = written.compiled ?? compiled;
  const filled = await filledFor(ctx, { mail: shown, written, contactId: asked.contactId });
  if (isRefusal(filled)) return filled;
  return { ...filled, sizeBytes: Buffer.byteLength(filled.html), imageBase: ctx.link(IMAGE_PATH), checks };
}

async function writtenOf(ctx: Ctx, asked: PreviewAsked): Promise<(Written & { compiled?: CompiledMail }) | Refusal> {
  if (asked.content) return { content: asked.content, kind: asked.kind, language: asked.language };
  if (!asked.templateId) return NOTHING;
  return asked.number === undefined
    ? readTemplate(ctx, asked.templateId)
    : publishedMail(ctx, { id: asked.templateId, number: asked.number });
}

interface ToFill {
  mail: CompiledMail;
  written: Written;
  contactId: string | undefined;
}

export async function filledFor(ctx: Ctx, { mail, written, contactId }: ToFill): Promise<FilledMail | Refusal> {
  const usable = await usableConditions(ctx, written.content);
  const asked: Omit<Asked, 'contactIds'> = {
    conditions: usable,
    language: written.language,
    sender: await meAsSender(ctx),
    imageBase: ctx.link(IMAGE_PATH),
  };
  const sample = await sampleFilling(ctx, asked);
  if (!contactId) return fillMail(mail, sample) ?? BROKEN_HEAD;
  const people = await fillingsOf(ctx, { ...asked, contactIds: [contactId], more: slots(sample.values) });
  if (isRefusal(people)) return people;
  const person = people.get(contactId);
  return person ? (fillMail(mail, person) ?? BROKEN_HEAD) : NOBODY;
}

/** A condition that can't be asked is told among the checks; its block is not shown. */
async function usableConditions(ctx: Ctx, content: Content) {
  const broken = await brokenConditions(ctx, content);
  return content.conditions.filter(({ key }) => !broken.has(key));
}

/** What whoever sends would add, made up. */
function slots(values: Asked['more'] = {}): NonNullable<Asked['more']> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => /^(offer|asset|event|link)\./.test(name)));
}

export async function meAsSender({ tx, scope }: Ctx): Promise<{ name: string; email: string }> {
  const me = await tx
    .selectFrom('member')
    .select(['name', 'email'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', scope.actor.memberId)
    .executeTakeFirst();
  return me ?? { name: '', email: '' };
}
