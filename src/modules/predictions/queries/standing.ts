import { sql } from 'kysely';
import { customFieldRows } from '#modules/criteria/queries/custom.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getPredictions } from '../contract/predictions.ts';
import { isOff } from '../rules/drift.ts';
import { FEWEST_OF_EACH } from '../rules/train.ts';
import type { Ruling } from '../schema.ts';
import { knowableOf } from './facts.ts';
import { countEnded, saidAndCame, settingsOf } from './outcomes.ts';
import { listTrainings } from './trainings.ts';

type Standing = OutputOf<typeof getPredictions>;

export async function readStanding(ctx: ReadCtx): Promise<Standing> {
  const { tx, scope, now } = ctx;
  const settings = await settingsOf(tx, scope);
  const trainings = await listTrainings(tx, scope);
  const months = await saidAndCame(tx, scope, { settings, now });
  return {
    ...(await countEnded(tx, scope, { settings, now })),
    needed: FEWEST_OF_EACH,
    settings,
    orderFields: await orderFieldsOf(ctx),
    inForce: trainings.find(({ inForceFrom, inForceUntil }) => inForceFrom !== null && inForceUntil === null) ?? null,
    trainings,
    rulings: await readRulings(ctx),
    drift: months.map(({ month, said, k, n }) => ({ month, said, came: rateOf(k, n), off: isOff({ said, k, n }) })),
    mayWrite: scope.permissions.has('profile:write'),
    maySign: scope.permissions.has('profile:sign'),
  };
}

/** Own fields of leads that hold a number, a day or an instant: any of them may tell older from newer. */
export async function orderFieldsOf({ tx, scope }: ReadCtx): Promise<{ key: string; label: string }[]> {
  const { custom } = await customFieldRows(tx, scope, ['lead']);
  return custom
    .filter(({ kind, key }) => ['number', 'date', 'instant'].includes(kind) && !scope.hidden.has(`lead.custom.${key}`))
    .map(({ key, label }) => ({ key, label }));
}

async function readRulings({ tx, scope }: ReadCtx): Promise<Standing['rulings']> {
  const { rows } = await sql<{ key: string; ruling: Ruling; note: string | null; by: string | null; at: string }>`
    select r.key, r.ruling, r.note, m.name as by, r.ruled_at as at from fact_ruling r
      left join member m on m.workspace_id = r.workspace_id and m.id = r.member_id
    where r.workspace_id = ${scope.workspaceId} order by r.ruled_at desc, r.key`.execute(tx);
  const labels = new Map((await knowableOf(tx, scope)).facts.map(({ key, label }) => [key, label]));
  return rows.filter(({ key }) => !scope.hidden.has(key)).map((row) => ({ ...row, label: labels.get(row.key) ?? row.key }));
}
