import { Readable } from 'node:stream';
import { readChunks } from '#platform/files/files.ts';
import { type RawRequest, type Route, rawRoute, route } from '#platform/http/route.ts';
import { MailboxProblem } from '#platform/mail/imap.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import * as answers from './commands/answers.ts';
import { askForLook, changeBox, createBox, GONE, mayChange, removeBox, retryFailed } from './commands/boxes.ts';
import { renewToken } from './commands/drop.ts';
import { takeFile } from './commands/files.ts';
import { addNote, assign, setState } from './commands/handling.ts';
import { makeLead } from './commands/inquiries.ts';
import { VAULT } from './commands/open.ts';
import * as talk from './contract/conversations.ts';
import * as contract from './contract/mailboxes.ts';
import { boxById } from './queries/boxes.ts';
import { attachmentOf, conversationById, conversations, visibleConversation } from './queries/conversations.ts';
import { mailboxes, ownDrop, receipts } from './queries/mailboxes.ts';

export const routes: readonly Route[] = [
  route(contract.listMailboxes, mailboxes),
  rawRoute(contract.createMailbox, ({ runtime, scope }, input) =>
    runtime.transaction(scope, (ctx) => createBox(ctx, runtime.services.vault, input)),
  ),
  rawRoute(contract.changeMailbox, ({ runtime, scope }, input) =>
    runtime.transaction(scope, (ctx) => changeBox(ctx, runtime.services.vault, input)),
  ),
  route(contract.removeMailbox, removeBox),
  rawRoute(contract.testMailbox, tryMailbox),
  route(contract.readMailbox, askForLook),
  route(contract.listReceipts, async (ctx, asked) => (await receipts(ctx, asked)) ?? GONE),
  route(contract.retryReceipts, retryFailed),
  route(contract.renewDropAddress, async (ctx) => {
    const { has } = await ownDrop(ctx);
    if (!has) return refuse('not_now', 'There is no mailbox for such mails yet. Whoever runs the workspace can set one up.');
    if (!(await renewToken(ctx))) return refuse('forbidden', 'Only a person has an address of their own.');
    return { address: (await ownDrop(ctx)).address ?? '' };
  }),
  route(talk.listConversations, conversations),
  route(talk.getConversation, async (ctx, { id }) => (await conversationById(ctx, id)) ?? answers.GONE),
  rawRoute(talk.uploadMailFile, async ({ runtime, scope, request }) => {
    const part = await request.file();
    if (!part) return refuse('invalid', 'Choose a file.', { field: 'file' });
    return takeFile(workOf(runtime, scope), { name: part.filename, content: part.file });
  }),
  route(talk.answerConversation, answers.answer),
  route(talk.writeMail, answers.write),
  route(talk.assignConversation, assign),
  route(talk.setConversationState, setState),
  route(talk.addConversationNote, addNote),
  route(talk.makeLeadOfConversation, async (ctx, { id, ...more }) =>
    (await visibleConversation(ctx, id)) ? makeLead(ctx, { conversationId: id, ...more }) : answers.GONE,
  ),
  rawRoute(talk.downloadMailAttachment, sendAttachment),
];

interface Tried {
  id?: string | undefined;
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  username: string;
  password?: string | undefined;
}

/** Signs in once. A kept password goes only to the server it was given for. */
async function tryMailbox({ runtime, scope }: RawRequest, { id, host, port, security, username, password }: Tried) {
  const kept = id && password === undefined ? await runtime.read(scope, (ctx) => boxById(ctx, id)) : null;
  const same = kept && kept.host === host && kept.port === port && kept.security === security && kept.username === username;
  const secret = password ?? (same && mayChange(scope, kept) ? runtime.services.vault.unlock(VAULT, kept.secret) : null);
  if (secret === null) return refuse('invalid', 'Write the password.', { field: 'password' });
  try {
    const store = await runtime.services.openMailbox({ host, port, security, user: username, password: secret });
    try {
      return { ok: true, problem: null, folders: await store.folders() };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof MailboxProblem)) throw error;
    return { ok: false, problem: error.message, folders: [] };
  }
}

/** Saved, never shown: what strangers sent runs nowhere inside of the app. */
async function sendAttachment({ runtime, scope, reply }: RawRequest, asked: { id: string; fileId: string }): Promise<Refusal | undefined> {
  const file = await runtime.read(scope, (ctx) => attachmentOf(ctx, asked));
  if (!file || isRefusal(file)) return refuse('not_found', 'This file is not here, or not yours to see.');
  await reply
    .header('content-type', 'application/octet-stream')
    .header('content-length', file.sizeBytes)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .send(Readable.from(readChunks(workOf(runtime, scope), { id: file.id })));
  return undefined;
}
