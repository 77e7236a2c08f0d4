import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { namesIn, parse } from '#platform/shared/merge/language.ts';
import type { Lexicon } from '#platform/shared/merge/lexicon.ts';
import { escapeText, Marks, render } from '#platform/shared/merge/program.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { hiddenAmong } from '../rules/content.ts';
import { lexiconOf, problemsIn, woven } from '../rules/words.ts';
import type { Content, TemplateKind } from '../schema.ts';
import { type Asked, fillingsOf } from './filling.ts';
import type { CompiledMail } from './mail.ts';
import { ownMergeFields } from './own.ts';

export interface SendableVersion {
  versionId: string;
  templateId: string;
  name: string;
  number: number;
  kind: TemplateKind;
  language: string;
  content: Content;
  compiled: CompiledMail;
}

/** Published versions by their own identifiers, for whoever sends what was chosen before. */
export async function versionsById(
  { tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>,
  ids: readonly string[],
): Promise<Map<string, SendableVersion>> {
  if (ids.length === 0) return new Map();
  const { rows } =
    await sql<SendableVersion>`select v.id as "versionId", t.id as "templateId", t.name, v.number, t.kind, t.language, v.content, v.compiled
    from template_version v join template t on t.workspace_id = v.workspace_id and t.id = v.template_id
    where v.workspace_id = ${scope.workspaceId} and v.id = any (${[...new Set(ids)]}::uuid[]) and v.number is not null`.execute(tx);
  return new Map(rows.map((row) => [row.versionId, row]));
}

export interface OwnWords {
  subject: string;
  text: string;
  html: string;
}

const NOBODY = refuse('not_found', 'This person is not here, or not yours to see.', { field: 'contactId' });
type Texts = { subject: string; text: string };
const EMPTY = { conditions: [] };

/**
 * What somebody wrote by hand, filled for one person with what the writer may see, as plain text and as simple markup made from it. Refused where a
 * field is not known, hidden from the writer, or would break the subject.
 */
export async function ownWords(
  ctx: ReadCtx,
  {
    contactId,
    subject,
    text,
    ...more
  }: Pick<Asked, 'sender' | 'more' | 'language' | 'imageBase'> & { contactId: string; subject: string; text: string },
): Promise<OwnWords | Refusal> {
  const lexicon = lexiconOf(EMPTY, await ownMergeFields(ctx));
  const wrong = problemOf(ctx, lexicon, { subject, text });
  if (wrong) return wrong;
  const fillings = await fillingsOf(ctx, { ...more, contactIds: [contactId], conditions: [] });
  if (isRefusal(fillings)) return fillings;
  const filling = fillings.get(contactId);
  if (!filling) return NOBODY;
  const head = render(programOf('header', lexicon, subject.trim()), filling);
  if (head === null)
    return refuse('invalid', 'The subject would hold a line break. Write it in one line, or take the field out of it.', {
      field: 'subject',
    });
  const words = render(programOf('plain', lexicon, text), filling) ?? '';
  return { subject: head, text: words, html: markupOf(words) };
}

/** Why such words cannot be sent: a field that is not known, or hidden from the writer. */
export async function ownWordsProblem(ctx: Pick<ReadCtx, 'tx' | 'scope'>, texts: Texts): Promise<Refusal | null> {
  return problemOf(ctx, lexiconOf(EMPTY, await ownMergeFields(ctx)), texts);
}

function problemOf({ scope }: Pick<ReadCtx, 'scope'>, lexicon: Lexicon, texts: Texts): Refusal | null {
  for (const [field, source] of Object.entries(texts)) {
    const [problem] = problemsIn(source, lexicon);
    if (problem) return refuse('invalid', problem.message, { field });
    const parsed = parse(source);
    const names = 'problem' in parsed ? [] : namesIn(parsed.nodes).map(({ name }) => name);
    const [hidden] = hiddenAmong(names, scope.hidden);
    if (hidden) return refuse('forbidden', `Your role may not see ${hidden}, so it can't be put into a mail.`, { field });
  }
  return null;
}

function programOf(to: 'header' | 'plain', lexicon: Lexicon, source: string) {
  const marks = new Marks();
  return marks.program(to, woven(source, { marks, lexicon, text: (words) => words }));
}

const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

/** Paragraphs, line breaks and addresses; everything else stands as it was written. */
export function markupOf(text: string): string {
  const paragraphs = text.trim().split(/\n{2,}/);
  const inner = paragraphs.map((one) => `<p>${linked(one).replaceAll('\n', '<br>')}</p>`).join('\n');
  return `<!doctype html><html><head><meta charset="utf-8"></head><body style="font:15px/1.5 sans-serif">${inner}</body></html>`;
}

function linked(text: string): string {
  let markup = '';
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = escapeText(found[0]);
    markup += `${escapeText(text.slice(from, found.index))}<a href="${address}">${address}</a>`;
    from = found.index + found[0].length;
  }
  return markup + escapeText(text.slice(from));
}
