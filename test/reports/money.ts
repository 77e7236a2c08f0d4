import * as returns from '#modules/attribution/contract/returns.ts';
import { compareModels } from '#modules/attribution/contract/versions.ts';
import { getCampaignResults, listCampaignRows } from '#modules/campaigns/contract.ts';
import * as axis from '#modules/goals/contract/axis.ts';
import * as goals from '#modules/goals/contract/goals.ts';
import * as coming from '#modules/goals/contract/money.ts';
import { getPlan } from '#modules/goals/contract/plan.ts';
import * as values from '#modules/leadvalues/contract.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import * as documents from '#modules/orders/contract/documents.ts';
import { listReceivedPayments } from '#modules/orders/contract/payments.ts';
import * as reconciled from '#modules/orders/contract/reconciliation.ts';
import { listSendMessages } from '#modules/sends/contract/messages.ts';
import { getSendReport } from '#modules/sends/contract/running.ts';
import { few, type Walk } from './walk.ts';

export async function returnsAgree(walk: Walk): Promise<void> {
  for (const by of ['channel', 'campaign', 'asset'] as const) {
    const { lines, total, outside } = await walk.read(returns.getReturns, { by });
    for (const line of [...few(lines), total]) {
      const key = line === total ? {} : { key: line.key };
      const says = { bookedMinor: line.bookedMinor, invoicedMinor: line.invoicedMinor, paidMinor: line.paidMinor };
      walk.agrees(
        `getReturns ${by} ${line.label ?? line.key}`,
        { n: line.deals, share: line.dealsShared, ...says },
        { rows: await walk.rows(returns.listReturnRows, { figure: 'deals', by, ...key }) },
      );
      if (line.spendMinor !== null && by !== 'asset')
        walk.agrees(
          `getReturns ${by} ${line.label ?? line.key} spend`,
          { spendMinor: line.spendMinor },
          { rows: await walk.rows(returns.listReturnRows, { figure: 'spend', by, ...key }) },
        );
      if (line.recorded)
        walk.agrees(
          `getReturns ${by} ${line.label ?? line.key} recorded`,
          { n: line.recorded.deals, bookedMinor: line.recorded.bookedMinor, invoicedMinor: line.recorded.invoicedMinor },
          { rows: await walk.rows(returns.listReturnRows, { figure: 'recorded', by, ...key }) },
        );
    }
    const others = await walk.rows(returns.listReturnRows, { figure: 'outside', by });
    walk.agrees(`getReturns ${by} outside`, { n: outside.n, invoicedMinor: outside.amountMinor }, { rows: others });
  }
}

export async function modelsAgree(walk: Walk): Promise<void> {
  const { lines, total, deals, sourced } = await walk.read(compareModels, {});
  walk.agrees('compareModels', { n: deals, bookedMinor: total }, { rows: await walk.rows(returns.listReturnRows, { figure: 'deals' }) });
  for (const line of few(lines))
    for (const one of few(line.models, 4))
      walk.agrees(
        `compareModels ${line.channel} ${one.model}`,
        { share: one.deals, bookedMinor: one.amountMinor },
        { rows: await walk.rows(returns.listReturnRows, { figure: 'deals', key: line.channel, model: one.model }) },
      );
  for (const one of sourced)
    walk.agrees(
      `compareModels sourced ${one.definition}`,
      { n: one.deals, bookedMinor: one.amountMinor },
      { rows: await walk.rows(returns.listReturnRows, { figure: 'sourced', definition: one.definition }) },
    );
}

export async function pathsAgree(walk: Walk): Promise<void> {
  const { deals, items } = await walk.read(returns.getPaths, {});
  walk.agrees('getPaths', { n: deals }, { rows: await walk.rows(returns.listPathDeals, {}) });
  for (const { channels, n, bookedMinor } of few(items)) {
    const path = channels.join(' > ');
    walk.agrees(`getPaths ${path}`, { n, bookedMinor }, { rows: await walk.rows(returns.listPathDeals, { path }) });
  }
}

export async function holdOutsAgree(walk: Walk): Promise<void> {
  const { items, tracks } = await walk.read(returns.getHoldOuts, {});
  for (const { id, name, ...outcomes } of tracks)
    for (const outcome of ['validated', 'won'] as const)
      for (const group of ['treated', 'held'] as const) {
        const { k, n } = outcomes[outcome][group];
        const input = { id, held: group === 'held' };
        walk.agrees(`getHoldOuts ${name} ${group}`, { n }, { rows: await walk.rows(returns.listTrackDraws, input) });
        const those = await walk.rows(returns.listTrackDraws, { ...input, outcome });
        walk.agrees(`getHoldOuts ${name} ${group} ${outcome}`, { n: k }, { rows: those });
      }
  for (const { id, name, treated, held } of items) {
    walk.agrees(`getHoldOuts ${name}`, { n: treated.k }, { rows: await walk.rows(listSendMessages, { id, fact: 'converted' }) });
    walk.agrees(`getHoldOuts ${name} held`, { n: held.n }, { rows: await walk.rows(listSendMessages, { id, code: 'hold_out' }) });
    const { all } = await walk.read(getSendReport, { id });
    walk.agrees(`getSendReport ${name} sent`, { n: all.sent }, { rows: await walk.rows(listSendMessages, { id, state: 'sent' }) });
    for (const fact of ['delivered', 'clicked', 'replied', 'bounced', 'complained', 'unsubscribed', 'won'] as const)
      walk.agrees(`getSendReport ${name} ${fact}`, { n: all[fact].k }, { rows: await walk.rows(listSendMessages, { id, fact }) });
  }
}

