import { z } from 'zod';
import { explained } from '#modules/scoring/queries/explain.ts';
import { lookAt, rulesInForce } from '#modules/scoring/queries/score.ts';
import { unlimited } from '#modules/team/queries.ts';
import { Id, Instant } from '#modules/team/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { lastInteractions, lastWords } from './interactions.ts';

/** What a hand-off stood on, as it was then. Kept with it: scores and rules change later. */
export const Evidence = z.object({
  label: z.string().nullable(),
  fit: z.string().nullable(),
  fitScore: z.number().nullable(),
  coverage: z.number(),
  engagement: z.number(),
  profileNumber: z.int().nullable(),
  modelNumber: z.int().nullable(),
  lines: z.array(z.string()),
  /** The three contributions that weighed most. */
  top: z.array(z.object({ rule: z.string(), what: z.string().nullable(), counted: z.number(), occurredAt: Instant })),
  interactions: z.array(
    z.object({
      id: Id,
      kind: z.string(),
      direction: z.string().nullable(),
      side: z.string(),
      at: Instant,
      outcome: z.string().nullable(),
      what: z.string().nullable(),
    }),
  ),
});
export type Evidence = z.infer<typeof Evidence>;

const TOP = 3;

/** The evidence for a hand-off now, and why the person is worth a call now, in their own words where there are any. */
export async function gatherEvidence(
  ctx: ReadCtx,
  person: { contactId: string; whyNow: string | null },
): Promise<{ evidence: Evidence; whyNow: string | null }> {
  const whole: ReadCtx = { ...ctx, scope: unlimited(ctx.scope) };
  const rules = await rulesInForce(whole);
  const looked = await lookAt(whole, rules, person.contactId);
  const interactions = await lastInteractions(whole.tx, whole.scope, { contactId: person.contactId, most: 3 });
  const words = person.whyNow ?? (await lastWords(whole.tx, whole.scope, person.contactId));
  if (!looked) throw new Error('a contact that is handed off is not there');
  const shown = explained(rules, looked);
  const top = [...shown.contributions]
    .sort((a, b) => Math.abs(b.counted) - Math.abs(a.counted))
    .slice(0, TOP)
    .map(({ rule, what, counted, occurredAt }) => ({ rule, what, counted, occurredAt }));
  const { label, fit, fitScore, coverage, engagement, profileNumber, modelNumber, lines } = shown;
  const evidence = { label, fit, fitScore, coverage, engagement, profileNumber, modelNumber, lines: [...lines], top, interactions };
  const [strongest] = top;
  return { evidence, whyNow: words ?? (strongest ? `${strongest.rule}${strongest.what ? `: ${strongest.what}` : ''}` : null) };
}
