import { sql } from 'kysely';
import { hashOfContent, signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { ByHand, getPlan as GetPlan } from '../contract/plan.ts';
import { currencyOf } from './goals.ts';
import { veiled, type WorkedPlan, workedPlan } from './plan.ts';
import { type KeptMonth, monthsBeside } from './signed.ts';
import { periodOf, today } from './time.ts';

type Shown = NonNullable<OutputOf<typeof GetPlan>['signed']>;

/** What a plan was signed with; kept as it was then. */
export interface Levers extends Pick<WorkedPlan, 'steps' | 'shares'> {
  byHand: ByHand;
}

export interface PlanRow {
  id: string;
  number: number;
  quarter_on: string;
  vision: string | null;
  target_minor: number;
  base_minor: number;
  marketing_percent: number;
  levers: Levers;
  lead_cost_minor: number | null;
  months: KeptMonth[];
  signed_at: string | null;
  superseded_at: string | null;
  items: {
    id: string;
    what: string;
    accountable: { id: string; name: string };
    responsible: { id: string; name: string }[];
    dueOn: string;
    doneAt: string | null;
  }[];
}

export function planHashOf(row: PlanRow): string {
  const items = row.items.map(({ what, accountable, responsible, dueOn }) => [
    what,
    accountable.id,
    responsible.map(({ id }) => id).sort(),
    dueOn,
  ]);
  return hashOfContent([row.quarter_on, row.vision, row.target_minor, row.base_minor, row.marketing_percent, row.levers, items]);
}

/** Plans of a quarter, the newest first. */
export async function planRows(ctx: ReadCtx, where: { quarterOn: string } | { id: string }): Promise<PlanRow[]> {
  const { rows } =
    await sql<PlanRow>`select p.id, p.number, p.quarter_on::text, p.vision, p.target_minor::float8 as target_minor, p.base_minor::float8 as base_minor, p.marketing_percent, p.levers,
      p.lead_cost_minor::float8 as lead_cost_minor, p.months, p.signed_at, p.superseded_at,
      coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'what', i.what, 'dueOn', i.due_on, 'accountable', jsonb_build_object('id', m.id, 'name', m.name),
          'doneAt', to_char(i.done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'responsible', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name) order by r.name), '[]'::jsonb) from member r
            where r.workspace_id = i.workspace_id and r.id = any (i.responsible_ids))) order by i.due_on, i.id)
        from plan_item i join member m on m.workspace_id = i.workspace_id and m.id = i.accountable_id where i.workspace_id = p.workspace_id and i.plan_id = p.id), '[]'::jsonb) as items
    from joint_plan p where p.workspace_id = ${ctx.scope.workspaceId} and ${'id' in where ? sql`p.id = ${where.id}` : sql`p.quarter_on = ${where.quarterOn}::date`} order by p.number desc`.execute(
      ctx.tx,
    );
  return rows;
}

async function shown(ctx: ReadCtx, row: PlanRow): Promise<Shown> {
  const frozen = { steps: row.levers.steps, shares: row.levers.shares, baseMinor: row.base_minor, leadCostMinor: row.lead_cost_minor };
  const quarterOn = row.quarter_on;
  const asked = { day: quarterOn, targetMinor: row.target_minor, marketingPercent: row.marketing_percent, byHand: row.levers.byHand };
  const worked = await workedPlan(ctx, { ...asked, frozen });
  return {
    id: row.id,
    number: row.number,
    quarterOn,
    vision: row.vision,
    marketingPercent: row.marketing_percent,
    byHand: row.levers.byHand,
    status: row.superseded_at ? 'superseded' : row.signed_at ? 'signed' : 'draft',
    contentHash: planHashOf(row),
    signatures: (await signaturesOf(ctx.tx, ctx.scope, { subject: 'joint_plan', ids: [row.id] })).get(row.id) ?? [],
    signedAt: row.signed_at,
    items: row.items,
    worked: veiled(ctx, worked),
    beside: await monthsBeside(ctx, { kept: row.months, worked, quarterOn }),
  };
}

export async function readPlan(ctx: ReadCtx, asked: { day?: string }): Promise<OutputOf<typeof GetPlan>> {
  const { starts } = await periodOf(ctx, asked.day ?? (await today(ctx)), 'quarter');
  const rows = await planRows(ctx, { quarterOn: starts });
  const signed = rows.find(({ signed_at, superseded_at }) => signed_at && !superseded_at);
  const draft = rows.find(({ signed_at }) => !signed_at);
  return {
    asOf: ctx.now,
    currency: await currencyOf(ctx),
    quarterOn: starts,
    signed: signed ? await shown(ctx, signed) : null,
    draft: draft ? await shown(ctx, draft) : null,
    signsFor: await signsFor(ctx, 'agreement:sign'),
  };
}
