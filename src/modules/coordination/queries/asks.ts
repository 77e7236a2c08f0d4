import { sql } from 'kysely';
import { readableQuestions } from '#modules/questions/queries/rows.ts';
import type { Ask, AskSource } from '#modules/team/queries/asks.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { AskKind } from '#modules/team/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { blind } from '#platform/shared/blind.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { listAsks } from '../contract/asks.ts';
import type { Lane } from '../rules/lane.ts';
import { canPass } from '../rules/pass.ts';
import { contactNames, laneOf } from './lane.ts';
import { namesIn } from './names.ts';
import { pseudonymOf } from './pseudonym.ts';

let installed: readonly AskSource[] = [];

/** Called once by `product.ts` with what each module knows to be owed. */
export function installAsks(sources: readonly AskSource[]): void {
  installed = sources;
}

interface Person {
  id: string;
  name: string;
}

/** Somebody else of the side is asked to take it over, or has. */
interface Pass {
  id: string;
  state: 'asked' | 'taken';
  from: Person | null;
  to: Person;
  by: Person | null;
  words: string;
  askedAt: string;
  decidedAt: string | null;
}

/** `memberId` is whose turn it is; `ownerId` whose it is by its record, which taking it over does not change. */
export type OpenAsk = Ask & { kind: AskKind; ownerId: string | null; pass: Pass | null };

/** Every open ask of the areas that the caller may see. */
export async function openAsks(ctx: ReadCtx, { areas }: Pick<Lane, 'areas'>): Promise<OpenAsk[]> {
  const passes = await passesOf(ctx);
  const found: OpenAsk[] = [];
  for (const { kind, area, read } of installed)
    if (areas.includes(area))
      for (const ask of await read(ctx)) {
        const pass = passes.get(`${kind} ${ask.id} ${ask.side} ${ask.memberId ?? ''}`) ?? null;
        found.push({ ...ask, kind, ownerId: ask.memberId, pass, memberId: pass?.state === 'taken' ? pass.to.id : ask.memberId });
      }
  return found;
}

/** Open requests to take over, by what they are about. One to somebody who has left counts no more. */
async function passesOf({ tx, scope }: ReadCtx): Promise<Map<string, Pass>> {
  const person = (id: string, name: string) =>
    sql`case when ${sql.ref(id)} is not null then jsonb_build_object('id', ${sql.ref(id)}, 'name', ${sql.ref(name)}) end`;
  const { rows } = await sql<
    Pass & { key: string }
  >`select concat_ws(' ', p.kind, p.ask_id, p.side, coalesce(p.from_member_id::text, '')) as key, p.id, p.state,
      ${person('f.id', 'f.name')} as "from", ${person('t.id', 't.name')} as "to", ${person('b.id', 'b.name')} as "by",
      p.words, p.asked_at as "askedAt", p.decided_at as "decidedAt"
    from ask_pass p join member t on t.workspace_id = p.workspace_id and t.id = p.to_member_id and t.status = 'active' and t.department = p.side
      left join member f on f.workspace_id = p.workspace_id and f.id = p.from_member_id
      left join member b on b.workspace_id = p.workspace_id and b.id = p.by_member_id
    where p.workspace_id = ${scope.workspaceId} and p.closed_at is null and p.state in ('asked', 'taken')`.execute(tx);
  return new Map(rows.map(({ key, ...pass }) => [key, pass]));
}

/** Whether taking an ask of this kind over also makes its record the caller's, by their own rights. */
export function passMoves({ scope }: Pick<ReadCtx, 'scope'>, kind: AskKind): boolean {
  if (kind === 'question') return scope.permissions.has('question:write');
  return kind === 'verdict' && scope.permissions.has('lead:assign');
}

/** Whether the thing still waits, for whoever is about to remind somebody of it. */
export const sameAsk = (one: { kind: string; id: string }, other: { kind: string; id: string }) =>
  one.kind === other.kind && one.id === other.id;

type Listed = OutputOf<typeof listAsks>;

/** What is open, overdue first, then by how long it waits. */
export async function readAsks(ctx: ReadCtx, asked: ParsedOf<typeof listAsks>): Promise<Listed> {
  const lane = await laneOf(ctx);
  const all = await openAsks(ctx, lane);
  const shown = await shownAsks(ctx, all, lane);
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const hidden = (ask: Listed['items'][number]) => ask.snoozedUntil !== null && ask.snoozedUntil > today;
  const ofSide = shown.filter((ask) => asked.snoozed === hidden(ask) && (!asked.side || ask.side === asked.side));
  const items = ofSide
    .filter(({ kind }) => !asked.kind || kind === asked.kind)
    .sort((a, b) => Number(b.overdue) - Number(a.overdue) || a.since.localeCompare(b.since));
  return { items: items.slice(0, MOST), total: items.length, snoozed: shown.filter(hidden).length, kinds: kindsOf(ofSide) };
}

