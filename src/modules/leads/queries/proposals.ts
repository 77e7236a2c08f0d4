import { sql } from 'kysely';
import { z } from 'zod';
import { hashOfContent, signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listReasonProposals, listReasonUses } from '../contract/reasons.ts';
import type { PROPOSAL_STATES, ProposalKind, ReasonClass } from '../schema.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Said = z.record(z.string(), Scalar).catch({});

export interface Proposal {
  id: string;
  kind: ProposalKind;
  state: (typeof PROPOSAL_STATES)[number];
  reason_id: string | null;
  change: Readonly<Record<string, z.infer<typeof Scalar>>>;
  before: Readonly<Record<string, z.infer<typeof Scalar>>>;
  why: string;
  proposed_by: string | null;
  proposer: string | null;
  proposed_at: string;
  ended_at: string | null;
  uses: number;
}

/** What a signature under a proposal stands for. */
export function proposalHash({ kind, reason_id, change, before }: Pick<Proposal, 'kind' | 'reason_id' | 'change' | 'before'>): string {
  const sorted = (said: Proposal['change']) => Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1));
  return hashOfContent([kind, reason_id, sorted(change), sorted(before)]);
}

/** Proposals that are chosen by a condition on alias `p`, the newest first. */
export async function loadProposals(ctx: ReadCtx, asked: { ended: boolean } | { id: string }): Promise<Proposal[]> {
  const which = 'id' in asked ? sql`p.id = ${asked.id}` : asked.ended ? sql`p.state <> 'open'` : sql`p.state = 'open'`;
  const { rows } = await sql<Omit<Proposal, 'change' | 'before'> & { change: unknown; before: unknown }>`
    select p.id, p.kind, p.state, p.reason_id, p.change, p.before, p.why, p.proposed_by, m.name as proposer, p.proposed_at, p.ended_at,
      (select count(*)::int from verdict v where v.workspace_id = p.workspace_id and v.reason_id = p.reason_id)
        + (select count(*)::int from deal d where d.workspace_id = p.workspace_id and d.reason_id = p.reason_id) as uses
    from reason_proposal p left join member m on m.workspace_id = p.workspace_id and m.id = p.proposed_by
    where p.workspace_id = ${ctx.scope.workspaceId} and ${which} order by p.proposed_at desc, p.id desc limit 100`.execute(ctx.tx);
  return rows.map((row) => ({ ...row, change: Said.parse(row.change), before: Said.parse(row.before) }));
}

export async function reasonProposals(ctx: ReadCtx, asked: { ended: boolean }): Promise<OutputOf<typeof listReasonProposals>> {
  const proposals = await loadProposals(ctx, asked);
  const signatures = await signaturesOf(ctx.tx, ctx.scope, { subject: 'reasons', ids: proposals.map(({ id }) => id) });
  const side = await signsFor(ctx, 'reason:write');
  const may = ctx.scope.permissions.has('reason:write');
  return {
    items: proposals.map((one) => {
      const signed = signatures.get(one.id) ?? [];
      return {
        id: one.id,
        kind: one.kind,
        state: one.state,
        reasonId: one.reason_id,
        class: String(one.before.class ?? one.change.class) as ReasonClass,
        label: String(one.before.label ?? one.change.label ?? ''),
        diff: Object.entries(one.change)
          .filter(([field]) => field !== 'class')
          .map(([field, to]) => ({ field, from: one.before[field] ?? null, to })),
        why: one.why,
        proposedBy: one.proposed_by && one.proposer !== null ? { id: one.proposed_by, name: one.proposer } : null,
        proposedAt: one.proposed_at,
        endedAt: one.ended_at,
        uses: one.uses,
        signatures: signed,
        contentHash: proposalHash(one),
        maySign: one.state === 'open' && side !== null && !signed.some(({ party }) => party === side),
        mayWithdraw: one.state === 'open' && may,
      };
    }),
  };
}

export async function reasonUses(ctx: ReadCtx): Promise<OutputOf<typeof listReasonUses>> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<OutputOf<typeof listReasonUses>['items'][number]>`select r.id,
      (select count(*)::int from verdict v where v.workspace_id = r.workspace_id and v.reason_id = r.id) as verdicts,
      (select count(*)::int from lead l where l.workspace_id = r.workspace_id and l.reason_id = r.id and l.deleted_at is null) as leads,
      (select count(*)::int from deal d where d.workspace_id = r.workspace_id and d.reason_id = r.id and d.deleted_at is null) as deals
    from reason r where r.workspace_id = ${workspaceId}`.execute(ctx.tx);
  return { items: rows };
}
