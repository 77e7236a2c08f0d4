import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { putExchangeRate } from '#modules/currencies/contract.ts';
import { limitReach } from '#modules/lists/testing.ts';
import { changeInvoice } from '#modules/orders/contract/documents.ts';
import { createPayment, removePayment } from '#modules/orders/contract/payments.ts';
import { getReconciliation } from '#modules/orders/contract/reconciliation.ts';
import { pastCampaign, pastCompany, pastLead } from '#modules/reports/testing.ts';
import { type Client, openTestApp, Problem, someoneWaits, type TestApp } from '../../../test/harness.ts';
import { signVersion } from './commands/versions.ts';
import { getDealAttribution } from './contract/deal.ts';
import * as reports from './contract/returns.ts';
import * as versions from './contract/versions.ts';
import { DIMENSIONS, MODELS, USUAL_TERMS } from './schema.ts';
import { pastDeals, pastTouches } from './testing.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const at = (day: string, time = '09:00') => `2026-${day}T${time}:00.000Z`;
const DAYS = { from: '2026-01-01', to: '2026-11-20' };

let app: TestApp;
let admin: Client;
let member: Awaited<ReturnType<TestApp['newWorkspace']>>['member'];
let ids: { kessler: string; alone: string; dollars: string; lost: string; fair: string; ads: string; anna: string; cancelled: string };

/** One deal with everything around it that is a touch, and everything that is none. */
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  ({ admin, member } = await app.newWorkspace());
  const people = await app.command(admin, async (ctx) => {
    const company = await pastCompany(ctx, 'Kessler');
    const anna = await pastLead(ctx, { name: 'Anna', openedAt: at('05-03'), channel: 'event', companyId: company });
    const ben = await pastLead(ctx, { name: 'Ben', openedAt: at('05-02'), companyId: company });
    const fair = await pastCampaign(ctx, { name: 'Fair', costMinor: 30_000 });
    const ads = await pastCampaign(ctx, { name: 'Ads', costMinor: 10_000 });
    await sql`update campaign set channel = 'event', starts_on = '2026-05-01', ends_on = '2026-05-30' where id = ${fair}`.execute(ctx.tx);
    await sql`update campaign set channel = 'paid', starts_on = '2026-01-01' where id = ${ads}`.execute(ctx.tx);
    await sql`insert into conversion (workspace_id, lead_id, contact_id, kind, channel, campaign_id, occurred_at, validation)
      values (${ctx.scope.workspaceId}, ${anna.id}, ${anna.contactId}, 'form', 'event', ${fair}, ${at('05-03')}, 'sales_lead'),
        (${ctx.scope.workspaceId}, ${ben.id}, ${ben.contactId}, 'form', 'event', ${fair}, ${at('05-02')}, 'not_a_lead')`.execute(ctx.tx);
    return { company, anna, ben, fair, ads };
  });
  const { anna, fair, ads } = people;
  ids = { ...(await pastDeals(app, admin, people)), fair, ads, anna: anna.contactId };
  await pastTouches(app, admin, people);
  await app.runAllJobs();
  await app.tick('attribution.due');
  await app.runAllJobs();
});
afterAll(() => app?.close());

async function everyRow(client: Client, input: Omit<Parameters<typeof client.call<typeof reports.listReturnRows>>[1], 'cursor'>) {
  const first = await client.call(reports.listReturnRows, { ...input, limit: 1 });
  const items = [...first.items];
  for (let { next } = first; next; ) {
    const page = await client.call(reports.listReturnRows, { ...input, limit: 1, cursor: next });
    items.push(...page.items);
    ({ next } = page);
  }
  return { first, items };
}

