import { record } from '#modules/activities/commands/record.ts';
import type { ActivityKind } from '#modules/activities/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { conversionValidated } from '../events.ts';
import { leadAfterValidation, VALIDATION_WORDS } from '../rules/conversions.ts';
import type { ConversionKind, Stage, Validation } from '../schema.ts';
import { enterStage, findReason, type LockedLead, lockLead, reasonGap } from './stages.ts';

export interface NewConversion {
  kind: ConversionKind;
  channel?: string;
  campaignId?: string | null;
  occurredAt?: string;
  content?: string;
  payload?: Readonly<Record<string, unknown>>;
  original?: Readonly<Record<string, unknown>>;
  /** The id that the source gave it. */
  sourceId?: string;
  /** What the person did stands on the timeline already, written there by whoever brings the conversion. */
  isOnTimeline?: boolean;
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
  made: NewConversion & { occurredAt: string; leadId: string | null; contactId: string | null },
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
      original: JSON.stringify(made.original ?? {}),
      source_id: made.sourceId ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const kind = LEDGER_KIND[made.kind];
  if (kind && made.contactId && !made.isOnTimeline)
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

export interface Verdict {
  validation: Validation;
  /** Of the class that `validation` names. */
  reasonId?: string;
  note?: string;
  /** What the caller saw. */
  seen?: Validation;
}

/**
 * Notes what a person found a conversion to be, or takes it back (`unreviewed`). When none of a lead's conversions is a lead, the lead is
 * disqualified with the reason given; when that is not so any more, a lead that was closed this way is open again.
 * @returns the lead's stage afterwards, null where the conversion has no lead
 */
export async function validateConversion(
  ctx: Ctx,
  { id, ...verdict }: Verdict & { id: string },
): Promise<{ leadStage: Stage | null } | Refusal> {
  const problem = await reasonProblem(ctx, verdict);
  if (problem) return problem;
  const conversion = await lockConversion(ctx, id);
  if (isRefusal(conversion)) return conversion;
  if (verdict.seen !== undefined && verdict.seen !== conversion.validation) return takenMeanwhile(conversion);
  return note(ctx, conversion, verdict);
}

/** Many at once; those that somebody judged meanwhile, or that are out of reach, are left as they are. */
export async function validateConversions(
  ctx: Ctx,
  { ids, ...verdict }: Verdict & { ids: readonly string[] },
): Promise<{ done: string[]; left: string[] } | Refusal> {
  const problem = await reasonProblem(ctx, verdict);
  if (problem) return problem;
  const [done, left]: [string[], string[]] = [[], []];
  // In one order for everybody: two people who take the same page must not wait for each other.
  for (const id of [...new Set(ids)].sort()) {
    const conversion = await lockConversion(ctx, id);
    if (isRefusal(conversion) || (verdict.seen !== undefined && verdict.seen !== conversion.validation)) left.push(id);
    else {
      await note(ctx, conversion, verdict);
      done.push(id);
    }
  }
  return { done, left };
}

async function reasonProblem(ctx: Ctx, { validation, reasonId, note: said }: Verdict): Promise<Refusal | null> {
  if (validation === 'sales_lead' || validation === 'unreviewed') return null;
  const reason = reasonId ? await findReason(ctx, reasonId) : undefined;
  if (reason?.class !== validation) return refuse('invalid', 'Choose what it is.', { field: 'reasonId' });
  return reasonGap({ ...reason, needsDate: false }, { note: said });
}

interface Locked {
  id: string;
  lead_id: string | null;
  contact_id: string | null;
  validation: Validation;
  by: string | null;
}

function takenMeanwhile({ validation, by }: Locked): Refusal {
  return refuse(
    'conflict',
    validation === 'unreviewed'
      ? 'The answer was taken back meanwhile. Look at it once more.'
      : `${by ?? 'Somebody'} has looked at this meanwhile: ${VALIDATION_WORDS[validation]}. Nothing was changed.`,
  );
}

async function note(ctx: Ctx, conversion: Locked, verdict: Verdict): Promise<{ leadStage: Stage | null }> {
  const { validation } = verdict;
  const back = validation === 'unreviewed';
  const isLead = back || validation === 'sales_lead';
  await ctx.tx
    .updateTable('conversion')
    .set({
      validation,
      reason_id: isLead ? null : (verdict.reasonId ?? null),
      note: verdict.note || null,
      validated_by: back ? null : ctx.scope.actor.memberId,
      validated_at: back ? null : ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', conversion.id)
    .execute();
  const { lead_id: leadId, contact_id: contactId } = conversion;
  const leadStage = leadId ? await settleLead(ctx, leadId) : null;
  await ctx.announce(conversionValidated, { conversionId: conversion.id, leadId, contactId, validation, at: ctx.now });
  ctx.changed('conversion', conversion.id);
  return { leadStage };
}

async function lockConversion(ctx: Ctx, id: string): Promise<Locked | Refusal> {
  const row = await ctx.tx
    .selectFrom('conversion')
    .leftJoin('contact', (on) =>
      on.onRef('contact.workspace_id', '=', 'conversion.workspace_id').onRef('contact.id', '=', 'conversion.contact_id'),
    )
    .leftJoin('member', (on) =>
      on.onRef('member.workspace_id', '=', 'conversion.workspace_id').onRef('member.id', '=', 'conversion.validated_by'),
    )
    .select(['conversion.id', 'conversion.lead_id', 'conversion.contact_id', 'conversion.validation', 'member.name as by'])
    .where('conversion.workspace_id', '=', ctx.scope.workspaceId)
    .where('conversion.id', '=', id)
    .where((eb) => eb.or([eb('contact.id', 'is', null), reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })]))
    .forUpdate('conversion')
    .executeTakeFirst();
  return row ? { ...row, validation: row.validation as Validation } : refuse('not_found', GONE);
}

const GONE = 'This conversion is not here any more, or it is not yours to see.';

/** Says which conversion the caller has open in the inbox; null: none. */
export async function viewConversion(ctx: Ctx, id: string | null): Promise<Record<string, never> | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  if (!actor.memberId) return {};
  const before = await ctx.tx
    .deleteFrom('conversion_view')
    .where('workspace_id', '=', workspaceId)
    .where('member_id', '=', actor.memberId)
    .returning('conversion_id')
    .executeTakeFirst();
  if (id !== null) {
    const conversion = await lockConversion(ctx, id);
    if (isRefusal(conversion)) return conversion;
    await ctx.tx
      .insertInto('conversion_view')
      .values({ workspace_id: workspaceId, member_id: actor.memberId, conversion_id: id, viewed_at: ctx.now })
      .execute();
  }
  // Renewed every minute: only a move is news to the others.
  if (before?.conversion_id !== id) for (const one of [before?.conversion_id, id]) if (one) ctx.changed('conversion', one);
  return {};
}

