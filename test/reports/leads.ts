import { listActivities, readTimeliness } from '#modules/activities/contract.ts';
import * as attempts from '#modules/attempts/contract.ts';
import * as drift from '#modules/drift/contract.ts';
import { listFormAnswers } from '#modules/forms/contract/answers.ts';
import { getFormReport, listForms } from '#modules/forms/contract/forms.ts';
import { countConversions, listConversions } from '#modules/leads/contract/conversions.ts';
import type { Behind } from '#modules/leadvalues/schema.ts';
import * as lifecycle from '#modules/lifecycle/contract.ts';
import { listEnrolments } from '#modules/nurtures/contract/enrolments.ts';
import { getThroughput, getTrackReport } from '#modules/nurtures/contract/reports.ts';
import * as patterns from '#modules/patterns/contract.ts';
import { listFigureRows } from '#modules/reports/contract.ts';
import { getThresholdTable, listThresholdLeads } from '#modules/thresholds/contract/table.ts';
import { getWebsiteReport, listVisits } from '#modules/visits/contract.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { amountsIn, few, type Walk } from './walk.ts';

export async function waterfallAgrees(walk: Walk): Promise<void> {
  const { sides, channels, cohorts } = await walk.read(lifecycle.getWaterfall, {});
  const leads = (input: object) => walk.rows(lifecycle.listLifecycleRows, { figure: 'reached', ...input });
  for (const { side, stages } of few(sides))
    for (const { stage, reached, skipped, standing, next, youngFrom } of few(stages.slice(2), 3)) {
      const asked = { stage, ...(side === 'all' ? {} : { sourceTeam: side }) };
      walk.agrees(`getWaterfall ${side} ${stage} reached`, { n: reached }, { rows: await leads(asked) });
      walk.agrees(`getWaterfall ${side} ${stage} skipped`, { n: skipped }, { rows: await leads({ ...asked, figure: 'skipped' }) });
      walk.agrees(`getWaterfall ${side} ${stage} standing`, { n: standing }, { rows: await leads({ ...asked, figure: 'standing' }) });
      if (!next) continue;
      const settled = { ...asked, ...(youngFrom ? { before: youngFrom } : {}) };
      walk.agrees(`getWaterfall ${side} ${stage} next`, { n: next.k }, { rows: await leads({ ...settled, figure: 'converted' }) });
      walk.agrees(`getWaterfall ${side} ${stage} of`, { n: next.n }, { rows: await leads(settled) });
    }
  for (const { channel, stages, won } of few(channels)) {
    for (const { stage, reached } of few(stages.slice(1)))
      walk.agrees(`getWaterfall ${channel} ${stage}`, { n: reached }, { rows: await leads({ channel, stage }) });
    walk.agrees(`getWaterfall ${channel} won`, { n: won.k }, { rows: await leads({ channel, stage: 'customer' }) });
  }
  for (const { month, stages } of few(cohorts))
    for (const { stage, reached } of few(stages))
      walk.agrees(`getWaterfall ${month} ${stage}`, { n: reached }, { rows: await leads({ month, stage }) });
}

export async function stallsAgree(walk: Walk): Promise<void> {
  for (const by of ['channel', 'reason', 'team'] as const) {
    const { groups, stages } = await walk.read(lifecycle.getStalls, { by });
    for (const { key, label, leads, stalled, behind } of groups.filter((one) => one.leads < 500).slice(0, 1)) {
      const rows = (figure: 'reached' | 'stalled') =>
        walk.rows(lifecycle.listLifecycleRows, { figure, by, key, ...(figure === 'reached' ? { stage: 'inquiry' as const } : {}) });
      walk.agrees(`getStalls ${by} ${label}`, { n: leads }, { rows: await rows('reached') });
      walk.agrees(`getStalls ${by} ${label} stalled`, { n: stalled }, { rows: await rows('stalled') });
      const money = { ...behind.stalled };
      walk.agrees(`getStalls ${by} ${label} money`, { ...behind.leads }, { rows: (await rows('reached')).map((row) => row.behind) });
      walk.agrees(`getStalls ${by} ${label} stalled money`, money, { rows: (await rows('stalled')).map((row) => row.behind) });
    }
    for (const { stage, stalled } of stages.filter((one) => by === 'channel' && one.stalled < 500))
      walk.agrees(
        `getStalls ${stage}`,
        { n: stalled },
        { rows: await walk.rows(lifecycle.listLifecycleRows, { figure: 'stalled', stage }) },
      );
  }
}

