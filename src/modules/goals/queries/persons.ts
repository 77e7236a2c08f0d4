import { sql } from 'kysely';
import { readExpectations } from '#modules/agreements/queries/expectations.ts';
import type { Party } from '#modules/signatures/schema.ts';
import { accountableOf } from '#modules/team/queries/people.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getPersonReliability, listPersonPromises } from '../contract/persons.ts';
import { outcomeBetween, outcomeOf } from '../rules/kept.ts';
import { today } from './time.ts';

type Item = OutputOf<typeof listPersonPromises>['items'][number];

export interface BetweenRow {
  id: string;
  by: { id: string; name: string };
  /** Of whoever gave it. */
  party: Party;
  to: { id: string; name: string } | null;
  toParty: Party | null;
  writtenBy: string | null;
  what: string;
  dueOn: string;
  doneOn: string | null;
  accepted: boolean | null;
  outcome: 'kept' | 'late' | 'missed' | null;
  madeAt: string;
}

/** Every promise between people, the last due first. */
export async function betweenRows({ tx, scope }: ReadCtx, id: string | null = null): Promise<BetweenRow[]> {
  const { rows } = await sql<BetweenRow>`select p.id, jsonb_build_object('id', b.id, 'name', b.name) as by, b.department as party,
      case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as to, p.to_party as "toParty", p.written_by as "writtenBy",
      p.what, p.due_on::text as "dueOn", p.done_on::text as "doneOn", p.accepted, p.outcome, p.made_at as "madeAt"
    from person_promise p join member b on b.workspace_id = p.workspace_id and b.id = p.by_id
      left join member t on t.workspace_id = p.workspace_id and t.id = p.to_id
    where p.workspace_id = ${scope.workspaceId} and (${id}::uuid is null or p.id = ${id}) order by p.due_on desc, p.id`.execute(tx);
  return rows;
}

export interface Viewer {
  id: string | null;
  party: Party | null;
  /** Answers for both teams: reads what everybody promised. */
  accountable: boolean;
}

export async function viewerOf(ctx: ReadCtx): Promise<Viewer> {
  const id = ctx.scope.actor.memberId;
  const { rows } = await sql<{ department: Party }>`select department from member
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and status = 'active' and department in ('sales', 'marketing')`.execute(
    ctx.tx,
  );
  return { id, party: rows[0]?.department ?? null, accountable: id !== null && (await accountableOf(ctx.tx, ctx.scope))?.id === id };
}

/** Whom a promise was made to: the person, or everybody of the team but whoever gave it. */
export const isReceiver = ({ to, toParty, by }: BetweenRow, { id, party }: Viewer): boolean =>
  id !== null && by.id !== id && (to ? to.id === id : toParty !== null && toParty === party);

/** Who reads the words of a promise between people: who gave it, who got it, who wrote it down, who answers for both. */
export const reads = (row: BetweenRow, viewer: Viewer): boolean =>
  viewer.accountable || (viewer.id !== null && (row.by.id === viewer.id || row.writtenBy === viewer.id)) || isReceiver(row, viewer);

export const stateOf = (row: BetweenRow): Item['state'] =>
  row.accepted === null ? 'asked' : row.accepted ? outcomeBetween(row) : 'declined';

/** What the caller may read: written down by hand, and what somebody took on at a meeting. */
async function readable(ctx: ReadCtx, viewer: Viewer): Promise<Item[]> {
  const written = (await betweenRows(ctx)).filter((row) => reads(row, viewer));
  const byHand = written.map(({ party: _party, writtenBy: _written, accepted: _accepted, outcome, ...row }): Item => {
    const whole = { ...row, party: _party, writtenBy: _written, accepted: _accepted, outcome };
    const state = stateOf(whole);
    const own = row.by.id === viewer.id;
    return {
      ...{ ...row, source: 'hand', state, judged: outcome !== null, link: '/goals' },
      may: {
        answer: own && state === 'asked',
        report: own && state === 'open',
        judge: isReceiver(whole, viewer) && state !== 'asked' && state !== 'declined' && outcome === null,
      },
    };
  });
  return [...byHand, ...(await takenOn(ctx, viewer))].sort((a, b) => b.dueOn.localeCompare(a.dueOn) || a.id.localeCompare(b.id));
}

async function takenOn(ctx: ReadCtx, viewer: Viewer): Promise<Item[]> {
  const day = await today(ctx);
  const taken = (await readExpectations(ctx)).filter(({ byId }) => byId !== null && (viewer.accountable || byId === viewer.id));
  const { rows } = await sql<{
    id: string;
    name: string;
  }>`select id, name from member where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return taken.map(({ id, byId, what, dueOn, doneOn, madeAt, link }) => ({
    ...{ id, source: 'action', by: { id: byId ?? '', name: names.get(byId ?? '') ?? '–' }, to: null, toParty: null, what: what ?? '–' },
    ...{ dueOn, doneOn, state: outcomeOf({ dueOn, doneOn }, day), judged: false, madeAt, link },
    may: { answer: false, report: false, judge: false },
  }));
}

export async function readBetween(
  ctx: ReadCtx,
  { byId, states, cursor, limit }: ParsedOf<typeof listPersonPromises>,
): Promise<OutputOf<typeof listPersonPromises> | Refusal> {
  const viewer = await viewerOf(ctx);
  if (byId && byId !== viewer.id && !viewer.accountable)
    return refuse('forbidden', 'What one person promised is read by them and by whoever answers for both teams.', { field: 'byId' });
  const found = (await readable(ctx, viewer)).filter((one) => (!byId || one.by.id === byId) && (!states || states.includes(one.state)));
  const from = Number(cursor ?? 0);
  return {
    items: found.slice(from, from + limit),
    next: found.length > from + limit ? String(from + limit) : null,
    mayWrite: viewer.party !== null && ctx.scope.permissions.has('record:write'),
  };
}

/** Of the caller; of everybody for whoever answers for both. Nobody else reads how reliable a person is. */
export async function personFigures(ctx: ReadCtx): Promise<OutputOf<typeof getPersonReliability>> {
  const viewer = await viewerOf(ctx);
  const rows = (await readable(ctx, viewer)).filter(({ by }) => viewer.accountable || by.id === viewer.id);
  const people = [...new Map(rows.map(({ by }) => [by.id, by])).values()];
  const counted = people.map((member) => {
    const mine = rows.filter(({ by }) => by.id === member.id);
    const count = (state: Item['state']) => mine.filter((one) => one.state === state).length;
    const [kept, late, missed] = [count('kept'), count('late'), count('missed')];
    return { member, kept: rateOf(kept, kept + late + missed), late, missed, open: count('open') };
  });
  return { people: counted.sort((a, b) => a.member.name.localeCompare(b.member.name)) };
}
