import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { csvLine, harmless } from '#platform/shared/csv.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getFormAnswer, listFormAnswers } from '../contract/answers.ts';
import { wordsOf } from '../rules/answers.ts';
import type { FormField } from '../schema/form.ts';
import { heldBy } from './known.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;
type Row = z.input<(typeof listFormAnswers)['output']>['items'][number];
type Filter = z.output<(typeof listFormAnswers)['input']>;
type Whole = z.input<(typeof getFormAnswer)['output']>;

interface Found extends Omit<Row, 'words'> {
  answers: Record<string, string>;
  fields: FormField[];
}

const NOT_THERE = refuse('not_found', 'This answer is not here (any more), or it is not yours to see.');

/** An answer is seen by whoever may see its contact; one of nobody known by those who say what conversions are. */
function seen(scope: Scope): RawBuilder<boolean> {
  const unknown = scope.permissions.has('conversion:validate');
  return sql<boolean>`(case when a.contact_id is null then ${unknown} else c.deleted_at is null and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} end)`;
}

const columns = sql`a.id, jsonb_build_object('id', f.id, 'name', f.name) as form, v.number as version, a.state, a.suspicions, a.received_at as "receivedAt",
  case when c.id is not null then jsonb_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), 'Somebody')) end as contact, a.conversion_id as "conversionId",
  (select count(*)::int from form_difference d where d.workspace_id = a.workspace_id and d.answer_id = a.id and d.state = 'open') as "openDifferences",
  case when a.rescued_at is not null then jsonb_build_object('at', a.rescued_at, 'by', case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end) end as rescued,
  a.answers, v.content -> 'fields' as fields`;
const from = sql`form_answer a
  join publication f on f.workspace_id = a.workspace_id and f.id = a.form_id
  join publication_version v on v.workspace_id = a.workspace_id and v.id = a.version_id
  left join contact c on c.workspace_id = a.workspace_id and c.id = a.contact_id
  left join member m on m.workspace_id = a.workspace_id and m.id = a.rescued_by`;

/** Answers whose fact the caller may not see are left out, here as on the record. */
const visible = (scope: Scope, fields: readonly FormField[]) =>
  fields.filter(({ target }) => !target || !scope.hidden.has(target === 'company.name' ? 'contact.company' : target));

const rowFrom = (scope: Scope, { answers, fields, ...row }: Found): Row => ({
  ...row,
  words: wordsOf(visible(scope, fields), answers).slice(0, 300),
});

export async function listAnswers({ tx, scope }: ReadCtx, filter: Filter): Promise<{ items: Row[]; next: string | null }> {
  const wanted = [
    sql<boolean>`a.workspace_id = ${scope.workspaceId}`,
    seen(scope),
    beyond(filter.cursor, { at: sql`a.received_at`, id: sql`a.id` }),
  ];
  if (filter.formId) wanted.push(sql`a.form_id = ${filter.formId}`);
  if (filter.contactId) wanted.push(sql`a.contact_id = ${filter.contactId}`);
  if (filter.state) wanted.push(sql`a.state = ${filter.state}`);
  if (filter.from) wanted.push(sql`a.received_at >= ${filter.from}`);
  if (filter.to) wanted.push(sql`a.received_at < ${filter.to}`);
  if (filter.differing)
    wanted.push(
      sql`exists (select from form_difference d where d.workspace_id = a.workspace_id and d.answer_id = a.id and d.state = 'open')`,
    );
  if (filter.q) wanted.push(holding(scope, filter.q));
  const { rows } = await sql<Found>`select ${columns} from ${from} where ${sql.join(wanted, sql` and `)}
    order by a.received_at desc, a.id desc limit ${filter.limit + 1}`.execute(tx);
  const page = cut(rows, filter.limit, ({ receivedAt, id }) => ({ at: receivedAt, id }));
  return { items: page.items.map((row) => rowFrom(scope, row)), next: page.next };
}

/** Words of the answers themselves; what a field right hides decides nothing. */
function holding(scope: Scope, q: string): RawBuilder<boolean> {
  const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const hidden = [...scope.hidden].map((right) => (right === 'contact.company' ? 'company.name' : right));
  return sql<boolean>`exists (select from jsonb_array_elements(v.content -> 'fields') one where a.answers ->> (one ->> 'key') ilike ${like}
    and not (coalesce(one ->> 'target', '') = any (${hidden}::text[])))`;
}

