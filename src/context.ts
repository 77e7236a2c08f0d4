import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type pg from 'pg';
import { installRecipients } from '#modules/deliveries/queries/recipients.ts';
import { dailyChecks } from '#modules/mailservers/jobs.ts';
import { carriersWith } from '#modules/mailservers/queries/carriers.ts';
import { installCarriers } from '#modules/sends/commands/carriers.ts';
import { addressOf } from '#modules/sends/queries/recipient.ts';
import { scopeFactsOfMember, systemFacts } from '#modules/team/queries.ts';
import { openAuth } from '#platform/auth/auth.ts';
import { mintScope } from '#platform/auth/mint.ts';
import { sealsWith } from '#platform/auth/seals.ts';
import { vaultWith } from '#platform/auth/vault.ts';
import { applicationSecret, type Config } from '#platform/config/config.ts';
import { type Database, openDatabase, openPool } from '#platform/db/db.ts';
import { isPublicAddress, THE_WORLD, type WayOut } from '#platform/http/outbound.ts';
import type { JobsOptions } from '#platform/jobs/runner.ts';
import type { Log } from '#platform/log/log.ts';
import { mailDelivery } from '#platform/mail/delivery.ts';
import { type Dns, systemDns } from '#platform/mail/dns.ts';
import { imapStores, type OpenStore } from '#platform/mail/imap.ts';
import { openRuntime, type Runtime } from '#platform/runtime.ts';
import type { Actor, Scope, ScopeFacts } from '#platform/shared/scope.ts';
import { product } from './product.ts';

/** Everything that is constructed once and joined: the only place where that happens. */
export interface Context {
  log: Log;
  database: Database;
  runtime: Runtime;
  queuePool: pg.Pool;
  jobs: JobsOptions;
  /** A scope for the program itself in one workspace (set-up, command line as the operator). */
  systemScope(workspaceId: string): Scope;
  close(): Promise<void>;
}

export interface ContextOptions {
  appUrl: string;
  ownerUrl: string;
  poolSize: number;
  log: Log;
  /** In place of the state folder's, for tests. */
  inboxRoot?: string | undefined;
  /** Settings that modules need at work; absent in tests: mails are captured, sessions end with the process. */
  config?: Pick<Config, 'smtp' | 'mailFrom' | 'privateMailHosts' | 'baseUrl' | 'secret' | 'stateDir'>;
  /** Other name servers, for tests. */
  dns?: Dns | undefined;
  /** Another way to foreign servers, for tests. */
  wayOut?: WayOut | undefined;
  /** Another way to mailboxes, for tests. */
  openMailbox?: OpenStore | undefined;
  /** Another clock, for tests. */
  now?: () => string;
}

export function openContext(options: ContextOptions): Context {
  const { log } = options;
  // The driver hangs its whole client on the error, statements included: only the words are for the log.
  const onError = (error: Error) => log.warn({ reason: error.message }, 'a database connection was lost');
  const database = openDatabase(
    openPool({ url: options.appUrl, size: options.poolSize, applicationName: 'truce', pipeline: true, onError }),
  );
  const queuePool = openPool({ url: options.ownerUrl, size: 4, applicationName: 'truce jobs', onError });
  const systemScope = (workspaceId: string) => mintScope(systemFacts(workspaceId));
  const { config } = options;
  const baseUrl = config?.baseUrl ?? 'http://localhost:3000';
  const secret = config ? applicationSecret(config) : randomBytes(32).toString('base64url');
  const smtp = config?.smtp ? { ...config.smtp, from: config.mailFrom } : null;
  const dns = options.dns ?? systemDns();
  const runtime = openRuntime(database, {
    listeners: product.listeners,
    now: options.now,
    services: {
      auth: openAuth({ pool: database.pool, secret, baseUrl }),
      seals: sealsWith(secret),
      vault: vaultWith(secret),
      baseUrl,
      capturesMail: smtp === null,
      mailServer: smtp,
      dns,
      ...surroundings(options),
      systemScope,
      seedWorkspace: async (ctx) => {
        for (const seed of product.seeds) await seed(ctx);
      },
    },
  });
  const carriers = carriersWith(runtime.services);
  installRecipients(addressOf);
  installCarriers(carriers.carrierOf, { installed: smtp !== null });
  const jobs: JobsOptions = {
    runtime,
    queuePool,
    handlers: [...product.handlers, mailDelivery(smtp)],
    schedules: [...product.schedules, dailyChecks({ dns, installed: smtp?.host ?? null })],
    factsOf: (workspaceId, actor) => factsOf(database, workspaceId, actor),
    log,
    concurrency: 4,
  };
  return {
    log,
    database,
    runtime,
    queuePool,
    jobs,
    systemScope,
    close: async () => {
      // Mails on their way were finished by the jobs; what is still open is idle.
      void carriers.close();
      await database.close();
      await queuePool.end();
    },
  };
}

/** What lies outside of the program: other machines, the state folder. */
function surroundings({ config, wayOut, openMailbox, inboxRoot }: ContextOptions) {
  const mailAllows = config?.privateMailHosts ? () => true : isPublicAddress;
  return {
    mailAllows,
    wayOut: wayOut ?? THE_WORLD,
    openMailbox: openMailbox ?? imapStores({ allows: mailAllows }),
    inboxRoot: inboxRoot ?? (config ? path.join(config.stateDir, 'inbox') : null),
  };
}

/** A job acts with the rights its originator has when it runs. */
async function factsOf(database: Database, workspaceId: string, actor: Actor): Promise<ScopeFacts | null> {
  const { memberId } = actor;
  if (memberId === null) return systemFacts(workspaceId, actor.label);
  const facts = await database.inScope(mintScope(systemFacts(workspaceId)), (tx) => scopeFactsOfMember(tx, workspaceId, memberId), {
    readOnly: true,
  });
  return facts && { ...facts, actor };
}