export async function abandonedAgree(walk: Walk): Promise<void> {
  const { rate } = await walk.read(lifecycle.getAbandoned, {});
  walk.agrees('getAbandoned', { n: rate.k }, { rows: await walk.rows(lifecycle.listLifecycleRows, { figure: 'abandoned' }) });
}

export async function channelsAgree(walk: Walk): Promise<void> {
  const { period, lines, total } = await walk.read(lifecycle.getChannels, {});
  const days = { from: period.start, to: period.end };
  for (const line of [...few(lines), total]) {
    const rows = await walk.rows(listConversions, { ...days, ...(line === total ? {} : { channel: line.key }) });
    const of = (...found: string[]) => rows.filter(({ validation }) => found.includes(validation));
    const name = `getChannels ${line.label ?? line.key}`;
    walk.agrees(name, { n: line.total }, { rows });
    walk.agrees(`${name} valid`, { n: line.valid }, { rows: of('sales_lead') });
    walk.agrees(`${name} not leads`, { n: line.notLeads }, { rows: of('not_a_lead', 'bad_data', 'not_fit', 'already_ours') });
    walk.agrees(`${name} unreviewed`, { n: line.unreviewed }, { rows: of('unreviewed') });
    if (!line.behind.total) continue;
    const { currency: _, ...amounts } = line.behind.total;
    const opens = { figure: 'conversions', from: period.from, to: period.to, ...(line === total ? {} : { channel: line.key }) } as const;
    const found = await walk.rows(listFigureRows, opens);
    walk.agrees(`${name} behind`, { ...amounts, n: line.total }, { rows: found.map((row) => row.behind) });
  }
}

export async function conversionsAgree(walk: Walk): Promise<void> {
  const { period } = await walk.read(lifecycle.getChannels, {});
  const days = { from: period.start, to: period.end };
  const { channels } = await walk.read(countConversions, days);
  for (const { channel, total, valid } of few(channels.filter((one) => one.channel))) {
    const rows = await walk.rows(listConversions, { ...days, channel: channel ?? '' });
    walk.agrees(`countConversions ${channel}`, { n: total }, { rows });
    walk.agrees(`countConversions ${channel} valid`, { n: valid }, { rows: rows.filter((row) => row.validation === 'sales_lead') });
  }
}

export async function patternsAgree(walk: Walk): Promise<void> {
  const agree = async (name: string, says: { n: number; money: Behind | undefined }, asked: InputOf<typeof patterns.listPatternRows>) => {
    const rows = await walk.rows(patterns.listPatternRows, asked);
    walk.agrees(name, { n: says.n }, { rows });
    walk.agrees(`${name} money`, amountsIn(says.money), { rows: rows.map((row) => row.behind) });
    const { n, behind } = await walk.client.call(patterns.listPatternRows, { ...asked, limit: 1 });
    walk.agrees(`${name} rows`, { n, ...amountsIn(behind) }, { rows: rows.map((row) => ({ n: 1, ...row.behind })) });
  };
  for (const outcome of ['rejected', 'won'] as const) {
    const report = await walk.read(patterns.getPatterns, { outcome });
    await agree(`getPatterns ${outcome}`, { n: report.leads, money: report.behind?.leads }, { outcome });
    await agree(`getPatterns ${outcome} ended`, { n: report.ended, money: report.behind?.ended }, { outcome, ended: true });
    for (const { items, rate, behind } of few(report.patterns, 1)) {
      const asked = { outcome, items: items.map(({ dimension, value }) => ({ dimension, value })) };
      const name = `getPatterns ${outcome} ${items.map(({ label, valueLabel }) => `${label} ${valueLabel}`).join(', ')}`;
      await agree(name, { n: rate.n, money: behind?.n }, asked);
      await agree(`${name} ended`, { n: rate.k, money: behind?.k }, { ...asked, ended: true });
    }
    for (const { word, rate, behind } of few(report.words.patterns, 1))
      await agree(`getPatterns ${outcome} ${word}`, { n: rate.n, money: behind?.n }, { outcome, word });
    for (const { id, label, n, behind } of few(report.reasons))
      await agree(`getPatterns ${label}`, { n, money: behind }, { outcome, reasonId: id, ended: true });
  }
}