/** Whether the answer is there for the caller. */
export async function rowOf({ tx, scope }: Read, id: string): Promise<Found | Refusal> {
  const { rows } =
    await sql<Found>`select ${columns} from ${from} where a.workspace_id = ${scope.workspaceId} and a.id = ${id} and ${seen(scope)}`.execute(
      tx,
    );
  return rows[0] ?? NOT_THERE;
}

export async function readAnswer(ctx: ReadCtx, id: string): Promise<Whole | Refusal> {
  const { tx, scope } = ctx;
  const found = await rowOf(ctx, id);
  if (isRefusal(found)) return found;
  const ws = scope.workspaceId;
  const fields = visible(scope, found.fields);
  const { rows } = await sql<
    Pick<Whole, 'files' | 'origin' | 'identified' | 'leadId' | 'agent'>
  >`select a.origin, a.identified, a.lead_id as "leadId", a.agent,
      (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'field', x.field, 'name', x.name, 'sizeBytes', x.size_bytes) order by x.id), '[]')
        from form_file x where x.workspace_id = ${ws} and x.answer_id = a.id) as files
    from form_answer a where a.workspace_id = ${ws} and a.id = ${id}`.execute(tx);
  const [more] = rows;
  if (!more) return NOT_THERE;
  return {
    ...rowFrom(scope, found),
    ...more,
    fields: fields.map(({ key, label, kind, target }) => ({ key, label, kind, target, value: found.answers[key] ?? null })),
    differences: await differencesOf(ctx, { id, contactId: found.contact?.id ?? null, fields }),
  };
}

async function differencesOf(
  { tx, scope }: Read,
  of: { id: string; contactId: string | null; fields: readonly FormField[] },
): Promise<Whole['differences']> {
  const { rows } = await sql<
    Omit<Whole['differences'][number], 'label' | 'held'>
  >`select d.id, d.target, d.given, d.state, d.decided_at as "decidedAt",
      case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as "decidedBy"
    from form_difference d left join member m on m.workspace_id = d.workspace_id and m.id = d.decided_by
    where d.workspace_id = ${scope.workspaceId} and d.answer_id = ${of.id}`.execute(tx);
  const held = rows.length > 0 && of.contactId ? await heldBy({ tx, scope }, of.contactId) : {};
  // In the order of the form.
  return of.fields.flatMap(({ target, label }) =>
    rows.filter((row) => row.target === target).map((row) => ({ ...row, label, held: held[row.target] ?? null })),
  );
}

const MOST_EXPORTED = 50_000;

/** The answers in reach, a column for each question that any of the versions asked. */
export async function answersAsCsv({ tx, scope }: ReadCtx, { id, state }: { id: string; state: string }): Promise<string> {
  const { rows } =
    await sql<Found>`select ${columns} from ${from} where a.workspace_id = ${scope.workspaceId} and a.form_id = ${id} and a.state = ${state} and ${seen(scope)}
    order by a.received_at, a.id limit ${MOST_EXPORTED}`.execute(tx);
  const questions = new Map(
    rows.flatMap(({ fields }) =>
      visible(scope, fields)
        .filter(({ kind }) => kind !== 'file')
        .map(({ key, label }) => [key, label] as const),
    ),
  );
  const name = (row: Found) => (scope.hidden.has('contact.name') ? '' : (row.contact?.name ?? ''));
  const lines = rows.map((row) => {
    const shown = new Set(visible(scope, row.fields).map(({ key }) => key));
    return csvLine(
      [
        row.receivedAt,
        row.version.toString(),
        name(row),
        row.suspicions.join(' '),
        ...[...questions.keys()].map((key) => (shown.has(key) ? (row.answers[key] ?? '') : '')),
      ].map(harmless),
    );
  });
  return [csvLine(['received', 'version', 'contact', 'suspicions', ...questions.values()].map(harmless)), ...lines].join('');
}

/** A file of an answer that the caller may see. */
export async function fileOf({ tx, scope }: Read, id: string): Promise<{ fileId: string; name: string; sizeBytes: number } | Refusal> {
  const { rows } = await sql<{
    fileId: string;
    name: string;
    sizeBytes: number;
  }>`select x.file_id as "fileId", x.name, x.size_bytes as "sizeBytes"
    from form_file x join form_answer a on a.workspace_id = x.workspace_id and a.id = x.answer_id left join contact c on c.workspace_id = a.workspace_id and c.id = a.contact_id
    where x.workspace_id = ${scope.workspaceId} and x.id = ${id} and ${seen(scope)}`.execute(tx);
  return rows[0] ?? refuse('not_found', 'This file is not here (any more), or it is not yours to see.');
}
