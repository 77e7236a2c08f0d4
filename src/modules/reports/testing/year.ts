import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Client, TestApp } from '../../../../test/harness.ts';
import { pastActivity, pastCampaign, pastCompany, pastDeal, pastHandoff, pastInvoice, pastLead } from '../testing.ts';

export const NOW = '2026-11-20T12:00:00.000Z';
export const day = (date: string, time = '09:00') => `${date}T${time}:00.000Z`;

export interface Past {
  admin: Client;
  member: Awaited<ReturnType<TestApp['newWorkspace']>>['member'];
  ids: Record<string, string>;
}

/** A year with one of everything that the figures tell apart. */
export async function aYear(app: TestApp): Promise<Past> {
  app.setNow(NOW);
  const { admin, member } = await app.newWorkspace();
  const rep = await member('rep');
  const ids = await app.command(admin, async (ctx) => {
    const guide = await pastCampaign(ctx, { name: 'Guide', costMinor: 420_000 });
    const fair = await pastCampaign(ctx, { name: 'Fair' });
    const kessler = await pastCompany(ctx, 'Kessler');
    // Before the period, and before any call.
    await pastLead(ctx, { name: 'Older', openedAt: day('2025-06-01') });
    const unknown = await pastLead(ctx, { name: 'Before calls', openedAt: day('2026-01-10'), channel: 'event', campaignId: fair });
    // Called within two hours; won.
    const quick = await pastLead(ctx, {
      name: 'Quick',
      openedAt: day('2026-03-03'),
      channel: 'webinar',
      campaignId: guide,
      stage: 'customer',
      through: ['inquiry', 'mql', 'sal', 'sql', 'opportunity'],
      companyId: kessler,
    });
    await pastActivity(ctx, { kind: 'call', at: day('2026-03-01'), contactId: unknown.contactId });
    await pastActivity(ctx, { kind: 'call', at: day('2026-03-03', '11:00'), contactId: quick.contactId, memberId: rep.memberId });
    // Friday afternoon, called on Monday afternoon: late by the calendar, kept in working hours.
    const weekend = await pastLead(ctx, {
      name: 'Weekend',
      openedAt: day('2026-03-06', '15:00'),
      channel: 'webinar',
      campaignId: guide,
      stage: 'recycled',
      through: ['inquiry', 'mql'],
    });
    await pastActivity(ctx, { kind: 'call', at: day('2026-03-09', '15:00'), leadId: weekend.id, memberId: rep.memberId });
    // Never touched; a call that was taken back and a program's mail are no touch.
    const never = await pastLead(ctx, {
      name: 'Never',
      openedAt: day('2026-04-01'),
      channel: 'webinar',
      stage: 'mql',
      through: ['inquiry'],
    });
    const wrong = await pastActivity(ctx, { kind: 'call', at: day('2026-04-01', '10:00'), contactId: never.contactId });
    await pastActivity(ctx, {
      kind: 'call',
      at: day('2026-04-01', '10:00'),
      contactId: never.contactId,
      correctsId: wrong,
      retracted: true,
    });
    await pastActivity(ctx, { kind: 'mail', at: day('2026-04-01', '10:30'), contactId: never.contactId, data: { automated: true } });
    // The customer called first.
    const eager = await pastLead(ctx, { name: 'Eager', openedAt: day('2026-05-05'), channel: null, stage: 'sql', through: ['inquiry'] });
    await pastActivity(ctx, { kind: 'call', at: day('2026-05-05', '09:30'), contactId: eager.contactId, direction: 'in' });
    // Old, but with an open deal: no limbo. Old, but with a visit last week: no limbo. Yesterday's lead: its time is not up.
    const busy = await pastLead(ctx, { name: 'Busy', openedAt: day('2026-06-01'), stage: 'opportunity', through: ['inquiry'] });
    await pastDeal(ctx, { status: 'open', at: day('2026-06-02'), amountMinor: 900_000, contactId: busy.contactId });
    const reading = await pastLead(ctx, { name: 'Reading', openedAt: day('2026-06-01') });
    await pastActivity(ctx, { kind: 'page_visit', at: day('2026-11-15'), contactId: reading.contactId, direction: 'in' });
    await pastLead(ctx, { name: 'Fresh', openedAt: day('2026-11-20', '08:00'), channel: 'webinar' });
    const deal = await pastDeal(ctx, {
      status: 'won',
      at: day('2026-05-10'),
      amountMinor: 1_200_000,
      leadId: quick.id,
      contactId: quick.contactId,
      companyId: kessler,
      campaignId: guide,
    });
    await pastDeal(ctx, { status: 'won', at: day('2026-05-11'), amountMinor: null, campaignId: guide });
    await pastDeal(ctx, { status: 'won', at: day('2026-07-01'), amountMinor: 50_000, currency: 'USD' });
    await pastInvoice(ctx, { at: day('2026-05-20'), totalMinor: 1_150_000, dealId: deal, companyId: kessler });
    await pastInvoice(ctx, { at: day('2026-06-20'), totalMinor: 10_000, companyId: kessler });
    await pastInvoice(ctx, { at: day('2026-06-21'), totalMinor: 99_999, companyId: kessler, cancelled: true });
    await pastInvoice(ctx, { at: day('2026-06-22'), totalMinor: null });
    const { rows } = await sql<{
      id: string;
    }>`insert into reason (workspace_id, class, code, label) values (${ctx.scope.workspaceId}, 'not_fit', 'too_small', 'Too small') returning id`.execute(
      ctx.tx,
    );
    const tooSmall = rows[0]?.id ?? '';
    return {
      guide,
      fair,
      kessler,
      quick: quick.id,
      weekend: weekend.id,
      never: never.id,
      eager: eager.id,
      deal,
      tooSmall,
      quickContact: quick.contactId,
    };
  });
  return { admin, member, ids };
}

