import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { changeWebsite, createWebsite } from '../contract.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const publicId = () => Array.from({ length: 16 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');

const NOT_THERE = refuse('not_found', 'This website does not exist.');

type Creation = Required<InputOf<typeof createWebsite>>;

export async function registerSite(ctx: Ctx, { name, hosts, consentMode, honoursSignals, keepDays }: Creation): Promise<{ id: string }> {
  const row = await ctx.tx
    .insertInto('website')
    .values({
      workspace_id: ctx.scope.workspaceId,
      public_id: publicId(),
      name,
      hosts: [...new Set(hosts)],
      consent_mode: consentMode,
      honours_signals: honoursSignals,
      keep_days: keepDays,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('website', row.id);
  return row;
}

export async function changeSite(ctx: Ctx, { id, ...given }: InputOf<typeof changeWebsite>): Promise<Record<string, never> | Refusal> {
  const { numUpdatedRows } = await ctx.tx
    .updateTable('website')
    .set({
      ...(given.name === undefined ? {} : { name: given.name }),
      ...(given.hosts === undefined ? {} : { hosts: [...new Set(given.hosts)] }),
      ...(given.consentMode === undefined ? {} : { consent_mode: given.consentMode }),
      ...(given.honoursSignals === undefined ? {} : { honours_signals: given.honoursSignals }),
      ...(given.keepDays === undefined ? {} : { keep_days: given.keepDays }),
      ...(given.archived === undefined ? {} : { archived_at: given.archived ? ctx.now : null }),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return NOT_THERE;
  ctx.changed('website', id);
  return {};
}

/** How many hits of a site there are to be judged anew. */
export async function countHits(ctx: Ctx, id: string): Promise<{ hits: number } | Refusal> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql`select from website where workspace_id = ${ws} and id = ${id}`.execute(ctx.tx);
  if (rows.length === 0) return NOT_THERE;
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*)::int n from visit_hit where workspace_id = ${ws} and website_id = ${id}`.execute(ctx.tx);
  return { hits: counted[0]?.n ?? 0 };
}
