import { sql } from 'kysely';
import { z } from 'zod';
import { REQUIRED, type Required } from '#modules/agreements/schema.ts';
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
  /** What was known then of what the agreement can ask for; absent on hand-offs from before that was kept. */
  known: z.array(z.enum(REQUIRED)).optional(),
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
  person: { leadId: string; contactId: string; whyNow: string | null },
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
  const known = await knownOf(whole, { leadId: person.leadId, label, whyNow: words });
  const evidence = { known, label, fit, fitScore, coverage, engagement, profileNumber, modelNumber, lines: [...lines], top, interactions };
  const [strongest] = top;
  return { evidence, whyNow: words ?? (strongest ? `${strongest.rule}${strongest.what ? `: ${strongest.what}` : ''}` : null) };
}

/** What of the things that an agreement can ask of a hand-off is known of a lead now. */
async function knownOf(ctx: ReadCtx, lead: { leadId: string; label: string | null; whyNow: string | null }): Promise<Required[]> {
  const { rows } = await sql<Record<'company' | 'campaign' | 'email' | 'phone' | 'job_title', boolean>>`
    select coalesce(l.company_id, c.company_id) is not null as company, l.campaign_id is not null as campaign, coalesce(c.email, '') <> '' as email,
      exists (select from contact_phone p where p.workspace_id = c.workspace_id and p.contact_id = c.id) as phone, coalesce(c.job_title, '') <> '' as job_title
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where l.workspace_id = ${ctx.scope.workspaceId} and l.id = ${lead.leadId}`.execute(ctx.tx);
  const known = { ...rows[0], score: lead.label !== null, why_now: lead.whyNow !== null };
  return REQUIRED.filter((one) => known[one]);
}
