import { sql } from 'kysely';
import { sign } from '#modules/signatures/commands.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { loadProposals, type Proposal, proposalHash } from '../queries/proposals.ts';
import type { ProposalKind, ReasonClass } from '../schema.ts';
import { changeReason, createReason, removeReason } from './reasons.ts';

type Done = Record<string, never>;

export interface Proposing {
  kind: ProposalKind;
  reasonId?: string | undefined;
  class?: ReasonClass | undefined;
  change: Proposal['change'] | Readonly<Record<string, undefined>>;
  why: string;
}

const FIELDS = ['label', 'needsNote', 'needsDate', 'recycleDays', 'position'] as const;

/** Puts a change of the reasons before both sides. Whoever proposes has signed for theirs. */
export async function proposeReason(ctx: Ctx, proposing: Proposing): Promise<{ id: string; applied: boolean } | Refusal> {
  const content = await contentOf(ctx, proposing);
  if (isRefusal(content)) return content;
  const { workspaceId, actor } = ctx.scope;
  const { rows } = await sql<{
    id: string;
  }>`insert into reason_proposal (workspace_id, kind, reason_id, change, before, why, proposed_by, proposed_at)
    values (${workspaceId}, ${proposing.kind}, ${proposing.reasonId ?? null}, ${JSON.stringify(content.change)}::jsonb, ${JSON.stringify(content.before)}::jsonb,
      ${proposing.why}, ${actor.memberId}, ${ctx.now}) on conflict (workspace_id, reason_id) where state = 'open' do nothing returning id`.execute(
    ctx.tx,
  );
  const [made] = rows;
  if (!made) return refuse('conflict', 'There is a proposal about this reason already. Sign it or withdraw it first.');
  ctx.changed('reason', proposing.reasonId ?? made.id);
  if (!(await signsFor(ctx, 'reason:write'))) return { id: made.id, applied: false };
  const contentHash = proposalHash({ kind: proposing.kind, reason_id: proposing.reasonId ?? null, ...content });
  const signed = await signProposal(ctx, { id: made.id, contentHash });
  return isRefusal(signed) ? signed : { id: made.id, ...signed };
}

async function contentOf(ctx: Ctx, proposing: Proposing): Promise<Pick<Proposal, 'change' | 'before'> | Refusal> {
  const asked = Object.fromEntries(
    FIELDS.flatMap((field) => (proposing.change[field] === undefined ? [] : [[field, proposing.change[field] ?? null]])),
  );
  if (proposing.kind === 'add') {
    if (!proposing.class || !asked.label)
      return refuse('invalid', 'Name the reason and its kind.', { field: asked.label ? 'class' : 'label' });
    const same = await siblingNamed(ctx, { class: proposing.class, label: String(asked.label), exceptId: null });
    return same ?? { change: { ...asked, class: proposing.class }, before: {} };
  }
  const row = await ctx.tx
    .selectFrom('reason')
    .select([
      'label',
      'class',
      'needs_note as needsNote',
      'needs_date as needsDate',
      'recycle_days as recycleDays',
      'position',
      'archived_at',
    ])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', proposing.reasonId ?? ctx.scope.workspaceId)
    .executeTakeFirst();
  if (!row) return refuse('not_found', 'This reason is not here any more.');
  const { archived_at, ...before } = row;
  if ((proposing.kind === 'retire') === (archived_at !== null) && ['retire', 'restore'].includes(proposing.kind))
    return refuse('conflict', archived_at ? 'This reason is out of use already.' : 'This reason is in use.');
  if (proposing.kind !== 'change') return { change: {}, before };
  const change = Object.fromEntries(Object.entries(asked).filter(([field, to]) => to !== before[field as keyof typeof before]));
  if (Object.keys(change).length === 0) return refuse('invalid', 'This changes nothing.');
  const same = change.label
    ? await siblingNamed(ctx, { class: row.class, label: String(change.label), exceptId: proposing.reasonId ?? null })
    : null;
  return same ?? { change, before };
}

async function siblingNamed(ctx: Ctx, named: { class: string; label: string; exceptId: string | null }): Promise<Refusal | null> {
  const { rows } = await sql<{
    label: string;
  }>`select label from reason where workspace_id = ${ctx.scope.workspaceId} and class = ${named.class}
    and archived_at is null and lower(label) = lower(${named.label}) and id is distinct from ${named.exceptId}`.execute(ctx.tx);
  return rows[0] ? refuse('conflict', `There is a reason "${rows[0].label}" already.`, { field: 'label' }) : null;
}

async function lockProposal(ctx: Ctx, id: string): Promise<Proposal | Refusal> {
  await sql`select from reason_proposal where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [proposal] = await loadProposals(ctx, { id });
  if (!proposal) return refuse('not_found', 'This proposal is not here any more.');
  return proposal.state === 'open' ? proposal : refuse('conflict', 'This proposal has ended already.');
}

/** With the second side's signature the reasons are changed, in the same transaction. */
export async function signProposal(ctx: Ctx, given: { id: string; contentHash: string }): Promise<{ applied: boolean } | Refusal> {
  const proposal = await lockProposal(ctx, given.id);
  if (isRefusal(proposal)) return proposal;
  const signed = await sign(ctx, {
    subject: 'reasons',
    id: given.id,
    permission: 'reason:write',
    contentHash: given.contentHash,
    currentHash: proposalHash(proposal),
  });
  if (isRefusal(signed)) return signed;
  ctx.changed('reason', proposal.reason_id ?? given.id);
  if (!signed.complete) return { applied: false };
  const applied = await apply(ctx, proposal);
  if (isRefusal(applied)) return applied;
  await end(ctx, given.id, 'applied');
  return { applied: true };
}

async function apply(ctx: Ctx, { kind, reason_id, change }: Proposal): Promise<unknown | Refusal> {
  const said = {
    ...(typeof change.label === 'string' ? { label: change.label } : {}),
    ...(typeof change.needsNote === 'boolean' ? { needsNote: change.needsNote } : {}),
    ...(typeof change.needsDate === 'boolean' ? { needsDate: change.needsDate } : {}),
    ...(change.recycleDays === undefined ? {} : { recycleDays: typeof change.recycleDays === 'number' ? change.recycleDays : null }),
    ...(typeof change.position === 'number' ? { position: change.position } : {}),
  };
  if (kind === 'add')
    return createReason(ctx, {
      class: String(change.class) as ReasonClass,
      label: '',
      needsNote: false,
      needsDate: false,
      recycleDays: null,
      ...said,
    });
  if (!reason_id) return refuse('not_found', 'This reason is not here any more.');
  if (kind === 'remove') return removeReason(ctx, reason_id);
  return changeReason(ctx, { id: reason_id, ...(kind === 'change' ? said : { archived: kind === 'retire' }) });
}

async function end(ctx: Ctx, id: string, state: 'applied' | 'withdrawn'): Promise<void> {
  await ctx.tx
    .updateTable('reason_proposal')
    .set({ state, ended_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

export async function withdrawProposal(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const proposal = await lockProposal(ctx, id);
  if (isRefusal(proposal)) return proposal;
  await end(ctx, id, 'withdrawn');
  ctx.changed('reason', proposal.reason_id ?? id);
  return {};
}
