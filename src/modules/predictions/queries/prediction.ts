import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getPrediction } from '../contract/predictions.ts';
import { explain } from '../rules/predict.ts';
import { factsNow } from './now.ts';
import { inForce } from './trainings.ts';

type Answer = OutputOf<typeof getPrediction>;

/** The probability of a lead with its parts; what the caller may not see is summed up without a name. */
export async function readPrediction(ctx: ReadCtx, id: string): Promise<Answer | Refusal> {
  const { rows } = await sql<{ id: string; closed: boolean }>`select l.id, l.closed_at is not null as closed from lead l
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = ${id} and l.deleted_at is null
      and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}`.execute(ctx.tx);
  const [lead] = rows;
  if (!lead) return refuse('not_found', 'This lead is not here any more, or it is not yours to see.');
  const found = lead.closed || ctx.scope.hidden.has('lead.probability') ? undefined : await inForce(ctx.tx, ctx.scope);
  const facts = found && (await factsNow(ctx, [id])).get(id);
  if (!found || !facts) return { prediction: null };
  const { probability, base, parts } = explain(found.model, facts);
  const bin = found.bins[Math.min(found.bins.length - 1, Math.floor(probability * found.bins.length))];
  if (!bin) return { prediction: null };
  const open = parts.filter(({ right }) => !ctx.scope.hidden.has(right));
  const unseen = parts.filter(({ right }) => ctx.scope.hidden.has(right)).reduce((sum, { part }) => sum + part, 0);
  const shown = open
    .map(({ key, label, part }) => ({ key, label, part, value: wordOf(facts[key]) }))
    .sort((a, b) => Math.abs(b.part) - Math.abs(a.part));
  return {
    prediction: {
      probability,
      base,
      training: { id: found.id, number: found.number },
      came: bin.came,
      said: { from: bin.from, to: bin.to },
      parts: unseen === 0 ? shown : [...shown, { key: null, label: null, value: null, part: unseen }],
    },
  };
}

function wordOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
