import { sql } from 'kysely';
import { lensOf } from '#modules/criteria/queries/lens.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { adjusted, liftOf, twoProportions } from '#platform/shared/comparison.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { compareProfiles, getDifference, getOwnSide } from '../contract/drafting.ts';
import { fieldsAsked, topicsOf } from '../rules/conditions.ts';
import { differencesOf, type Pair, paired, shareIn } from '../rules/profilediff.ts';
import { CriterionInput, type Party, type Settlement } from '../schema.ts';
import { closedPeople } from './lookback.ts';
import { criteriaOf, profileVersions } from './profile.ts';

export interface SideRow {
  party: Party;
  criteria: CriterionInput[];
  note: string | null;
  is_open: boolean;
  written_by: string | null;
  written_at: string;
  handed_in_at: string | null;
}

/**
 * The drafts of the sides that this transaction may see: those that lie open, and that of `party`. The database holds the others back, whoever
 * asks and whatever is asked.
 * @param party the caller's own side, from their department; `both` only for laying them open
 */
export async function sidesOf(ctx: ReadCtx, versionId: string, party: Party | 'both' | null): Promise<SideRow[]> {
  await sql`select set_config('truce.party', ${party ?? ''}, true)`.execute(ctx.tx);
  const { rows } = await sql<SideRow>`select party, criteria, note, is_open, written_by, written_at, handed_in_at from profile_side
    where workspace_id = ${ctx.scope.workspaceId} and version_id = ${versionId}`.execute(ctx.tx);
  return rows.map((row) => ({ ...row, criteria: CriterionInput.array().parse(row.criteria) }));
}

/** Whether each side has handed in: all that the other may know. */
async function handedIn(ctx: ReadCtx, versionId: string): Promise<{ sales: boolean; marketing: boolean }> {
  const sides = await sidesOf(ctx, versionId, 'both');
  const has = (party: Party) => sides.some((side) => side.party === party && side.handed_in_at !== null);
  return { sales: has('sales'), marketing: has('marketing') };
}

const NO_VERSION = refuse('not_found', 'This version is not there any more.');

export async function ownSide(ctx: ReadCtx, id: string): Promise<OutputOf<typeof getOwnSide> | Refusal> {
  const version = (await profileVersions(ctx.tx, ctx.scope)).find((one) => one.id === id);
  if (!version) return NO_VERSION;
  const party = await signsFor(ctx, 'profile:write');
  const which = await handedIn(ctx, id);
  const mine = party && (await sidesOf(ctx, id, party)).find((side) => side.party === party);
  const names = await namesOf(ctx, mine?.written_by ? [mine.written_by] : []);
  return {
    party,
    mine: mine
      ? {
          criteria: mine.criteria,
          note: mine.note,
          writtenBy: names.get(mine.written_by ?? '') ?? null,
          writtenAt: mine.written_at,
          handedInAt: mine.handed_in_at,
        }
      : null,
    handedIn: which,
  };
}

export interface LineRow {
  id: string;
  version_id: string;
  sales: CriterionInput | null;
  marketing: CriterionInput | null;
  settled_as: Settlement | null;
  settled: CriterionInput | null;
  settled_by: string | null;
  settled_at: string | null;
}

const OneOrNone = CriterionInput.nullable();

export async function linesOf(ctx: ReadCtx, versionId: string): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`select id, version_id, sales, marketing, settled_as, settled, settled_by, settled_at from profile_line
    where workspace_id = ${ctx.scope.workspaceId} and version_id = ${versionId} order by position, id`.execute(ctx.tx);
  return rows.map((row) => ({
    ...row,
    sales: OneOrNone.parse(row.sales),
    marketing: OneOrNone.parse(row.marketing),
    settled: OneOrNone.parse(row.settled),
  }));
}

