import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Vault } from '#platform/auth/vault.ts';
import type { Ctx, Work } from '#platform/context.ts';
import { plainHost } from '#platform/mail/address.ts';
import { compose } from '#platform/mail/compose.ts';
import { returnAddress } from '#platform/mail/returns.ts';
import { smtpTransport, type Transport, type TransportOptions } from '#platform/mail/transport.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { changeMailServer, createMailServer, testMailServer } from '../contract.ts';
import { SERVER_VAULT, type Surroundings, settingsOf } from '../queries/carriers.ts';
import { type ServerRow, serverRows } from '../queries/servers.ts';
import { domainOf } from '../rules/choice.ts';

type Created = z.output<(typeof createMailServer)['input']>;
type Changed = z.output<(typeof changeMailServer)['input']>;
type Settings = Omit<Changed, 'id' | 'paused' | 'password'>;

const MOST_SERVERS = 50;
const NOT_FOUND = 'There is no such mail server.';

/** Adds a server; the password is locked before it comes near the database. */
export async function createServer(ctx: Ctx, by: Surroundings, { password, ...settings }: Created): Promise<{ id: string } | Refusal> {
  const ws = ctx.scope.workspaceId;
  const problem = hostProblem(settings.host, by) ?? (await nameProblem(ctx, settings.name, null));
  if (problem) return problem;
  const { n } = await ctx.tx
    .selectFrom('mail_server')
    .select((each) => each.fn.countAll<number>().as('n'))
    .where('workspace_id', '=', ws)
    .executeTakeFirstOrThrow();
  if (Number(n) >= MOST_SERVERS) return refuse('conflict', `A workspace has at most ${MOST_SERVERS} mail servers.`);
  const { name, host, port, tls } = settings;
  const row = { workspace_id: ws, name, host, port, tls, created_by: ctx.scope.actor.memberId, created_at: ctx.now };
  const { id } = await ctx.tx.insertInto('mail_server').values(row).returning('id').executeTakeFirstOrThrow();
  await write(ctx, id, settings);
  await setPassword(ctx, by.vault, { id, password });
  ctx.changed('mail_server', id);
  return { id };
}

export async function changeServer(
  ctx: Ctx,
  by: Surroundings,
  { id, password, paused, ...settings }: Changed,
): Promise<Record<string, never> | Refusal> {
  const [server] = await serverRows(ctx, id);
  if (!server) return refuse('not_found', NOT_FOUND);
  const host = settings.host ?? server.host;
  const problem = hostProblem(host, by) ?? (settings.name ? await nameProblem(ctx, settings.name, id) : null);
  if (problem) return problem;
  // Whoever may point a server elsewhere could have its password sent there.
  const isMoved = host !== server.host || (settings.port ?? server.port) !== server.port || weakens(server.tls, settings.tls);
  if (isMoved && server.lockedPassword !== null && password === undefined)
    return refuse('invalid', 'Write the password again: it was given for another address.', { field: 'password' });
  await write(ctx, id, settings);
  if (isMoved || (settings.bounceAddress !== undefined && settings.bounceAddress !== server.bounceAddress)) await forgetReturns(ctx, id);
  await setPassword(ctx, by.vault, { id, password });
  if (paused !== undefined) await patch(ctx, id, { paused_at: paused ? ctx.now : null });
  ctx.changed('mail_server', id);
  return {};
}

/** Another server, or another mailbox for what comes back: whether it takes such addresses has to be tried again. */
async function forgetReturns(ctx: Ctx, id: string): Promise<void> {
  const asked = ctx.tx.updateTable('mail_server_test').set({ returns: null, returns_response: null });
  await asked.where('workspace_id', '=', ctx.scope.workspaceId).where('server_id', '=', id).execute();
}

const weakens = (before: string, after: string | undefined) =>
  after !== undefined && after !== before && (after === 'none' || after === 'if_offered');

export async function deleteServer(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const gone = await ctx.tx
    .deleteFrom('mail_server')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  ctx.changed('mail_server', id);
  return gone ? {} : refuse('not_found', NOT_FOUND);
}

function hostProblem(host: string, { mailAllows }: Surroundings): Refusal | null {
  if (isIP(host) === 0 && plainHost(host) === null) return refuse('invalid', 'This is no host name.', { field: 'host' });
  const isInside = isIP(host) > 0 && !mailAllows(host);
  return isInside
    ? refuse('invalid', 'This address lies in a private network. Whoever runs Truce can allow that.', { field: 'host' })
    : null;
}

async function nameProblem(ctx: Ctx, name: string, but: string | null): Promise<Refusal | null> {
  const { rows } = await sql`select 1 from mail_server where workspace_id = ${ctx.scope.workspaceId} and lower(name) = lower(${name})
    and (${but}::uuid is null or id <> ${but}::uuid)`.execute(ctx.tx);
  return rows.length > 0 ? refuse('conflict', 'Another mail server has this name.', { field: 'name' }) : null;
}

