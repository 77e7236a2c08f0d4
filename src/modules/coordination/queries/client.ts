import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getClient, getOwnLane } from '../contract/clients.ts';
import { daysSince, QUIET_DAYS } from '../rules/silence.ts';
import { SIDES } from '../schema.ts';
import { openAsks } from './asks.ts';
import { laneOf } from './lane.ts';
import { readMeetings } from './meetings.ts';
import { lastSigns } from './signs.ts';

/** One workspace in a line. Counts and dates only: nobody and nothing of the workspace is named. */
export async function readClient(ctx: ReadCtx): Promise<OutputOf<typeof getClient>> {
  const lane = await laneOf(ctx);
  const asks = await openAsks(ctx, lane);
  const of = (side: (typeof SIDES)[number]) => {
    const own = asks.filter((ask) => ask.side === side);
    return { side, open: own.length, overdue: own.filter(({ dueAt }) => dueAt !== null && dueAt < ctx.now).length };
  };
  const signs = (await lastSigns(ctx)).filter(({ area }) => lane.areas.includes(area));
  const next = lane.areas.includes('meetings') ? (await readMeetings(ctx)).items[0] : undefined;
  return {
    open: asks.length,
    sides: SIDES.map(of),
    oldest: asks.reduce<string | null>((oldest, { since }) => (oldest === null || since < oldest ? since : oldest), null),
    signs: signs.map(({ sign, at }) => {
      const days = daysSince(at, ctx.now);
      return { sign, at, days, quiet: days === null || days >= QUIET_DAYS };
    }),
    nextMeetingAt: next?.startsAt ?? null,
    until: await accessUntil(ctx),
    areas: [...lane.areas],
  };
}

export async function readOwnLane(ctx: ReadCtx): Promise<OutputOf<typeof getOwnLane>> {
  const { areas, contactNames, outside } = await laneOf(ctx);
  return { outside, areas: [...areas], contactNames, until: await accessUntil(ctx) };
}

async function accessUntil({ tx, scope }: ReadCtx): Promise<string | null> {
  const { rows } = await sql<{ until: string | null }>`select access_until as until from member
    where workspace_id = ${scope.workspaceId} and id = ${scope.actor.memberId}`.execute(tx);
  return rows[0]?.until ?? null;
}
