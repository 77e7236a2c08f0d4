import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getSendSettings } from '../contract/messages.ts';
import { SendSettings, USUAL_SETTINGS } from '../schema.ts';

export async function readSettings({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<SendSettings> {
  const row = await tx.selectFrom('send_setting').select('settings').where('workspace_id', '=', scope.workspaceId).executeTakeFirst();
  return row ? SendSettings.parse(row.settings) : USUAL_SETTINGS;
}

export async function shownSettings(ctx: ReadCtx): Promise<OutputOf<typeof getSendSettings>> {
  const { rows } = await sql<{
    name: string | null;
  }>`select m.name from send_setting s left join member m on m.workspace_id = s.workspace_id and m.id = s.changed_by
    where s.workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  return {
    settings: await readSettings(ctx),
    usual: rows.length === 0,
    changedBy: rows[0]?.name ?? null,
    mayChange: ctx.scope.permissions.has('consent:write'),
  };
}
