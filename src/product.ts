import { fields as activitiesFields } from '#modules/activities/fields.ts';
import { routes as activitiesRoutes } from '#modules/activities/routes.ts';
import { seed as agreementsSeed } from '#modules/agreements/commands/agreement.ts';
import * as agreementsJobs from '#modules/agreements/jobs.ts';
import { asks as agreementAsks } from '#modules/agreements/queries/asks.ts';
import { type Expectation, installExpectations } from '#modules/agreements/queries/expectations.ts';
import { installMeasures, type Measure } from '#modules/agreements/queries/measures.ts';
import { debts as agreementsDebts, type Debt, installDebts } from '#modules/agreements/queries/owed.ts';
import { signables as agreementsSignables } from '#modules/agreements/queries/signables.ts';
import { routes as agreementsRoutes } from '#modules/agreements/routes.ts';
import * as attemptsJobs from '#modules/attempts/jobs.ts';
import { routes as attemptsRoutes } from '#modules/attempts/routes.ts';
import * as attributionJobs from '#modules/attribution/jobs.ts';
import { asks as attributionAsks } from '#modules/attribution/queries/asks.ts';
import { signables as attributionSignables } from '#modules/attribution/queries/signables.ts';
import { tellers as attributionTellers } from '#modules/attribution/queries/telling.ts';
import { routes as attributionRoutes } from '#modules/attribution/routes.ts';
import * as briefsJobs from '#modules/briefs/jobs.ts';
import { asks as briefAsks } from '#modules/briefs/queries/asks.ts';
import { debts as briefsDebts } from '#modules/briefs/queries/debts.ts';
import { signs as briefsSigns, installSigns, type Sign } from '#modules/briefs/queries/signs.ts';
import { installTellers, type Teller } from '#modules/briefs/queries/tellers.ts';
import { tellers as briefsTellers } from '#modules/briefs/queries/telling.ts';
import { routes as briefsRoutes } from '#modules/briefs/routes.ts';
import { routes as calendarRoutes } from '#modules/calendar/routes.ts';
import { fields as campaignsFields } from '#modules/campaigns/fields.ts';
import { routes as campaignsRoutes } from '#modules/campaigns/routes.ts';
import * as challengesJobs from '#modules/challenges/jobs.ts';
import { asks as challengeAsks } from '#modules/challenges/queries/asks.ts';
import { debts as challengesDebts } from '#modules/challenges/queries/debts.ts';
import { tellers as challengesTellers } from '#modules/challenges/queries/telling.ts';
import { routes as challengesRoutes } from '#modules/challenges/routes.ts';
import { fields as companiesFields } from '#modules/companies/fields.ts';
import * as companiesJobs from '#modules/companies/jobs.ts';
import { routes as companiesRoutes } from '#modules/companies/routes.ts';
import { seedPurposes } from '#modules/consents/commands/purposes.ts';
import { fields as consentsFields } from '#modules/consents/fields.ts';
import { pages as consentsPages } from '#modules/consents/routes/pages.ts';
import { routes as consentsRoutes } from '#modules/consents/routes.ts';
import { fields as contactsFields } from '#modules/contacts/fields.ts';
import * as contactsJobs from '#modules/contacts/jobs.ts';
import { routes as contactsRoutes } from '#modules/contacts/routes.ts';
import * as coordinationJobs from '#modules/coordination/jobs.ts';
import { installAsks } from '#modules/coordination/queries/asks.ts';
import { asks as draftAsks } from '#modules/coordination/queries/drafts.ts';
import { routes as coordinationRoutes } from '#modules/coordination/routes.ts';
import { type Field, installFields } from '#modules/criteria/fields.ts';
import { routes as criteriaRoutes } from '#modules/criteria/routes.ts';
import { routes as currenciesRoutes } from '#modules/currencies/routes.ts';
import { seedPipelines } from '#modules/deals/commands/pipelines.ts';
import { fields as dealsFields } from '#modules/deals/fields.ts';
import * as dealsJobs from '#modules/deals/jobs.ts';
import { routes as dealsRoutes } from '#modules/deals/routes.ts';
import * as deliveriesJobs from '#modules/deliveries/jobs.ts';
import { routes as deliveriesRoutes } from '#modules/deliveries/routes.ts';
import * as discussionsJobs from '#modules/discussions/jobs.ts';
import { asks as discussionAsks } from '#modules/discussions/queries/asks.ts';
import { routes as discussionsRoutes } from '#modules/discussions/routes.ts';
import * as driftJobs from '#modules/drift/jobs.ts';
import { routes as driftRoutes } from '#modules/drift/routes.ts';
import * as duplicatesJobs from '#modules/duplicates/jobs.ts';
import { routes as duplicatesRoutes } from '#modules/duplicates/routes.ts';
import * as exportsJobs from '#modules/exports/jobs.ts';
import { routes as exportsRoutes } from '#modules/exports/routes.ts';
import { fields as formsFields } from '#modules/forms/fields.ts';
import * as formsJobs from '#modules/forms/jobs.ts';
import { mounts as formsMounts, routes as formsRoutes } from '#modules/forms/routes.ts';
import { signables as gateSignables } from '#modules/gate/queries/signables.ts';
import { routes as gateRoutes } from '#modules/gate/routes.ts';
import * as goalsJobs from '#modules/goals/jobs.ts';
import { askables as goalsAskables } from '#modules/goals/queries/askable.ts';
import { asks as goalAsks } from '#modules/goals/queries/asks.ts';
import { debts as goalsDebts } from '#modules/goals/queries/debts.ts';
import { signables as goalsSignables } from '#modules/goals/queries/signables.ts';
import { tellers as goalsTellers } from '#modules/goals/queries/telling.ts';
import { routes as goalsRoutes } from '#modules/goals/routes.ts';
import * as handoffsJobs from '#modules/handoffs/jobs.ts';
import { askables as handoffsAskables } from '#modules/handoffs/queries/askable.ts';
import { asks as handoffAsks } from '#modules/handoffs/queries/asks.ts';
import { measures as handoffsMeasures } from '#modules/handoffs/queries/measures.ts';
import { routes as handoffsRoutes } from '#modules/handoffs/routes.ts';
import * as importsJobs from '#modules/imports/jobs.ts';
import { routes as importsRoutes } from '#modules/imports/routes.ts';
import * as insightsJobs from '#modules/insights/jobs.ts';
import { asks as insightAsks } from '#modules/insights/queries/asks.ts';
import { debts as insightsDebts } from '#modules/insights/queries/debts.ts';
import { tellers as insightsTellers } from '#modules/insights/queries/telling.ts';
import { routes as insightsRoutes } from '#modules/insights/routes.ts';
import { seedReasons } from '#modules/leads/commands/reasons.ts';
import { fields as leadsFields } from '#modules/leads/fields.ts';
import * as leadsJobs from '#modules/leads/jobs.ts';
import { asks as leadAsks } from '#modules/leads/queries/asks.ts';
import { signables as leadsSignables } from '#modules/leads/queries/signables.ts';
import { routes as leadsRoutes } from '#modules/leads/routes.ts';
import * as leadvaluesJobs from '#modules/leadvalues/jobs.ts';
import { measures as leadvaluesMeasures } from '#modules/leadvalues/queries/measures.ts';
import { routes as leadvaluesRoutes } from '#modules/leadvalues/routes.ts';
import { documentLinks } from '#modules/library/commands/readers.ts';
import * as libraryJobs from '#modules/library/jobs.ts';
import { askables as libraryAskables } from '#modules/library/queries/askable.ts';
import { asks as libraryAsks } from '#modules/library/queries/asks.ts';
import { debts as libraryDebts } from '#modules/library/queries/debts.ts';
import { expectations as libraryExpectations } from '#modules/library/queries/expectations.ts';
import { measures as libraryMeasures } from '#modules/library/queries/measures.ts';
import { signables as librarySignables } from '#modules/library/queries/signables.ts';
import { mounts as libraryMounts, routes as libraryRoutes } from '#modules/library/routes.ts';
import { routes as lifecycleRoutes } from '#modules/lifecycle/routes.ts';
import { fields as listsFields } from '#modules/lists/fields.ts';
import * as listsJobs from '#modules/lists/jobs.ts';
import { routes as listsRoutes } from '#modules/lists/routes.ts';
import * as mailboxesJobs from '#modules/mailboxes/jobs.ts';
import { routes as mailboxesRoutes } from '#modules/mailboxes/routes.ts';
import { routes as mailserversRoutes } from '#modules/mailservers/routes.ts';
import * as meetingsJobs from '#modules/meetings/jobs.ts';
import { asks as meetingAsks } from '#modules/meetings/queries/asks.ts';
import { debts as meetingsDebts } from '#modules/meetings/queries/debts.ts';
import { expectations as meetingsExpectations } from '#modules/meetings/queries/expectations.ts';
import { signables as meetingsSignables } from '#modules/meetings/queries/signables.ts';
import { signs as meetingsSigns } from '#modules/meetings/queries/signs.ts';
import { mounts as meetingsMounts, routes as meetingsRoutes } from '#modules/meetings/routes.ts';
import { sendLeftMails } from '#modules/notices/jobs.ts';
import { routes as noticesRoutes } from '#modules/notices/routes.ts';
import * as nurturesJobs from '#modules/nurtures/jobs.ts';
import { routes as nurturesRoutes } from '#modules/nurtures/routes.ts';
import { fields as offersFields } from '#modules/offers/fields.ts';
import * as offersJobs from '#modules/offers/jobs.ts';
import { askables as offersAskables } from '#modules/offers/queries/askable.ts';
import { asks as offerAsks } from '#modules/offers/queries/asks.ts';
import { debts as offersDebts } from '#modules/offers/queries/debts.ts';
import { expectations as offersExpectations } from '#modules/offers/queries/expectations.ts';
import { measures as offersMeasures } from '#modules/offers/queries/measures.ts';
import { routes as offersRoutes } from '#modules/offers/routes.ts';
import { schedules as operationsSchedules } from '#modules/operations/jobs.ts';
import { routes as operationsRoutes } from '#modules/operations/routes.ts';
import * as ordersJobs from '#modules/orders/jobs.ts';
import { routes as ordersRoutes } from '#modules/orders/routes.ts';
import { routes as patternsRoutes } from '#modules/patterns/routes.ts';
import * as predictionsJobs from '#modules/predictions/jobs.ts';
import { routes as predictionsRoutes } from '#modules/predictions/routes.ts';
import * as questionsJobs from '#modules/questions/jobs.ts';
import { askables as questionsAskables } from '#modules/questions/queries/askable.ts';
import { asks as questionAsks } from '#modules/questions/queries/asks.ts';
import { debts as questionsDebts } from '#modules/questions/queries/debts.ts';
import { type Askable, installAskables } from '#modules/questions/queries/subjects.ts';
import { pages as questionsPages, routes as questionsRoutes } from '#modules/questions/routes.ts';
import * as recordingsJobs from '#modules/recordings/jobs.ts';
import { routes as recordingsRoutes } from '#modules/recordings/routes.ts';
import * as replaysJobs from '#modules/replays/jobs.ts';
import { routes as replaysRoutes } from '#modules/replays/routes.ts';
import { routes as reportsRoutes } from '#modules/reports/routes.ts';
import { routes as reviewsRoutes } from '#modules/reviews/routes.ts';
import { routes as sampleRoutes } from '#modules/sample/routes.ts';
import { routes as scorecardsRoutes } from '#modules/scorecards/routes.ts';
import { seed as scoringSeed } from '#modules/scoring/commands/seed.ts';
import { fields as scoringFields } from '#modules/scoring/fields.ts';
import * as scoringJobs from '#modules/scoring/jobs.ts';
import { asks as profileAsks } from '#modules/scoring/queries/asks.ts';
import { signables as scoringSignables } from '#modules/scoring/queries/signables.ts';
import { routes as scoringRoutes } from '#modules/scoring/routes.ts';
import { installReaderLinks } from '#modules/sends/commands/readers.ts';
import * as sendsJobs from '#modules/sends/jobs.ts';
import { askables as sendsAskables } from '#modules/sends/queries/askable.ts';
import { followMount } from '#modules/sends/routes/follow.ts';
import { routes as sendsRoutes } from '#modules/sends/routes.ts';
import { installSignables, type Signable } from '#modules/signatures/queries/awaited.ts';
import { routes as signaturesRoutes } from '#modules/signatures/routes.ts';
import { routes as storiesRoutes } from '#modules/stories/routes.ts';
import { sweepAccess } from '#modules/team/jobs.ts';
import type { AskSource } from '#modules/team/queries/asks.ts';
import { routes as teamRoutes } from '#modules/team/routes.ts';
import { routes as templatesRoutes } from '#modules/templates/routes.ts';
import * as thresholdsJobs from '#modules/thresholds/jobs.ts';
import { asks as thresholdAsks } from '#modules/thresholds/queries/asks.ts';
import { signables as thresholdsSignables } from '#modules/thresholds/queries/signables.ts';
import { routes as thresholdsRoutes } from '#modules/thresholds/routes.ts';
import * as visitsJobs from '#modules/visits/jobs.ts';
import { mounts as visitsMounts, routes as visitsRoutes } from '#modules/visits/routes.ts';
import type { Ctx } from '#platform/context.ts';
import type { Mount } from '#platform/http/mount.ts';
import type { PageRoute } from '#platform/http/page.ts';
import type { Route } from '#platform/http/route.ts';
import type { JobHandler, Listener, Schedule, Standing } from '#platform/jobs/job.ts';