const BY_VALIDATION = 'validation';

async function settleLead(ctx: Ctx, leadId: string): Promise<Stage | null> {
  const lead = await lockLead(ctx, leadId);
  // Whoever validates need not be able to write the lead: the conversion is validated all the same.
  if (isRefusal(lead)) return null;
  const conversions = await ctx.tx
    .selectFrom('conversion')
    .select(['validation', 'reason_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('lead_id', '=', leadId)
    .orderBy('validated_at', (order) => order.desc().nullsLast())
    .execute();
  const says = leadAfterValidation(conversions.map((one) => one.validation as Validation));
  if (says === 'not_a_lead') return disqualify(ctx, lead, conversions[0]?.reason_id ?? null);
  if (await closedByValidation(ctx, lead))
    return (await enterStage(ctx, lead, { to: lead.hand_raised ? 'mql' : 'inquiry', cause: BY_VALIDATION })).to;
  return lead.stage;
}

/** Only a lead that nobody works on yet: one that Sales has taken is judged by its verdict. */
async function disqualify(ctx: Ctx, lead: LockedLead, reasonId: string | null): Promise<Stage> {
  if (lead.stage !== 'inquiry' && lead.stage !== 'mql' && lead.stage !== 'recycled') return lead.stage;
  return (await enterStage(ctx, lead, { to: 'disqualified', cause: BY_VALIDATION, reasonId })).to;
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
