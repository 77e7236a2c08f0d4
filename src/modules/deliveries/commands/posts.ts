import type { Ctx, Work } from '#platform/context.ts';
import { askOutside } from '#platform/http/outbound.ts';
import type { Runtime } from '#platform/runtime.ts';
import { workOf } from '#platform/runtime.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type PublicSource, publicSource, sourceRow } from '../queries/sources.ts';
import { mappingOf } from '../rules/generic.ts';
import { bodyOf, readPosted } from '../rules/read.ts';
import { MappingShape, type Told } from '../schema.ts';
import { recordTold } from './record.ts';
import { AMAZON_HOSTS, certificateAddress, confirmationOf, type Posted, signatureProblem } from './signatures.ts';
import { countRefusal, noteConfirmation, VAULT } from './sources.ts';

/** The same answer for a source of others, one that is paused, and one that never was. */
const NOT_THERE = refuse('not_found', 'There is nothing at this address.');
const NOT_PROVED = refuse('unauthenticated', 'This request does not prove where it comes from.');

/** How the world outside is asked; another one in tests. */
export type Ask = (address: string) => Promise<string>;
const askAmazon: Ask = (address) => askOutside(address, { hosts: AMAZON_HOSTS });

/** Takes what a provider posts: whose it is, whether it is really from there, what it says. Repeats are taken and change nothing. */
export async function takePost(
  runtime: Runtime,
  { publicId, posted, ask = askAmazon }: { publicId: string; posted: Posted; ask?: Ask },
): Promise<{ taken: number } | Refusal> {
  const source = /^[\w-]{20,60}$/.test(publicId) ? await publicSource(runtime.database.pool, publicId) : null;
  if (!source || source.pausedAt) return NOT_THERE;
  const work = workOf(runtime, runtime.services.systemScope(source.workspaceId));
  const problem = await problemOf(runtime, source, { posted, ask });
  if (problem) {
    await work.transaction((ctx) => countRefusal(ctx, { sourceId: source.id, cause: problem }), { audit: false });
    return NOT_PROVED;
  }
  return keep(work, source, posted);
}

async function problemOf(runtime: Runtime, source: PublicSource, { posted, ask }: { posted: Posted; ask: Ask }) {
  const secret = source.secret === null ? null : runtime.services.vault.unlock(VAULT, source.secret);
  if (secret === null) return 'no_secret';
  const certificate = source.provider === 'amazon_ses' ? await certificateFor(posted.body, ask) : null;
  return signatureProblem(source.provider, { posted, secret, now: Date.parse(runtime.now()), certificate });
}

/** Amazon changes its certificate seldom; a few are remembered. */
const certificates = new Map<string, string>();
const MOST_CERTIFICATES = 20;

async function certificateFor(body: Uint8Array, ask: Ask): Promise<string | null> {
  const address = certificateAddress(body);
  if (!address) return null;
  const known = certificates.get(address);
  if (known) return known;
  try {
    const certificate = await ask(address);
    if (certificates.size >= MOST_CERTIFICATES) certificates.clear();
    certificates.set(address, certificate);
    return certificate;
  } catch {
    return null;
  }
}

const UNREADABLE: Told = {
  kind: 'unknown',
  hardness: null,
  recipient: null,
  messageId: null,
  eventId: null,
  at: null,
  replyCode: null,
  status: null,
  reason: null,
  detail: 'This could not be read.',
  url: null,
  userAgent: null,
  tags: [],
  metadata: {},
  word: 'unreadable',
};

async function keep(work: Work, source: PublicSource, { body, headers }: Posted): Promise<{ taken: number }> {
  const text = Buffer.from(body).toString('utf8').replaceAll('\0', '');
  const mediaType = String(headers['content-type'] ?? '').slice(0, 100);
  const parsed = bodyOf(text, mediaType);
  const mapping = source.mapping ? mappingOf(MappingShape.parse(source.mapping)) : null;
  const told =
    parsed === undefined
      ? [{ ...UNREADABLE, detail: text.slice(0, 200) || 'Nothing was sent.' }]
      : readPosted(source.provider, parsed, mapping);
  const confirmUrl = source.provider === 'amazon_ses' ? confirmationOf(body) : null;
  return work.transaction(
    async (ctx) => {
      const taken = await keepPost(ctx, { sourceId: source.id, mediaType, body: text, fileId: null, told });
      if (confirmUrl) await noteConfirmation(ctx, { sourceId: source.id, url: confirmUrl });
      if (parsed === undefined) await countRefusal(ctx, { sourceId: source.id, cause: 'unreadable' });
      return { taken };
    },
    { audit: false },
  );
}

export interface NewPost {
  sourceId: string;
  mediaType: string;
  body: string | null;
  fileId: string | null;
  told: readonly Told[];
}

/** Keeps what came in beside what it says; where all of it was known, nothing of it. @returns how much was new */
export async function keepPost(ctx: Ctx, { sourceId, mediaType, body, fileId, told }: NewPost): Promise<number> {
  const ws = ctx.scope.workspaceId;
  const row = {
    workspace_id: ws,
    source_id: sourceId,
    received_at: ctx.now,
    media_type: mediaType,
    body,
    file_id: fileId,
    events: told.length,
  };
  const { id } = await ctx.tx.insertInto('delivery_post').values(row).returning('id').executeTakeFirstOrThrow();
  const fresh = await recordTold(ctx, { sourceId, postId: id, told });
  if (fresh === 0) await ctx.tx.deleteFrom('delivery_post').where('workspace_id', '=', ws).where('id', '=', id).execute();
  return fresh;
}

/** Visits the address with which Amazon asks whether its notifications are wanted. */
export async function confirmSource(
  work: Work,
  { id, ask = askAmazon }: { id: string; ask?: Ask },
): Promise<Record<string, never> | Refusal> {
  const source = await work.read((ctx) => sourceRow(ctx, id));
  if (!source) return refuse('not_found', 'There is no such source.');
  if (!source.confirmUrl) return refuse('conflict', 'Nothing waits to be confirmed here.');
  try {
    await ask(source.confirmUrl);
  } catch {
    return refuse('not_now', 'Amazon could not be reached from here. Open the address yourself, or try again.');
  }
  await work.transaction((ctx) => noteConfirmation(ctx, { sourceId: id, url: null }));
  return {};
}