/** The same year with hand-offs, verdicts, a return and conversions of a campaign. */
export async function aYearWithHandoffs(app: TestApp): Promise<Past> {
  const past = await aYear(app);
  const { admin, ids } = past;
  await app.command(admin, async (ctx: Ctx) => {
    const leadOf = async (id: string) => {
      const row = await ctx.tx.selectFrom('lead').select('contact_id').where('id', '=', id).executeTakeFirstOrThrow();
      return { id, contactId: row.contact_id };
    };
    const guide = { campaignId: ids.guide ?? '' };
    await pastHandoff(ctx, {
      lead: await leadOf(ids.quick ?? ''),
      at: day('2026-03-03', '10:00'),
      decision: 'accepted',
      quality: 5,
      ...guide,
    });
    await pastHandoff(ctx, {
      lead: await leadOf(ids.weekend ?? ''),
      at: day('2026-03-07'),
      decision: 'recycled',
      reasonId: ids.tooSmall ?? '',
      quality: 2,
      ...guide,
    });
    await pastHandoff(ctx, { lead: await leadOf(ids.never ?? ''), at: day('2026-04-02') });
    await pastHandoff(ctx, { lead: await leadOf(ids.eager ?? ''), at: day('2026-05-06'), decision: 'accepted_by_default' });
    await sql`insert into recycle_plan (workspace_id, lead_id, contact_id, reason_id, returned_at, earliest_on, cycle)
      select workspace_id, id, contact_id, ${ids.tooSmall}, ${day('2026-11-10')}, '2026-11-20', 1 from lead where id = ${ids.weekend}`.execute(
      ctx.tx,
    );
    for (const validation of ['sales_lead', 'not_a_lead', 'unreviewed'])
      await sql`insert into conversion (workspace_id, kind, campaign_id, occurred_at, validation) values (${ctx.scope.workspaceId}, 'form', ${ids.guide}, ${day('2026-03-03')}, ${validation})`.execute(
        ctx.tx,
      );
    return {};
  });
  return past;
}
