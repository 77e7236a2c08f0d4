import { sql } from 'kysely';
import { hashOfContent } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Weights } from '../rules/credits.ts';
import { type PathModel, type Status, type Terms, USUAL_TERMS } from '../schema.ts';

export interface VersionRow {
  id: string;
  number: number;
  status: Status;
  terms: Terms;
  madeBy: string | null;
  madeAt: string;
  inForceFrom: string | null;
  endedAt: string | null;
}

/** Every version, the newest first. */
export async function versionRows({ tx, scope }: ReadCtx): Promise<VersionRow[]> {
  const { rows } =
    await sql<VersionRow>`select v.id, v.number, v.status, jsonb_build_object('model', v.model, 'halfLifeDays', v.half_life_days,
      'lookbackDays', v.lookback_days, 'sourced', v.sourced, 'grossMargin', v.gross_margin) as terms, m.name as "madeBy", v.made_at as "madeAt",
      v.in_force_from as "inForceFrom", v.ended_at as "endedAt"
    from attribution_version v left join member m on m.workspace_id = v.workspace_id and m.id = v.made_by
    where v.workspace_id = ${scope.workspaceId} order by v.number desc`.execute(tx);
  return rows;
}

export const hashOfVersion = (number: number, { model, halfLifeDays, lookbackDays, sourced, grossMargin }: Terms): string =>
  hashOfContent({ number, model, halfLifeDays, lookbackDays, sourced, grossMargin });

/** What reports go by: the version that both sides signed, else what is usual. */
export async function termsInForce(ctx: ReadCtx): Promise<{ terms: Terms; number: number | null }> {
  const found = (await versionRows(ctx)).find(({ status }) => status === 'in_force');
  return found ? { terms: found.terms, number: found.number } : { terms: USUAL_TERMS, number: null };
}

export async function weightsOf({ tx, scope }: ReadCtx): Promise<Weights> {
  const rows = await tx
    .selectFrom('channel_weight')
    .select(['model', 'channel', 'weight'])
    .where('workspace_id', '=', scope.workspaceId)
    .execute();
  const of = (model: PathModel) => new Map(rows.filter((row) => row.model === model).map(({ channel, weight }) => [channel, weight]));
  return { markov: of('markov'), shapley: of('shapley') };
}
