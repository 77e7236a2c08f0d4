import { type RawBuilder, sql } from 'kysely';
import { newest } from '#modules/activities/queries/access.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getOverrideOutcomes, listOverrides } from '../contract/overrides.ts';
import { AGREED_CODES, type AgreedCode, OUTCOME_DAYS, OUTCOMES, type Outcome } from '../schema.ts';
import { tellingHidden } from './checks.ts';

/** When each thing happened first within the days after an override `o`; null: it did not. */
function cameSql({ scope }: ReadCtx): RawBuilder<unknown> {
  const ws = scope.workspaceId;
  const within = (at: RawBuilder<unknown>) => sql`${at} > o.made_at and ${at} <= o.made_at + make_interval(days => ${OUTCOME_DAYS}::int)`;
  const hashes = sql`(select address_hash(${ws}, e.email) from contact_email e where e.workspace_id = ${ws} and e.contact_id = o.contact_id)`;
  const deal = (
    status: 'lost' | 'won',
  ) => sql`(select min(d.closed_at) from deal d where d.workspace_id = ${ws} and d.deleted_at is null and d.status = ${status}
    and (d.contact_id = o.contact_id or d.company_id = c.company_id) and ${within(sql`d.closed_at`)})`;
  return sql`select
    (select min(s.at) from consent_entry s where s.workspace_id = ${ws} and s.word in ('withdrawn', 'objected') and ${within(sql`s.at`)}
      and (s.contact_id = o.contact_id or s.hash in ${hashes})) as unsubscribed,
    (select min(s.since) from suppression s where s.workspace_id = ${ws} and s.cause = 'complained' and ${within(sql`s.since`)} and s.hash in ${hashes}) as complained,
    (select min(a.occurred_at) from activity a where a.workspace_id = ${ws} and a.contact_id = o.contact_id and a.kind = 'mail' and a.direction = 'in'
      and a.data ->> 'automated' is distinct from 'true' and not a.retracted and ${within(sql`a.occurred_at`)} and ${newest(scope, 'a')}) as replied,
    ${deal('lost')} as deal_lost, ${deal('won')} as deal_won`;
}

type Came = Record<Outcome, string | null>;
const ripeSql = (now: string) => sql<boolean>`(o.made_at + make_interval(days => ${OUTCOME_DAYS}::int) <= ${now}::timestamptz)`;

const fromOverrides = (ctx: ReadCtx) => {
  const ws = ctx.scope.workspaceId;
  return sql`gate_override o join contact c on c.workspace_id = ${ws} and c.id = o.contact_id and c.deleted_at is null
      and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    cross join lateral (${cameSql(ctx)}) came`;
};

export async function overrideOutcomes(ctx: ReadCtx): Promise<OutputOf<typeof getOverrideOutcomes> | Refusal> {
  const hidden = tellingHidden(ctx);
  if (hidden) return hidden;
  const { rows } = await sql<Came & { codes: AgreedCode[]; ripe: boolean }>`select o.codes, ${ripeSql(ctx.now)} as ripe, came.*
    from ${fromOverrides(ctx)} where o.workspace_id = ${ctx.scope.workspaceId} and o.taken_back_at is null`.execute(ctx.tx);
  const summed = (of: typeof rows) => {
    const ripe = of.filter((row) => row.ripe);
    const rate = (outcome: Outcome) => rateOf(ripe.filter((row) => row[outcome] !== null).length, ripe.length);
    return {
      n: ripe.length,
      open: of.length - ripe.length,
      rates: {
        unsubscribed: rate('unsubscribed'),
        complained: rate('complained'),
        replied: rate('replied'),
        deal_lost: rate('deal_lost'),
        deal_won: rate('deal_won'),
      },
    };
  };
  const byCode = AGREED_CODES.map((code) => ({ code, ...summed(rows.filter(({ codes }) => codes.includes(code))) }));
  return { all: summed(rows), byCode: byCode.filter(({ n, open }) => n + open > 0) };
}

type List = OutputOf<typeof listOverrides>;
type Asked = ParsedOf<typeof listOverrides>;
type Row = Omit<List['items'][number], 'outcomes'> & Came;

export async function overridesOf(ctx: ReadCtx, asked: Asked): Promise<List | Refusal> {
  const hidden = tellingHidden(ctx);
  if (isRefusal(hidden)) return hidden;
  const { scope, now, tx } = ctx;
  const ws = scope.workspaceId;
  const may = scope.permissions.has('gate:override');
  const { rows } = await sql<Row>`
    select o.id, jsonb_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), c.email, '')) as contact, o.codes, o.side, o.kind,
      case when f.id is not null then jsonb_build_object('id', f.id, 'name', f.name) end as offer, o.reason,
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as "madeBy", o.made_at as "madeAt", o.until,
      case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as "takenBackBy", o.taken_back_at as "takenBackAt",
      x.open, x.open and ${may}::boolean and coalesce(${reachable(scope, 'contact', { to: 'write', ownerColumn: 'c.owner_id' })}, false) as writable,
      ${ripeSql(now)} as ripe, came.*
    from ${fromOverrides(ctx)} cross join lateral (select o.taken_back_at is null and o.until > ${now}::timestamptz as open) x
      left join offer f on f.workspace_id = ${ws} and f.id = o.offer_id
      left join member m on m.workspace_id = ${ws} and m.id = o.made_by left join member t on t.workspace_id = ${ws} and t.id = o.taken_back_by
    where o.workspace_id = ${ws} and ${wanted(asked, now)} and ${beyond(asked.cursor, { at: sql`o.made_at`, id: sql`o.id` })}
    order by o.made_at desc, o.id desc limit ${asked.limit + 1}`.execute(tx);
  const { items, next } = cut(rows, asked.limit, (row) => ({ at: row.madeAt, id: row.id }));
  return { items: items.map(shown), next, mayOverride: may };
}

function wanted({ contactId, code, outcome, ripe }: Asked, now: string): RawBuilder<boolean> {
  const happened =
    outcome === 'nothing'
      ? sql`num_nonnulls(${sql.join(OUTCOMES.map((one) => sql.ref(`came.${one}`)))}) = 0`
      : outcome && sql`${sql.ref(`came.${outcome}`)} is not null`;
  // The rows of a figure are those that it counts.
  const counted = outcome !== undefined || ripe !== undefined;
  const parts = [
    ...(contactId ? [sql`o.contact_id = ${contactId}`] : []),
    ...(code ? [sql`${code} = any (o.codes)`] : []),
    ...(happened ? [happened] : []),
    ...(ripe === undefined ? [] : [sql`${ripeSql(now)} = ${ripe}`]),
    ...(counted ? [sql`o.taken_back_at is null`] : []),
  ];
  return parts.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(parts, sql` and `)}`;
}

function shown({ unsubscribed, complained, replied, deal_lost, deal_won, ...row }: Row): List['items'][number] {
  const came: Came = { unsubscribed, complained, replied, deal_lost, deal_won };
  const outcomes = OUTCOMES.flatMap((outcome) => {
    const at = came[outcome];
    return at === null ? [] : [{ outcome, at }];
  });
  return { ...row, outcomes };
}
