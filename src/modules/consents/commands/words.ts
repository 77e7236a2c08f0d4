import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { counts } from '../queries/address.ts';
import { standingOf } from '../queries/standing.ts';
import { isPlainAddress, normalised } from '../rules/address.ts';
import type { Standing } from '../rules/standing.ts';
import type { Block, Speaker } from '../schema.ts';
import { askToConfirm } from './confirmation.ts';
import { type Address, hashOf, type Proof, type Saying, say } from './ledger.ts';

interface Voice {
  by: Speaker;
  /** Such as `form`, `preference_page`, `by_hand`. */
  through: string;
  at?: string;
  proof?: Proof;
}

export interface Consent extends Voice {
  email: string;
  purposeId: string;
  /** The wording that was agreed to; the newest of the purpose where absent. */
  textId?: string;
}

/** What only the person can take back. */
const FINAL: readonly (Block | null)[] = ['objected', 'withdrawn', 'complained', 'erased'];

/**
 * Notes that somebody agreed to mail of a purpose. What a form says is confirmed by mail first where the purpose asks for that, or where there is
 * a "no" on record; a colleague or a file cannot lift a "no". @returns how the address stands now
 */
export async function giveConsent(ctx: Ctx, { email, purposeId, textId, ...voice }: Consent): Promise<Standing | Refusal> {
  const address = normalised(email);
  if (!isPlainAddress(address)) return refuse('invalid', 'This is not a mail address that can be written to.', { field: 'email' });
  const purpose = await purposeFor(ctx, purposeId);
  if (!purpose) return refuse('not_found', 'This purpose is not there (any more).', { field: 'purposeId' });
  const before = await oneStanding(ctx, address, purposeId);
  const isOwn = voice.by === 'person';
  if (FINAL.includes(before.reason) && !isOwn && voice.by !== 'form')
    return refuse('not_now', 'This person wants no such mail. Only they can change that, by a link in a mail to them.', {
      field: 'purposeId',
    });
  const agreedTo = textId ?? purpose.text_id ?? undefined;
  await say(
    ctx,
    [{ address: { email: address }, purposeId, word: 'given', basis: 'consent', ...(agreedTo ? { textId: agreedTo } : {}), ...voice }],
    // What still waits for its confirmation is no news.
    { quietly: voice.by === 'form' && (purpose.double_opt_in || FINAL.includes(before.reason)) },
  );
  const after = await oneStanding(ctx, address, purposeId);
  if (voice.by === 'form' && after.basis !== 'consent') await askToConfirm(ctx, { email: address, purposeId, textId: agreedTo ?? null });
  return after;
}

/** Notes that somebody wants no more of one purpose. Always possible, and at once. */
export async function withdraw(
  ctx: Ctx,
  { address, purposeId, ...voice }: Voice & { address: Address; purposeId: string },
): Promise<Standing> {
  await say(ctx, [{ address, purposeId, word: 'withdrawn', ...voice }]);
  return byHash(ctx, address, purposeId);
}

/** Notes that somebody wants nothing at all: it holds for every purpose, also later ones, and for every address of the person. */
export async function object(ctx: Ctx, { address, ...voice }: Voice & { address: Address }): Promise<void> {
  await say(ctx, [{ address, purposeId: null, word: 'objected', ...voice }]);
}

/** What other systems knew, row by row: set-wise and quietly. A "yes" without a purpose is taken for the first one of the list. */
export interface Brought {
  email: string;
  word: 'given' | 'confirmed' | 'objected';
  at?: string;
  proof: Proof;
}

