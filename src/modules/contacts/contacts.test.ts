import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { aContact } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const get = (client: Client, id: string) => client.call(contract.getContact, { id });

describe('a contact', () => {
  it('has several addresses, the first of which stands for it, and a title that is understood', async () => {
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    await admin.call(createOwnField, { entity: 'contact', label: 'Mother tongue', kind: 'text' });
    const id = await aContact(rep, {
      firstName: 'Anna',
      lastName: 'Berg',
      emails: [{ email: 'Anna.Berg@Acme.test', kind: 'work' }, { email: 'anna@home.test' }],
      phones: [{ phone: '030 123456' }, { phone: '+1 (212) 555-0100', kind: 'mobile' }],
      jobTitle: 'Leiterin Einkauf',
      companyName: 'Acme',
      interests: ['pumps'],
      custom: { mother_tongue: 'de' },
    });
    expect(await get(rep, id)).toMatchObject({
      name: 'Anna Berg',
      email: 'anna.berg@acme.test',
      emails: [
        { email: 'anna.berg@acme.test', kind: 'work' },
        { email: 'anna@home.test', kind: null },
      ],
      phone: '+4930123456',
      phones: [
        { phone: '+4930123456', raw: '030 123456' },
        { phone: '+12125550100', kind: 'mobile' },
      ],
      jobFunction: 'purchasing',
      seniority: 'head',
      company: { name: 'Acme', customerStatus: 'prospect' },
      owner: { id: rep.memberId },
      custom: { mother_tongue: 'de' },
      mailPermission: 'unknown',
    });
    await rep.call(contract.changeContact, { id, emails: [{ email: 'anna@home.test' }], phones: [], jobTitle: 'CEO' });
    expect(await get(rep, id)).toMatchObject({
      email: 'anna@home.test',
      emails: [{ email: 'anna@home.test' }],
      phone: null,
      phones: [],
      jobFunction: 'general_management',
      seniority: 'c_level',
    });
  });

  it('needs a name or an address, and addresses and numbers that are such', async () => {
    const { admin } = await app.newWorkspace();
    await expect(admin.call(contract.createContact, {})).rejects.toMatchObject({ status: 400 });
    await expect(admin.call(contract.createContact, { lastName: 'x', emails: [{ email: 'nowhere' }] })).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'emails[0].email' }],
    });
    await expect(admin.call(contract.createContact, { lastName: 'x', phones: [{ phone: 'call me' }] })).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'phones[0].phone' }],
    });
    await expect(admin.call(contract.createContact, { lastName: 'x', companyId: crypto.randomUUID() })).rejects.toMatchObject({
      status: 400,
    });
  });

  it('is one person per address: a second is refused with the name and the place of the first', async () => {
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    const anna = await aContact(admin, { firstName: 'Anna', lastName: 'Berg', emails: [{ email: 'anna@one.test' }] });
    const bert = await aContact(admin);
    const refused = {
      status: 409,
      errors: [{ field: 'emails[1].email', message: expect.stringMatching(new RegExp(`Anna Berg.*/contacts/${anna}`)) }],
    };
    const emails = [{ email: 'new@one.test' }, { email: 'ANNA@one.test' }];
    await expect(admin.call(contract.createContact, { lastName: 'x', emails })).rejects.toMatchObject(refused);
    await expect(admin.call(contract.changeContact, { id: bert, emails })).rejects.toMatchObject(refused);
    await admin.call(setReach, { role: 'rep', entity: 'contact', read: 'own', write: 'own' });
    const failure = await rep.call(contract.createContact, { lastName: 'x', emails }).catch((error) => error);
    expect(failure.status).toBe(409);
    expect(String(failure)).not.toContain('Berg');
    await admin.call(contract.trashContact, { id: anna });
    await expect(admin.call(contract.createContact, { lastName: 'x', emails })).rejects.toMatchObject({
      status: 409,
      errors: [{ message: expect.stringContaining('in the trash') }],
    });
    await admin.call(contract.restoreContact, { id: anna });
    expect((await get(admin, anna)).deletedAt).toBeNull();
  });

  it('two at the same moment with one address: one of them is made', async () => {
    const { admin } = await app.newWorkspace();
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => admin.call(contract.createContact, { lastName: 'Race', emails: [{ email: 'race@one.test' }] })),
    );
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of results) if (one.status === 'rejected') expect(one.reason.status).toBe(409);
  });

  it('changes the employer: the job before is closed, the history stays', async () => {
    const { admin } = await app.newWorkspace();
    const [first, second, third] = [
      await aCompany(admin, { name: 'First' }),
      await aCompany(admin, { name: 'Second' }),
      await aCompany(admin, { name: 'Third' }),
    ];
    const id = await aContact(admin, { companyId: first, jobTitle: 'Buyer' });
    await admin.call(contract.addEmployment, { id, companyId: second, jobTitle: 'Head of Purchasing', startsOn: '2026-02-01' });
    const moved = await get(admin, id);
    expect(moved).toMatchObject({ company: { name: 'Second' }, jobTitle: 'Head of Purchasing', seniority: 'head' });
    expect(moved.employments).toMatchObject([
      { company: { name: 'Second' }, jobTitle: 'Head of Purchasing', startsOn: '2026-02-01', endsOn: null },
      { company: { name: 'First' }, jobTitle: 'Buyer', startsOn: null, endsOn: '2026-02-01' },
    ]);
    await admin.call(contract.changeContact, { id, companyId: third });
    await admin.call(contract.changeContact, { id, companyId: null });
    const left = await get(admin, id);
    expect(left.company).toBeNull();
    expect(left.employments?.map((one) => one.endsOn === null)).toEqual([false, false, false]);
    await expect(
      admin.call(contract.addEmployment, { id: await aContact(admin, { companyId: first }), companyId: first }),
    ).rejects.toMatchObject({ status: 409 });
    const colleagues = await admin.call(contract.readContactSurroundings, { id: await aContact(admin, { companyId: first }) });
    expect(colleagues.people.total).toBe(1);
  });

  it('stays within the workspace, the reach and the field rights', async () => {
    const { admin, member } = await app.newWorkspace();
    const [rep, other, marketer] = [await member('rep'), await member('rep'), await member('marketer')];
    const id = await aContact(other, { phones: [{ phone: '030 123456' }], jobTitle: 'Buyer' });
    await admin.call(setReach, { role: 'rep', entity: 'contact', read: 'own', write: 'own' });
    await expect(get(rep, id)).rejects.toMatchObject({ status: 404 });
    for (const endpoint of [contract.changeContact, contract.trashContact, contract.readContactSurroundings, contract.exportContact])
      await expect(rep.call<typeof contract.getContact>(endpoint as never, { id })).rejects.toMatchObject({ status: 404 });
    expect((await get(other, id)).writable).toBe(true);
    await admin.call(setFieldRight, { role: 'marketer', entity: 'contact', field: 'phone', access: 'hidden' });
    await admin.call(setFieldRight, { role: 'marketer', entity: 'contact', field: 'email', access: 'read' });
    await admin.call(setFieldRight, { role: 'marketer', entity: 'contact', field: 'company', access: 'read' });
    const seen = await get(marketer, id);
    expect(JSON.stringify(seen)).not.toContain('123456');
    expect(seen.emails).toHaveLength(1);
    expect((await marketer.call(contract.listSimilarContacts, { phone: '030 123456' })).items).toEqual([]);
    for (const values of [{ phones: [] }, { emails: [] }, { companyId: null }])
      await expect(marketer.call(contract.changeContact, { id, ...values })).rejects.toMatchObject({ status: 403 });
    const { admin: stranger } = await app.newWorkspace();
    for (const endpoint of [contract.getContact, contract.changeContact, contract.eraseContact, contract.exportContact])
      await expect(stranger.call<typeof contract.getContact>(endpoint as never, { id })).rejects.toMatchObject({ status: 404 });
    await aContact(stranger, { emails: [{ email: 'person@shared.test' }] });
    await aContact(admin, { emails: [{ email: 'person@shared.test' }] });
  });

  it('is found before it is made twice', async () => {
    const { admin } = await app.newWorkspace();
    const id = await aContact(admin, {
      firstName: 'Petra',
      lastName: 'Klein',
      emails: [{ email: 'petra@klein.test' }, { email: 'p@k.test' }],
      phones: [{ phone: '+49 30 999888' }],
      companyName: 'Klein AG',
    });
    const similar = async (input: object) => (await admin.call(contract.listSimilarContacts, input)).items;
    expect(await similar({ email: 'P@K.test' })).toMatchObject([{ id, because: 'same_mail', company: 'Klein AG' }]);
    expect(await similar({ phone: '030-999888' })).toMatchObject([{ id, because: 'same_phone' }]);
    expect(await similar({ name: 'Petra Klein', company: 'Klein AG' })).toMatchObject([{ id, because: 'same_name_and_company' }]);
    expect(await similar({ name: 'petra klein' })).toMatchObject([{ id, because: 'same_name' }]);
    expect(await similar({ name: 'pet kle' })).toMatchObject([{ id, because: 'similar_name' }]);
    expect(await similar({ name: 'Zoe' })).toEqual([]);
  });
});
