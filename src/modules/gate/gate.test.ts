import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '#modules/activities/commands/record.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { createMailPurpose, createSuppression, listMailPurposes } from '#modules/consents/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal, aWonDeal, stagesOf } from '#modules/deals/testing.ts';
import { announceOffer, takeBackTelling, tellOffer } from '#modules/offers/contract/offers.ts';
import { anOffer } from '#modules/offers/testing.ts';
import type { Ctx } from '#platform/context.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { reserve } from './commands/attention.ts';
import { checkContact, checkGate, listChecked } from './contract/checks.ts';
import { decisionOn } from './queries/facts.ts';
import { decisionsOf } from './queries/gate.ts';
import type { Decision } from './rules/decision.ts';
import { AGREED_CODES, AUDIENCES, type GateRules, GRADES, INTENT_KINDS, type Intent, SENDERS, USUAL_RULES } from './schema.ts';
import { aHold, anIntent } from './testing.ts';

const NOW = '2026-03-02T08:00:00.000Z';
const inDays = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
});
afterAll(() => app.close());

async function anOffice() {
  const { member, admin } = await app.newWorkspace();
  const [rep, marketer] = [await member('sales_lead'), await member('marketing_lead')];
  const { id: purposeId } = await admin.call(createMailPurpose, {
    name: 'Tips',
    description: 'Tips for your plant.',
    ground: 'interest',
    doubleOptIn: false,
  });
  return { admin, rep, marketer, purposeId };
}

describe('the gate', () => {
  it('keeps a mail for prospects from customers: by company, by the company above, by the domain, not by free mail', async () => {
    const { marketer, rep, purposeId } = await anOffice();
    const customer = await aCompany(marketer, { name: 'Bought Ltd', domain: 'bought.example' });
    await aWonDeal(rep, { companyId: customer });
    await app.runAllJobs();
    const below = await aCompany(marketer, { name: 'Bought Branch', parentId: customer });
    const bought = (email: string, companyId?: string) => aContact(marketer, { emails: [{ email }], ...(companyId ? { companyId } : {}) });
    const own = await bought('a@private.example', customer);
    const branch = await bought('b@branch.example', below);
    const domain = await bought('c@bought.example');
    const free = await bought('d@gmail.com');
    const intent = anIntent({ purposeId });
    const blocked = await marketer.call(listChecked, { intent, verdict: 'blocked', code: 'customer_gets_prospect_mail' });
    expect(blocked.items.map(({ contact }) => contact.id).sort()).toEqual([own, branch, domain].sort());
    expect(blocked.items[0]?.reasons[0]).toMatchObject({
      overridable: false,
      evidence: [{ entity: 'company', id: customer, name: 'Bought Ltd' }],
    });
    expect((await marketer.call(checkContact, { id: free, intent })).verdict).toBe('allowed');
    expect((await marketer.call(checkContact, { id: own, intent: { ...intent, audience: 'customers' } })).verdict).toBe('allowed');
    const counts = await marketer.call(checkGate, { intent });
    expect(counts).toMatchObject({ total: 4, allowed: 1, blocked: 3, held: 0 });
    expect(counts.reasons).toEqual([{ code: 'customer_gets_prospect_mail', grade: 'block', n: 3, alone: 3, until: null }]);
  });

  it('says every reason, the weightiest first, and until when', async () => {
    const { marketer, rep, purposeId } = await anOffice();
    const companyId = await aCompany(marketer, {});
    const id = await aContact(marketer, { companyId, interests: ['valves'] });
    await aDeal(rep, { companyId, contactId: id });
    await aHold(rep, { id, until: inDays(10) });
    await aHold(rep, { entity: 'company', id: companyId, until: inDays(20) });
    const intent = anIntent({ purposeId, topics: [] });
    const first = await marketer.call(checkContact, { id, intent });
    expect(first).toMatchObject({ verdict: 'held', until: inDays(20), first: 'rep_hold' });
    expect(first.reasons.map(({ code, grade }) => [code, grade])).toEqual([
      ['rep_hold', 'hold'],
      ['open_negotiation', 'warn'],
      ['interest_known', 'warn'],
    ]);
    expect((await rep.call(checkContact, { id, intent: anIntent({ side: 'sales', kind: 'personal' }) })).verdict).toBe('allowed');
    expect((await marketer.call(checkContact, { id, intent: { ...intent, plannedAt: inDays(21) } })).verdict).toBe('allowed');
  });

  it('what the person said stands above everything; an answer to them only says so', async () => {
    const { admin, marketer, rep, purposeId } = await anOffice();
    const id = await aContact(marketer, { emails: [{ email: 'no@person.example' }] });
    await admin.call(createSuppression, { address: 'no@person.example', note: 'Asked on the phone.' });
    const read = await marketer.call(checkContact, { id, intent: anIntent({ purposeId }) });
    expect(read).toMatchObject({ verdict: 'blocked', first: 'blocked_by_hand', reasons: [{ overridable: false }] });
    const reply = await rep.call(checkContact, {
      id,
      intent: anIntent({ side: 'sales', kind: 'personal', isReply: true, audience: 'everybody' }),
    });
    expect(reply).toMatchObject({ verdict: 'allowed', reasons: [{ code: 'blocked_by_hand', grade: 'warn' }] });
  });

  it('keeps an offer from whom the other team told of it, for as long as it is the same one again', async () => {
    const { marketer, rep, purposeId } = await anOffice();
    const id = await aContact(marketer, { emails: [{ email: 'told@person.example' }] });
    const { id: offerId, versionId } = await anOffer(marketer);
    await marketer.call(announceOffer, { id: offerId, versionId });
    const intent = anIntent({ purposeId, kind: 'offer', topics: ['valves'], offerId });
    expect((await marketer.call(checkContact, { id, intent })).verdict).toBe('allowed');
    const telling = await rep.call(tellOffer, { id, versionId, way: 'call' });
    expect(await marketer.call(checkContact, { id, intent })).toMatchObject({
      verdict: 'held',
      until: inDays(USUAL_RULES.sameOfferDays),
      reasons: [{ code: 'same_offer', grade: 'hold', overridable: true, evidence: [{ entity: 'offer', id: offerId }] }],
    });
    expect((await marketer.call(checkGate, { intent })).reasons).toMatchObject([
      { code: 'same_offer', n: 1, alone: 1, until: inDays(USUAL_RULES.sameOfferDays) },
    ]);
    const other = await anOffer(marketer);
    expect((await marketer.call(checkContact, { id, intent: { ...intent, offerId: other.id } })).verdict).toBe('allowed');
    await rep.call(takeBackTelling, { id: telling.id });
    expect((await marketer.call(checkContact, { id, intent })).verdict).toBe('allowed');
  });

  it('Marketing says what a mail to many is for', async () => {
    const { marketer } = await anOffice();
    await expect(marketer.call(checkGate, { intent: anIntent() })).rejects.toMatchObject({ status: 400 });
  });
});