export async function takeOver(ctx: Ctx, brought: readonly Brought[]): Promise<void> {
  if (brought.length === 0) return;
  const { rows } = await sql<{
    id: string;
  }>`select id from mail_purpose where workspace_id = ${ctx.scope.workspaceId} and retired_at is null
    order by position, id limit 1`.execute(ctx.tx);
  const first = rows[0]?.id ?? null;
  const fresh = await unsaid(ctx, brought, first);
  await say(
    ctx,
    fresh.flatMap(({ email, word, at, proof }): Saying[] => {
      const purposeId = word === 'objected' ? null : first;
      if (word !== 'objected' && purposeId === null) return [];
      return [
        {
          address: { email },
          purposeId,
          word,
          by: 'import',
          through: 'import',
          proof,
          ...(at ? { at } : {}),
          ...(purposeId ? { basis: 'consent' } : {}),
        },
      ];
    }),
    { quietly: true },
  );
}

/**
 * The import is taken out again: that people agreed, which only it said, counts as never said. A "no" that came with it stays, and so does whatever
 * was said in another way. @returns how many words were taken back, at most `atOnce`; 0: none is left
 */
export async function takeBack(ctx: Ctx, { importId, atOnce }: { importId: string; atOnce: number }): Promise<number> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    id: string;
    hash: string;
    purposeId: string;
  }>`select c.id, c.hash, c.purpose_id as "purposeId" from consent_entry c
    where c.workspace_id = ${ws} and c.by_kind = 'import' and c.word in ('given', 'confirmed') and c.proof ->> 'importId' = ${importId} and ${counts(ws)}
    order by c.id limit ${atOnce}`.execute(ctx.tx);
  const words = rows.map(({ id, hash, purposeId }): Saying => {
    return { address: { hash }, purposeId, word: 'retracted', retracts: id, by: 'import', through: 'undo', proof: { importId } };
  });
  return (await say(ctx, words, { quietly: true })).length;
}

/** The same file again says nothing new. */
async function unsaid(ctx: Ctx, brought: readonly Brought[], purposeId: string | null): Promise<Brought[]> {
  const { rows } = await sql<{ hash: string; word: string; at: string }>`select c.hash, c.word, max(c.at) as at from consent_entry c
    where c.workspace_id = ${ctx.scope.workspaceId} and ${counts(ctx.scope.workspaceId)} and c.by_kind = 'import' and (c.purpose_id is null or c.purpose_id = ${purposeId}::uuid)
      and c.hash = any (${brought.map((one) => hashOf(ctx, one))}::text[]) group by 1, 2`.execute(ctx.tx);
  const known = new Map(rows.map(({ hash, word, at }) => [`${hash} ${word}`, at]));
  return brought.filter((one) => {
    const at = known.get(`${hashOf(ctx, one)} ${one.word}`);
    return at === undefined || (one.at !== undefined && Date.parse(one.at) > Date.parse(at));
  });
}

interface PurposeFacts {
  double_opt_in: boolean;
  text_id: string | null;
}

async function purposeFor(ctx: Ctx, id: string): Promise<PurposeFacts | undefined> {
  const { rows } = await sql<PurposeFacts>`select p.double_opt_in,
      (select t.id from consent_text t where t.workspace_id = p.workspace_id and t.purpose_id = p.id order by t.number desc limit 1) as text_id
    from mail_purpose p where p.workspace_id = ${ctx.scope.workspaceId} and p.id = ${id} and p.retired_at is null`.execute(ctx.tx);
  return rows[0];
}

async function oneStanding(ctx: Ctx, email: string, purposeId: string): Promise<Standing> {
  const [row] = await standingOf(ctx, { addresses: [email], purposeId });
  if (!row) throw new Error('an address that was asked about has no standing');
  const { email: _email, ...standing } = row;
  return standing;
}

const ERASED: Standing = { allowed: false, reason: 'erased', basis: null, since: null, evidenceId: null };

async function byHash(ctx: Ctx, address: Address, purposeId: string): Promise<Standing> {
  if ('email' in address) return oneStanding(ctx, normalised(address.email), purposeId);
  const row = await ctx.tx
    .selectFrom('mail_address')
    .select('email')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('hash', '=', address.hash)
    .executeTakeFirst();
  return row?.email ? oneStanding(ctx, row.email, purposeId) : ERASED;
}
