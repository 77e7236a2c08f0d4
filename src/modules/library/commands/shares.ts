import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createMailingLink, shareAsset } from '../contract/shares.ts';
import { termsOf } from '../queries/assets.ts';
import { linkOf } from '../queries/seal.ts';
import { readySend, type Sendable } from '../queries/sendable.ts';
import { standingOf } from '../queries/situation.ts';
import { match } from '../rules/guidance.ts';
import type { Way } from '../schema.ts';
import { gateOfLink } from './gate.ts';
import { mailShare } from './mail.ts';

/** Gives an asset to a person: as a link to copy, or by mail through the gate. */
export async function share(ctx: Ctx, input: ParsedOf<typeof shareAsset>): Promise<OutputOf<typeof shareAsset> | Refusal> {
  const { contactId, leadId, dealId, assetId, way } = input;
  const contact = await reachableContact(ctx.tx, ctx.scope, { id: contactId, to: 'write' });
  if (isRefusal(contact)) return contact;
  const asset = await readySend(ctx, assetId);
  if (isRefusal(asset)) return asset;
  if (asset.source === 'template' && way === 'link') return refuse('invalid', 'A mail has no link: send it.', { field: 'way' });
  const missing = await missingReference(ctx.tx, ctx.scope.workspaceId, [
    {
      field: 'leadId',
      table: 'lead',
      id: leadId,
      where: sql<boolean>`lead.contact_id = ${contactId} and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'lead.owner_id' })}`,
    },
    { field: 'dealId', table: 'deal', id: dealId, where: reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'deal.owner_id' }) },
  ]);
  if (missing) return missing;
  if (way === 'link') {
    const no = await gateOfLink(ctx, { contactId, asset, overrideReason: input.overrideReason });
    if (no) return no;
  }
  const id = await keepShare(ctx, asset, { contactId, leadId, dealId, way });
  ctx.changed('contact', contactId);
  if (way === 'link') return { id, link: linkOf(ctx, id), state: 'link', until: null };
  return mailShare(ctx, { id, asset, input });
}

/** The same link for everybody who gets a mailing or sees a page. */
export async function mailingLink(ctx: Ctx, { id: assetId }: { id: string }): Promise<OutputOf<typeof createMailingLink> | Refusal> {
  const asset = await readySend(ctx, assetId);
  if (isRefusal(asset)) return asset;
  if (asset.source === 'template') return refuse('invalid', 'A mail has no link: send it.');
  const id = await keepShare(ctx, asset, { contactId: null, way: 'mailing' });
  return { id, link: linkOf(ctx, id) };
}

interface Given {
  contactId: string | null;
  leadId?: string | undefined;
  dealId?: string | undefined;
  way: Way;
}

/** Writes down who got which version, and whether that is how it is meant, as things stand now. */
async function keepShare(ctx: Ctx, asset: Sendable, { contactId, leadId, dealId, way }: Given): Promise<string> {
  const person = contactId ? await standingOf(ctx, contactId) : null;
  const { fits, misses } = person ? match(asset, person) : { fits: null, misses: [] };
  const { linkDays } = await termsOf(ctx);
  const { id } = await ctx.tx
    .insertInto('asset_share')
    .values({
      workspace_id: ctx.scope.workspaceId,
      asset_id: asset.id,
      version_id: asset.versionId,
      contact_id: contactId,
      lead_id: leadId ?? person?.leadId ?? null,
      deal_id: dealId ?? null,
      way,
      member_id: ctx.scope.actor.memberId,
      shared_at: ctx.now,
      stage: person?.stage ?? null,
      persona: person?.persona ?? null,
      fits,
      misses,
      salt: randomBytes(18).toString('base64url'),
      expires_at: new Date(Date.parse(ctx.now) + linkDays * 86_400_000).toISOString(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('asset_share', id);
  ctx.changed('asset', asset.id);
  return id;
}

/** A link that opens no more. Whoever gave it closes it, or who publishes. */
export async function withdraw(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  const own = ctx.scope.permissions.has('template:publish') ? sql`true` : sql`member_id = ${ctx.scope.actor.memberId}`;
  const { rows } = await sql<{
    contact_id: string | null;
  }>`update asset_share set withdrawn_at = ${ctx.now}, withdrawn_by = ${ctx.scope.actor.memberId}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and withdrawn_at is null and ${own}
      and (contact_id is null or exists (select from contact c where c.workspace_id = asset_share.workspace_id and c.id = asset_share.contact_id
        and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })})) returning contact_id`.execute(ctx.tx);
  if (rows.length === 0) return refuse('not_found', 'This link is closed already, or somebody else gave it.');
  ctx.changed('asset_share', id);
  return {};
}
