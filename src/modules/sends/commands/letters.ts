import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { addressHash, oneClickLink, preferencesLink } from '#modules/consents/queries/links.ts';
import { runningVersions } from '#modules/offers/queries/versions.ts';
import { fillingsOf } from '#modules/templates/queries/filling.ts';
import { fillMail } from '#modules/templates/queries/mail.ts';
import { IMAGE_PATH } from '#modules/templates/queries/parts.ts';
import { type SendableVersion, versionsById } from '#modules/templates/queries/sendable.ts';
import { MERGE_FIELDS, PREFERENCES } from '#modules/templates/schema.ts';
import type { Ctx } from '#platform/context.ts';
import type { Letter } from '#platform/mail/compose.ts';
import { returnAddress } from '#platform/mail/returns.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { Value } from '#platform/shared/merge/filters.ts';
import type { Filling } from '#platform/shared/merge/program.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { linkPath } from '../queries/seal.ts';
import { type CutTexts, cutAtLinks, type Texts, withLinks } from '../rules/links.ts';
import type { Claimed } from './claim.ts';
import { type End, endMessages } from './ends.ts';
import { readerKey, readerLinks } from './readers.ts';

/** A message with what stands in it, ready to be written down. */
export interface Lettered {
  message: Claimed;
  letter: Letter;
  subject: string;
  /** Files that go with it. */
  files: readonly AttachedFile[];
}

export interface AttachedFile {
  id: string;
  name: string;
  mediaType: string;
}

interface Words extends Texts {
  subject: string;
  fromName: string;
  filling: Filling | null;
  /** Whose links they are: the version's, or the message's own. */
  sourceId: string;
  files?: readonly AttachedFile[];
}

interface Cut extends Words {
  cut: CutTexts;
}

/** What claimed messages say, kept as it goes out. Of whom no letter can be made is stopped. */
export async function makeLetters(ctx: Ctx, claimed: readonly Claimed[]): Promise<Lettered[]> {
  const words = new Map<string, Words>();
  const ends: End[] = [];
  const versions = await versionsById(
    ctx,
    claimed.flatMap(({ versionId }) => versionId ?? []),
  );
  for (const [key, messages] of groupBy(claimed, groupKey)) {
    const version = versions.get(messages[0]?.versionId ?? '');
    if (version) await fromTemplate(ctx, { version, messages, words, ends });
    else if (key.startsWith('own')) await fromOwn(ctx, messages, words);
  }
  const made = claimed.filter(({ id }) => words.has(id));
  const ended = new Set(ends.map(({ message }) => message.id));
  for (const message of claimed) if (!words.has(message.id) && !ended.has(message.id)) ends.push({ message, code: 'nothing_to_send' });
  await endMessages(ctx, 'stopped', ends);
  await keep(ctx, made, words);
  const cuts = new Map([...words].map(([id, own]) => [id, { ...own, cut: cutAtLinks(own, ctx.link('/p/')) }]));
  const links = await linksOf(ctx, [...cuts.values()]);
  const own = await ownPages(ctx, made, cuts);
  return made.flatMap((message) => {
    const its = cuts.get(message.id);
    return its
      ? [
          {
            message,
            subject: its.subject,
            files: its.files ?? [],
            letter: letterOf(ctx, message, wrapped(ctx, { message, words: its, links, own })),
          },
        ]
      : [];
  });
}

/** Values that all of one group share: the version, who writes, the offer. */
const groupKey = ({ versionId, senderId, memberId, intent }: Claimed) =>
  versionId ? [versionId, senderId, memberId, intent.offerId].join() : 'own';

interface Making {
  version: SendableVersion;
  messages: readonly Claimed[];
  words: Map<string, Words>;
  ends: End[];
}

async function fromTemplate(ctx: Ctx, { version, messages, words, ends }: Making): Promise<void> {
  const [first] = messages;
  if (!first) return;
  const fillings = await fillingsOf(ctx, {
    contactIds: messages.map(({ contactId }) => contactId),
    conditions: version.content.conditions,
    language: version.language,
    sender: first.writer,
    imageBase: ctx.link(IMAGE_PATH),
    more: await offerValues(ctx, first.intent.offerId),
  });
  for (const message of messages) {
    const filling = isRefusal(fillings) ? undefined : fillings.get(message.contactId);
    const own = filling && { ...filling, values: { ...filling.values, ...known(message.more), ...ownLinks(ctx, message) } };
    const filled = own ? fillMail(version.compiled, own) : null;
    if (filled) words.set(message.id, { ...filled, filling: own ?? null, sourceId: version.versionId });
    else ends.push({ message, code: isRefusal(fillings) ? 'nothing_to_send' : filling ? 'unreadable' : 'gone' });
  }
}

