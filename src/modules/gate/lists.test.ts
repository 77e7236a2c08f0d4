import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMailPurpose, createSuppression } from '#modules/consents/contract.ts';
import { eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import type { Criteria } from '#modules/criteria/schema.ts';
import * as people from '#modules/lists/contract/people.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { limitReach } from '#modules/lists/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { checkGate, listOfChecked } from './contract/checks.ts';
import { anIntent } from './testing.ts';

let app: TestApp;
let admin: Client;
let marketer: Client;
let rep: Client;
let other: Client;
beforeAll(async () => {
  app = await openTestApp();
  const office = await app.newWorkspace();
  admin = office.admin;
  [marketer, rep] = [await office.member('marketer'), await office.member('rep')];
  other = (await app.newWorkspace('Theirs')).admin;
  await app.command(admin, (ctx) => limitReach(ctx, 'rep', { entity: 'contact', reach: 'own' }));
});
afterAll(() => app.close());

const on = (id: string, op: 'is_one_of' | 'is_none_of' = 'is_one_of'): Criteria => ({
  match: 'all',
  of: [{ field: 'on.list', op, value: [id] }],
});
const found = async (client: Client, criteria: Criteria) =>
  (await client.call(listRows, { entity: 'contact', criteria })).items.map(({ id }) => id).sort();
const listed = async (client: Client, id: string) => (await client.call(people.listPeopleLists, {})).items.find((one) => one.id === id);
const refused = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: { status: number }) => error.status,
  );

describe('a list of exactly these people', () => {
  it('holds who was put on it, by hand or by what was found then; it is a condition, also the other way round, and an audience', async () => {
    const { id: purposeId } = await admin.call(createMailPurpose, {
      name: 'Tips',
      description: 'Tips.',
      ground: 'interest',
      doubleOptIn: false,
    });
    const [ann, bob, cid] = [
      await aContact(admin, { lastName: 'Aa', emails: [{ email: 'ann@list.test' }] }),
      await aContact(admin, { lastName: 'Bb', emails: [{ email: 'bob@list.test' }] }),
      await aContact(admin, { lastName: 'Cc', emails: [{ email: 'cid@list.test' }] }),
    ];
    const { id, people: n } = await marketer.call(people.createPeopleList, { name: 'Fair', target: { ids: [ann, ann, bob] } });
    expect(n).toBe(2);
    expect(await found(marketer, on(id))).toEqual([ann, bob].sort());
    expect(await found(marketer, on(id, 'is_none_of'))).toEqual([cid]);
    expect(await marketer.call(people.addToPeopleList, { id, target: { ids: [bob, cid] } })).toEqual({ added: 1 });
    expect(await marketer.call(people.takeOffPeopleList, { id, target: { criteria: on(id), except: [ann, cid] } })).toEqual({ removed: 1 });
    expect(await found(marketer, on(id))).toEqual([ann, cid].sort());
    // Who meets the condition later does not come onto a list that was made of it.
    const all = await marketer.call(people.createPeopleList, { name: 'Everybody', target: { criteria: { match: 'all', of: [] } } });
    const late = await aContact(admin, { lastName: 'Dd' });
    expect(await found(marketer, on(all.id))).not.toContain(late);
    // Of one reason of a check, just those.
    await admin.call(createSuppression, { address: 'cid@list.test', note: 'asked us to stop' });
    const asked = { intent: anIntent({ purposeId }), criteria: on(id) };
    const counts = await marketer.call(checkGate, asked);
    const [reason] = counts.reasons.filter(({ grade }) => grade === 'block');
    expect([counts.total, counts.blocked, reason?.n]).toEqual([2, 1, 1]);
    const blocked = await marketer.call(listOfChecked, { ...asked, name: 'Look after', ...(reason ? { code: reason.code } : {}) });
    expect(blocked.people).toBe(1);
    expect(await found(marketer, on(blocked.id))).toEqual([cid]);
    const allowed = await marketer.call(listOfChecked, { ...asked, name: 'May get it', verdict: 'allowed' });
    expect(await found(marketer, on(allowed.id))).toEqual([ann]);
    // Put away it is offered no more, and goes on to keep people out.
    await marketer.call(people.changePeopleList, { id: blocked.id, archived: true });
    expect(await listed(marketer, blocked.id)).toBeUndefined();
    expect(await found(marketer, on(blocked.id, 'is_none_of'))).not.toContain(cid);
    await admin.call(eraseContact, { id: ann });
    expect((await listed(marketer, id))?.people).toBe(1);
  });

  it('shows and takes nobody out of reach, is changed by nobody else, and names of two do not clash', async () => {
    const mine = await aContact(rep, { lastName: 'Mine' });
    const far = await aContact(admin, { lastName: 'Far' });
    const { id, people: n } = await rep.call(people.createPeopleList, { name: 'Own', target: { ids: [mine, far] } });
    expect([n, await found(rep, on(id))]).toEqual([1, [mine]]);
    const shared = await marketer.call(people.createPeopleList, { name: 'Shared', target: { ids: [mine, far] } });
    expect([await found(rep, on(shared.id)), (await listed(rep, shared.id))?.people]).toEqual([[mine], 1]);
    expect(await listed(rep, shared.id)).toMatchObject({ mayChange: false });
    expect(
      await Promise.all(
        [
          rep.call(people.addToPeopleList, { id: shared.id, target: { ids: [mine] } }),
          rep.call(people.takeOffPeopleList, { id: shared.id, target: { ids: [mine] } }),
          rep.call(people.changePeopleList, { id: shared.id, name: 'Seized' }),
        ].map(refused),
      ),
    ).toEqual([403, 403, 403]);
    expect(await refused(rep.call(people.createPeopleList, { name: 'shared' }))).toBe(409);
    expect(await refused(rep.call(people.changePeopleList, { id, name: 'Shared' }))).toBe(409);
    const theirs = await other.call(people.createPeopleList, { name: 'Shared', target: { ids: [mine] } });
    expect(theirs.people).toBe(0);
    expect(
      await Promise.all(
        [
          other.call(people.addToPeopleList, { id, target: { ids: [mine] } }),
          other.call(people.changePeopleList, { id, archived: true }),
        ].map(refused),
      ),
    ).toEqual([404, 404]);
    expect(await found(other, on(id))).toEqual([]);
    expect(JSON.stringify(await other.call(people.listPeopleLists, {}))).not.toContain('Own');
  });
});
