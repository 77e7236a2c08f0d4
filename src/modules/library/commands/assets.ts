import { sql } from 'kysely';
import { closeDocument, tellDocument } from '#modules/offers/commands/changes.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import { publishedMail } from '#modules/templates/queries/templates.ts';
import type { Ctx, Work } from '#platform/context.ts';
import { discardContent } from '#platform/files/files.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createAsset, draftAsset, publishAsset, setLibraryTerms, updateAsset, uploadAssetFile } from '../contract/assets.ts';
import { GONE } from '../queries/assets.ts';
import { type AssetAudience, type AssetKind, type Guidance, REVIEW_DAYS, type Source } from '../schema.ts';
import { type GivenFile, type KeptFile, takeDocument } from './documents.ts';

type Done = Record<string, never>;

export async function beginAsset(ctx: Ctx, input: ParsedOf<typeof createAsset>): Promise<OutputOf<typeof createAsset> | Refusal> {
  const guidance: Guidance = {
    ...input,
    // A battle card is for the teams alone, whatever was chosen.
    audience: input.kind === 'battle_card' ? 'internal' : input.audience,
    ownerId: input.ownerId === undefined ? ctx.scope.actor.memberId : input.ownerId,
    reviewOn: input.reviewOn === undefined ? await inDays(ctx, REVIEW_DAYS) : input.reviewOn,
  };
  const wrong = await ownerProblem(ctx, guidance.ownerId);
  if (wrong) return wrong;
  const asset = await ctx.tx
    .insertInto('asset')
    .values({
      workspace_id: ctx.scope.workspaceId,
      ...required(guidance),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('asset', asset.id);
  return asset;
}

const required = (guidance: Guidance) => ({
  name: guidance.name,
  kind: guidance.kind,
  audience: guidance.audience,
  language: guidance.language,
  personas: guidance.personas,
  stages: guidance.stages,
  buying_jobs: guidance.buyingJobs,
  topics: tidy(guidance.topics),
  industries: tidy(guidance.industries),
  how_to: guidance.howTo || null,
  dos: guidance.dos,
  donts: guidance.donts,
  owner_id: guidance.ownerId,
  review_on: guidance.reviewOn,
  expires_on: guidance.expiresOn,
});

const tidy = (words: readonly string[]) => [...new Set(words)];

async function inDays(ctx: Ctx, days: number): Promise<string> {
  return dayIn(await timeZoneOf(ctx), new Date(Date.parse(ctx.now) + days * 86_400_000).toISOString());
}

async function ownerProblem(ctx: Ctx, ownerId: string | null): Promise<Refusal | null> {
  if (ownerId === null) return null;
  const { rows } =
    await sql`select from member where workspace_id = ${ctx.scope.workspaceId} and id = ${ownerId} and status = 'active'`.execute(ctx.tx);
  return rows.length > 0 ? null : refuse('invalid', 'Choose somebody who has access.', { field: 'ownerId' });
}

interface Locked extends Guidance {
  retired: boolean;
}

/** The asset, locked until the end of the transaction. */
export async function lockAsset(ctx: Ctx, id: string): Promise<Locked | Refusal> {
  const { rows } =
    await sql<Locked>`select name, kind, audience, language, personas, stages, buying_jobs as "buyingJobs", topics, industries,
      how_to as "howTo", dos, donts, owner_id as "ownerId", review_on as "reviewOn", expires_on as "expiresOn", retired_at is not null as retired
    from asset where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  return rows[0] ?? GONE;
}

export async function changeAsset(ctx: Ctx, { id, ...change }: ParsedOf<typeof updateAsset>): Promise<Done | Refusal> {
  const before = await lockAsset(ctx, id);
  if (isRefusal(before)) return before;
  const { retired: _retired, ...was } = before;
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const guidance: Guidance = { ...was, ...given };
  const wrong = change.ownerId ? await ownerProblem(ctx, change.ownerId) : null;
  if (wrong) return wrong;
  const misplaced = internalProblem(guidance) ?? (await kindProblem(ctx, id, guidance.kind));
  if (misplaced) return misplaced;
  await ctx.tx
    .updateTable('asset')
    .set(required(guidance))
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('asset', id);
  return {};
}

function internalProblem({ kind, audience }: { kind: AssetKind; audience: AssetAudience }): Refusal | null {
  return kind === 'battle_card' && audience !== 'internal'
    ? refuse('invalid', 'A battle card is for the teams alone: no customer gets it.', { field: 'audience' })
    : null;
}

/** A mail is a mail and an address an address: the kind fits what its versions are. */
async function kindProblem(ctx: Ctx, id: string, kind: AssetKind): Promise<Refusal | null> {
  const { rows } = await sql<{
    source: Source;
  }>`select distinct case when file_id is not null then 'file' when url is not null then 'link' else 'template' end as source
    from asset_version where workspace_id = ${ctx.scope.workspaceId} and asset_id = ${id}`.execute(ctx.tx);
  return rows.map(({ source }) => sourceProblem(kind, source)).find((problem) => problem !== null) ?? null;
}

function sourceProblem(kind: AssetKind, source: Source): Refusal | null {
  if ((kind === 'template') !== (source === 'template'))
    return refuse('invalid', kind === 'template' ? 'Choose a template of a mail.' : 'Only an asset of the kind mail takes a template.', {
      field: 'kind',
    });
  return (kind === 'video' || kind === 'web_page') && source !== 'link'
    ? refuse('invalid', 'A video or a page of the web is given by its address.', { field: 'kind' })
    : null;
}

type Content = { file: KeptFile } | { url: string } | { templateVersionId: string };
const sourceOfContent = (content: Content): Source => ('file' in content ? 'file' : 'url' in content ? 'link' : 'template');

/** Makes something the draft of an asset; what was the draft before goes. */
export async function writeDraft(ctx: Ctx, id: string, content: Content): Promise<{ versionId: string } | Refusal> {
  const asset = await lockAsset(ctx, id);
  if (isRefusal(asset)) return asset;
  if (asset.retired) return refuse('conflict', 'This asset is retired. Bring it back into use first.');
  const wrong = sourceProblem(asset.kind, sourceOfContent(content));
  if (wrong) return { ...wrong, field: 'file' in content ? 'file' : 'url' in content ? 'url' : 'templateId' };
  await dropDraft(ctx, id);
  const file = 'file' in content ? content.file : null;
  const version = await ctx.tx
    .insertInto('asset_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      asset_id: id,
      file_id: file?.fileId ?? null,
      file_name: file?.name ?? null,
      media_type: file?.mediaType ?? null,
      size_bytes: file?.sizeBytes ?? null,
      url: 'url' in content ? content.url : null,
      template_version_id: 'templateVersionId' in content ? content.templateVersionId : null,
      saved_by: ctx.scope.actor.memberId,
      saved_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('asset', id);
  return { versionId: version.id };
}

async function dropDraft(ctx: Ctx, id: string): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    file_id: string | null;
    shared: boolean;
  }>`delete from asset_version v where workspace_id = ${ws} and asset_id = ${id} and number is null
    returning file_id, exists (select from asset_proposal p where p.workspace_id = ${ws} and p.file_id = v.file_id) as shared`.execute(
    ctx.tx,
  );
  const [gone] = rows;
  // What was proposed stays readable there.
  if (gone?.file_id && !gone.shared) await discardContent(ctx, [gone.file_id]);
  return gone !== undefined;
}

export async function uploadDraft(
  work: Work,
  { id, ...given }: GivenFile & { id: string },
): Promise<OutputOf<typeof uploadAssetFile> | Refusal> {
  return takeDocument(work, given, async (file) => {
    const draft = await work.transaction((ctx) => writeDraft(ctx, id, { file }));
    return isRefusal(draft) ? draft : { ...draft, mediaType: file.mediaType, sizeBytes: file.sizeBytes };
  });
}

export async function draftByAddress(
  ctx: Ctx,
  { id, url, templateId }: ParsedOf<typeof draftAsset>,
): Promise<OutputOf<typeof draftAsset> | Refusal> {
  if ((url === undefined) === (templateId === undefined))
    return refuse('invalid', 'Give either an address or a template.', { field: 'url' });
  if (url !== undefined) return writeDraft(ctx, id, { url });
  const mail = await publishedMail(ctx, { id: templateId ?? '' });
  if (isRefusal(mail)) return { ...mail, field: 'templateId' };
  return writeDraft(ctx, id, { templateVersionId: mail.versionId });
}

export async function discardDraft(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const asset = await lockAsset(ctx, id);
  if (isRefusal(asset)) return asset;
  if (!(await dropDraft(ctx, id))) return refuse('conflict', 'There is no next version.');
  ctx.changed('asset', id);
  return {};
}

export async function publish(
  ctx: Ctx,
  { id, versionId, changes, tell }: ParsedOf<typeof publishAsset>,
): Promise<OutputOf<typeof publishAsset> | Refusal> {
  const asset = await lockAsset(ctx, id);
  if (isRefusal(asset)) return asset;
  if (asset.retired) return refuse('conflict', 'This asset is retired. Bring it back into use first.');
  const { rows: numbers } = await sql<{
    last: number;
    draft: string | null;
  }>`select coalesce(max(number), 0) as last, (max(id::text) filter (where number is null)) as draft
    from asset_version where workspace_id = ${ctx.scope.workspaceId} and asset_id = ${id}`.execute(ctx.tx);
  const { last, draft } = numbers[0] ?? { last: 0, draft: null };
  if (draft === null) return refuse('conflict', 'There is nothing to publish: give a file, an address or a template first.');
  if (draft !== versionId) return refuse('conflict', 'Somebody has put another draft in its place. Look at it before you publish.');
  if (last > 0 && changes === '') return refuse('invalid', 'Say what changed, so that those who send it know.', { field: 'changes' });
  await sql`update asset_version set number = ${last + 1}, changes = ${changes || null}, published_by = ${ctx.scope.actor.memberId}, published_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${draft}`.execute(ctx.tx);
  ctx.changed('asset', id);
  const number = last + 1;
  if (!(tell ?? number > 1)) return { number, asked: 0 };
  const told = await tellDocument(ctx, { id, name: asset.name, number, changes: changes || null });
  return isRefusal(told) ? told : { number, asked: told.asked };
}

export async function retire(ctx: Ctx, { id, reason }: { id: string; reason: string }): Promise<Done | Refusal> {
  const asset = await lockAsset(ctx, id);
  if (isRefusal(asset)) return asset;
  if (asset.retired) return refuse('conflict', 'This asset is retired already.');
  await setRetired(ctx, id, { at: ctx.now, by: ctx.scope.actor.memberId, reason });
  await closeDocument(ctx, id);
  return {};
}

export async function bringBack(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const asset = await lockAsset(ctx, id);
  if (isRefusal(asset)) return asset;
  if (!asset.retired) return refuse('conflict', 'This asset is in use.');
  await setRetired(ctx, id, { at: null, by: null, reason: null });
  return {};
}

async function setRetired(
  ctx: Ctx,
  id: string,
  { at, by, reason }: { at: string | null; by: string | null; reason: string | null },
): Promise<void> {
  await ctx.tx
    .updateTable('asset')
    .set({ retired_at: at, retired_by: by, retire_reason: reason })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('asset', id);
}

export async function review(ctx: Ctx, { id, nextOn }: { id: string; nextOn: string }): Promise<Done | Refusal> {
  const asset = await lockAsset(ctx, id);
  if (isRefusal(asset)) return asset;
  if (nextOn <= dayIn(await timeZoneOf(ctx), ctx.now)) return refuse('invalid', 'Choose a day to come.', { field: 'nextOn' });
  await ctx.tx
    .updateTable('asset')
    .set({ review_on: nextOn })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('asset', id);
  return {};
}

/** Something calls for a look now, whatever the day that was set. */
export async function bringReviewForward(ctx: Ctx, id: string): Promise<void> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  await sql`update asset set review_on = ${today} where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and (review_on is null or review_on > ${today}::date)`.execute(
    ctx.tx,
  );
  ctx.changed('asset', id);
}

export async function setTerms(ctx: Ctx, { answerDays, warnDays, linkDays }: ParsedOf<typeof setLibraryTerms>): Promise<Done | Refusal> {
  if (warnDays >= answerDays) return refuse('invalid', 'Warn before it is due.', { field: 'warnDays' });
  const values = { answer_days: answerDays, warn_days: warnDays, link_days: linkDays };
  await ctx.tx
    .insertInto('library_terms')
    .values({ workspace_id: ctx.scope.workspaceId, ...values })
    .onConflict((oc) => oc.column('workspace_id').doUpdateSet(values))
    .execute();
  ctx.changed('library_terms');
  return {};
}
