import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { beginAsset, publish, writeDraft } from '#modules/library/commands/assets.ts';
import { propose } from '#modules/library/commands/proposals.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { NEEDS, PAPERS, type Paper, pdfOf } from '../rules/papers.ts';
import { idsOf, type Random, randomOf } from '../rules/random.ts';
import { type Book, DAY, dayOf, HOUR, iso, type Row } from '../rules/world.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';
import { insertRows } from './write.ts';

/** What changed longer ago was read long ago. */
const NEWS_DAYS = 10;

interface Kept {
  id: string;
  paper: Paper;
  versions: { id: string; number: number; at: number; pages: number }[];
}

interface Shelf {
  book: Book;
  random: Random;
  id: (at: number) => string;
  now: number;
  people: readonly Person[];
}

/** What Marketing wrote, what reps gave on and how it was read, what Sales asks for. */
export async function writeLibrary(
  ctx: Ctx,
  { book, seed, people }: { book: Book; seed: string; people: readonly Person[] },
): Promise<void> {
  const id = idsOf(randomOf(`${ctx.scope.workspaceId} ${seed} library`));
  const shelf: Shelf = { book, people, id, random: randomOf(`${seed} library`), now: Date.parse(ctx.now) };
  const kept: Kept[] = [];
  for (const paper of PAPERS) kept.push(await keep(ctx, shelf, paper));
  await giveOn(ctx, shelf, kept);
  await askForMore(ctx, shelf, kept);
}

async function keep(ctx: Ctx, { people, now }: Shelf, paper: Paper): Promise<Kept> {
  const marketer = leadOf(people, 'marketing');
  const at = (daysAgo: number) => as(ctx, marketer, ago(ctx, daysAgo));
  const { name, kind, audience, howTo, url } = paper;
  const { id } = done(
    await beginAsset(at(paper.versions[0]?.daysAgo ?? 0), {
      ...{ name, kind, audience, language: 'en', howTo, ownerId: marketer.id },
      personas: [...paper.personas],
      stages: [...paper.stages],
      buyingJobs: [],
      topics: [...paper.topics],
      industries: [...paper.industries],
      dos: [...paper.dos],
      donts: [...paper.donts],
      reviewOn: dayOf(now + paper.reviewIn * DAY),
      expiresOn: paper.expiresIn === null ? null : dayOf(now + paper.expiresIn * DAY),
    }),
  );
  const versions: Kept['versions'] = [];
  for (const { daysAgo, changes, pages } of paper.versions) {
    const content = url === null ? { file: await fileOf(at(daysAgo), `${name}.pdf`, pdfOf(pages)) } : { url };
    const { versionId } = done(await writeDraft(at(daysAgo), id, content));
    const { number } = done(await publish(at(daysAgo), { id, versionId, changes, tell: changes !== '' && daysAgo <= NEWS_DAYS }));
    versions.push({ id: versionId, number, at: now - daysAgo * DAY, pages: pages.length });
  }
  return { id, paper, versions };
}

async function fileOf(ctx: Ctx, named: string, content: Buffer) {
  const id = uuid7();
  const name = named.replaceAll(/[:/]/g, '');
  const kept = { name, mediaType: 'application/pdf' as const, sizeBytes: content.length };
  const sha256 = createHash('sha256').update(content).digest('hex');
  await sql`insert into file (workspace_id, id, name, media_type, size_bytes, sha256, purpose, created_by, created_at)
    values (${ctx.scope.workspaceId}, ${id}, ${name}, ${kept.mediaType}, ${kept.sizeBytes}, ${sha256}, 'asset', ${ctx.scope.actor.memberId}, ${ctx.now})`.execute(
    ctx.tx,
  );
  await sql`insert into file_chunk (workspace_id, file_id, n, bytes) values (${ctx.scope.workspaceId}, ${id}, 0, ${content})`.execute(
    ctx.tx,
  );
  return { fileId: id, ...kept };
}

