import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { say } from '#modules/consents/commands/ledger.ts';
import { suppress } from '#modules/consents/commands/suppressions.ts';
import { addressHash, preferencesLink } from '#modules/consents/queries/links.ts';
import { purposesInUse } from '#modules/consents/queries/person.ts';
import { createSender } from '#modules/templates/commands/parts.ts';
import { createTemplate, publish, saveDraft } from '#modules/templates/commands/templates.ts';
import { fillingsOf } from '#modules/templates/queries/filling.ts';
import { PREFERENCES } from '#modules/templates/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { differenceOf } from '#platform/shared/newcombe.ts';
import { MAILINGS, type Mailing, morningOf, type Person, peopleOfBook } from '../rules/mailings.ts';
import { contentOf, MAILS, type MailKey } from '../rules/mailtexts.ts';
import { type Posting, postAll, type Sent } from '../rules/posting.ts';
import { idsOf, type Random, randomOf } from '../rules/random.ts';
import { type Book, DAY, HOUR, iso, type Row } from '../rules/world.ts';
import { ago, as, type Person as Colleague, done, leadOf, peopleOf, unheard } from './people.ts';
import { insertRows } from './write.ts';

interface Version {
  templateId: string;
  versionId: string;
  linkId: string;
}

interface Office {
  book: Book;
  random: Random;
  id: (at: number) => string;
  now: number;
  lead: Colleague;
  sender: { id: string; name: string; email: string };
  purposeId: string;
  versions: ReadonlyMap<MailKey, Version>;
  campaigns: ReadonlyMap<string, string>;
  people: readonly (Person & { channel: string })[];
  offer: Posting['offer'];
  gone: Map<string, 'withdrawn' | 'bounced'>;
}

const SENDER = { name: 'Northwick Planning', email: 'news@northwick.example' };
const DECIDED_AFTER_HOURS = 24;

/** The mailings of the last half year, as the engine would have left them: nothing is sent, and nothing waits to be. @returns how many rows */
export async function writeMailings(
  ctx: Ctx,
  told: { book: Book; seed: string; offer: Posting['offer'] },
): Promise<{ rows: number; gone: ReadonlySet<string> }> {
  const office = await openOffice(ctx, told);
  let rows = 0;
  for (const mailing of MAILINGS) rows += await writeMailing(ctx, office, mailing);
  await sql`update contact c set last_activity_at = greatest(c.last_activity_at, x.at) from (select contact_id, max(occurred_at) as at from activity
      where workspace_id = ${ctx.scope.workspaceId} and dedupe_key ~ '^(message|click|reply):' group by 1) x
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = x.contact_id`.execute(ctx.tx);
  return { rows, gone: new Set(office.gone.keys()) };
}

async function openOffice(ctx: Ctx, { book, seed, offer }: { book: Book; seed: string; offer: Posting['offer'] }): Promise<Office> {
  const { workspaceId } = ctx.scope;
  const id = idsOf(randomOf(`${workspaceId} ${seed} mailings`));
  const lead = leadOf(await peopleOf(ctx), 'marketing');
  const [purpose] = await purposesInUse(ctx);
  if (!purpose) throw new Error('a new workspace has a purpose of mail');
  const sender = await createSender(as(ctx, lead, ago(ctx, 300)), { ...SENDER, replyTo: null, isDefault: true });
  const versions = new Map<MailKey, Version>();
  for (const key of Object.keys(MAILS) as MailKey[]) versions.set(key, await publishMail(ctx, { key, lead, id }));
  return {
    book,
    id,
    lead,
    offer,
    versions,
    random: randomOf(`${seed} mailings`),
    now: Date.parse(ctx.now),
    sender: { ...SENDER, id: sender.id },
    purposeId: purpose.id,
    campaigns: new Map(book.campaign.map((row) => [String(row.name), String(row.id)])),
    people: peopleOfBook(book),
    gone: new Map(),
  };
}

