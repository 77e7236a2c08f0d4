import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { openTestApp, type TestApp } from '../../../../test/harness.ts';
import {
  type Condition,
  Criteria,
  countNodes,
  HISTORY_KINDS,
  type History,
  MOST,
  type Node,
  operatorsOf,
  shapeOf,
  type ValueShape,
} from '../schema.ts';
import { FIELDS, NOW, seedRecords } from '../testing.ts';
import { compile } from './compile.ts';

let app: TestApp;
let scope: Scope;
beforeAll(async () => {
  app = await openTestApp();
  const { admin } = await app.newWorkspace();
  scope = await app.scopeOf(admin);
  await app.command(admin, (ctx) => seedRecords(ctx));
});
afterAll(() => app.close());

const compiled = (criteria: Criteria, few: boolean) =>
  compile(criteria, { fields: FIELDS, entity: 'company', row: 't', scope, now: NOW, zone: 'Europe/Berlin', currency: 'EUR', few });

async function run(criteria: Criteria, few = false): Promise<{ sql: string; ids: string[] } | string> {
  const condition = compiled(criteria, few);
  if (isRefusal(condition)) return condition.field ?? '';
  return app.context.runtime.read(scope, async ({ tx }) => {
    const query = sql<{
      id: string;
    }>`select t.id from company t where t.workspace_id = ${scope.workspaceId} and ${condition} order by t.id`;
    const { rows } = await query.execute(tx);
    return { sql: query.compile(tx).sql, ids: rows.map((row) => row.id) };
  });
}

const text = fc
  .oneof(fc.string({ maxLength: 40, unit: 'binary' }), fc.constantFrom("'", '%', '\\', '$1', '"', 'é', ''))
  .map((one) => one.replaceAll('\u0000', ''));
const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-30'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));
const amount = fc.record({ amountMinor: fc.maxSafeInteger(), currency: fc.constantFrom('EUR', 'USD') });
const span = fc.record({ n: fc.nat(10_000), unit: fc.constantFrom('minute', 'hour', 'day', 'week', 'month', 'year') });
const values: Record<ValueShape, fc.Arbitrary<unknown>> = {
  none: fc.constant(undefined),
  text: text.filter((one) => one !== ''),
  choice: text.filter((one) => one !== ''),
  texts: fc.array(text, { minLength: 1, maxLength: 20 }),
  choices: fc.array(text, { minLength: 1, maxLength: 20 }),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }),
  numbers: fc.tuple(fc.integer(), fc.nat()).map(([from, more]) => ({ from, to: from + more })),
  money: amount,
  moneys: amount.map((from) => ({ from, to: from })),
  day,
  days: fc.tuple(day, day).map((both) => ({ from: [...both].sort()[0], to: [...both].sort()[1] })),
  span,
  period: fc.record({ which: fc.constantFrom('this', 'last', 'next'), period: fc.constantFrom('day', 'week', 'month', 'quarter', 'year') }),
  id: fc.uuid(),
  ids: fc.array(fc.uuid(), { minLength: 1, maxLength: 5 }),
};

const condition: fc.Arbitrary<Condition> = fc
  .constantFrom(...FIELDS.values())
  .chain((field) =>
    fc
      .constantFrom(...operatorsOf(field.kind))
      .chain((op) =>
        values[shapeOf(field.kind, op) ?? 'none'].map(
          (value) => ({ field: field.key, op, ...(value === undefined ? {} : { value }) }) as Condition,
        ),
      ),
  );
const history = fc.record(
  {
    history: fc.constant('did'),
    kinds: fc.uniqueArray(fc.constantFrom(...HISTORY_KINDS), { minLength: 1, maxLength: 3 }),
    direction: fc.constantFrom('in', 'out'),
    outcomes: fc.array(text, { minLength: 1, maxLength: 3 }),
    campaignIds: fc.array(fc.uuid(), { minLength: 1, maxLength: 2 }),
    text: fc.record({
      in: fc.constantFrom('subject', 'address'),
      op: fc.constantFrom('is', 'contains', 'starts_with'),
      value: values.text,
    }),
    times: fc.record({ compare: fc.constantFrom('at_least', 'at_most', 'exactly'), n: fc.nat(10_000) }),
    when: fc.oneof(fc.record({ within: span }), values.days),
  },
  { requiredKeys: ['history', 'kinds'] },
) as fc.Arbitrary<History>;
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: MOST.depth - 2, withCrossShrink: true },
    condition,
    history,
    fc.record({
      match: fc.constantFrom('all', 'any', 'none'),
      of: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
    }) as fc.Arbitrary<Node>,
  ),
}));
const criteria = fc
  .record({ match: fc.constantFrom('all' as const, 'any' as const, 'none' as const), of: fc.array(node, { minLength: 1, maxLength: 4 }) })
  .filter((one) => countNodes(one) <= MOST.nodes);

