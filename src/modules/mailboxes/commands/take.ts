import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { takeMail } from '#modules/deliveries/commands/mails.ts';
import { mailboxSource } from '#modules/deliveries/commands/sources.ts';
import { kindsOfMail } from '#modules/deliveries/queries/judgement.ts';
import type { ReadCtx, Work } from '#platform/context.ts';
import { storeFile } from '#platform/files/files.ts';
import type { MailStore, StoredMail } from '#platform/mail/imap.ts';
import { type Attachment, headerOf, type ReadMail, readMail } from '#platform/mail/read.ts';
import { type Box, ownAddresses } from '../queries/boxes.ts';
import { speaksOfAbsence } from '../rules/away.ts';
import { factsOf, type MailFacts, storable } from '../rules/facts.ts';
import type { Judged } from '../rules/judged.ts';
import { fateOf, type Own, type Sides, sidesOf } from '../rules/people.ts';
import { type Attached, MOST_ATTACHMENTS, MOST_BODY, MOST_KEPT, MOST_READ } from '../schema.ts';
import { droppedBy } from './drop.ts';
import { keepMail } from './keep.ts';
import { answeredBy } from './questions.ts';
import { type Settled, type Spot, settleReceipt } from './receipts.ts';

export interface Taking {
  box: Box;
  store: MailStore;
  spot: Spot;
  stored: StoredMail;
}

const PURPOSE = 'mail_attachment';

/** What one mail of a mailbox becomes. Throws only what is an outage, a lost mailbox, or a mail that cannot be read. */
export async function takeIn(work: Work, taking: Taking): Promise<void> {
  const { box, spot, stored } = taking;
  const settle = (settled: Settled) => work.transaction((ctx) => settleReceipt(ctx, spot, settled));
  const kinds = await kindsOfMail(stored.source);
  if (box.kind === 'bounces' || kinds.some((kind) => kind !== 'replied' && kind !== 'autoreplied')) {
    const sourceId = await work.transaction(mailboxSource);
    await takeMail(work, { sourceId, raw: stored.source });
    return settle({ outcome: 'told' });
  }
  const mail = readMail(stored.source.toString('latin1'), { contents: box.keeps === 'whole' });
  const automatic = kinds.includes('autoreplied');
  const answered = box.kind === 'drop' ? await answeredBy(work, { box, mail, automatic: automatic || isBulk(mail) }) : null;
  if (answered) return settle({ outcome: answered });
  const judged = await work.read((ctx) => judge(ctx, taking, { mail, automatic }));
  if (typeof judged === 'string') return settle({ outcome: judged });
  const there = await work.read((ctx) => mailByKey(ctx, judged.key));
  // What is here already needs its files no second time.
  const attachments = there || box.keeps === 'heads' ? [] : await attachmentsOf(work, taking, mail.attachments);
  await work.transaction((ctx) => keepMail(ctx, { box, spot, judged, attachments }));
}

async function judge(
  ctx: ReadCtx,
  { box, spot, stored }: Taking,
  { mail, automatic }: { mail: ReadMail; automatic: boolean },
): Promise<Judged | 'ignored' | 'internal' | 'unknown_people' | 'not_ours'> {
  const facts = factsOf(mail, MOST_BODY);
  const own: Own = { addresses: await ownAddresses(ctx), internal: box.internal, ignored: box.ignored };
  const received = stored.receivedAt > ctx.now || Date.parse(stored.receivedAt) <= 0 ? ctx.now : stored.receivedAt;
  const key = keyOf(facts, mail, stored.source);
  if (box.kind === 'drop') {
    const dropped = await droppedBy(ctx, { box, mail, facts, own });
    if (!dropped) return 'not_ours';
    if (dropped.sides.others.length === 0) return 'internal';
    return { key, facts, automatic: false, dropped: true, ...dropped, at: earlier(dropped.at ?? received, ctx.now) };
  }
  const written = sidesOf({ ...facts, sentFolder: spot.role === 'sent' }, own);
  const known = await knownOf(ctx, [...written.others.map(({ email }) => email), facts.replyTo?.email ?? '']);
  const sides = behindForms(written, { facts, known, own });
  const fate = fateOf({ kind: box.kind, sides, own, known });
  if (fate !== 'keep') return fate;
  const isAutomatic = automatic || (sides.direction === 'in' && (isBulk(mail) || speaksOfAbsence(facts.text)));
  const memberId = sides.direction === 'out' ? await writerOf(ctx, facts.from?.email ?? null, box) : null;
  const at = sides.direction === 'out' ? earlier(facts.sentAt ?? received, received) : received;
  return { key, facts, sides, automatic: isAutomatic, at, memberId, dropped: false };
}

