import type { Ctx } from '#platform/context.ts';

export interface NewEvent {
  kind:
    | 'started'
    | 'restarted'
    | 'paused'
    | 'resumed'
    | 'met'
    | 'excused'
    | 'voided'
    | 'warned'
    | 'breached'
    | 'escalated'
    | 'reassigned'
    | 'flagged'
    | 'rebased';
  at: string;
  by?: 'owner' | 'customer';
  reason?: string;
  memberId?: string | null;
  activityId?: string;
  data?: Readonly<Record<string, unknown>>;
}

/** Writes down what happened to a clock; there is no way to change what is written. */
export async function addEvent(ctx: Ctx, clockId: string, event: NewEvent): Promise<void> {
  await addEvents(ctx, [{ clockId, ...event }]);
}

export async function addEvents(ctx: Ctx, events: readonly (NewEvent & { clockId: string })[]): Promise<void> {
  if (events.length === 0) return;
  await ctx.tx
    .insertInto('clock_event')
    .values(
      events.map((event) => ({
        workspace_id: ctx.scope.workspaceId,
        clock_id: event.clockId,
        kind: event.kind,
        at: event.at,
        logged_at: ctx.now,
        by: event.by ?? null,
        reason: event.reason ?? null,
        member_id: event.memberId ?? null,
        activity_id: event.activityId ?? null,
        data: JSON.stringify(event.data ?? {}),
      })),
    )
    .execute();
}