function kindsOf(asks: Listed['items']): Listed['kinds'] {
  const counted = new Map<AskKind, number>();
  for (const { kind } of asks) counted.set(kind, (counted.get(kind) ?? 0) + 1);
  return [...counted].map(([kind, n]) => ({ kind, n })).sort((a, b) => b.n - a.n || a.kind.localeCompare(b.kind));
}

const MOST = 200;

async function shownAsks(ctx: ReadCtx, asks: readonly OpenAsk[], lane: Lane & { outside: boolean }): Promise<Listed['items']> {
  const names = await contactNames(
    ctx,
    asks.flatMap(({ contactId }) => contactId ?? []),
    lane,
  );
  const people = await membersOf(ctx);
  const nudged = await nudgesOf(ctx);
  const marks = await marksOf(ctx);
  const wordsOf = await askWords(ctx, asks, lane);
  return asks.map((ask) => {
    const mark = marks.get(keyOf(ask));
    const member = ask.memberId ? people.get(ask.memberId) : undefined;
    const contact = ask.contactId ? (names.get(ask.contactId) ?? null) : null;
    return {
      kind: ask.kind,
      id: ask.id,
      about: wordsOf(ask, contact),
      contact,
      side: ask.side,
      member: member ?? null,
      ownerId: ask.ownerId,
      passable: canPass(ask.kind),
      pass: shownPass(ask.pass),
      since: ask.since,
      dueAt: ask.dueAt,
      overdue: ask.dueAt !== null && ask.dueAt < ctx.now,
      // A coordinator reminds; the thing itself is opened by whose turn it is.
      link: lane.outside ? null : ask.link,
      nudgedAt: nudged.get(`${keyOf(ask)} ${ask.memberId ?? ask.side}`) ?? null,
      snoozedUntil: mark?.snoozed_until ?? null,
      note: mark?.note ?? null,
    };
  });
}

/**
 * What asks say, as the caller may read it: without names before whoever knows none, without that of a contact out of reach, and of a question about a
 * record out of reach nothing. The second argument is what the contact of the ask is called before the caller.
 */
export async function askWords(
  ctx: ReadCtx,
  asks: readonly OpenAsk[],
  { contactNames: open, outside }: Lane & { outside: boolean },
): Promise<(ask: OpenAsk, called: string | null) => string | null> {
  const questions = asks.flatMap(({ kind, id }) => (kind === 'question' ? [id] : []));
  const readable = outside ? new Set(questions) : await readableQuestions(ctx, questions);
  const named = open ? [] : await namesIn(ctx, asks.map(({ about }) => about ?? '').join('\n'));
  return ({ kind, id, about, names = [], contactId }, called) => {
    if (kind === 'question' && !readable.has(id)) return null;
    const knows = open && (contactId === null || called !== pseudonymOf(ctx.scope.workspaceId, contactId));
    return knows ? about : blind(about, [...names, ...named]);
  };
}

/** Not the sentence: it is for the two whom it concerns. */
const shownPass = (pass: Pass | null): Listed['items'][number]['pass'] =>
  pass && { id: pass.id, state: pass.state, from: pass.from, to: pass.to, by: pass.by, askedAt: pass.askedAt, decidedAt: pass.decidedAt };

const keyOf = ({ kind, id }: { kind: string; id: string }) => `${kind} ${id}`;

async function membersOf({ tx, scope }: ReadCtx): Promise<Map<string, { id: string; name: string }>> {
  const rows = await tx.selectFrom('member').select(['id', 'name']).where('workspace_id', '=', scope.workspaceId).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** When the person, or somebody of the side, was last reminded. */
async function nudgesOf({ tx, scope, now }: ReadCtx): Promise<Map<string, string>> {
  const { rows } = await sql<{ key: string; member: string; side: string | null; at: string }>`
    select n.kind || ' ' || n.ask_id as key, n.to_member_id as member, m.department as side, max(n.nudged_at) as at
    from ask_nudge n join member m on m.workspace_id = n.workspace_id and m.id = n.to_member_id
    where n.workspace_id = ${scope.workspaceId} and n.nudged_at > ${now}::timestamptz - interval '60 days' group by 1, 2, 3 order by 4`.execute(
    tx,
  );
  return new Map(
    rows.flatMap(({ key, member, side, at }) => [[`${key} ${member}`, at] as const, ...(side ? [[`${key} ${side}`, at] as const] : [])]),
  );
}

async function marksOf({ tx, scope }: ReadCtx): Promise<Map<string, { snoozed_until: string | null; note: string | null }>> {
  if (scope.actor.memberId === null) return new Map();
  const rows = await tx
    .selectFrom('ask_mark')
    .select(['kind', 'ask_id', 'snoozed_until', 'note'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('member_id', '=', scope.actor.memberId)
    .execute();
  return new Map(rows.map(({ kind, ask_id, ...mark }) => [`${kind} ${ask_id}`, mark]));
}
