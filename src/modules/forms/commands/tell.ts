import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
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
