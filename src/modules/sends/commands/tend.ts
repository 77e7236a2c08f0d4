import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { wilson } from '#platform/shared/statistics.ts';
import { RECORD, type SendRecord } from '../queries/record.ts';
import { readSettings } from '../queries/settings.ts';
import { decideIfTime } from './decide.ts';
import { freezeJob, goOn } from './running.ts';
import { hasLostAccess, NOBODYS, offerRuns, setState, WAITS_FOR_OFFER } from './states.ts';

/** What time and what comes back do to mailings: one that is through is done, one whose offer ended waits, one of which too much comes back stops. */
export async function tendSends(ctx: Ctx): Promise<void> {
  const { rows } = await sql<SendRecord>`select ${RECORD} from send s where s.workspace_id = ${ctx.scope.workspaceId}
    and (s.state = 'sending' or s.state = 'paused' and s.state_code = 'offer_not_running'
      or s.state = 'scheduled' and s.frozen_at is null and s.freeze_at <= ${ctx.now}::timestamptz) order by s.id for no key update`.execute(
    ctx.tx,
  );
  for (const send of rows) {
    if (send.frozenAt === null && (await hasLostAccess(ctx, send))) {
      await stopNobodys(ctx, send);
      continue;
    }
    if (send.state === 'scheduled') {
      await beginLate(ctx, send);
      continue;
    }
    const runs = send.offerId === null || (await offerRuns(ctx, send.offerId));
    if (send.state === 'paused') {
      if (runs) await goOn(ctx, send, null);
    } else if (!runs) await setState(ctx, send, WAITS_FOR_OFFER);
    else if (!(await stopIfTooMuch(ctx, send))) {
      await decideIfTime(ctx, send);
      await endIfThrough(ctx, send);
    }
  }
}

/** Milliseconds after which its own job has had its turn. */
const LATE_MS = 120_000;

/** Its time is over and nobody puts its audience together: the job was lost, or it came here without one. With the rights of whoever launched it. */
async function beginLate(ctx: Ctx, { id, freezeAt, scheduledBy }: SendRecord): Promise<void> {
  if (freezeAt === null || Date.parse(freezeAt) + LATE_MS > Date.parse(ctx.now)) return;
  await ctx.enqueue(freezeJob, { id }, { key: `sends.freeze:${id}`, as: { kind: 'member', memberId: scheduledBy, label: 'Truce' } });
}

async function endIfThrough(ctx: Ctx, send: SendRecord): Promise<void> {
  const { rows } = await sql<{
    open: boolean;
  }>`select exists (select from message where workspace_id = ${ctx.scope.workspaceId} and send_id = ${send.id}
    and state in ('planned', 'claimed', 'handing', 'held')) as open`.execute(ctx.tx);
  if (rows[0]?.open === false) await setState(ctx, send, { state: 'done', code: null, note: null });
}

/**
 * The breakers: of the mails that went since somebody looked last, the lower end of the interval (95 %, Wilson) of hard bounces, or of complaints, lies
 * above what is set. A lead lets it go on.
 */
export async function stopIfTooMuch(ctx: Ctx, send: SendRecord): Promise<boolean> {
  const { breakers } = await readSettings(ctx);
  const { rows } = await sql<{
    sent: number;
    bounced: number;
    complained: number;
  }>`select count(*)::int as sent, count(*) filter (where bounce = 'hard')::int as bounced,
      count(*) filter (where complained_at is not null)::int as complained
    from message where workspace_id = ${ctx.scope.workspaceId} and send_id = ${send.id}
      and (state = 'sent' and sent_at >= ${send.watchedFrom}::timestamptz or state = 'failed' and bounce = 'hard' and ended_at >= ${send.watchedFrom}::timestamptz)`.execute(
    ctx.tx,
  );
  const { sent = 0, bounced = 0, complained = 0 } = rows[0] ?? {};
  if (sent < breakers.atLeast) return false;
  const bounces = wilson(bounced, sent).low > breakers.bounceShare;
  if (!bounces && wilson(complained, sent).low <= breakers.complaintShare) return false;
  const what = bounces ? `${bounced} of ${sent} addresses do not exist` : `${complained} of ${sent} people complained`;
  await setState(ctx, send, { state: 'stopped', code: bounces ? 'bounces' : 'complaints', note: `${what}.` });
  await tell(ctx, send, {
    title: `“${send.name}” has stopped by itself`,
    body: `${what}. Look at where the addresses come from; a lead lets it go on.`,
  });
  return true;
}

/** Its time came, and nobody is there with whose rights its audience could be put together. */
async function stopNobodys(ctx: Ctx, send: SendRecord): Promise<void> {
  await setState(ctx, send, NOBODYS);
  await tell(ctx, send, { title: `“${send.name}” waits for you`, body: NOBODYS.note });
}

async function tell(ctx: Ctx, send: SendRecord, { title, body }: { title: string; body: string | null }): Promise<void> {
  const about = { kind: 'send.stopped', title, body, link: `/sends/${send.id}`, dedupeKey: `send-stopped:${send.id}:${ctx.now}` };
  for (const memberId of await leadsAnd(ctx, send)) await notify(ctx, { memberId, ...about });
}

/** Whoever launched it, and those who may let it go on. */
async function leadsAnd(ctx: Ctx, send: SendRecord): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and (id = ${send.scheduledBy}::uuid or roles && array['marketing_lead', 'revenue_lead'])`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}
