import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { getAgreement, proposeAgreement, signAgreement } from '#modules/agreements/contract/agreement.ts';
import { readConfig } from '#platform/config/config.ts';
import { openLiveBus } from '#platform/http/live.ts';
import { openServer } from '#platform/http/server.ts';
import { authenticateWith } from '#src/authenticate.ts';
import { type Context, openContext } from '#src/context.ts';
import { product as parts } from '#src/product.ts';
import { openInstallation } from '#src/program/installation.ts';
import { type Caller, signIn } from './caller.ts';
import { emailOf, PASSWORD } from './company.ts';

/** The product as `serve` opens it, on a free port, with a connection of the owner beside it for bare SQL. */
export interface Product {
  state: string;
  context: Context;
  address: string;
  appUrl: string;
  ownerUrl: string;
  /** Connects as the owner of the tables, whom no row policy holds up. */
  owner: pg.Client;
  signIn(name: string): Promise<Caller>;
  /** Both sides sign what a new workspace finds drafted. */
  signAgreement(): Promise<void>;
  close(): Promise<void>;
}

export async function openProduct(state: string): Promise<Product> {
  const config = readConfig({ TRUCE_STATE: state, LOG_LEVEL: 'error', PORT: '0' });
  const installation = await openInstallation(config, 'own');
  const context = openContext({ ...installation, poolSize: config.poolSize, config });
  const live = openLiveBus(installation.appUrl, () => undefined);
  const app = await openServer({
    door: { runtime: context.runtime, authenticate: authenticateWith(context), origins: [config.baseUrl] },
    routes: parts.routes,
    pages: parts.pages,
    mounts: parts.mounts,
    live,
    log: installation.log,
    version: 'bench',
    baseUrl: config.baseUrl,
    trustProxy: false,
    uploadLimitBytes: config.uploadLimitBytes,
    webRoot: null,
    limits: { perCaller: 10_000_000, publicPerAddress: 1_000_000, perPlace: 1_000_000 },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const owner = new pg.Client({ connectionString: installation.ownerUrl });
  await owner.connect();
  const enter = (name: string) => signIn(address, { email: emailOf(name), password: PASSWORD });
  return {
    state,
    context,
    address,
    appUrl: installation.appUrl,
    ownerUrl: installation.ownerUrl,
    owner,
    signIn: enter,
    signAgreement: () => signBothSides(enter),
    close: async () => {
      await owner.end();
      await app.close();
      await live.close();
      await context.close();
      await installation.stop();
    },
  };
}

async function signBothSides(enter: (name: string) => Promise<Caller>): Promise<void> {
  const [sales, marketing] = [await enter('lead1'), await enter('market3')];
  const { versions } = await sales.call(getAgreement, {});
  const { version } = await sales.call(getAgreement, { number: versions[0]?.number ?? 1 });
  if (!version) throw new Error('a new workspace finds an agreement drafted');
  await sales.call(proposeAgreement, { id: version.id });
  const { contentHash } = version;
  for (const side of [sales, marketing]) await side.call(signAgreement, { id: version.id, contentHash });
}
