import { sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import type { Criteria } from '#modules/criteria/schema.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { at, timed } from './measure.ts';
import type { Product } from './product.ts';

const ROUNDS = 7;
const MOST_RATIO = 1.3;
const INDUSTRIES = ['Logistics', 'Software', 'Pharma'];

const CRITERIA: Criteria = {
  match: 'all',
  of: [
    { field: 'company.industry', op: 'is_one_of', value: INDUSTRIES },
    { history: 'did', kinds: ['page_visit', 'call'], times: { compare: 'at_least', n: 2 }, when: { within: { n: 14, unit: 'day' } } },
    { field: 'openDeal', op: 'is_no' },
  ],
};

/** The same people as `CRITERIA`, as somebody would write it who knows the tables. */
const BY_HAND = `with active as (
    select a.contact_id from activity a where a.workspace_id = $1 and a.kind in ('page_visit', 'call') and a.occurred_at >= $2 and a.occurred_at <= $3
      and (a.traffic is null or a.traffic = 'human') and not a.retracted and a.contact_id is not null
      and not exists (select from activity l where l.workspace_id = $1 and l.corrects_id = coalesce(a.corrects_id, a.id) and l.id > a.id)
    group by 1 having count(*) >= 2)
  select c.id from contact c join active on active.contact_id = c.id join company o on o.workspace_id = $1 and o.id = c.company_id
  where c.workspace_id = $1 and c.deleted_at is null and o.deleted_at is null and o.industry = any ($4)
    and not exists (select from deal d where d.workspace_id = $1 and d.contact_id = c.id and d.status = 'open' and d.deleted_at is null)`;

/** "Their company's industry is one of three, they came or called twice in 14 days, and they have no open deal", over every contact. */
export async function criterion(product: Product, print: (line: string) => void): Promise<void> {
  const { context, owner } = product;
  const { rows } = await owner.query<{ id: string }>('select id from workspace');
  const workspaceId = rows[0]?.id ?? '';
  const now = new Date().toISOString();
  const since = new Date(Date.parse(now) - 14 * 86_400_000).toISOString();
  const scope = context.systemScope(workspaceId);
  let found = [0, 0];
  const compiled = () =>
    context.database.inScope(
      scope,
      async (tx) => {
        const condition = await conditionOf(tx, scope, { criteria: CRITERIA, entity: 'contact', row: 't', now });
        if (isRefusal(condition)) throw new Error(condition.message);
        const people =
          await sql`select t.id from contact t where t.workspace_id = ${workspaceId} and t.deleted_at is null and ${condition}`.execute(tx);
        found = [people.rows.length, found[1] ?? 0];
      },
      { readOnly: true },
    );
  const byHand = async () => {
    const people = await owner.query(BY_HAND, [workspaceId, since, now, INDUSTRIES]);
    found = [found[0] ?? 0, people.rows.length];
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const times = [await timed(compiled), await timed(byHand)];
    if (round === 0) continue;
    ours.push(times[0] ?? 0);
    theirs.push(times[1] ?? 0);
  }
  const ratio = at(ours, 0.5) / at(theirs, 0.5);
  print(
    `criterion over all contacts: ${at(ours, 0.5).toFixed(0)} ms compiled, ${at(theirs, 0.5).toFixed(0)} ms by hand, ratio ${ratio.toFixed(2)} (aim ${MOST_RATIO}: ` +
      `${ratio <= MOST_RATIO ? 'ok' : 'over'}); ${found[0]} and ${found[1]} people found`,
  );
}
