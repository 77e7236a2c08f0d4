import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { gradeOf, isOverridable, overridableCodes } from '../rules/decision.ts';
import { CODES, type Code, type Evidence, GRADES, type Grade, type Reason, type Verdict } from '../schema.ts';
import { inForce } from './overrides.ts';
import { holdSource, interestSource, negotiationSource } from './sources/agreed.ts';
import { attentionSource, companySource } from './sources/attention.ts';
import { consentSource, customerSource } from './sources/firm.ts';
import { offerSource } from './sources/offer.ts';
import type { Asking, Source } from './sources/source.ts';

/** Where reasons come from. A module that knows another one adds its source here. */
export const SOURCES: readonly Source[] = [
  consentSource,
  customerSource,
  offerSource,
  holdSource,
  negotiationSource,
  attentionSource,
  companySource,
  interestSource,
];

/** A query for people and the address that would be used: `contact_id, email, company_id, interests`. */
export type Audience = RawBuilder<unknown>;

/** The common table expressions of a decision on everybody of an audience: `who`, `reason` (one row per person and code) and `decided` (one per person). */
export function gateSql(asking: Asking, audience: Audience, sources: readonly Source[] = SOURCES): RawBuilder<unknown> {
  const found = sources.flatMap((source) => source(asking) ?? []);
  const grades = CODES.flatMap((code, place) => {
    const grade = gradeOf(code, asking.intent, asking.rules);
    return grade ? [sql`(${code}, ${grade}, ${GRADES.indexOf(grade)}::int, ${place}::int)`] : [];
  });
  const none = sql`select null::uuid, null::text, null::timestamptz, null::text, null::uuid where false`;
  return sql`who as materialized (
      select a.contact_id, lower(btrim(a.email)) as email, split_part(lower(btrim(a.email)), '@', 2) as domain, a.company_id, a.interests,
        a.email as address from (${audience}) a),
    found (contact_id, code, until, entity, evidence_id) as materialized (${found.length > 0 ? sql.join(found, sql` union all `) : none}),
    overridden as (
      select o.contact_id, x.code, max(o.made_at) as at from gate_override o cross join unnest(o.codes) as x (code)
      where ${inForce(asking)} and x.code = any (${overridableCodes(asking.intent, asking.rules)}::text[]) group by o.contact_id, x.code),
    standing as materialized (
      select f.* from found f left join overridden o on o.contact_id = f.contact_id and o.code = f.code
      where o.at is null or (f.code = 'rep_hold' and exists (select from hold h where h.workspace_id = ${asking.workspaceId} and h.id = f.evidence_id and h.set_at > o.at))),
    grading (code, grade, weight, place) as (values ${sql.join(grades)}),
    reason as materialized (
      select f.contact_id, f.code, g.grade, g.weight, g.place, case when bool_and(f.until is not null) then max(f.until) end as until,
        coalesce(jsonb_agg(distinct jsonb_build_object('entity', f.entity, 'id', f.evidence_id)) filter (where f.evidence_id is not null), '[]') as evidence
      from standing f join grading g on g.code = f.code group by f.contact_id, f.code, g.grade, g.weight, g.place),
    decided as materialized (
      select contact_id, case min(weight) when 0 then 'blocked' when 1 then 'held' else 'allowed' end as verdict,
        case when min(weight) = 1 and bool_and(until is not null) filter (where grade = 'hold') then max(until) filter (where grade = 'hold') end as until,
        (array_agg(code order by weight, place))[1] as first,
        count(*) filter (where grade <> 'warn') as stops,
        jsonb_agg(jsonb_build_object('code', code, 'grade', grade, 'until', until, 'evidence', evidence) order by weight, place) as reasons
      from reason group by contact_id)`;
}

export interface Counts {
  total: number;
  allowed: number;
  held: number;
  blocked: number;
  /** Of the allowed, those about whom something is said. */
  warned: number;
  /** Of the held, those whose time comes by itself. */
  later: number;
  reasons: { code: Code; grade: Grade; n: number; alone: number; until: string | null }[];
}

