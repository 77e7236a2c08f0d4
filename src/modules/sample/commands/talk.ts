import { sql } from 'kysely';
import { draft, noteReading, sendBrief, writeBrief } from '#modules/briefs/commands/briefs.ts';
import { watchSilence } from '#modules/briefs/commands/time.ts';
import { readBriefById } from '#modules/briefs/queries/briefs.ts';
import { monthOf } from '#modules/briefs/schema.ts';
import { answerQuestion, keepAnswer } from '#modules/questions/commands/answer.ts';
import { askQuestion } from '#modules/questions/commands/ask.ts';
import type { Ctx } from '#platform/context.ts';
import { OWN_LINE, TOLD, type Told } from '../rules/talk.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

const HOUR_MS = 3_600_000;

/** The teams ask and answer each other, write their briefs, and have been silent on some things for a while. */
export async function talkToEachOther(ctx: Ctx, people: readonly Person[]): Promise<void> {
  for (const [place, told] of TOLD.entries()) await tell(ctx, { told, people, place });
  await brief(ctx, people);
  await watchSilence({ ...ctx, now: ago(ctx, 0) });
}

async function tell(ctx: Ctx, { told, people, place }: { told: Told; people: readonly Person[]; place: number }): Promise<void> {
  const of = (team: Told['from']) => people.filter(({ department }) => department === team);
  const [askers, answerers] = [of(told.from), of(told.from === 'sales' ? 'marketing' : 'sales')];
  const asker = askers[place % askers.length];
  const answerer = answerers[place % answerers.length];
  if (!asker || !answerer) return;
  const asked = ago(ctx, told.days);
  const id = told.about && (await newest(ctx, { about: told.about, place }));
  const question = done(
    await askQuestion(as(ctx, asker, asked), {
      kind: told.kind,
      words: told.words,
      to: { kind: 'member', memberId: answerer.id },
      ...(told.about && id ? { about: { subject: told.about, id } } : {}),
    }),
  );
  if (told.after === undefined || told.answer === undefined) return;
  const answering = as(ctx, answerer, new Date(Date.parse(asked) + told.after * HOUR_MS).toISOString());
  done(await answerQuestion(answering, { id: question.id, answer: told.answer, outcome: told.outcome }));
  if (told.kept) done(await keepAnswer(answering, { id: question.id, kept: true }));
}

/** One of the newest records of a kind. */
async function newest(ctx: Ctx, { about, place }: { about: NonNullable<Told['about']>; place: number }): Promise<string | null> {
  const at = { lead: sql`opened_at`, deal: sql`stage_since`, campaign: sql`starts_on` }[about];
  const { rows } = await sql<{
    id: string;
  }>`select id from ${sql.table(about)} where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null
    order by ${at} desc nulls last, id offset ${place} limit 1`.execute(ctx.tx);
  return rows[0]?.id ?? null;
}

/** Marketing has sent the brief on last month, Sales has it in draft. */
async function brief(ctx: Ctx, people: readonly Person[]): Promise<void> {
  const month = monthOf(ctx.now.slice(0, 10), -1);
  const lead = leadOf(people, 'marketing');
  const writing = as(ctx, lead, ago(ctx, 3));
  const { id } = await draft(writing, { party: 'marketing', month });
  const drafted = done(await readBriefById(writing, id));
  const lines = drafted.lines.map(({ section, words, link }) => ({ section, words, link }));
  done(await writeBrief(writing, { id, lines: [...lines, { section: 'concerns', words: OWN_LINE, link: null }] }));
  done(await sendBrief(writing, { id }));
  for (const reader of people.filter(({ department }) => department === 'sales').slice(0, 3))
    await noteReading(as(ctx, reader, ago(ctx, 2)), { id });
  await draft(as(ctx, leadOf(people, 'sales'), ago(ctx, 3)), { party: 'sales', month });
}