/** What one person of the random world is like. */
const somePerson = fc.record({
  company: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  email: fc.constantFrom('own', 'customer', 'free', 'none'),
  interested: fc.boolean(),
  cap: fc.option(fc.constantFrom(1, 2), { nil: null, freq: 4 }),
  barred: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  deal: fc.option(fc.record({ stage: fc.nat({ max: 2 }), atCompany: fc.boolean(), held: fc.boolean() }), { nil: null, freq: 3 }),
  hold: fc.option(fc.record({ days: fc.integer({ min: 1, max: 80 }), against: fc.constantFrom('marketing', 'everybody') }), {
    nil: null,
    freq: 3,
  }),
  past: fc.array(fc.record({ days: fc.integer({ min: 0, max: 1000 }), what: fc.constantFrom('mail', 'call', 'reply', 'newsletter') }), {
    maxLength: 7,
  }),
  toldDaysAgo: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null, freq: 2 }),
  override: fc.option(
    fc.record({
      codes: fc.subarray([...AGREED_CODES], { minLength: 1 }),
      before: fc.boolean(),
      days: fc.constantFrom(5, 25),
      takenBack: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    }),
    { nil: null, freq: 2 },
  ),
  planned: fc.array(fc.record({ days: fc.integer({ min: 1, max: 300 }), weight: fc.constantFrom(1, 3) }), { maxLength: 2 }),
});
type Person = typeof somePerson extends fc.Arbitrary<infer T> ? T : never;

