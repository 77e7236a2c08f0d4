import { anActivity } from '#modules/activities/testing.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import * as leads from '#modules/leads/contract/leads.ts';
import { listReasons } from '#modules/leads/contract/reasons.ts';
import { aSignedProfile } from '#modules/scoring/testing.ts';
import type { Client, TestApp } from '../../../test/harness.ts';
import { listHandoffs } from './contract/handoffs.ts';

export interface Office {
  workspaceId: string;
  admin: Client;
  sales: Client;
  marketing: Client;
  marketer: Client;
  rep: Client;
  member: Awaited<ReturnType<TestApp['newWorkspace']>>['member'];
}

/** Both teams with a signed profile and, unless left out, the sample agreement in force. It is Wednesday morning, ten o'clock in Berlin. */
export async function anOffice(app: TestApp, more: { agreement?: boolean } = {}): Promise<Office> {
  app.setNow(MORNING);
  const { workspaceId, admin, member } = await app.newWorkspace();
  const sales = await member('sales_lead', { name: 'Okafor' });
  const marketing = await member('marketing_lead', { name: 'Ruiz' });
  const office = {
    workspaceId,
    admin,
    member,
    sales,
    marketing,
    marketer: await member('marketer', { name: 'Mara' }),
    rep: await member('rep', { name: 'Anna' }),
  };
  await aSignedProfile(office);
  if (more.agreement !== false) await anAgreementInForce(office);
  await app.runAllJobs();
  return office;
}

export const MORNING = '2026-03-04T09:00:00.000Z';
export const later = (hours: number, from = MORNING) => new Date(Date.parse(from) + hours * 3_600_000).toISOString();

/** A person who fits: a head of something in a company of a hundred. */
export async function aGoodFit(
  client: Client,
  values: { firstName?: string; lastName?: string; companyId?: string } = {},
): Promise<string> {
  const companyId = values.companyId ?? (await aCompany(client, { employeeCount: 100 }));
  return aContact(client, { jobTitle: 'Head of Operations', phones: [{ phone: '+49 30 1234567' }], ...values, companyId });
}

/** A lead of a person who fits, as a form brings it. */
export async function aLead(
  office: Office,
  more: { contactId?: string; handRaised?: boolean; campaignId?: string; whyNow?: string } = {},
): Promise<{ leadId: string; contactId: string }> {
  const contactId = more.contactId ?? (await aGoodFit(office.marketer));
  const { id } = await office.marketer.call(leads.openLead, { contactId, conversionKind: 'form', ...more });
  return { leadId: id, contactId };
}

/** Two forms and a meeting: enough for the first engagement class. */
export async function engage(app: TestApp, office: Office, contactId: string): Promise<void> {
  for (const kind of ['form', 'chat', 'form'] as const)
    await anActivity(app, office.marketer, { kind, contactId, memberId: null, evidence: 'system' });
  await app.runAllJobs();
}

/** A lead that was handed off by what the person did. */
export async function aHandoff(app: TestApp, office: Office, more: { contactId?: string } = {}) {
  const { leadId, contactId } = await aLead(office, more);
  await engage(app, office, contactId);
  const { items } = await office.sales.call(listHandoffs, {});
  const handoff = items.find((one) => one.leadId === leadId);
  if (!handoff) throw new Error('this lead was not handed off');
  return { leadId, contactId, handoff };
}

export async function reasonId(client: Client, code: string): Promise<string> {
  const { items } = await client.call(listReasons, {});
  const reason = items.find((one) => one.code === code);
  if (!reason) throw new Error(`there is no reason ${code}`);
  return reason.id;
}
