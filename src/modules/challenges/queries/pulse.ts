import { sql } from 'kysely';
import { signsFor } from '#modules/signatures/queries.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Seals } from '#platform/auth/seals.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { readPulse as ReadPulse } from '../contract.ts';
import { type Counted, openPeriod, toldOf } from '../rules/pulse.ts';
import { PERIODS_SHOWN, type Rhythm } from '../schema.ts';
import { tokenOf } from './token.ts';

type Pulse = OutputOf<typeof ReadPulse>;
type Team = Pulse['teams'][number];

export interface Question {
  id: string;
  party: Party;
  words: string;
  rhythm: Rhythm;
  startsOn: string;
}

export async function runningQuestions({ tx, scope }: ReadCtx): Promise<Question[]> {
  const { rows } = await sql<Question>`select id, party, words, rhythm, starts_on as "startsOn" from pulse_question
    where workspace_id = ${scope.workspaceId} and ended_on is null`.execute(tx);
  return rows;
}

/** Both teams; of each the course of its running question. A period is told once it is over: what is read of it never changes again. */
export async function readPulse(ctx: ReadCtx, seal: Seals['seal']): Promise<Pulse> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const questions = await runningQuestions(ctx);
  const own = await signsFor(ctx, 'record:read');
  const teams: Team[] = [];
  for (const party of PARTIES) {
    const question = questions.find((one) => one.party === party) ?? null;
    const open = question ? openPeriod(question.rhythm, today) : null;
    const mayAnswer = question !== null && own === party;
    teams.push({
      party,
      question: question && { id: question.id, words: question.words, rhythm: question.rhythm, startsOn: question.startsOn },
      period: open?.period ?? null,
      until: open?.until ?? null,
      course: question && open ? await courseOf(ctx, { question, before: open.period }) : [],
      mayAnswer,
      mayAsk: mayAsk(ctx, { own, party }),
      mine:
        mayAnswer && question && open
          ? await ownAnswer(ctx, { token: tokenOf(seal, ctx, [question.id, open.period]), question, period: open.period })
          : null,
    });
  }
  return { teams };
}

/** A team is asked by its own side, by somebody of neither, and by who is there for both. */
export function mayAsk({ scope }: ReadCtx, { own, party }: { own: Party | null; party: Party }): boolean {
  return scope.permissions.has('agreement:write') && (own === null || own === party || scope.permissions.has('team:write'));
}

async function courseOf({ tx, scope }: ReadCtx, { question, before }: { question: Question; before: string }): Promise<Team['course']> {
  const { rows } = await sql<Counted>`select m.day::date as period, count(a.value)::int as n, coalesce(sum(a.value), 0)::int as sum,
      coalesce(array_agg(a.word) filter (where a.word is not null), '{}') as words
    from generate_series(date_trunc(${question.rhythm}, ${question.startsOn}::date), ${before}::date - 1, ${sql.lit(`1 ${question.rhythm}`)}::interval) m(day)
      left join pulse_answer a on a.workspace_id = ${scope.workspaceId} and a.question_id = ${question.id} and a.period = m.day::date
    group by m.day order by m.day desc limit ${PERIODS_SHOWN}`.execute(tx);
  return rows.map(toldOf).reverse();
}

async function ownAnswer(
  { tx, scope }: ReadCtx,
  { token, question, period }: { token: string | null; question: Question; period: string },
): Promise<Team['mine']> {
  const { rows } = await sql<{ value: number; word: string | null }>`select value, word from pulse_answer
    where workspace_id = ${scope.workspaceId} and question_id = ${question.id} and period = ${period} and token = ${token}`.execute(tx);
  return rows[0] ?? null;
}
