import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { getNextAssets } from '../contract/shares.ts';
import { type Candidate, recommend } from '../rules/recommend.ts';
import type { AssetKind } from '../schema.ts';
import { CURRENT, OPENINGS, REACHED, sendableOn, todayAt } from './rows.ts';
import { standingOf } from './situation.ts';

type Row = Candidate & { name: string; kind: AssetKind };
/** Where somebody's stage, role or industry is hidden from the caller, the reason is not told by it. */
const TOLD_BY = { persona: 'contact.jobFunction', industry: 'company.industry', interest: 'contact.interests' } as const;

/**
 * What to send next, with why. Outcomes are counted over the whole workspace, as a reason must come out the same for everybody: they name no person
 * and no deal.
 */
export async function readNext(
  ctx: ReadCtx,
  { contactId }: ParsedOf<typeof getNextAssets>,
): Promise<OutputOf<typeof getNextAssets> | Refusal> {
  const contact = await reachableContact(ctx.tx, ctx.scope, { id: contactId, to: 'read' });
  if (isRefusal(contact)) return contact;
  const person = await standingOf(ctx, contactId);
  const candidates = person ? await candidatesFor(ctx, contactId) : [];
  const byId = new Map(candidates.map((one) => [one.id, one]));
  const items = person
    ? recommend(candidates, person).flatMap(({ id, because }) => {
        const row = byId.get(id);
        const told = because.filter(({ code }) => !(code in TOLD_BY) || !ctx.scope.hidden.has(TOLD_BY[code as keyof typeof TOLD_BY]));
        return row
          ? [{ id, name: row.name, kind: row.kind, number: row.number, because: told.length > 0 ? told : [{ code: 'anybody' as const }] }]
          : [];
      })
    : [];
  return { items, maySend: ctx.scope.permissions.has('record:write') };
}

async function candidatesFor({ tx, scope, now }: ReadCtx, contactId: string): Promise<Row[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Row & { wonK: number; wonN: number; revivedK: number; revivedN: number }>`
    select a.id, a.name, a.kind, a.audience, a.language, a.personas, a.stages, a.industries, a.topics, v.number,
      extract(epoch from ${now}::timestamptz - v.published_at)::float8 / 86400 as "ageDays", had.numbers as "hadNumbers",
      won.k as "wonK", won.n as "wonN", revived.k as "revivedK", revived.n as "revivedN"
    from asset a ${CURRENT}
    cross join lateral (select coalesce(array_agg(distinct x.number), '{}') as numbers from asset_share s ${OPENINGS}
      join asset_version x on x.workspace_id = s.workspace_id and x.id = s.version_id
      where s.workspace_id = ${ws} and s.asset_id = a.id and s.contact_id = ${contactId} and s.stopped_as is null) had
    cross join lateral (select (count(distinct d.id) filter (where d.status = 'won'))::int as k, count(distinct d.id)::int as n
      from asset_share s join deal d on d.workspace_id = ${ws} and d.deleted_at is null and d.status in ('won', 'lost')
        and (d.contact_id = s.contact_id or d.id = s.deal_id) and s.shared_at <= d.closed_at
      where s.workspace_id = ${ws} and s.asset_id = a.id and ${REACHED}) won
    cross join lateral (select (count(distinct l.id) filter (where exists (select from stage_visit f where f.workspace_id = ${ws} and f.lead_id = l.id
          and f.corrects_id is null and f.direction in ('forward', 'skip', 'repeat') and f.stage not in ('recycled', 'disqualified') and f.entered_at > o.first_at)))::int as k,
        count(distinct l.id)::int as n
      from asset_share s ${OPENINGS} join lead l on l.workspace_id = ${ws} and l.contact_id = s.contact_id and l.deleted_at is null
        join stage_visit r on r.workspace_id = ${ws} and r.lead_id = l.id and r.stage = 'recycled' and r.entered_at < o.first_at
          and coalesce(r.exited_at, 'infinity') > o.first_at
      where s.workspace_id = ${ws} and s.asset_id = a.id and o.openings > 0) revived
    where a.workspace_id = ${ws} and ${sendableOn(todayAt(scope, now))} limit 500`.execute(tx);
  return rows.map(({ wonK, wonN, revivedK, revivedN, ...row }) => ({
    ...row,
    won: { k: wonK, n: wonN },
    revived: { k: revivedK, n: revivedN },
  }));
}