export async function campaignsAgree(walk: Walk): Promise<void> {
  const { items } = await walk.client.call(listRows, { entity: 'campaign', limit: 3 });
  for (const { id } of items) {
    const of = await walk.read(getCampaignResults, { id });
    const says = {
      members: of.members,
      responses: of.responses,
      conversions: of.conversions,
      valid_conversions: of.validConversions,
      unreviewed_conversions: of.unreviewedConversions,
      leads: of.leads,
      rated_leads: of.rated,
      good_leads: of.good.k,
      poor_leads: of.poor.k,
    };
    for (const [figure, n] of Object.entries(says) as [keyof typeof says, number][])
      walk.agrees(`getCampaignResults ${figure}`, { n }, { rows: await walk.rows(listCampaignRows, { id, figure }) });
    const sums = {
      open_deals: of.openDeals,
      won_deals: of.wonDeals,
      lost_deals: of.lostDeals,
      invoices: of.invoiced,
      company_invoices: of.invoicedToCompanies,
    };
    for (const [figure, { n, sums: amounts }] of Object.entries(sums) as [keyof typeof sums, typeof of.openDeals][]) {
      const amountMinor = amounts?.reduce((all, one) => all + one.amountMinor, 0);
      walk.agrees(`getCampaignResults ${figure}`, { n, amountMinor }, { rows: await walk.rows(listCampaignRows, { id, figure }) });
    }
  }
}

export async function goalsAgree(walk: Walk): Promise<void> {
  const { goals: all } = await walk.read(goals.listGoals, {});
  for (const { id, title, pace } of all) {
    if (!pace) continue;
    const rows = await walk.rows(goals.listGoalRows, { id });
    walk.agrees(`goal ${title}`, { value: pace.actual }, { rows });
    for (const side of ['marketing', 'sales'] as const)
      walk.agrees(`goal ${title} ${side}`, { value: pace[side] }, { rows: rows.filter((row) => row.side === side) });
  }
  const { goal } = await walk.read(goals.getSharedGoal, {});
  if (goal) walk.agrees('getSharedGoal', { value: goal.pace?.actual }, { rows: await walk.rows(goals.listGoalRows, { id: goal.id }) });
}

export async function planAgrees(walk: Walk): Promise<void> {
  const { signed } = await walk.read(getPlan, {});
  for (const { month, done } of signed?.beside ?? []) {
    const rows = (of: 'cohort' | 'handed' | 'revenue' | 'spend') => walk.rows(coming.listForecastRows, { of, month });
    walk.agrees(`getPlan ${month} leads`, { n: done.leads }, { rows: await rows('cohort') });
    walk.agrees(`getPlan ${month} hand-offs`, { n: done.handoffs }, { rows: await rows('handed') });
    if (done.minor !== null) walk.agrees(`getPlan ${month} money`, { value: done.minor }, { rows: await rows('revenue') });
    if (done.spendMinor !== null) walk.agrees(`getPlan ${month} spend`, { value: done.spendMinor }, { rows: await rows('spend') });
  }
}

/** The levers before the sale weigh each lead by when its money falls due; their rows say which leads, so only the money of sales adds up row by row. */
export async function gapAgrees(walk: Walk): Promise<void> {
  for (const cut of [undefined, 'team'] as const) {
    const { startsOn: day, gap } = await walk.read(coming.getGap, cut ? { cut } : {});
    if (!gap) continue;
    const asked = { day, period: 'quarter' as const };
    const without = await walk.rows(coming.listGapRows, { ...asked, lever: 'without' });
    walk.agrees('getGap without', { value: gap.without.actualMinor }, { rows: without });
    for (const lever of ['size', 'timing'] as const)
      for (const { segment, actualMinor } of gap.segments) {
        const rows = await walk.rows(coming.listGapRows, { ...asked, lever, ...(cut ? { cut, segment } : {}) });
        walk.agrees(`getGap ${lever} ${segment}`, { value: actualMinor }, { rows });
      }
    const whole = [...without, ...(await walk.rows(coming.listGapRows, { ...asked, lever: 'size' }))];
    walk.agrees('getGap', { value: gap.actualMinor }, { rows: whole });
  }
}