const NAMES: ReadonlySet<string> = new Set(MERGE_FIELDS.map(({ name }) => name));
const known = (more: Record<string, Value> | null) => Object.fromEntries(Object.entries(more ?? {}).filter(([name]) => NAMES.has(name)));

function ownLinks(ctx: Ctx, message: Claimed): Record<string, string> {
  const to = recipientOf(ctx, message);
  return to ? { [PREFERENCES]: ctx.link(preferencesLink(ctx, to)) } : {};
}

function recipientOf({ scope }: Ctx, { email, intent, id }: Claimed) {
  return intent.purposeId === undefined
    ? null
    : { workspaceId: scope.workspaceId, hash: addressHash(scope.workspaceId, email), purposeId: intent.purposeId, messageId: id };
}

async function offerValues(ctx: Ctx, offerId: string | undefined): Promise<Record<string, Value>> {
  if (offerId === undefined) return {};
  const running = (await runningVersions(ctx)).find((version) => version.offerId === offerId);
  const offer = await ctx.tx
    .selectFrom('offer')
    .select('name')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', offerId)
    .executeTakeFirst();
  const price = running?.priceMinor != null && running.currency ? { amountMinor: running.priceMinor, currency: running.currency } : null;
  return { 'offer.name': offer?.name ?? null, 'offer.price': price, 'offer.valid_until': running?.untilOn ?? null };
}

/** Own words were filled when they were written. */
async function fromOwn(ctx: Ctx, messages: readonly Claimed[], words: Map<string, Words>): Promise<void> {
  const { rows } = await sql<{
    id: string;
    subject: string;
    text: string;
    html: string | null;
    files: AttachedFile[];
  }>`select l.message_id as id, l.subject, l.body_text as text, l.body_html as html,
      (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'mediaType', f.media_type) order by f.name), '[]') from file f
        where f.workspace_id = l.workspace_id and f.id = any (l.attachments)) as files
    from message_letter l where l.workspace_id = ${ctx.scope.workspaceId} and l.message_id = any (${messages.map(({ id }) => id)}::uuid[])
      and l.body_text is not null`.execute(ctx.tx);
  for (const { id, ...texts } of rows) words.set(id, { ...texts, fromName: '', filling: null, sourceId: id });
}

/** What was made is kept before it goes: from it the letter comes out the same word for word. */
async function keep(ctx: Ctx, made: readonly Claimed[], words: ReadonlyMap<string, Words>): Promise<void> {
  const rows = made.map(({ id, writer }) => {
    const own = words.get(id);
    const fromName = own?.fromName || writer.name;
    return {
      id,
      subject: own?.subject,
      filling: own?.filling ?? null,
      from_name: fromName,
      from_address: writer.email,
      reply_to: writer.replyTo,
    };
  });
  if (rows.length === 0) return;
  await sql`insert into message_letter (workspace_id, message_id, subject, filling, from_name, from_address, reply_to)
    select ${ctx.scope.workspaceId}, r.id, r.subject, r.filling, r.from_name, r.from_address, r.reply_to from json_to_recordset(${JSON.stringify(rows)}::json)
      as r(id uuid, subject text, filling jsonb, from_name text, from_address text, reply_to text)
    on conflict (workspace_id, message_id) do update set subject = excluded.subject, filling = excluded.filling, from_name = excluded.from_name,
      from_address = excluded.from_address, reply_to = excluded.reply_to`.execute(ctx.tx);
}

type Links = ReadonlyMap<string, string>;
const linkKey = (sourceId: string, url: string) => `${sourceId} ${url}`;

