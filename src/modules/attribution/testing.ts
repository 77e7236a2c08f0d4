import { sql } from 'kysely';
import { anActivity } from '#modules/activities/testing.ts';
import { pastDeal, pastInvoice } from '#modules/reports/testing.ts';
import type { Client, TestApp } from '../../../test/harness.ts';

const at = (day: string, time = '09:00') => `2026-${day}T${time}:00.000Z`;

interface People {
  anna: { id: string; contactId: string };
  ben: { contactId: string };
  company: string;
  ads: string;
  fair: string;
}

/** Deals of one summer: won after some touches, with invoices; won without a touch; won in a currency without a rate; lost. */
export async function pastDeals(app: TestApp, admin: Client, { anna, company, ads }: People) {
  return app.command(admin, async (ctx) => {
    const kessler = await pastDeal(ctx, {
      status: 'won',
      at: at('06-01'),
      amountMinor: 100_000,
      companyId: company,
      contactId: anna.contactId,
      leadId: anna.id,
    });
    await sql`update deal set created_at = ${at('05-08')} where id = ${kessler}`.execute(ctx.tx);
    await pastInvoice(ctx, { at: at('06-10'), totalMinor: 60_001, dealId: kessler, companyId: company });
    const cancelled = await pastInvoice(ctx, { at: at('06-11'), totalMinor: 5_000, dealId: kessler, cancelled: true });
    await pastInvoice(ctx, { at: at('06-12'), totalMinor: 700, companyId: company });
    const alone = await pastDeal(ctx, { status: 'won', at: at('07-01'), amountMinor: 50_000 });
    const dollars = await pastDeal(ctx, { status: 'won', at: at('07-02'), amountMinor: 9_900, currency: 'XTS', campaignId: ads });
    const lost = await pastDeal(ctx, { status: 'lost', at: at('07-03'), amountMinor: 1, campaignId: ads });
    return { kessler, alone, dollars, lost, cancelled };
  });
}

/** What the people of the deal that was won did, and what is no touch: a machine's visit, a mail to them, a call in vain, an automatic answer, what came after. */
export async function pastTouches(app: TestApp, admin: Client, { anna, ben, company, fair }: People): Promise<void> {
  const visit = { kind: 'page_visit', side: 'customer', contactId: anna.contactId, memberId: null } as const;
  const call = { kind: 'call', side: 'sales', contactId: anna.contactId } as const;
  for (const one of [
    {
      kind: 'campaign_response',
      side: 'customer',
      occurredAt: at('05-02'),
      contactId: ben.contactId,
      campaignId: fair,
      direction: 'in',
    } as const,
    { ...visit, occurredAt: at('05-03'), traffic: 'human' } as const,
    { ...visit, occurredAt: at('05-03', '10:00'), traffic: 'human' } as const,
    { ...visit, occurredAt: at('05-04'), traffic: 'machine' } as const,
    { kind: 'mail', side: 'sales', direction: 'out', occurredAt: at('05-04'), contactId: anna.contactId } as const,
    { ...call, occurredAt: at('05-05'), outcome: 'no_answer' } as const,
    { ...call, occurredAt: at('05-10'), outcome: 'connected' } as const,
    {
      kind: 'mail_event',
      side: 'customer',
      occurredAt: at('05-20'),
      contactId: anna.contactId,
      outcome: 'clicked',
      traffic: 'human',
    } as const,
    {
      kind: 'mail',
      side: 'customer',
      direction: 'in',
      occurredAt: at('05-21'),
      contactId: anna.contactId,
      data: { automated: true },
    } as const,
    { kind: 'form', side: 'customer', direction: 'in', occurredAt: at('06-05'), contactId: anna.contactId, companyId: company } as const,
  ])
    await anActivity(app, admin, one);
}
