import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissionsOf, ROLES } from '#modules/team/schema.ts';
import { product } from '#src/product.ts';
import { type Client, openTestApp, type TestApp } from '../harness.ts';
import { type Filling, sampleInput, textPlaces } from './sampler.ts';
import { CANARY, fillWorkspace, fingerprint, idsOf, mentions, send } from './world.ts';

/** Sign-in and set-up have attack tests of their own; uploads take files, not fields. */
const endpoints = product.routes
  .map((route) => route.endpoint)
  .filter((endpoint) => endpoint.transport !== 'upload' && endpoint.transport !== 'events');
const closed = endpoints.filter((endpoint) => endpoint.permission !== 'public');
const NOBODY = '00000000-0000-7000-8000-000000000000';

let app: TestApp;
let a: Client;
let b: Client;
let viewer: Client;

beforeAll(async () => {
  app = await openTestApp();
  const first = await app.newWorkspace('A');
  const second = await app.newWorkspace(`B ${CANARY}`);
  a = first.admin;
  b = second.admin;
  viewer = await first.member('viewer');
  await fillWorkspace(b, app);
  await app.runAllJobs();
}, 120_000);
afterAll(() => app.close());

describe('every endpoint of the contract', () => {
  it('is closed to strangers', async () => {
    const stranger = { raw: (options: Parameters<Client['raw']>[0]) => app.app.inject(options) };
    const open: string[] = [];
    for (const endpoint of closed) {
      const response = await send(stranger, endpoint, sampleInput(endpoint, { id: NOBODY, text: 'text text' }));
      if (response.statusCode !== 401) open.push(`${endpoint.name} ${response.statusCode}`);
    }
    expect(open).toEqual([]);
  });

  it('is closed to a role without its permission', async () => {
    const has = permissionsOf(['viewer']);
    const open: string[] = [];
    for (const endpoint of closed.filter((one) => one.permission !== 'signedIn' && !has.has(one.permission as never))) {
      const response = await send(viewer, endpoint, sampleInput(endpoint, { id: NOBODY, text: 'text text' }));
      if (response.statusCode !== 403) open.push(`${endpoint.name} ${response.statusCode}`);
    }
    expect(open).toEqual([]);
  });

  it('names a permission that some role holds', () => {
    const held = new Set(ROLES.flatMap((role) => [...permissionsOf([role])] as string[]));
    expect(closed.filter((one) => one.permission !== 'signedIn' && !held.has(one.permission)).map((one) => one.name)).toEqual([]);
  });

  it('refuses names that it does not know (mass assignment)', async () => {
    const accepted: string[] = [];
    for (const endpoint of closed) {
      const input = {
        ...sampleInput(endpoint, { id: NOBODY, text: 'text text' }),
        workspaceId: b.workspaceId,
        roles: ['admin'],
        isAdmin: true,
        createdBy: NOBODY,
      };
      const known = new Set(Object.keys(endpoint.input.shape));
      if (['workspaceId', 'roles', 'isAdmin', 'createdBy'].every((name) => known.has(name))) continue;
      const response = await send(a, endpoint, input);
      if (response.statusCode !== 400) accepted.push(`${endpoint.name} ${response.statusCode}`);
    }
    expect(accepted).toEqual([]);
  });
});

describe('the wall between workspaces', () => {
  it('lets nothing of B through to A, by any id of B in any place, and changes nothing of B', async () => {
    const before = await fingerprint(app, b.workspaceId);
    const { perTable, all } = await idsOf(app, b.workspaceId);
    const problems: string[] = [];
    for (const endpoint of closed) {
      for (const id of perTable) {
        const input = sampleInput(endpoint, { id, text: 'text text' }, true);
        if (!JSON.stringify(input).includes(id)) {
          await check(endpoint.name, await send(a, endpoint, input), problems);
          break;
        }
        await check(endpoint.name, await send(a, endpoint, input), problems);
      }
    }
    expect([...new Set(problems)]).toEqual([]);
    expect(await fingerprint(app, b.workspaceId)).toBe(before);
    expect(await mentions(app, a.workspaceId, all)).toEqual([]);
  }, 600_000);

  function check(name: string, response: { statusCode: number; body: string }, problems: string[]): void {
    if (response.body.includes(CANARY)) problems.push(`${name} shows data of B`);
    if (response.statusCode >= 500) problems.push(`${name} ${response.statusCode}`);
  }
});

const PAYLOADS = [
  "'",
  '";--',
  "') or 1=1 --",
  '$1',
  '::text',
  'a\u0000b',
  '{"$gt":""}',
  '__proto__',
  'constructor',
  '\u{1f600}',
  '%',
  '\\',
  "UTC'); select pg_sleep(5); --",
  '{{7*7}}<%= 7*7 %>#{7*7}',
];

describe('text in every place', () => {
  it('is a value or a refusal, never part of a statement', async () => {
    const filling: Filling = { id: NOBODY, text: 'placeholder text' };
    const problems: string[] = [];
    const began = Date.now();
    let sent = 0;
    for (const endpoint of endpoints.filter((one) => one.permission !== 'public')) {
      const places = textPlaces(sampleInput(endpoint, filling, true), filling.text);
      for (const [index, place] of places.entries()) {
        // Each place gets three of the payloads, another three the next place: all of them meet every endpoint with a few texts.
        for (const payload of [0, 1, 2].map((step) => PAYLOADS[(index * 3 + step) % PAYLOADS.length] ?? '')) {
          const response = await send(a, endpoint, place(payload));
          sent += 1;
          if (response.statusCode >= 500) problems.push(`${endpoint.name} ${response.statusCode} for ${JSON.stringify(payload)}`);
        }
      }
    }
    expect(sent).toBeGreaterThan(300);
    expect([...new Set(problems)]).toEqual([]);
    // One pg_sleep that ran would show.
    expect((Date.now() - began) / sent).toBeLessThan(2_000);
  }, 600_000);
});
