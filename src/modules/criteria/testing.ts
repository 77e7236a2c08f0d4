import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Field, FieldSet } from './fields.ts';
import { customFieldsOf } from './queries/custom.ts';
import type { CustomKind, Kind } from './schema.ts';

/** Already 12 March, a Thursday, in Berlin. */
export const NOW = '2026-03-11T23:30:00.000Z';

const own = (key: string, kind: Kind, { column, ...more }: { column: string } & Partial<Omit<Field, 'column'>>): Field => ({
  entity: 'company',
  key,
  label: key,
  kind,
  group: 'Test',
  sql: (row) => sql.ref(`${row}.${column}`),
  ...more,
});

const CUSTOM: readonly [string, CustomKind][] = [
  ['on', 'date'],
  ['at', 'instant'],
  ['yes', 'yes_no'],
  ['level', 'choice'],
  ['marks', 'choices'],
  ['count', 'number'],
  ['worth', 'money'],
  ['who', 'member'],
  ['words', 'text'],
  ['story', 'long_text'],
];

const fields: Field[] = [
  own('industry', 'text', { column: 'industry' }),
  own('about', 'long_text', { column: 'description' }),
  own('employees', 'number', { column: 'employee_count' }),
  own('revenue', 'money', { column: 'annual_revenue_minor', currency: (row) => sql.ref(`${row}.currency`) }),
  own('lastActivity', 'instant', { column: 'last_activity_at' }),
  own('tags', 'choices', { column: 'tags' }),
  own('owner', 'member', { column: 'owner_id' }),
  own('parent', 'record', { column: 'parent_id', record: 'company' }),
  // The same fact by way of another row: must answer alike.
  {
    entity: 'company',
    key: 'via.industry',
    label: 'Industry',
    kind: 'text',
    group: 'Test',
    matching: (row, test, scope) =>
      sql`exists (select from company o where o.workspace_id = ${scope.workspaceId} and o.id = ${sql.ref(`${row}.id`)} and ${test(sql`o.industry`)})`,
  },
  ...customFieldsOf(
    CUSTOM.map(([key, kind]) => ({ id: '', entity: 'company', key, label: key, kind, options: [], required: false, archived: false })),
  ),
];

/** Fields of every kind on companies, for tests of the compiler. */
export const FIELDS: FieldSet = new Map(fields.map((field) => [field.key, field]));

/** Fields that hold the same values for `seedRecords`, by kind. */
export const ALL_KINDS: Readonly<Record<Kind, readonly string[]>> = {
  text: ['industry', 'via.industry', 'custom.words'],
  long_text: ['about', 'custom.story'],
  number: ['employees', 'custom.count'],
  money: ['revenue', 'custom.worth'],
  date: ['custom.on'],
  instant: ['lastActivity', 'custom.at'],
  yes_no: ['custom.yes'],
  choice: ['custom.level'],
  choices: ['tags', 'custom.marks'],
  member: ['owner', 'custom.who'],
  record: ['parent'],
};

