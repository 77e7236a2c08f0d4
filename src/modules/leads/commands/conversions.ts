import { record } from '#modules/activities/commands/record.ts';
import type { ActivityKind } from '#modules/activities/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { conversionValidated } from '../events.ts';
import { leadAfterValidation, reasonOfValidation } from '../rules/conversions.ts';
import type { ConversionKind, Stage, Validation } from '../schema.ts';
import { enterStage, type LockedLead, lockLead } from './stages.ts';

export interface NewConversion {
  kind: ConversionKind;
  channel?: string;
  campaignId?: string | null;
  occurredAt?: string;
  content?: string;
  payload?: Readonly<Record<string, unknown>>;
}

/** How a conversion stands on the timeline; a list or an import is no doing of the customer and has no row of its own. */
const LEDGER_KIND: Readonly<Partial<Record<ConversionKind, ActivityKind>>> = {
  form: 'form',
  inquiry_mail: 'mail',
  call: 'call',
  chat: 'chat',
  meeting: 'meeting',
};

/** Stores a conversion of a lead and puts it on the timeline. `openLead` calls it; it opens nothing by itself. */
export async function addConversion(
  ctx: Ctx,
  made: NewConversion & { occurredAt: string; leadId: string; contactId: string },
): Promise<string> {
  const row = await ctx.tx
    .insertInto('conversion')
    .values({
      workspace_id: ctx.scope.workspaceId,
      lead_id: made.leadId,
      contact_id: made.contactId,
      kind: made.kind,
      channel: made.channel ?? null,
      campaign_id: made.campaignId ?? null,
      occurred_at: made.occurredAt,
      content: made.content ?? null,
      payload: JSON.stringify(made.payload ?? {}),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const kind = LEDGER_KIND[made.kind];
  if (kind)
    await record(ctx, [
      {
        kind,
        occurredAt: made.occurredAt,
        direction: 'in',
        side: 'customer',
        evidence: 'system',
        traffic: 'human',
        contactId: made.contactId,
        leadId: made.leadId,
        campaignId: made.campaignId ?? null,
        body: made.content ?? null,
        data: { conversionId: row.id, ...(made.channel ? { channel: made.channel } : {}) },
        dedupeKey: `conversion:${row.id}`,
      },
    ]);
  ctx.changed('conversion', row.id);
  return row.id;
}

/**
 * Notes what a person found a conversion to be. When none of a lead's conversions is a lead, the lead is disqualified with the matching
 * reason; when one turns out to be a lead after all, a lead that was closed this way is open again.
 * @returns the lead's stage afterwards, null where the conversion has no lead
 */
export async function validateConversion(
  ctx: Ctx,
  verdict: { id: string; validation: Exclude<Validation, 'unreviewed'> },
): Promise<{ leadStage: Stage | null } | Refusal> {
  const conversion = await lockConversion(ctx, verdict.id);
  if (isRefusal(conversion)) return conversion;
  await ctx.tx
    .updateTable('conversion')
    .set({ validation: verdict.validation, validated_by: ctx.scope.actor.memberId, validated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', verdict.id)
    .execute();
  const { lead_id: leadId, contact_id: contactId } = conversion;
  const leadStage = leadId ? await settleLead(ctx, leadId) : null;
  await ctx.announce(conversionValidated, { conversionId: verdict.id, leadId, contactId, validation: verdict.validation, at: ctx.now });
  ctx.changed('conversion', verdict.id);
  return { leadStage };
}

async function lockConversion(ctx: Ctx, id: string) {
  const row = await ctx.tx
    .selectFrom('conversion')
    .leftJoin('contact', (on) =>
      on.onRef('contact.workspace_id', '=', 'conversion.workspace_id').onRef('contact.id', '=', 'conversion.contact_id'),
    )
    .select(['conversion.id', 'conversion.lead_id', 'conversion.contact_id'])
    .where('conversion.workspace_id', '=', ctx.scope.workspaceId)
    .where('conversion.id', '=', id)
    .where((eb) => eb.or([eb('contact.id', 'is', null), reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })]))
    .forUpdate('conversion')
    .executeTakeFirst();
  return row ?? refuse('not_found', 'This conversion is not here any more, or it is not yours to see.');
}

const BY_VALIDATION = 'validation';

async function settleLead(ctx: Ctx, leadId: string): Promise<Stage | null> {
  const lead = await lockLead(ctx, leadId);
  // Whoever validates need not be able to write the lead (a coordinator): the conversion is validated all the same.
  if (isRefusal(lead)) return null;
  const conversions = await ctx.tx
    .selectFrom('conversion')
    .select('validation')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('lead_id', '=', leadId)
    .orderBy('validated_at', (order) => order.desc().nullsLast())
    .execute();
  const validations = conversions.map((one) => one.validation as Validation);
  const says = leadAfterValidation(validations);
  if (says === 'not_a_lead') return disqualify(ctx, lead, validations[0] ?? 'spam');
  if (says === 'is_a_lead' && (await closedByValidation(ctx, lead)))
    return (await enterStage(ctx, lead, { to: lead.hand_raised ? 'mql' : 'inquiry', cause: BY_VALIDATION })).to;
  return lead.stage;
}

/** Only a lead that nobody works on yet: one that Sales has taken is judged by its verdict. */
async function disqualify(ctx: Ctx, lead: LockedLead, validation: Validation): Promise<Stage> {
  if (lead.stage !== 'inquiry' && lead.stage !== 'mql' && lead.stage !== 'recycled') return lead.stage;
  const named = reasonOfValidation(validation);
  const reason = await ctx.tx
    .selectFrom('reason')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('class', '=', named?.class ?? '')
    .where('code', '=', named?.code ?? '')
    .executeTakeFirst();
  const moved = await enterStage(ctx, lead, { to: 'disqualified', cause: BY_VALIDATION, reasonId: reason?.id ?? null });
  return moved.to;
}

async function closedByValidation(ctx: Ctx, lead: LockedLead): Promise<boolean> {
  if (lead.stage !== 'disqualified') return false;
  const visit = await ctx.tx
    .selectFrom('stage_visit')
    .select('cause')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('lead_id', '=', lead.id)
    .where('exited_at', 'is', null)
    .executeTakeFirst();
  return visit?.cause === BY_VALIDATION;
}