async function write(ctx: Ctx, id: string, settings: Settings): Promise<void> {
  const { domainRates, bounceAddress, ownReturns, sendsFrom, perMinute, perHour, user, ...same } = settings;
  const set = {
    ...same,
    ...(user === undefined ? {} : { user_name: user }),
    ...(bounceAddress === undefined ? {} : { bounce_address: bounceAddress }),
    ...(ownReturns === undefined ? {} : { own_returns: ownReturns }),
    ...(sendsFrom === undefined ? {} : { sends_from: sendsFrom }),
    ...(perMinute === undefined ? {} : { per_minute: perMinute }),
    ...(perHour === undefined ? {} : { per_hour: perHour }),
    ...(domainRates === undefined ? {} : { domain_rates: JSON.stringify(domainRates) }),
  };
  if (Object.keys(set).length > 0) await patch(ctx, id, set);
}

/** Every change counts up: processes that have connections open see it and connect anew. */
async function patch(ctx: Ctx, id: string, set: Record<string, unknown>): Promise<void> {
  await ctx.tx
    .updateTable('mail_server')
    .set((each) => ({ ...set, revision: each('revision', '+', 1) }))
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

async function setPassword(ctx: Ctx, vault: Vault, { id, password }: { id: string; password: string | null | undefined }): Promise<void> {
  if (password === undefined) return;
  const ws = ctx.scope.workspaceId;
  await ctx.tx.deleteFrom('mail_server_secret').where('workspace_id', '=', ws).where('server_id', '=', id).execute();
  if (password !== null) {
    const row = { workspace_id: ws, server_id: id, password: vault.lock(SERVER_VAULT, password) };
    await ctx.tx.insertInto('mail_server_secret').values(row).execute();
  }
  await patch(ctx, id, {});
}

type Returns = Pick<Tested, 'returns' | 'returnsResponse'>;
const NOT_TRIED: Returns = { returns: null, returnsResponse: null };

/** Sends one mail from and to a return address of its own: a server that refuses it would refuse every mail. */
async function tryReturns(work: Work, transport: Transport, { id, bounceAddress, ownReturns }: ServerRow): Promise<Returns> {
  if (bounceAddress === null || !ownReturns) return NOT_TRIED;
  const { workspaceId } = work.scope;
  const address = await work.transaction(async (ctx) => returnAddress(ctx, bounceAddress, { workspaceId, id }));
  const mail = await compose({
    from: { name: '', address: bounceAddress },
    to: { name: '', address },
    subject: 'A test of return addresses',
    text: 'This mail shows that what comes back arrives at an address of its own.',
    html: null,
    messageId: `<${randomUUID()}@${domainOf(bounceAddress)}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    envelopeFrom: address,
  });
  if (isRefusal(mail)) return { returns: 'refused', returnsResponse: mail.message };
  const outcome = await transport.deliver(mail);
  if (outcome.kind === 'accepted') return { returns: 'taken', returnsResponse: null };
  return outcome.kind === 'permanent' ? { returns: 'refused', returnsResponse: outcome.response } : NOT_TRIED;
}

type Tested = z.input<(typeof testMailServer)['output']>;

/** Connects to a server and says how far it came. The connection is made outside of any transaction. */
export async function testServer(
  work: Work,
  by: Surroundings,
  { id, options }: { id: string; options?: TransportOptions },
): Promise<Tested | Refusal> {
  const [server] = await work.read((ctx) => serverRows(ctx, id));
  if (!server) return refuse('not_found', NOT_FOUND);
  const asked: string[] = [];
  const allows = (address: string) => {
    asked.push(address);
    return by.mailAllows(address);
  };
  const transport = smtpTransport(settingsOf(server, by.vault), { ...options, allows });
  const outcome = await transport.verify();
  const returns = outcome === null ? await tryReturns(work, transport, server) : NOT_TRIED;
  await transport.close();
  const failed = outcome?.kind === 'temporary' || outcome?.kind === 'permanent' ? outcome : null;
  const result = { works: outcome === null, stage: failed?.stage ?? null, response: failed?.response ?? null };
  return work.transaction(async (ctx) => {
    const said = { returns: returns.returns, returns_response: returns.returnsResponse };
    const row = { ...result, ...said, tested_at: ctx.now, address: outcome === null ? (asked[0] ?? null) : null };
    await ctx.tx
      .insertInto('mail_server_test')
      .values({ workspace_id: ctx.scope.workspaceId, server_id: id, ...row })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'server_id']).doUpdateSet(row))
      .execute();
    ctx.changed('mail_server', id);
    return { ...result, ...returns, testedAt: ctx.now };
  });
}
