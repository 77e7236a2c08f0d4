import { type RawBuilder, sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { type Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import { gateSql } from '#modules/gate/queries/gate.ts';
import { rulesInForce } from '#modules/gate/queries/rules.ts';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { lockedSend, type SendRecord, variantsOf } from '../queries/record.ts';
import { nextWithin, sameClock, zoneOr } from '../rules/hours.ts';
import { intentOf } from '../rules/intent.ts';
import { drawTest, triedOut } from './fieldtest.ts';
import { hasLostAccess, offerRuns, setState, WAITS_FOR_OFFER } from './states.ts';
import { wakeWorker } from './work-job.ts';

/** People in one transaction: a batch that breaks off is begun again, what was written stays. */
const AT_ONCE = 20_000;

/**
 * Writes one message for each of the next people of the audience, through the gate, also for those left out, with their reasons. Runs with the rights
 * of whoever scheduled it: the audience is whom they may reach. @returns whether there is more
 */
export async function freezeBatch(ctx: Ctx, sendId: string): Promise<boolean> {
  const send = await lockedSend(ctx, sendId);
  if (send?.state !== 'scheduled' || send.frozenAt !== null || (send.freezeAt ?? '') > ctx.now) return false;
  // The next tick says so.
  if (await hasLostAccess(ctx, send)) return false;
  if (send.offerId !== null && !(await offerRuns(ctx, send.offerId))) {
    await setState(ctx, send, WAITS_FOR_OFFER);
    return false;
  }
  const condition = await conditionOf(ctx.tx, ctx.scope, {
    criteria: (send.frozenCriteria as Criteria | null) ?? EVERYTHING,
    entity: 'contact',
    row: 't',
    now: ctx.now,
  });
  if (isRefusal(condition)) {
    await setState(ctx, send, { state: 'paused', code: 'problem', note: condition.message });
    return false;
  }
  if (send.testPeople !== null) {
    const drawnIds = await drawTest(ctx, { send, people: send.testPeople, condition });
    if (drawnIds.length > 0) await writeMessages(ctx, send, drawnIds);
    await sql`update send set frozen_n = ${drawnIds.length} where workspace_id = ${ctx.scope.workspaceId} and id = ${sendId}`.execute(
      ctx.tx,
    );
    await finish(ctx, send);
    return false;
  }
  const people = sql`select t.id from contact t where t.workspace_id = ${ctx.scope.workspaceId} and t.deleted_at is null
    and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 't.owner_id' })} and ${condition}
    ${send.freezeAfter ? sql`and t.id > ${send.freezeAfter}::uuid` : sql``} order by t.id limit ${AT_ONCE}`;
  const { rows } = await sql<{ id: string }>`${people}`.execute(ctx.tx);
  const ids = rows.map(({ id }) => id);
  const last = ids.at(-1);
  if (last !== undefined) await writeMessages(ctx, send, ids);
  const more = ids.length === AT_ONCE;
  await sql`update send set freeze_after = coalesce(${last ?? null}::uuid, freeze_after), frozen_n = frozen_n + ${ids.length}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${sendId}`.execute(ctx.tx);
  if (!more) await finish(ctx, send);
  ctx.changed('send', sendId);
  return more;
}

async function finish(ctx: Ctx, send: SendRecord): Promise<void> {
  await sql`update send set frozen_at = ${ctx.now}, started_at = ${ctx.now}, watched_from = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${send.id}`.execute(
    ctx.tx,
  );
  await setState(ctx, send, { state: 'sending', code: null, note: null });
  await wakeWorker(ctx);
}

/** A number from 0 to 9,999 for a person, the same whenever it is asked; another for each purpose of the drawing. */
const drawn = (send: SendRecord, what: 'hold_out' | 'variant') =>
  sql`(hashtextextended(w.contact_id::text || ${`${send.id}:${what}`}, 0) & 9223372036854775807) % 10000`;

async function writeMessages(ctx: Ctx, send: SendRecord, ids: readonly string[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const planned = send.plannedAt && send.plannedAt > ctx.now ? send.plannedAt : ctx.now;
  const audience = sql`select t.id as contact_id, t.email, t.company_id, t.interests from contact t where t.workspace_id = ${ws} and t.id = any (${[...ids]}::uuid[])`;
  const asking = { workspaceId: ws, intent: intentOf(send, planned), rules: await rulesInForce(ctx), now: ctx.now };
  const dues = await duesOf(ctx, { send, ids, planned });
  const variant = await variantSql(ctx, send);
  const heldOut = sql`coalesce(${drawn(send, 'hold_out')} < ${Math.round(send.holdOut * 100)}, false)`;
  const tried = triedOut(ctx, send);
  const lasts = sql`make_interval(hours => ${send.lastsHours}::int)`;
  await sql`with ${gateSql(asking, audience)}, dues as (select * from json_to_recordset(${JSON.stringify(dues)}::json) as z(zone text, real text, due timestamptz))
    insert into message (workspace_id, send_id, variant_id, contact_id, cause, cause_id, dedupe_key, lane, address, state, code, reasons, left_out, zone, due_at,
      expires_at, held_until, created_at, ended_at)
    select ${ws}, ${send.id}, case when x.outcome in ('planned', 'held') then x.variant end, x.contact_id, 'send', ${send.id}, ${`send:${send.id}:`} || x.contact_id, 'bulk', x.email,
      case when x.outcome = 'planned' then 'planned' when x.outcome = 'held' then 'held' else 'stopped' end,
      case when x.outcome = 'planned' then null when x.outcome in ('hold_out', 'tried_out') then x.outcome else x.first end, x.reasons, x.outcome in ('left_out', 'hold_out', 'tried_out'), x.real,
      case when x.variant is null and x.outcome = 'planned' then 'infinity' else x.due end, case when x.variant is null then 'infinity' else x.due + ${lasts} end,
      case when x.outcome = 'held' then x.until end, ${ctx.now}, case when x.outcome in ('left_out', 'hold_out', 'tried_out') then ${ctx.now}::timestamptz end
    from (select w.contact_id, w.email, d.first, d.reasons, d.until, z.real, z.due, ${variant} as variant,
        case when d.verdict is null or d.verdict = 'allowed' then case when ${tried} then 'tried_out' when ${heldOut} then 'hold_out' else 'planned' end
          when d.verdict = 'held' and d.until is not null and d.until < z.due + ${lasts} then case when ${tried} then 'tried_out' when ${heldOut} then 'hold_out' else 'held' end else 'left_out' end as outcome
      from who w left join decided d on d.contact_id = w.contact_id join contact c on c.workspace_id = ${ws} and c.id = w.contact_id
        join dues z on z.zone = coalesce(c.time_zone, '')) x
    on conflict (workspace_id, dedupe_key) do nothing`.execute(ctx.tx);
}

/** When it is time in each zone in which somebody of these lives. */
async function duesOf(ctx: Ctx, { send, ids, planned }: { send: SendRecord; ids: readonly string[]; planned: string }) {
  const own = await timeZoneOf(ctx);
  const { rows } = await sql<{
    zone: string;
  }>`select distinct coalesce(time_zone, '') as zone from contact where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${[...ids]}::uuid[])`.execute(ctx.tx);
  return rows.map(({ zone }) => {
    const real = zoneOr(zone, own);
    const local = send.timing === 'local' ? sameClock(planned, own, real) : planned;
    return { zone, real, due: nextWithin([local, ctx.now].toSorted().at(-1) ?? ctx.now, send.hours, real) };
  });
}

/** By their shares; null for whom is left over: they wait for the winner. */
async function variantSql(ctx: Ctx, send: SendRecord): Promise<RawBuilder<unknown>> {
  const variants = await variantsOf(ctx, send.id);
  let upTo = 0;
  const cases = variants.map(({ id, share }) => {
    upTo += share;
    return sql`when ${drawn(send, 'variant')} < ${Math.round(upTo * 100)} then ${id}::uuid`;
  });
  return sql`case ${sql.join(cases, sql` `)} end`;
}
