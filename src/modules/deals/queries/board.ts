import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import { withoutHidden } from '#platform/shared/fieldrights.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getBoard as GetBoard, listColumn as ListColumn } from '../contract/board.ts';
import { CARDS_PER_COLUMN } from '../schema.ts';

type Board = z.output<(typeof GetBoard)['output']>;
type Card = Board['columns'][number]['cards'][number];
type Sum = NonNullable<Board['open']['sums']>[number];
type Filters = Omit<z.output<(typeof GetBoard)['input']>, 'pipelineId'>;
type Column = z.output<(typeof ListColumn)['output']>;

const ALWAYS = ['id', 'name', 'status', 'currency', 'stageSince', 'writable'];

/** Filters on hidden fields are refused: what may not be seen must not decide what is found. */
function filtersProblem(scope: Scope, filters: Filters): Refusal | null {
  const governed = {
    ownerId: 'owner',
    unowned: 'owner',
    campaignId: 'campaign',
    companyId: 'company',
    closesBefore: 'expectedCloseOn',
  } as const;
  const hidden = Object.entries(governed).find(
    ([name, field]) => filters[name as keyof Filters] !== undefined && scope.hidden.has(`deal.${field}`),
  );
  return hidden ? refuse('forbidden', 'Your role does not see this field.', { field: hidden[0] }) : null;
}

function wanted(scope: Scope, filters: Filters): RawBuilder<boolean> {
  const all = [
    sql<boolean>`deal.workspace_id = ${scope.workspaceId} and deal.deleted_at is null and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'deal.owner_id' })}`,
  ];
  if (filters.ownerId) all.push(sql`deal.owner_id = ${filters.ownerId}`);
  if (filters.unowned !== undefined) all.push(sql`(deal.owner_id is null) = ${filters.unowned}`);
  if (filters.campaignId) all.push(sql`deal.campaign_id = ${filters.campaignId}`);
  if (filters.companyId) all.push(sql`deal.company_id = ${filters.companyId}`);
  if (filters.closesBefore) all.push(sql`deal.expected_close_on < ${filters.closesBefore}`);
  return sql<boolean>`${sql.join(all, sql` and `)}`;
}

/** A pipeline as columns, with sums and weighted sums by currency. The default pipeline where none is named. */
export async function readBoard(
  db: Db,
  scope: Scope,
  { pipelineId, ...filters }: z.output<(typeof GetBoard)['input']>,
): Promise<Board | Refusal> {
  const problem = filtersProblem(scope, filters);
  if (problem) return problem;
  const { rows: pipelines } = await sql<Board['pipeline']>`select id, name from pipeline where workspace_id = ${scope.workspaceId}
    and ${pipelineId === undefined ? sql`archived_at is null` : sql`id = ${pipelineId}`} order by is_default desc, position limit 1`.execute(
    db,
  );
  const pipeline = pipelines[0];
  if (!pipeline) return refuse('not_found', 'This pipeline is not here any more.');
  const { rows: stages } = await sql<Pick<Board['columns'][number], 'id' | 'name' | 'kind' | 'probability'>>`
    select id, name, kind, probability from pipeline_stage s where workspace_id = ${scope.workspaceId} and pipeline_id = ${pipeline.id}
      and (archived_at is null or exists (select from deal where deal.stage_id = s.id and ${wanted(scope, filters)})) order by position, name`.execute(
    db,
  );
  const sums = await readSums(db, scope, { pipelineId: pipeline.id, filters });
  const cards = await readCards(db, scope, { stageIds: stages.map((stage) => stage.id), filters });
  const columns = stages.map((stage) => ({
    ...stage,
    ...totalsOf(
      scope,
      sums.filter((sum) => sum.stageId === stage.id),
    ),
    ...pageOf(
      scope,
      cards.filter((card) => card.stageId === stage.id),
    ),
  }));
  const openIds = new Set(stages.filter((stage) => stage.kind === 'open').map((stage) => stage.id));
  return {
    pipeline,
    columns,
    open: totalsOf(
      scope,
      sums.filter((sum) => openIds.has(sum.stageId)),
    ),
  };
}

type StageSum = Sum & { stageId: string; without: number; isBase: boolean };

