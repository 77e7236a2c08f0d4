import { type RawBuilder, sql } from 'kysely';
import { GRAIN, weightOf } from '../../rules/budget.ts';
import { concerns } from '../../rules/decision.ts';
import { HORIZON_DAYS, type Weights } from '../../schema.ts';
import type { Source } from './source.ts';

/** What of the ledger takes attention, as the kind it counts for. `a` is the row; null: nothing. */
export const KIND_SQL = sql<string | null>`case
  when a.direction = 'out' and a.kind = 'mail' and a.data ->> 'transactional' = 'true' then 'transactional'
  when a.direction = 'out' and a.kind = 'mail' and a.side = 'marketing' then 'marketingMail'
  when a.direction = 'out' and a.kind = 'mail' and a.side = 'sales' then 'salesMail'
  when a.direction = 'out' and a.kind = 'call' then 'call'
  when a.direction = 'out' and a.kind = 'letter' then 'postal'
  when a.kind = 'meeting' and a.side in ('marketing', 'sales') then 'meeting'
  when a.direction = 'in' and a.kind = 'mail' and a.data ->> 'automated' is distinct from 'true' then 'reply' end`;

export const weightSql = (weights: Weights) => sql<number>`case k.kind when 'transactional' then ${weights.transactional}::float8
  when 'marketingMail' then ${weights.marketingMail}::float8 when 'salesMail' then ${weights.salesMail}::float8 when 'call' then ${weights.call}::float8
  when 'meeting' then ${weights.meeting}::float8 when 'postal' then ${weights.postal}::float8 when 'reply' then ${-weights.reply}::float8 end`;

interface Counted {
  workspaceId: string;
  weights: Weights;
  /** ISO; what is older by the horizon is forgotten. */
  at: string;
  /** A query with one column `contact_id`. */
  people: RawBuilder<unknown>;
}

/** Everything that counts: the ledger's newest versions and what is reserved, `contact_id, at, weight, kind, entity, id`. */
export function entriesSql({ workspaceId: ws, weights, at, people }: Counted): RawBuilder<unknown> {
  const since = sql`${at}::timestamptz - make_interval(days => ${HORIZON_DAYS}::int)`;
  return sql`select a.contact_id, a.occurred_at as at, ${weightSql(weights)} as weight, k.kind, 'activity' as entity, a.id
    from activity a cross join lateral (select ${KIND_SQL} as kind) k
    where a.workspace_id = ${ws} and a.kind in ('mail', 'call', 'meeting', 'letter') and a.occurred_at > ${since} and not a.retracted and k.kind is not null
      and a.contact_id in (select contact_id from (${people}) p)
      and not exists (select from activity later where later.workspace_id = ${ws}
        and later.corrects_id = case when a.corrects_id is null then a.id else a.corrects_id end and later.id > a.id)
    union all select r.contact_id, r.at, r.weight::float8, 'planned', 'reservation', r.id from attention_reservation r
    where r.workspace_id = ${ws} and r.state = 'open' and r.at > ${since} and r.contact_id in (select contact_id from (${people}) p)`;
}

/** The closed form of `attentionAt`, in one windowed pass over everybody's entries. */
export const attentionSource: Source = ({ workspaceId: ws, intent, rules }) => {
  const weight = weightOf(intent, rules);
  if (!concerns.attention(intent) || weight <= 0) return null;
  const at = sql`${intent.plannedAt}::timestamptz`;
  const days = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) => sql`extract(epoch from (${to} - ${from}))::float8 / 86400`;
  const entries = entriesSql({ workspaceId: ws, weights: rules.weights, at: intent.plannedAt, people: sql`select contact_id from who` });
  return sql`(
    with entry as (
      select e.contact_id, e.at, e.weight, case when c.cap is null then ${rules.cap}::float8 else c.cap::float8 end as cap
      from (${entries}) e left join attention_cap c on c.workspace_id = ${ws} and c.contact_id = e.contact_id where e.weight <> 0),
    summed as (
      select contact_id, at, weight, cap, cap / ${rules.refillDays}::float8 as rate,
        sum(weight) over (partition by contact_id order by at desc, weight desc rows unbounded preceding) as since,
        coalesce(sum(weight) filter (where at > ${at}) over (partition by contact_id), 0) as planned
      from entry),
    standing as (
      select contact_id, min(cap) as cap, min(rate) as rate,
        least(min(cap), min(cap - (since - planned) + rate * ${days(sql`at`, at)}) filter (where at <= ${at})) as level,
        min(rate * ${days(at, sql`at`)} - (planned - since + weight)) filter (where at > ${at}) as room,
        greatest(${at}, max(at)) as last, max(planned) as planned
      from summed group by contact_id),
    ended as (
      select s.contact_id, least(min(s.cap), min(s.cap - s.since + s.rate * ${days(sql`s.at`, sql`l.last`)})) as level
      from summed s join standing l on l.contact_id = s.contact_id where l.room is not null group by s.contact_id),
    short as (
      select w.contact_id, case when s.cap is null then c.cap else s.cap end as cap, s.rate, s.level, s.room, s.last, e.level as level_then
      from who w left join standing s on s.contact_id = w.contact_id left join ended e on e.contact_id = w.contact_id
        cross join lateral (select coalesce((select x.cap::float8 from attention_cap x where x.workspace_id = ${ws} and x.contact_id = w.contact_id), ${rules.cap}::float8) as cap) c
      where case when s.level is null then c.cap else s.level + least(0, coalesce(s.room, 0)) end < ${weight}::float8 - ${GRAIN})
    select contact_id, 'attention_budget', case when ${weight}::float8 > cap + ${GRAIN} then null
        else to_timestamp(ceil(round((extract(epoch from case
          when ${weight} > level and (room is null or room >= ${weight}::float8 - level - ${GRAIN}) then ${at} + make_interval(secs => (${weight}::float8 - level) / rate * 86400)
          else last + make_interval(secs => greatest(0, ${weight}::float8 - coalesce(level_then, level)) / rate * 86400) end))::numeric, 3))) end,
      'contact', contact_id from short)`;
};
