import { type RawBuilder, sql } from 'kysely';
import { GRAIN, weightOf } from '../../rules/budget.ts';
import { concerns } from '../../rules/decision.ts';
import { HORIZON_DAYS, type Weights } from '../../schema.ts';
import type { Asking, Source } from './source.ts';

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

/** Who belongs to a company today. */
export const peopleOfCompany = (ws: string, which: RawBuilder<unknown>) =>
  sql`select c.id as contact_id from contact c where c.workspace_id = ${ws} and c.deleted_at is null and c.company_id ${which}`;

interface Buckets {
  asking: Asking;
  weight: number;
  /** `key, at, weight`. */
  entries: RawBuilder<unknown>;
  /** `key, cap`: the buckets asked about, with their size. */
  asked: RawBuilder<unknown>;
}

/** The closed form of `attentionAt`, in one windowed pass over the entries of all buckets: `key, until` of those that have too little. */
function shortOf({ asking: { intent, rules }, weight, entries, asked }: Buckets): RawBuilder<unknown> {
  const at = sql`${intent.plannedAt}::timestamptz`;
  const days = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) => sql`extract(epoch from (${to} - ${from}))::float8 / 86400`;
  return sql`(
    with asked as materialized (${asked}),
    summed as (
      select e.key, e.at, e.weight, q.cap, q.cap / ${rules.refillDays}::float8 as rate,
        sum(e.weight) over (partition by e.key order by e.at desc, e.weight desc rows unbounded preceding) as since,
        coalesce(sum(e.weight) filter (where e.at > ${at}) over (partition by e.key), 0) as planned
      from (${entries}) e join asked q on q.key = e.key where e.weight <> 0),
    standing as (
      select key, min(cap) as cap, min(rate) as rate,
        least(min(cap), min(cap - (since - planned) + rate * ${days(sql`at`, at)}) filter (where at <= ${at})) as level,
        min(rate * ${days(at, sql`at`)} - (planned - since + weight)) filter (where at > ${at}) as room,
        greatest(${at}, max(at)) as last, max(planned) as planned
      from summed group by key),
    ended as (
      select s.key, least(min(s.cap), min(s.cap - s.since + s.rate * ${days(sql`s.at`, sql`l.last`)})) as level
      from summed s join standing l on l.key = s.key where l.room is not null group by s.key),
    short as (
      select q.key, q.cap, s.rate, s.level, s.room, s.last, e.level as level_then
      from asked q left join standing s on s.key = q.key left join ended e on e.key = q.key
      where case when s.level is null then q.cap else s.level + least(0, coalesce(s.room, 0)) end < ${weight}::float8 - ${GRAIN})
    select key, case when ${weight}::float8 > cap + ${GRAIN} then null
        else to_timestamp(ceil(round((extract(epoch from case
          when ${weight} > level and (room is null or room >= ${weight}::float8 - level - ${GRAIN}) then ${at} + make_interval(secs => (${weight}::float8 - level) / rate * 86400)
          else last + make_interval(secs => greatest(0, ${weight}::float8 - coalesce(level_then, level)) / rate * 86400) end))::numeric, 3))) end as until from short)`;
}

export const attentionSource: Source = (asking) => {
  const { workspaceId: ws, intent, rules } = asking;
  const weight = weightOf(intent, rules);
  if (!concerns.attention(intent) || weight <= 0) return null;
  const entries = entriesSql({ workspaceId: ws, weights: rules.weights, at: intent.plannedAt, people: sql`select contact_id from who` });
  const short = shortOf({
    ...{ asking, weight },
    entries: sql`select contact_id as key, at, weight from (${entries}) x`,
    asked: sql`select w.contact_id as key, coalesce(c.cap::float8, ${rules.cap}::float8) as cap
      from who w left join attention_cap c on c.workspace_id = ${ws} and c.contact_id = w.contact_id`,
  });
  return sql`select s.key, 'attention_budget', s.until, 'contact', s.key from ${short} s`;
};

/** What all people of a company take together, where both sides signed a limit for it. */
export const companySource: Source = (asking) => {
  const { workspaceId: ws, intent, rules } = asking;
  const weight = weightOf(intent, rules);
  if (rules.companyCap === null || !concerns.attention(intent) || weight <= 0) return null;
  const people = peopleOfCompany(ws, sql`in (select company_id from who)`);
  const entries = entriesSql({ workspaceId: ws, weights: rules.weights, at: intent.plannedAt, people });
  const short = shortOf({
    ...{ asking, weight },
    entries: sql`select c.company_id as key, x.at, x.weight from (${entries}) x join contact c on c.workspace_id = ${ws} and c.id = x.contact_id`,
    asked: sql`select distinct w.company_id as key, ${rules.companyCap}::float8 as cap from who w where w.company_id is not null`,
  });
  return sql`select w.contact_id, 'attention_budget', s.until, 'company', s.key from ${short} s join who w on w.company_id = s.key`;
};
