import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import { isZone } from '#platform/shared/zones.ts';
import { hasMailAhead, isPersonal, type MailAhead, mailsAhead } from '../rules/forecast.ts';
import { type Audience, type Awaited, sideOf, type TrackKind } from '../schema.ts';
import { type Version, versionsOf } from './contents.ts';
import { clocksOf, datesOf } from './people.ts';

/** Days of a zone, both included. */
interface Days {
  from: string;
  to: string;
  timeZone: string;
}

/** What a track sends to people on one day. */
export interface TrackMails {
  id: string;
  name: string;
  side: 'marketing' | 'sales';
  audience: Audience;
  offerId: string | null;
  state: 'planned' | 'done';
  day: string;
  people: number;
}

/** The people whose next steps are looked at: those whose time comes first. */
const MOST_LOOKED_AT = 50_000;

/** What tracks and sequences sent, and what their steps will send if nothing happens but time; counted for each track, day and offer. */
export async function trackMails(ctx: ReadCtx, days: Days): Promise<TrackMails[]> {
  return [...(await handedOver(ctx, days)), ...(await ahead(ctx, days))];
}

interface Track {
  trackId: string;
  name: string;
  kind: TrackKind;
  audience: Audience;
}

/** Mails of steps that went, and those that have been handed to the ledger of mails and wait there for their minute. */
async function handedOver(ctx: ReadCtx, { from, to, timeZone }: Days): Promise<TrackMails[]> {
  const [begins, ends] = bounds({ from, to, timeZone });
  const { rows } = await sql<
    Track & { offerId: string | null; state: 'planned' | 'done'; day: string; people: number }
  >`select t.id as "trackId", t.name, t.kind, t.audience, (m.intent ->> 'offerId')::uuid as "offerId", case when m.sent_at is not null then 'done' else 'planned' end as state,
      to_char(x.at at time zone ${timeZone}, 'YYYY-MM-DD') as day, count(distinct m.contact_id)::int as people
    from nurture_step s join nurture_track t on t.workspace_id = s.workspace_id and t.id = s.track_id
      join message m on m.workspace_id = s.workspace_id and m.id = s.message_id and (m.sent_at is not null or m.state in ('planned', 'claimed'))
      cross join lateral (select coalesce(m.sent_at, m.due_at) as at) x
    where s.workspace_id = ${ctx.scope.workspaceId} and s.kind = 'mail' and s.message_id is not null
      and s.at >= ${begins}::timestamptz - interval '14 days' and s.at < ${ends}::timestamptz and x.at >= ${begins} and x.at < ${ends}
    group by 1, 2, 3, 4, 5, 6, 7`.execute(ctx.tx);
  return rows.map(({ trackId, kind, ...row }) => ({ ...row, id: trackId, side: sideOf(kind) }));
}

function bounds({ from, to, timeZone }: Days): [string, string] {
  return [startOfDay(timeZone, from), startOfDay(timeZone, moveDay(to, 1, 'day') ?? to)];
}

interface OnIt extends Track {
  versionId: string;
  contactId: string;
  nodeId: string;
  awaits: Awaited | null;
  dueAt: string;
  since: string;
  zone: string | null;
}

async function waiting(ctx: ReadCtx, until: string): Promise<OnIt[]> {
  const { rows } =
    await sql<OnIt>`select e.track_id as "trackId", t.name, t.kind, t.audience, e.version_id as "versionId", e.contact_id as "contactId",
      e.node_id as "nodeId", e.awaits, e.due_at as "dueAt", e.since, c.time_zone as zone
    from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.state = 'running'
      join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and c.deleted_at is null
    where e.workspace_id = ${ctx.scope.workspaceId} and e.state = 'waiting' and e.due_at < ${until} order by e.due_at limit ${MOST_LOOKED_AT}`.execute(
      ctx.tx,
    );
  return rows;
}

