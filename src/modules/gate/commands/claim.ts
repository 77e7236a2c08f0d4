import { sql } from 'kysely';
import { claimStanding } from '#modules/consents/commands/claim.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { decisionsOf, type GateRow } from '../queries/gate.ts';
import { rulesInForce } from '../queries/rules.ts';
import { NO_PURPOSE } from '../queries/sources/firm.ts';
import { weightOf } from '../rules/budget.ts';
import { concerns } from '../rules/decision.ts';
import type { Intent } from '../schema.ts';
import { lockAttention } from './attention.ts';

/** People to whom the same is about to be sent. Nobody stands in one group twice. */
export interface ClaimGroup {
  intent: Intent;
  people: readonly {
    contactId: string;
    /** What attention is taken for, such as the message. */
    ref: string;
    /** Which of their addresses; where it is none of theirs, the one that counts. */
    email?: string | null;
  }[];
}

export interface ClaimRow extends GateRow {
  ref: string;
  /** The address that counts; null where there is none. */
  email: string | null;
  goes: boolean;
  /** What has been taken of their attention; settle it with the mail, or release it. */
  reservationId: string | null;
}

function audienceOf(workspaceId: string, people: ClaimGroup['people']) {
  const chosen = people.flatMap(({ contactId, email }) => (email ? [{ id: contactId, email }] : []));
  const theirs = sql`(select e.email from json_to_recordset(${JSON.stringify(chosen)}::json) as r(id uuid, email text)
    join contact_email e on e.workspace_id = t.workspace_id and e.contact_id = r.id and e.email = r.email where r.id = t.id)`;
  return sql`select t.id as contact_id, ${chosen.length > 0 ? sql`coalesce(${theirs}, t.email)` : sql`t.email`} as email, t.company_id, t.interests
    from contact t where t.workspace_id = ${workspaceId} and t.deleted_at is null and t.id = any (${people.map(({ contactId }) => contactId)}::uuid[])`;
}

/**
 * The gate at the moment of sending, for many at once: call it in the transaction that claims the messages. What people say about mail waits for the
 * end of this transaction, and so does whoever else wants their attention; what is allowed has its attention taken when this returns. Who is not
 * there any more is not in the answer.
 */
export async function claimThrough(ctx: Ctx, groups: readonly ClaimGroup[]): Promise<ClaimRow[]> {
  await lockAttention(
    ctx,
    groups.filter(({ intent }) => concerns.attention(intent)).flatMap(({ people }) => people.map(({ contactId }) => contactId)),
  );
  const rules = await rulesInForce(ctx);
  const rows: ClaimRow[] = [];
  // One group after the other: what the first has taken, the second finds gone.
  for (const { intent, people } of rules.companyCap === null ? groups : await apartByCompany(ctx, groups)) {
    const refs = new Map(people.map((one) => [one.contactId, one]));
    const emails = await standingOfGroup(ctx, intent, people);
    const asking = { workspaceId: ctx.scope.workspaceId, intent, rules, now: ctx.now };
    const decided = await decisionsOf(ctx, asking, { audience: audienceOf(ctx.scope.workspaceId, people) });
    const claimed = decided.map((row): ClaimRow => {
      const person = refs.get(row.contactId);
      const goes = row.verdict === 'allowed';
      return { ...row, ref: person?.ref ?? '', email: emails.get(row.contactId) ?? null, goes, reservationId: null };
    });
    const weight = concerns.attention(intent) ? weightOf(intent, rules) : 0;
    if (weight > 0) await take(ctx, claimed, { weight, at: intent.plannedAt });
    rows.push(...claimed);
  }
  return rows;
}

/** Colleagues share the attention of their company: of each company one person at a time, so that the next finds gone what the one before has taken. */
async function apartByCompany(ctx: Ctx, groups: readonly ClaimGroup[]): Promise<ClaimGroup[]> {
  const ids = groups.flatMap(({ people }) => people.map(({ contactId }) => contactId));
  const { rows } = await sql<{
    id: string;
    company: string;
  }>`select id, company_id as company from contact where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${ids}::uuid[]) and company_id is not null`.execute(ctx.tx);
  const companies = new Map(rows.map(({ id, company }) => [id, company]));
  return groups.flatMap(({ intent, people }) => {
    const rounds: ClaimGroup['people'][number][][] = [];
    const seen = new Map<string, number>();
    for (const person of people) {
      const company = companies.get(person.contactId);
      const round = company === undefined ? 0 : (seen.get(company) ?? 0);
      if (company !== undefined) seen.set(company, round + 1);
      rounds[round] = [...(rounds[round] ?? []), person];
    }
    return rounds.map((round) => ({ intent, people: round }));
  });
}

/** Takes hold of what was said about their addresses. */
async function standingOfGroup(ctx: Ctx, intent: Intent, people: ClaimGroup['people']): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; email: string }>`select t.contact_id as id, lower(btrim(t.email)) as email
    from (${audienceOf(ctx.scope.workspaceId, people)}) t where t.email is not null`.execute(ctx.tx);
  if (concerns.consent(intent))
    await claimStanding(ctx, { addresses: rows.map(({ email }) => email), purposeId: intent.purposeId ?? NO_PURPOSE });
  return new Map(rows.map(({ id, email }) => [id, email]));
}

async function take(ctx: Ctx, rows: readonly ClaimRow[], { weight, at }: { weight: number; at: string }): Promise<void> {
  const going = rows.filter(({ goes }) => goes).map((row) => ({ row, id: uuid7() }));
  if (going.length === 0) return;
  const wire = going.map(({ row, id }) => ({ id, contact_id: row.contactId, ref: row.ref }));
  const { rows: taken } = await sql<{ id: string; ref: string }>`
    insert into attention_reservation (workspace_id, id, contact_id, weight, at, ref, reserved_at)
    select ${ctx.scope.workspaceId}, r.id, r.contact_id, ${weight}, ${at}, r.ref, ${ctx.now} from json_to_recordset(${JSON.stringify(wire)}::json) as r(id uuid, contact_id uuid, ref text)
    on conflict (workspace_id, contact_id, ref) do update set state = 'open', weight = excluded.weight, at = excluded.at, ended_at = null,
      reserved_at = excluded.reserved_at returning id, ref`.execute(ctx.tx);
  const ids = new Map(taken.map(({ ref, id }) => [ref, id]));
  for (const { row } of going) row.reservationId = ids.get(row.ref) ?? null;
}

/** Ends many at once: `settled` where it stands on the ledger now, `released` where it will not happen. */
export async function endReservations(ctx: Ctx, ids: readonly string[], state: 'settled' | 'released'): Promise<void> {
  if (ids.length === 0) return;
  await sql`update attention_reservation set state = ${state}, ended_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = any (${[...ids]}::uuid[]) and state = 'open'`.execute(ctx.tx);
  ctx.changed('attention');
}
