import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { onLeave } from '#modules/team/queries/people.ts';
import { readingAs, timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { questionAs } from '../queries/rows.ts';
import { dueFrom, settingsOf } from '../queries/settings.ts';
import { type Record, recordOf } from '../queries/subjects.ts';
import { type Candidate, chosen } from '../rules/choice.ts';
import { oneLine } from '../rules/words.ts';
import type { About, Kind, Team, To } from '../schema.ts';
import { writeTo } from './mails.ts';

export interface Asking {
  about?: About | undefined;
  kind: Kind;
  words: string;
  to: To;
  dueAt?: string | undefined;
}

interface Person {
  id: string;
  name: string;
}

interface Asked {
  team: Team;
  assignee: Person | null;
  /** Who hears of it: whoever owes the answer, or everybody who may take it. */
  people: Person[];
}

const LONGEST_MS = 60 * 86_400_000;

const SAYS: Readonly<{ [K in Kind]: string }> = {
  question: 'asks',
  expertise: 'asks for your knowledge',
  intro: 'asks for an introduction',
  content: 'asks for material',
  call_along: 'asks you to join a call',
};

export async function askQuestion(ctx: Ctx, asking: Asking): Promise<{ id: string; assignee: Person | null; dueAt: string } | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  const { about, kind, words } = asking;
  const record = about ? await recordOf(ctx, about) : null;
  if (about && !record) return refuse('not_found', 'This record is not here any more, or it is not yours to see.');
  const dueAt = asking.dueAt ? new Date(asking.dueAt).toISOString() : await dueFrom(ctx);
  if (dueAt <= ctx.now || Date.parse(dueAt) > Date.parse(ctx.now) + LONGEST_MS)
    return refuse('invalid', 'Choose a time within the next two months.', { field: 'dueAt' });
  const asked =
    asking.to.kind === 'member'
      ? await personAsked(ctx, asking.to.memberId, about)
      : await teamAsked(ctx, asking.to.team, { about, record });
  if (isRefusal(asked)) return asked;
  const { team, assignee } = asked;
  const { id } = await ctx.tx
    .insertInto('question')
    .values({
      workspace_id: workspaceId,
      kind,
      subject: about?.subject ?? null,
      subject_id: about?.id ?? null,
      words,
      asked_by: actor.memberId,
      asked_at: ctx.now,
      to_team: team,
      assignee_id: assignee?.id ?? null,
      taken_at: assignee ? ctx.now : null,
      due_at: dueAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tell(ctx, { id, asked, kind, words });
  ctx.changed('question', id);
  return { id, assignee, dueAt };
}

/** Each hears of the record by what it is called before them. */
async function tell(ctx: Ctx, { id, asked, kind, words }: { id: string; asked: Asked; kind: Kind; words: string }): Promise<void> {
  for (const { id: memberId } of asked.people) {
    const name = (await questionAs(ctx, memberId, id))?.about?.name;
    const title = oneLine(`${ctx.scope.actor.label} ${SAYS[kind]}${name ? `: ${name}` : ''}`, 200);
    await notify(ctx, { memberId, kind: 'question.asked', title, body: words, link: `/questions/${id}`, dedupeKey: `question:${id}` });
    await writeTo(ctx, { questionId: id, memberId, kind: 'question.asked', subject: title, text: `${title}\n\n${words}` });
  }
}

interface Row extends Person {
  team: Team;
  open: number;
  lastAt: string | null;
}

async function active(ctx: Ctx, { memberId, team }: { memberId?: string; team?: Team }): Promise<Row[]> {
  const { rows } = await sql<Row>`select m.id, m.name, coalesce(m.department, 'coordination') as team,
      (select count(*)::int from question q where q.workspace_id = m.workspace_id and q.assignee_id = m.id and q.answered_at is null and q.withdrawn_at is null) as open,
      (select max(q.taken_at) from question q where q.workspace_id = m.workspace_id and q.assignee_id = m.id) as "lastAt"
    from member m where m.workspace_id = ${ctx.scope.workspaceId} and m.status = 'active' and (m.access_until is null or m.access_until > ${ctx.now})
      and (${memberId ?? null}::uuid is null or m.id = ${memberId ?? null}) and (${team ?? null}::text is null or coalesce(m.department, 'coordination') = ${team ?? null})
    order by m.created_at, m.id`.execute(ctx.tx);
  return rows;
}

/** Whether a person may see what they are asked about, and may answer. */
async function mayAnswer(ctx: Ctx, memberId: string, about: About | undefined): Promise<boolean> {
  const theirs = await readingAs(ctx, memberId);
  if (!theirs?.scope.permissions.has('question:write')) return false;
  return !about || (await recordOf(theirs, about)) !== null;
}

async function personAsked(ctx: Ctx, memberId: string, about: About | undefined): Promise<Asked | Refusal> {
  const [person] = await active(ctx, { memberId });
  if (!person) return refuse('invalid', 'This person is not here (any more).', { field: 'to' });
  if (memberId === ctx.scope.actor.memberId) return refuse('invalid', 'Ask somebody else.', { field: 'to' });
  if (!(await mayAnswer(ctx, memberId, about)))
    return refuse('invalid', 'They can’t see this record or can’t answer here, so the question would not reach them.', { field: 'to' });
  const { id, name, team } = person;
  return { team, assignee: { id, name }, people: [{ id, name }] };
}

async function teamAsked(
  ctx: Ctx,
  team: Team,
  { about, record }: { about: About | undefined; record: Record | null },
): Promise<Asked | Refusal> {
  const people: Row[] = [];
  for (const person of await active(ctx, { team }))
    if (person.id !== ctx.scope.actor.memberId && (await mayAnswer(ctx, person.id, about))) people.push(person);
  if (people.length === 0) return refuse('not_now', 'Nobody of this team can see the record and answer.', { field: 'to' });
  const away = await onLeave(ctx.tx, ctx.scope, dayIn(await timeZoneOf(ctx), ctx.now));
  const candidates: Candidate[] = people.map(({ id, open, lastAt }) => ({ id, open, lastAt, away: away.has(id) }));
  const { rule } = await settingsOf(ctx);
  const first = chosen(candidates, { owners: record?.owners ?? [], rule });
  const assignee = people.find(({ id }) => id === first) ?? null;
  const told = assignee ? [assignee] : people;
  return { team, assignee: assignee && { id: assignee.id, name: assignee.name }, people: told };
}
