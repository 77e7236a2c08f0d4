import { sql } from 'kysely';
import { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listDriftSignals, listSightings } from '../contract.ts';
import { type CaseState, QUARTER_DAYS } from '../schema.ts';
import { type DimensionField, dimensionFields } from './dimensions.ts';
import { labelOfValue } from './drift.ts';

const Segment = z.object({ value: z.string(), baseShare: z.number(), currentShare: z.number() });

/** The figures of the day on which a case was opened. */
export const Evidence = z.object({
  grown: z.array(Segment).default([]),
  shrunk: z.array(Segment).default([]),
  base: z.number().nullable().default(null),
  current: z.number().nullable().default(null),
  psi: z.number().nullable().default(null),
  adjustedP: z.number().nullable().default(null),
});
export type Evidence = z.infer<typeof Evidence>;

interface CaseRow {
  id: string;
  dimension: string;
  state: CaseState;
  evidence: unknown;
  opened_by: string | null;
  opener: string | null;
  openedAt: string;
  confirmed_by: string | null;
  confirmer: string | null;
  profileNumber: number | null;
  reason: string | null;
  closedAt: string | null;
  sightings: number;
}

const named = (id: string | null, name: string | null) => (id !== null && name !== null ? { id, name } : null);

/** Open cases first, then those that ended in the last year. */
export async function readCases(ctx: ReadCtx): Promise<OutputOf<typeof listDriftSignals>> {
  const fields = await dimensionFields(ctx);
  const { rows } =
    await sql<CaseRow>`select d.id, d.dimension, d.state, d.evidence, d.opened_by, o.name as opener, d.opened_at as "openedAt", d.confirmed_by, f.name as confirmer,
      v.number as "profileNumber", d.reason, d.closed_at as "closedAt",
      (select count(distinct s.member_id)::int from sighting s where s.workspace_id = d.workspace_id and s.dimension = d.dimension and s.withdrawn_at is null
        and s.seen_at >= d.opened_at - make_interval(days => ${QUARTER_DAYS})) as sightings
    from drift_case d left join member o on o.workspace_id = d.workspace_id and o.id = d.opened_by
      left join member f on f.workspace_id = d.workspace_id and f.id = d.confirmed_by
      left join profile_version v on v.workspace_id = d.workspace_id and v.id = d.profile_version_id
    where d.workspace_id = ${ctx.scope.workspaceId} and (d.closed_at is null or d.closed_at > ${ctx.now}::timestamptz - interval '1 year')
    order by d.closed_at is not null, d.opened_at desc, d.id desc limit 100`.execute(ctx.tx);
  return {
    items: rows.flatMap((row) => {
      // A field that was removed, or that the caller may not see, has no case for them.
      const field = fields.find(({ name }) => name === row.dimension);
      return field ? [shownCase(row, field)] : [];
    }),
    mayDecide: ctx.scope.permissions.has('profile:write'),
  };
}

function shownCase(row: CaseRow, field: DimensionField): OutputOf<typeof listDriftSignals>['items'][number] {
  const { evidence, opened_by, opener, confirmed_by, confirmer, ...rest } = row;
  const { grown, shrunk, ...figures } = Evidence.parse(evidence);
  const labelled = ({ value, ...shares }: z.infer<typeof Segment>) => ({ label: labelOfValue(field, value), ...shares });
  return {
    ...rest,
    ...figures,
    label: field.label,
    grown: grown.map(labelled),
    shrunk: shrunk.map(labelled),
    openedBy: named(opened_by, opener),
    confirmedBy: named(confirmed_by, confirmer),
  };
}

interface SightingRow {
  id: string;
  member_id: string | null;
  member: string | null;
  dimension: string;
  segment: string;
  way: 'more' | 'fewer';
  note: string | null;
  seenAt: string;
}

export async function readSightings(ctx: ReadCtx, { limit }: { limit: number }): Promise<OutputOf<typeof listSightings>> {
  const fields = await dimensionFields(ctx);
  const { rows } =
    await sql<SightingRow>`select s.id, s.member_id, m.name as member, s.dimension, s.segment, s.way, s.note, s.seen_at as "seenAt" from sighting s
      left join member m on m.workspace_id = s.workspace_id and m.id = s.member_id
    where s.workspace_id = ${ctx.scope.workspaceId} and s.withdrawn_at is null order by s.seen_at desc, s.id desc limit ${limit}`.execute(
      ctx.tx,
    );
  return {
    items: rows.flatMap(({ member_id, member, ...row }) => {
      const field = fields.find(({ name }) => name === row.dimension);
      if (!field) return [];
      const mine = member_id !== null && member_id === ctx.scope.actor.memberId;
      return [{ ...row, label: field.label, segment: labelOfValue(field, row.segment), member: named(member_id, member), mine }];
    }),
    dimensions: fields
      .filter(({ own, labels }) => !own || labels.size > 0)
      .map(({ name, label, labels }) => ({ dimension: name, label, values: [...labels].map(([value, text]) => ({ value, label: text })) })),
  };
}
