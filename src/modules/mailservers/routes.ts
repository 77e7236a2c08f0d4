import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { workOf } from '#platform/runtime.ts';
import { checkDomain, createDomain, deleteDomain } from './commands/domains.ts';
import { createKey, deleteKey, newKeys } from './commands/keys.ts';
import { changeServer, createServer, deleteServer, testServer } from './commands/servers.ts';
import * as contract from './contract.ts';
import { listDomains } from './queries/domains.ts';
import { listServers } from './queries/servers.ts';

export const routes: readonly Route[] = [
  rawRoute(contract.listMailServers, ({ runtime, scope }) =>
    runtime.read(scope, async (ctx) => {
      const own = runtime.services.mailServer;
      return { items: await listServers(ctx), installation: own && { host: own.host, port: own.port } };
    }),
  ),
  rawRoute(contract.createMailServer, ({ runtime, scope }, input) =>
    runtime.transaction(scope, (ctx) => createServer(ctx, runtime.services, input)),
  ),
  rawRoute(contract.changeMailServer, ({ runtime, scope }, input) =>
    runtime.transaction(scope, (ctx) => changeServer(ctx, runtime.services, input)),
  ),
  route(contract.deleteMailServer, (ctx, { id }) => deleteServer(ctx, id)),
  rawRoute(contract.testMailServer, ({ runtime, scope }, { id }) => testServer(workOf(runtime, scope), runtime.services, { id })),
  rawRoute(contract.listSendingDomains, ({ runtime, scope }) =>
    runtime.read(scope, (ctx) => listDomains(ctx, runtime.services.mailServer?.host ?? null)),
  ),
  rawRoute(contract.createSendingDomain, async ({ runtime, scope }, { domain }) => {
    const keys = await newKeys(runtime.services.vault);
    return runtime.transaction(scope, (ctx) => createDomain(ctx, { domain, ...keys }));
  }),
  rawRoute(contract.createSendingKey, async ({ runtime, scope }, { id }) => {
    const keys = await newKeys(runtime.services.vault);
    return runtime.transaction(scope, (ctx) => createKey(ctx, { domainId: id, ...keys }));
  }),
  route(contract.deleteSendingKey, (ctx, { id, keyId }) => deleteKey(ctx, { domainId: id, keyId })),
  route(contract.deleteSendingDomain, (ctx, { id }) => deleteDomain(ctx, id)),
  rawRoute(contract.checkSendingDomain, ({ runtime, scope }, { id }) => {
    const { dns, mailServer } = runtime.services;
    return checkDomain(workOf(runtime, scope), { dns, installed: mailServer?.host ?? null }, id);
  }),
];
