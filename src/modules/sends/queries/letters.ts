import { sql } from 'kysely';
import { fillMail } from '#modules/templates/queries/mail.ts';
import { versionsById } from '#modules/templates/queries/sendable.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Filling } from '#platform/shared/merge/program.ts';

export interface Letter {
  subject: string;
  from: { name: string; address: string };
  replyTo: string | null;
  html: string | null;
  text: string;
  attachments: { id: string; name: string }[];
}

interface Kept {
  subject: string | null;
  text: string | null;
  html: string | null;
  filling: Filling | null;
  versionId: string | null;
  fromName: string | null;
  fromAddress: string | null;
  replyTo: string | null;
  attachments: { id: string; name: string }[];
}

/**
 * What stands in a message, word for word, with the addresses of its links as they were written. Null where it was not made yet, or the person was erased.
 */
export async function letterOf(ctx: ReadCtx, messageId: string): Promise<Letter | null> {
  const ws = ctx.scope.workspaceId;
  const { rows } =
    await sql<Kept>`select l.subject, l.body_text as text, l.body_html as html, l.filling, l.from_name as "fromName", l.from_address as "fromAddress",
      l.reply_to as "replyTo", case when v.id is not null then v.template_version_id else m.template_version_id end as "versionId",
      (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name) order by f.name), '[]') from file f
        where f.workspace_id = ${ws} and f.id = any (l.attachments)) as attachments
    from message_letter l join message m on m.workspace_id = l.workspace_id and m.id = l.message_id
      left join send_variant v on v.workspace_id = m.workspace_id and v.id = m.variant_id
    where l.workspace_id = ${ws} and l.message_id = ${messageId}`.execute(ctx.tx);
  const [kept] = rows;
  if (!kept) return null;
  const { replyTo, attachments } = kept;
  const from = { name: kept.fromName ?? '', address: kept.fromAddress ?? '' };
  if (kept.text !== null) return { subject: kept.subject ?? '', from, replyTo, html: kept.html, text: kept.text, attachments };
  const version = kept.versionId === null ? undefined : (await versionsById(ctx, [kept.versionId])).get(kept.versionId);
  const filled = version && kept.filling ? fillMail(version.compiled, kept.filling) : null;
  return filled && { subject: filled.subject, from, replyTo, html: filled.html, text: filled.text, attachments };
}
