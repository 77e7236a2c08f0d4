import { z } from 'zod';
import * as reports from '#modules/reports/contract.ts';
import { openings } from '#modules/reports/testing/rows.ts';
import type { Endpoint } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { product } from '#src/product.ts';
import * as leads from './leads.ts';
import * as money from './money.ts';
import * as promises from './promises.ts';
import * as together from './together.ts';
import { few, type Walk } from './walk.ts';

type Agree = (walk: Walk) => Promise<void>;

/** More rows than this are not read, so that the walk stays short. */
const MOST = 500;

/** A report whose parts say themselves how their rows open. */
function opens<E extends Endpoint>(endpoint: E): Agree {
  return async (walk) => {
    const parts = openings(await walk.client.call(endpoint, {} as never)).filter(({ n }) => n > 0 && n < MOST);
    // Parts of one figure differ in what they are cut by: one of each is opened, the report's own tests open all.
    for (const [, same] of groupBy(parts, ({ opens: asked }) => Object.keys(asked).sort().join() + asked.figure)) {
      for (const { n, opens: asked, sums, behind } of few(same, 1)) {
        const rows = await walk.rows(reports.listFigureRows, asked);
        walk.agrees(`${endpoint.name} ${JSON.stringify(asked)}`, { n }, { rows });
        if (behind) {
          const { currency: _, ...amounts } = behind;
          walk.agrees(`${endpoint.name} ${JSON.stringify(asked)} behind`, amounts, { rows: rows.map((row) => row.behind) });
        }
        for (const { currency, amountMinor } of (sums ?? []) as { currency: string; amountMinor: number }[])
          walk.agrees(
            `${endpoint.name} ${JSON.stringify(asked)} ${currency}`,
            { amountMinor },
            { rows: rows.filter((row) => row.currency === currency) },
          );
      }
    }
  };
}

/** Every endpoint that gives figures, with the one that opens the rows of each. */
export const REPORTS: Readonly<Record<string, Agree>> = {
  getLastYear: opens(reports.getLastYear),
  getPromiseReplay: opens(reports.getPromiseReplay),
  getFateOfLeads: opens(reports.getFate),
  getProfileKept: opens(reports.getProfileKept),
  getWeek: opens(reports.getWeek),
  getCalls: opens(reports.getCalls),
  getReturns: money.returnsAgree,
  compareModels: money.modelsAgree,
  getPaths: money.pathsAgree,
  getHoldOuts: money.holdOutsAgree,
  getSendReport: money.holdOutsAgree,
  getCampaignResults: money.campaignsAgree,
  getSharedGoal: money.goalsAgree,
  getGoal: money.goalsAgree,
  getPlan: money.planAgrees,
  getGap: money.gapAgrees,
  getForecast: money.forecastAgrees,
  getAxis: money.axisAgrees,
  getReconciliation: money.reconciliationAgrees,
  getLeadValues: money.leadValuesAgree,
  getWaterfall: leads.waterfallAgrees,
  getStalls: leads.stallsAgree,
  getAbandoned: leads.abandonedAgree,
  getChannels: leads.channelsAgree,
  countConversions: leads.conversionsAgree,
  getPatterns: leads.patternsAgree,
  getDepth: leads.depthAgrees,
  getDrift: leads.driftAgrees,
  getDriftCourse: leads.driftCourseAgrees,
  getFormReport: leads.formsAgree,
  getThroughput: leads.throughputAgrees,
  getThresholdTable: leads.thresholdTableAgrees,
  readTimeliness: leads.timelinessAgrees,
  getTrackReport: leads.tracksAgree,
  getWebsiteReport: leads.visitsAgree,
  getScorecard: promises.scorecardAgrees,
  getScorecardTrend: promises.trendAgrees,
  getScorecardSigns: promises.signsAgree,
  getMeasures: promises.measuresAgree,
  getThresholdOutcome: promises.thresholdOutcomeAgrees,
  getReplay: promises.replaysAgree,
  getTalk: promises.talkAgrees,
  getAnswering: promises.answeringAgrees,
  getOverrideOutcomes: promises.overridesAgree,
  getMeetingCompliance: promises.meetingsAgree,
  getDecisionEffect: promises.decisionsAgree,
  getRegrets: promises.regretsAgree,
  getLaunchReview: together.reviewsAgree,
  getOwed: together.owedAgrees,
  getVoice: together.voiceAgrees,
  getVoiceContrast: together.contrastAgrees,
  getSecondLife: together.secondLifeAgrees,
  getDeliveryFigures: together.deliveriesAgree,
  getPromises: promises.promisesAgree,
  getPersonReliability: promises.reliabilityAgrees,
  getRests: promises.restsAgree,
  getBlitz: together.blitzesAgree,
  getCampaignAim: together.aimsAgree,
  getCampaignGoals: together.aimsAgree,
  getReluctance: together.reluctanceAgrees,
};

