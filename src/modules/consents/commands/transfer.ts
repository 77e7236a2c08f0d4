import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { csvLine, harmless } from '#platform/shared/csv.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { readStops } from '../rules/stoplist.ts';
import { suppress, suppressDomain } from './suppressions.ts';
import { takeOver } from './words.ts';

interface Taken {
  rows: number;
  added: number;
  known: number;
  skipped: { line: number; value: string }[];
}

const SHOWN = 100;

/** Takes over the addresses of a file; what is here already stays as it is. */
export async function importStops(ctx: Ctx, csv: string): Promise<Taken | Refusal> {
  const rows = tableIn(csv);
  if (!rows) return refuse('invalid', 'This is not a table of addresses. Export it as CSV and try again.', { field: 'csv' });
  const lines = readStops(rows);
  const stops = lines.flatMap(({ stop }) => stop ?? []);
  const before = await countStops(ctx);
  await suppress(
    ctx,
    stops.flatMap(({ kind, value, cause }) =>
      kind === 'address' && cause !== 'objected' ? [{ address: { email: value }, cause, evidence: { through: 'import' } }] : [],
    ),
  );
  await takeOver(
    ctx,
    stops.flatMap(({ kind, value, cause }) =>
      kind === 'address' && cause === 'objected'
        ? [{ email: value, word: 'objected' as const, proof: { note: 'list of another system' } }]
        : [],
    ),
  );
  for (const domain of new Set(stops.flatMap(({ kind, value }) => (kind === 'domain' ? [value] : [])))) {
    const done = await suppressDomain(ctx, { domain, note: 'import' });
    if (isRefusal(done) && done.code !== 'conflict') return done;
  }
  const added = (await countStops(ctx)) - before;
  const skipped = lines.flatMap(({ line, value, stop }) => (stop ? [] : [{ line, value: value.slice(0, 200) }]));
  return { rows: lines.length, added, known: stops.length - added, skipped: skipped.slice(0, SHOWN) };
}

function tableIn(csv: string): string[][] | null {
  const head = csv.slice(0, 2000).split(/\r?\n/, 1)[0] ?? '';
  const [delimiter = ','] = [',', ';', '\t'].sort((a, b) => head.split(b).length - head.split(a).length);
  try {
    return parse(csv, { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 100_000 });
  } catch {
    return null;
  }
}

async function countStops(ctx: Ctx): Promise<number> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    n: number;
  }>`select (select count(*) from suppression where workspace_id = ${ws} and released_at is null)::int
    + (select count(*) from consent_entry where workspace_id = ${ws} and word = 'objected')::int as n`.execute(ctx.tx);
  return rows[0]?.n ?? 0;
}

/** Everything that gets no mail: address or domain, hash, cause, since. */
export async function stopsAsCsv({ tx, scope }: ReadCtx): Promise<string> {
  const ws = scope.workspaceId;
  const { rows } = await sql<{ address: string | null; hash: string | null; cause: string; since: string; note: string | null }>`
    select coalesce(a.email, s.domain) as address, s.hash, s.cause, s.since, s.evidence ->> 'note' as note from suppression s
      left join mail_address a on a.workspace_id = ${ws} and a.hash = s.hash where s.workspace_id = ${ws} and s.released_at is null
    union all select a.email, c.hash, 'objected', c.at, c.proof ->> 'note' from consent_entry c join mail_address a on a.workspace_id = ${ws} and a.hash = c.hash
      where c.workspace_id = ${ws} and c.word = 'objected' and c.through <> 'erasure' and not exists (select from consent_entry l where l.workspace_id = ${ws} and l.hash = c.hash
        and (l.word = 'objected' or (l.by_kind = 'person' and l.word in ('given', 'confirmed'))) and (l.at, l.recorded_at, l.id) > (c.at, c.recorded_at, c.id))
    order by 4, 2`.execute(tx);
  const lines = rows.map(({ address, hash, cause, since, note }) =>
    csvLine([address ?? '', hash ?? '', cause, since, note ?? ''].map(harmless)),
  );
  return [csvLine(['address', 'hash', 'cause', 'since', 'note']), ...lines].join('');
}
