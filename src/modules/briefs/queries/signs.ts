import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Party } from '#modules/signatures/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getTalk, listTalk } from '../contract.ts';
import { wholeDays } from '../rules/silence.ts';
import { COUNTED_DAYS, type SignName } from '../schema.ts';
import { settingsOf } from './settings.ts';

/** What one side gave the other: columns `id`, `at`, `words`, `link`. Figures and their rows read the same. */
export interface Sign {
  name: SignName;
  parties: readonly Party[];
  rows(of: { scope: Scope; party: Party }): RawBuilder<unknown>;
}

let installed: readonly Sign[] = [];

/** Called once by `product.ts`. */
export function installSigns(signs: readonly Sign[]): void {
  installed = signs;
}

/** Whether `m` is of the other side. */
const signs: readonly Sign[] = [
  {
    name: 'answer',
    parties: PARTIES,
    rows: ({
      scope,
      party,
    }) => sql`select q.id, q.answered_at as at, 'Answered by ' || coalesce(b.name, 'somebody') as words, '/questions/' || q.id as link
      from question q join member a on a.workspace_id = q.workspace_id and a.id = q.asked_by and a.department is distinct from ${party}
        left join member b on b.workspace_id = q.workspace_id and b.id = q.answered_by
      where q.workspace_id = ${scope.workspaceId} and q.to_team = ${party} and q.answered_at is not null`,
  },
  {
    name: 'verdict',
    parties: ['sales'],
    rows: ({
      scope,
    }) => sql`select v.id, v.decided_at as at, case v.decision when 'accepted' then 'Accepted' when 'rejected' then 'Rejected' else 'Given back' end as words,
        '/leads/' || v.lead_id as link
      from verdict v where v.workspace_id = ${scope.workspaceId} and v.decided_by is not null`,
  },
  {
    name: 'brief',
    parties: PARTIES,
    rows: ({
      scope,
      party,
    }) => sql`select b.id, b.sent_at as at, 'Brief on ' || to_char(b.month, 'YYYY-MM') as words, '/briefs/' || b.id as link
      from brief b where b.workspace_id = ${scope.workspaceId} and b.party = ${party} and b.sent_at is not null`,
  },
  {
    name: 'confirmation',
    parties: PARTIES,
    rows: ({ scope, party }) => sql`select n.id, k.confirmed_at as at, m.name || ' confirmed a change' as words, '/changes?show=all' as link
      from change_confirmation k join change_notice n on n.workspace_id = k.workspace_id and n.id = k.notice_id
        join member m on m.workspace_id = k.workspace_id and m.id = k.member_id and m.department = ${party}
      where k.workspace_id = ${scope.workspaceId} and k.confirmed_at is not null`,
  },
];

export { signs };

type Talk = z.output<(typeof getTalk)['output']>;
type Rows = z.output<(typeof listTalk)['output']>;

export async function signsNow(ctx: ReadCtx): Promise<Talk['signs']> {
  const { silenceDays } = await settingsOf(ctx);
  const { created_at: began } = await ctx.tx
    .selectFrom('workspace')
    .select('created_at')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  const now: Talk['signs'] = [];
  for (const { name: sign, parties, rows } of installed)
    for (const party of parties) {
      const { rows: found } = await sql<{ lastAt: string | null; n: number }>`select max(t.at) as "lastAt",
          (count(*) filter (where t.at > ${ctx.now}::timestamptz - make_interval(days => ${COUNTED_DAYS})))::int as n
        from (${rows({ scope: ctx.scope, party })}) t where t.at <= ${ctx.now}`.execute(ctx.tx);
      const { lastAt, n } = found[0] ?? { lastAt: null, n: 0 };
      const days = wholeDays(lastAt ?? began, ctx.now);
      const threshold = silenceDays[sign] ?? null;
      now.push({ sign, party, lastAt, days, n, threshold, silent: threshold !== null && days >= threshold });
    }
  return now;
}

export async function readTalk(ctx: ReadCtx): Promise<Talk> {
  const silences = await ctx.tx
    .selectFrom('silence')
    .select(['sign', 'party', 'since', 'started_at as startedAt', 'ended_at as endedAt'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(20)
    .execute();
  return { signs: await signsNow(ctx), silences: silences as Talk['silences'] };
}

/** The signs that a figure counts: those of the last days, newest first. */
export async function signRows(ctx: ReadCtx, { sign, party, cursor, limit }: z.output<(typeof listTalk)['input']>): Promise<Rows> {
  const source = installed.find((one) => one.name === sign && one.parties.includes(party));
  if (!source) return { items: [], next: null };
  const at = sql`date_trunc('milliseconds', t.at)`;
  const { rows } = await sql<
    Rows['items'][number]
  >`select t.id, ${at} as at, t.words, t.link from (${source.rows({ scope: ctx.scope, party })}) t
    where t.at <= ${ctx.now} and t.at > ${ctx.now}::timestamptz - make_interval(days => ${COUNTED_DAYS}) and ${beyond(cursor, { at, id: sql`t.id` })}
    order by ${at} desc, t.id desc limit ${limit + 1}`.execute(ctx.tx);
  return cut(rows, limit, (row) => row);
}