/** What one module brings to the running program. */
export interface ModuleParts {
  routes?: readonly Route[];
  /** Pages for people outside of the workspace. */
  pages?: readonly PageRoute[];
  /** What is served beside the contract and the pages: a script, what it sends. */
  mounts?: readonly Mount[];
  handlers?: readonly JobHandler[];
  listeners?: readonly Listener[];
  schedules?: readonly Schedule[];
  /** What goes on as long as a worker runs. */
  standing?: readonly Standing[];
  /** What the module's records offer to criteria, lists, imports and exports. */
  fields?: readonly Field[];
  /** What promises over a period are counted from. */
  measures?: readonly Measure[];
  /** The module's records that questions can be about. */
  askables?: readonly Askable[];
  /** What the module tells of a team, for its monthly brief and its week. */
  tellers?: readonly Teller[];
  /** What counts as a sign of one team to the other. */
  signs?: readonly Sign[];
  /** What its people owe each other, for chase lists. */
  asks?: readonly AskSource[];
  /** What both sides sign. */
  signables?: readonly Signable[];
  /** What one side told the other to expect by a day. */
  expectations?: readonly Expectation[];
  /** What a side owes the other. */
  debts?: readonly Debt[];
  /** Puts a new workspace's defaults in place (pipelines, reasons, calendars …), in the transaction that makes it. */
  seed?: (ctx: Ctx) => Promise<void>;
}