export async function depthAgrees(walk: Walk): Promise<void> {
  for (const by of ['none', 'fit'] as const) {
    const { all, segments } = await walk.read(attempts.getDepth, { by });
    for (const of of by === 'none' ? [all] : few(segments)) {
      const asked = { by, ...(by === 'none' ? {} : { segment: of.segment }) };
      walk.agrees(`getDepth ${of.segment}`, { n: of.leads }, { rows: await walk.rows(attempts.listAttempted, asked) });
      for (const { k: attempt, hazard } of few(of.steps)) {
        const came = await walk.rows(attempts.listAttempted, { ...asked, attempt });
        walk.agrees(`getDepth ${of.segment} ${attempt}`, { n: hazard.n }, { rows: came });
        const reached = await walk.rows(attempts.listAttempted, { ...asked, attempt, reached: true });
        walk.agrees(`getDepth ${of.segment} ${attempt} reached`, { n: hazard.k }, { rows: reached });
      }
    }
  }
}

export async function driftAgrees(walk: Walk): Promise<void> {
  const { populations } = await walk.read(drift.getDrift, {});
  for (const { population, drifts } of populations)
    for (const { dimension, bins, baseUnknown, currentUnknown } of drifts.slice(0, 1)) {
      const people = (window: 'base' | 'current', value?: string) =>
        walk.rows(drift.listDriftCases, { population, dimension, window, ...(value === undefined ? {} : { value }) });
      walk.agrees(`getDrift ${population} ${dimension} unknown before`, { n: baseUnknown }, { rows: await people('base') });
      walk.agrees(`getDrift ${population} ${dimension} unknown`, { n: currentUnknown }, { rows: await people('current') });
      for (const { value, base, current } of few(bins)) {
        walk.agrees(`getDrift ${population} ${dimension} ${value} before`, { n: base }, { rows: await people('base', value) });
        walk.agrees(`getDrift ${population} ${dimension} ${value}`, { n: current }, { rows: await people('current', value) });
      }
    }
}

export async function thresholdTableAgrees(walk: Walk): Promise<void> {
  const { table } = await walk.read(getThresholdTable, {});
  if (!table) return;
  const { fitClasses, backtest } = table;
  for (const { cut, below, leads, won, band } of few(table.rows, 3)) {
    const asked = { fitClasses, cut };
    walk.agrees(`getThresholdTable ${cut}`, { n: leads }, { rows: await walk.rows(listThresholdLeads, asked) });
    walk.agrees(`getThresholdTable ${cut} won`, { n: won }, { rows: await walk.rows(listThresholdLeads, { ...asked, won: true }) });
    const within = { ...asked, ...(below === null ? {} : { below }) };
    walk.agrees(`getThresholdTable ${cut} band`, { n: band.leads }, { rows: await walk.rows(listThresholdLeads, within) });
    walk.agrees(
      `getThresholdTable ${cut} worked`,
      { n: band.worked },
      { rows: await walk.rows(listThresholdLeads, { ...within, worked: true }) },
    );
  }
  const outside = await walk.rows(listThresholdLeads, { fitClasses, outside: true });
  walk.agrees('getThresholdTable outside', { n: backtest.outside }, { rows: outside });
  const mature = [...(await walk.rows(listThresholdLeads, { fitClasses })), ...outside];
  walk.agrees('getThresholdTable mature', { n: backtest.mature }, { rows: mature });
}

