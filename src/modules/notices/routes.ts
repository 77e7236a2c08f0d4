import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { refuse } from '#platform/shared/refusal.ts';
import { readAllNotices, readNotice } from './commands.ts';
import * as contract from './contract.ts';
import { getMail, listMails, listNotices } from './queries.ts';

export const routes: readonly Route[] = [
  route(contract.listNotices, (ctx, input) => listNotices(ctx.tx, ctx.scope, input)),
  route(contract.readNotice, (ctx, { id }) => readNotice(ctx, id)),
  route(contract.readAllNotices, (ctx) => readAllNotices(ctx)),
  rawRoute(contract.listMails, async ({ runtime, scope }, input) => ({
    ...(await runtime.read(scope, ({ tx }) => listMails(tx, scope, input))),
    captures: runtime.services.capturesMail,
  })),
  route(
    contract.getMail,
    async (ctx, { id }) => (await getMail(ctx.tx, ctx.scope, id)) ?? refuse('not_found', 'This mail is not there (any more).'),
  ),
];