describe('a deal', () => {
  it('has the touches of its buying group up to its end, and no machine, no mail to them, no call in vain', async () => {
    const deal = await admin.call(getDealAttribution, { id: ids.kessler });
    expect(deal.touches.map(({ at: day, kind, channel, team, contact }) => [day.slice(5, 10), kind, channel, team, contact?.name])).toEqual(
      [
        ['05-02', 'response', 'event', 'marketing', 'Ben'],
        ['05-03', 'visit', 'website', 'marketing', 'Anna'],
        ['05-10', 'call', 'call', 'sales', 'Anna'],
        ['05-20', 'click', 'email', 'marketing', 'Anna'],
      ],
    );
    expect(deal.touches.map(({ anchors }) => anchors)).toEqual([['first'], ['lead', 'opportunity'], [], ['close']]);
    expect(deal).toMatchObject({ known: true, status: 'won', bookedMinor: 100_000, invoicedMinor: 60_001, paidMinor: 0, currency: 'EUR' });
    expect(deal.sourced).toEqual([
      { definition: 'recorded', holds: true, locked: false },
      { definition: 'first_touch', holds: true, locked: true },
      { definition: 'before_sales', holds: true, locked: false },
    ]);
  });

  it('is shared by every model to the cent', async () => {
    const deal = await admin.call(getDealAttribution, { id: ids.kessler });
    const credits = deal.touches.flatMap((touch) => touch.credits);
    for (const model of MODELS) {
      const own = credits.filter((one) => one.model === model);
      const sum = (of: 'bookedMinor' | 'invoicedMinor') => own.reduce((total, one) => total + (one[of] ?? 0), 0);
      expect([model, sum('bookedMinor'), sum('invoicedMinor')]).toEqual([model, 100_000, 60_001]);
    }
    expect(credits.filter(({ model }) => model === 'linear').map(({ invoicedMinor }) => invoicedMinor)).toEqual([
      15_001, 15_000, 15_000, 15_000,
    ]);
    expect(credits.filter(({ model }) => model === 'w').map(({ bookedMinor }) => bookedMinor)).toEqual([30_000, 60_000, 5_000, 5_000]);
  });

  it('of which nobody knows a touch is shown as it is; one that names its campaign has that', async () => {
    expect((await admin.call(getDealAttribution, { id: ids.alone })).touches).toEqual([]);
    const named = await admin.call(getDealAttribution, { id: ids.lost });
    expect(named.touches.map(({ kind, channel, campaign }) => [kind, channel, campaign?.name])).toEqual([['named', 'paid', 'Ads']]);
  });

  it('is brought forward when something happens, when it is corrected, and when money changes', async () => {
    await app.command(admin, (ctx) => sql`update invoice set cancelled_at = null where id = ${ids.cancelled}`.execute(ctx.tx));
    const id = await anActivity(app, admin, {
      kind: 'meeting',
      side: 'sales',
      occurredAt: at('05-25'),
      contactId: ids.anna,
      outcome: 'held',
    });
    const look = async () => {
      await app.runAllJobs();
      await app.tick('attribution.due');
      await app.runAllJobs();
      return admin.call(getDealAttribution, { id: ids.kessler });
    };
    const after = await look();
    expect([after.touches.length, after.invoicedMinor]).toEqual([5, 65_001]);
    await anActivity(app, admin, { kind: 'meeting', occurredAt: at('05-25'), contactId: ids.anna, correctsId: id, retracted: true });
    await app.command(admin, (ctx) => sql`update invoice set cancelled_at = ${NOW} where id = ${ids.cancelled}`.execute(ctx.tx));
    const back = await look();
    expect([back.touches.length, back.invoicedMinor]).toEqual([4, 60_001]);
  });
});

