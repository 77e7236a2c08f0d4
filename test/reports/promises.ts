import { getRests, listClocks, listRests } from '#modules/agreements/contract/clocks.ts';
import { getMeasures, listMeasureRows } from '#modules/agreements/contract/measures.ts';
import { getTalk, listTalk } from '#modules/briefs/contract.ts';
import { getOverrideOutcomes, listOverrides } from '#modules/gate/contract/overrides.ts';
import { getPersonReliability, listPersonPromises } from '#modules/goals/contract/persons.ts';
import { getPromises, listPromises } from '#modules/goals/contract/promises.ts';
import { listHandoffs } from '#modules/handoffs/contract/handoffs.ts';
import { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import { getRegrets } from '#modules/handoffs/contract/secondlife.ts';
import { listDecisions } from '#modules/meetings/contract/decisions.ts';
import { type DecisionEffect, getDecisionEffect, listMoved } from '#modules/meetings/contract/effect.ts';
import { getCompliance, listMeetings } from '#modules/meetings/contract/meetings.ts';
import { getAnswering } from '#modules/questions/contract/around.ts';
import { listQuestions } from '#modules/questions/contract/questions.ts';
import { getReplay, listReplayRows, listReplays } from '#modules/replays/contract.ts';
import { getSigns, getTrend, listSignRows } from '#modules/scorecards/contract.ts';
import { getThresholdOutcome } from '#modules/thresholds/contract/thresholds.ts';
import { amountsIn, few, type Walk } from './walk.ts';

const YEAR = { from: '2025-11-19T23:00:00.000Z', to: '2026-11-19T23:00:00.000Z' };

export async function scorecardAgrees(walk: Walk): Promise<void> {
  const { lines, handoffs } = await walk.read(getScorecard, { ...YEAR, money: true });
  for (const { lineId, title, ...says } of lines) {
    const clocks = (...states: ('met' | 'met_late' | 'breached' | 'met_by_customer' | 'paused' | 'excused')[]) =>
      walk.rows(listClocks, { ...YEAR, lineId, states });
    walk.agrees(`getScorecard ${title}`, { n: says.n }, { rows: await clocks('met', 'met_late', 'breached') });
    walk.agrees(`getScorecard ${title} met`, { n: says.met }, { rows: await clocks('met') });
    walk.agrees(`getScorecard ${title} late`, { n: says.metLate }, { rows: await clocks('met_late') });
    walk.agrees(`getScorecard ${title} breached`, { n: says.breached }, { rows: await clocks('breached') });
    walk.agrees(`getScorecard ${title} by customer`, { n: says.metByCustomer }, { rows: await clocks('met_by_customer') });
    walk.agrees(`getScorecard ${title} excused`, { n: says.excused }, { rows: await clocks('excused') });
  }
  const rows = (input: object) => walk.rows(listHandoffs, { ...YEAR, ...input });
  walk.agrees('getScorecard handoffs', { n: handoffs.total }, { rows: await rows({}) });
  walk.agrees('getScorecard pending', { n: handoffs.pending }, { rows: await rows({ decisions: ['pending'] }) });
  walk.agrees('getScorecard silent', { n: handoffs.acceptedByDefault }, { rows: await rows({ decisions: ['accepted_by_default'] }) });
  walk.agrees('getScorecard rejected', { n: handoffs.rejected }, { rows: await rows({ decisions: ['rejected'] }) });
  walk.agrees('getScorecard recycled', { n: handoffs.recycled }, { rows: await rows({ decisions: ['recycled'] }) });
  walk.agrees('getScorecard sample', { n: handoffs.sample }, { rows: await rows({ causes: ['exploration'] }) });
  const decided = await rows({
    decisions: ['accepted', 'accepted_by_default', 'rejected', 'recycled'],
    causes: ['threshold', 'hand_raise', 'manual', 'override'],
  });
  walk.agrees('getScorecard acceptance', { n: handoffs.acceptance.n }, { rows: decided });
  for (const reason of few(handoffs.reasons)) {
    const given = await rows({ reasonId: reason.id });
    walk.agrees(`getScorecard ${reason.label}`, { n: reason.n }, { rows: given });
    walk.agrees(`getScorecard ${reason.label} money`, amountsIn(reason.behind), { rows: given.map((row) => row.behind) });
  }
  await scorecardMoneyAgrees(walk);
}

/** The money behind each count of hand-offs is that of its rows. */
async function scorecardMoneyAgrees(walk: Walk): Promise<void> {
  const { behind, total } = (await walk.read(getScorecard, { ...YEAR, money: true })).handoffs;
  const all = await walk.rows(listHandoffs, YEAR);
  const kept = ['accepted', 'accepted_by_default'];
  const opened = {
    total: all,
    pending: all.filter(({ decision }) => decision === null),
    accepted: all.filter(({ decision, cause }) => cause !== 'exploration' && kept.includes(decision ?? '')),
    acceptedByDefault: all.filter(({ decision }) => decision === 'accepted_by_default'),
    rejected: all.filter(({ decision }) => decision === 'rejected'),
    recycled: all.filter(({ decision }) => decision === 'recycled'),
    withdrawn: all.filter(({ decision }) => decision === 'withdrawn'),
    returnedLater: all.filter(({ decision, returnedAt }) => returnedAt && kept.includes(decision ?? '')),
    overrides: all.filter(({ cause }) => cause === 'override'),
    sample: all.filter(({ cause }) => cause === 'exploration'),
  };
  if (!behind) {
    if (total > 0) walk.problems.push('getScorecard tells no money');
    return;
  }
  for (const [name, rows] of Object.entries(opened) as [keyof typeof opened, typeof all][])
    walk.agrees(`getScorecard ${name} money`, amountsIn(behind[name]), { rows: rows.map((row) => row.behind) });
}

export async function trendAgrees(walk: Walk): Promise<void> {
  const { periods, lines } = await walk.read(getTrend, {});
  for (const { lineId, points } of few(lines))
    for (const [index, { n, k }] of points.entries()) {
      const range = periods[index];
      if (!range) continue;
      const rows = await walk.rows(listClocks, { ...range, lineId, states: ['met', 'met_late', 'breached'] });
      walk.agrees(`getScorecardTrend ${range.from}`, { n }, { rows });
      walk.agrees(`getScorecardTrend ${range.from} met`, { n: k }, { rows: rows.filter((row) => row.state === 'met') });
    }
}

export async function signsAgree(walk: Walk): Promise<void> {
  const { counters, looks } = await walk.read(getSigns, YEAR);
  for (const { name, n, k } of [...counters, ...looks]) {
    const rows = await walk.rows(listSignRows, { sign: name, ...YEAR });
    walk.agrees(`getScorecardSigns ${name}`, { n }, { rows });
    walk.agrees(`getScorecardSigns ${name} counts`, { n: k }, { rows: rows.filter((row) => row.counts) });
  }
}

export async function measuresAgree(walk: Walk): Promise<void> {
  const { lines } = await walk.read(getMeasures, {});
  for (const { lineId, title, periods, amount } of lines)
    for (const { from, to, k, n } of periods) {
      const rows = await walk.rows(listMeasureRows, { lineId, from, to });
      const counting = rows.filter((row) => row.counts);
      walk.agrees(`getMeasures ${title} ${from}`, { weight: k }, { rows: counting });
      if (amount === null) walk.agrees(`getMeasures ${title} ${from} of`, { n }, { rows });
    }
}

export async function thresholdOutcomeAgrees(walk: Walk): Promise<void> {
  const { outcome } = await walk.read(getThresholdOutcome, {});
  if (!outcome) return;
  const rows = await walk.rows(listHandoffs, { from: outcome.from, causes: ['threshold'] });
  walk.agrees('getThresholdOutcome', { n: outcome.handedOff }, { rows });
  const decided = rows.filter(({ decision }) => decision && decision !== 'withdrawn');
  walk.agrees('getThresholdOutcome accepted', { n: outcome.accepted.n }, { rows: decided });
  const sample = await walk.rows(listHandoffs, { from: outcome.from, causes: ['exploration'] });
  walk.agrees('getThresholdOutcome sample', { n: outcome.sample.handedOff }, { rows: sample });
}

export async function replaysAgree(walk: Walk): Promise<void> {
  const { items } = await walk.read(listReplays, {});
  for (const { id } of items) {
    const { result } = await walk.read(getReplay, { id });
    for (const { lineId, title, met, breached } of result?.lines ?? []) {
      walk.agrees(`getReplay ${title} met`, { n: met }, { rows: await walk.rows(listReplayRows, { id, lineId, states: ['met'] }) });
      walk.agrees(
        `getReplay ${title} breached`,
        { n: breached },
        { rows: await walk.rows(listReplayRows, { id, lineId, states: ['breached'] }) },
      );
    }
  }
}

export async function talkAgrees(walk: Walk): Promise<void> {
  const { signs } = await walk.read(getTalk, {});
  for (const { sign, party, n } of signs)
    walk.agrees(`getTalk ${sign} ${party}`, { n }, { rows: await walk.rows(listTalk, { sign, party }) });
}

export async function answeringAgrees(walk: Walk): Promise<void> {
  const days = { from: '2025-11-20', to: '2026-11-19' };
  const { teams } = await walk.read(getAnswering, days);
  for (const { team, inTime } of teams) {
    const rows = (input: object) => walk.rows(listQuestions, { which: 'counted', team, ...days, ...input });
    walk.agrees(`getAnswering ${team}`, { n: inTime.n }, { rows: await rows({}) });
    walk.agrees(`getAnswering ${team} in time`, { n: inTime.k }, { rows: await rows({ inTime: true }) });
  }
}

export async function overridesAgree(walk: Walk): Promise<void> {
  const { all, byCode } = await walk.read(getOverrideOutcomes, {});
  for (const { rates, code } of [{ ...all, code: undefined }, ...byCode])
    for (const [outcome, { k }] of Object.entries(rates)) {
      const asked = { outcome: outcome as keyof typeof rates, ripe: true, ...(code ? { code } : {}) };
      walk.agrees(`getOverrideOutcomes ${code ?? 'all'} ${outcome}`, { n: k }, { rows: await walk.rows(listOverrides, asked) });
    }
}

export async function meetingsAgree(walk: Walk): Promise<void> {
  const { from, to, compliant, byKind } = await walk.read(getCompliance, {});
  const rows = (await walk.rows(listMeetings, { which: 'past' })).filter(({ startsAt }) => startsAt >= from && startsAt.slice(0, 10) <= to);
  const held = rows.filter(({ state }) => state === 'held');
  walk.agrees('getMeetingCompliance held', { n: compliant.n }, { rows: held });
  walk.agrees('getMeetingCompliance', { n: compliant.k }, { rows: held.filter((one) => one.compliant) });
  for (const { kind, side, ...of } of byKind)
    walk.agrees(
      `getMeetingCompliance ${kind} ${side}`,
      { n: of.compliant.n },
      { rows: held.filter((one) => one.kind === kind && one.side === side) },
    );
}

export async function regretsAgree(walk: Walk): Promise<void> {
  const { items, rate, wonMinor, invoicedMinor } = await walk.read(getRegrets, {});
  walk.agrees('getRegrets', { n: rate.k, wonMinor, invoicedMinor }, { rows: items });
}

/** Whom a decision about the profile would move; a decision about a promise opens the rows of its replay. */
export async function decisionsAgree(walk: Walk): Promise<void> {
  const { items } = await walk.read(listDecisions, { state: 'waits' });
  for (const { id } of items) {
    const { effect } = await walk.read(getDecisionEffect, { id });
    if (effect?.kind === 'profile') await movesAgree(walk, id, effect);
    if (effect?.kind === 'clause' && effect.replay)
      for (const { lineId, title, would } of effect.lines) {
        const states = ['met' as const, 'met_late' as const, 'breached' as const];
        const rows = await walk.rows(listReplayRows, { id: effect.replay.id, lineId, states });
        walk.agrees(`getDecisionEffect ${title}`, { n: would.n }, { rows });
      }
  }
}

async function movesAgree(walk: Walk, id: string, effect: Extract<DecisionEffect, { kind: 'profile' }>): Promise<void> {
  for (const of of ['leads', 'people'] as const)
    for (const { from, to, n } of few(effect[of].filter((move) => move.from !== move.to)))
      walk.agrees(`getDecisionEffect ${of} ${from}${to}`, { n }, { rows: await walk.rows(listMoved, { id, of, from, to }) });
  for (const { fit, before, after } of few(effect.past)) {
    walk.agrees(`getDecisionEffect past ${fit}`, { n: before.n }, { rows: await walk.rows(listMoved, { id, of: 'past', from: fit }) });
    walk.agrees(
      `getDecisionEffect won ${fit}`,
      { n: after.k },
      { rows: await walk.rows(listMoved, { id, of: 'past', to: fit, won: true }) },
    );
  }
}

export async function restsAgree(walk: Walk): Promise<void> {
  const { excused, people } = await walk.read(getRests, YEAR);
  walk.agrees('getRests excused', { n: excused.k }, { rows: await walk.rows(listClocks, { ...YEAR, states: ['excused'] }) });
  for (const { member, ...says } of people)
    for (const [figure, n] of [
      ['rests', says.rests] as const,
      ['last_minute', says.lastMinute] as const,
      ['excused', says.excused] as const,
    ]) {
      const rows = await walk.rows(listRests, { ...YEAR, figure, memberId: member?.id ?? 'none' });
      walk.agrees(`getRests ${member?.name ?? 'program'} ${figure}`, { n }, { rows });
    }
}

export async function promisesAgree(walk: Walk): Promise<void> {
  const { sides } = await walk.read(getPromises, {});
  for (const { by, kept, late, missed, open } of sides)
    for (const [state, n] of [['kept', kept.k] as const, ['late', late] as const, ['missed', missed] as const, ['open', open] as const])
      walk.agrees(`getPromises ${by} ${state}`, { n }, { rows: await walk.rows(listPromises, { by, states: [state] }) });
}

export async function reliabilityAgrees(walk: Walk): Promise<void> {
  const { people } = await walk.read(getPersonReliability, {});
  for (const { member, kept, late, missed, open } of people)
    for (const [states, n] of [
      [['kept'], kept.k],
      [['kept', 'late', 'missed'], kept.n],
      [['late'], late],
      [['missed'], missed],
      [['open'], open],
    ] as const)
      walk.agrees(
        `getPersonReliability ${member.name} ${states.join()}`,
        { n },
        { rows: await walk.rows(listPersonPromises, { byId: member.id, states: [...states] }) },
      );
}
