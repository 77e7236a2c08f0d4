import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { compile } from '#modules/criteria/queries/compile.ts';
import { type Lens, lensOf } from '#modules/criteria/queries/lens.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { liftOf } from '#platform/shared/comparison.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { BackTest, getGaps, listTested } from '../contract/lookback.ts';
import { clashesOf } from '../rules/clashes.ts';
import { fieldsAsked } from '../rules/conditions.ts';
import { shareIn } from '../rules/profilediff.ts';
import { type CriterionInput, FITS } from '../schema.ts';
import { answerOf, fitInSql } from './answer.ts';
import { criteriaOf, profileVersions } from './profile.ts';

type Tested = z.output<typeof BackTest>;

/** Beyond so many people the spread is that of the newest; the won and lost are judged all of them. */
export const MOST_PEOPLE = 20_000;

/**
 * Everybody who was worked to an end, once each: won where a deal of theirs was won or their lead became a customer; not won where a deal was
 * lost or a lead closed and nothing is open beside it. The honest base of a back-test: whoever nobody worked tells nothing.
 */
export const closedPeople = (workspaceId: string) => sql`(select contact_id, bool_or(won) as won from (
    select coalesce(d.contact_id, l.contact_id) as contact_id, d.status = 'won' as won, d.status = 'open' as open
      from deal d left join lead l on l.workspace_id = d.workspace_id and l.id = d.lead_id
      where d.workspace_id = ${workspaceId} and d.deleted_at is null
    union all select contact_id, stage = 'customer', closed_at is null and stage <> 'customer' from lead
      where workspace_id = ${workspaceId} and deleted_at is null) worked
  where contact_id is not null group by contact_id having bool_or(won) or not bool_or(open))`;

/** Rows `id, won (null: open or never worked), a0 …, fit` of the people looked at. */
async function judged(ctx: ReadCtx, criteria: readonly CriterionInput[], which: 'all' | 'closed' | 'newest'): Promise<RawBuilder<unknown>> {
  const scope = unlimited(ctx.scope);
  const judging = { lens: await lensOf(ctx.tx, scope, 'contact'), scope, now: ctx.now };
  const answers = criteria.map(({ condition }, place) => sql`${answerOf(condition, judging)} as ${sql.ref(`a${place}`)}`);
  const newest = sql`t.id in (select id from contact where workspace_id = ${scope.workspaceId} and deleted_at is null order by created_at desc, id desc limit ${MOST_PEOPLE})`;
  const looked = { all: sql`true`, closed: sql`closed.contact_id is not null`, newest: sql`(closed.contact_id is not null or ${newest})` }[
    which
  ];
  const columns = answers.length === 0 ? sql`` : sql`, ${sql.join(answers)}`;
  return sql`(select answered.*, ${fitInSql(criteria)} as fit from (
      select t.id, t.name, t.name_key, t.company_id, t.owner_id, closed.won, ${newest} as recent ${columns} from contact t
      left join ${closedPeople(scope.workspaceId)} closed on closed.contact_id = t.id
      where t.workspace_id = ${scope.workspaceId} and t.deleted_at is null and ${looked} offset 0) answered)`;
}

/** What criteria say about the people there are, and about those who were won: counted in the database, in one pass. */
export async function backTest(ctx: ReadCtx, criteria: readonly CriterionInput[]): Promise<Tested> {
  const people = await judged(ctx, criteria, 'newest');
  const counts = criteria.flatMap((_, place) => {
    const answer = sql.ref(`a${place}`);
    return [
      sql`count(*) filter (where ${answer})::int as ${sql.ref(`met${place}`)}`,
      sql`count(*) filter (where not ${answer})::int as ${sql.ref(`unmet${place}`)}`,
    ];
  });
  const { rows } = await sql<{ won: boolean | null; recent: boolean; fit: string; n: number } & Record<string, number>>`
    select won, recent, fit, count(*)::int as n ${counts.length === 0 ? sql`` : sql`, ${sql.join(counts)}`} from ${people} p group by won, recent, fit`.execute(
    ctx.tx,
  );
  const { rows: whole } = await sql<{
    n: number;
  }>`select count(*)::int n from contact where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null`.execute(ctx.tx);
  const recent = rows.filter((row) => row.recent);
  const of = (won: boolean) => rows.filter((row) => row.won === won);
  const n = (list: readonly { n: number }[]) => list.reduce((sum, row) => sum + row.n, 0);
  const total = (list: readonly Record<string, unknown>[], name: string) => list.reduce((sum, row) => sum + Number(row[name] ?? 0), 0);
  const ofFit = (list: readonly { n: number; fit: string }[], fit: string) => n(list.filter((row) => row.fit === fit));
  const known = (list: typeof rows, place: number) => {
    const k = total(list, `met${place}`);
    return { k, n: k + total(list, `unmet${place}`) };
  };
  return {
    closed: n(of(true)) + n(of(false)),
    won: n(of(true)),
    n: n(recent),
    sample: (whole[0]?.n ?? 0) > n(recent),
    spread: { A: ofFit(recent, 'A'), B: ofFit(recent, 'B'), C: ofFit(recent, 'C'), D: ofFit(recent, 'D'), unknown: ofFit(recent, '?') },
    criteria: criteria.map((_, place) => {
      const { k, n: sure } = known(recent, place);
      return { met: k, unmet: sure - k, unknown: n(recent) - sure, lift: liftOf(known(of(true), place), known(of(false), place)) };
    }),
    classes: FITS.map((fit) => ({ fit, won: rateOf(ofFit(of(true), fit), ofFit(of(true), fit) + ofFit(of(false), fit)) })),
    wonOutside: ofFit(of(true), 'C') + ofFit(of(true), 'D'),
    clashes: clashesOf(criteria),
  };
}