const someGrade = fc.constantFrom(...GRADES, 'off' as const);
const someRules: fc.Arbitrary<Omit<GateRules, 'negotiation'> & { of: 'person' | 'company'; stages: number }> = fc.record({
  cap: fc.integer({ min: 1, max: 8 }),
  companyCap: fc.option(fc.integer({ min: 4, max: 14 }), { nil: null, freq: 2 }),
  refillDays: fc.constantFrom(7, 28, 30),
  weights: fc.constant(USUAL_RULES.weights),
  grades: fc.record({
    same_offer: someGrade,
    rep_hold: someGrade,
    open_negotiation: someGrade,
    attention_budget: fc.constantFrom('hold' as const, 'warn' as const),
    interest_known: someGrade,
  }),
  sameOfferDays: fc.constant(30),
  of: fc.constantFrom('person', 'company'),
  stages: fc.nat({ max: 2 }),
});
const someIntent: fc.Arbitrary<Omit<Intent, 'purposeId' | 'offerId'> & { purpose: number; tellsOffer: boolean }> = fc.record({
  side: fc.constantFrom(...SENDERS),
  kind: fc.constantFrom(...INTENT_KINDS),
  audience: fc.constantFrom(...AUDIENCES),
  topics: fc.constantFrom([], ['valves']),
  isReply: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  purpose: fc.nat({ max: 3 }),
  tellsOffer: fc.boolean(),
  plannedAt: fc.integer({ min: 0, max: 200 }).map((tenths) => inDays(tenths / 10)),
});

const WHAT = {
  mail: { kind: 'mail', direction: 'out', side: 'sales' },
  newsletter: { kind: 'mail', direction: 'out', side: 'marketing' },
  call: { kind: 'call', direction: 'out', side: 'sales' },
  reply: { kind: 'mail', direction: 'in', side: 'customer' },
} as const;