/** Every module, in the order of plan.json; the one list from which routes, jobs, listeners and seeds are joined. */
export const MODULES: readonly ModuleParts[] = [
  { routes: teamRoutes, schedules: [sweepAccess] },
  { routes: noticesRoutes, schedules: [sendLeftMails] },
  { routes: signaturesRoutes },
  { routes: currenciesRoutes },
  { routes: criteriaRoutes },
  { routes: activitiesRoutes, fields: activitiesFields },
  { routes: companiesRoutes, fields: companiesFields, ...companiesJobs },
  { routes: contactsRoutes, fields: contactsFields, ...contactsJobs },
  { routes: consentsRoutes, pages: consentsPages, fields: consentsFields, seed: seedPurposes },
  { routes: deliveriesRoutes, ...deliveriesJobs },
  { routes: campaignsRoutes, fields: campaignsFields },
  { routes: visitsRoutes, mounts: visitsMounts, ...visitsJobs },
  { routes: leadsRoutes, asks: leadAsks, fields: leadsFields, signables: leadsSignables, ...leadsJobs, seed: seedReasons },
  { routes: recordingsRoutes, ...recordingsJobs },
  { routes: dealsRoutes, fields: dealsFields, ...dealsJobs, seed: seedPipelines },
  { routes: ordersRoutes, ...ordersJobs },
  { routes: duplicatesRoutes, ...duplicatesJobs },
  { routes: listsRoutes, fields: listsFields, ...listsJobs },
  { routes: gateRoutes, signables: gateSignables },
  { routes: scoringRoutes, asks: profileAsks, fields: scoringFields, signables: scoringSignables, ...scoringJobs, seed: scoringSeed },
  {
    routes: agreementsRoutes,
    asks: agreementAsks,
    debts: agreementsDebts,
    signables: agreementsSignables,
    ...agreementsJobs,
    seed: agreementsSeed,
  },
  {
    routes: questionsRoutes,
    asks: questionAsks,
    pages: questionsPages,
    askables: questionsAskables,
    debts: questionsDebts,
    ...questionsJobs,
  },
  { routes: handoffsRoutes, askables: handoffsAskables, asks: handoffAsks, measures: handoffsMeasures, ...handoffsJobs },
  {
    routes: offersRoutes,
    askables: offersAskables,
    asks: offerAsks,
    fields: offersFields,
    measures: offersMeasures,
    debts: offersDebts,
    expectations: offersExpectations,
    ...offersJobs,
  },
  { routes: leadvaluesRoutes, measures: leadvaluesMeasures, ...leadvaluesJobs },
  { routes: attemptsRoutes, ...attemptsJobs },
  { routes: driftRoutes, ...driftJobs },
  { routes: predictionsRoutes, ...predictionsJobs },
  { routes: thresholdsRoutes, asks: thresholdAsks, signables: thresholdsSignables, ...thresholdsJobs },
  { routes: templatesRoutes },
  { routes: mailserversRoutes },
  { routes: reviewsRoutes },
  { routes: sendsRoutes, askables: sendsAskables, mounts: [followMount], ...sendsJobs },
  { routes: formsRoutes, mounts: formsMounts, fields: formsFields, ...formsJobs },
  { routes: mailboxesRoutes, ...mailboxesJobs },
  {
    routes: libraryRoutes,
    askables: libraryAskables,
    asks: libraryAsks,
    mounts: libraryMounts,
    measures: libraryMeasures,
    debts: libraryDebts,
    expectations: libraryExpectations,
    signables: librarySignables,
    ...libraryJobs,
  },
  { routes: nurturesRoutes, ...nurturesJobs },
  { routes: calendarRoutes },
  { routes: insightsRoutes, asks: insightAsks, tellers: insightsTellers, debts: insightsDebts, ...insightsJobs },
  { routes: importsRoutes, ...importsJobs },
  { routes: exportsRoutes, ...exportsJobs },
  { routes: reportsRoutes },
  { routes: storiesRoutes },
  { routes: attributionRoutes, asks: attributionAsks, tellers: attributionTellers, signables: attributionSignables, ...attributionJobs },
  { routes: replaysRoutes, ...replaysJobs },
  { routes: scorecardsRoutes },
  { routes: lifecycleRoutes },
  { routes: patternsRoutes },
  { routes: discussionsRoutes, asks: discussionAsks, ...discussionsJobs },
  {
    routes: goalsRoutes,
    asks: goalAsks,
    askables: goalsAskables,
    tellers: goalsTellers,
    debts: goalsDebts,
    signables: goalsSignables,
    ...goalsJobs,
  },
  { routes: challengesRoutes, asks: challengeAsks, tellers: challengesTellers, debts: challengesDebts, ...challengesJobs },
  { routes: briefsRoutes, asks: briefAsks, tellers: briefsTellers, signs: briefsSigns, debts: briefsDebts, ...briefsJobs },
  {
    routes: meetingsRoutes,
    asks: meetingAsks,
    mounts: meetingsMounts,
    signs: meetingsSigns,
    debts: meetingsDebts,
    expectations: meetingsExpectations,
    signables: meetingsSignables,
    ...meetingsJobs,
  },
  { routes: coordinationRoutes, asks: draftAsks, ...coordinationJobs },
  { routes: sampleRoutes },
  { routes: operationsRoutes, schedules: operationsSchedules },
];

