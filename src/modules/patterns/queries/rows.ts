import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { amountsOf, moneyBehind, moneyOfEach, noAmounts } from '#modules/leadvalues/queries/behind.ts';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import type { LeadFilter } from '#modules/lifecycle/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { Share } from '#platform/shared/comparison.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listPatternRows as ListRows } from '../contract.ts';
import { wordsOf } from '../rules/words.ts';
import type { PatternItem } from '../schema.ts';
import { attributesOf } from './attributes.ts';
import { type Cases, casesOf, type Ending } from './cases.ts';

type Input = z.output<(typeof ListRows)['input']>;
type Rows = z.output<(typeof ListRows)['output']>;

/** The leads behind a pattern or a word, the newest first: read by the same conditions as the figure. */
export async function patternRows(ctx: ReadCtx, asked: Input): Promise<Rows | Refusal> {
  const { items, word, ended, cursor, limit } = asked;
  const cases = await casesOf(ctx, asked);
  if (isRefusal(cases)) return cases;
  const has = await having(ctx, items ?? []);
  if (isRefusal(has)) return has;
  const conditions = [cases.known, has, ...(ended ? [cases.ended] : [])];
  if (word !== undefined) conditions.push(sql<boolean>`l.id = any (${await leadsSaying(ctx, cases, word)}::uuid[])`);
  const joined = sql`${cases.from} left join reason r on r.workspace_id = ${ctx.scope.workspaceId} and r.id = e.reason_id`;
  const where = sql.join(conditions, sql` and `);
  const at = sql`date_trunc('milliseconds', l.opened_at)`;
  const { scope } = ctx;
  const reason = scope.hidden.has('lead.reason') ? sql`null` : sql`r.label`;
  const { rows } = await sql<
    Omit<Rows['items'][number], 'behind'>
  >`select l.id, ${at} as "openedAt", l.stage, ${cases.ended} as ended, ${reason} as reason, e.note,
      case when ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })} then coalesce(nullif(c.name, ''), c.email, 'Someone') end as title,
      case when ${reachable(scope, 'company', { to: 'read', ownerColumn: 'o.owner_id' })} then o.name end as company
    from ${joined} where ${where} and ${beyond(cursor, { at, id: sql`l.id` })} order by ${at} desc, l.id desc limit ${limit + 1}`.execute(
    ctx.tx,
  );
  const { items: page, next } = cut(rows, limit, ({ openedAt, id }) => ({ at: openedAt, id }));
  const money = await moneyOfEach(
    ctx,
    page.map(({ id }) => id),
  );
  return {
    ...(await counted(ctx, cases, where)),
    items: page.map((row) => ({ ...row, behind: money?.get(row.id) ?? noAmounts(scope) })),
    next,
  };
}

async function counted({ tx, scope }: ReadCtx, { asked, from }: Cases, where: RawBuilder<unknown>): Promise<Pick<Rows, 'n' | 'behind'>> {
  const { join, behind } = moneyBehind({ scope, period: asked.period }, sql`l.id`);
  const all = amountsOf(behind, (column) => sql`sum(${column})::bigint`);
  const { rows } = await sql<{
    n: number;
    behind: Amounts | null;
  }>`select count(*)::int as n, ${all} as behind from ${from} ${join} where ${where}`.execute(tx);
  const [found] = rows;
  return { n: found?.n ?? 0, behind: found?.behind ? { ...found.behind, currency: asked.currency } : null };
}

/** How many leads have a pattern and how many of them ended as asked; the same of all. */
export async function patternCounts(
  ctx: ReadCtx,
  asked: LeadFilter & Ending & { items: readonly PatternItem[] },
): Promise<{ having: Share; all: Share } | Refusal> {
  const cases = await casesOf(ctx, asked);
  if (isRefusal(cases)) return cases;
  const has = await having(ctx, asked.items);
  if (isRefusal(has)) return has;
  const { rows } = await sql<{
    has: boolean;
    ended: boolean;
    n: number;
  }>`select coalesce(${has}, false) as has, ${cases.ended} as ended, count(*)::int as n
    from ${cases.from} where ${cases.known} group by 1, 2`.execute(ctx.tx);
  const sum = (of: typeof rows) => of.reduce((total, { n }) => total + n, 0);
  const shareOf = (of: typeof rows): Share => ({ k: sum(of.filter(({ ended }) => ended)), n: sum(of) });
  return { having: shareOf(rows.filter((row) => row.has)), all: shareOf(rows) };
}

async function having(ctx: ReadCtx, items: readonly PatternItem[]): Promise<RawBuilder<boolean> | Refusal> {
  const attributes = await attributesOf(ctx);
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  for (const { dimension, value } of items) {
    const attribute = attributes.find(({ name }) => name === dimension);
    if (!attribute) return refuse('invalid', 'This is nothing that leads are told apart by.', { field: 'items' });
    conditions.push(sql`(${attribute.value})::text = ${value}`);
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** Words are told apart by one function only, whether they are counted or opened. */
async function leadsSaying({ tx }: ReadCtx, { from, known }: Cases, word: string): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
    note: string;
  }>`select l.id, e.note from ${from} where ${known} and e.note is not null`.execute(tx);
  return rows.flatMap(({ id, note }) => (wordsOf(note).has(word) ? [id] : []));
}
