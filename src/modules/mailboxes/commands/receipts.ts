import { sql } from 'kysely';
import type { Ctx, Work } from '#platform/context.ts';
import { type FolderRole, MOST_TRIES, type Outcome } from '../schema.ts';

/** One mail of one folder, for good: the number means another mail as soon as the validity changes. */
export interface Spot {
  mailboxId: string;
  role: FolderRole;
  uidValidity: number;
  uid: number;
}

/** Somebody else reads this mailbox now. */
export class LeaseLost extends Error {}

export const LEASE_SECONDS = 90;

/** Takes the mailbox for one reader, or keeps it. @returns false where another one has it */
export async function holdBox({ tx, scope, now }: Ctx, { mailboxId, holder }: { mailboxId: string; holder: string }): Promise<boolean> {
  const until = sql`${now}::timestamptz + make_interval(secs => ${LEASE_SECONDS})`;
  const { rows } = await sql`insert into mailbox_status (workspace_id, mailbox_id, holder, held_until)
    values (${scope.workspaceId}, ${mailboxId}, ${holder}, ${until})
    on conflict (workspace_id, mailbox_id) do update set holder = excluded.holder, held_until = excluded.held_until
      where mailbox_status.holder = excluded.holder or mailbox_status.held_until is null or mailbox_status.held_until < ${now}
    returning 1`.execute(tx);
  return rows.length > 0;
}

export async function letBoxGo({ tx, scope }: Ctx, { mailboxId, holder }: { mailboxId: string; holder: string }): Promise<void> {
  await sql`update mailbox_status set holder = null, held_until = null, listens = false
    where workspace_id = ${scope.workspaceId} and mailbox_id = ${mailboxId} and holder = ${holder}`.execute(tx);
}

/**
 * Notes that a mail is going to be read, before anything of it is looked at: one that ends the program is known by its tries.
 * @returns false where it has been tried too often and is left alone now
 */
export async function beginReceipt(work: Work, spot: Spot, holder: string | null): Promise<boolean> {
  return work.transaction(async (ctx) => {
    if (holder && !(await holdBox(ctx, { mailboxId: spot.mailboxId, holder }))) throw new LeaseLost();
    const { rows } = await sql<{
      tries: number;
    }>`insert into mailbox_receipt (workspace_id, mailbox_id, role, uid_validity, uid, outcome, at)
      values (${ctx.scope.workspaceId}, ${spot.mailboxId}, ${spot.role}, ${spot.uidValidity}, ${spot.uid}, 'reading', ${ctx.now})
      on conflict (workspace_id, mailbox_id, role, uid_validity, uid) do update set tries = mailbox_receipt.tries + 1
        where mailbox_receipt.outcome in ('reading', 'failed')
      returning tries`.execute(ctx.tx);
    const tries = rows[0]?.tries;
    if (tries === undefined) {
      await advance(ctx, spot);
      return false;
    }
    if (tries <= MOST_TRIES) return true;
    await settleReceipt(ctx, spot, { outcome: 'failed', reason: 'It was begun several times, and reading it never came to an end.' });
    return false;
  });
}

export interface Settled {
  outcome: Outcome;
  reason?: string;
  mailId?: string | null;
}

/** Writes what became of a mail, and that the folder is read up to it: in one transaction with what it became. */
export async function settleReceipt(ctx: Ctx, spot: Spot, { outcome, reason, mailId }: Settled): Promise<void> {
  await sql`update mailbox_receipt set outcome = ${outcome}, reason = ${reason ?? null}, mail_id = ${mailId ?? null}, at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and mailbox_id = ${spot.mailboxId} and role = ${spot.role}
      and uid_validity = ${spot.uidValidity} and uid = ${spot.uid}`.execute(ctx.tx);
  await advance(ctx, spot);
  ctx.changed('mailbox', spot.mailboxId);
}

async function advance({ tx, scope }: Ctx, { mailboxId, role, uidValidity, uid }: Spot): Promise<void> {
  await sql`update mailbox_folder set uid = greatest(uid, ${uid}) where workspace_id = ${scope.workspaceId} and mailbox_id = ${mailboxId}
    and role = ${role} and uid_validity = ${uidValidity}`.execute(tx);
}

/** It went away on the server between the list and the look. */
export async function dropReceipt(ctx: Ctx, spot: Spot): Promise<void> {
  await sql`delete from mailbox_receipt where workspace_id = ${ctx.scope.workspaceId} and mailbox_id = ${spot.mailboxId} and role = ${spot.role}
    and uid_validity = ${spot.uidValidity} and uid = ${spot.uid} and outcome = 'reading'`.execute(ctx.tx);
  await advance(ctx, spot);
}
