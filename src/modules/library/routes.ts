import type { Mount } from '#platform/http/mount.ts';
import { type RawRequest, type Route, rawRoute, route } from '#platform/http/route.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import * as commands from './commands/assets.ts';
import { decide, raise, signFor, write } from './commands/disputes.ts';
import { addFile, answerTo, propose } from './commands/proposals.ts';
import { answer, ask, confirm, deliver, withdrawRequest } from './commands/requests.ts';
import { mailingLink, share, withdraw } from './commands/shares.ts';
import * as assets from './contract/assets.ts';
import * as disputes from './contract/disputes.ts';
import * as requests from './contract/requests.ts';
import * as shares from './contract/shares.ts';
import { fileOfVersion, readAsset, readAssets, readTerms, type StoredDocument } from './queries/assets.ts';
import { readDisputes } from './queries/disputes.ts';
import { readNext } from './queries/next.ts';
import { readPreview } from './queries/preview.ts';
import { fileOfProposal, readMatrix, readProposals, readRequests } from './queries/requests.ts';
import { readLink } from './queries/seal.ts';
import { readEngagement, readShares } from './queries/shares.ts';
import { documentsMount } from './routes/mount.ts';
import { sendFile } from './routes/send.ts';

const CHOOSE = refuse('invalid', 'Choose a file.', { field: 'file' });

export const routes: readonly Route[] = [
  route(assets.listAssets, readAssets),
  route(assets.getAsset, readAsset),
  route(assets.createAsset, commands.beginAsset),
  route(assets.updateAsset, commands.changeAsset),
  rawRoute(assets.uploadAssetFile, async ({ runtime, scope, request }, { id }) => {
    const part = await request.file();
    return part ? commands.uploadDraft(workOf(runtime, scope), { id, name: part.filename, content: part.file }) : CHOOSE;
  }),
  route(assets.draftAsset, commands.draftByAddress),
  route(assets.discardAssetDraft, commands.discardDraft),
  route(assets.publishAsset, commands.publish),
  route(assets.retireAsset, commands.retire),
  route(assets.bringBackAsset, commands.bringBack),
  route(assets.reviewAsset, commands.review),
  rawRoute(assets.getAssetFile, (raw, asked) => sendStored(raw, (ctx) => fileOfVersion(ctx, asked))),
  route(assets.getLibraryTerms, readTerms),
  route(assets.setLibraryTerms, commands.setTerms),
  route(shares.getNextAssets, readNext),
  route(shares.previewShare, readPreview),
  route(shares.shareAsset, share),
  route(shares.createMailingLink, mailingLink),
  route(shares.listShares, readShares),
  route(shares.withdrawShare, withdraw),
  route(shares.getShareLink, readLink),
  route(shares.getEngagement, readEngagement),
  route(requests.createRequest, ask),
  route(requests.listRequests, readRequests),
  route(requests.answerRequest, answer),
  route(requests.deliverRequest, deliver),
  route(requests.confirmRequest, confirm),
  route(requests.withdrawRequest, withdrawRequest),
  route(requests.createProposal, propose),
  rawRoute(requests.uploadProposalFile, async ({ runtime, scope, request }, { id }) => {
    const part = await request.file();
    return part ? addFile(workOf(runtime, scope), { id, name: part.filename, content: part.file }) : CHOOSE;
  }),
  rawRoute(requests.getProposalFile, (raw, asked) => sendStored(raw, (ctx) => fileOfProposal(ctx, asked))),
  route(requests.listProposals, readProposals),
  route(requests.answerProposal, answerTo),
  route(requests.getContentMatrix, readMatrix),
  route(disputes.raiseDispute, raise),
  route(disputes.listDisputes, readDisputes),
  route(disputes.writeToDispute, write),
  route(disputes.decideDispute, decide),
  route(disputes.signDispute, signFor),
];

/** For people who were given a link. */
export const mounts: readonly Mount[] = [documentsMount];

type Find = (ctx: Parameters<typeof fileOfVersion>[0]) => Promise<StoredDocument | Refusal>;

async function sendStored({ runtime, scope, reply }: RawRequest, find: Find): Promise<Refusal | undefined> {
  const file = await runtime.read(scope, find);
  if (isRefusal(file)) return file;
  await sendFile(reply, workOf(runtime, scope), file);
  return undefined;
}
