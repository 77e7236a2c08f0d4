import { sql } from 'kysely';
import { listCustomFields } from '#modules/criteria/queries/custom.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { RetentionSettings } from '../schema.ts';

export async function writeSettings(ctx: Ctx, settings: RetentionSettings): Promise<Record<string, never> | Refusal> {
  if (settings.renewalField !== null) {
    const own = await listCustomFields(ctx.tx, ctx.scope, 'company');
    if (!own.some(({ key, kind, archived }) => key === settings.renewalField && kind === 'date' && !archived))
      return refuse('invalid', 'Choose a date field of companies.', { field: 'renewalField' });
  }
  await sql`insert into retention_setting (workspace_id, settings, changed_by, changed_at) values (${ctx.scope.workspaceId}, ${JSON.stringify(settings)}::jsonb, ${ctx.scope.actor.memberId}, ${ctx.now})
    on conflict (workspace_id) do update set settings = excluded.settings, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(
    ctx.tx,
  );
  ctx.changed('retention');
  return {};
}
