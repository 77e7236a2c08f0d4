import { type RawBuilder, sql } from 'kysely';
import { recordOf } from '#modules/questions/queries/subjects.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getLaunchReview, listFieldTestRows, listWaitingReviews, Review } from '../contract.ts';
import type { About, Vote } from '../schema.ts';

type Shown = OutputOf<typeof getLaunchReview>;
type Waiting = OutputOf<typeof listWaitingReviews>['items'];
type TestRows = OutputOf<typeof listFieldTestRows>;

export const GONE = refuse('not_found', 'This is not here any more, or it is not yours to see.');

interface Kept extends Pick<Review, 'id' | 'words' | 'askedBy' | 'askedAt'> {
  subject: About['subject'];
  subjectId: string;
  testSendId: string | null;
}

const KEPT = sql`r.id, r.subject, r.subject_id as "subjectId", r.words, r.asked_at as "askedAt", r.test_send_id as "testSendId",
  (select jsonb_build_object('id', m.id, 'name', m.name) from member m where m.workspace_id = r.workspace_id and m.id = r.asked_by) as "askedBy"`;

/** A review whose record the caller may read. */
export async function findReview(ctx: ReadCtx, id: string): Promise<(Kept & { name: string }) | null> {
  const { rows } =
    await sql<Kept>`select ${KEPT} from launch_review r where r.workspace_id = ${ctx.scope.workspaceId} and r.id = ${id}`.execute(ctx.tx);
  const [kept] = rows;
  const record = kept && (await recordOf(ctx, { subject: kept.subject, id: kept.subjectId }));
  return kept && record ? { ...kept, name: record.name } : null;
}

export async function readReview(ctx: ReadCtx, { subject, subjectId }: About): Promise<Shown | Refusal> {
  if (!(await recordOf(ctx, { subject, id: subjectId }))) return GONE;
  const { rows } = await sql<Kept>`select ${KEPT} from launch_review r where r.workspace_id = ${ctx.scope.workspaceId}
    and r.subject = ${subject} and r.subject_id = ${subjectId}`.execute(ctx.tx);
  const [kept] = rows;
  return { review: kept ? await shown(ctx, kept) : null, mayAsk: ctx.scope.permissions.has('campaign:write') };
}

interface VoteRow {
  id: string;
  name: string;
  department: string | null;
  vote: Vote | null;
  sentence: string | null;
}

async function shown(ctx: ReadCtx, { id, words, askedBy, askedAt, testSendId }: Kept): Promise<Review> {
  const { rows } = await sql<VoteRow>`select m.id, m.name, m.department, v.vote, v.sentence from launch_vote v
    join member m on m.workspace_id = v.workspace_id and m.id = v.member_id
    where v.workspace_id = ${ctx.scope.workspaceId} and v.review_id = ${id} order by m.name, m.id`.execute(ctx.tx);
  const own = await departmentOf(ctx);
  const count = (vote: Vote) => rows.filter((row) => row.vote === vote).length;
  const mine = rows.find((row) => row.id === ctx.scope.actor.memberId);
  return {
    id,
    words,
    askedBy,
    askedAt,
    reviewers: rows.map((row) => ({ id: row.id, name: row.name, answered: row.vote !== null })),
    tally: { would_send: count('would_send'), would_change: count('would_change'), would_not: count('would_not') },
    votes: rows
      .flatMap(({ vote, sentence, department, ...person }) => {
        const named = seesWhose(ctx.scope, { own, department }) || person.id === ctx.scope.actor.memberId;
        return vote === null ? [] : [{ by: named ? person : null, vote, sentence }];
      })
      // By what was said, so that the order tells nobody who said it.
      .sort((a, b) => (a.vote === b.vote ? ((a.sentence ?? '') < (b.sentence ?? '') ? -1 : 1) : a.vote < b.vote ? -1 : 1)),
    mine: mine ? { vote: mine.vote, sentence: mine.sentence } : null,
    test: testSendId === null ? null : await testOf(ctx, testSendId),
  };
}

/** Before the own department a vote has its name, before the other one it is evidence and no more. Who leads both sees both. */
function seesWhose(scope: Scope, { own, department }: { own: string | null; department: string | null }): boolean {
  return (own !== null && own === department) || scope.roles.includes('revenue_lead');
}

async function departmentOf({ tx, scope }: ReadCtx): Promise<string | null> {
  const { rows } = await sql<{ department: string | null }>`select department from member
    where workspace_id = ${scope.workspaceId} and id = ${scope.actor.memberId}`.execute(tx);
  return rows[0]?.department ?? null;
}

