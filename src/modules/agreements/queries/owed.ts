import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getOwed, listOwed } from '../contract/owed.ts';
import type { Owed, Party } from '../schema.ts';

/** What one side owes the other. Figures and their rows read the same. */
export interface Debt {
  kind: Owed;
  /** Those past their time: columns `id`, `party`, `due`, `words` (null: the scope may not read more), `who` (the member who owes it) and `link`. */
  rows(of: { scope: Scope; now: string }): RawBuilder<unknown>;
}

let installed: readonly Debt[] = [];

/** Called once by `product.ts` with what the modules keep. */
export function installDebts(debts: readonly Debt[]): void {
  installed = debts;
}

export const debts: readonly Debt[] = [
  {
    kind: 'clock',
    rows: ({
      scope,
      now,
    }) => sql`select k.id, k.party, k.due_at as due, c.title || case when r.yes then ' · ' || k.label else '' end as words, m.name as who,
        case when r.yes then '/leads/' || k.subject_id end as link
      from clock k join clause c on c.workspace_id = k.workspace_id and c.id = k.clause_id
        left join member m on m.workspace_id = k.workspace_id and m.id = k.assignee_id
        cross join lateral (select ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'k.assignee_id' })} as yes) r
      where k.workspace_id = ${scope.workspaceId} and k.closed_at is null and k.due_at < ${now}`,
  },
];

/** How much of each kind each side owes, the longest overdue first. */
export async function readOwed({ tx, scope, now }: ReadCtx): Promise<OutputOf<typeof getOwed>> {
  const items: OutputOf<typeof getOwed>['items'] = [];
  for (const { kind, rows } of installed) {
    const { rows: found } = await sql<{
      party: Party;
      n: number;
      oldestAt: string;
    }>`select x.party, count(*)::int as n, min(x.due) as "oldestAt"
      from (${rows({ scope, now })}) x where x.party in ('sales', 'marketing') group by 1 order by 1`.execute(tx);
    items.push(...found.map((row) => ({ kind, ...row })));
  }
  return { items: items.sort((a, b) => a.oldestAt.localeCompare(b.oldestAt)), asOf: now };
}

export async function owedRows(
  { tx, scope, now }: ReadCtx,
  { kind, party, cursor, limit }: ParsedOf<typeof listOwed>,
): Promise<OutputOf<typeof listOwed>> {
  const source = installed.find((one) => one.kind === kind);
  if (!source) return { items: [], next: null };
  const at = sql`date_trunc('milliseconds', x.due)`;
  const { rows } = await sql<
    OutputOf<typeof listOwed>['items'][number]
  >`select x.id, left(x.words, 300) as words, x.who, ${at} as "dueAt", x.link
    from (${source.rows({ scope, now })}) x where x.party = ${party} and ${beyond(cursor, { at, id: sql`x.id`, ascending: true })}
    order by ${at}, x.id limit ${limit + 1}`.execute(tx);
  return cut(rows, limit, ({ dueAt, id }) => ({ at: dueAt, id }));
}
