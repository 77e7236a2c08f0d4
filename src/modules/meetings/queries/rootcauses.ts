import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getRootCause, listRootCauses } from '../contract/agenda.ts';
import { CANDIDATES } from '../rules/agenda.ts';
import { fittingCause } from '../rules/fitting.ts';
import { missingOf } from '../rules/rootcause.ts';
import { Cause, PARTIES, type Party } from '../schema.ts';
import { actionsOf, openRows } from './agenda.ts';
import { peopleOf } from './rows.ts';

export async function readRootCauses(ctx: ReadCtx, { which }: ParsedOf<typeof listRootCauses>): Promise<OutputOf<typeof listRootCauses>> {
  const where = which === 'all' ? sql`true` : which === 'open' ? sql`r.closed_at is null` : sql`r.closed_at is not null`;
  const { rows } = await sql<
    OutputOf<typeof listRootCauses>['items'][number]
  >`select r.id, r.problem, r.line_id is not null as "byItself", r.k, r.n,
      r.opened_at as "openedAt", r.closed_at as "closedAt", to_char(r.check_on, 'YYYY-MM-DD') as "checkOn", jsonb_array_length(r.causes) as causes,
      (select count(*)::int from meeting_action a where a.workspace_id = r.workspace_id and a.root_cause_id = r.id) as actions
    from root_cause r where r.workspace_id = ${ctx.scope.workspaceId} and ${where} order by r.closed_at desc nulls first, r.opened_at desc, r.id limit 200`.execute(
    ctx.tx,
  );
  return { items: rows, mayOpen: ctx.scope.permissions.has('lead:return') };
}

interface Row {
  id: string;
  problem: string;
  byItself: boolean;
  k: number | null;
  n: number | null;
  openedAt: string;
  closedAt: string | null;
  checkOn: string | null;
  outcome: string | null;
  evidence: unknown;
  total: number;
  causes: unknown;
  meeting: { id: string; title: string; startsAt: string } | null;
}

/** Sides that were at a meeting, in the room or from elsewhere, as they were that day. */
export async function presentAt(ctx: ReadCtx, meetingId: string | null): Promise<Party[]> {
  if (meetingId === null) return [];
  const people = (await peopleOf(ctx, [meetingId])).get(meetingId) ?? [];
  const there = people.filter(({ attendance }) => attendance === 'in_person' || attendance === 'remote');
  return PARTIES.filter((party) => there.some(({ department }) => department === party));
}

export async function readRootCause(ctx: ReadCtx, { id }: { id: string }): Promise<OutputOf<typeof getRootCause> | Refusal> {
  const { rows } =
    await sql<Row>`select r.id, r.problem, r.line_id is not null as "byItself", r.k, r.n, r.opened_at as "openedAt", r.closed_at as "closedAt",
      to_char(r.check_on, 'YYYY-MM-DD') as "checkOn", r.outcome, r.evidence, r.total, r.causes,
      (select jsonb_build_object('id', m.id, 'title', m.title, 'startsAt', to_char(m.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from meeting m where m.workspace_id = r.workspace_id and m.id = r.meeting_id) as meeting
    from root_cause r where r.workspace_id = ${ctx.scope.workspaceId} and r.id = ${id}`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return refuse('not_found', 'This problem is not here.');
  const causes = Cause.array()
    .parse(row.causes)
    .map((cause) => ({ ...cause, fits: fittingCause(cause) }));
  const actions = (await actionsOf(ctx, { rootCauseId: id })).map(({ itemId: _item, ...action }) => action);
  const present = await presentAt(ctx, row.meeting?.id ?? null);
  return {
    ...row,
    ...{ causes, actions, present },
    evidence: await openRows(ctx, row.evidence),
    candidates: [...CANDIDATES],
    missing: missingOf({ causes: causes.length, actions: actions.length, checkOn: row.checkOn, present }),
    may: { write: row.closedAt === null && ctx.scope.permissions.has('lead:return') },
  };
}
