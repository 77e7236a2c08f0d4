import { sql } from 'kysely';
import { listDisputesOf, taxonomyHealth } from '#modules/handoffs/queries/disputes.ts';
import type { ReadCtx } from '#platform/context.ts';
import { blind } from '#platform/shared/blind.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getDisputeDesk } from '../contract/desk.ts';
import type { Lane } from '../rules/lane.ts';
import { SIDES, type Side } from '../schema.ts';
import { askWords, openAsks } from './asks.ts';
import { contactNames, laneOf } from './lane.ts';
import { namesIn } from './names.ts';

type Desk = OutputOf<typeof getDisputeDesk>;
type Item = Desk['items'][number];

export async function readDesk(ctx: ReadCtx): Promise<Desk> {
  const lane = await laneOf(ctx);
  const { kappa, disputed, overturned } = await taxonomyHealth(ctx);
  const { n, observed, kappa: value, low, high, enough } = kappa;
  const items = [...(await verdicts(ctx, lane)), ...(await others(ctx, lane))];
  return {
    items: items.sort((a, b) => Number(b.ready) - Number(a.ready) || a.since.localeCompare(b.since)),
    agreement: { n, observed, kappa: value, low, high, enough },
    disputed,
    overturned,
    sample: await sampleOf(ctx),
  };
}

/** Disputed verdicts. What Marketing wrote about a lead is shown without names to whoever may not know them. */
async function verdicts(ctx: ReadCtx, lane: Lane): Promise<Item[]> {
  const { items } = await listDisputesOf(ctx, { open: true });
  const { rows } = await sql<{ id: string; contact_id: string; name: string; draft: string | null; heard: Side[] }>`
    select d.id, c.id as contact_id, c.name, (select w.id from coordination_draft w where w.workspace_id = d.workspace_id and w.dispute_id = d.id
        and w.state in ('draft', 'proposed') order by w.created_at desc limit 1) as draft,
      array(select j.party from review_case k join review_judgment j on j.workspace_id = k.workspace_id and j.case_id = k.id
        where k.workspace_id = d.workspace_id and k.dispute_id = d.id order by 1) as heard
    from dispute d join handoff h on h.workspace_id = d.workspace_id and h.id = d.handoff_id join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
    where d.workspace_id = ${ctx.scope.workspaceId} and d.id = any (${items.map(({ id }) => id)}::uuid[])`.execute(ctx.tx);
  const known = new Map(rows.map((row) => [row.id, row]));
  const called = await contactNames(
    ctx,
    rows.map(({ contact_id }) => contact_id),
    lane,
  );
  const named = lane.contactNames ? [] : await namesIn(ctx, items.map(({ why }) => why ?? '').join('\n'));
  return items.flatMap((item) => {
    const more = known.get(item.id);
    if (!more) return [];
    return [
      {
        kind: 'verdict' as const,
        id: item.id,
        name: called.get(more.contact_id) ?? '–',
        why: lane.contactNames ? item.why : blind(item.why, [more.name, ...named]),
        reason: item.reason,
        since: item.raisedAt,
        heard: more.heard,
        ready: more.heard.length === SIDES.length,
        draftId: more.draft,
      },
    ];
  });
}

/** Disputes about content and discussions that nobody has answered: they are open asks as well. */
async function others(ctx: ReadCtx, lane: Lane & { outside: boolean }): Promise<Item[]> {
  const found = new Map<string, Item>();
  const asks = (await openAsks(ctx, lane)).filter(({ kind }) => kind === 'asset_dispute' || kind === 'discussion');
  const wordsOf = await askWords(ctx, asks, lane);
  for (const ask of asks) {
    const waits = found.get(ask.id);
    if (waits) waits.heard = waits.heard.filter((side) => side !== ask.side);
    else
      found.set(ask.id, {
        kind: ask.kind === 'discussion' ? 'discussion' : 'content',
        id: ask.id,
        name: wordsOf(ask, null) ?? '–',
        why: null,
        reason: null,
        since: ask.since,
        heard: SIDES.filter((side) => side !== ask.side),
        ready: false,
        draftId: null,
      });
  }
  return [...found.values()];
}

/** Ten cases that wait to be judged, as the judges see them, with whom they wait for. */
async function sampleOf({ tx, scope }: ReadCtx): Promise<Desk['sample']> {
  const unless = (field: string, column: string) => (scope.hidden.has(field) ? sql`null` : sql.ref(column));
  const { rows } = await sql<Desk['sample'][number]>`select * from (
      select upper(right(k.id::text, 4)) as alias, k.drawn_at as "drawnAt", ${unless('company.industry', 'o.industry')} as industry,
        ${unless('company.employeeCount', 'o.employee_count')} as "employeeCount", ${unless('company.country', 'o.country')} as country,
        array(select p.party from (values ('sales'), ('marketing')) p (party) where not exists (select from review_judgment j
          where j.workspace_id = k.workspace_id and j.case_id = k.id and j.party = p.party)) as "waitsFor"
      from review_case k join handoff h on h.workspace_id = k.workspace_id and h.id = k.handoff_id
        left join company o on o.workspace_id = h.workspace_id and o.id = h.company_id
      where k.workspace_id = ${scope.workspaceId} order by k.drawn_at desc, k.id limit 50) x where cardinality("waitsFor") > 0 limit 10`.execute(
    tx,
  );
  return rows;
}