describe('the gate over many', () => {
  let rep: Client;
  let people: string[];
  let stages: string[];
  let purposes: string[];
  let offer: { id: string; versionId: string };

  beforeAll(async () => {
    const office = await anOffice();
    rep = office.rep;
    stages = Object.values(await stagesOf(rep));
    purposes = (await rep.call(listMailPurposes, {})).items.map(({ id }) => id);
    offer = await anOffer(office.marketer);
    await office.marketer.call(announceOffer, offer);
    const companies: string[] = [];
    for (let n = 0; n < 5; n++)
      companies.push(
        await aCompany(rep, { name: `Firm ${n}`, domain: `firm${n}.example`, ...(companies[2] ? { parentId: companies[2] } : {}) }),
      );
    await aWonDeal(rep, { companyId: companies[2] ?? '' });
    await app.runAllJobs();
    await aHold(rep, { entity: 'company', id: companies[1] ?? '', until: inDays(12) });
    people = [];
    for (const [n, person] of fc.sample(somePerson, { numRuns: 40, seed: 11 }).entries())
      people.push(await write(person, { n, companies }));
  });

  async function write(person: Person, { n, companies }: { n: number; companies: string[] }): Promise<string> {
    const email = { own: `p${n}@own${n}.example`, customer: `p${n}@firm2.example`, free: `p${n}@gmail.com`, none: null }[person.email];
    const companyId = person.company === undefined ? undefined : companies[person.company];
    const id = await aContact(rep, {
      lastName: `Person ${n}`,
      emails: email ? [{ email }] : [],
      interests: person.interested ? ['valves'] : [],
      ...(companyId ? { companyId } : {}),
    });
    if (person.deal) {
      const { atCompany, stage, held } = person.deal;
      const about = atCompany && companyId ? { companyId } : { contactId: id };
      const dealId = await aDeal(rep, { ...about, stageId: stages[stage] ?? '' });
      if (held) await aHold(rep, { entity: 'deal', id: dealId, until: inDays(30) });
    }
    if (person.toldDaysAgo !== null)
      await rep.call(tellOffer, { id, versionId: offer.versionId, way: 'call', toldAt: inDays(-person.toldDaysAgo) });
    if (person.override) await overridden(id, person.override);
    if (person.hold) await aHold(rep, { id, against: person.hold.against as 'marketing', until: inDays(person.hold.days) });
    await app.command(rep, (ctx) => happened(ctx, id, { ...person, email }));
    return id;
  }

  /** For everything, with and without the offer, before the holds were set or at that time. */
  const overridden = (id: string, { codes, before, days, takenBack }: NonNullable<Person['override']>) =>
    app.command(rep, async (ctx) => {
      const at = before ? inDays(-1) : NOW;
      await sql`insert into gate_override (workspace_id, contact_id, codes, side, kind, offer_id, reason, made_at, until, taken_back_at)
        select ${rep.workspaceId}, ${id}, ${codes}::text[], s, k, o, 'They asked for it.', ${at}, ${inDays(days)}, ${takenBack ? NOW : null}::timestamptz
        from unnest(${[...SENDERS]}::text[]) s, unnest(${[...INTENT_KINDS]}::text[]) k, unnest(${[offer.id, null]}::uuid[]) o`.execute(
        ctx.tx,
      );
      return {};
    });

  async function happened(ctx: Ctx, id: string, { past, planned, cap, barred, email }: Omit<Person, 'email'> & { email: string | null }) {
    const { workspaceId } = ctx.scope;
    await record(
      ctx,
      past.map(({ days, what }) => ({
        ...WHAT[what as keyof typeof WHAT],
        contactId: id,
        occurredAt: inDays(-days / 10),
        evidence: 'system' as const,
      })),
    );
    if (cap !== null)
      await sql`insert into attention_cap (workspace_id, contact_id, cap, set_at) values (${workspaceId}, ${id}, ${cap}, ${NOW})`.execute(
        ctx.tx,
      );
    for (const [index, { days, weight }] of planned.entries())
      await reserve(ctx, { contactId: id, weight, at: inDays(days / 10), ref: `planned ${index}` });
    if (barred && email)
      await sql`insert into mail_address (workspace_id, hash, email) values (${workspaceId}, address_hash(${workspaceId}, ${email}), ${email}) on conflict do nothing`
        .execute(ctx.tx)
        .then(() =>
          sql`insert into suppression (workspace_id, hash, cause, since) values (${workspaceId}, address_hash(${workspaceId}, ${email}), 'bounced', ${NOW})`.execute(
            ctx.tx,
          ),
        );
    return {};
  }

  /** As both forms say it; an instant to the second, since two kinds of arithmetic come to it. */
  const shown = ({ verdict, until, first, reasons }: Decision) => ({
    verdict,
    until: until && Math.round(Date.parse(until) / 2000),
    first,
    reasons: reasons.map(({ code, grade, until: end, evidence, overridable }) => ({
      ...{ code, grade, overridable },
      until: end && Math.round(Date.parse(end) / 2000),
      evidence: evidence.map(({ entity, id }) => `${entity} ${id}`).sort(),
    })),
  });

  it('decides of each as the form for one does', async () => {
    const asked = fc.sample(fc.record({ intent: someIntent, rules: someRules }), { numRuns: 14, seed: 3 });
    const verdicts = new Set<string>();
    const codes = new Set<string>();
    const audience = sql`select t.id as contact_id, t.email, t.company_id, t.interests from contact t where t.workspace_id = ${rep.workspaceId} and t.deleted_at is null`;
    await app.command(rep, async (ctx) => {
      for (const { intent: drawn, rules: drawnRules } of asked) {
        const { purpose, tellsOffer, ...rest } = drawn;
        const { of, stages: most, ...agreed } = drawnRules;
        const intent: Intent = {
          ...rest,
          ...(purposes[purpose] ? { purposeId: purposes[purpose] } : {}),
          ...(tellsOffer ? { offerId: offer.id } : {}),
        };
        const rules: GateRules = { ...agreed, negotiation: { of, stageIds: stages.slice(0, most) } };
        const rows = await decisionsOf(ctx, { workspaceId: rep.workspaceId, intent, rules, now: ctx.now }, { audience });
        const many = new Map(rows.map((row) => [row.contactId, row]));
        for (const contactId of people) {
          const one = await decisionOn(ctx, { contactId, intent, rules });
          const row = many.get(contactId);
          if (!one || !row) throw new Error('nobody was left out');
          expect(shown(row), JSON.stringify({ intent, contactId })).toEqual(shown(one));
          verdicts.add(one.verdict);
          for (const { code } of one.reasons) codes.add(code);
        }
      }
      return {};
    });
    expect([...verdicts].sort()).toEqual(['allowed', 'blocked', 'held']);
    for (const code of [
      'customer_gets_prospect_mail',
      'same_offer',
      'rep_hold',
      'open_negotiation',
      'attention_budget',
      'interest_known',
      'bounced',
      'invalid_address',
    ])
      expect(codes, code).toContain(code);
  });
});
