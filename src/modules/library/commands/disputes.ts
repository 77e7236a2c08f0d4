import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { clearSignatures, sign } from '#modules/signatures/commands.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import type { Party } from '#modules/signatures/schema.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { decideDispute, raiseDispute, signDispute, writeToDispute } from '../contract/disputes.ts';
import { GONE } from '../queries/assets.ts';
import { decisionHash } from '../queries/disputes.ts';
import { figuresOf } from '../queries/figures.ts';
import type { Outcome } from '../schema.ts';
import { lockAsset, retire } from './assets.ts';
import { ask } from './requests.ts';

type Done = Record<string, never>;
const SUBJECT = 'asset_dispute';
const NO_SIDE = refuse(
  'forbidden',
  'Only someone of Sales or of Marketing speaks for their side. Your department is set under Team and roles.',
);

/** Opens a dispute with how the asset was used and what came of it, as its figures stand. */
export async function raise(ctx: Ctx, { id, claim }: ParsedOf<typeof raiseDispute>): Promise<{ id: string } | Refusal> {
  const party = await signsFor(ctx, 'lead:return');
  if (!party) return NO_SIDE;
  const asset = await lockAsset(ctx, id);
  if (isRefusal(asset)) return GONE;
  const dispute = await ctx.tx
    .insertInto('asset_dispute')
    .values({
      workspace_id: ctx.scope.workspaceId,
      asset_id: id,
      claim,
      evidence: JSON.stringify(await figuresOf(ctx, id)),
      raised_by: ctx.scope.actor.memberId,
      raised_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tellOtherSide(ctx, {
    party,
    assetId: id,
    title: `${ctx.scope.actor.label} sees a problem with “${asset.name}”`,
    body: claim,
    key: dispute.id,
  });
  changed(ctx, dispute.id, id);
  return dispute;
}

function changed(ctx: Ctx, id: string, assetId: string): void {
  ctx.changed('asset_dispute', id);
  ctx.changed('asset', assetId);
}

interface Telling {
  party: Party;
  assetId: string;
  title: string;
  body: string;
  key: string;
}

/** Whoever leads the other side, and the owner of the asset where that is another. */
async function tellOtherSide(ctx: Ctx, { party, assetId, title, body, key }: Telling): Promise<void> {
  const role = party === 'sales' ? 'marketing_lead' : 'sales_lead';
  const { rows } = await sql<{
    id: string;
  }>`select m.id from member m where m.workspace_id = ${ctx.scope.workspaceId} and m.status = 'active'
    and (${role} = any (m.roles) or m.id = (select a.owner_id from asset a where a.workspace_id = m.workspace_id and a.id = ${assetId}))
    and m.id is distinct from ${ctx.scope.actor.memberId}`.execute(ctx.tx);
  for (const { id } of rows)
    await notify(ctx, {
      memberId: id,
      kind: 'library.dispute',
      title,
      body,
      link: `/library/${assetId}`,
      dedupeKey: `asset_dispute:${key}`,
    });
}

interface Locked {
  assetId: string;
  assetName: string;
  claim: string;
  outcome: Outcome | null;
  note: string | null;
}

async function lock(ctx: Ctx, id: string): Promise<Locked | Refusal> {
  const { rows } = await sql<
    Locked & { decided: boolean }
  >`select d.asset_id as "assetId", a.name as "assetName", d.claim, d.outcome, d.note, d.decided_at is not null as decided
    from asset_dispute d join asset a on a.workspace_id = d.workspace_id and a.id = d.asset_id
    where d.workspace_id = ${ctx.scope.workspaceId} and d.id = ${id} for update of d`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return refuse('not_found', 'This is not here.');
  return row.decided ? refuse('conflict', 'Both sides have decided this already.') : row;
}

export async function write(ctx: Ctx, { id, body }: ParsedOf<typeof writeToDispute>): Promise<{ id: string } | Refusal> {
  const dispute = await lock(ctx, id);
  if (isRefusal(dispute)) return dispute;
  const entry = await ctx.tx
    .insertInto('asset_dispute_entry')
    .values({ workspace_id: ctx.scope.workspaceId, dispute_id: id, body, member_id: ctx.scope.actor.memberId, at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  changed(ctx, id, dispute.assetId);
  return entry;
}

/** Writes down what to do about it, signed for the own side. What was proposed before is signed by nobody any more. */
export async function decide(ctx: Ctx, { id, outcome, note }: ParsedOf<typeof decideDispute>): Promise<Done | Refusal> {
  const dispute = await lock(ctx, id);
  if (isRefusal(dispute)) return dispute;
  await clearSignatures(ctx, { subject: SUBJECT, id });
  await ctx.tx
    .updateTable('asset_dispute')
    .set({ outcome, note })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  const hash = decisionHash({ outcome, note });
  const signed = await sign(ctx, { subject: SUBJECT, id, permission: 'lead:return', contentHash: hash, currentHash: hash });
  if (isRefusal(signed)) return signed;
  await tellOtherSide(ctx, {
    party: signed.party,
    assetId: dispute.assetId,
    title: `A decision on “${dispute.assetName}” waits for your side`,
    body: note,
    key: `${id}:${hash}`,
  });
  changed(ctx, id, dispute.assetId);
  return {};
}

export async function signFor(
  ctx: Ctx,
  { id, contentHash }: ParsedOf<typeof signDispute>,
): Promise<OutputOf<typeof signDispute> | Refusal> {
  const dispute = await lock(ctx, id);
  if (isRefusal(dispute)) return dispute;
  const { outcome, note } = dispute;
  if (outcome === null || note === null) return refuse('conflict', 'Nobody has proposed a decision yet.');
  const signed = await sign(ctx, {
    subject: SUBJECT,
    id,
    permission: 'lead:return',
    contentHash,
    currentHash: decisionHash({ outcome, note }),
  });
  if (isRefusal(signed)) return signed;
  if (signed.complete) {
    await ctx.tx
      .updateTable('asset_dispute')
      .set({ decided_at: ctx.now })
      .where('workspace_id', '=', ctx.scope.workspaceId)
      .where('id', '=', id)
      .execute();
    const done = await takeEffect(ctx, { ...dispute, outcome, note });
    if (isRefusal(done)) return done;
  }
  changed(ctx, id, dispute.assetId);
  return { closed: signed.complete };
}

/** What both decided happens: it is taken out of use; what is to be made or mended becomes a request; what is to be learned is told to those who send. */
async function takeEffect(
  ctx: Ctx,
  { assetId, assetName, outcome, note }: Locked & { outcome: Outcome; note: string },
): Promise<Done | Refusal> {
  if (outcome === 'retire') {
    const done = await retire(ctx, { id: assetId, reason: note });
    // Somebody has retired it in the meantime: that is what was decided.
    return isRefusal(done) && done.code !== 'conflict' ? done : {};
  }
  if (outcome === 'fix' || outcome === 'create') {
    const need = `${outcome === 'fix' ? 'Mend' : 'Make beside'} “${assetName}”: ${note}`;
    const asked = await ask(ctx, { need, persona: null, stage: null, dealIds: [] });
    return isRefusal(asked) ? asked : {};
  }
  if (outcome === 'retrain') {
    const { rows } = await sql<{
      id: string;
    }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active' and department = 'sales'`.execute(ctx.tx);
    for (const { id } of rows)
      await notify(ctx, {
        memberId: id,
        kind: 'library.guidance',
        title: `How to use “${assetName}”: both teams agreed`,
        body: note,
        link: `/library/${assetId}`,
        dedupeKey: `asset_guidance:${assetId}:${ctx.now}`,
      });
  }
  return {};
}