type Asked = z.output<(typeof listTested)['input']>;

/** The people behind a figure. A criterion on a field that is hidden from the caller opens nobody: the list would tell the field. */
export async function testedPeople(ctx: ReadCtx, asked: Asked): Promise<OutputOf<typeof listTested> | Refusal> {
  const own = await lensOf(ctx.tx, ctx.scope, 'contact');
  const picked = asked.criterion ?? null;
  const { criteria } = asked;
  const hidden =
    (picked ? [picked] : asked.fit ? criteria : []).some((one) => seesNot(ctx, own, one)) || ctx.scope.hidden.has('deal.status');
  if (hidden || (asked.fit && ctx.scope.hidden.has('contact.fit')))
    return refuse('forbidden', 'These people cannot be listed for you: it would tell a field that your role does not see.');
  const people = await judged(ctx, criteria, asked.outcome ? 'closed' : 'newest');
  const answer = picked ? await answerTo(ctx, picked, asked.answer ?? 'met') : sql`true`;
  const from = sql`${people} p join contact t on t.workspace_id = ${ctx.scope.workspaceId} and t.id = p.id where ${answer}
    and ${asked.fit ? sql`p.fit = any (${asked.fit}::text[])` : sql`true`} and ${asked.outcome ? outcomeIs(asked.outcome) : sql`p.recent`}
    and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'p.owner_id' })}`;
  const after = asked.cursor ? sql`p.id < ${asked.cursor}` : sql`true`;
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int as n from ${from}`.execute(ctx.tx);
  const { rows } = await sql<{ id: string; name: string; company: string | null; won: boolean | null; fit: (typeof FITS)[number] }>`
    select p.id, p.name, p.won, p.fit, (select c.name from company c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = p.company_id
      and c.deleted_at is null and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'c.owner_id' })}) as company
    from ${from} and ${after} order by p.id desc limit ${asked.limit + 1}`.execute(ctx.tx);
  const page = rows.slice(0, asked.limit);
  return {
    n: counted[0]?.n ?? 0,
    items: page.map(({ id, name, company, won, fit }) => ({
      id,
      name,
      company,
      fit,
      outcome: won === null ? null : won ? 'won' : 'not_won',
    })),
    next: rows.length > page.length ? (page.at(-1)?.id ?? null) : null,
  };
}

/** Whether a criterion asks for a field that is hidden from the caller. */
export function seesNot({ scope, now }: ReadCtx, lens: Lens, { condition }: Pick<CriterionInput, 'condition'>): boolean {
  return isRefusal(compile(condition, { ...lens, row: 't', scope, now, few: true }));
}

async function answerTo(ctx: ReadCtx, { condition }: CriterionInput, answer: 'met' | 'unmet' | 'unknown'): Promise<RawBuilder<unknown>> {
  const scope = unlimited(ctx.scope);
  const given = answerOf(condition, { lens: await lensOf(ctx.tx, scope, 'contact'), scope, now: ctx.now });
  if (answer === 'unknown') return sql`(${given}) is null`;
  return answer === 'met' ? sql`(${given}) is true` : sql`(${given}) is false`;
}

function outcomeIs(outcome: NonNullable<Asked['outcome']>): RawBuilder<unknown> {
  return outcome === 'closed' ? sql`p.won is not null` : outcome === 'won' ? sql`p.won` : sql`not p.won`;
}

/** What is missing most: the facts that a version asks about, and for how many people each is unknown. */
export async function gapsOf(ctx: ReadCtx, id: string): Promise<OutputOf<typeof getGaps> | Refusal> {
  const version = (await profileVersions(ctx.tx, ctx.scope)).find((one) => one.id === id);
  if (!version) return refuse('not_found', 'This version is not there any more.');
  const criteria = await criteriaOf(ctx.tx, ctx.scope, id);
  const scope = unlimited(ctx.scope);
  const lens = await lensOf(ctx.tx, scope, 'contact');
  const seen = await lensOf(ctx.tx, ctx.scope, 'contact');
  const asked = fieldsAsked(criteria).flatMap((field) => {
    const unset = compile({ match: 'all', of: [{ field, op: 'is_unset' }] }, { ...lens, row: 't', scope, now: ctx.now });
    return isRefusal(unset) || !seen.fields.has(field) ? [] : [{ field, label: lens.fields.get(field)?.label ?? field, unset }];
  });
  const counts = asked.map(({ unset }, place) => sql`count(*) filter (where ${unset})::int as ${sql.ref(`g${place}`)}`);
  const { rows } = await sql<Record<string, number>>`select count(*)::int as n ${counts.length === 0 ? sql`` : sql`, ${sql.join(counts)}`}
    from contact t where t.workspace_id = ${scope.workspaceId} and t.deleted_at is null`.execute(ctx.tx);
  const share = (field: string) =>
    criteria.filter((one) => fieldsAsked([one]).includes(field)).reduce((sum, one) => sum + shareIn(criteria, one), 0);
  return {
    n: rows[0]?.n ?? 0,
    gaps: asked
      .map(({ field, label }, place) => ({ field, label, unknown: rows[0]?.[`g${place}`] ?? 0, share: share(field) }))
      .sort((a, b) => b.unknown - a.unknown || b.share - a.share),
  };
}
