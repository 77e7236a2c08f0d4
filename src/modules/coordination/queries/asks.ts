import { sql } from 'kysely';
import type { Ask, AskSource } from '#modules/team/queries/asks.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { AskKind } from '#modules/team/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { blind } from '#platform/shared/blind.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { listAsks } from '../contract/asks.ts';
import type { Lane } from '../rules/lane.ts';
import { contactNames, laneOf } from './lane.ts';

let installed: readonly AskSource[] = [];

/** Called once by `product.ts` with what each module knows to be owed. */
export function installAsks(sources: readonly AskSource[]): void {
  installed = sources;
}

export type OpenAsk = Ask & { kind: AskKind };

/** Every open ask of the areas that the caller may see. */
export async function openAsks(ctx: ReadCtx, { areas }: Pick<Lane, 'areas'>): Promise<OpenAsk[]> {
  const found: OpenAsk[] = [];
  for (const { kind, area, read } of installed) if (areas.includes(area)) for (const ask of await read(ctx)) found.push({ ...ask, kind });
  return found;
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
  const items = shown
    .filter((ask) => (asked.snoozed ? hidden(ask) : !hidden(ask)))
    .filter((ask) => !asked.side || ask.side === asked.side)
    .sort((a, b) => Number(b.overdue) - Number(a.overdue) || a.since.localeCompare(b.since));
  return { items: items.slice(0, MOST), total: items.length, snoozed: shown.filter(hidden).length };
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
  return asks.map(({ names: within, ...ask }) => {
    const mark = marks.get(keyOf(ask));
    const member = ask.memberId ? people.get(ask.memberId) : undefined;
    return {
      kind: ask.kind,
      id: ask.id,
      about: lane.contactNames ? ask.about : blind(ask.about, within ?? []),
      contact: ask.contactId ? (names.get(ask.contactId) ?? null) : null,
      side: ask.side,
      member: member ?? null,
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
