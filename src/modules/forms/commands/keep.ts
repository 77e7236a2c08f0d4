import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx, Work } from '#platform/context.ts';
import { discardContent, storeFile } from '#platform/files/files.ts';
import type { Live } from '../queries/publications.ts';
import { MEDIA_TYPES } from '../rules/files.ts';
import { isAside, suspicionsOf } from '../rules/spam.ts';
import type { FileType, FormContent, Suspicion } from '../schema/form.ts';
import { type Origin, takeAnswer } from './take.ts';

export interface NewFile {
  field: string;
  name: string;
  type: FileType;
  bytes: Buffer;
}

export interface NewAnswer {
  form: Live<FormContent>;
  /** Of the page: the same page sent twice is one answer. */
  token: string;
  answers: Readonly<Record<string, string>>;
  files: readonly NewFile[];
  origin: Origin;
  pageId: string | null;
  /** Whom a sealed link named. */
  contactId: string | null;
  visitor: string | null;
  /** Where it came from, as an address or a range of them; only its hash is kept. */
  place: string;
  agent: string | null;
  seen: { trapped: boolean; tookMs: number | null; machine: boolean };
}

const hash = (...words: readonly string[]) => createHash('sha256').update(JSON.stringify(words)).digest('hex');

/**
 * Keeps what somebody sent, and takes it in unless it is suspected. Files first, each in transactions of their own; then everything else in one.
 * @returns what was found against it; nothing where it had been sent already
 */
export async function keepAnswer(work: Work, sent: NewAnswer): Promise<{ suspicions: Suspicion[]; again: boolean }> {
  const files: { id: string; sizeBytes: number; name: string; of: NewFile }[] = [];
  const drop = () =>
    work.transaction((ctx) =>
      discardContent(
        ctx,
        files.map(({ id }) => id),
      ),
    );
  try {
    for (const of of sent.files) {
      const stored = await storeFile(work, {
        name: of.name,
        mediaType: MEDIA_TYPES[of.type],
        purpose: 'form_answer',
        content: onePiece(of.bytes),
      });
      files.push({ id: stored.id, sizeBytes: stored.sizeBytes, name: stored.name, of });
    }
    const kept = await work.transaction(async (ctx) => {
      const suspicions = await judge(ctx, sent);
      const id = await insert(ctx, sent, suspicions);
      if (!id) return { suspicions: [], again: true };
      for (const { id: fileId, sizeBytes, name, of } of files)
        await ctx.tx
          .insertInto('form_file')
          .values({
            workspace_id: ctx.scope.workspaceId,
            answer_id: id,
            field: of.field,
            file_id: fileId,
            name,
            media_type: MEDIA_TYPES[of.type],
            size_bytes: sizeBytes,
          })
          .execute();
      if (!isAside(suspicions))
        await takeAnswer(ctx, sent.form, { ...sent, id, placeHash: hash(ctx.scope.workspaceId, sent.place), receivedAt: ctx.now });
      ctx.changed('form_answer', id);
      ctx.changed('form', sent.form.id);
      return { suspicions, again: false };
    });
    if (kept.again) await drop();
    return kept;
  } catch (error) {
    await drop();
    throw error;
  }
}

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** What speaks against it: by itself, and by what came before. Counted one after the other, so that a flood does not slip through between. */
async function judge(ctx: Ctx, sent: NewAnswer): Promise<Suspicion[]> {
  const ws = ctx.scope.workspaceId;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`form:${ws}:${sent.form.id}`}, 0))`.execute(ctx.tx);
  const contentHash = contentOf(sent);
  const { rows } = await sql<{ same: number; fromThere: number; lastMinute: number }>`select
    (select count(*)::int from form_answer where workspace_id = ${ws} and content_hash = ${contentHash} and received_at > ${ctx.now}::timestamptz - interval '1 day') as same,
    (select count(*)::int from form_answer where workspace_id = ${ws} and form_id = ${sent.form.id} and place_hash = ${hash(ws, sent.place)}
      and received_at > ${ctx.now}::timestamptz - interval '10 minutes') as "fromThere",
    (select count(*)::int from form_answer where workspace_id = ${ws} and form_id = ${sent.form.id} and state = 'taken'
      and received_at > ${ctx.now}::timestamptz - interval '1 minute') as "lastMinute"`.execute(ctx.tx);
  const { content } = sent.form;
  const answered = content.fields.flatMap(({ key, kind, target }) => {
    const value = sent.answers[key];
    return value ? [{ kind, target, value }] : [];
  });
  return suspicionsOf({
    ...sent.seen,
    texts: answered.filter(({ kind }) => kind === 'text' || kind === 'long_text').map(({ value }) => value),
    names: answered.filter(({ target }) => target === 'contact.firstName' || target === 'contact.lastName').map(({ value }) => value),
    same: rows[0]?.same ?? 0,
    fromThere: rows[0]?.fromThere ?? 0,
    lastMinute: rows[0]?.lastMinute ?? 0,
    perMinute: content.perMinute,
  });
}

/** The same words to the same form; hidden fields and whom it is from may differ. */
function contentOf({ form, answers }: NewAnswer): string {
  const long = form.content.fields.filter(({ kind }) => kind === 'long_text').flatMap(({ key }) => answers[key] ?? []);
  const words = long.length > 0 ? long : Object.values(answers);
  return hash(form.id, ...words.map((text) => text.toLowerCase().replace(/\s+/g, ' ')));
}

async function insert(ctx: Ctx, sent: NewAnswer, suspicions: readonly Suspicion[]): Promise<string | null> {
  const ws = ctx.scope.workspaceId;
  const row = await ctx.tx
    .insertInto('form_answer')
    .values({
      workspace_id: ws,
      form_id: sent.form.id,
      version_id: sent.form.versionId,
      token: sent.token,
      state: isAside(suspicions) ? 'aside' : 'taken',
      suspicions: [...suspicions],
      received_at: ctx.now,
      answers: JSON.stringify(sent.answers),
      origin: JSON.stringify(sent.origin),
      page_id: sent.pageId,
      visitor: sent.visitor,
      linked_id: sent.contactId,
      place_hash: hash(ws, sent.place),
      content_hash: contentOf(sent),
      agent: sent.agent,
    })
    .onConflict((oc) => oc.columns(['workspace_id', 'token']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}
