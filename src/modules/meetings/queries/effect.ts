import { sql } from 'kysely';
import type { ChangedClause } from '#modules/agreements/schema.ts';
import { replayOfChange } from '#modules/replays/queries/replays.ts';
import type { ReplayResult } from '#modules/replays/schema.ts';
import { criteriaWith, movedRows, movesBetween } from '#modules/scoring/queries/moves.ts';
import { passedLeads } from '#modules/scoring/queries/passing.ts';
import { criteriaOf } from '#modules/scoring/queries/profile.ts';
import { currentTable, inOrder, usualTerms } from '#modules/thresholds/queries/table.ts';
import { decides, thresholdRows } from '#modules/thresholds/queries/thresholds.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { DecisionEffect, getDecisionEffect, listMoved, listPassed, playDecision } from '../contract/effect.ts';
import { type DecisionRow, decisionsWhere, isStale, stateOfDecision } from './decisions.ts';
import { type Changing, changedIn, type Decided, isRunOwed, played, routingEffect, scoreEffect, testOf } from './ruleeffects.ts';

type Of<K extends DecisionEffect['kind']> = Extract<DecisionEffect, { kind: K }>;

async function waiting(ctx: ReadCtx, id: string): Promise<DecisionRow | null | Refusal> {
  const [row] = await decisionsWhere(ctx, sql`d.id = ${id}`);
  if (!row) return refuse('not_found', 'This decision is not here.');
  return stateOfDecision(row) === 'waits' && !(await isStale(ctx, row)) ? row : null;
}

/** What a decision that waits would change, from the record. */
export async function readEffect(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getDecisionEffect> | Refusal> {
  const row = await waiting(ctx, id);
  if (isRefusal(row)) return row;
  return { effect: row && (await effectOf(ctx, row)) };
}

async function effectOf(ctx: ReadCtx, { change, basis }: Decided): Promise<DecisionEffect | null> {
  switch (change.kind) {
    case 'clause':
      return clauseEffect(ctx, { versionId: basis, changed: changedIn(change) });
    case 'threshold':
      return thresholdEffect(ctx, change);
    case 'profile':
      return { kind: 'profile', ...(await movesBetween(ctx, await profiles(ctx, { change, basis }))) };
    case 'score':
      return scoreEffect(ctx, { change, basis });
    case 'routing':
      return routingEffect(ctx, change);
    default:
      return null;
  }
}

async function clauseEffect(ctx: ReadCtx, of: { versionId: string; changed: ChangedClause }): Promise<Of<'clause'>> {
  const run = await replayOfChange(ctx, of);
  const replay = run && {
    ...{ id: run.id, state: run.state, done: run.done, total: run.total, from: run.from, to: run.to },
    versionNumber: run.result?.inForce?.versionNumber ?? run.versionNumber,
  };
  const { lineId } = of.changed;
  return {
    kind: 'clause',
    replay,
    owed: await isRunOwed(ctx, { change: { kind: 'clause', ...of.changed }, basis: of.versionId }),
    ...beside(run?.result ?? null, lineId),
  };
}

function beside(result: ReplayResult | null, changed: string): Pick<Of<'clause'>, 'lines' | 'measures'> {
  const { lines = [], measures = [], inForce = null } = result ?? {};
  return {
    lines: lines.map(({ lineId, title, party, k, n, rate, low, high, enough, metLate, breached }) => ({
      ...{ lineId, title, party, changes: lineId === changed },
      now: inForce?.lines.find((line) => line.lineId === lineId)?.counted ?? null,
      would: { k, n, rate, low, high, enough, metLate, breached },
    })),
    measures: measures.map(({ lineId, title, party, kept, ended }) => {
      const held = inForce?.measures.find((line) => line.lineId === lineId);
      return {
        ...{ lineId, title, party, changes: lineId === changed },
        now: held ? { kept: held.kept, ended: held.ended } : null,
        would: { kept, ended },
      };
    }),
  };
}

async function thresholdEffect(ctx: ReadCtx, { cut, fitClasses }: Changing<'threshold'>): Promise<Of<'threshold'>> {
  const terms = await usualTerms(ctx, {});
  const at = async (of: { cut: number; fitClasses: Changing<'threshold'>['fitClasses'] }) => {
    const classes = inOrder(of.fitClasses);
    const past = await currentTable(ctx, { fitClasses: classes, terms });
    const row = past?.table.rows.find((one) => one.cut === of.cut);
    if (!past || !row) return { past, shown: null };
    const { leads, won, perWeek, precision, recall, hoursPerWeek, withinCapacity } = row;
    return { past, shown: { cut: of.cut, fitClasses: classes, leads, won, perWeek, precision, recall, hoursPerWeek, withinCapacity } };
  };
  const { past, shown: would } = await at({ cut, fitClasses });
  const held = (await thresholdRows(ctx)).find((row) => decides(row, ctx.now));
  const now = held && held.cut !== null && held.fit_classes ? (await at({ cut: held.cut, fitClasses: held.fit_classes })).shown : null;
  const backtest = past && { id: past.test.id, createdAt: past.test.createdAt, from: past.from, to: past.to, mature: past.mature };
  return { kind: 'threshold', backtest, now, would };
}

async function profiles(ctx: ReadCtx, { change, basis }: { change: Changing<'profile'>; basis: string }) {
  const own = await criteriaOf(ctx.tx, ctx.scope, basis);
  return { before: own.map(({ id: _id, ...one }) => one), after: criteriaWith(own, change) };
}

export async function readMoved(ctx: ReadCtx, { id, ...asked }: ParsedOf<typeof listMoved>): Promise<OutputOf<typeof listMoved> | Refusal> {
  const row = await waiting(ctx, id);
  if (isRefusal(row)) return row;
  if (row?.change.kind !== 'profile') return refuse('not_now', 'This decision does not move anybody (any more).');
  return movedRows(ctx, { ...asked, ...(await profiles(ctx, { change: row.change, basis: row.basis })) });
}

export async function readPassed(
  ctx: ReadCtx,
  { id, ...asked }: ParsedOf<typeof listPassed>,
): Promise<OutputOf<typeof listPassed> | Refusal> {
  const row = await waiting(ctx, id);
  if (isRefusal(row)) return row;
  const test = row?.change.kind === 'score' ? await testOf(ctx, { change: row.change, basis: row.basis }) : null;
  if (test?.status !== 'done') return refuse('not_now', 'There is no run over the past leads for this decision (any more).');
  return passedLeads(ctx, { testId: test.id, ...asked });
}

export async function readPlayed(
  ctx: ReadCtx,
  { id, ...asked }: ParsedOf<typeof playDecision>,
): Promise<OutputOf<typeof playDecision> | Refusal> {
  const row = await waiting(ctx, id);
  if (isRefusal(row)) return row;
  if (row?.change.kind !== 'routing') return refuse('not_now', 'This decision does not change the routing (any more).');
  return played(ctx, row.change, asked);
}