/** Companies A, B, C with values and N without, and what happened to them. Returns ids by name, `me` and `other` for members. */
export async function seedRecords(ctx: Ctx): Promise<Record<string, string>> {
  const { tx, scope } = ctx;
  const ws = scope.workspaceId;
  const me = scope.actor.memberId ?? '';
  const { id: other } = await tx
    .insertInto('member')
    .values({ workspace_id: ws, email: 'other@example.test', name: 'Other', roles: ['rep'], status: 'active' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { rows } = await sql<{ name: string; id: string }>`
    insert into company (workspace_id, name, industry, description, employee_count, annual_revenue_minor, currency, last_activity_at, tags, owner_id, custom)
    values
      (${ws}, 'A', 'Software', 'makes tools', 10, 100000, 'EUR', '2026-03-11T23:10:00Z', '{fair,vip}', ${me}, ${JSON.stringify({
        on: '2026-03-12',
        at: '2026-03-11T23:10:00.000Z',
        yes: true,
        level: 'gold',
        marks: ['fair', 'vip'],
        count: 10,
        worth: { amountMinor: 100_000, currency: 'EUR' },
        who: me,
        words: 'Software',
        story: 'makes tools',
      })}::jsonb),
      (${ws}, 'B', 'Steel', 'builds tools, repairs', 50, 200000, 'EUR', '2026-03-11T12:00:00Z', '{fair}', ${other}, ${JSON.stringify({
        on: '2026-03-01',
        at: '2026-03-11T12:00:00.000Z',
        yes: false,
        level: 'silver',
        marks: ['fair'],
        count: 50,
        worth: { amountMinor: 200_000, currency: 'EUR' },
        who: other,
        words: 'Steel',
        story: 'builds tools, repairs',
      })}::jsonb),
      (${ws}, 'C', '100 % mining', 'digs', 500, 700, 'USD', '2026-03-31T22:00:00Z', '{old}', null, ${JSON.stringify({
        on: '2026-05-01',
        at: '2026-03-31T22:00:00.000Z',
        level: 'bronze',
        marks: ['old'],
        count: 500,
        worth: { amountMinor: 700, currency: 'USD' },
        words: '100 % mining',
        story: 'digs',
      })}::jsonb),
      (${ws}, 'N', null, null, null, null, null, null, '{}', null, ${JSON.stringify({ on: 7, at: 'soon', yes: 'yes', marks: 'old', count: 'x', worth: 3, who: 'me' })}::jsonb)
    returning name, id`.execute(tx);
  const ids = Object.fromEntries(rows.map((row) => [row.name, row.id]));
  await sql`update company set parent_id = case name when 'B' then ${ids.A}::uuid else ${ids.B}::uuid end
    where workspace_id = ${ws} and name in ('B', 'C')`.execute(tx);
  await seedHistory(ctx, ids);
  return { ...ids, me, other };
}

async function seedHistory({ tx, scope }: Ctx, ids: Readonly<Record<string, string>>): Promise<void> {
  const ws = scope.workspaceId;
  const entry = (name: string, occurredAt: string, more: Record<string, unknown>) =>
    tx
      .insertInto('activity')
      .values({ workspace_id: ws, company_id: ids[name] ?? null, occurred_at: occurredAt, kind: 'page_visit', side: 'customer', ...more })
      .returning('id')
      .executeTakeFirstOrThrow();
  await entry('A', '2026-03-10T10:00:00Z', { data: JSON.stringify({ path: '/pricing' }), traffic: 'human' });
  await entry('A', '2026-03-01T10:00:00Z', { data: JSON.stringify({ path: '/' }) });
  await entry('A', '2025-12-31T22:59:00Z', { data: JSON.stringify({ path: '/blog' }) });
  await entry('B', '2026-03-09T10:00:00Z', { data: JSON.stringify({ path: '/blog/pricing' }) });
  await entry('B', '2026-03-09T11:00:00Z', { traffic: 'machine' });
  await entry('B', '2026-03-09T11:00:00Z', { traffic: 'suspected', kind: 'file_download' });
  const call = { kind: 'call', direction: 'out', side: 'sales', subject: 'The Offer' };
  // Versions stand in the order of their ids, which are made of the time: here of times far enough apart.
  const version = (minute: number) => ({ id: sql<string>`uuid7(${`2026-03-04T10:0${minute}:00Z`}::timestamptz)` });
  const first = await entry('C', '2026-03-02T10:00:00Z', { ...call, ...version(0), outcome: 'no_answer' });
  await entry('C', '2026-03-02T10:00:00Z', { ...call, ...version(1), outcome: 'busy', corrects_id: first.id });
  await entry('C', '2026-03-02T10:00:00Z', { ...call, ...version(2), outcome: 'connected', corrects_id: first.id });
  const meeting = await entry('C', '2026-03-03T10:00:00Z', { kind: 'meeting', ...version(0) });
  await entry('C', '2026-03-03T10:00:00Z', { kind: 'meeting', ...version(1), corrects_id: meeting.id, retracted: true });
}
