import { findReason } from '#modules/leads/commands/stages.ts';
import { type Route, route } from '#platform/http/route.ts';
import { isRefusal, refuse } from '#platform/shared/refusal.ts';
import { drawCases, judgeCase, raiseDispute, ruleDispute, withdrawDispute } from './commands/disputes.ts';
import { handOffByHand } from './commands/handoff.ts';
import { moveFromLimbo, setLoopSettings } from './commands/limbo.ts';
import { archivePlan, chooseTactic } from './commands/plans.ts';
import { changePool, createPool, deletePool, rerouteHandoff, takeFromPool } from './commands/pools.ts';
import { assignHandoff } from './commands/settle.ts';
import { changeTerritory, createTerritory, deleteTerritory, orderTerritories, replaceRouting, setSeat } from './commands/territories.ts';
import { giveVerdict, returnLead } from './commands/verdict.ts';
import { getBrief } from './contract/brief.ts';
import * as disputes from './contract/disputes.ts';
import * as drafts from './contract/dryrun.ts';
import * as contract from './contract/handoffs.ts';
import { getQueue } from './contract/queue.ts';
import * as routing from './contract/routing.ts';
import { getScorecard } from './contract/scorecard.ts';
import * as second from './contract/secondlife.ts';
import { readBrief } from './queries/brief.ts';
import { listDisputesOf, reviewCases, taxonomyHealth } from './queries/disputes.ts';
import { dryRunOf } from './queries/dryrun.ts';
import { factsAbout } from './queries/facts.ts';
import { candidates, listHandoffs } from './queries/handoffs.ts';
import { listLimboOf } from './queries/limbo.ts';
import { handoffsOfTheAway, listPoolOf } from './queries/pools.ts';
import { readQueue } from './queries/queue.ts';
import { reachableHandoff } from './queries/reach.ts';
import { listRecycled } from './queries/recycled.ts';
import { readRouting } from './queries/routing.ts';
import { readScorecard } from './queries/scorecard.ts';
import { regrets, secondLife, secondLifeRows, suggestionFor } from './queries/secondlife.ts';
import { loopSettings } from './queries/settings.ts';
import { contradictions } from './rules/contradictions.ts';
import type { Route as RouteName } from './schema.ts';

export const routes: Route[] = [
  route(contract.handOffLead, async (ctx, { leadId, memberId, overrideReason }) => {
    const made = await handOffByHand(ctx, { leadId, toMemberId: memberId, overrideReason });
    return isRefusal(made) ? made : { ...made, route: made.route as RouteName };
  }),
  route(contract.listHandoffs, listHandoffs),
  route(contract.giveVerdict, giveVerdict),
  route(contract.returnHandoff, returnLead),
  route(contract.readContradictions, async (ctx, { id, reasonId }) => {
    const handoff = await reachableHandoff(ctx, id);
    const reason = await findReason(ctx, reasonId);
    if (!handoff || !reason) return refuse('not_found', 'This hand-off or this reason is not here any more.');
    const facts = await factsAbout(ctx, {
      id: handoff.id,
      contactId: handoff.contact_id,
      companyId: handoff.company_id,
      since: handoff.handed_at,
    });
    return { ...contradictions(reason.code, facts), attempts: facts.attempts };
  }),
  route(contract.assignHandoff, assignHandoff),
  route(contract.listCandidates, (ctx, { limit }) => candidates(ctx, limit)),
  route(contract.listRecycled, listRecycled),
  route(contract.chooseTactic, chooseTactic),
  route(contract.archiveRecycled, (ctx, { id }) => archivePlan(ctx, id)),

  route(getQueue, readQueue),
  route(getBrief, (ctx, { id }) => readBrief(ctx, id)),
  route(getScorecard, readScorecard),

  route(routing.getRouting, readRouting),
  route(routing.createTerritory, createTerritory),
  route(routing.changeTerritory, changeTerritory),
  route(routing.deleteTerritory, (ctx, { id }) => deleteTerritory(ctx, id)),
  route(routing.orderTerritories, (ctx, { ids }) => orderTerritories(ctx, ids)),
  route(routing.setSeat, setSeat),
  route(drafts.dryRunRouting, dryRunOf),
  route(drafts.replaceRouting, replaceRouting),
  route(routing.createPool, createPool),
  route(routing.changePool, changePool),
  route(routing.deletePool, (ctx, { id }) => deletePool(ctx, id)),
  route(routing.listPool, (ctx) => listPoolOf(ctx)),
  route(routing.takeFromPool, (ctx, { id }) => takeFromPool(ctx, id)),
  route(routing.listAway, (ctx) => handoffsOfTheAway(ctx)),
  route(routing.rerouteHandoff, (ctx, { id }) => rerouteHandoff(ctx, id)),

  route(second.listLimbo, listLimboOf),
  route(second.moveFromLimbo, moveFromLimbo),
  route(second.getLoopSettings, async (ctx) => ({ ...(await loopSettings(ctx)), mayWrite: ctx.scope.permissions.has('lead:assign') })),
  route(second.setLoopSettings, setLoopSettings),
  route(second.getSecondLife, (ctx) => secondLife(ctx)),
  route(second.listSecondLife, secondLifeRows),
  route(second.suggestTactic, (ctx, { id }) => suggestionFor(ctx, id)),
  route(second.getRegrets, regrets),

  route(disputes.raiseDispute, raiseDispute),
  route(disputes.withdrawDispute, (ctx, { id }) => withdrawDispute(ctx, id)),
  route(disputes.ruleDispute, ruleDispute),
  route(disputes.listDisputes, listDisputesOf),
  route(disputes.listReviewCases, (ctx) => reviewCases(ctx)),
  route(disputes.judgeCase, judgeCase),
  route(disputes.drawCases, (ctx, { n }) => drawCases(ctx, n)),
  route(disputes.getTaxonomyHealth, (ctx) => taxonomyHealth(ctx)),
];
