import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { decisionOn } from '#modules/gate/queries/facts.ts';
import type { Intent } from '#modules/gate/schema.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { previewShare } from '../contract/shares.ts';
import { match } from '../rules/guidance.ts';
import { OPENINGS } from './rows.ts';
import { readySend, type Sendable } from './sendable.ts';
import { standingOf } from './situation.ts';

type Preview = OutputOf<typeof previewShare>;

/** On whose behalf somebody writes. Whoever belongs to neither side writes to customers as Sales does. */
export async function sideOf(ctx: ReadCtx): Promise<'marketing' | 'sales'> {
  return (await signsFor(ctx, 'record:write')) ?? 'sales';
}

/** What the gate is asked when somebody gives an asset to a person. */
export async function intentFor(
  ctx: ReadCtx,
  { audience, topics }: Pick<Sendable, 'audience' | 'topics'>,
): Promise<Omit<Intent, 'plannedAt'>> {
  return { side: await sideOf(ctx), kind: 'personal', audience: audience === 'internal' ? 'everybody' : audience, topics, isReply: false };
}

/** Words to begin with, in the merge language. A template brings its own. */
export function wordsFor({ name, source }: Pick<Sendable, 'name' | 'source'>): { subject: string; text: string } {
  // Braces of a name are no fields.
  const subject = name.replace(/[{}]+/g, ' ').trim() || 'A document for you';
  if (source === 'template') return { subject, text: '' };
  const text = [
    'Hello {{ contact.first_name | fallback: "there" }},',
    'here is what I think helps you next: {{ asset.title }}',
    '{{ asset.link }}',
    'Best regards\n{{ sender.name }}',
  ];
  return { subject, text: text.join('\n\n') };
}

export async function readPreview(ctx: ReadCtx, { contactId, assetId }: ParsedOf<typeof previewShare>): Promise<Preview | Refusal> {
  const contact = await reachableContact(ctx.tx, ctx.scope, { id: contactId, to: 'write' });
  if (isRefusal(contact)) return contact;
  const asset = await readySend(ctx, assetId);
  if (isRefusal(asset)) return asset;
  const person = await standingOf(ctx, contactId);
  const { fits, misses } = person ? match(asset, person) : { fits: null, misses: [] };
  return {
    asset: { id: asset.id, name: asset.name, kind: asset.kind, number: asset.number, source: asset.source },
    howTo: asset.howTo,
    dos: asset.dos,
    donts: asset.donts,
    fits,
    misses,
    gate: await gateFor(ctx, contactId, asset),
    before: await lastGiven(ctx, { contactId, assetId }),
    ...wordsFor(asset),
  };
}

async function gateFor(ctx: ReadCtx, contactId: string, asset: Sendable): Promise<Preview['gate']> {
  const { rows } = await sql<{
    email: string | null;
  }>`select email from contact where workspace_id = ${ctx.scope.workspaceId} and id = ${contactId}`.execute(ctx.tx);
  if (!rows[0]?.email) return null;
  const decision = await decisionOn(ctx, { contactId, intent: { ...(await intentFor(ctx, asset)), plannedAt: ctx.now } });
  return decision && { verdict: decision.verdict, reasons: decision.reasons };
}

async function lastGiven(
  { tx, scope }: ReadCtx,
  { contactId, assetId }: { contactId: string; assetId: string },
): Promise<Preview['before']> {
  const { rows } = await sql<NonNullable<Preview['before']>>`select s.shared_at as at, v.number, o.openings > 0 as opened
    from asset_share s join asset_version v on v.workspace_id = s.workspace_id and v.id = s.version_id ${OPENINGS}
    where s.workspace_id = ${scope.workspaceId} and s.asset_id = ${assetId} and s.contact_id = ${contactId} and s.stopped_as is null
    order by s.shared_at desc limit 1`.execute(tx);
  return rows[0] ?? null;
}