describe('returns', () => {
  it('by whatever they are asked add up to the won deals, and each figure is its rows', async () => {
    for (const by of DIMENSIONS) {
      const { lines, total } = await admin.call(reports.getReturns, { by, ...DAYS });
      const sum = (of: (line: reports.ReturnLine) => number | null) => lines.reduce((all, line) => all + (of(line) ?? 0), 0);
      expect(total).toMatchObject({ deals: 3, bookedMinor: 150_000, invoicedMinor: 60_001 });
      expect([by, sum((one) => one.bookedMinor), sum((one) => one.invoicedMinor)]).toEqual([by, 150_000, 60_001]);
      expect(sum((one) => one.dealsShared)).toBeCloseTo(3, 9);
      for (const line of lines) {
        const { first, items } = await everyRow(admin, { figure: 'deals', by, key: line.key, ...DAYS });
        expect([items.length, first.n]).toEqual([line.deals, line.deals]);
        expect(first.sums).toMatchObject({ bookedMinor: line.deals > 0 ? line.bookedMinor : null });
        expect(items.reduce((all, one) => all + (one.invoicedMinor ?? 0), 0)).toBe(line.invoicedMinor);
        expect(first.sums.share).toBeCloseTo(line.dealsShared, 9);
        if (line.spendMinor === null) continue;
        const spent = await everyRow(admin, { figure: 'spend', by, key: line.key, ...DAYS });
        expect(spent.items.reduce((all, one) => all + (one.spendMinor ?? 0), 0)).toBe(line.spendMinor);
      }
    }
  });

  it('are the credits of the deals that the reader sees, touch by touch', async () => {
    const rep = await member('rep');
    await app.command(admin, async (ctx) => {
      await limitReach(ctx, 'rep', { entity: 'deal', reach: 'own' });
      await sql`update deal set owner_id = ${rep.memberId} where id = any (${[ids.kessler, ids.lost]}::uuid[])`.execute(ctx.tx);
    });
    for (const [reader, own] of [
      [admin, [ids.kessler, ids.alone, ids.dollars]],
      [rep, [ids.kessler]],
    ] as const) {
      const touches = (await Promise.all(own.map((id) => reader.call(getDealAttribution, { id })))).flatMap((deal) => deal.touches);
      const { lines, model: signed } = await reader.call(versions.compareModels, { money: 'invoiced', ...DAYS });
      for (const { channel, models } of lines)
        for (const { model, deals, amountMinor } of models) {
          const credits = touches
            .filter((one) => one.channel === channel)
            .flatMap((one) => one.credits.filter((credit) => credit.model === model));
          expect([channel, model, amountMinor]).toEqual([channel, model, credits.reduce((sum, one) => sum + (one.invoicedMinor ?? 0), 0)]);
          expect(deals).toBeCloseTo(
            credits.reduce((sum, one) => sum + one.share, 0),
            9,
          );
        }
      const returned = (await reader.call(reports.getReturns, { by: 'channel', ...DAYS })).lines.filter(({ key }) => key !== '-');
      for (const line of returned)
        expect([line.key, line.invoicedMinor]).toEqual([
          line.key,
          lines.find(({ channel }) => channel === line.key)?.models.find(({ model }) => model === signed)?.amountMinor ?? 0,
        ]);
      const ended = returned.map(({ key, winRate }) => [key, winRate?.k ?? 0, winRate?.n ?? 0]);
      expect(ended).toContainEqual(reader === admin ? ['paid', 1, 2] : ['paid', 0, 1]);
    }
  });

  it('say what was spent, who came, and what is nobody’s', async () => {
    const { lines, outside, withoutRate, model, number } = await admin.call(reports.getReturns, { by: 'channel', ...DAYS });
    expect([model, number, withoutRate]).toEqual(['linear', null, 1]);
    expect(outside).toEqual({ n: 1, amountMinor: 700 });
    expect((await everyRow(admin, { figure: 'outside', ...DAYS })).items.map((one) => one.invoicedMinor)).toEqual([700]);
    const event = lines.find(({ key }) => key === 'event');
    expect(event).toMatchObject({
      spendMinor: 30_000,
      leads: 2,
      validated: { k: 1, n: 2 },
      costPerLead: 15_000,
      costPerValidated: 30_000,
      invoicedMinor: 15_001,
    });
    expect(event?.customers).toBeCloseTo(0.25, 9);
    expect(event?.costPerCustomer).toBeCloseTo(120_000, 3);
    expect(event?.onSpend).toBeCloseTo((15_001 - 30_000) / 30_000, 9);
    expect(lines.find(({ key }) => key === '-')).toMatchObject({ deals: 1, bookedMinor: 50_000, spendMinor: null });
    // Ads brought one deal in a currency without a rate, and lost one.
    expect(lines.find(({ key }) => key === 'paid')).toMatchObject({ deals: 1, bookedMinor: 0, winRate: { k: 1, n: 2 } });
    const half = await admin.call(reports.getReturns, { by: 'campaign', key: ids.fair, from: '2026-05-01', to: '2026-05-15' });
    expect(half.lines).toMatchObject([{ key: ids.fair, label: 'Fair', spendMinor: 15_000, deals: 0 }]);
  });

  it('keep amounts from who may not see them, and cost from who may not see it', async () => {
    const viewer = await member('viewer');
    await app.command(admin, async (ctx) => {
      for (const [entity, field] of [
        ['deal', 'amount'],
        ['invoice', 'total'],
        ['campaign', 'cost'],
      ])
        await sql`insert into field_right (workspace_id, role, entity, field, access) values (${ctx.scope.workspaceId}, 'viewer', ${entity}, ${field}, 'hidden')`.execute(
          ctx.tx,
        );
    });
    const { lines, total } = await viewer.call(reports.getReturns, { by: 'channel', ...DAYS });
    for (const line of [...lines, total])
      expect(line).toMatchObject({
        spendMinor: null,
        bookedMinor: null,
        invoicedMinor: null,
        paidMinor: null,
        onSpend: null,
        costPerLead: null,
      });
    await expect(viewer.call(reports.listReturnRows, { figure: 'spend', ...DAYS })).rejects.toThrow(Problem);
    const deal = await viewer.call(getDealAttribution, { id: ids.kessler });
    expect(
      deal.touches.flatMap(({ credits }) => credits).every(({ bookedMinor, paidMinor }) => bookedMinor === null && paidMinor === null),
    ).toBe(true);
  });
});