interface Given {
  one: Kept;
  handoff: Row;
  share: Row & { id: string };
  version: Kept['versions'][number];
}

/** Reps give documents to the people whom they were handed; some are opened, some read to the end, some by a program. */
async function giveOn(ctx: Ctx, shelf: Shelf, kept: readonly Kept[]): Promise<void> {
  const { random, now } = shelf;
  const [hits, views, lines] = [[] as Row[], [] as Row[], [] as Row[]];
  const given = givenOn(shelf, kept);
  for (const each of given) {
    const at = Date.parse(String(each.share.shared_at));
    if (random.chance(0.18)) hits.push(hitOf(shelf, each.share, { at: at + 20_000, verdict: 'machine', reason: 'known_bot' }));
    const openedAt = at + random.logNormal(9, 0.9) * HOUR;
    if (!random.chance(0.62) || openedAt > now - HOUR) continue;
    const hit = hitOf(shelf, each.share, { at: openedAt, verdict: 'human', reason: 'no_sign' });
    hits.push(hit);
    if (each.version.pages === 0) continue;
    const view = viewOf(shelf, each, { hit, openedAt });
    views.push(view);
    lines.push(lineOf(each, view));
  }
  await insertRows(
    ctx,
    'asset_share',
    given.map(({ share }) => share),
  );
  await insertRows(ctx, 'asset_hit', hits);
  await insertRows(ctx, 'activity', lines);
  await insertRows(ctx, 'asset_view', views);
}

function givenOn({ book, random, id, now }: Shelf, kept: readonly Kept[]): Given[] {
  const functions = new Map(book.contact.map((row) => [row.id, String(row.job_function)]));
  const deals = new Map(book.deal.map((row) => [row.lead_id, row]));
  const isAfter = (row: Row, since: number) =>
    Date.parse(String(row.handed_at)) > since && Date.parse(String(row.handed_at)) < now - 9 * DAY;
  return kept.flatMap((one) => {
    const handed = book.handoff.filter((row) => String(row.decision).startsWith('accepted') && isAfter(row, one.versions[0]?.at ?? now));
    return random
      .shuffled(handed)
      .slice(0, one.paper.uses)
      .flatMap((handoff): Given[] => {
        const at = Date.parse(String(handoff.handed_at)) + random.between(0.5, 8) * DAY;
        const version = one.versions.findLast((each) => each.at <= at);
        if (!version) return [];
        const persona = functions.get(handoff.contact_id) ?? null;
        const fits = one.paper.personas.length === 0 ? null : one.paper.personas.some((each) => each === persona);
        const deal = deals.get(handoff.lead_id);
        const share = {
          ...{ id: id(at), asset_id: one.id, version_id: version.id, contact_id: handoff.contact_id, lead_id: handoff.lead_id },
          deal_id: deal && Date.parse(String(deal.created_at)) < at ? deal.id : null,
          ...{ way: 'link', member_id: handoff.assignee_id, shared_at: iso(at), stage: 'sal', persona, fits },
          ...{ misses: fits === false ? ['persona'] : [], salt: id(at).replaceAll('-', ''), expires_at: iso(at + 180 * DAY) },
        };
        return [{ one, handoff, share, version }];
      });
  });
}

function viewOf({ random, id }: Shelf, { share, version }: Given, { hit, openedAt }: { hit: Row; openedAt: number }): Row {
  const read = Math.min(version.pages, Math.max(1, Math.round(random.between(0.3, 1.2) * version.pages)));
  const pages = Object.fromEntries(Array.from({ length: read }, (_, place) => [String(place + 1), Math.round(random.logNormal(28, 0.7))]));
  const seconds = Object.values(pages).reduce((sum, each) => sum + each, 0);
  const leftAt = openedAt + seconds * 1_000;
  return {
    ...{ id: hit.id, share_id: share.id, opened_at: iso(openedAt), last_at: iso(leftAt), visitor: hit.visitor, is_other: false },
    ...{ verdict: 'human', reason: 'person_acted', seconds, pages, touched: true, beat: Math.ceil(seconds / 15) },
    ...{ activity_id: id(openedAt), settled_at: iso(leftAt + 60_000) },
  };
}

