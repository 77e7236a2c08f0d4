import type { LightMyRequestResponse } from 'fastify';
import pg from 'pg';
import { anActivity } from '#modules/activities/testing.ts';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { openDiscussion } from '#modules/discussions/contract.ts';
import { aLead } from '#modules/leads/testing.ts';
import { raiseDispute, writeToDispute } from '#modules/library/contract/disputes.ts';
import { createProposal, createRequest } from '#modules/library/contract/requests.ts';
import { shareAsset } from '#modules/library/contract/shares.ts';
import { aPublishedAsset } from '#modules/library/testing.ts';
import { openRootCause } from '#modules/meetings/contract/agenda.ts';
import { createMeeting } from '#modules/meetings/contract/meetings.ts';
import { createClaim, reportDiscrepancy } from '#modules/offers/contract/claims.ts';
import { announceOffer, tellOffer } from '#modules/offers/contract/offers.ts';
import { anOffer } from '#modules/offers/testing.ts';
import { anInvoice, anOrder, aProduct } from '#modules/orders/testing.ts';
import { createReusableBlock } from '#modules/templates/contract/parts.ts';
import { anImage, aTemplate, rich } from '#modules/templates/testing.ts';
import { aKnownVisit } from '#modules/visits/testing.ts';
import { type Endpoint, fillPath } from '#platform/shared/contract.ts';
import type { Client, TestApp } from '../harness.ts';

export const CANARY = 'CANARY-of-B';

/** A workspace with a record of each kind, every text of it marked. */
export async function fillWorkspace(client: Client, app: TestApp): Promise<void> {
  const companyId = await aCompany(client, { name: `${CANARY} company`, domain: 'canary-b.example' });
  const contactId = await aContact(client, { lastName: `${CANARY} person`, companyId, emails: [{ email: 'canary-of-b@example.test' }] });
  const campaignId = await aCampaign(client, { name: `${CANARY} campaign` });
  const leadId = await aLead(client, { contactId, whyNow: `${CANARY} why` });
  await aDeal(client, { name: `${CANARY} deal`, companyId, contactId });
  await aProduct(client, { name: `${CANARY} product` });
  await anOrder(client, { subject: `${CANARY} order`, companyId });
  await anInvoice(client, { subject: `${CANARY} invoice`, companyId });
  await client.call(openDiscussion, { about: { subject: 'lead', id: leadId }, what: `${CANARY} discussion` });
  await aTemplate(client, { name: `${CANARY} template`, starter: 'news', folder: `${CANARY} folder` });
  await anImage(client);
  await client.call(createReusableBlock, { name: `${CANARY} block`, blocks: [{ id: 'a', type: 'text', doc: rich(`${CANARY} words`) }] });
  const offer = await anOffer(client, { summary: `${CANARY} offer`, talkingPoints: [`${CANARY} point`] });
  await client.call(announceOffer, offer);
  await client.call(tellOffer, { id: contactId, versionId: offer.versionId, way: 'call' });
  const asset = await aPublishedAsset(client, { name: `${CANARY} asset`, topics: [`${CANARY} topic`], howTo: `${CANARY} use` });
  await client.call(shareAsset, { contactId, assetId: asset.id, way: 'link' });
  await client.call(createRequest, { need: `${CANARY} need` });
  await client.call(createProposal, { title: `${CANARY} proposal` });
  const dispute = await client.call(raiseDispute, { id: asset.id, claim: `${CANARY} dispute` });
  await client.call(writeToDispute, { id: dispute.id, body: `${CANARY} word` });
  const claim = await client.call(createClaim, { about: 'price', statement: `${CANARY} claim`, validFrom: '2026-01-01' });
  await client.call(reportDiscrepancy, { said: `${CANARY} one`, saidElsewhere: `${CANARY} other`, seenWhere: 'call', claimId: claim.id });
  await client.call(createMeeting, {
    kind: 'weekly',
    title: `${CANARY} meeting`,
    day: '2027-03-01',
    time: '10:00',
    place: `${CANARY} place`,
  });
  await client.call(openRootCause, { problem: `${CANARY} problem that nobody solves` });
  await anActivity(app, client, { kind: 'note', subject: `${CANARY} note`, contactId, leadId, campaignId });
  await aKnownVisit(app, client, { host: 'canary-b.example', path: `/${CANARY}`, contactId });
}

/** One id of each table of a workspace, and every id. */
export async function idsOf(app: TestApp, workspaceId: string): Promise<{ perTable: string[]; all: string[] }> {
  return withSuperuser(app, async (client) => {
    const perTable: string[] = [];
    const all: string[] = [];
    for (const table of await tablesWith(client, ['workspace_id', 'id'])) {
      const { rows } = await client.query<{ id: string }>(
        `select id::text from ${pg.escapeIdentifier(table)} where workspace_id = $1 limit 200`,
        [workspaceId],
      );
      if (rows[0]) perTable.push(rows[0].id);
      all.push(...rows.map((row) => row.id));
    }
    return { perTable, all };
  });
}

/** A checksum of everything a workspace holds; audit and ledgers of access aside. */
export async function fingerprint(app: TestApp, workspaceId: string): Promise<string> {
  return withSuperuser(app, async (client) => {
    const sums: string[] = [];
    for (const table of await tablesWith(client, ['workspace_id'])) {
      if (['audit_log', 'api_key'].includes(table)) continue;
      const { rows } = await client.query<{ sum: string }>(
        `select count(*) || ':' || coalesce(sum(('x' || left(md5(t::text), 8))::bit(32)::bigint), 0) as sum from ${pg.escapeIdentifier(table)} t where workspace_id = $1`,
        [workspaceId],
      );
      sums.push(`${table}=${rows[0]?.sum}`);
    }
    return sums.join('\n');
  });
}

/** Rows of one workspace that mention an id of another: a broken wall. The log of what was asked for may. */
export async function mentions(app: TestApp, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  return withSuperuser(app, async (client) => {
    const found: string[] = [];
    for (const table of await tablesWith(client, ['workspace_id'])) {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from ${pg.escapeIdentifier(table)} t where workspace_id = $1 and t::text ~ $2`,
        [workspaceId, ids.join('|')],
      );
      if (rows[0]?.n) found.push(`${table}: ${rows[0].n}`);
    }
    return found;
  });
}

async function tablesWith(client: pg.Client, columns: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = any ($1)
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     group by c.relname having count(*) = $2 order by 1`,
    [columns, columns.length],
  );
  return rows.map((row) => row.name);
}

async function withSuperuser<T>(app: TestApp, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: app.urls.superuserUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Sends an input to an endpoint as a client would, whatever its types say. */
export function send(
  client: Pick<Client, 'raw'>,
  endpoint: Endpoint,
  input: Readonly<Record<string, unknown>>,
): Promise<LightMyRequestResponse> {
  const { path, rest } = fillPath(endpoint, input);
  const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE';
  const query = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join('&');
  return client.raw({
    method: endpoint.method,
    url: inQuery && query ? `${path}?${query}` : path,
    ...(inQuery ? {} : { payload: JSON.stringify(rest), headers: { 'content-type': 'application/json' } }),
  });
}
