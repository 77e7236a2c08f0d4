import { sql } from 'kysely';
import { type NewActivity, record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import { directionOf, taskStatusOf } from '../../rules/meanings.ts';
import type { TypedRow } from '../../rules/typed.ts';
import { resolveReferences } from '../references.ts';
import { type Batch, failed, type RowResult, skipped, UNCHANGED } from '../sink.ts';
import { moneyOf, textOf } from './people.ts';

type Kind = 'call' | 'meeting' | 'note' | 'quote' | 'case';

/** Longer than a day is no length of a call or a meeting but a slip in the other system. */
const LONGEST_SECONDS = 86_400;

/** Calls, meetings, notes, quotes and cases: rows of the ledger. They never start a clock. */
export async function sinkActivities(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const kind = batch.entity as Kind;
  const resolved = await resolveReferences(ctx, batch);
  const rows = batch.rows.map((row, index) => activityOf(batch, row, { kind, links: resolved[index] ?? {} }));
  const ready = rows.flatMap((row, index) => (row ? [{ row, index }] : []));
  const ids = await record(
    ctx,
    ready.map(({ row }) => row),
  );
  const results: RowResult[] = batch.rows.map(() => failed(`Without a time this ${kind} has no place in the ledger.`));
  for (const [place, { index }] of ready.entries()) {
    const entityId = ids[place];
    const lost = lostLinks(batch.rows[index], resolved[index] ?? {});
    results[index] = entityId
      ? { outcome: 'created', entity: 'activity', entityId, ...(lost ? { reason: lost } : {}) }
      : skipped(UNCHANGED);
  }
  return results;
}

function activityOf(
  batch: Batch,
  row: TypedRow,
  { kind, links }: { kind: Kind; links: Readonly<Record<string, string>> },
): NewActivity | null {
  const { values } = row;
  const occurredAt = textOf(values, 'occurredAt') ?? textOf(values, 'createdAt') ?? textOf(values, 'loggedAt');
  if (!occurredAt) return null;
  const loggedAt = textOf(values, 'loggedAt');
  return {
    kind,
    occurredAt,
    loggedAt: loggedAt && loggedAt > occurredAt ? loggedAt : occurredAt,
    direction: kind === 'call' ? directionOf(textOf(values, 'direction')) : null,
    side: 'sales',
    subject: textOf(values, 'subject') ?? textOf(values, 'origin') ?? null,
    body: textOf(values, 'body') ?? null,
    outcome: kind === 'call' ? (values.durationSeconds === 0 ? 'no_answer' : 'connected') : (textOf(values, 'status') ?? null),
    durationSeconds: secondsOf(values, occurredAt),
    evidence: 'imported',
    contactId: links.contact ?? null,
    companyId: links.company ?? null,
    dealId: links.deal ?? null,
    leadId: links.lead ?? null,
    memberId: links.owner ?? null,
    data: factsOf(values),
    dedupeKey: row.externalId === null ? null : `${batch.system}:${kind}:${row.externalId}`,
    importId: batch.importId,
  };
}

function secondsOf(values: TypedRow['values'], startedAt: string): number | null {
  const endsAt = textOf(values, 'endsAt');
  const seconds =
    typeof values.durationSeconds === 'number'
      ? values.durationSeconds
      : endsAt
        ? (Date.parse(endsAt) - Date.parse(startedAt)) / 1000
        : null;
  return seconds !== null && seconds >= 0 && seconds <= LONGEST_SECONDS ? Math.round(seconds) : null;
}

/** What the ledger has no column for, kept as it was said. */
function factsOf(values: TypedRow['values']): Record<string, unknown> {
  const total = moneyOf(values, 'total');
  const kept = ['purpose', 'billable', 'stage', 'validUntil', 'status'].flatMap((key) =>
    values[key] === undefined ? [] : [[key, values[key]]],
  );
  return { ...Object.fromEntries(kept), ...(total ? { amountMinor: total.amountMinor, currency: total.currency } : {}) };
}

/** Links that lead nowhere are left out, and said. */
function lostLinks(row: TypedRow | undefined, resolved: Readonly<Record<string, string>>): string | null {
  const lost = Object.entries(row?.references ?? {}).filter(([field, { value }]) => !resolved[field] && value !== '0');
  return lost.length ? `It came in without its link: ${lost.map(([field, { value }]) => `no ${field} ${value}`).join(', ')}.` : null;
}

/** Tasks, open or done. */
export async function sinkTasks(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const rows = batch.rows.map(({ values, externalId }, index) => {
    const links = resolved[index] ?? {};
    const status = taskStatusOf(textOf(values, 'status'), values.done as boolean | undefined);
    const createdAt = textOf(values, 'createdAt') ?? ctx.now;
    return {
      known: batch.known.get(externalId ?? '')?.entityId ?? null,
      subject: (textOf(values, 'subject') ?? textOf(values, 'kind') ?? 'Task').slice(0, 300),
      body: textOf(values, 'body') ?? null,
      dueAt: textOf(values, 'dueAt') ?? null,
      status,
      doneAt: status === 'done' ? (textOf(values, 'updatedAt') ?? createdAt) : null,
      assigneeId: links.owner ?? null,
      contactId: links.contact ?? null,
      companyId: links.company ?? null,
      dealId: links.deal ?? null,
      leadId: links.lead ?? null,
      createdAt,
    };
  });
  const { rows: written } = await sql<{ place: number; id: string }>`
    with r as (select *, row_number() over () as place, coalesce(known, uuid7()) as task_id from json_to_recordset(${JSON.stringify(rows)}::json) as r(known uuid, subject text,
        body text, "dueAt" timestamptz, status text, "doneAt" timestamptz, "assigneeId" uuid, "contactId" uuid, "companyId" uuid, "dealId" uuid, "leadId" uuid, "createdAt" timestamptz)),
      written as (insert into task (workspace_id, id, subject, body, due_at, status, done_at, assignee_id, contact_id, company_id, deal_id, lead_id, created_at, import_id)
        select ${ctx.scope.workspaceId}, task_id, subject, body, "dueAt", status, "doneAt", "assigneeId", "contactId", "companyId", "dealId", "leadId", "createdAt", ${batch.importId} from r
        on conflict (workspace_id, id) do update set subject = excluded.subject, body = excluded.body, due_at = excluded.due_at, status = excluded.status, done_at = excluded.done_at
        returning id)
    select r.place::int, w.id from r join written w on w.id = r.task_id order by r.place`.execute(ctx.tx);
  ctx.changed('task');
  return rows.map((row, index) => ({ outcome: row.known ? 'updated' : 'created', entity: 'task', entityId: written[index]?.id }));
}
