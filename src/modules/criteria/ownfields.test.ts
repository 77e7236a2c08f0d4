import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { createOwnField, listFields, listOwnFields, orderOwnFields, updateOwnField } from './contract.ts';
import { customFieldRows, parseCustom } from './queries/custom.ts';
import { customProblem, keyOf } from './rules/custom.ts';
import { CUSTOM_KINDS, type CustomKind, type CustomValues } from './schema.ts';

let app: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const labels = async () =>
  (await admin.call(listOwnFields, { entity: 'contact' })).items.map(({ label, archived }) => (archived ? `(${label})` : label));
const add = (label: string, kind: CustomKind, more: object = {}) => admin.call(createOwnField, { entity: 'contact', label, kind, ...more });

describe('fields of a workspace’s own', () => {
  it('are made, renamed, ordered, archived and brought back', async () => {
    ({ admin } = await app.newWorkspace());
    const size = await add('Größe (cm)', 'number');
    expect(size).toMatchObject({ key: 'grosse_cm', label: 'Größe (cm)', required: false, archived: false });
    const level = await add('Level', 'choice', { options: [{ value: 'a', label: 'A' }] });
    await admin.call(orderOwnFields, { entity: 'contact', ids: [level.id] });
    expect(await labels()).toEqual(['Level', 'Größe (cm)']);
    await admin.call(updateOwnField, { id: level.id, label: 'Tier', archived: true });
    expect(await labels()).toEqual(['Größe (cm)', '(Tier)']);
    const inLists = async () =>
      (await admin.call(listFields, { entity: 'contact' })).items.map(({ key }) => key).filter((key) => key.startsWith('custom.'));
    expect(await inLists()).toEqual(['custom.grosse_cm']);
    await admin.call(updateOwnField, { id: level.id, archived: false });
    expect(await inLists()).toEqual(['custom.level', 'custom.grosse_cm']);
  });
  it('have a name of their own, and options where they are choices', async () => {
    ({ admin } = await app.newWorkspace());
    await add('Level', 'text');
    await expect(add('level', 'text')).rejects.toMatchObject({ code: 'conflict' });
    await expect(add('Job title', 'text')).rejects.toMatchObject({ code: 'conflict' });
    await expect(add('Tier', 'choice')).rejects.toMatchObject({ code: 'invalid' });
    await expect(
      add('Tier', 'choice', {
        options: [
          { value: 'a', label: 'A' },
          { value: 'b', label: 'a' },
        ],
      }),
    ).rejects.toMatchObject({ code: 'invalid' });
    await expect(add('Tier', 'text', { key: 'level' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(add('Tier', 'text', { key: "x'; --" })).rejects.toMatchObject({ code: 'invalid' });
  });
  it('take the right to make them', async () => {
    const { member } = await app.newWorkspace();
    await expect((await member('rep')).call(createOwnField, { entity: 'contact', label: 'x', kind: 'text' })).rejects.toMatchObject({
      status: 403,
    });
  });
  it('check what is written into them', async () => {
    ({ admin } = await app.newWorkspace());
    for (const kind of CUSTOM_KINDS)
      await add(`Own ${kind}`, kind, { key: kind, ...(kind.startsWith('choice') ? { options: [{ value: 'a', label: 'A' }] } : {}) });
    await add('Must', 'text', { required: true });
    const scope = await app.scopeOf(admin);
    const parse = (values: CustomValues, creating = false) =>
      app.context.runtime.read(scope, ({ tx }) => parseCustom(tx, scope, { entity: 'contact', values, creating }));
    expect(
      await parse({
        text: '  hello ',
        instant: '2026-03-01T10:00:00+02:00',
        choices: ['a', 'a'],
        number: 1.5,
        yes_no: false,
        member: admin.memberId,
        url: '',
      }),
    ).toEqual({
      text: 'hello',
      instant: '2026-03-01T08:00:00.000Z',
      choices: ['a'],
      number: 1.5,
      yes_no: false,
      member: admin.memberId,
      url: null,
    });
    expect(await parse({}, true)).toMatchObject({ errors: [{ field: 'custom.must', message: 'Must is required.' }] });
    const stranger = '01890000-0000-7000-8000-000000000000';
    expect(await parse({ nothing: 1, number: 'x', choice: 'z', member: stranger, must: ' ' })).toMatchObject({
      errors: ['nothing', 'number', 'choice', 'must', 'member'].map((key) => ({ field: `custom.${key}` })),
    });
    expect((await app.context.runtime.read(scope, ({ tx }) => customFieldRows(tx, scope, ['contact']))).custom).toHaveLength(
      CUSTOM_KINDS.length + 1,
    );
  });
});

describe('values by kind', () => {
  const field = (kind: CustomKind) => ({ kind, label: 'F', required: false, options: [{ value: 'a', label: 'A' }] });
  it.each<[CustomKind, CustomValues[string], CustomValues[string]]>([
    ['text', 'x', 'x\u0000'],
    ['text', 'x', 'x'.repeat(501)],
    ['long_text', 'x'.repeat(20_000), 7],
    ['number', -1.5, '1'],
    ['money', { amountMinor: 5, currency: 'EUR' }, { amountMinor: 5.5, currency: 'EUR' }],
    ['date', '2024-02-29', '2023-02-29'],
    ['date', '1999-12-31', '0999-12-31'],
    ['instant', '2024-01-01T00:00:00Z', '2024-01-01'],
    ['instant', '2024-01-01T00:00:00+02:00', '0001-01-01T00:00:00Z'],
    ['yes_no', false, 'yes'],
    ['choice', 'a', 'b'],
    ['choices', ['a'], ['a', 'b']],
    ['url', 'https://example.test/x', 'javascript:alert(1)'],
    ['email', 'a@example.test', 'a@'],
    ['phone', '+49 30 1', true],
    ['member', '01890000-0000-7000-8000-000000000000', 'me'],
  ])('%s: %#', (kind, good, bad) => {
    expect(customProblem(field(kind), good)).toBeUndefined();
    expect(customProblem(field(kind), bad)).toEqual(expect.any(String));
  });
  it('keys come from labels', () => {
    const taken = new Set(['contract_end', 'field']);
    expect(['Contract end', '2nd address', '合同', 'A & B', 'contract-end!'].map((label) => keyOf(label, taken))).toEqual([
      'contract_end_2',
      'nd_address',
      'field_2',
      'a_b',
      'contract_end_2',
    ]);
  });
});