/** A form's program writes in its own name and says to whom an answer goes: that is the person. */
function behindForms(sides: Sides, { facts, known, own }: { facts: MailFacts; known: ReadonlySet<string>; own: Own }): Sides {
  const { from, replyTo } = facts;
  if (sides.direction !== 'in' || !from || !replyTo || known.has(from.email) || own.addresses.has(replyTo.email)) return sides;
  const person = { email: replyTo.email, name: replyTo.name || from.name };
  return { ...sides, others: [person, ...sides.others.filter(({ email }) => email !== from.email && email !== replyTo.email)] };
}

/** Newsletters, lists and machines (RFC 3834 2): nobody waits for an answer to them. */
function isBulk(mail: ReadMail): boolean {
  const says = (name: string, pattern: RegExp) => pattern.test(headerOf(mail, name));
  return (
    says('auto-submitted', /^\s*auto-/i) ||
    says('precedence', /bulk|list|junk/i) ||
    says('list-id', /\S/) ||
    says('list-unsubscribe', /\S/) ||
    says('return-path', /^\s*<\s*>\s*$/)
  );
}

const earlier = (one: string, other: string) => (one < other ? one : other);

/** The same for the same mail, wherever it lies. Its id alone is not enough: whoever knows one could hide the true mail behind it. */
function keyOf({ messageId, from }: MailFacts, mail: ReadMail, source: Buffer): string {
  const says = messageId ? [messageId, from?.email ?? '', headerOf(mail, 'date')] : [source.toString('latin1')];
  return createHash('sha256').update(JSON.stringify(says)).digest('base64url');
}

async function mailByKey({ tx, scope }: ReadCtx, key: string): Promise<boolean> {
  const row = await tx
    .selectFrom('conversation_mail')
    .select('id')
    .where('workspace_id', '=', scope.workspaceId)
    .where('mail_key', '=', key)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those of the addresses that belong to a contact. */
async function knownOf({ tx, scope }: ReadCtx, emails: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ email: string }>`select e.email from contact_email e
      join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.deleted_at is null
    where e.workspace_id = ${scope.workspaceId} and e.email = any (${emails})`.execute(tx);
  return new Set(rows.map(({ email }) => email));
}

async function writerOf({ tx, scope }: ReadCtx, email: string | null, box: Box): Promise<string | null> {
  const { rows } = await sql<{
    id: string;
  }>`select m.id from member m where m.workspace_id = ${scope.workspaceId} and (lower(m.email) = ${email}
      or m.id = (select b.member_id from mailbox b where b.workspace_id = m.workspace_id and b.address = ${email}))
    order by m.id limit 1`.execute(tx);
  return rows[0]?.id ?? box.memberId;
}

/** Keeps what is attached as files. A mail that is too large to be read whole is one file, as it came, taken piece by piece. */
async function attachmentsOf(work: Work, { store, spot, stored }: Taking, attached: readonly Attachment[]): Promise<Attached[]> {
  if (stored.sizeBytes > MOST_READ) {
    const content = stored.sizeBytes > MOST_KEPT ? null : store.stream(spot.uid, MOST_KEPT);
    const file = content && (await storeFile(work, { name: 'mail.eml', mediaType: 'message/rfc822', purpose: PURPOSE, content }));
    return [{ name: 'mail.eml', mediaType: 'message/rfc822', sizeBytes: stored.sizeBytes, fileId: file?.id ?? null }];
  }
  const kept: Attached[] = [];
  for (const [n, { name, mediaType, sizeBytes, content }] of attached.slice(0, 100).entries()) {
    const shown = { name: storable(name, 300).replace(/[\p{Cc}\u2028\u2029]/gu, ' '), mediaType: storable(mediaType, 120), sizeBytes };
    const file =
      content && n < MOST_ATTACHMENTS
        ? await storeFile(work, { ...shown, mediaType: 'application/octet-stream', purpose: PURPOSE, content: once(content) })
        : null;
    kept.push({ ...shown, fileId: file?.id ?? null });
  }
  return kept;
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}
