import { sql } from 'kysely';
import { ruleDispute } from '#modules/handoffs/commands/disputes.ts';
import { notify } from '#modules/notices/commands.ts';
import { clearSignatures, sign } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract/drafts.ts';
import { draftHash, storedDrafts } from '../queries/drafts.ts';
import { laneOf } from '../queries/lane.ts';

type Done = Record<string, never>;
type Content = Omit<ParsedOf<typeof contract.changeDraft>, 'id'>;
const SUBJECT = 'coordination_draft' as const;
const GONE = refuse('not_found', 'This draft is not here any more.');
const AGREED = refuse('not_now', 'Both sides have agreed on this. Draft another one if it has to change.');

export async function create(ctx: Ctx, given: ParsedOf<typeof contract.createDraft>): Promise<{ id: string } | Refusal> {
  const { kind, disputeId, ...content } = given;
  const problem = kind === 'ruling' ? await rulingProblem(ctx, { disputeId, ruling: content.ruling }) : null;
  if (problem) return problem;
  const made = await ctx.tx
    .insertInto('coordination_draft')
    .values({
      workspace_id: ctx.scope.workspaceId,
      kind,
      dispute_id: kind === 'ruling' ? disputeId : null,
      ...columnsOf(content),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('coordination_draft', made.id);
  return made;
}

const columnsOf = ({ title, body, measure, checkOn, ruling }: Content) => ({
  title,
  body,
  measure: measure || null,
  check_on: checkOn,
  ruling,
});

async function rulingProblem(ctx: Ctx, of: { disputeId: string | null; ruling: string | null }): Promise<Refusal | null> {
  if (of.ruling === null) return refuse('invalid', 'Say what it rules.', { field: 'ruling' });
  const { areas } = await laneOf(ctx);
  const { rows } =
    await sql`select 1 from dispute where workspace_id = ${ctx.scope.workspaceId} and id = ${of.disputeId} and ruling is null`.execute(
      ctx.tx,
    );
  return areas.includes('handoffs') && rows.length > 0
    ? null
    : refuse('not_found', 'There is no open dispute of this kind.', { field: 'disputeId' });
}

async function locked(ctx: Ctx, id: string) {
  await sql`select 1 from coordination_draft where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [draft] = await storedDrafts(ctx, id);
  return draft ?? GONE;
}

/** What a plan of both sides is not yet: it can still be written anew. */
async function open(ctx: Ctx, id: string) {
  const draft = await locked(ctx, id);
  return !isRefusal(draft) && draft.state === 'agreed' ? AGREED : draft;
}

async function set(ctx: Ctx, id: string, values: Record<string, unknown>): Promise<void> {
  await ctx.tx
    .updateTable('coordination_draft')
    .set(values)
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('coordination_draft', id);
}

export async function change(ctx: Ctx, { id, ...content }: ParsedOf<typeof contract.changeDraft>): Promise<Done | Refusal> {
  const draft = await open(ctx, id);
  if (isRefusal(draft)) return draft;
  if (draft.kind === 'ruling' && content.ruling === null) return refuse('invalid', 'Say what it rules.', { field: 'ruling' });
  await clearSignatures(ctx, { subject: SUBJECT, id });
  await set(ctx, id, columnsOf(content));
  return {};
}

export async function propose(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const draft = await open(ctx, id);
  if (isRefusal(draft)) return draft;
  if (draft.state === 'proposed') return {};
  await set(ctx, id, { state: 'proposed', proposed_at: ctx.now });
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and roles && '{sales_lead,marketing_lead}'::text[] and id is distinct from ${ctx.scope.actor.memberId}::uuid`.execute(ctx.tx);
  const title = `${ctx.scope.actor.label} drafted “${draft.title}” for both teams`;
  for (const lead of rows)
    await notify(ctx, { memberId: lead.id, kind: 'draft.proposed', title, link: '/joint-drafts', dedupeKey: `draft:${id}` });
  return {};
}

export async function withdraw(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const draft = await open(ctx, id);
  if (isRefusal(draft)) return draft;
  await clearSignatures(ctx, { subject: SUBJECT, id });
  await set(ctx, id, { state: 'withdrawn' });
  return {};
}

export async function signIt(ctx: Ctx, { id, hash }: { id: string; hash: string }): Promise<{ complete: boolean } | Refusal> {
  const draft = await open(ctx, id);
  if (isRefusal(draft)) return draft;
  if (draft.state !== 'proposed') return refuse('not_now', 'This is a draft yet. It is signed once it is put before both sides.');
  const signed = await sign(ctx, { subject: SUBJECT, id, permission: 'agreement:sign', contentHash: hash, currentHash: draftHash(draft) });
  if (isRefusal(signed)) return signed;
  if (signed.complete) {
    await set(ctx, id, { state: 'agreed', agreed_at: ctx.now });
    if (draft.disputeId !== null && draft.ruling !== null) {
      const ruled = await ruleDispute(ctx, { id: draft.disputeId, ruling: draft.ruling, note: draft.body.slice(0, 2000) });
      if (isRefusal(ruled)) return ruled;
    }
  }
  ctx.changed('coordination_draft', id);
  return { complete: signed.complete };
}

export async function setOutcome(ctx: Ctx, given: ParsedOf<typeof contract.setDraftOutcome>): Promise<Done | Refusal> {
  const draft = await locked(ctx, given.id);
  if (isRefusal(draft)) return draft;
  if (draft.state !== 'agreed') return refuse('not_now', 'Only what both agreed on can have worked.');
  await set(ctx, given.id, { outcome: given.outcome, outcome_note: given.note });
  return {};
}
