import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { notify } from '#modules/notices/commands.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { readingAs, timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { sendMail } from '#platform/mail/mail.ts';
import { dayIn, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract.ts';
import { readBriefById, sideOf } from '../queries/briefs.ts';
import { settingsOf } from '../queries/settings.ts';
import { toldBy } from '../queries/tellers.ts';
import { dueOf } from '../rules/months.ts';
import { monthOf, SECTIONS, type Section } from '../schema.ts';

type Nothing = Record<string, never>;
const LEAD = { sales: 'sales_lead', marketing: 'marketing_lead' } as const;
const NAME: Readonly<Record<Party, string>> = { sales: 'Sales', marketing: 'Marketing' };
const HEADING: Readonly<Record<Section, string>> = { changes: 'Changes', goals: 'Goals', concerns: 'Concerns' };

/** Drafts the brief on a month as somebody of that side asks for it. */
export async function draftBrief(ctx: Ctx, { party, month }: { party: Party; month: string }): Promise<{ id: string } | Refusal> {
  const own = await sideOf(ctx);
  if (!own.both && own.party !== party) return refuse('forbidden', 'Each team writes its own brief.', { field: 'party' });
  if (month > monthOf(dayIn(await timeZoneOf(ctx), ctx.now))) return refuse('invalid', 'This month has not begun.', { field: 'month' });
  return draft(ctx, { party, month });
}

/** One brief a side and month: what is there is left as it is. It tells what its owner may see. */
export async function draft(ctx: Ctx, { party, month }: { party: Party; month: string }): Promise<{ id: string }> {
  const { workspaceId } = ctx.scope;
  // Two who draft at once, the schedule among them, take turns.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId} brief ${party} ${month}`}, 0))`.execute(ctx.tx);
  const there = await ctx.tx
    .selectFrom('brief')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('party', '=', party)
    .where('month', '=', month)
    .executeTakeFirst();
  if (there) return there;
  const [ownerId = null] = await peopleOf(ctx, LEAD[party]);
  const { dueDay } = await settingsOf(ctx);
  const { id } = await ctx.tx
    .insertInto('brief')
    .values({ workspace_id: workspaceId, party, month, owner_id: ownerId, drafted_at: ctx.now, due_on: dueOf(month, dueDay) })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tellMonth(ctx, { id, party, month, ownerId });
  ctx.changed('brief', id);
  return { id };
}

async function tellMonth(ctx: Ctx, of: { id: string; party: Party; month: string; ownerId: string | null }): Promise<void> {
  const reading = (of.ownerId && (await readingAs(ctx, of.ownerId))) || ctx;
  const zone = await timeZoneOf(ctx);
  const span = { from: startOfDay(zone, of.month), until: startOfDay(zone, monthOf(of.month, 1)) };
  for (const section of SECTIONS) {
    const told = await toldBy(reading, { section, party: of.party, ...span });
    const lines = told.flatMap(({ source, lines: some }) => some.map((line) => ({ ...line, source })));
    for (const [position, { words, link, source }] of lines.entries())
      await ctx.tx
        .insertInto('brief_line')
        .values({ workspace_id: ctx.scope.workspaceId, brief_id: of.id, section, position, words, link, source })
        .execute();
  }
}

async function editable(ctx: Ctx, id: string): Promise<{ party: Party; month: string } | Refusal> {
  await sql`select from brief where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const brief = await readBriefById(ctx, id);
  if (isRefusal(brief)) return brief;
  if (brief.state === 'sent') return refuse('conflict', 'This brief has gone out and is not changed any more.');
  return brief.may.edit ? brief : refuse('forbidden', 'Whoever leads the team writes its brief.');
}

export async function writeBrief(
  ctx: Ctx,
  { id, lines, linesBefore }: ParsedOf<typeof contract.writeBrief>,
): Promise<OutputOf<typeof contract.writeBrief> | Refusal> {
  const brief = await editable(ctx, id);
  if (isRefusal(brief)) return brief;
  const { workspaceId } = ctx.scope;
  const { rows: before } = await sql<{ id: string; words: string; source: string | null }>`select id, words, source from brief_line
    where workspace_id = ${workspaceId} and brief_id = ${id}`.execute(ctx.tx);
  const known = new Set(linesBefore);
  if (linesBefore && (known.size !== before.length || before.some((line) => !known.has(line.id))))
    return refuse(
      'conflict',
      'Somebody else has changed this brief meanwhile. Nothing of yours is lost: look at theirs, or save yours over it.',
    );
  await sql`delete from brief_line where workspace_id = ${workspaceId} and brief_id = ${id}`.execute(ctx.tx);
  const lineIds: string[] = [];
  for (const [position, { section, words, link }] of lines.entries()) {
    const source = before.find((one) => one.words === words)?.source ?? null;
    const line = await ctx.tx
      .insertInto('brief_line')
      .values({ workspace_id: workspaceId, brief_id: id, section, position, words, link, source })
      .returning('id')
      .executeTakeFirstOrThrow();
    lineIds.push(line.id);
  }
  ctx.changed('brief', id);
  return { lineIds };
}

/** Sends it to everybody of the other side. Without a single line there is nothing to send. */
export async function sendBrief(ctx: Ctx, { id }: { id: string }): Promise<{ people: number } | Refusal> {
  const brief = await editable(ctx, id);
  if (isRefusal(brief)) return brief;
  const text = await textOf(ctx, id);
  if (text === null) return refuse('invalid', 'Write at least one line.', { field: 'lines' });
  const { workspaceId, actor } = ctx.scope;
  const { rows: readers } = await sql<{
    id: string;
    name: string;
    email: string;
  }>`select id, name, email from member where workspace_id = ${workspaceId}
    and department = ${PARTIES.find((party) => party !== brief.party)} and status = 'active' and (access_until is null or access_until > ${ctx.now}) order by name, id`.execute(
    ctx.tx,
  );
  await sql`update brief set sent_at = ${ctx.now}, sent_by = ${actor.memberId} where workspace_id = ${workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  const title = `Brief of ${NAME[brief.party]} on ${brief.month.slice(0, 7)}`;
  for (const reader of readers) {
    await ctx.tx.insertInto('brief_reader').values({ workspace_id: workspaceId, brief_id: id, member_id: reader.id }).execute();
    await notify(ctx, { memberId: reader.id, kind: 'brief.sent', title, link: `/briefs/${id}`, dedupeKey: `brief:${id}` });
    const body = `${text}\n\nWith its links, in the app:\n${ctx.link(`/briefs/${id}`)}`;
    await sendMail(ctx, { kind: 'brief', to: { email: reader.email, name: reader.name }, subject: title, text: body });
  }
  ctx.changed('brief', id);
  return { people: readers.length };
}

/** Its three sections as a mail says them; null where it has no line. A section without lines says so. */
async function textOf(ctx: Ctx, id: string): Promise<string | null> {
  const brief = await readBriefById(ctx, id);
  if (isRefusal(brief) || brief.lines.length === 0) return null;
  return SECTIONS.map((section) => {
    const lines = brief.lines.filter((line) => line.section === section).map(({ words }) => `- ${words}`);
    return [HEADING[section], ...(lines.length > 0 ? lines : ['- nothing this month'])].join('\n');
  }).join('\n\n');
}

export async function noteReading(ctx: Ctx, { id }: { id: string }): Promise<Nothing> {
  const { rows } = await sql`update brief_reader set read_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and brief_id = ${id}
    and member_id = ${ctx.scope.actor.memberId} and read_at is null returning 1`.execute(ctx.tx);
  if (rows.length > 0) ctx.changed('brief', id);
  return {};
}

export async function setBriefSettings(ctx: Ctx, { dueDay, silenceDays }: { dueDay: number; silenceDays: object }): Promise<Nothing> {
  await sql`insert into brief_setting (workspace_id, due_day, silence_days, changed_by, changed_at)
    values (${ctx.scope.workspaceId}, ${dueDay}, ${JSON.stringify(silenceDays)}, ${ctx.scope.actor.memberId}, ${ctx.now})
    on conflict (workspace_id) do update set due_day = excluded.due_day, silence_days = excluded.silence_days, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(
    ctx.tx,
  );
  ctx.changed('brief');
  return {};
}
