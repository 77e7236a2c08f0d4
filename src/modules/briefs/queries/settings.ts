import type { ReadCtx } from '#platform/context.ts';
import { type SilenceDays, USUAL_DUE_DAY, USUAL_SILENCE } from '../schema.ts';

export interface BriefSettings {
  dueDay: number;
  silenceDays: SilenceDays;
}

export async function settingsOf({ tx, scope }: ReadCtx): Promise<BriefSettings> {
  const row = await tx
    .selectFrom('brief_setting')
    .select(['due_day', 'silence_days'])
    .where('workspace_id', '=', scope.workspaceId)
    .executeTakeFirst();
  return { dueDay: row?.due_day ?? USUAL_DUE_DAY, silenceDays: (row?.silence_days as SilenceDays | undefined) ?? USUAL_SILENCE };
}
