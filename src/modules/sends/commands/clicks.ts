import { sql } from 'kysely';
import { z } from 'zod';
import { record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { groupBy } from '#platform/shared/group.ts';
import { messageClicked } from '../events.ts';
import { type Click, judgeClicks } from '../rules/clicks.ts';
import type { MessageCause } from '../schema.ts';

export const judgeJob = job('sends.judge', z.object({}));

/** Seconds after which it is known what else came with a click. */
const PATIENCE = 3;
/** Rows of one message: whoever follows links without end is not counted without end. */
const MOST_CLICKS = 200;
const AT_ONCE = 500;

export interface Hit {
  messageId: string;
  linkId: string;
  method: string;
  agent: string | null;
  verdict: Click['verdict'];
  reason: string;
}

/** Where a link leads, and whose it was. Null: there is no such link, or the message is not there any more. */
export async function followLink(ctx: Ctx, hit: Hit): Promise<{ url: string; contactId: string } | null> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ url: string; contactId: string; n: number }>`select l.url, m.contact_id as "contactId",
      (select count(*)::int from message_click k where k.workspace_id = ${ws} and k.message_id = m.id) as n
    from message m join message_link l on l.workspace_id = m.workspace_id and l.id = ${hit.linkId}
    where m.workspace_id = ${ws} and m.id = ${hit.messageId} and m.contact_id is not null`.execute(ctx.tx);
  const [found] = rows;
  if (!found) return null;
  if (found.n < MOST_CLICKS) {
    await ctx.tx
      .insertInto('message_click')
      .values({
        workspace_id: ws,
        message_id: hit.messageId,
        link_id: hit.linkId,
        at: ctx.now,
        method: hit.method,
        agent: hit.agent?.slice(0, 500) ?? null,
        verdict: hit.verdict,
        reason: hit.reason,
      })
      .execute();
    const runAt = new Date(Date.parse(ctx.now) + (PATIENCE + 1) * 1000).toISOString();
    await ctx.enqueue(judgeJob, {}, { runAt, key: `sends.judge:${ws}` });
  }
  return found;
}

interface Row extends Click {
  messageId: string;
  judged: boolean;
  url: string;
  contactId: string;
  sendId: string | null;
  campaignId: string | null;
  cause: { entity: MessageCause; id: string };
  sentAt: number | null;
  subject: string | null;
}

/** Judges clicks that have waited long enough. A person's stands on the ledger, once for each link; a machine's is kept and counts nowhere. @returns whether there may be more */
export async function judgeBatch(ctx: Ctx): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<Row>`
    with due as (select distinct message_id from (select message_id from message_click where workspace_id = ${ws} and not judged
      and at <= ${ctx.now}::timestamptz - make_interval(secs => ${PATIENCE}) order by at limit ${AT_ONCE} for update skip locked) d)
    select k.id, k.link_id as "linkId", extract(epoch from k.at)::float8 * 1000 as at, k.method, k.verdict, k.reason, k.message_id as "messageId", k.judged, l.url,
      m.contact_id as "contactId", m.send_id as "sendId", s.campaign_id as "campaignId", jsonb_build_object('entity', m.cause, 'id', m.cause_id) as cause,
      extract(epoch from m.sent_at)::float8 * 1000 as "sentAt", x.subject
    from due join message_click k on k.workspace_id = ${ws} and k.message_id = due.message_id and (k.judged or k.at <= ${ctx.now}::timestamptz - make_interval(secs => ${PATIENCE}))
      join message_link l on l.workspace_id = ${ws} and l.id = k.link_id join message m on m.workspace_id = ${ws} and m.id = k.message_id
      left join send s on s.workspace_id = ${ws} and s.id = m.send_id left join message_letter x on x.workspace_id = ${ws} and x.message_id = m.id
    order by k.at, k.id`.execute(ctx.tx);
  const human: Row[] = [];
  const judged = [...groupBy(rows, ({ messageId }) => messageId).values()].flatMap((clicks) => {
    const verdicts = new Map(judgeClicks(clicks, clicks[0]?.sentAt ?? null).map((one) => [one.id, one]));
    const fresh = clicks.filter((click) => !click.judged);
    human.push(...fresh.filter(({ id }) => verdicts.get(id)?.verdict === 'human'));
    return fresh.flatMap(({ id }) => verdicts.get(id) ?? []);
  });
  if (judged.length === 0) return false;
  await sql`update message_click k set judged = true, verdict = r.verdict, reason = r.reason from json_to_recordset(${JSON.stringify(judged)}::json) as r(id uuid, verdict text, reason text)
    where k.workspace_id = ${ws} and k.id = r.id`.execute(ctx.tx);
  await tellOfPeople(ctx, human);
  return judged.length >= AT_ONCE;
}

async function tellOfPeople(ctx: Ctx, human: readonly Row[]): Promise<void> {
  if (human.length === 0) return;
  const ws = ctx.scope.workspaceId;
  const known = await sql<{
    key: string;
  }>`select distinct k.message_id || ':' || k.link_id as key from message_click k where k.workspace_id = ${ws} and k.judged and k.verdict = 'human'
    and k.message_id = any (${human.map(({ messageId }) => messageId)}::uuid[]) and k.id <> all (${human.map(({ id }) => id)}::uuid[])`.execute(
    ctx.tx,
  );
  const seen = new Set(known.rows.map(({ key }) => key));
  const first = human.filter(({ messageId, linkId }) => {
    const key = `${messageId}:${linkId}`;
    return !seen.has(key) && seen.add(key);
  });
  if (first.length === 0) return;
  const at = (row: Row) => new Date(row.at).toISOString();
  const firsts = first.map((row) => ({ id: row.messageId, at: at(row) }));
  await sql`update message m set clicked_at = least(coalesce(m.clicked_at, r.at), r.at) from (select x.id, min(x.at) as at
      from json_to_recordset(${JSON.stringify(firsts)}::json) as x(id uuid, at timestamptz) group by x.id) r where m.workspace_id = ${ws} and m.id = r.id`.execute(
    ctx.tx,
  );
  await record(
    ctx,
    first.map((row) => ({
      kind: 'mail_event' as const,
      outcome: 'clicked',
      side: 'customer' as const,
      occurredAt: at(row),
      evidence: 'system' as const,
      traffic: 'human' as const,
      contactId: row.contactId,
      campaignId: row.campaignId,
      subject: row.subject,
      data: { url: row.url, messageId: row.messageId, ...(row.sendId ? { sendId: row.sendId } : {}) },
      dedupeKey: `click:${row.messageId}:${row.linkId}`,
    })),
  );
  for (const row of first) ctx.changed('message', row.messageId);
  await ctx.announce(messageClicked, {
    messages: first.map((row) => ({
      messageId: row.messageId,
      contactId: row.contactId,
      sendId: row.sendId,
      cause: row.cause,
      at: at(row),
      url: row.url,
    })),
  });
}