/** How many of an audience may get it, and what stands in the way of the others. `alone`: those whom nothing else stops. */
export async function countGate(ctx: ReadCtx, asking: Asking, audience: Audience): Promise<Counts> {
  const { rows } = await sql<Counts>`with ${gateSql(asking, audience)}
    select (select count(*)::int from who) as total, count(*) filter (where verdict = 'held')::int as held,
      count(*) filter (where verdict = 'blocked')::int as blocked, count(*) filter (where verdict = 'allowed')::int as warned,
      count(*) filter (where verdict = 'held' and until is not null)::int as later,
      (select coalesce(jsonb_agg(jsonb_build_object('code', r.code, 'grade', r.grade, 'n', r.n, 'alone', r.alone, 'until', r.until) order by r.weight, r.place), '[]') from (
        select r.code, r.grade, r.weight, r.place, count(*)::int as n, case when bool_and(r.until is not null) then max(r.until) end as until, count(*) filter (where d.stops = 1 and r.grade <> 'warn')::int as alone
        from reason r join decided d on d.contact_id = r.contact_id group by r.code, r.grade, r.weight, r.place) r) as reasons
    from decided`.execute(ctx.tx);
  const [row] = rows;
  if (!row) throw new Error('counting gave no row');
  const reasons = row.reasons.map(({ until, ...reason }) => ({ ...reason, until: until && new Date(until).toISOString() }));
  return { ...row, reasons, allowed: row.total - row.held - row.blocked };
}

export interface GateRow {
  contactId: string;
  verdict: Verdict;
  until: string | null;
  first: Code | null;
  reasons: Reason[];
}

interface RawRow extends Omit<GateRow, 'reasons'> {
  reasons: { code: Code; grade: Grade; until: string | null; evidence: Evidence[] }[];
}

export interface Wanted {
  verdict?: Verdict | undefined;
  code?: Code | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

/** Whom a figure of a check means: one column `contact_id`. */
export const peopleSql = (
  asking: Asking,
  { audience, verdict, code }: Pick<Wanted, 'verdict' | 'code'> & { audience: Audience },
) => sql`with ${gateSql(asking, audience)}
  select w.contact_id from who w left join decided d on d.contact_id = w.contact_id where ${figureOf({ verdict, code })}`;

const figureOf = ({ verdict, code }: Pick<Wanted, 'verdict' | 'code'>) =>
  sql.join(
    [
      sql`true`,
      ...(verdict ? [sql`coalesce(d.verdict, 'allowed') = ${verdict}`] : []),
      ...(code ? [sql`exists (select from reason r where r.contact_id = w.contact_id and r.code = ${code})`] : []),
    ],
    sql` and `,
  );

/** The decisions themselves, by the contact's identifier. */
export async function decisionsOf(
  ctx: ReadCtx,
  asking: Asking,
  { audience, ...wanted }: Wanted & { audience: Audience },
): Promise<GateRow[]> {
  const { verdict, code, cursor, limit } = wanted;
  const { rows } = await sql<RawRow>`with ${gateSql(asking, audience)}
    select w.contact_id as "contactId", coalesce(d.verdict, 'allowed') as verdict, d.until, d.first, coalesce(d.reasons, '[]') as reasons
    from who w left join decided d on d.contact_id = w.contact_id where ${figureOf({ verdict, code })}
      ${cursor ? sql`and w.contact_id > ${cursor}::uuid` : sql``} order by w.contact_id ${limit === undefined ? sql`` : sql`limit ${limit}`}`.execute(
    ctx.tx,
  );
  return rows.map(({ reasons, ...row }) => ({ ...row, reasons: reasons.map(shown) }));
}

const shown = ({ until, ...reason }: RawRow['reasons'][number]): Reason => ({
  ...reason,
  until: until && new Date(until).toISOString(),
  overridable: isOverridable(reason.code, reason.grade),
});
