import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { withoutSecrets } from '#platform/mail/mail.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { MailState } from './schema.ts';

interface Page {
  cursor?: string;
  limit: number;
}

/** Identifiers grow with time: a page ends with the mark of its last row. */
function paged<Row extends { id: string }>(rows: Row[], limit: number) {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

const before = ({ cursor }: Page) => (cursor ? sql<boolean>`id < ${cursor}` : sql<boolean>`true`);

export interface NoticeRow {
  id: string;
  kind: string;
  title: string;
  body: string | null;
  link: string | null;
  createdAt: string;
  readAt: string | null;
}

/** The own notices only, whatever the role. */
export async function listNotices(db: Db, scope: Scope, filter: Page & { unread?: boolean }) {
  const mine = sql`workspace_id = ${scope.workspaceId} and member_id = ${scope.actor.memberId}`;
  const { rows } = await sql<NoticeRow>`select id, kind, title, body, link, created_at as "createdAt", read_at as "readAt"
    from notification where ${mine} and ${before(filter)} and ${filter.unread ? sql`read_at is null` : sql`true`} order by id desc limit ${filter.limit + 1}`.execute(
    db,
  );
  const count = await sql<{ n: number }>`select count(*) as n from notification where ${mine} and read_at is null`.execute(db);
  return { ...paged(rows, filter.limit), unread: count.rows[0]?.n ?? 0 };
}

export interface MailSummary {
  id: string;
  kind: string;
  toEmail: string;
  toName: string | null;
  subject: string;
  state: MailState;
  problem: string | null;
  createdAt: string;
  sentAt: string | null;
}

const summary = sql`id, kind, to_email as "toEmail", to_name as "toName", subject, state, problem, created_at as "createdAt", sent_at as "sentAt"`;

export async function listMails(db: Db, scope: Scope, filter: Page & { state?: MailState }) {
  const { rows } = await sql<MailSummary>`select ${summary} from mail where workspace_id = ${scope.workspaceId} and ${before(filter)}
    and ${filter.state ? sql`state = ${filter.state}` : sql`true`} order by id desc limit ${filter.limit + 1}`.execute(db);
  return paged(rows, filter.limit);
}

/** Only where no mail server is set must the app itself hand out the links; everywhere else they belong to whoever gets the mail. */
export async function getMail(db: Db, scope: Scope, id: string) {
  const { rows } = await sql<MailSummary & { fromEmail: string | null; bodyText: string; messageId: string; attempts: number }>`
    select ${summary}, from_email as "fromEmail", body_text as "bodyText", message_id as "messageId", attempts
    from mail where workspace_id = ${scope.workspaceId} and id = ${id}`.execute(db);
  const mail = rows[0];
  return mail ? { ...mail, bodyText: mail.state === 'captured' ? mail.bodyText : withoutSecrets(mail.bodyText) } : null;
}
