import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { notify } from '#modules/notices/commands.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { readingAs, timeZoneOf } from '#modules/team/queries.ts';
import { isOutside } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { sendMail } from '#platform/mail/mail.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { signsNow } from '../queries/signs.ts';
import { otherTeamWeek } from '../queries/week.ts';
import { monthOf, type SignName } from '../schema.ts';
import { draft } from './briefs.ts';

const LEAD = { sales: 'sales_lead', marketing: 'marketing_lead' } as const;
const NAME: Readonly<Record<Party, string>> = { sales: 'Sales', marketing: 'Marketing' };
const SIGN: Readonly<Record<SignName, string>> = {
  answer: 'an answer',
  verdict: 'a verdict',
  meeting: 'a meeting',
  brief: 'a brief',
  confirmation: 'a confirmed change',
};
const MONDAY = 1;

/** What the day brings: the drafts of last month, briefs that are missing, silences that begin or end, and on Mondays the week by mail. */
export async function turnDay(ctx: Ctx): Promise<void> {
  // A workspace of one side alone has nobody to write to.
  if (!(await bothSides(ctx))) return;
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  for (const party of PARTIES) await remind(ctx, { party, id: (await draft(ctx, { party, month: monthOf(today, -1) })).id, today });
  await watchSilence(ctx);
  if (new Date(`${today}T12:00:00Z`).getUTCDay() === MONDAY) await mailWeek(ctx, today);
}

async function bothSides({ tx, scope }: Ctx): Promise<boolean> {
  const { rows } = await sql<{ sides: number }>`select count(distinct department)::int as sides from member
    where workspace_id = ${scope.workspaceId} and status = 'active' and department in ('sales', 'marketing')`.execute(tx);
  return rows[0]?.sides === PARTIES.length;
}

/** Its owner is told that it is drafted, and once more, with whoever answers for both sides, when its day has passed. */
async function remind(ctx: Ctx, { party, id, today }: { party: Party; id: string; today: string }): Promise<void> {
  const { workspaceId } = ctx.scope;
  const link = `/briefs/${id}`;
  const { rows: drafted } = await sql<{
    owner_id: string | null;
  }>`update brief set reminded_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${id}
    and sent_at is null and reminded_at is null returning owner_id`.execute(ctx.tx);
  for (const { owner_id: memberId } of drafted)
    if (memberId)
      await notify(ctx, {
        memberId,
        kind: 'brief.drafted',
        title: 'Your monthly brief is drafted',
        link,
        dedupeKey: `brief:drafted:${id}`,
      });
  const { rows: missed } = await sql<{
    owner_id: string | null;
  }>`update brief set missed_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${id}
    and sent_at is null and missed_at is null and due_on < ${today}::date returning owner_id`.execute(ctx.tx);
  for (const { owner_id } of missed)
    for (const memberId of new Set([...(owner_id ? [owner_id] : []), ...(await peopleOf(ctx, 'revenue_lead'))]))
      await notify(ctx, { memberId, kind: 'brief.late', title: `The brief of ${NAME[party]} is due`, link, dedupeKey: `brief:late:${id}` });
}

/** One notice to both leads when a silence begins, one when a sign ends it. Where only what counts as silence was changed, it ends without a word. */
export async function watchSilence(ctx: Ctx): Promise<void> {
  const { workspaceId } = ctx.scope;
  const { rows: open } = await sql<{ id: string; sign: SignName; party: Party; since: string }>`select id, sign, party, since from silence
    where workspace_id = ${workspaceId} and ended_at is null`.execute(ctx.tx);
  for (const { sign, party, lastAt, days, silent } of await signsNow(ctx)) {
    const there = open.find((one) => one.sign === sign && one.party === party);
    if (silent && !there) {
      const since = new Date(Date.parse(ctx.now) - days * 86_400_000).toISOString();
      const { rows } = await sql<{
        id: string;
      }>`insert into silence (workspace_id, sign, party, since, started_at) values (${workspaceId}, ${sign}, ${party}, ${since}, ${ctx.now})
        on conflict (workspace_id, sign, party) where ended_at is null do nothing returning id`.execute(ctx.tx);
      if (rows[0])
        await tellLeads(ctx, { key: `silence:${rows[0].id}`, title: `${NAME[party]} has not given ${SIGN[sign]} for ${days} days` });
    }
    if (!silent && there) {
      await sql`update silence set ended_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${there.id}`.execute(ctx.tx);
      if (lastAt !== null && lastAt > there.since)
        await tellLeads(ctx, { key: `silence:end:${there.id}`, title: `${NAME[party]} gave ${SIGN[sign]} again` });
    }
  }
  ctx.changed('silence');
}

async function tellLeads(ctx: Ctx, { key, title }: { key: string; title: string }): Promise<void> {
  const people = [...(await peopleOf(ctx, LEAD.sales)), ...(await peopleOf(ctx, LEAD.marketing))];
  for (const memberId of new Set(people))
    await notify(ctx, { memberId, kind: 'talk.silence', title, link: '/how-we-talk', dedupeKey: key });
}

/** "The other team this week" to those who want it by mail, once a week, each with what they may see. */
async function mailWeek(ctx: Ctx, today: string): Promise<void> {
  const { rows } = await sql<{ id: string; name: string; email: string }>`update digest_subscription d set sent_for = ${today} from member m
    where d.workspace_id = ${ctx.scope.workspaceId} and m.workspace_id = d.workspace_id and m.id = d.member_id and m.status = 'active' and d.sent_for is distinct from ${today}::date
    returning m.id, m.name, m.email`.execute(ctx.tx);
  for (const { id, name, email } of rows) {
    const theirs = await readingAs(ctx, id);
    // Whose access is a grant by now has nothing of it in the app either.
    if (!theirs || isOutside(theirs.scope.roles)) continue;
    const { party, groups } = await otherTeamWeek(theirs, {});
    const lines = groups.flatMap(({ items }) => items.map(({ words, link }) => `- ${words}${link ? `\n  ${ctx.link(link)}` : ''}`));
    if (lines.length === 0) continue;
    await sendMail(ctx, { kind: 'digest', to: { email, name }, subject: `${NAME[party]} this week`, text: lines.join('\n') });
  }
}

export async function setDigest(ctx: Ctx, { byMail }: { byMail: boolean }): Promise<Record<string, never>> {
  const { memberId } = ctx.scope.actor;
  if (!memberId) return {};
  if (byMail)
    await sql`insert into digest_subscription (workspace_id, member_id) values (${ctx.scope.workspaceId}, ${memberId}) on conflict do nothing`.execute(
      ctx.tx,
    );
  else await sql`delete from digest_subscription where workspace_id = ${ctx.scope.workspaceId} and member_id = ${memberId}`.execute(ctx.tx);
  return {};
}