/** A deal's own probability goes before its stage's; one that is won counts whole, one that is lost not at all. */
async function readSums(db: Db, scope: Scope, asked: { pipelineId: string; filters: Filters }): Promise<StageSum[]> {
  const { rows } = await sql<StageSum>`
    select deal.stage_id as "stageId", coalesce(deal.currency, w.base_currency) as currency,
      bool_and(coalesce(deal.currency, w.base_currency) = w.base_currency) as "isBase", count(*)::int as n, (count(*) - count(deal.amount_minor))::int as without,
      coalesce(sum(deal.amount_minor), 0)::bigint as "amountMinor",
      coalesce(sum(round(deal.amount_minor * case deal.status when 'won' then 1 when 'lost' then 0 else coalesce(deal.probability, s.probability) end)), 0)::bigint as "weightedMinor"
    from deal join workspace w on w.id = deal.workspace_id
      join pipeline_stage s on s.workspace_id = deal.workspace_id and s.id = deal.stage_id and s.pipeline_id = ${asked.pipelineId}
    where ${wanted(scope, asked.filters)} group by 1, 2`.execute(db);
  return rows;
}

/** Sums of several stages by currency: the workspace's first, then the largest. Without the right to see amounts, only the counts. */
function totalsOf(scope: Scope, sums: readonly StageSum[]): { n: number; without: number; sums?: Sum[] } {
  const n = sums.reduce((total, sum) => total + sum.n, 0);
  if (scope.hidden.has('deal.amount')) return { n, without: 0 };
  const without = sums.reduce((total, sum) => total + sum.without, 0);
  const base = sums.find((sum) => sum.isBase)?.currency;
  const rank = (currency: string) => Number(currency === base);
  const totals = [...new Set(sums.map((sum) => sum.currency))].map((currency) => {
    const group = sums.filter((sum) => sum.currency === currency);
    const total = (of: 'n' | 'amountMinor' | 'weightedMinor') => group.reduce((sum, one) => sum + one[of], 0);
    return { currency, n: total('n'), amountMinor: total('amountMinor'), weightedMinor: total('weightedMinor') };
  });
  return { n, without, sums: totals.sort((a, b) => rank(b.currency) - rank(a.currency) || b.amountMinor - a.amountMinor) };
}

type PlacedCard = Card & { stageId: string; position: number };

interface Cards {
  stageIds: readonly string[];
  filters: Filters;
  after?: { position: number; id: string };
}

/** The topmost cards of each column: by their place, which for closed deals is the order in which they were closed. */
async function readCards(db: Db, scope: Scope, { stageIds, filters, after }: Cards): Promise<PlacedCard[]> {
  const named = (table: string) =>
    sql`case when ${sql.ref(`${table}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${table}.id`)}, 'name', ${sql.ref(`${table}.name`)}) end`;
  const { rows } = await sql<PlacedCard>`
    select d.id, d.name, d.stage_id as "stageId", d.position, ${named('company')} as company, ${named('contact')} as contact, ${named('owner')} as owner, d.status,
      d.amount_minor as "amountMinor", coalesce(d.currency, w.base_currency) as currency, d.expected_close_on as "expectedCloseOn", d.stage_since as "stageSince", d.writable
    from unnest(${stageIds}::uuid[]) as stage(id), lateral (
        select deal.*, ${reachable(scope, 'deal', { to: 'write', ownerColumn: 'deal.owner_id' })} as writable
        from deal where deal.stage_id = stage.id and ${wanted(scope, filters)}
          ${after ? sql`and (deal.position, deal.id) > (${after.position}, ${after.id})` : sql``}
        order by deal.position, deal.id limit ${CARDS_PER_COLUMN + 1}) d
      join workspace w on w.id = d.workspace_id
      left join company on company.workspace_id = d.workspace_id and company.id = d.company_id and company.deleted_at is null
      left join contact on contact.workspace_id = d.workspace_id and contact.id = d.contact_id and contact.deleted_at is null
      left join member owner on owner.workspace_id = d.workspace_id and owner.id = d.owner_id
    order by d.position, d.id`.execute(db);
  return rows;
}

function pageOf(scope: Scope, placed: readonly PlacedCard[]): Column {
  const shown = placed.slice(0, CARDS_PER_COLUMN);
  const last = shown.at(-1);
  return {
    cards: shown.map(({ stageId, position, ...card }) =>
      withoutHidden(
        { scope, entity: 'deal' },
        { ...card, writable: card.writable === true && scope.permissions.has('record:write') },
        ALWAYS,
      ),
    ),
    next: placed.length > CARDS_PER_COLUMN && last ? `${last.position}_${last.id}` : null,
  };
}

/** More cards of one column. */
export async function readColumn(
  db: Db,
  scope: Scope,
  { stageId, cursor, ...filters }: z.output<(typeof ListColumn)['input']>,
): Promise<Column | Refusal> {
  const problem = filtersProblem(scope, filters);
  if (problem) return problem;
  const match = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor);
  if (!match?.[1] || !match[2])
    return refuse('invalid', 'This page mark is not one of ours. Start again from the first page.', { field: 'cursor' });
  return pageOf(scope, await readCards(db, scope, { stageIds: [stageId], filters, after: { position: Number(match[1]), id: match[2] } }));
}