export async function timelinessAgrees(walk: Walk): Promise<void> {
  const { from, lines } = await walk.read(readTimeliness, {});
  for (const { key, name, n, onTime } of few(lines)) {
    if (!key) continue;
    const of = { memberId: key, from };
    const [soon, late] = [
      await walk.rows(listActivities, { ...of, logged: 'on_time' }),
      await walk.rows(listActivities, { ...of, logged: 'late' }),
    ];
    walk.agrees(`readTimeliness ${name} on time`, { n: onTime }, { rows: soon });
    walk.agrees(`readTimeliness ${name}`, { n }, { rows: [...soon, ...late] });
  }
}

export async function tracksAgree(walk: Walk): Promise<void> {
  const { tracks } = await walk.read(getTrackReport, {});
  for (const { track, entered, on, reached } of tracks) {
    const people = await walk.rows(listEnrolments, { id: track.id });
    const went = people.filter((one) => one.reachedAt !== null);
    walk.agrees(`getTrackReport ${track.name}`, { n: entered }, { rows: people });
    walk.agrees(`getTrackReport ${track.name} on`, { n: on }, { rows: people.filter((one) => one.endedAt === null) });
    walk.agrees(`getTrackReport ${track.name} reached`, { n: reached.k }, { rows: went });
  }
}

export async function visitsAgree(walk: Walk): Promise<void> {
  const { period, total, lines } = await walk.read(getWebsiteReport, {});
  const days = { from: period.from, to: period.to };
  for (const verdict of ['human', 'suspected', 'machine'] as const) {
    walk.agrees(`getWebsiteReport ${verdict}`, { n: total[verdict] }, { rows: await walk.rows(listVisits, { ...days, verdict }) });
    for (const { key, ...line } of few(lines))
      walk.agrees(
        `getWebsiteReport ${key} ${verdict}`,
        { n: line[verdict] },
        { rows: await walk.rows(listVisits, { ...days, verdict, by: 'source', key }) },
      );
  }
}

export async function driftCourseAgrees(walk: Walk): Promise<void> {
  const asked = { population: 'customers', dimension: 'contact.jobFunction' } as const;
  const { quarters, values } = await walk.read(drift.getDriftCourse, asked);
  for (const { quarter, currentUnknown } of few(quarters)) {
    const unknown = await walk.rows(drift.listDriftCases, { ...asked, quarter, window: 'current' });
    walk.agrees(`getDriftCourse ${quarter} unknown`, { n: currentUnknown }, { rows: unknown });
    for (const { value, shares } of few(values)) {
      const rows = await walk.rows(drift.listDriftCases, { ...asked, quarter, window: 'current', value });
      walk.agrees(`getDriftCourse ${quarter} ${value}`, { n: shares[quarters.findIndex((one) => one.quarter === quarter)]?.n }, { rows });
    }
  }
}

export async function formsAgree(walk: Walk): Promise<void> {
  const { items } = await walk.client.call(listForms, {});
  for (const { id, name } of items) {
    // Longer than the sample's forms are there.
    const { sent, aside } = await walk.read(getFormReport, { id, days: 400 });
    const answers = (state: 'taken' | 'aside') => walk.rows(listFormAnswers, { formId: id, state });
    walk.agrees(`getFormReport ${name}`, { n: sent }, { rows: await answers('taken') });
    walk.agrees(`getFormReport ${name} aside`, { n: aside }, { rows: await answers('aside') });
  }
}

export async function throughputAgrees(walk: Walk): Promise<void> {
  const { tracks } = await walk.read(getTrackReport, {});
  for (const { track } of tracks) {
    const { entered, on, reached } = await walk.read(getThroughput, { id: track.id });
    const people = await walk.rows(listEnrolments, { id: track.id });
    walk.agrees(`getThroughput ${track.name}`, { n: entered }, { rows: people });
    walk.agrees(`getThroughput ${track.name} on`, { n: on }, { rows: people.filter((one) => one.endedAt === null) });
    walk.agrees(`getThroughput ${track.name} reached`, { n: reached.k }, { rows: people.filter((one) => one.reachedAt !== null) });
  }
}
