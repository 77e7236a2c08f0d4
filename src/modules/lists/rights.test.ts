import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { createOwnField, listFields, listFieldValues, listOwnFields } from '../criteria/contract.ts';
import { HISTORY_OF, operatorsOf, shapeOf } from '../criteria/schema.ts';
import { changeRows, getBulkChange, listTrash } from './contract/bulk.ts';
import { listRows, search } from './contract/rows.ts';
import { createView, deleteView, listViews, updateView } from './contract/views.ts';
import { limitField, limitReach, someCompanies, someContacts } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

describe('another workspace', () => {
  it('shows nothing of itself to any list, view, change, trash, search or export', async () => {
    const [ours, theirs] = [(await app.newWorkspace('Ours')).admin, (await app.newWorkspace('Theirs')).admin];
    const [id = ''] = await app.command(theirs, (ctx) => someCompanies(ctx, [{ name: 'Canary', industry: 'Canary', tags: ['canary'] }]));
    await theirs.call(createOwnField, { entity: 'company', label: 'Canary', kind: 'text' });
    const view = await theirs.call(createView, {
      entity: 'company',
      name: 'Canary',
      visibility: 'everyone',
      criteria: { match: 'all', of: [] },
    });
    const change = await theirs.call(changeRows, { entity: 'company', target: { ids: [id] }, change: { set: { city: 'Canary' } } });
    const answers = [
      await ours.call(listRows, { entity: 'company' }),
      await ours.call(listRows, { entity: 'company', q: 'canary' }),
      await ours.call(search, { q: 'canary' }),
      await ours.call(listViews, { entity: 'company' }),
      await ours.call(listFields, { entity: 'company' }),
      await ours.call(listOwnFields, { entity: 'company' }),
      await ours.call(listFieldValues, { entity: 'company', field: 'industry' }),
      await ours.call(listFieldValues, { entity: 'company', field: 'tags' }),
      await ours.call(listTrash, { entity: 'company' }),
      await ours.call(changeRows, { entity: 'company', target: { ids: [id] }, change: { set: { city: 'Bonn' } } }),
      (await ours.raw({ method: 'POST', url: '/api/lists/company/exports', payload: { ids: [id] } })).body,
    ];
    expect(JSON.stringify(answers).toLowerCase()).not.toContain('canary');
    expect(answers[9]).toMatchObject({ total: 0 });
    for (const refused of [
      () => ours.call(listRows, { entity: 'company', viewId: view.id }),
      () => ours.call(updateView, { id: view.id, name: 'x' }),
      () => ours.call(deleteView, { id: view.id }),
      () => ours.call(getBulkChange, { id: change.id }),
    ])
      await expect(refused()).rejects.toMatchObject({ status: 404 });
    expect((await theirs.call(listRows, { entity: 'company', columns: ['city'] })).items[0]?.values.city).toBe('Canary');
  });
});

