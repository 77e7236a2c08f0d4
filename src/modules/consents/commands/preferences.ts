import { sql } from 'kysely';
import { changeContact } from '#modules/contacts/commands/contacts.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { type AddressPermissions, permissionsOf } from '../queries/person.ts';
import type { RequestKind } from '../schema.ts';
import { hashOf, type Proof, type Saying, say } from './ledger.ts';

export interface Wishes {
  /** The purposes that are ticked. */
  wanted: ReadonlySet<string>;
  /** Those that the page showed: what it did not show is left alone. */
  shown: ReadonlySet<string>;
  /** Days from now; 0: no pause; absent: as it is. */
  pauseDays?: number | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  proof: Proof;
}

/** What the page ticks: what the person gets, or would get if nothing else stood against it. */
export function isTicked({ purposes, wantsNothing }: AddressPermissions, purposeId: string): boolean {
  const one = purposes.find(({ purpose }) => purpose.id === purposeId);
  if (!one || wantsNothing) return one?.allowed ?? false;
  return one.allowed || one.reason === 'paused' || one.reason === 'bounced' || one.reason === 'blocked_by_hand';
}

/** Does what a person wishes on the page of their link. Only what differs is written down. */
export async function wish(ctx: Ctx, hash: string, wishes: Wishes): Promise<void> {
  const now = await permissionsOf(ctx, hash);
  if (!now) return;
  const voice = { address: { hash }, by: 'person' as const, through: 'preference_page', proof: wishes.proof };
  const texts = await newestTexts(ctx);
  const said: Saying[] = [];
  for (const { purpose } of now.purposes) {
    if (!wishes.shown.has(purpose.id)) continue;
    const [was, wanted] = [isTicked(now, purpose.id), wishes.wanted.has(purpose.id)];
    const textId = texts.get(purpose.id);
    if (wanted && !was) said.push({ ...voice, purposeId: purpose.id, word: 'given', basis: 'consent', ...(textId ? { textId } : {}) });
    if (!wanted && was) said.push({ ...voice, purposeId: purpose.id, word: 'withdrawn' });
  }
  if (wishes.pauseDays) {
    const until = new Date(Date.parse(ctx.now) + wishes.pauseDays * 86_400_000).toISOString();
    said.push({ ...voice, purposeId: null, word: 'paused', until });
  } else if (wishes.pauseDays === 0 && now.pausedUntil) said.push({ ...voice, purposeId: null, word: 'resumed' });
  await say(ctx, said);
  await rename(ctx, now, wishes);
}

async function newestTexts(ctx: Ctx): Promise<Map<string, string>> {
  const { rows } = await sql<{ purpose_id: string; id: string }>`select distinct on (purpose_id) purpose_id, id from consent_text
    where workspace_id = ${ctx.scope.workspaceId} order by purpose_id, number desc`.execute(ctx.tx);
  return new Map(rows.map((row) => [row.purpose_id, row.id]));
}

async function rename(ctx: Ctx, now: AddressPermissions, { firstName, lastName }: Wishes): Promise<void> {
  if (!now.contactId) return;
  // Emptied fields are left as they are: a blank form is no wish to be nameless.
  const names = {
    ...(firstName && firstName !== now.firstName ? { firstName } : {}),
    ...(lastName && lastName !== now.lastName ? { lastName } : {}),
  };
  if (Object.keys(names).length > 0) await changeContact(ctx, now.contactId, names);
}

/** Passes on what somebody outside asks for to those who may answer it; asked twice it is one request. */
export async function askFor(ctx: Ctx, hash: string, kind: RequestKind): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const now = await permissionsOf(ctx, hash);
  if (!now) return;
  const { rows } = await sql<{ id: string }>`insert into privacy_request (workspace_id, kind, hash, contact_id, asked_at)
    values (${ws}, ${kind}, ${hashOf(ctx, { hash })}, ${now.contactId}, ${ctx.now})
    on conflict (workspace_id, hash, kind) where done_at is null do nothing returning id`.execute(ctx.tx);
  const [made] = rows;
  if (!made) return;
  const { rows: admins } = await sql<{
    id: string;
  }>`select id from member where workspace_id = ${ws} and status = 'active' and 'admin' = any (roles)`.execute(ctx.tx);
  const title = kind === 'export' ? `${now.email} asks for what is kept about them` : `${now.email} asks to be erased`;
  const body = 'The law gives a month to answer.';
  for (const { id } of admins)
    await notify(ctx, {
      memberId: id,
      kind: 'privacy.requested',
      title,
      body,
      link: '/settings/mail-permissions?show=requests',
      dedupeKey: `privacy:${made.id}`,
    });
  ctx.changed('privacy_request', made.id);
}
