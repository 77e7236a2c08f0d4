import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '#platform/db/db.ts';

export interface Attempt {
  /** What is tried, such as `sign-in`. */
  what: string;
  /** Whom and from where: hashed before it is stored. */
  by: readonly string[];
  most: number;
  windowSeconds: number;
}

/** Counts one more attempt, on all nodes together. @returns false when there were too many in the window */
export async function mayTry(database: Database, attempt: Attempt): Promise<boolean> {
  const { rows } = await database.unbound((tx) =>
    sql<{ count: number }>`insert into auth_attempt as a (key, count, until)
      values (${keyOf(attempt)}, 1, now() + make_interval(secs => ${attempt.windowSeconds}))
      on conflict (key) do update set count = case when a.until < now() then 1 else a.count + 1 end,
        until = case when a.until < now() then excluded.until else a.until end
      returning count`.execute(tx),
  );
  return (rows[0]?.count ?? 1) <= attempt.most;
}

/** Forgets the attempts, after a good one. */
export async function forgetAttempts(database: Database, attempt: Pick<Attempt, 'what' | 'by'>): Promise<void> {
  await database.unbound((tx) => sql`delete from auth_attempt where key = ${keyOf(attempt)}`.execute(tx));
}

function keyOf({ what, by }: Pick<Attempt, 'what' | 'by'>): string {
  return createHash('sha256')
    .update(JSON.stringify([what, ...by]))
    .digest('hex');
}

/** The address that counts: an IPv6 customer has a whole /64, which is one place. */
export function placeOf(ip: string): string {
  return ip.includes(':') && !ip.includes('.') ? ip.split(':').slice(0, 4).join(':') : ip;
}
