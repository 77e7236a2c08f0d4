import { type Route, route } from '#platform/http/route.ts';
import { changeCampaign, createCampaign, setCampaignsTrashed } from './commands/campaigns.ts';
import { addMembers, changeMember, recordResponse, removeMember } from './commands/members.ts';
import * as contract from './contract.ts';
import { findCampaigns, GONE, getCampaign, listMembers } from './queries/campaigns.ts';
import { campaignResults, campaignRows } from './queries/results.ts';

export const routes: readonly Route[] = [
  route(contract.createCampaign, (ctx, input) => createCampaign(ctx, input)),
  route(contract.getCampaign, (ctx, { id }) => getCampaign(ctx.tx, ctx.scope, id)),
  route(contract.findCampaigns, async (ctx, asked) => ({ items: await findCampaigns(ctx.tx, ctx.scope, asked) })),
  route(contract.changeCampaign, (ctx, input) => changeCampaign(ctx, input)),
  route(contract.trashCampaign, async (ctx, { id }) => ((await setCampaignsTrashed(ctx, [id], true)) === 1 ? {} : GONE)),
  route(contract.restoreCampaign, async (ctx, { id }) => ((await setCampaignsTrashed(ctx, [id], false)) === 1 ? {} : GONE)),
  route(contract.listMembers, (ctx, asked) => listMembers(ctx.tx, ctx.scope, asked)),
  route(contract.addMembers, (ctx, asked) => addMembers(ctx, asked)),
  route(contract.recordResponse, (ctx, response) => recordResponse(ctx, response)),
  route(contract.changeMember, (ctx, member) => changeMember(ctx, member)),
  route(contract.removeMember, (ctx, member) => removeMember(ctx, member)),
  route(contract.getCampaignResults, (ctx, { id }) => campaignResults(ctx.tx, ctx.scope, id)),
  route(contract.listCampaignRows, (ctx, asked) => campaignRows(ctx.tx, ctx.scope, asked)),
];
