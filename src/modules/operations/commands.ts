import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { refuse } from '#platform/shared/refusal.ts';

/** Tries a job of this workspace again now. */
export async function retryJob({ tx }: Ctx, { id }: { id: string }) {
  const { rows } = await sql<{ retried: boolean }>`select retry_job(${id}) as retried`.execute(tx);
  return rows[0]?.retried ? {} : refuse('not_found', 'This job is running right now or is done already.');
}

const KEY_DAYS = 3;
const NOTICE_DAYS = 180;
const BROKEN_UPLOAD_DAYS = 1;

/** Takes away what has served its time: replayed answers, old notices that were read, uploads that broke off. */
export async function tidy({ tx, scope, now }: Ctx) {
  const before = (days: number) => new Date(Date.parse(now) - days * 86_400_000).toISOString();
  await sql`delete from idempotency_key where workspace_id = ${scope.workspaceId} and created_at < ${before(KEY_DAYS)}`.execute(tx);
  await sql`delete from notification where workspace_id = ${scope.workspaceId} and read_at < ${before(NOTICE_DAYS)}`.execute(tx);
  await sql`delete from file where workspace_id = ${scope.workspaceId} and sha256 is null and created_at < ${before(BROKEN_UPLOAD_DAYS)}`.execute(
    tx,
  );
}
