import { sql } from 'kysely';
import { isOutside } from '#modules/team/schema.ts';
import type { Seals } from '#platform/auth/seals.ts';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { calendarText } from '#platform/mail/icalendar.ts';
import { entryOfMeeting } from './entries.ts';
import { meetingsWhere } from './rows.ts';

const PURPOSE = 'meeting-feed';
/** Below it are the addresses that calendar programs read. */
export const FEEDS = '/p/meetings';
const BACK_DAYS = 92;
const DAY_MS = 86_400_000;

type Linking = Pick<Ctx, 'link'>;
type Sealing = Pick<Ctx, 'link' | 'seal' | 'scope'>;

/** Nobody without the installation's secret can make one; when its row is gone it opens nothing. */
export const addressOf = ({ link, seal, scope }: Sealing, feedId: string): string =>
  link(`${FEEDS}/${seal(PURPOSE, [scope.workspaceId, feedId])}.ics`);

export function feedSealed(seals: Seals, seal: string): { workspaceId: string; feedId: string } | null {
  const [workspaceId, feedId] = seals.open(PURPOSE, seal) ?? [];
  return workspaceId && feedId ? { workspaceId, feedId } : null;
}

export async function readFeed(ctx: ReadCtx & Sealing): Promise<{ address: string | null }> {
  const { rows } = await sql<{
    id: string;
  }>`select id from meeting_feed where workspace_id = ${ctx.scope.workspaceId} and member_id = ${ctx.scope.actor.memberId}`.execute(ctx.tx);
  return { address: rows[0] ? addressOf(ctx, rows[0].id) : null };
}

/** A person's meetings as their calendar program reads them; null where the address is closed, or its person has no access any more, or a grant alone. */
export async function feedText(ctx: ReadCtx & Linking, feedId: string): Promise<string | null> {
  const { rows } = await sql<{
    memberId: string;
    roles: string[];
  }>`select f.member_id as "memberId", m.roles from meeting_feed f join member m on m.workspace_id = f.workspace_id and m.id = f.member_id
    where f.workspace_id = ${ctx.scope.workspaceId} and f.id = ${feedId} and m.status = 'active' and (m.access_until is null or m.access_until > ${ctx.now})`.execute(
    ctx.tx,
  );
  const [feed] = rows;
  if (!feed || isOutside(feed.roles)) return null;
  const since = new Date(Date.parse(ctx.now) - BACK_DAYS * DAY_MS).toISOString();
  const meetings = await meetingsWhere(
    ctx,
    sql`m.starts_at >= ${since} and m.cancelled_at is null and exists (select from meeting_person p where p.workspace_id = m.workspace_id and p.meeting_id = m.id
      and p.member_id = ${feed.memberId} and p.reply is distinct from 'no')`,
    sql`order by m.starts_at limit 500`,
  );
  // By the identity that the invitation gave it, UID and RECURRENCE-ID: who has both, has each meeting once.
  const entries = meetings.map((meeting) => entryOfMeeting(ctx, meeting, null));
  return calendarText(entries, { method: 'publish', name: 'Truce' });
}