describe('paths', () => {
  it('are counted with what they brought, and open their deals', async () => {
    const both = await admin.call(reports.getPaths, { status: 'both', ...DAYS });
    expect(both).toMatchObject({ deals: 4, different: 3, channels: ['call', 'email', 'event', 'paid', 'website'] });
    expect(both.items.map(({ channels, n, won }) => [channels.join(' > '), n, won.k])).toEqual([
      ['paid', 2, 1],
      ['event > website > call > email', 1, 1],
      ['', 1, 1],
    ]);
    for (const { channels, n } of both.items) {
      const opened = await admin.call(reports.listPathDeals, { status: 'both', path: channels.join(' > '), ...DAYS });
      expect([opened.n, opened.items.length]).toEqual([n, n]);
    }
    expect((await admin.call(reports.getPaths, { channel: 'call', ...DAYS })).items).toMatchObject([
      { n: 1, bookedMinor: 100_000, medianDays: 30 },
    ]);
    expect((await admin.call(reports.getPaths, { most: 0, ...DAYS })).items.map(({ channels }) => channels)).toEqual([[]]);
  });
});

describe('the rule', () => {
  it('is in force when both sides have signed it, and says before what it would change', async () => {
    const [sales, marketing] = [await member('sales_lead'), await member('marketing_lead')];
    const first = { ...USUAL_TERMS, model: 'first' as const, grossMargin: 0.5, sourced: 'before_sales' as const };
    const { id, contentHash, number } = await marketing.call(versions.draftAttribution, first);
    const before = await admin.call(versions.compareModels, { money: 'booked', ...DAYS });
    expect(before.model).toBe('linear');
    const drafted = before.lines.map(({ channel, draft }) => [channel, draft?.amountMinor]);
    expect(await marketing.call(versions.signAttribution, { id, contentHash })).toEqual({ status: 'draft' });
    await expect(marketing.call(versions.signAttribution, { id, contentHash })).rejects.toThrow('signed already');
    await expect(sales.call(versions.signAttribution, { id, contentHash: 'another' })).rejects.toThrow('changed since');
    // A change takes the signature back.
    const changed = await sales.call(versions.draftAttribution, { ...first, halfLifeDays: 7 });
    expect(changed).toMatchObject({ id, number, signaturesCleared: true });
    for (const side of [sales, marketing]) await side.call(versions.signAttribution, { id, contentHash: changed.contentHash });
    await app.runAllJobs();
    const standing = await admin.call(versions.getAttribution, {});
    expect(standing).toMatchObject({
      draft: null,
      inForce: { number: 1, signatures: [{ party: 'sales' }, { party: 'marketing' }] },
      run: { state: 'done', paths: 3, won: 2 },
    });
    const after = await admin.call(versions.compareModels, { money: 'booked', ...DAYS });
    expect([after.model, after.number]).toEqual(['first', 1]);
    const firsts = after.lines.map(({ channel, models }) => [channel, models.find(({ model }) => model === 'first')?.amountMinor]);
    expect(new Map(firsts.map(([channel, amount]) => [channel, amount]))).toEqual(
      new Map(drafted.map(([channel, amount]) => [channel, amount])),
    );
    for (const model of MODELS)
      expect(after.lines.reduce((sum, line) => sum + (line.models.find((one) => one.model === model)?.amountMinor ?? 0), 0)).toBe(100_000);
    expect(after).toMatchObject({ total: 150_000, unattributed: { deals: 1, amountMinor: 50_000 } });
    const { lines, grossMargin } = await admin.call(reports.getReturns, { by: 'channel', ...DAYS });
    expect([grossMargin, lines.find(({ key }) => key === 'event')?.invoicedMinor]).toEqual([0.5, 60_001]);
    expect(lines.find(({ key }) => key === 'event')?.onSpend).toBeCloseTo((30_000.5 - 30_000) / 30_000, 9);
    for (const { definition, deals } of after.sourced)
      expect((await admin.call(reports.listReturnRows, { figure: 'sourced', definition, ...DAYS })).n).toBe(deals);
  });

  it('is not written over by who was drafting while the other side signed it', async () => {
    const [sales, marketing] = [await member('sales_lead'), await member('marketing_lead')];
    const { id, contentHash } = await marketing.call(versions.draftAttribution, { ...USUAL_TERMS, model: 'w' });
    await marketing.call(versions.signAttribution, { id, contentHash });
    let drafting: Promise<unknown> | undefined;
    await app.command(sales, async (ctx) => {
      await signVersion(ctx, { id, contentHash });
      drafting = marketing.call(versions.draftAttribution, { ...USUAL_TERMS, model: 'last' });
      await someoneWaits(ctx.tx);
      return {};
    });
    await drafting;
    await app.runAllJobs();
    const { inForce, draft } = await admin.call(versions.getAttribution, {});
    expect([inForce?.terms.model, inForce?.contentHash, draft?.terms.model, draft?.number]).toEqual(['w', contentHash, 'last', 3]);
    await admin.call(versions.withdrawAttribution, { id: draft?.id ?? '' });
  });

  it('can be withdrawn as a draft by who may write it, and by nobody else', async () => {
    const rep = await member('rep');
    await expect(rep.call(versions.draftAttribution, USUAL_TERMS)).rejects.toMatchObject({ status: 403 });
    const { id } = await admin.call(versions.draftAttribution, USUAL_TERMS);
    await admin.call(versions.withdrawAttribution, { id });
    await expect(admin.call(versions.withdrawAttribution, { id })).rejects.toThrow('no draft any more');
    expect((await admin.call(versions.getAttribution, {})).past.map(({ status }) => status)).toEqual([
      'withdrawn',
      'withdrawn',
      'superseded',
    ]);
  });
});