/** The row of every link of every source. */
async function linksOf(ctx: Ctx, all: readonly Cut[]): Promise<Links> {
  const wanted = new Map<string, { source: string; url: string; hash: string }>();
  for (const words of all)
    for (const url of words.cut.addresses) {
      const key = linkKey(words.sourceId, url);
      if (!wanted.has(key)) wanted.set(key, { source: words.sourceId, url, hash: createHash('sha256').update(url).digest('base64url') });
    }
  if (wanted.size === 0) return new Map();
  const { workspaceId } = ctx.scope;
  const asked = sql`json_to_recordset(${JSON.stringify([...wanted.values()])}::json) as r(source uuid, url text, hash text)`;
  await sql`insert into message_link (workspace_id, source_id, url, url_hash) select ${workspaceId}, r.source, r.url, r.hash from ${asked}
    where not exists (select from message_link l where l.workspace_id = ${workspaceId} and l.source_id = r.source and l.url_hash = r.hash)
    order by r.source, r.hash on conflict do nothing`.execute(ctx.tx);
  const { rows } = await sql<{ id: string; source: string; url: string }>`select l.id, l.source_id as source, l.url from ${asked}
    join message_link l on l.workspace_id = ${workspaceId} and l.source_id = r.source and l.url_hash = r.hash`.execute(ctx.tx);
  return new Map(rows.map(({ id, source, url }) => [linkKey(source, url), id]));
}

/** Pages that open the same for everybody become each reader's own. */
async function ownPages(ctx: Ctx, made: readonly Claimed[], cuts: ReadonlyMap<string, Cut>): Promise<Links> {
  const makes = readerLinks();
  if (!makes) return new Map();
  const under = ctx.link(makes.under);
  const asked = made.flatMap(({ id, contactId }) =>
    [...(cuts.get(id)?.cut.pages ?? [])].filter((url) => url.startsWith(under)).map((url) => ({ messageId: id, contactId, url })),
  );
  return asked.length === 0 ? new Map() : makes.own(ctx, asked);
}

function wrapped(ctx: Ctx, { message, words, links, own }: { message: Claimed; words: Cut; links: Links; own: Links }): Words {
  const { workspaceId } = ctx.scope;
  const followed = new Map(
    [...words.cut.addresses].flatMap((url) => {
      const linkId = links.get(linkKey(words.sourceId, url));
      return linkId ? [[url, ctx.link(linkPath(ctx, { workspaceId, messageId: message.id, linkId }))] as const] : [];
    }),
  );
  const pages = [...words.cut.pages].flatMap((url) => {
    const page = own.get(readerKey({ messageId: message.id, url }));
    return page ? [[url, page] as const] : [];
  });
  return { ...words, ...withLinks(words.cut, new Map([...followed, ...pages])) };
}

const hostOf = (address: string) => address.split('@')[1] ?? 'localhost';

/** The identifier of the message is the first part of its Message-ID: so an answer finds it. */
function letterOf(ctx: Ctx, message: Claimed, { subject, html, text, fromName }: Words): Letter {
  const { writer, email, lane, id } = message;
  const to = lane === 'bulk' ? recipientOf(ctx, message) : null;
  return {
    from: { name: fromName || writer.name, address: writer.email },
    to: { name: '', address: email },
    ...(writer.replyTo ? { replyTo: { name: '', address: writer.replyTo } } : {}),
    subject,
    html,
    text,
    messageId: `<${id}@${hostOf(writer.email)}>`,
    date: ctx.now,
    ...(message.inReplyTo ? { inReplyTo: `<${message.inReplyTo}>`, references: [`<${message.inReplyTo}>`] } : {}),
    ...(to ? { listUnsubscribe: { oneClick: ctx.link(oneClickLink(ctx, to)), page: ctx.link(preferencesLink(ctx, to)) } } : {}),
    headers: headersOf(message),
    envelopeFrom: envelopeOf(ctx, message),
  };
}

function envelopeOf(ctx: Ctx, { carrier, writer, id }: Claimed): string {
  const base = carrier?.envelopeFrom;
  if (base === undefined) return writer.email;
  return carrier?.ownReturns ? returnAddress(ctx, base, { workspaceId: ctx.scope.workspaceId, id }) : base;
}

/** RFC 3834: whoever answers by a program need not answer these, and what answers a form says that it does. What one person writes to another carries none of it. */
function headersOf({ lane, sendId, cause, writer }: Claimed): NonNullable<Letter['headers']> {
  const about = sendId ?? cause.id;
  if (lane === 'transactional')
    return { 'Auto-Submitted': cause.entity === 'form' ? 'auto-replied' : 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
  if (lane === 'personal') return {};
  return {
    Precedence: 'bulk',
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    'List-Id': `<${about}.${hostOf(writer.email)}>`,
    'Feedback-ID': `${about}:${hostOf(writer.email)}`,
  };
}
