import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { importExchangeRates as ImportRates } from './contract.ts';
import { baseCurrencyOf, currenciesHere } from './queries.ts';
import { type DatedRate, readRates } from './rules.ts';
import type { RateSource } from './schema.ts';

type Taken = z.output<(typeof ImportRates)['output']>;

const SHOWN = 100;

/** Writes rates; the rate of a day that has one is replaced where it is another. Returns those that changed anything. */
async function write(
  ctx: Ctx,
  { base, source, rates }: { base: string; source: RateSource; rates: readonly DatedRate[] },
): Promise<{ id: string; created: boolean }[]> {
  const { rows } = await sql<{ id: string; created: boolean }>`
    insert into exchange_rate as r (workspace_id, base_currency, currency, valid_from, rate, source, set_by, set_at)
    select ${ctx.scope.workspaceId}, ${base}, n.currency, n."validFrom", n.rate, ${source}, ${ctx.scope.actor.memberId}, ${ctx.now}
    from json_to_recordset(${JSON.stringify(rates)}::json) as n(currency text, "validFrom" date, rate numeric)
    on conflict (workspace_id, currency, valid_from) do update set rate = excluded.rate, source = excluded.source, set_by = excluded.set_by, set_at = excluded.set_at
      where r.rate <> excluded.rate
    returning id, xmax = 0 as created`.execute(ctx.tx);
  if (rows.length > 0) ctx.changed('exchange_rate');
  return rows;
}

/** Sets the rate of a currency from a day on. */
export async function putRate(ctx: Ctx, rate: DatedRate): Promise<{ id: string; created: boolean } | Refusal> {
  const base = await baseCurrencyOf(ctx);
  if (rate.currency === base) return refuse('invalid', 'This is the base currency: it needs no rate.', { field: 'currency' });
  const [written] = await write(ctx, { base, source: 'hand', rates: [rate] });
  if (written) return written;
  const same = await ctx.tx
    .selectFrom('exchange_rate')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('currency', '=', rate.currency)
    .where('valid_from', '=', rate.validFrom)
    .executeTakeFirstOrThrow();
  return { id: same.id, created: false };
}

export async function removeRate(
  ctx: Ctx,
  { currency, validFrom }: { currency: string; validFrom: string },
): Promise<Record<string, never> | Refusal> {
  const gone = await ctx.tx
    .deleteFrom('exchange_rate')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('currency', '=', currency)
    .where('valid_from', '=', validFrom)
    .returning('id')
    .executeTakeFirst();
  if (!gone) return refuse('not_found', 'There is no rate of this currency for this day.');
  ctx.changed('exchange_rate');
  return {};
}

/** Takes in a file of rates. Sending it again changes nothing. */
export async function importRates(ctx: Ctx, asked: { csv: string; currencies?: string[] | undefined }): Promise<Taken | Refusal> {
  const base = await baseCurrencyOf(ctx);
  const rows = tableIn(asked.csv);
  const wanted = { base, asked: asked.currencies ? new Set(asked.currencies) : null, here: await currenciesHere(ctx) };
  const read = rows && readRates(rows, wanted);
  if (!read)
    return refuse(
      'invalid',
      `These are no rates that can be read: a table needs the columns day, currency and rate, or be that of the European Central Bank with a column for ${base}.`,
      { field: 'csv' },
    );
  const written = await write(ctx, { base, source: read.format === 'ecb' ? 'ecb' : 'file', rates: read.rates });
  return {
    format: read.format,
    set: written.length,
    same: read.rates.length - written.length,
    leftOut: read.leftOut,
    problems: read.problems.slice(0, SHOWN),
  };
}

function tableIn(csv: string): string[][] | null {
  const head = csv.slice(0, 4000).split(/\r?\n/, 1)[0] ?? '';
  const [delimiter = ','] = [',', ';', '\t'].sort((a, b) => head.split(b).length - head.split(a).length);
  try {
    return parse(csv, { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 100_000 });
  } catch {
    return null;
  }
}