/** Two workspaces that differ only in the values of hidden fields must answer alike to everything. */
describe('a hidden field', () => {
  const HIDDEN = [
    'company.industry',
    'company.employeeCount',
    'company.domain',
    'company.owner',
    'company.tags',
    'company.custom.secret',
    'company.annualRevenue',
  ];

  async function twin(secret: {
    industry: string;
    employeeCount: number;
    domain: string;
    tags: string[];
    custom: string;
    revenue: number;
    ownerIsRep: boolean;
  }) {
    const { admin, member } = await app.newWorkspace('Twin');
    const rep = await member('rep', { name: 'Rep' });
    await admin.call(createOwnField, { entity: 'company', label: 'Secret', kind: 'text' });
    await app.command(admin, async (ctx) => {
      const { custom, revenue, ownerIsRep, ...values } = secret;
      const [a = ''] = await someCompanies(ctx, [
        { name: 'Alpha', ...values, ownerId: ownerIsRep ? rep.memberId : admin.memberId },
        { name: 'Beta', industry: 'm', employeeCount: 50 },
      ]);
      await sql`update company set custom = ${JSON.stringify({ secret: custom })}::jsonb, annual_revenue_minor = ${revenue}, currency = 'EUR', created_at = '2026-01-01'
        where workspace_id = ${ctx.scope.workspaceId} and id = ${a}`.execute(ctx.tx);
      await sql`update company set created_at = '2026-01-02' where workspace_id = ${ctx.scope.workspaceId} and id <> ${a}`.execute(ctx.tx);
      await someContacts(ctx, [{ firstName: 'Ada', lastName: 'L', companyId: a }]);
      for (const field of HIDDEN) await limitField(ctx, 'rep', { field, access: 'hidden' });
    });
    return rep;
  }

  it('cannot be told from any answer, order or count', async () => {
    const x = await twin({
      industry: 'a',
      employeeCount: 1,
      domain: 'aaa.example',
      tags: ['a'],
      custom: 'a',
      revenue: 1,
      ownerIsRep: true,
    });
    const y = await twin({
      industry: 'z',
      employeeCount: 99,
      domain: 'zzz.example',
      tags: ['z'],
      custom: 'z',
      revenue: 99_999,
      ownerIsRep: false,
    });
    for (const ask of questions()) expect(await answer(x, ask), ask.name).toEqual(await answer(y, ask));
  }, 120_000);

  interface Question {
    name: string;
    ask: (client: Client) => Promise<unknown>;
  }
  const VALUES: Record<string, unknown> = {
    text: 'a',
    texts: ['a'],
    number: 50,
    numbers: { from: 0, to: 50 },
    money: { amountMinor: 50, currency: 'EUR' },
    moneys: { from: { amountMinor: 0, currency: 'EUR' }, to: { amountMinor: 50, currency: 'EUR' } },
    choice: 'a',
    choices: ['a'],
    id: '01890000-0000-7000-8000-000000000000',
    ids: ['01890000-0000-7000-8000-000000000000'],
  };

  function questions(): Question[] {
    const asks: Question[] = [];
    const rows = (name: string, entity: 'company' | 'contact', more: object) =>
      asks.push({ name, ask: (client) => client.call(listRows, { entity, ...more }) });
    rows('the plain list', 'company', {});
    rows('the list of contacts', 'contact', {});
    const kinds = {
      industry: 'choice',
      employeeCount: 'number',
      domain: 'text',
      owner: 'member',
      tags: 'choices',
      'custom.secret': 'text',
      annualRevenue: 'money',
    } as const;
    for (const [key, kind] of Object.entries(kinds)) {
      for (const [entity, field] of [
        ['company', key],
        ['contact', `company.${key}`],
      ] as const) {
        rows(`${entity} column ${field}`, entity, { columns: [field] });
        for (const direction of ['asc', 'desc']) rows(`${entity} sort ${field} ${direction}`, entity, { sort: [{ by: field, direction }] });
        for (const op of operatorsOf(kind)) {
          const value = VALUES[shapeOf(kind, op) ?? ''];
          const node = { field, op, ...(value === undefined ? {} : { value }) };
          for (const match of ['all', 'none']) rows(`${entity} ${match} ${field} ${op}`, entity, { criteria: { match, of: [node] } });
        }
      }
      asks.push({ name: `values of ${key}`, ask: (client) => client.call(listFieldValues, { entity: 'company', field: key }) });
      asks.push({ name: `export ${key}`, ask: (client) => exported(client, { columns: ['name', key] }) });
      asks.push({
        name: `change ${key}`,
        ask: (client) =>
          client.call(changeRows, { entity: 'company', target: { criteria: { match: 'all', of: [] } }, change: { set: { [key]: null } } }),
      });
    }
    for (const q of ['aaa', 'zzz', 'aaa.ex', 'zzz.ex', 'al', 'alpha aaa', 'alpha zzz', 'alpha']) {
      rows(`list q ${q}`, 'company', { q });
      asks.push({ name: `search ${q}`, ask: (client) => client.call(search, { q }) });
    }
    asks.push({ name: 'fields', ask: (client) => client.call(listFields, { entity: 'contact' }) });
    asks.push({ name: 'export', ask: (client) => exported(client, {}) });
    return asks;
  }

  const exported = async (client: Client, more: object) => {
    const { statusCode, body } = await client.raw({ method: 'POST', url: '/api/lists/company/exports', payload: more });
    return [statusCode, body.replace(/[0-9a-f-]{36}/g, '')];
  };

  async function answer(client: Client, { ask }: Question): Promise<unknown> {
    const said = await ask(client).catch((problem: { status?: number; code?: string; errors?: unknown; message: string }) => {
      if (problem.status === undefined || problem.status >= 500) throw problem;
      return { status: problem.status, code: problem.code, errors: problem.errors };
    });
    return JSON.parse(
      JSON.stringify(said)
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
        .replace(/"(next|createdAt|undoUntil|finishedAt)":"[^"]*"/g, '"$1":""'),
    );
  }
});

describe('the history', () => {
  it('does not count what is about records out of reach', async () => {
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    await app.command(admin, async (ctx) => {
      await limitReach(ctx, 'rep', { entity: 'deal', reach: 'own' });
      const [id = ''] = await someCompanies(ctx, [{ name: 'Acme' }]);
      await sql`insert into activity (workspace_id, occurred_at, kind, company_id, deal_id) values (${ctx.scope.workspaceId}, now(), 'deal_won', ${id}, uuid7())`.execute(
        ctx.tx,
      );
    });
    const won = { criteria: { match: 'all' as const, of: [{ history: 'did' as const, kinds: ['deal_won' as const] }] } };
    expect((await admin.call(listRows, { entity: 'company', ...won })).items).toHaveLength(1);
    expect((await rep.call(listRows, { entity: 'company', ...won })).items).toHaveLength(0);
  });
  it('is known of every entity for every subject it names', async () => {
    const { admin } = await app.newWorkspace();
    for (const entity of ['company', 'contact'] as const)
      for (const of of HISTORY_OF[entity])
        expect(
          (await admin.call(listRows, { entity, criteria: { match: 'all', of: [{ history: 'did_not', kinds: ['call'], of }] } })).items,
        ).toEqual([]);
  });
});

