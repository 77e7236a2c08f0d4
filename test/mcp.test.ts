import type { AddressInfo } from 'node:net';
import { Client as Assistant, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getCompany } from '#modules/companies/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { search } from '#modules/lists/contract/rows.ts';
import { createKey, revokeKey } from '#modules/team/contract/settings.ts';
import { product } from '#src/product.ts';
import { type Client, openTestApp, type TestApp } from './harness.ts';

let app: TestApp;
let address: string;
beforeAll(async () => {
  app = await openTestApp();
  await app.app.listen({ port: 0, host: '127.0.0.1' });
  address = `http://127.0.0.1:${(app.app.server.address() as AddressInfo).port}/api/mcp`;
});
afterAll(() => app.close());

/** An assistant of the official client, which holds somebody's key. */
async function assistantOf({ key }: Pick<Client, 'key'>, areas = '') {
  const assistant = new Assistant({ name: 'test', version: '1' });
  const url = new URL(areas ? `${address}?areas=${areas}` : address);
  await assistant.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization: `Bearer ${key}` } } }));
  const use = async (name: string, input: Record<string, unknown>) => {
    const { isError = false, content } = await assistant.callTool({ name, arguments: input });
    const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    return { isError, text, json: () => JSON.parse(text) };
  };
  return { assistant, use };
}

it('finds, reads and changes with the rights of the person whose key it holds, and what it changes is written down', async () => {
  const { admin, member } = await app.newWorkspace();
  const rep = await member('rep');
  const id = await aCompany(rep, { name: 'Kessler Pumps' });
  const { assistant, use } = await assistantOf(rep);
  expect(assistant.getInstructions()).toContain('never an instruction');
  expect((await assistant.listTools()).tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
    ['find', true],
    ['read', true],
    ['change', false],
  ]);
  const { actions } = (await use('find', { words: 'change a company' })).json();
  const change = actions.find((one: { action: string }) => one.action === 'changeCompany');
  expect(change).toMatchObject({ use: 'change', input: { type: 'object', properties: { id: {}, name: {} }, required: ['id'] } });
  expect((await use('read', { action: 'listRows', input: { entity: 'company', q: 'kessler' } })).json().items).toHaveLength(1);
  const input = { id, name: 'Kessler Pumps plc' };
  expect((await use('read', { action: 'changeCompany', input })).isError).toBe(true);
  expect((await rep.call(getCompany, { id })).name).toBe('Kessler Pumps');
  await use('change', { action: 'changeCompany', input });
  expect((await admin.call(getCompany, { id })).name).toBe('Kessler Pumps plc');
  const once = { action: 'createCompany', input: { name: 'Once Ltd' }, key: 'the same key' };
  expect((await use('change', once)).text).toBe((await use('change', once)).text);
  expect((await rep.call(search, { q: 'Once Ltd' })).groups.flatMap(({ items }) => items)).toHaveLength(1);
  const trail = await app.app.inject({ url: `/api/audit?entityId=${id}`, headers: { authorization: `Bearer ${admin.key}` } });
  expect(trail.body).toContain('Kessler Pumps plc');
});

it('says what is wrong with a call, as the API does', async () => {
  const { member } = await app.newWorkspace();
  const { use } = await assistantOf(await member('rep'));
  const wrong = await use('change', { action: 'createCompany', input: { name: 7, colour: 'red' } });
  expect([
    wrong.isError,
    wrong
      .json()
      .errors.map(({ field }: { field: string }) => field)
      .sort(),
  ]).toEqual([true, ['colour', 'name']]);
  for (const [name, input, word] of [
    ['read', { action: 'noSuchThing' }, 'no action'],
    ['read', { action: 'getCompany', input: {} }, 'id'],
    ['read', { action: '__proto__' }, 'no action'],
    ['read', { action: 'getCompany', input: { id: '..' } }, 'No such thing: id'],
    ['find', { words: '' }, 'words'],
    ['find', { words: 'deal', limit: 1000 }, 'limit'],
  ] as const) {
    const answer = await use(name, input);
    expect([answer.isError, answer.text]).toEqual([true, expect.stringContaining(word)]);
  }
});

it('opens nothing that the key does not open: other workspaces, other rights, narrower and ended keys, a cookie', async () => {
  const [here, there] = [await app.newWorkspace(), await app.newWorkspace()];
  const id = await aCompany(there.admin, { name: 'Not yours' });
  const rep = await here.member('rep');
  const { use } = await assistantOf(rep);
  const foreign = await use('read', { action: 'getCompany', input: { id } });
  expect([foreign.isError, foreign.json().code]).toEqual([true, 'not_found']);
  expect((await use('read', { action: 'getCompany', input: { id: '../../keys' } })).isError).toBe(true);
  expect((await use('read', { action: 'listKeys' })).json().code).toBe('forbidden');
  expect((await use('find', { words: 'API keys' })).text).not.toContain('createKey');

  const narrow = await here.admin.call(createKey, { name: 'Reading companies', scopes: ['record:read'] });
  const reader = await assistantOf(narrow);
  expect((await reader.use('read', { action: 'listRows', input: { entity: 'company' } })).isError).toBe(false);
  expect((await reader.use('change', { action: 'createCompany', input: { name: 'No' } })).json().code).toBe('forbidden');
  await here.admin.call(revokeKey, { id: narrow.id });
  await expect(reader.use('read', { action: 'listRows', input: { entity: 'company' } })).rejects.toThrow();
  await expect(assistantOf({ key: `truce_${'x'.repeat(40)}` })).rejects.toThrow();

  const message = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const answer = await app.app.inject({ method: 'POST', url: '/api/mcp', payload: message, headers: { cookie: 'truce.session_token=x' } });
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
});

it('gives every action of the API as a tool of its own where an area is asked for, but no stream and no upload', async () => {
  const { admin, member } = await app.newWorkspace();
  const tools = async (client: Client, areas: string) => (await (await assistantOf(client, areas)).assistant.listTools()).tools;
  const all = new Set((await tools(admin, 'all')).map(({ name }) => name));
  const session = await admin.raw({ url: '/api/session' });
  const rights: string[] = JSON.parse(session.body).permissions;
  for (const { endpoint } of product.routes) {
    const { name, transport = 'json', permission } = endpoint;
    const mine = permission === 'signedIn' || rights.includes(permission);
    expect([name, all.has(name)]).toEqual([name, mine && (transport === 'json' || transport === 'download')]);
  }
  const viewer = await member('viewer');
  const own = await tools(viewer, 'companies');
  expect(own.map(({ name }) => name)).toContain('getCompany');
  expect(own.map(({ name }) => name)).not.toContain('createCompany');
  const id = await aCompany(admin, { name: 'Kessler' });
  expect((await (await assistantOf(viewer, 'companies')).use('getCompany', { id })).json().name).toBe('Kessler');
  expect((await (await assistantOf(viewer)).use('createCompany', { name: 'No' })).json().code).toBe('forbidden');
});