async function namesOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, { id: string; name: string }>> {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from member where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${ids}::uuid[])`.execute(ctx.tx);
  return new Map(rows.map((row) => [row.id, row]));
}

type Difference = OutputOf<typeof getDifference>;

async function commentsOf(ctx: ReadCtx, lineIds: readonly string[]) {
  const { rows } = await sql<{
    line_id: string;
    id: string;
    member_id: string;
    name: string;
    party: Difference['lines'][number]['comments'][number]['party'];
    text: string;
    at: string;
  }>`
    select c.line_id, c.id, c.member_id, m.name, m.department as party, c.text, c.created_at as at from profile_comment c
      join member m on m.workspace_id = c.workspace_id and m.id = c.member_id
    where c.workspace_id = ${ctx.scope.workspaceId} and c.line_id = any (${lineIds}::uuid[]) order by c.created_at, c.id`.execute(ctx.tx);
  return groupBy(rows, ({ line_id }) => line_id);
}

/** Both drafts laid open. Before that there is nothing to read here, for anybody. */
export async function differenceOf(ctx: ReadCtx, id: string): Promise<Difference | Refusal> {
  const version = (await profileVersions(ctx.tx, ctx.scope)).find((one) => one.id === id);
  if (!version) return NO_VERSION;
  if (version.drafting !== 'argued') return refuse('not_now', 'There are no two drafts that lie open for this version.');
  const lines = await linesOf(ctx, id);
  const sides = await sidesOf(ctx, id, null);
  const proposals = (party: Party) => lines.flatMap((line) => line[party] ?? []);
  const all = { sales: proposals('sales'), marketing: proposals('marketing') };
  const comments = await commentsOf(
    ctx,
    lines.map((line) => line.id),
  );
  const names = await namesOf(
    ctx,
    lines.flatMap((line) => line.settled_by ?? []),
  );
  const shown = (party: Party, one: CriterionInput | null) => one && { criterion: one, share: shareIn(all[party], one) };
  const noteOf = (party: Party) => sides.find((side) => side.party === party)?.note ?? null;
  return {
    laidOpenAt: version.laid_open_at,
    notes: { sales: noteOf('sales'), marketing: noteOf('marketing') },
    lines: lines.map((line) => ({
      id: line.id,
      sales: shown('sales', line.sales),
      marketing: shown('marketing', line.marketing),
      differs: differencesOf(
        { one: line.sales, other: line.marketing },
        { one: shareIn(all.sales, line.sales), other: shareIn(all.marketing, line.marketing) },
      ),
      settledAs: line.settled_as,
      settled: line.settled,
      settledBy: names.get(line.settled_by ?? '') ?? null,
      settledAt: line.settled_at,
      comments: (comments.get(line.id) ?? []).map(({ id: commentId, member_id, name, party, text, at }) => ({
        id: commentId,
        member: { id: member_id, name },
        party,
        text,
        at,
      })),
    })),
    open: lines.filter((line) => line.settled_as === null).length,
    neither: await neitherAsks(ctx, [...all.sales, ...all.marketing]),
    mayComment: ctx.scope.permissions.has('record:write'),
  };
}

/** Facts that tell customers apart almost everywhere; whether they do here is counted. */
const OFTEN_MATTER = [
  ...['seniority', 'jobFunction', 'company.sizeBand', 'company.standardIndustry', 'company.worldRegion', 'worldRegion', 'sourceChannel'],
  ...['company.kind'],
];
/** Of all that is looked at, so large a share may be found by chance. */
const BY_CHANCE = 0.05;

/** What nobody asks about, though the won differ in it from all who were worked: enough cases, and more than chance over everything looked at. */
export async function neitherAsks(ctx: ReadCtx, criteria: readonly CriterionInput[]): Promise<Difference['neither']> {
  const scope = unlimited(ctx.scope);
  const lens = await lensOf(ctx.tx, scope, 'contact');
  const seen = await lensOf(ctx.tx, ctx.scope, 'contact');
  const topics = new Set(criteria.flatMap(({ condition }) => [...topicsOf(condition)]));
  const asked = new Set(fieldsAsked(criteria));
  const open = OFTEN_MATTER.filter((key) => {
    const about = [...topicsOf({ field: key, op: 'is_set' })];
    return !asked.has(key) && about.every((topic) => !topics.has(topic)) && seen.fields.has(key);
  });
  const found: (Difference['neither'][number] & { p: number })[] = [];
  for (const key of open) {
    const field = lens.fields.get(key);
    const value = field?.sql?.('t', scope);
    if (!field || !value) continue;
    const { rows } = await sql<{ value: string; won: number; rest: number; allwon: number; allrest: number }>`
      select value, won, rest, (sum(won) over ())::int as allwon, (sum(rest) over ())::int as allrest from (
        select value, count(*) filter (where won)::int as won, count(*) filter (where not won)::int as rest from (
          select ${value} as value, closed.won from ${closedPeople(scope.workspaceId)} closed
            join contact t on t.workspace_id = ${scope.workspaceId} and t.id = closed.contact_id and t.deleted_at is null) each
        where value is not null group by value) counted`.execute(ctx.tx);
    for (const row of rows) {
      const [part, rest] = [
        { k: row.won, n: row.allwon },
        { k: row.rest, n: row.allrest },
      ];
      const test = twoProportions(part, rest);
      const lift = liftOf(part, rest);
      if (!test || !lift.enough) continue;
      const valueLabel = field.options?.find((option) => option.value === row.value)?.label ?? row.value;
      found.push({ field: key, label: field.label, value: row.value, valueLabel, lift, p: test.p });
    }
  }
  const sure = adjusted(found.map(({ p }) => p));
  return found
    .filter(({ lift }, place) => (sure[place] ?? 1) <= BY_CHANCE && (lift.value ?? 0) > 1)
    .sort((a, b) => (b.lift.value ?? 0) - (a.lift.value ?? 0))
    .slice(0, 8)
    .map(({ p: _p, ...one }) => one);
}

/** Two versions beside each other. */
export async function compared(ctx: ReadCtx, asked: { from: number; to: number }): Promise<OutputOf<typeof compareProfiles> | Refusal> {
  const versions = await profileVersions(ctx.tx, ctx.scope);
  const [before, after] = [asked.from, asked.to].map((number) => versions.find((one) => one.number === number));
  if (!before || !after) return refuse('not_found', 'There is no such version of the profile.');
  const one = (await criteriaOf(ctx.tx, ctx.scope, before.id)).map(({ id: _id, ...rest }) => rest);
  const other = (await criteriaOf(ctx.tx, ctx.scope, after.id)).map(({ id: _id, ...rest }) => rest);
  const shown = (list: readonly CriterionInput[], criterion: CriterionInput | null) =>
    criterion && { criterion, share: shareIn(list, criterion) };
  const line = (pair: Pair) => {
    const differs = differencesOf(pair, { one: shareIn(one, pair.one), other: shareIn(other, pair.other) });
    const change = !pair.one
      ? ('added' as const)
      : !pair.other
        ? ('removed' as const)
        : differs.length > 0
          ? ('changed' as const)
          : ('same' as const);
    return { before: shown(one, pair.one), after: shown(other, pair.other), differs, change };
  };
  return {
    lines: paired(one, other).map(line),
    name: { before: before.name, after: after.name },
    note: { before: before.note, after: after.note },
    reviewOn: { before: before.review_on, after: after.review_on },
  };
}
