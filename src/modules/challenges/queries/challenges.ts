import { sql } from 'kysely';
import { signsFor } from '#modules/signatures/queries.ts';
import type { Seals } from '#platform/auth/seals.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import type { listChallenges } from '../contract.ts';
import { tokenOf } from './token.ts';

type Board = OutputOf<typeof listChallenges>;
type Item = Board['items'][number];

const MOST_ROWS = 500;

const person = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

/** In no order of time: what most people find hard first, then by the week, then by ids that chance made. */
export async function readBoard(ctx: ReadCtx, seal: Seals['seal'], { party, state }: ParsedOf<typeof listChallenges>): Promise<Board> {
  const ws = ctx.scope.workspaceId;
  const where = [sql`c.workspace_id = ${ws}`, ...(party ? [sql`c.party = ${party}`] : [])];
  const { rows } = await sql<Omit<Item, 'mine' | 'raisedByMe'> & { tokens: { token: string; first: boolean }[] }>`
    select c.id, c.title, c.words, c.party, c.anonymous, ${person('a')} as "raisedBy", c.raised_in as "raisedIn", c.state, ${person('b')} as "stateBy",
      c.state_on as "stateOn", c.helped, case when d.id is not null then jsonb_build_object('id', d.id, 'what', d.what) end as discussion, v.voices, v.tokens
    from challenge c left join member a on a.workspace_id = ${ws} and a.id = c.raised_by left join member b on b.workspace_id = ${ws} and b.id = c.state_by
      left join discussion d on d.workspace_id = ${ws} and d.id = c.discussion_id
      left join lateral (select count(*)::int as voices, coalesce(jsonb_agg(jsonb_build_object('token', token, 'first', first)), '[]') as tokens
        from challenge_voice where workspace_id = ${ws} and challenge_id = c.id) v on true
    where ${sql.join(where, sql` and `)} ${state ? sql`and c.state = ${state}` : sql``}
    order by c.state = 'solved', v.voices desc, c.raised_in desc, c.id limit ${MOST_ROWS}`.execute(ctx.tx);
  const { rows: counted } = await sql<Board['counts']>`select count(*) filter (where c.state = 'open')::int as open,
      count(*) filter (where c.state = 'working')::int as working, count(*) filter (where c.state = 'solved')::int as solved
    from challenge c where ${sql.join(where, sql` and `)}`.execute(ctx.tx);
  return {
    items: rows.map(({ tokens, ...item }) => {
      const own = tokens.find(({ token }) => token === tokenOf(seal, ctx, [item.id]));
      return { ...item, mine: own !== undefined, raisedByMe: own?.first ?? false };
    }),
    counts: counted[0] ?? { open: 0, working: 0, solved: 0 },
    party: await signsFor(ctx, 'record:read'),
  };
}