export async function forecastAgrees(walk: Walk): Promise<void> {
  const { months, cohorts, kernel } = await walk.read(coming.getForecast, {});
  for (const [of, n] of [
    ['kernel', kernel.leads],
    ['won', kernel.wins],
  ] as const)
    walk.agrees(`getForecast ${of}`, { n }, { rows: await walk.rows(coming.listForecastRows, { of }) });
  for (const { month, actualMinor } of few(months ?? [], 4))
    if (actualMinor !== null)
      walk.agrees(
        `getForecast ${month}`,
        { value: actualMinor },
        { rows: await walk.rows(coming.listForecastRows, { of: 'revenue', month }) },
      );
  for (const { month, leads } of few(cohorts, 4))
    walk.agrees(`getForecast leads of ${month}`, { n: leads }, { rows: await walk.rows(coming.listForecastRows, { of: 'cohort', month }) });
}

export async function axisAgrees(walk: Walk): Promise<void> {
  for (const zoom of ['week', 'quarter', 'year'] as const) {
    const { columns, overdue, undated, from: first } = await walk.read(axis.getAxis, { zoom });
    for (const { from, until, won, open } of columns) {
      const rows = (of: 'won' | 'open') => walk.rows(axis.listAxisDeals, { of, from, until });
      if (won.deals > 0) walk.agrees(`getAxis ${zoom} ${from} won`, { n: won.deals, value: won.minor }, { rows: await rows('won') });
      if (open.deals > 0)
        walk.agrees(`getAxis ${zoom} ${from} expected`, { n: open.deals, value: open.weightedMinor }, { rows: await rows('open') });
    }
    const before = await walk.rows(axis.listAxisDeals, { of: 'open', until: first });
    walk.agrees(`getAxis ${zoom} overdue`, { n: overdue.deals, value: overdue.weightedMinor }, { rows: before });
    const nowhere = await walk.rows(axis.listAxisDeals, { of: 'undated' });
    walk.agrees(`getAxis ${zoom} undated`, { n: undated.deals, value: undated.weightedMinor }, { rows: nowhere });
  }
}

export async function reconciliationAgrees(walk: Walk): Promise<void> {
  const { totals, differences } = await walk.read(reconciled.getReconciliation, {});
  for (const { currency, ...says } of totals) {
    const orders = await walk.rows(documents.listOrders, { currency, cancelled: false });
    walk.agrees('getReconciliation booked', { n: says.orders, totalMinor: says.bookedMinor }, { rows: orders });
    const invoices = await walk.rows(documents.listInvoices, { currency, cancelled: false });
    walk.agrees('getReconciliation invoiced', { n: says.invoices + says.credits, totalMinor: says.invoicedMinor }, { rows: invoices });
    const received = await walk.rows(listReceivedPayments, { currency });
    walk.agrees('getReconciliation paid', { n: says.payments, amountMinor: says.paidMinor }, { rows: received });
    const companies = await walk.rows(reconciled.listReconciledCompanies, { currency });
    // A document whose customer is not known yet is in no company's line; it waits under "Customers to name".
    const nobodys = (rows: readonly { company?: unknown; totalMinor?: number | null | undefined }[]) =>
      rows.filter((row) => !row.company).reduce((sum, row) => sum + (row.totalMinor ?? 0), 0);
    walk.agrees(
      'getReconciliation companies',
      { bookedMinor: says.bookedMinor - nobodys(orders), invoicedMinor: says.invoicedMinor - nobodys(invoices) },
      { rows: companies },
    );
  }
  for (const { kind, n } of differences)
    walk.agrees(`getReconciliation ${kind}`, { n }, { rows: await walk.rows(reconciled.listDifferences, { kind }) });
}

export async function leadValuesAgree(walk: Walk): Promise<void> {
  const report = await walk.read(values.getLeadValues, {});
  const rows = await walk.rows(values.listLeadValues, { month: report.month });
  const of = (...counting: string[]) => rows.filter((row) => counting.includes(row.counting));
  walk.agrees(
    'getLeadValues delivered',
    { n: report.delivered.n, valueMinor: report.delivered.minor },
    { rows: of('counted', 'taken_back') },
  );
  walk.agrees('getLeadValues taken back', { n: report.takenBack.n, valueMinor: report.takenBack.minor }, { rows: of('taken_back') });
  walk.agrees('getLeadValues net', { valueMinor: report.netMinor }, { rows: of('counted') });
  walk.agrees('getLeadValues again', { n: report.again }, { rows: of('again') });
  walk.agrees('getLeadValues without', { n: report.withoutValue }, { rows: of('no_value') });
  for (const { type, n, minor } of report.byType) {
    const delivered = of('counted', 'taken_back').filter((row) => row.type === type);
    walk.agrees(`getLeadValues ${type}`, { n, valueMinor: minor }, { rows: delivered });
  }
}
