import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { queueMessage } from '#modules/sends/commands/queue.ts';
import { publishedMail } from '#modules/templates/queries/templates.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { personNow } from '../queries/known.ts';
import type { Live } from '../queries/publications.ts';
import type { FormContent } from '../schema/form.ts';

export interface About {
  form: Live<FormContent>;
  answerId: string;
  contactId: string | null;
}

/** Colleagues that the form names, by person or by team, and whoever owns the contact: once each. */
export async function tellPeople(ctx: Ctx, { form, answerId, contactId }: About): Promise<void> {
  const { memberIds, teamIds, owner } = form.content.notify;
  const ownerId = owner && contactId ? (await personNow(ctx, contactId))?.ownerId : null;
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and (id = any (${[...memberIds, ...(ownerId ? [ownerId] : [])]}::uuid[]) or team_id = any (${teamIds}::uuid[])) order by id`.execute(
    ctx.tx,
  );
  for (const { id } of rows)
    await notify(ctx, {
      memberId: id,
      kind: 'form.answered',
      title: `An answer to “${form.name}”`,
      link: `/form-answers/${answerId}`,
      dedupeKey: `form:${answerId}`,
    });
}

/**
 * The answer by mail that the form promises: once a day for one person, so that nobody's mailbox is filled by whoever writes their address into forms.
 * What the gate or the list of addresses that get no mail forbids stays out; the answer itself is taken in all the same.
 */
export async function replyTo(ctx: Ctx, { form, contactId }: Pick<About, 'form'> & { contactId: string }): Promise<void> {
  const { reply } = form.content;
  if (!reply) return;
  const mail = await publishedMail(ctx, { id: reply.templateId });
  if (isRefusal(mail) || mail.archived || mail.kind !== 'transactional') return;
  await queueMessage(ctx, {
    contactId,
    lane: 'transactional',
    intent: { side: 'marketing', kind: 'transactional', audience: 'everybody', topics: [], isReply: true },
    what: { templateVersionId: mail.versionId },
    from: { senderId: reply.senderId },
    cause: { entity: 'form', id: form.id },
    dedupeKey: `form:${form.id}:${contactId}:${ctx.now.slice(0, 10)}`,
  });
}