/** Answers with a figure and no rows of its own, each with why. A new report is in neither list: then the test fails. */
export const WITHOUT_ROWS: Readonly<Record<string, string>> = {
  getOnRecord: 'Since when anything can be judged; the rows are the activities themselves, listed by kind.',
  getTaxonomyHealth: 'What each side judged blindly stays blind: rows would tell who judged what.',
  getPredictions: 'How good what was learned is, on leads as they stood when it learned; they are not kept one by one.',
  getTraining: 'As `getPredictions`, of one training.',
  getPrediction: 'One lead: what is known of it is the answer.',
  getBacktest: 'A test of a draft; `listBacktestLeads` opens it, and the tests of scoring walk that.',
  previewProfile: 'What a draft would do.',
  getDifference: 'What two drafts differ in.',
  getProfileGaps: 'What a draft asks and nobody knows: what is missing has no row.',
  getVersionEffect: 'What a draft would do.',
  suggestTactic: 'Advice from the figures of `getSecondLife`, whose rows open.',
  getFeasibility: 'A chance, from the periods of the goal’s own metric.',
  previewPlan: 'A plan that nobody has signed, from the rates of the waterfall.',
  getPlanNeeds: 'What a plan wants, as it was signed; its offers and requests stand under Offers and in the library.',
  getTrackHoldOut: 'What keeping people back would take, before it is done; afterwards `getHoldOuts`.',
  getArrival: 'What is expected of one campaign, from the months of `getForecast`.',
  getThreshold: 'What was signed, and what it was signed on: `getThresholdTable`.',
  getAttribution: 'The signed rule, and what the models learned.',
  getDealAttribution: 'One deal: its touches are the answer.',
  getScorecardDefinition: 'What a promise says.',
  getClock: 'One record.',
  getDiscussion: 'One record, with its evidence.',
  getMeeting: 'One record.',
  getAgenda: 'One record; `listEvidence` opens each point.',
  getRootCause: 'One record, with its evidence.',
  getMonthlyBrief: 'One record; each line names where it comes from.',
  getOtherTeamWeek: 'A letter; each line names where it comes from.',
  getBriefSettings: 'A setting.',
  getDecisionChoices: 'What can be decided.',
  findHandoffs: 'A search: what it finds are the rows.',
  getDisputeDesk: 'For a coordinator, who sees how many and not whom; the teams see each dispute under Disputes.',
  getAlignmentReport: 'For a coordinator, who sees how many and not whom; each part is a report of the teams.',
  getAlignmentCourse: 'The components of the alignment report month by month.',
};

/** Endpoints that give figures: what the permission to read reports opens and is no list itself, and every answer with a rate in it. */
export function figureEndpoints(): Endpoint[] {
  return product.routes
    .map(({ endpoint }) => endpoint)
    .filter((endpoint) => endpoint.method === 'GET' && !endpoint.name.startsWith('list'))
    .filter((endpoint) => endpoint.permission === 'report:read' || hasRate(endpoint));
}

function hasRate(endpoint: Endpoint): boolean {
  const told = JSON.stringify(z.toJSONSchema(endpoint.output, { io: 'input', unrepresentable: 'any' }));
  return told.includes('"k":{"type":"integer"') && told.includes('"enough":{"type":"boolean"');
}

/** Opens the rows of every report, as far as the caller's data has any. */
export async function walkReports(walk: Walk): Promise<void> {
  for (const agree of new Set(Object.values(REPORTS))) await agree(walk);
}
