import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { listMailboxes, listReceipts } from '../contract/mailboxes.ts';
import { type FolderRole, type MailboxRow, MOST_TRIES, type Outcome } from '../schema.ts';
import { boxById, foldersOf } from './boxes.ts';

interface Row extends Omit<MailboxRow, 'status' | 'folders' | 'mayChange'> {
  memberId: string | null;
  held: boolean;
  readAt: string | null;
  listens: boolean | null;
  problem: string | null;
  problemCode: string | null;
  problemAt: string | null;
  failed: number;
  kept: number;
  left: number;
  counted: { role: FolderRole; uid: number; at: string | null; onServer: number; withUs: number; missing: number; repaired: number }[];
}

export async function mailboxes(ctx: ReadCtx): Promise<OutputOf<typeof listMailboxes>> {
  const { tx, scope } = ctx;
  const zone = await timeZoneOf(ctx);
  const runs = scope.permissions.has('workspace:write');
  const receipts = (
    condition: string,
  ) => sql`(select count(*)::int from mailbox_receipt r where r.workspace_id = b.workspace_id and r.mailbox_id = b.id
    and ${sql.raw(condition)} and r.at >= date_trunc('day', ${ctx.now}::timestamptz at time zone ${zone}) at time zone ${zone})`;
  const { rows } =
    await sql<Row>`select b.id, b.kind, b.name, b.address, case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as member,
      b.member_id as "memberId", b.host, b.port, b.security, b.username, b.inbox, b.sent, b.since, b.keeps, b.visible_to as "visibleTo", b.ignored, b.internal,
      b.inquiries, b.paused_at as "pausedAt", coalesce(s.held_until > ${ctx.now}::timestamptz, false) as held, s.read_at as "readAt", s.listens, s.problem,
      s.problem_code as "problemCode", s.problem_at as "problemAt",
      (select count(*)::int from mailbox_receipt r where r.workspace_id = b.workspace_id and r.mailbox_id = b.id and r.outcome = 'failed') as failed,
      ${receipts(`r.outcome in ('kept', 'known', 'told')`)} as kept,
      ${receipts(`r.outcome in ('unknown_people', 'ignored', 'internal', 'not_ours')`)} as left,
      (select coalesce(jsonb_agg(jsonb_build_object('role', f.role, 'uid', f.uid, 'at', f.counted_at, 'onServer', f.on_server, 'withUs', f.with_us,
          'missing', f.missing, 'repaired', f.repaired)), '[]') from mailbox_folder f where f.workspace_id = b.workspace_id and f.mailbox_id = b.id) as counted
    from mailbox b left join mailbox_status s on s.workspace_id = b.workspace_id and s.mailbox_id = b.id
      left join member m on m.workspace_id = b.workspace_id and m.id = b.member_id
    where b.workspace_id = ${scope.workspaceId} and b.removed_at is null
      and (b.kind <> 'personal' or b.member_id = ${scope.actor.memberId}::uuid or ${runs}) order by b.kind = 'personal', lower(b.name)`.execute(
      tx,
    );
  const drop = await ownDrop(ctx);
  return {
    items: rows.map((row) => rowOf(row, { runs, me: scope.actor.memberId })),
    mayMakeShared: runs,
    dropAddress: drop.address,
    hasDrop: drop.has,
  };
}

function rowOf(
  { memberId, held, readAt, listens, problem, problemCode, problemAt, failed, kept, left, counted, ...box }: Row,
  by: { runs: boolean; me: string | null },
): MailboxRow {
  const state = box.pausedAt
    ? ('paused' as const)
    : problemCode === 'sign_in'
      ? ('sign_in_again' as const)
      : problem
        ? ('problem' as const)
        : held
          ? ('reading' as const)
          : readAt
            ? ('waiting' as const)
            : ('new' as const);
  return {
    ...box,
    mayChange: box.kind === 'personal' ? memberId === by.me : by.runs,
    status: { state, readAt, listens: listens ?? false, problem, problemAt, failed, today: { kept, left } },
    folders: foldersOf(box).map(({ role, path }) => {
      const found = counted.find((one) => one.role === role);
      const { at, onServer, withUs, missing, repaired } = found ?? {};
      const isCounted = at && onServer !== undefined && withUs !== undefined && missing !== undefined && repaired !== undefined;
      return {
        role,
        path,
        uid: found?.uid ?? 0,
        count: isCounted ? { at: new Date(at).toISOString(), onServer, withUs, missing, repaired } : null,
      };
    }),
  };
}

/** The caller's own address for mails that belong on a timeline. */
export async function ownDrop({ tx, scope }: ReadCtx): Promise<{ has: boolean; address: string | null }> {
  const { rows } = await sql<{
    address: string;
    token: string | null;
  }>`select b.address, (select d.token from drop_token d where d.workspace_id = b.workspace_id
      and d.member_id = ${scope.actor.memberId}::uuid) as token
    from mailbox b where b.workspace_id = ${scope.workspaceId} and b.kind = 'drop' and b.removed_at is null order by b.created_at limit 1`.execute(
    tx,
  );
  const [row] = rows;
  return { has: row !== undefined, address: row?.token ? dropAddressOf(row.address, row.token) : null };
}

export function dropAddressOf(address: string, token: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}+${token}${address.slice(at)}`;
}

export async function receipts(
  { tx, scope }: ReadCtx,
  { id, outcome }: { id: string; outcome: Outcome },
): Promise<OutputOf<typeof listReceipts> | null> {
  const box = await boxById({ tx, scope }, id);
  const sees = box && (box.kind !== 'personal' || box.memberId === scope.actor.memberId || scope.permissions.has('workspace:write'));
  if (!sees) return null;
  const { rows } = await sql<
    OutputOf<typeof listReceipts>['items'][number]
  >`select role, uid_validity as "uidValidity", uid, outcome, reason,
      least(tries, ${MOST_TRIES}) as tries, at
    from mailbox_receipt where workspace_id = ${scope.workspaceId} and mailbox_id = ${id} and outcome = ${outcome} order by at desc, uid desc limit 200`.execute(
    tx,
  );
  return { items: rows };
}
