import { sql } from 'kysely';
import type { z } from 'zod';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getFormReport } from '../contract/forms.ts';
import { readPublication } from './publications.ts';

type Report = z.input<(typeof getFormReport)['output']>;
type Line = Report['days'][number];
type Sums = Pick<Report, 'from' | 'to' | 'machines' | 'rescued' | 'conversions' | 'valid' | 'unreviewed'>;

/** What came of a form, by day of the workspace. People who saw it are those whose browser said so. */
export async function formReport(ctx: ReadCtx, { id, days }: { id: string; days: number }): Promise<Report | Refusal> {
  const form = await readPublication(ctx, { kind: 'form', id });
  if (isRefusal(form)) return form;
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  const zone = await timeZoneOf(ctx);
  const today = sql`(${now}::timestamptz at time zone ${zone})::date`;
  const answered = sql`form_answer a where a.workspace_id = ${ws} and a.form_id = ${id} and (a.received_at at time zone ${zone})::date > ${today} - ${days}::int`;
  const { rows: lines } =
    await sql<Line>`select d.day::text as day, coalesce(t.seen, 0) as seen, coalesce(t.begun, 0) as begun, coalesce(s.sent, 0) as sent, coalesce(s.aside, 0) as aside
    from (select (${today} - n) as day from generate_series(${days}::int - 1, 0, -1) n) d
      left join publication_tally t on t.workspace_id = ${ws} and t.publication_id = ${id} and t.day = d.day
      left join (select (a.received_at at time zone ${zone})::date as day, count(*) filter (where a.state = 'taken')::int as sent, count(*) filter (where a.state = 'aside')::int as aside
        from ${answered} group by 1) s on s.day = d.day
    order by d.day`.execute(tx);
  const { rows } = await sql<Sums>`select (${today} - ${days}::int + 1)::text as "from", ${today}::text as "to",
      (select coalesce(sum(machines), 0)::int from publication_tally where workspace_id = ${ws} and publication_id = ${id} and day > ${today} - ${days}::int) as machines,
      count(*) filter (where a.rescued_at is not null)::int as rescued, count(v.id)::int as conversions,
      count(*) filter (where v.validation = 'sales_lead')::int as valid, count(*) filter (where v.validation = 'unreviewed')::int as unreviewed
    from form_answer a left join conversion v on v.workspace_id = a.workspace_id and v.id = a.conversion_id
    where a.workspace_id = ${ws} and a.form_id = ${id} and (a.received_at at time zone ${zone})::date > ${today} - ${days}::int`.execute(
    tx,
  );
  const [sums] = rows;
  if (!sums) throw new Error('a count without a row');
  const sum = (key: 'seen' | 'begun' | 'sent' | 'aside') => lines.reduce((total, line) => total + line[key], 0);
  const [seen, sent] = [sum('seen'), sum('sent')];
  return {
    ...sums,
    seen,
    begun: sum('begun'),
    sent,
    aside: sum('aside'),
    // Browsers that tell nothing send as well: a share is never more than all.
    sentOfSeen: rateOf(Math.min(sent, seen), seen),
    validOfReviewed: rateOf(sums.valid, sums.conversions - sums.unreviewed),
    days: lines,
  };
}