/** The mails by which a mailing was tried out: those that left before the rest was sent after them. The figure and its rows are read from here. */
function tried(scope: Scope, sendId: string): RawBuilder<unknown> {
  return sql`select m.id, m.contact_id, m.sent_at as at, m.replied_at is not null as replied, m.clicked_at is not null as clicked from message m
    join send s on s.workspace_id = m.workspace_id and s.id = m.send_id
    where m.workspace_id = ${scope.workspaceId} and m.send_id = ${sendId} and m.state in ('sent', 'captured') and m.sent_at is not null
      and (s.decided_at is null or m.sent_at < s.decided_at)`;
}

async function testOf({ tx, scope }: ReadCtx, sendId: string): Promise<Review['test']> {
  const { rows } = await sql<{ name: string; k: number; clicked: number; n: number; lastAt: string | null }>`select s.name,
      count(t.id) filter (where t.replied)::int as k, count(t.id) filter (where t.clicked)::int as clicked, count(t.id)::int as n, max(t.at) as "lastAt"
    from send s left join (${tried(scope, sendId)}) t on true where s.workspace_id = ${scope.workspaceId} and s.id = ${sendId} group by s.name`.execute(
    tx,
  );
  const [found] = rows;
  return found
    ? {
        send: { id: sendId, name: found.name },
        replies: rateOf(found.k, found.n),
        clicks: rateOf(found.clicked, found.n),
        lastAt: found.lastAt,
      }
    : null;
}

/** The mails of a field test, the newest first. */
export async function testRows(
  ctx: ReadCtx,
  asked: { id: string; replied?: boolean | undefined; clicked?: boolean | undefined; cursor?: string | undefined; limit: number },
): Promise<TestRows | Refusal> {
  const review = await findReview(ctx, asked.id);
  if (!review) return GONE;
  if (review.testSendId === null) return { items: [], next: null };
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<TestRows['items'][number]>`select t.id, t.at, t.replied, t.clicked,
      case when c.id is not null then jsonb_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), c.email, '')) end as contact
    from (${tried(ctx.scope, review.testSendId)}) t left join contact c on c.workspace_id = ${workspaceId} and c.id = t.contact_id and c.deleted_at is null
      and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    where ${beyond(asked.cursor, { at: sql`t.at`, id: sql`t.id` })} and ${asked.replied === undefined ? sql`true` : sql`t.replied = ${asked.replied}`}
      and ${asked.clicked === undefined ? sql`true` : sql`t.clicked = ${asked.clicked}`}
    order by t.at desc, t.id desc limit ${asked.limit + 1}`.execute(ctx.tx);
  return cut(rows, asked.limit, (row) => row);
}

/** What waits for the caller's vote; what they may not read any more waits for nobody. */
export async function waitingFor(ctx: ReadCtx): Promise<{ items: Waiting }> {
  const { rows } = await sql<
    Kept & { reviewers: number }
  >`select ${KEPT}, (select count(*)::int from launch_vote o where o.workspace_id = r.workspace_id and o.review_id = r.id) as reviewers from launch_vote v join launch_review r on r.workspace_id = v.workspace_id and r.id = v.review_id
    where v.workspace_id = ${ctx.scope.workspaceId} and v.member_id = ${ctx.scope.actor.memberId} and v.vote is null
    order by v.asked_at, r.id limit 50`.execute(ctx.tx);
  const items: Waiting = [];
  for (const { testSendId: _test, ...kept } of rows) {
    const record = await recordOf(ctx, { subject: kept.subject, id: kept.subjectId });
    if (record) items.push({ ...kept, name: record.name });
  }
  return { items };
}

/** How far the asking has come, of what is launched together: a mailing, its campaign, its offer. Null where nobody was asked about any. */
export async function standOf(
  { tx, scope }: ReadCtx,
  records: readonly About[],
): Promise<{ asked: number; answered: number; against: number } | null> {
  const pairs = records.map(({ subject, subjectId }) => sql`(${subject}::text, ${subjectId}::uuid)`);
  const { rows } = await sql<{
    asked: number;
    answered: number;
    against: number;
  }>`select count(*)::int as asked, count(v.vote)::int as answered,
      count(*) filter (where v.vote = 'would_not')::int as against
    from launch_review r join launch_vote v on v.workspace_id = r.workspace_id and v.review_id = r.id
    where r.workspace_id = ${scope.workspaceId} and (r.subject, r.subject_id) in (${sql.join(pairs)})`.execute(tx);
  const [found] = rows;
  return found && found.asked > 0 ? found : null;
}
