import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { listAwaitedSignatures } from '../contract.ts';
import { PARTIES, type Party, type Subject } from '../schema.ts';

/** Records of a module that both sides sign. */
export interface Signable {
  subject: Subject;
  /** Those that can be signed now: columns `id`, `title` (never null), `since` and `link`, a path of the app. */
  rows(scope: Scope): RawBuilder<unknown>;
}

let installed: readonly Signable[] = [];

/** Called once by `product.ts` with what the modules have. */
export function installSignables(signables: readonly Signable[]): void {
  installed = signables;
}

interface Row {
  id: string;
  title: string;
  since: string;
  link: string;
  signed: Party[];
}

export async function readAwaited({ tx, scope }: ReadCtx): Promise<OutputOf<typeof listAwaitedSignatures>> {
  const items: OutputOf<typeof listAwaitedSignatures>['items'] = [];
  for (const { subject, rows } of installed) {
    const { rows: found } = await sql<Row>`select x.id, left(x.title, 200) as title, x.since, x.link, array(select s.party from signature s
        where s.workspace_id = ${scope.workspaceId} and s.subject = ${subject} and s.subject_id = x.id) as signed
      from (${rows(scope)}) x order by x.since limit 50`.execute(tx);
    for (const { signed, ...row } of found) {
      const waitsFor = PARTIES.filter((party) => !signed.includes(party));
      if (waitsFor.length > 0) items.push({ subject, ...row, waitsFor });
    }
  }
  const member = await tx
    .selectFrom('member')
    .select('department')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', scope.actor.memberId)
    .executeTakeFirst();
  return {
    items: items.sort((a, b) => a.since.localeCompare(b.since) || a.id.localeCompare(b.id)),
    side: PARTIES.find((party) => party === member?.department) ?? null,
  };
}