describe('any criteria that the schema accepts', () => {
  it('compile, run, and mean the same for few records as for all', async () => {
    await fc.assert(
      fc.asyncProperty(criteria, async (one) => {
        expect(Criteria.safeParse(one).success).toBe(true);
        const all = await run(one);
        if (typeof all === 'string') expect(all).toMatch(/value$/);
        else expect(await run(one, true)).toMatchObject({ ids: all.ids });
      }),
      { numRuns: 80 },
    );
  }, 120_000);
  it('split the records into those that match and those that do not', async () => {
    await fc.assert(
      fc.asyncProperty(condition, async (one) => {
        const yes = await run({ match: 'all', of: [one] });
        const no = await run({ match: 'none', of: [one] });
        if (typeof yes === 'string' || typeof no === 'string') return;
        expect(new Set([...yes.ids, ...no.ids]).size).toBe(4);
        expect(yes.ids.length + no.ids.length).toBe(4);
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

const PAYLOADS = [
  "'",
  '";--',
  "' or 1=1 --",
  'pg_sleep(2)',
  "'); drop table company; --",
  '$1',
  '$9',
  '::text',
  'UTC',
  '\\',
  '%',
  '{}',
  '${',
  '\u2019',
  '＇',
  '\u202e',
  '😀',
  "E'\\''",
];

describe('hostile text', () => {
  const plain = { field: 'industry', op: 'is', value: 'x' } as const;
  it('never changes the statement, only its values', async () => {
    const clean = await run({ match: 'all', of: [plain] });
    for (const value of PAYLOADS) {
      const dirty = await run({ match: 'all', of: [{ ...plain, value }] });
      expect(typeof dirty === 'string' ? dirty : dirty.sql).toBe(typeof clean === 'string' ? clean : clean.sql);
    }
  });
  it('is refused as a field, an operator, a kind, a unit', async () => {
    for (const bad of PAYLOADS) {
      expect(await run({ match: 'all', of: [{ ...plain, field: bad }] })).toBe('criteria.of[0].field');
      const nodes = [
        { ...plain, op: bad },
        { history: 'did', kinds: [bad] },
        { history: bad, kinds: ['call'] },
      ];
      for (const one of nodes) expect(Criteria.safeParse({ match: 'all', of: [one] }).success).toBe(false);
      expect(Criteria.safeParse({ match: bad, of: [] }).success).toBe(false);
    }
  });
  it('is refused where PostgreSQL could not hold it', () => {
    for (const value of ['a\u0000b', ['\u0000'], 'x'.repeat(501)])
      expect(Criteria.safeParse({ match: 'all', of: [{ ...plain, value }] }).success).toBe(false);
  });
});

describe('size', () => {
  const plain: Node = { field: 'industry', op: 'is_set' };
  const nested = (depth: number): unknown => {
    let one: unknown = plain;
    for (let level = 0; level < depth; level++) one = { match: 'all', of: [one] };
    return one;
  };
  it('is bounded in depth, even a hundred thousand levels', () => {
    expect(Criteria.safeParse(nested(MOST.depth)).success).toBe(true);
    expect(Criteria.safeParse(nested(MOST.depth + 1)).success).toBe(false);
    expect(Criteria.safeParse(nested(100_000)).success).toBe(false);
  });
  it('is bounded in number and in values', () => {
    expect(Criteria.safeParse({ match: 'all', of: Array(MOST.nodes - 1).fill(plain) }).success).toBe(true);
    expect(Criteria.safeParse({ match: 'all', of: Array(MOST.nodes).fill(plain) }).success).toBe(false);
    const list = (n: number) => ({ match: 'all', of: [{ field: 'industry', op: 'is_one_of', value: Array(n).fill('x') }] });
    expect(Criteria.safeParse(list(MOST.values)).success).toBe(true);
    expect(Criteria.safeParse(list(MOST.values + 1)).success).toBe(false);
  });
  it('needs a condition where any or none is asked', () => {
    expect(Criteria.safeParse({ match: 'all', of: [] }).success).toBe(true);
    expect(Criteria.safeParse({ match: 'any', of: [] }).success).toBe(false);
    expect(Criteria.safeParse({ match: 'all', of: [{ match: 'all', of: [] }] }).success).toBe(false);
  });
});