async function publishMail(ctx: Ctx, { key, lead, id }: { key: MailKey; lead: Colleague; id: Office['id'] }): Promise<Version> {
  const mail = MAILS[key];
  const daysAgo = MAILINGS.find(({ variants }) => variants.some((variant) => variant.mail === key))?.daysAgo ?? 0;
  const writing = as(ctx, lead, ago(ctx, Math.max(0, daysAgo) + 3));
  const { name, kind, folder } = mail;
  const template = done(await createTemplate(writing, { name, kind, folder, language: 'en', tags: [] }));
  const { revision } = done(await saveDraft(writing, { id: template.id, content: contentOf(mail), revision: 1 }));
  done(await publish(writing, { id: template.id, revision }));
  const { id: versionId } = await ctx.tx
    .selectFrom('template_version')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('template_id', '=', template.id)
    .where('number', '=', 1)
    .executeTakeFirstOrThrow();
  const linkId = id(Date.parse(ctx.now));
  const [, url] = mail.button;
  await insertRows(ctx, 'message_link', [
    { id: linkId, source_id: versionId, url, url_hash: createHash('sha256').update(url).digest('base64url') },
  ]);
  return { templateId: template.id, versionId, linkId };
}

async function writeMailing(ctx: Ctx, office: Office, mailing: Mailing): Promise<number> {
  const { id, now } = office;
  const startsAt = mailing.daysAgo === null ? null : morningOf(now, mailing.daysAgo);
  const madeAt = Math.min(now, startsAt ?? now) - 3 * DAY;
  const sendId = id(madeAt);
  const variants = mailing.variants.map(({ mail, clicks, name, share }, position) => {
    const version = office.versions.get(mail);
    if (!version) throw new Error(`the sample has the mail ${mail}`);
    return { id: id(madeAt), name, share, position, clicks, ...version, subject: MAILS[mail].subject, url: MAILS[mail].button[1] };
  });
  const started = startsAt !== null && startsAt < now;
  const winner = variants.length > 1 && started ? { id: variants[1]?.id ?? '', at: startsAt + DECIDED_AFTER_HOURS * HOUR } : null;
  const audience = started ? audienceOf(office, mailing, startsAt) : [];
  const campaignId = mailing.campaign === null ? null : (office.campaigns.get(mailing.campaign) ?? null);
  const offer = mailing.kind === 'offer' ? office.offer : null;
  const sent = started ? postAll({ ...office, mailing, sendId, campaignId, offer, startsAt, audience, variants, winner }) : null;
  await insertRows(ctx, 'send', [rowOf(office, { mailing, sendId, startsAt, madeAt, campaignId, sent, winner, variants })]);
  await insertRows(
    ctx,
    'send_variant',
    variants.map(({ id: variantId, position, name, share, templateId, versionId }) => ({
      ...{ id: variantId, send_id: sendId, position, name, share, template_id: templateId },
      template_version_id: startsAt === null ? null : versionId,
    })),
  );
  return sent ? writeSent(ctx, office, sent) : 0;
}

function audienceOf({ people }: Office, { isFor, audience, key }: Mailing, at: number): Person[] {
  return people.filter(
    (person) =>
      person.since < at &&
      isFor(person) &&
      (audience !== 'customers' || person.customerSince <= at) &&
      (key !== 'fair' || person.channel === 'event'),
  );
}

interface Standing {
  mailing: Mailing;
  sendId: string;
  startsAt: number | null;
  madeAt: number;
  campaignId: string | null;
  sent: Sent | null;
  winner: Posting['winner'];
  variants: readonly { id: string }[];
}

function rowOf(office: Office, { mailing, sendId, startsAt, madeAt, campaignId, sent, winner, variants }: Standing): Row {
  const { lead, purposeId, sender, offer } = office;
  const compared = mailing.variants.length > 1;
  const went = sent?.message.flatMap(({ sent_at }) => (sent_at ? [Date.parse(String(sent_at))] : [])) ?? [];
  const hard = sent?.bounced.length ?? 0;
  const stopped = mailing.stopsAfter !== undefined;
  const endedAt = sent ? Math.max(...went) + 10 * 60_000 : null;
  const launched = startsAt !== null;
  const state = sent ? (stopped ? 'stopped' : 'done') : launched ? 'scheduled' : 'draft';
  return {
    id: sendId,
    name: mailing.name,
    side: 'marketing',
    kind: mailing.kind,
    audience: mailing.audience,
    offer_id: mailing.kind === 'offer' ? (offer?.id ?? null) : null,
    topics: [],
    purpose_id: purposeId,
    sender_id: sender.id,
    campaign_id: campaignId,
    criteria: mailing.criteria,
    timing: launched ? 'at' : 'at_once',
    planned_at: launched ? iso(startsAt) : null,
    hours: null,
    lasts_hours: 72,
    hold_out: mailing.holdOut,
    metric: compared ? 'click' : null,
    decide_after_hours: compared ? DECIDED_AFTER_HOURS : null,
    minimum_n: 100,
    state,
    state_code: stopped ? 'bounces' : null,
    state_note: stopped ? `${hard} of ${went.length} addresses do not exist.` : null,
    state_by: null,
    state_at: iso(endedAt ?? madeAt),
    created_by: lead.id,
    created_at: iso(madeAt),
    changed_at: iso(endedAt ?? madeAt),
    scheduled_by: launched ? lead.id : null,
    scheduled_at: launched ? iso(madeAt + HOUR) : null,
    frozen_criteria: launched ? mailing.criteria : null,
    freeze_at: launched ? iso(startsAt) : null,
    frozen_n: sent?.message.length ?? 0,
    frozen_at: sent && launched ? iso(startsAt) : null,
    started_at: sent && launched ? iso(startsAt) : null,
    ended_at: state === 'done' && endedAt ? iso(endedAt) : null,
    decided_at: winner ? iso(winner.at) : null,
    winner_id: winner?.id ?? null,
    decision: winner && sent ? decisionOf(sent, winner, variants) : null,
    watched_from: sent && launched ? iso(startsAt) : null,
  };
}