installFields(MODULES.flatMap((module) => module.fields ?? []));
installAskables(MODULES.flatMap((module) => module.askables ?? []));
installTellers(MODULES.flatMap((module) => module.tellers ?? []));
installSigns(MODULES.flatMap((module) => module.signs ?? []));
installSignables(MODULES.flatMap((module) => module.signables ?? []));
installExpectations(MODULES.flatMap((module) => module.expectations ?? []));
installDebts(MODULES.flatMap((module) => module.debts ?? []));
installReaderLinks(documentLinks);
installAsks(MODULES.flatMap((module) => module.asks ?? []));
installMeasures(MODULES.flatMap((module) => module.measures ?? []));

export const product = {
  routes: MODULES.flatMap((module) => module.routes ?? []),
  pages: MODULES.flatMap((module) => module.pages ?? []),
  mounts: MODULES.flatMap((module) => module.mounts ?? []),
  handlers: MODULES.flatMap((module) => [...(module.handlers ?? []), ...(module.listeners ?? [])]),
  listeners: MODULES.flatMap((module) => module.listeners ?? []),
  schedules: MODULES.flatMap((module) => module.schedules ?? []),
  standing: MODULES.flatMap((module) => module.standing ?? []),
  seeds: MODULES.flatMap((module) => module.seed ?? []),
};