/** A reading as it stands on the timeline. */
const lineOf = ({ one, handoff, share, version }: Given, view: Row): Row => ({
  ...{
    id: view.activity_id,
    occurred_at: view.opened_at,
    logged_at: view.opened_at,
    kind: 'page_visit',
    direction: 'in',
    side: 'customer',
  },
  ...{ evidence: 'system', traffic: 'human', subject: one.paper.name, duration_seconds: view.seconds },
  ...{ contact_id: share.contact_id, company_id: handoff.company_id, lead_id: share.lead_id, deal_id: share.deal_id, mentions: [] },
  data: { asset: one.paper.name, assetId: one.id, versionId: version.id, version: version.number, shareId: share.id, pages: view.pages },
  ...{ retracted: false, dedupe_key: `asset_view:${view.id}` },
});

type Asked = { at: number; verdict: 'human' | 'machine'; reason: string };

function hitOf({ random, id }: Pick<Shelf, 'random' | 'id'>, share: Row, { at, verdict, reason }: Asked) {
  const hitId = id(at);
  const visitor = String(Math.floor(random.next() * 1e15)).padStart(22, '0');
  const agent = verdict === 'human' ? 'Mozilla/5.0' : 'LinkScan/2.1';
  return { id: hitId, share_id: share.id, view_id: hitId, kind: 'open', at: iso(at), visitor, agent, verdict, reason };
}

/** One that is late with deals at stake, one that is new, one that was delivered; and what a rep proposes. */
async function askForMore(ctx: Ctx, { book, people, id, now }: Shelf, kept: readonly Kept[]): Promise<void> {
  const marketer = leadOf(people, 'marketing');
  const open = book.deal.filter(({ status }) => status === 'open');
  const owners = [...new Set(open.map(({ owner_id }) => String(owner_id)))];
  const asked = (place: number, ago_: number, more: Row): Row => ({
    id: id(now - ago_ * DAY),
    persona: null,
    stage: null,
    asked_by: owners[place % owners.length] ?? null,
    asked_at: iso(now - ago_ * DAY),
    due_at: iso(now - (ago_ - 7) * DAY),
    warn_at: iso(now - (ago_ - 5) * DAY),
    warned_at: ago_ > 5 ? iso(now - (ago_ - 5) * DAY) : null,
    answered_by: null,
    answered_at: null,
    reason: null,
    asset_id: null,
    delivered_by: null,
    delivered_at: null,
    confirmed_at: null,
    ...more,
  });
  const answered = (days: number) => ({ answered_by: marketer.id, answered_at: iso(now - days * DAY) });
  const calculation = kept.find(({ paper }) => paper.topics.includes('price'))?.id ?? null;
  const rows = [
    asked(0, 11, { need: NEEDS.late, status: 'accepted', ...answered(10) }),
    asked(1, 2, { need: NEEDS.open, persona: 'it', status: 'asked' }),
    asked(2, 236, {
      need: NEEDS.given,
      persona: 'finance',
      status: 'confirmed',
      ...answered(235),
      asset_id: calculation,
      delivered_by: marketer.id,
      delivered_at: iso(now - 230 * DAY),
      confirmed_at: iso(now - 229 * DAY),
    }),
  ];
  await insertRows(ctx, 'asset_request', rows);
  await insertRows(
    ctx,
    'asset_request_deal',
    rows.slice(0, 2).flatMap((row) =>
      open
        .filter(({ owner_id }) => owner_id === row.asked_by)
        .slice(0, 3)
        .map((deal) => ({ request_id: row.id, deal_id: deal.id })),
    ),
  );
  const rep = people.find((one) => one.department === 'sales' && !one.leads);
  if (rep) done(await propose(as(ctx, rep, ago(ctx, 3)), { ...NEEDS.proposal, aboutId: null }));
}
