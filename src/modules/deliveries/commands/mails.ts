import { parse } from 'csv-parse/sync';
import type { Work } from '#platform/context.ts';
import { storeFile } from '#platform/files/files.ts';
import { returnedId } from '#platform/mail/returns.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { recipientOf } from '../queries/recipients.ts';
import { sourceRow } from '../queries/sources.ts';
import { splitMbox } from '../rules/bounces/mbox.ts';
import { readReturned } from '../rules/bounces/read.ts';
import { mappingOf } from '../rules/generic.ts';
import { readPosted } from '../rules/read.ts';
import { aboutMail } from '../rules/returned.ts';
import { type Kind, MappingShape, MOST_MAIL_FILE, type Told } from '../schema.ts';
import { keepPost } from './posts.ts';
import { mailboxSource } from './sources.ts';

const PURPOSE = 'delivery_mail';
const MOST_MAILS = 2000;

export interface TakenMail {
  told: Told[];
  /** How much of it was not known before. */
  fresh: number;
}

/**
 * Takes one mail that came back, from a mailbox or by hand: keeps it as it came, reads it, records what it says. The same mail again changes
 * nothing. Takes `Work`, not a transaction: a large mail is stored piece by piece.
 */
export async function takeMail(work: Work, { sourceId, raw }: { sourceId: string; raw: Uint8Array }): Promise<TakenMail> {
  const { told: read, sentTo } = await readReturned(raw);
  const told = await work.transaction(async (ctx) => {
    const id = returnedId(ctx, work.scope.workspaceId, sentTo);
    return id === null ? read : aboutMail(read, { id, recipient: await recipientOf(ctx, id) });
  });
  const name = `${told[0]?.kind ?? 'mail'}.eml`;
  const file = await storeFile(work, { name, mediaType: 'message/rfc822', purpose: PURPOSE, content: once(raw) });
  const keyed = told.map((one, n) => ({ ...one, eventId: one.eventId ?? `${file.sha256}:${n}` }));
  const fresh = await work.transaction((ctx) =>
    keepPost(ctx, { sourceId, mediaType: 'message/rfc822', body: null, fileId: file.id, told: keyed }),
  );
  return { told, fresh };
}

async function* once(raw: Uint8Array): AsyncGenerator<Buffer> {
  yield Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
}

export interface Taken {
  read: number;
  fresh: number;
  kinds: { kind: Kind; n: number }[];
}

interface Incoming {
  content: AsyncIterable<Buffer>;
}

/** Takes files of mails (.eml, .mbox) that somebody dropped. */
export async function takeMailFiles(work: Work, files: AsyncIterable<Incoming>): Promise<Taken | Refusal> {
  const mails: Uint8Array[] = [];
  for await (const { content } of files) {
    const bytes = await collected(content);
    if (isRefusal(bytes)) return bytes;
    mails.push(...splitMbox(bytes));
    if (mails.length > MOST_MAILS) return refuse('too_large', `Send at most ${MOST_MAILS} mails at once.`);
  }
  if (mails.length === 0) return refuse('invalid', 'Choose the mails that came back.', { field: 'file' });
  const sourceId = await work.transaction(mailboxSource);
  const taken: TakenMail[] = [];
  for (const raw of mails) taken.push(await takeMail(work, { sourceId, raw }));
  return {
    read: mails.length,
    fresh: taken.reduce((sum, one) => sum + one.fresh, 0),
    kinds: countedKinds(taken.flatMap((one) => one.told)),
  };
}

function countedKinds(told: readonly Told[]): Taken['kinds'] {
  const counts = new Map<Kind, number>();
  for (const { kind } of told) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, n]) => ({ kind, n })).sort((one, other) => other.n - one.n);
}

async function collected(content: AsyncIterable<Buffer>): Promise<Buffer | Refusal> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size > MOST_MAIL_FILE) return refuse('too_large', `A file has at most ${MOST_MAIL_FILE / 1024 / 1024} MB.`, { field: 'file' });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Takes a CSV file of events for a source with a mapping: each line is an event, its columns are the names of the paths. */
export async function takeEventFile(work: Work, { id, file }: { id: string; file: Incoming }): Promise<Taken | Refusal> {
  const source = await work.read((ctx) => sourceRow(ctx, id));
  if (!source) return refuse('not_found', 'There is no such source.');
  if (!source.mapping) return refuse('invalid', 'Say first how the columns are read.', { field: 'mapping' });
  const bytes = await collected(file.content);
  if (isRefusal(bytes)) return bytes;
  const rows = rowsOf(bytes.toString('utf8'));
  if (!rows || rows.length === 0) return refuse('invalid', 'This is no CSV file with a line of names.', { field: 'file' });
  const mapping = { ...mappingOf(MappingShape.parse(source.mapping)), each: '' };
  const told = inParts(rows, 5000).flatMap((part) => readPosted('generic', part, mapping));
  const body = bytes.toString('utf8').replaceAll('\0', '').slice(0, 2_000_000);
  const fresh = await work.transaction((ctx) => keepPost(ctx, { sourceId: id, mediaType: 'text/csv', body, fileId: null, told }));
  return { read: rows.length, fresh, kinds: countedKinds(told) };
}

function rowsOf(text: string): Record<string, string>[] | null {
  try {
    const options = { columns: true, bom: true, relax_column_count: true, skip_empty_lines: true, to: 50_000 } as const;
    const comma = (text.split('\n', 1)[0] ?? '').includes(';') ? ';' : ',';
    return parse(text, { ...options, delimiter: comma }) as Record<string, string>[];
  } catch {
    return null;
  }
}

function inParts<T>(rows: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_none, n) => rows.slice(n * size, (n + 1) * size));
}
