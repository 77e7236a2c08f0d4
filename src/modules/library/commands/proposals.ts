import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx, Work } from '#platform/context.ts';
import { discardContent } from '#platform/files/files.ts';
import { typeOfStored } from '#platform/files/filetype.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { answerProposal, createProposal, uploadProposalFile } from '../contract/requests.ts';
import type { AssetKind } from '../schema.ts';
import { beginAsset, writeDraft } from './assets.ts';
import { type GivenFile, takeDocument } from './documents.ts';

const PLACE = '/library/proposals';

export async function propose(ctx: Ctx, { title, words, aboutId }: ParsedOf<typeof createProposal>): Promise<{ id: string } | Refusal> {
  if (aboutId !== null) {
    const { rows } = await sql`select from asset where workspace_id = ${ctx.scope.workspaceId} and id = ${aboutId}`.execute(ctx.tx);
    if (rows.length === 0) return refuse('invalid', 'This asset is not here.', { field: 'aboutId' });
  }
  const proposal = await ctx.tx
    .insertInto('asset_proposal')
    .values({
      workspace_id: ctx.scope.workspaceId,
      title,
      words,
      about_id: aboutId,
      proposed_by: ctx.scope.actor.memberId,
      proposed_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const memberId of await peopleOf(ctx, 'marketing_lead'))
    await notify(ctx, {
      memberId,
      kind: 'library.proposed',
      title: `${ctx.scope.actor.label} proposes “${title}” for the library`,
      body: words || null,
      link: PLACE,
      dedupeKey: `asset_proposal:${proposal.id}`,
    });
  ctx.changed('asset_proposal', proposal.id);
  return proposal;
}

interface Locked {
  title: string;
  words: string;
  aboutId: string | null;
  proposedBy: string | null;
  answer: string | null;
  fileId: string | null;
  fileName: string | null;
  mediaType: string | null;
  sizeBytes: number | null;
}

async function lock(ctx: Ctx, id: string): Promise<Locked | Refusal> {
  const { rows } =
    await sql<Locked>`select title, words, about_id as "aboutId", proposed_by as "proposedBy", answer, file_id as "fileId", file_name as "fileName",
      media_type as "mediaType", size_bytes::int as "sizeBytes"
    from asset_proposal where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', 'This proposal is not here.');
}

/** The file of one's own proposal, as long as it is not answered; another one takes its place. */
export async function addFile(
  work: Work,
  { id, ...given }: GivenFile & { id: string },
): Promise<OutputOf<typeof uploadProposalFile> | Refusal> {
  return takeDocument(work, given, async (file) => {
    const done = await work.transaction(async (ctx): Promise<Record<string, never> | Refusal> => {
      const proposal = await lock(ctx, id);
      if (isRefusal(proposal)) return proposal;
      if (proposal.proposedBy !== ctx.scope.actor.memberId) return refuse('forbidden', 'Only whoever proposed it adds the file.');
      if (proposal.answer !== null) return refuse('conflict', 'This proposal is answered already.');
      await sql`update asset_proposal set file_id = ${file.fileId}, file_name = ${file.name}, media_type = ${file.mediaType}, size_bytes = ${file.sizeBytes}
        where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
      if (proposal.fileId) await discardContent(ctx, [proposal.fileId]);
      ctx.changed('asset_proposal', id);
      return {};
    });
    return isRefusal(done) ? done : { mediaType: file.mediaType, sizeBytes: file.sizeBytes };
  });
}

/** Taken up, it becomes the draft of the asset it is about, or of a new one; Marketing looks at it and publishes. */
export async function answerTo(
  ctx: Ctx,
  { id, accept, reason }: ParsedOf<typeof answerProposal>,
): Promise<OutputOf<typeof answerProposal> | Refusal> {
  const proposal = await lock(ctx, id);
  if (isRefusal(proposal)) return proposal;
  if (proposal.answer !== null) return refuse('conflict', 'This proposal is answered already.');
  if (!accept && !reason) return refuse('invalid', 'Say why not.', { field: 'reason' });
  const assetId = accept ? await takenUp(ctx, proposal) : null;
  if (isRefusal(assetId)) return assetId;
  await sql`update asset_proposal set answer = ${accept ? 'accepted' : 'declined'}, answered_by = ${ctx.scope.actor.memberId}, answered_at = ${ctx.now},
    reason = ${reason ?? null}, asset_id = ${assetId} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('asset_proposal', id);
  if (proposal.proposedBy && proposal.proposedBy !== ctx.scope.actor.memberId)
    await notify(ctx, {
      memberId: proposal.proposedBy,
      kind: 'library.answered',
      title: accept ? `“${proposal.title}” is taken up` : `“${proposal.title}” is not taken up`,
      body: reason ?? null,
      link: PLACE,
      dedupeKey: `asset_proposal:${id}:answer`,
    });
  return { assetId };
}

async function takenUp(ctx: Ctx, { title, words, aboutId, fileId, fileName, mediaType, sizeBytes }: Locked): Promise<string | Refusal> {
  const type = mediaType && typeOfStored(mediaType);
  const kind: AssetKind = 'one_pager';
  const about = aboutId
    ? { id: aboutId }
    : await beginAsset(ctx, {
        name: title,
        kind,
        audience: 'everybody',
        language: 'en',
        personas: [],
        stages: [],
        buyingJobs: [],
        topics: [],
        industries: [],
        howTo: words.slice(0, 2000) || null,
        dos: [],
        donts: [],
        expiresOn: null,
      });
  if (isRefusal(about)) return about;
  if (fileId && fileName && type) {
    const draft = await writeDraft(ctx, about.id, { file: { fileId, name: fileName, mediaType: type, sizeBytes: sizeBytes ?? 0 } });
    if (isRefusal(draft)) return draft;
  }
  return about.id;
}
