import { createHash } from 'node:crypto';
import { parseCustom } from '#modules/criteria/queries/custom.ts';
import type { Ctx } from '#platform/context.ts';
import { type Route, route } from '#platform/http/route.ts';
import { readMail } from '#platform/mail/read.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { validateConversion, validateConversions, viewConversion } from './commands/conversions.ts';
import { correctStage } from './commands/correction.ts';
import { takeIn } from './commands/intake.ts';
import { changeLead, checkLeadFacts, setLeadOwner, setLeadsTrashed } from './commands/leads.ts';
import { type Opened, type Opening, openLead } from './commands/open.ts';
import { proposeReason, signProposal, withdrawProposal } from './commands/proposals.ts';
import { closeLead, moveStage } from './commands/stages.ts';
import * as conversions from './contract/conversions.ts';
import * as contract from './contract/leads.ts';
import * as reasons from './contract/reasons.ts';
import { countConversions, listConversions } from './queries/conversions.ts';
import { getLead, leadsOfContact } from './queries/leads.ts';
import { reasonProposals, reasonUses } from './queries/proposals.ts';
import { listReasons } from './queries/reasons.ts';
import { inquiryOf } from './rules/mail.ts';
import { isOnPath } from './rules/stages.ts';

const GONE = refuse('not_found', 'This lead is not here any more, or it is not yours to see.');
const BY_HAND = 'by_hand';

async function openChecked(ctx: Ctx, opening: Opening): Promise<Opened | Refusal> {
  if (opening.ownerId !== undefined && opening.ownerId !== ctx.scope.actor.memberId && !ctx.scope.permissions.has('lead:assign'))
    return refuse('forbidden', 'Your role may open leads for yourself, not for others. Leave the owner out.', { field: 'ownerId' });
  return (await checkLeadFacts(ctx, opening)) ?? openLead(ctx, opening);
}

const leadRoutes: readonly Route[] = [
  route(contract.openLead, async (ctx, { conversionKind, custom, ...input }) => {
    const values = await parseCustom(ctx.tx, ctx.scope, { entity: 'lead', values: custom, creating: true });
    if (isRefusal(values)) return values;
    const conversion = conversionKind && { kind: conversionKind, channel: input.sourceChannel, campaignId: input.campaignId };
    const opened = await openChecked(ctx, { ...input, custom: values, ...(conversion ? { conversion } : {}), cause: BY_HAND });
    return isRefusal(opened) ? opened : { id: opened.leadId, joined: opened.joined, conversionId: opened.conversionId };
  }),
  route(contract.getLead, (ctx, { id }) => getLead(ctx.tx, ctx.scope, { id, now: ctx.now })),
  route(contract.listContactLeads, async (ctx, { contactId }) => ({ items: await leadsOfContact(ctx.tx, ctx.scope, contactId) })),
  route(contract.changeLead, (ctx, input) => changeLead(ctx, input)),
  route(contract.moveLead, async (ctx, { id, stage, reasonId, note, recycleUntil }) => {
    const move = { leadId: id, cause: BY_HAND, note };
    const moved = isOnPath(stage)
      ? await moveStage(ctx, { ...move, to: stage })
      : await closeLead(ctx, { ...move, as: stage, reasonId, recycleUntil });
    return isRefusal(moved) ? moved : { moved: moved.moved };
  }),
  route(contract.correctLeadStage, async (ctx, { id, stage, note }) => {
    const corrected = await correctStage(ctx, { leadId: id, stage, note });
    return isRefusal(corrected) ? corrected : { moved: corrected.moved };
  }),
  route(contract.assignLead, (ctx, { id, ownerId }) => setLeadOwner(ctx, { leadId: id, ownerId, cause: BY_HAND })),
  route(contract.trashLead, async (ctx, { id }) => ((await setLeadsTrashed(ctx, [id], true)) === 1 ? {} : GONE)),
  route(contract.restoreLead, async (ctx, { id }) => ((await setLeadsTrashed(ctx, [id], false)) === 1 ? {} : GONE)),
];

const conversionRoutes: readonly Route[] = [
  route(conversions.recordConversion, (ctx, intake) => takeIn(ctx, intake)),
  route(conversions.recordMail, (ctx, { source, ...said }) => {
    const { person, sentAt, content, sourceId, mail } = inquiryOf(readMail(source), createHash('sha256').update(source).digest('hex'));
    // A clock that runs ahead is no reason to turn a customer away.
    const sent = sentAt && sentAt <= ctx.now ? sentAt : ctx.now;
    return takeIn(ctx, {
      channel: 'email',
      occurredAt: sent,
      ...said,
      kind: 'inquiry_mail',
      ...(person ? { person } : {}),
      content,
      sourceId,
      original: { mail },
    });
  }),
  route(conversions.listConversions, (ctx, filter) => listConversions(ctx, filter)),
  route(conversions.validateConversion, (ctx, verdict) => validateConversion(ctx, verdict)),
  route(conversions.validateConversions, (ctx, verdicts) => validateConversions(ctx, verdicts)),
  route(conversions.viewConversion, (ctx, { id }) => viewConversion(ctx, id)),
  route(conversions.countConversions, async (ctx, range) => ({ channels: await countConversions(ctx.tx, ctx.scope, range) })),
];

const reasonRoutes: readonly Route[] = [
  route(reasons.listReasons, async (ctx, input) => ({ items: await listReasons(ctx.tx, ctx.scope, input) })),
  route(reasons.listReasonUses, (ctx) => reasonUses(ctx)),
  route(reasons.proposeReason, proposeReason),
  route(reasons.listReasonProposals, reasonProposals),
  route(reasons.signReasonProposal, signProposal),
  route(reasons.withdrawReasonProposal, (ctx, { id }) => withdrawProposal(ctx, id)),
];

export const routes: readonly Route[] = [...leadRoutes, ...conversionRoutes, ...reasonRoutes];