/** The figures of the moment at which it was decided. */
function decisionOf({ message }: Sent, winner: { id: string; at: number }, variants: readonly { id: string }[]): object {
  const at = iso(winner.at);
  const standing = variants.map(({ id }) => {
    const own = message.filter((row) => row.variant_id === id && row.state === 'sent' && String(row.sent_at) < at);
    return { id, n: own.length, k: own.filter(({ clicked_at }) => clicked_at !== null && String(clicked_at) < at).length };
  });
  const best = standing.find(({ id }) => id === winner.id);
  const second = standing.find(({ id }) => id !== winner.id);
  if (!best || !second) throw new Error('two are compared');
  return { state: 'decided', winnerId: winner.id, difference: { best: best.id, second: second.id, ...differenceOf(best, second) } };
}

async function writeSent(ctx: Ctx, office: Office, sent: Sent): Promise<number> {
  const letters = await lettersOf(ctx, office, sent);
  let rows = 0;
  rows += await insertRows(ctx, 'activity', sent.activity);
  rows += await insertRows(ctx, 'message', sent.message);
  rows += await insertRows(ctx, 'message_letter', letters);
  rows += await insertRows(ctx, 'message_click', sent.message_click);
  rows += await insertRows(ctx, 'offer_exposure', sent.offer_exposure);
  await say(
    ctx,
    sent.left.map(({ person, at, messageId }) => ({
      ...{ address: { email: person.email }, at: iso(at), purposeId: office.purposeId, word: 'withdrawn', by: 'person' },
      ...{ through: 'one_click', proof: { messageId } },
    })) as Parameters<typeof say>[1],
    { quietly: true },
  );
  await suppress(
    unheard(ctx),
    sent.bounced.map(({ person, at, messageId }) => ({
      address: { email: person.email },
      cause: 'bounced',
      since: iso(at),
      evidence: { messageId },
    })),
  );
  for (const { person } of sent.left) office.gone.set(person.id, 'withdrawn');
  for (const { person } of sent.bounced) office.gone.set(person.id, 'bounced');
  return rows;
}

/** What stood in each, word for word: the version with the values of the person. */
async function lettersOf(ctx: Ctx, { sender, purposeId }: Office, { message, message_letter }: Sent): Promise<Row[]> {
  const contactIds = message_letter.map(({ contact_id }) => String(contact_id));
  const fillings = done(await fillingsOf(ctx, { contactIds, conditions: [], language: 'en', sender, imageBase: ctx.link('/p/images') }));
  const sentTo = new Map(message.map(({ id, address, sent_at }) => [id, { email: String(address), on: String(sent_at).slice(0, 10) }]));
  return message_letter.map(({ message_id, contact_id, subject }) => {
    const filling = fillings.get(String(contact_id));
    const to = sentTo.get(message_id);
    if (!filling || !to) throw new Error('whoever got a mail is there');
    const recipient = {
      workspaceId: ctx.scope.workspaceId,
      hash: addressHash(ctx.scope.workspaceId, to.email),
      purposeId,
      messageId: String(message_id),
    };
    const values = { ...filling.values, today: to.on, [PREFERENCES]: ctx.link(preferencesLink(ctx, recipient)) };
    return { message_id, subject, filling: { ...filling, values }, from_name: sender.name, from_address: sender.email, reply_to: null };
  });
}
