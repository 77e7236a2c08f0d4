import { sql } from 'kysely';
import { hashOfContent, signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { Figures } from '../contract/assets.ts';
import type { listDisputes } from '../contract/disputes.ts';
import type { Outcome } from '../schema.ts';
import { named } from './assets.ts';

/** What a signature under a decision stands for. */
export const decisionHash = ({ outcome, note }: { outcome: Outcome; note: string }) => hashOfContent([outcome, note]);

type Listed = OutputOf<typeof listDisputes>;
interface Row {
  id: string;
  assetId: string;
  assetName: string;
  claim: string;
  evidence: Figures;
  raiserId: string | null;
  raiser: string | null;
  raisedAt: string;
  outcome: Outcome | null;
  note: string | null;
  decidedAt: string | null;
  entries: Listed['items'][number]['entries'];
}

export async function readDisputes(ctx: ReadCtx, { assetId, show }: ParsedOf<typeof listDisputes>): Promise<Listed> {
  const { tx, scope } = ctx;
  const ws = scope.workspaceId;
  const { rows } =
    await sql<Row>`select d.id, a.id as "assetId", a.name as "assetName", d.claim, d.evidence, m.id as "raiserId", m.name as raiser, d.raised_at as "raisedAt",
      d.outcome, d.note, d.decided_at as "decidedAt", coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'body', e.body, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'by', case when k.id is not null then jsonb_build_object('id', k.id, 'name', k.name) end) order by e.at, e.id)
        from asset_dispute_entry e left join member k on k.workspace_id = ${ws} and k.id = e.member_id where e.workspace_id = ${ws} and e.dispute_id = d.id), '[]') as entries
    from asset_dispute d join asset a on a.workspace_id = ${ws} and a.id = d.asset_id left join member m on m.workspace_id = ${ws} and m.id = d.raised_by
    where d.workspace_id = ${ws} and ${assetId ? sql`d.asset_id = ${assetId}` : sql`true`} and ${show === 'open' ? sql`d.decided_at is null` : sql`true`}
    order by d.decided_at is not null, d.raised_at desc limit 100`.execute(tx);
  const signed = await signaturesOf(tx, scope, { subject: 'asset_dispute', ids: rows.map(({ id }) => id) });
  const party = await signsFor(ctx, 'lead:return');
  return { items: rows.map((row) => shown(ctx, row, { signatures: signed.get(row.id) ?? [], party })) };
}

type Signed = NonNullable<Listed['items'][number]['decision']>['signatures'];

function shown({ scope }: ReadCtx, row: Row, { signatures, party }: { signatures: Signed; party: 'sales' | 'marketing' | null }) {
  const { outcome, note, evidence } = row;
  const decision = outcome !== null && note !== null ? { outcome, note, hash: decisionHash({ outcome, note }), signatures } : null;
  const hidesAmounts = scope.hidden.has('deal.amount');
  return {
    id: row.id,
    asset: { id: row.assetId, name: row.assetName },
    claim: row.claim,
    evidence: hidesAmounts
      ? { ...evidence, dealsOpen: { ...evidence.dealsOpen, amounts: null }, dealsWon: { ...evidence.dealsWon, amounts: null } }
      : evidence,
    raisedBy: named(row.raiserId, row.raiser),
    raisedAt: row.raisedAt,
    entries: row.entries,
    decision,
    decidedAt: row.decidedAt,
    signsFor: row.decidedAt === null && decision && party && !signatures.some((one) => one.party === party) ? party : null,
    mayWrite: row.decidedAt === null && party !== null,
  };
}
