import { type Route, route } from '#platform/http/route.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { changeCompany, createCompany, restoreCompany, trashCompany } from './commands/companies.ts';
import * as contract from './contract.ts';
import { reachableCompany, readCompany, similarCompanies } from './queries/companies.ts';
import { surroundings } from './queries/surroundings.ts';

export const routes: Route[] = [
  route(contract.createCompany, (ctx, values) => createCompany(ctx, values)),
  route(contract.listSimilarCompanies, async (ctx, asked) => ({ items: await similarCompanies(ctx.tx, ctx.scope, asked) })),
  route(contract.getCompany, (ctx, { id }) => readCompany(ctx.tx, ctx.scope, id)),
  route(contract.changeCompany, async (ctx, { id, ...values }) => (await changeCompany(ctx, id, values)) ?? {}),
  route(contract.trashCompany, async (ctx, { id }) => (await trashCompany(ctx, id)) ?? {}),
  route(contract.restoreCompany, async (ctx, { id }) => (await restoreCompany(ctx, id)) ?? {}),
  route(contract.readCompanySurroundings, async (ctx, { id }) => {
    const there = await reachableCompany(ctx.tx, ctx.scope, { id, to: 'read', trashed: true });
    return isRefusal(there) ? there : surroundings(ctx.tx, ctx.scope, { companyId: id });
  }),
];
