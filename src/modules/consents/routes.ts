import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import type { Ctx } from '#platform/context.ts';
import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { noteWord } from './commands/byhand.ts';
import { changePurpose, createPurpose, writeText } from './commands/purposes.ts';
import { blockByHand, release } from './commands/suppressions.ts';
import { importStops, stopsAsCsv } from './commands/transfer.ts';
import * as contract from './contract.ts';
import { contactPermissions } from './queries/person.ts';
import { listPurposes, listRequests, listStops, textsOf } from './queries/settings.ts';

export const routes: readonly Route[] = [
  route(contract.listMailPurposes, async (ctx) => ({ items: await listPurposes(ctx) })),
  route(contract.createMailPurpose, (ctx, values) => createPurpose(ctx, values)),
  route(contract.changeMailPurpose, (ctx, change) => changePurpose(ctx, change)),
  route(contract.listConsentTexts, async (ctx, { id }) => ({ items: await textsOf(ctx, id) })),
  route(contract.writeConsentText, (ctx, text) => writeText(ctx, text)),
  route(contract.readMailPermissions, async (ctx, { id }) => {
    const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'read', trashed: true });
    if (isRefusal(there)) return there;
    const writable =
      !isRefusal(await reachableContact(ctx.tx, ctx.scope, { id, to: 'write' })) && ctx.scope.permissions.has('record:write');
    return { ...(await contactPermissions(ctx, id)), writable };
  }),
  route(contract.recordMailWord, (ctx, word) => noteWord(ctx, word)),
  route(contract.listSuppressions, (ctx, filter) => listStops(ctx, filter)),
  route(contract.createSuppression, (ctx, block) => blockByHand(ctx, block)),
  route(contract.releaseSuppression, (ctx, wish) => release(ctx, wish)),
  route(contract.importSuppressions, (ctx, { csv }) => importStops(ctx, csv)),
  rawRoute(contract.exportSuppressions, async ({ runtime, scope, reply }) => {
    const csv = await runtime.read(scope, (read) => stopsAsCsv(read));
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="suppressions.csv"')
      .header('cache-control', 'no-store')
      .send(csv);
    return undefined;
  }),
  route(contract.listPrivacyRequests, async (ctx) => ({ items: await listRequests(ctx) })),
  route(contract.closePrivacyRequest, (ctx, { id }) => closeRequest(ctx, id)),
];

async function closeRequest(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const { rows } =
    await sql`update privacy_request set done_at = coalesce(done_at, ${ctx.now}), done_by = coalesce(done_by, ${ctx.scope.actor.memberId}::uuid)
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} returning id`.execute(ctx.tx);
  if (rows.length === 0) return refuse('not_found', 'This request is not there (any more).');
  ctx.changed('privacy_request', id);
  return {};
}
