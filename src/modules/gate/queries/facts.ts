import { sql } from 'kysely';
import { FREE_MAIL_DOMAINS } from '#modules/companies/schema.ts';
import { standingOf } from '#modules/consents/queries/standing.ts';
import type { ReadCtx } from '#platform/context.ts';
import { concerns, type Decision, decide, type Facts } from '../rules/decision.ts';
import type { GateRules, Intent } from '../schema.ts';
import { overriddenFor } from './overrides.ts';
import { rulesInForce } from './rules.ts';
import { entriesSql, peopleOfCompany } from './sources/attention.ts';
import { NO_PURPOSE } from './sources/firm.ts';
import { toldBefore } from './sources/offer.ts';

interface Person {
  email: string | null;
  companyId: string | null;
  interests: string[];
  cap: number | null;
}

interface AskedOf {
  contactId: string;
  intent: Intent;
  /** One of theirs. */
  email?: string | null;
}

/** May this person get this, now, from us, at the address named or the one that counts? The form for one; null where there is no such person. For many: `decisionsOf`. */
export async function decisionOn(ctx: ReadCtx, asked: AskedOf & { rules?: GateRules }): Promise<Decision | null> {
  const rules = asked.rules ?? (await rulesInForce(ctx));
  const facts = await factsOf(ctx, { ...asked, rules });
  return facts && decide(facts, asked.intent, rules);
}

async function factsOf(ctx: ReadCtx, { contactId, intent, email = null, rules }: AskedOf & { rules: GateRules }): Promise<Facts | null> {
  const { tx, scope } = ctx;
  const ws = scope.workspaceId;
  const { rows } = await sql<Person>`select coalesce(${email}, lower(btrim(c.email))) as email, c.company_id as "companyId", c.interests,
      (select cap::float8 from attention_cap a where a.workspace_id = ${ws} and a.contact_id = c.id) as cap
    from contact c where c.workspace_id = ${ws} and c.id = ${contactId} and c.deleted_at is null`.execute(tx);
  const [person] = rows;
  if (!person) return null;
  const holds = await sql<
    Facts['holds'][number]
  >`select h.id, h.against, h.until, h.set_at as "setAt" from hold h left join deal d on d.workspace_id = ${ws} and d.id = h.deal_id
    where h.workspace_id = ${ws} and h.lifted_at is null and (h.contact_id = ${contactId} or h.company_id = ${person.companyId}::uuid
      or (d.status = 'open' and d.deleted_at is null and (d.contact_id = ${contactId} or d.company_id = ${person.companyId}::uuid)))`.execute(
    tx,
  );
  const deals = await sql<
    Facts['deals'][number]
  >`select id, stage_id as "stageId", coalesce(contact_id = ${contactId}, false) as own from deal
    where workspace_id = ${ws} and status = 'open' and deleted_at is null and (contact_id = ${contactId} or company_id = ${person.companyId}::uuid)`.execute(
    tx,
  );
  return {
    contactId,
    ...person,
    consent: await consentOf(ctx, person.email, intent),
    customerId: await customerOf(ctx, person),
    holds: holds.rows,
    deals: deals.rows,
    entries: await entriesOf(ctx, { contactId, rules, at: intent.plannedAt }),
    companyEntries:
      person.companyId === null || rules.companyCap === null
        ? []
        : await entriesOf(ctx, { companyId: person.companyId, rules, at: intent.plannedAt }),
    toldAt: await toldAtOf(ctx, { contactId, intent, rules }),
    overridden: await overriddenFor(ctx, { contactId, intent }),
  };
}

/** When the person was last told of the offer that is meant, where that makes it the same one again. */
async function toldAtOf({ tx, scope }: ReadCtx, { contactId, intent, rules }: { contactId: string; intent: Intent; rules: GateRules }) {
  const told = toldBefore({ workspaceId: scope.workspaceId, intent, rules });
  if (!told) return null;
  const { rows } = await sql<{ told_at: string }>`select t.told_at from (${told}) t where t.contact_id = ${contactId}`.execute(tx);
  return rows[0]?.told_at ?? null;
}

async function consentOf(read: ReadCtx, email: string | null, intent: Intent): Promise<Facts['consent']> {
  if (email === null || !concerns.consent(intent)) return null;
  const [standing] = await standingOf(read, { addresses: [email], purposeId: intent.purposeId ?? NO_PURPOSE });
  if (!standing || standing.allowed || intent.kind !== 'transactional') return standing ?? null;
  const ws = read.scope.workspaceId;
  const { rows } = await sql<{ id: string }>`select id from suppression where workspace_id = ${ws} and hash = address_hash(${ws}, ${email})
    and cause = 'bounced' and released_at is null`.execute(read.tx);
  return rows[0] ? { allowed: false, reason: 'bounced', evidenceId: rows[0].id } : standing;
}

/** Step by step upwards; the first customer on the way, else the one whose mail domain it is. */
async function customerOf({ tx, scope }: ReadCtx, { email, companyId }: Person): Promise<string | null> {
  const ws = scope.workspaceId;
  const seen = new Set<string>();
  for (let id = companyId; id !== null && !seen.has(id); ) {
    seen.add(id);
    const company = await tx
      .selectFrom('company')
      .select(['parent_id', 'customer_status'])
      .where('workspace_id', '=', ws)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (company?.customer_status === 'customer') return id;
    id = company?.parent_id ?? null;
  }
  const domain = email?.split('@')[1];
  if (!domain || FREE_MAIL_DOMAINS.has(domain)) return null;
  const { rows } = await sql<{
    id: string;
  }>`select id from company where workspace_id = ${ws} and customer_status = 'customer' and deleted_at is null
    and (lower(domain) = ${domain} or ${domain} = any (select lower(x) from unnest(domains) x)) order by id limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

export interface CountedEntry {
  at: string;
  weight: number;
  kind: string;
  entity: 'activity' | 'reservation';
  id: string;
}

type Whose = { contactId: string } | { companyId: string };

/** What took the attention of one person, or of all people of a company, the newest first. */
export async function entriesOf(ctx: ReadCtx, asked: Whose & { rules: GateRules; at: string }): Promise<CountedEntry[]> {
  const { workspaceId } = ctx.scope;
  const people =
    'contactId' in asked
      ? sql`select ${asked.contactId}::uuid as contact_id`
      : peopleOfCompany(workspaceId, sql`= ${asked.companyId}::uuid`);
  const entries = entriesSql({ workspaceId, weights: asked.rules.weights, at: asked.at, people });
  const { rows } =
    await sql<CountedEntry>`select e.at, e.weight, e.kind, e.entity, e.id from (${entries}) e order by e.at desc, e.id desc`.execute(
      ctx.tx,
    );
  return rows;
}