async function ahead(ctx: ReadCtx, days: Days): Promise<TrackMails[]> {
  const [begins, until] = bounds(days);
  if (until <= ctx.now) return [];
  const people = await waiting(ctx, until);
  const versions = await versionsOf(
    ctx,
    people.map(({ versionId }) => versionId),
  );
  const mailsOf = await forecaster(ctx, { people, versions, until });
  const found = new Map<string, TrackMails & { whom: Set<string> }>();
  for (const one of people) {
    const version = versions.get(one.versionId);
    for (const { nodeId, at } of version ? mailsOf(one, version) : []) {
      if (at < begins) continue;
      const node = version?.walk.nodes.get(nodeId);
      const offerId = node?.type === 'mail' ? node.offerId : null;
      const day = dayIn(days.timeZone, at);
      const key = `${one.trackId} ${day} ${offerId}`;
      const { trackId: id, name, kind, audience } = one;
      const line = found.get(key) ?? { id, name, side: sideOf(kind), audience, offerId, state: 'planned', day, people: 0, whom: new Set() };
      line.whom.add(one.contactId);
      found.set(key, line);
    }
  }
  return [...found.values()].map(({ whom, ...line }) => ({ ...line, people: whom.size }));
}

/** Many people stand at the same place since the same minute: their walk is walked once. */
async function forecaster(
  ctx: ReadCtx,
  { people, versions, until }: { people: readonly OnIt[]; versions: Map<string, Version>; until: string },
) {
  const clocks = await clocksOf(ctx);
  const dates = await datesAhead(ctx, people, versions);
  const known = new Map<string, MailAhead[]>();
  return (one: OnIt, { walk }: Version): MailAhead[] => {
    const zone = one.zone && isZone(one.zone) ? one.zone : clocks.workspaceZone;
    const own = isPersonal(walk, one.nodeId) ? one.contactId : '';
    const key = [one.versionId, one.nodeId, one.awaits, one.dueAt, one.since, zone, own].join(' ');
    const before = known.get(key);
    if (before) return before;
    const { nodeId, awaits, dueAt, since, trackId, contactId } = one;
    const theirs = new Map([...dates].map(([field, values]) => [field, values.get(contactId) ?? null]));
    const standing = { ...clocks, nodeId, awaits, dueAt, since, zone, seed: `${trackId}:${contactId}`, dates: theirs };
    const mails = mailsAhead(walk, standing, { now: ctx.now, until });
    known.set(key, mails);
    return mails;
  };
}

async function datesAhead(ctx: ReadCtx, people: readonly OnIt[], versions: Map<string, Version>) {
  const fields = new Set(
    [...versions.values()].flatMap(({ walk }) => walk.of('wait').flatMap(({ until }) => (until.by === 'date' ? [until.field] : []))),
  );
  const ids = [...new Set(people.map(({ contactId }) => contactId))];
  const found = new Map<string, Map<string, string | null>>();
  for (const field of fields) found.set(field, await datesOf(ctx, field, ids));
  return found;
}

/** A query with `contact_id`: who is on a track and has a mail of it ahead, whatever decides about it. Null where the track does not run. */
export async function whomTrackReaches(ctx: ReadCtx, trackId: string): Promise<RawBuilder<unknown> | null> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ versionId: string; nodeId: string }>`select distinct e.version_id as "versionId", e.node_id as "nodeId"
    from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id and t.state = 'running'
    where e.workspace_id = ${ws} and e.track_id = ${trackId} and e.ended_at is null`.execute(ctx.tx);
  const versions = await versionsOf(
    ctx,
    rows.map(({ versionId }) => versionId),
  );
  const places = rows.filter(({ versionId, nodeId }) => {
    const version = versions.get(versionId);
    return version !== undefined && hasMailAhead(version.walk, nodeId);
  });
  if (places.length === 0) return null;
  return sql`select e.contact_id from nurture_enrolment e
    join unnest(${places.map(({ versionId }) => versionId)}::uuid[], ${places.map(({ nodeId }) => nodeId)}::text[]) p(version_id, node_id)
      on p.version_id = e.version_id and p.node_id = e.node_id
    where e.workspace_id = ${ws} and e.track_id = ${trackId} and e.ended_at is null`;
}
