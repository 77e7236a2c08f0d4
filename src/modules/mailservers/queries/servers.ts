import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { listMailServers } from '../contract.ts';
import { serverOf } from '../rules/choice.ts';
import type { Lane } from '../schema.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;
type Server = z.input<(typeof listMailServers)['output']>['items'][number];

/** A server with what locks its password; the password itself only where it is used. */
export interface ServerRow extends Omit<Server, 'test' | 'hasPassword'> {
  lockedPassword: string | null;
  /** The server has taken a mail from and to a return address of its own. */
  returnsTaken: boolean;
  revision: number;
}

const COLUMNS = sql`s.id, s.name, s.host, s.port, s.tls, s.user_name as "user", s.bounce_address as "bounceAddress", s.own_returns as "ownReturns", s.sends_from as "sendsFrom",
  s.per_minute as "perMinute", s.per_hour as "perHour", s.domain_rates as "domainRates", s.lanes, s.senders, s.paused_at as "pausedAt",
  s.created_at as "createdAt"`;

export async function listServers({ tx, scope }: Read): Promise<Server[]> {
  const { rows } = await sql<Server>`select ${COLUMNS}, k.password is not null as "hasPassword",
      case when t.tested_at is not null then jsonb_build_object('works', t.works, 'stage', t.stage, 'response', t.response, 'returns', t.returns, 'returnsResponse', t.returns_response, 'testedAt', t.tested_at) end as test
    from mail_server s
      left join mail_server_secret k on k.workspace_id = s.workspace_id and k.server_id = s.id
      left join mail_server_test t on t.workspace_id = s.workspace_id and t.server_id = s.id
    where s.workspace_id = ${scope.workspaceId} order by lower(s.name), s.id`.execute(tx);
  return rows.map((row) => ({ ...row, test: row.test && { ...row.test, testedAt: new Date(row.test.testedAt).toISOString() } }));
}

/** Every server as it is connected to; `id`: that one alone. */
export async function serverRows({ tx, scope }: Read, id: string | null = null): Promise<ServerRow[]> {
  const { rows } =
    await sql<ServerRow>`select ${COLUMNS}, s.revision, k.password as "lockedPassword", t.returns is not distinct from 'taken' as "returnsTaken"
    from mail_server s left join mail_server_secret k on k.workspace_id = s.workspace_id and k.server_id = s.id
      left join mail_server_test t on t.workspace_id = s.workspace_id and t.server_id = s.id
    where s.workspace_id = ${scope.workspaceId} and (${id}::uuid is null or s.id = ${id}::uuid)`.execute(tx);
  return rows;
}

/** The workspace's own server for a mail; null: the installation's, where there is one. */
export async function serverFor(ctx: Read, asked: { lane: Lane; senderAddress: string }): Promise<ServerRow | null> {
  const servers = await serverRows(ctx);
  return serverOf(
    servers.filter((server) => server.pausedAt === null),
    asked,
  );
}
