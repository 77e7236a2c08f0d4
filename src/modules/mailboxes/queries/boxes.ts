import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { FolderRole, Keeps, MailboxKind, VisibleTo } from '../schema.ts';

/** What reading needs to know of a mailbox. */
export interface Box {
  id: string;
  kind: MailboxKind;
  address: string;
  memberId: string | null;
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  username: string;
  /** Locked. */
  secret: string;
  inbox: string;
  sent: string | null;
  since: string;
  keeps: Keeps;
  visibleTo: VisibleTo;
  ignored: string[];
  internal: string[];
  inquiries: 'ask' | 'lead';
  pausedAt: string | null;
}

export async function boxById({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, id: string): Promise<Box | null> {
  const { rows } =
    await sql<Box>`select b.id, b.kind, b.address, b.member_id as "memberId", b.host, b.port, b.security, b.username, s.secret, b.inbox,
      b.sent, b.since, b.keeps, b.visible_to as "visibleTo", b.ignored, b.internal, b.inquiries, b.paused_at as "pausedAt"
    from mailbox b join mailbox_secret s on s.workspace_id = b.workspace_id and s.mailbox_id = b.id
    where b.workspace_id = ${scope.workspaceId} and b.id = ${id} and b.removed_at is null`.execute(tx);
  return rows[0] ?? null;
}

/** The folders of a mailbox that are read. */
export function foldersOf(box: Pick<Box, 'inbox' | 'sent'>): { role: FolderRole; path: string }[] {
  return [{ role: 'inbox' as const, path: box.inbox }, ...(box.sent ? [{ role: 'sent' as const, path: box.sent }] : [])];
}

/** Addresses of the firm's own: its mailboxes, its senders, its members. */
export async function ownAddresses({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<Set<string>> {
  const ws = scope.workspaceId;
  const { rows } = await sql<{ email: string }>`select address as email from mailbox where workspace_id = ${ws}
    union select lower(email) from sender_identity where workspace_id = ${ws}
    union select lower(email) from member where workspace_id = ${ws}`.execute(tx);
  return new Set(rows.map(({ email }) => email));
}

/** Whether the caller sees the mails of the mailbox `b`: those of everybody, their own, and those of their team where the owner said so. */
export function boxVisible(scope: Scope, b: string): RawBuilder<boolean> {
  const [kind, owner, to] = [sql.ref(`${b}.kind`), sql.ref(`${b}.member_id`), sql.ref(`${b}.visible_to`)];
  return sql<boolean>`(${kind} <> 'personal' or ${owner} = ${scope.actor.memberId}::uuid
    or (${to} = 'team' and ${owner} in (select t.id from member t where t.workspace_id = ${scope.workspaceId} and t.team_id = ${scope.teamId}::uuid)))`;
}

/**
 * Whether the caller sees the mail `m` of the conversation `c`: it lies in a mailbox they see, they wrote it, or it was written here in a
 * conversation of a mailbox they see.
 */
export function mailVisible(scope: Scope, { m, c }: { m: string; c: string }): RawBuilder<boolean> {
  const ws = scope.workspaceId;
  const [mailId, writer, sent, box] = [
    sql.ref(`${m}.id`),
    sql.ref(`${m}.member_id`),
    sql.ref(`${m}.sent_message_id`),
    sql.ref(`${c}.mailbox_id`),
  ];
  return sql<boolean>`(${writer} = ${scope.actor.memberId}::uuid
    or exists (select from mailbox_receipt seen join mailbox b on b.workspace_id = seen.workspace_id and b.id = seen.mailbox_id
      where seen.workspace_id = ${ws} and seen.mail_id = ${mailId} and ${boxVisible(scope, 'b')})
    or (${sent} is not null and (${box} is null or exists (select from mailbox b where b.workspace_id = ${ws} and b.id = ${box} and ${boxVisible(scope, 'b')}))))`;
}
