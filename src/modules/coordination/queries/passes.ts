import { sql } from 'kysely';
import type { AskKind } from '#modules/team/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { listAskTakers, listOwnPasses } from '../contract/passes.ts';
import { INSIDE } from '../rules/lane.ts';
import { canPass, couldTake } from '../rules/pass.ts';
import type { Side } from '../schema.ts';
import { askWords, type OpenAsk, openAsks, passMoves } from './asks.ts';
import { contactNames, laneOf } from './lane.ts';

/** An ask as it stands by its record. */
export interface Owed {
  kind: AskKind;
  askId: string;
  side: Side;
  ownerId: string | null;
}

export const findOwed = (asks: readonly OpenAsk[], { kind, askId, side, ownerId }: Owed) =>
  asks.find((ask) => ask.kind === kind && ask.id === askId && ask.side === side && ask.ownerId === ownerId);

/** Active people of the side who could answer it and do not owe it already. */
export async function takersOf({ tx, scope }: ReadCtx, asks: readonly OpenAsk[], ask: OpenAsk): Promise<{ id: string; name: string }[]> {
  if (!canPass(ask.kind)) return [];
  const { rows } = await sql<{ id: string; name: string; roles: string[] }>`select id, name, roles from member
    where workspace_id = ${scope.workspaceId} and status = 'active' and department = ${ask.side} order by lower(name), id`.execute(tx);
  const owes = new Set(asks.filter(({ kind, id }) => kind === ask.kind && id === ask.id).flatMap((one) => [one.ownerId, one.memberId]));
  return rows.filter(({ id, roles }) => !owes.has(id) && couldTake(ask.kind, roles)).map(({ id, name }) => ({ id, name }));
}

export async function readTakers(
  ctx: ReadCtx,
  { ownerId, ...asked }: ParsedOf<typeof listAskTakers>,
): Promise<OutputOf<typeof listAskTakers>> {
  const asks = await openAsks(ctx, await laneOf(ctx));
  const ask = findOwed(asks, { ...asked, ownerId: ownerId ?? null });
  return { items: ask ? await takersOf(ctx, asks, ask) : [] };
}

type Own = OutputOf<typeof listOwnPasses>;

/** The caller's: asked of them, taken by them, or passed on from them. */
export async function readOwnPasses(ctx: ReadCtx): Promise<Own> {
  const me = ctx.scope.actor.memberId;
  const own = (await openAsks(ctx, INSIDE)).flatMap((ask) =>
    ask.pass && me !== null && (ask.pass.to.id === me || ask.ownerId === me) ? [{ ask, pass: ask.pass }] : [],
  );
  const names = await contactNames(
    ctx,
    own.flatMap(({ ask }) => ask.contactId ?? []),
    INSIDE,
  );
  const wordsOf = await askWords(
    ctx,
    own.map(({ ask }) => ask),
    { ...INSIDE, outside: false },
  );
  const items = own.map(({ ask, pass }): Own['items'][number] => {
    const contact = ask.contactId ? (names.get(ask.contactId) ?? null) : null;
    const { id, words, state, from, to, by, askedAt } = pass;
    return {
      ...{ id, words, state, from, to, by, askedAt, contact, kind: ask.kind, dueAt: ask.dueAt, link: ask.link },
      about: wordsOf(ask, contact),
      toMe: to.id === me,
      overdue: ask.dueAt !== null && ask.dueAt < ctx.now,
      moves: passMoves(ctx, ask.kind),
    };
  });
  return { items: items.sort((a, b) => Number(b.toMe) - Number(a.toMe) || a.askedAt.localeCompare(b.askedAt)) };
}