describe('hold-outs', () => {
  it('stand beside what attribution says, with what it would take to see the difference', async () => {
    await app.command(admin, async (ctx) => {
      const ws = ctx.scope.workspaceId;
      const { rows } = await sql<{
        id: string;
      }>`insert into send (workspace_id, name, side, kind, audience, hold_out, state, state_at, created_at, changed_at, started_at)
        values (${ws}, 'Spring', 'marketing', 'information', 'prospects', 10, 'done', ${at('05-01')}, ${at('05-01')}, ${at('05-01')}, ${at('05-01')}) returning id`.execute(
        ctx.tx,
      );
      const sendId = rows[0]?.id ?? '';
      await sql`with people as (insert into contact (workspace_id, last_name) select ${ws}, 'P' || n from generate_series(1, 100) n returning id, last_name),
          numbered as (select id, substr(last_name, 2)::int as n from people),
          said as (insert into conversion (workspace_id, contact_id, kind, occurred_at) select ${ws}, id, 'form', ${at('05-04')} from numbered where n <= 8 or n = 61)
        insert into message (workspace_id, send_id, contact_id, cause, cause_id, dedupe_key, lane, state, code, due_at, expires_at, created_at, sent_at)
        select ${ws}, ${sendId}, id, 'send', ${sendId}, ${sendId} || id, 'bulk', case when n <= 60 then 'sent' else 'stopped' end, case when n > 60 then 'hold_out' end,
          ${at('05-02')}, ${at('05-05')}, ${at('05-01')}, case when n <= 60 then ${at('05-02')}::timestamptz end from numbered`.execute(
        ctx.tx,
      );
    });
    const { items, volume } = await admin.call(reports.getHoldOuts, {});
    expect(items).toMatchObject([
      { name: 'Spring', treated: { k: 8, n: 60 }, held: { k: 1, n: 40 }, lift: { enough: true }, incrementalMinor: 0 },
    ]);
    expect(items[0]?.lift.value).toBeCloseTo(8 / 60 - 1 / 40, 9);
    expect(items[0]?.incremental.value).toBeCloseTo(60 * (8 / 60 - 1 / 40), 9);
    expect(items[0]?.neededPerArm).toBe(97);
    expect(volume.perWeek).toBe(0);
  });
});

