import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Figures } from '../contract/assets.ts';
import { OPENINGS, REACHED, touches, uses } from './rows.ts';

interface Money {
  amountMinor: number;
  currency: string;
}

interface Used {
  sent: number;
  opened: number;
  dwell: number | null;
  sharedOn: number;
  downloaded: number;
  reps: number;
  allReps: number;
  fits: number;
  judged: number;
}

interface Touched {
  status: 'open' | 'won' | 'lost';
  n: number;
  amounts: Money[];
}

/** What became of an asset, over the people whom the caller reaches: each figure has its rows in `listShares`. */
export async function figuresOf(ctx: ReadCtx, assetId: string): Promise<Figures> {
  const { tx, scope } = ctx;
  const ws = scope.workspaceId;
  const { rows } = await sql<Used>`select count(*)::int as sent, (count(*) filter (where o.openings > 0))::int as opened,
      percentile_cont(0.5) within group (order by o.seconds) filter (where o.openings > 0) as dwell,
      (count(*) filter (where o.shared_on))::int as "sharedOn", (count(*) filter (where o.downloaded))::int as downloaded,
      (count(distinct m.id))::int as reps,
      (select count(*)::int from member r where r.workspace_id = ${ws} and r.status = 'active' and r.department = 'sales') as "allReps",
      (count(*) filter (where s.fits))::int as fits, (count(*) filter (where s.fits is not null))::int as judged
    from ${uses(scope)} ${OPENINGS}
    left join member m on m.workspace_id = ${ws} and m.id = s.member_id and m.status = 'active' and m.department = 'sales'
    where s.workspace_id = ${ws} and s.asset_id = ${assetId} and ${REACHED}`.execute(tx);
  const used = rows[0];
  if (!used) throw new Error('counting gave no row');
  const deals = await dealsTouched(ctx, assetId);
  const amounts = (of: Touched | undefined) => (scope.hidden.has('deal.amount') ? null : (of?.amounts ?? []));
  const [open, won, lost] = (['open', 'won', 'lost'] as const).map((status) => deals.find((one) => one.status === status));
  return {
    sent: used.sent,
    opened: { k: used.opened, n: used.sent },
    dwellSeconds: used.dwell,
    sharedOn: { k: used.sharedOn, n: used.opened },
    downloaded: used.downloaded,
    reps: { k: used.reps, n: used.allReps },
    asMeant: { k: used.fits, n: used.judged },
    dealsOpen: { n: open?.n ?? 0, amounts: amounts(open) },
    dealsWon: { n: won?.n ?? 0, of: (won?.n ?? 0) + (lost?.n ?? 0), amounts: amounts(won) },
  };
}

/** Each deal once, however often its people got the asset. */
async function dealsTouched({ tx, scope }: ReadCtx, assetId: string): Promise<Touched[]> {
  const { rows } =
    await sql<Touched>`with touched as (select distinct d.id, d.status, d.amount_minor, d.currency from ${uses(scope)} join deal d on ${touches(scope)}
        where s.workspace_id = ${scope.workspaceId} and s.asset_id = ${assetId} and ${REACHED}),
      sums as (select status, currency, sum(amount_minor)::float8 as amount from touched where amount_minor is not null and currency is not null group by 1, 2)
    select t.status, count(*)::int as n, coalesce((select jsonb_agg(jsonb_build_object('amountMinor', u.amount, 'currency', u.currency) order by u.amount desc)
      from sums u where u.status = t.status), '[]') as amounts from touched t group by t.status`.execute(tx);
  return rows;
}