const PAYLOADS = [
  ...[
    "'",
    '"',
    ';',
    '--',
    "';--",
    '";--',
    "' or '1'='1",
    "' or 1=1 --",
    '" or ""="',
    "'); drop table company; --",
    '1; select pg_sleep(2)',
  ],
  ...['pg_sleep(2)', "'||pg_sleep(2)||'", '$1', '$99', '$$', '::text', 'x::uuid', "UTC') ; --", '\\', "\\'", '%', '_', '%27', '&#39;'],
  ...[
    '{',
    '{}',
    '[]',
    `$${'{7*7}'}`,
    '{{7*7}}',
    '../../etc/passwd',
    'a.b.c',
    'company.',
    '.industry',
    'custom.',
    'custom.a->>b',
    "custom.a'->>'b",
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'ＳＥＬＥＣＴ',
    '＇ or 1=1',
    '\u02bc',
    '\u2019',
    '\u202e',
    '\ufeff',
    '\ud800',
    '\u0000',
    'x\u0000y',
    'x'.repeat(5000),
  ],
];

/** Rank 4: no string that a person can send becomes part of a statement, breaks one, or makes it slow. */
describe('hostile strings', () => {
  it('come back as plain values or refusals, never as errors', async () => {
    const { admin } = await app.newWorkspace();
    await app.command(admin, (ctx) => someCompanies(ctx, [{ name: 'Acme', industry: 'Steel', tags: ['x'] }]));
    const { next } = await admin.call(listRows, { entity: 'company', limit: 1 });
    expect(next).toBeNull();
    const all = { match: 'all' as const, of: [] };
    const slow: string[] = [];
    for (const bad of PAYLOADS) {
      const node = (more: object) => ({ criteria: { match: 'all', of: [{ field: 'industry', op: 'is', value: 'x', ...more }] } });
      const requests: [string, object][] = [
        ['rows', { q: bad }],
        ['rows', { columns: [bad] }],
        ['rows', { sort: [{ by: bad, direction: 'asc' }] }],
        ['rows', { sort: [{ by: 'name', direction: bad }] }],
        ['rows', { cursor: bad }],
        [
          'rows',
          { cursor: Buffer.from(JSON.stringify(['name asc', [bad], '01890000-0000-7000-8000-000000000000'])).toString('base64url') },
        ],
        [
          'rows',
          {
            cursor: Buffer.from(JSON.stringify(['createdAt desc', [bad], '01890000-0000-7000-8000-000000000000'])).toString('base64url'),
            sort: [{ by: 'createdAt', direction: 'desc' }],
          },
        ],
        ['rows', { viewId: bad }],
        ['rows', node({ field: bad })],
        ['rows', node({ op: bad })],
        ['rows', node({ value: bad })],
        ['rows', node({ op: 'is_one_of', value: [bad] })],
        ['rows', { criteria: { match: bad, of: [] } }],
        [
          'rows',
          {
            criteria: {
              match: 'all',
              of: [{ history: 'did', kinds: ['call'], outcomes: [bad], text: { in: 'subject', op: 'contains', value: bad } }],
            },
          },
        ],
        ['rows', { criteria: { match: 'all', of: [{ field: 'createdAt', op: 'before', value: bad }] } }],
        ['rows', { criteria: { match: 'all', of: [{ field: 'owner', op: 'is', value: bad }] } }],
        ['views', { name: bad, criteria: all, columns: [bad] }],
        ['views', { name: bad, criteria: all }],
        ['exports', { columns: [bad] }],
        ['exports', { q: bad, format: bad }],
        ['changes', { target: { ids: [bad] }, change: { set: { industry: 'x' } } }],
        ['changes', { target: { criteria: all }, change: { set: { [bad]: 'x' } } }],
        ['changes', { target: { criteria: all }, change: { set: { industry: bad } } }],
        ['changes', { target: { criteria: all }, change: { addTags: [bad], removeTags: [bad] } }],
        ['removals', { target: { q: bad, ids: [bad] } }],
        ['restorations', { ids: [bad] }],
      ];
      for (const [what, payload] of requests) {
        const started = performance.now();
        const { statusCode } = await admin.raw({
          method: 'POST',
          url: `/api/lists/company/${what}`,
          payload: JSON.stringify(payload),
          headers: { 'content-type': 'application/json' },
        });
        expect(statusCode, `${what} ${JSON.stringify(payload).slice(0, 200)}`).toBeLessThan(500);
        if (performance.now() - started > 1500) slow.push(`${what} ${bad}`);
      }
      for (const url of [
        '/api/search?q=',
        '/api/fields/company/values?field=',
        '/api/fields/company/values?field=industry&q=',
        '/api/lists/company/trash?cursor=',
      ])
        expect((await admin.raw({ url: url + encodeURIComponent(bad.replace(/\p{Cs}/gu, '')) })).statusCode, url + bad).toBeLessThan(500);
    }
    expect(slow).toEqual([]);
    expect((await admin.call(listRows, { entity: 'company' })).count).toEqual({ value: 1, exact: true });
  }, 120_000);
  it('are counted', () => expect(PAYLOADS.length).toBeGreaterThanOrEqual(40));
});