describe('credit notes and payments', () => {
  it('reach the money of their deal, in part as well, wherever they come from, and leave it again', async () => {
    const { rows } = await app.command(admin, (ctx) =>
      sql<{ id: string }>`select id from invoice where deal_id = ${ids.kessler} and cancelled_at is null`.execute(ctx.tx),
    );
    const invoiceId = rows[0]?.id ?? '';
    const money = async (id = ids.kessler) => {
      await app.tick('attribution.due');
      await app.runAllJobs();
      const { invoicedMinor, paidMinor, touches } = await admin.call(getDealAttribution, { id });
      const credited = touches.flatMap(({ credits }) => credits).filter(({ model }) => model === 'linear');
      const sum = (of: 'invoicedMinor' | 'paidMinor') => credited.reduce((all, one) => all + (one[of] ?? 0), 0);
      expect([sum('invoicedMinor'), sum('paidMinor')]).toEqual([invoicedMinor, paidMinor]);
      return [invoicedMinor, paidMinor];
    };
    const part = await admin.call(createPayment, { invoiceId, paidOn: '2026-07-01', amountMinor: 20_000 });
    expect(await money()).toEqual([60_001, 20_000]);
    // As an import writes it: only the invoice that it credits.
    await app.command(admin, (ctx) =>
      sql`insert into invoice (workspace_id, number, invoiced_at, total_minor, currency, credits_id)
        values (${ctx.scope.workspaceId}, 'C-1', ${at('07-02')}, -10001, 'EUR', ${invoiceId})`.execute(ctx.tx),
    );
    expect(await money()).toEqual([50_000, 20_000]);
    // What was noted as paid by hand is all that is left of it.
    await admin.call(changeInvoice, { id: invoiceId, paidAt: at('07-20') });
    expect(await money()).toEqual([50_000, 50_000]);
    await admin.call(removePayment, { id: part.id });
    await admin.call(changeInvoice, { id: invoiceId, paidAt: null });
    expect(await money()).toEqual([50_000, 0]);
    // Dollars count by the rate of the day they came in, once one is known; the credit note follows its invoice to another deal.
    await admin.call(createPayment, { invoiceId, paidOn: '2026-07-03', amountMinor: 1_000, currency: 'USD' });
    expect(await money()).toEqual([50_000, 0]);
    await admin.call(putExchangeRate, { currency: 'USD', validFrom: '2026-07-01', rate: 0.5 });
    expect(await money()).toEqual([50_000, 500]);
    await admin.call(changeInvoice, { id: invoiceId, dealId: ids.dollars });
    expect([await money(), await money(ids.dollars)]).toEqual([
      [0, 0],
      [50_000, 500],
    ]);
    expect((await admin.call(getReconciliation, {})).totals.find(({ currency }) => currency === 'EUR')?.invoicedMinor).toBe(50_700);
  });
});
