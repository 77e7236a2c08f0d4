import { sql } from 'kysely';
import type pg from 'pg';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { listDeliverySources } from '../contract.ts';
import { PROOFS, Provider } from '../schema.ts';

/** A source as a provider finds it, before any workspace is known. */
export interface PublicSource {
  workspaceId: string;
  id: string;
  provider: Provider;
  /** Locked. */
  secret: string | null;
  mapping: unknown;
  pausedAt: string | null;
}

/** The source behind the address that was posted to. */
export async function publicSource(pool: pg.Pool, publicId: string): Promise<PublicSource | null> {
  const { rows } = await pool.query<Omit<PublicSource, 'provider'> & { provider: string }>(
    'select workspace_id as "workspaceId", id, provider, secret, mapping, paused_at as "pausedAt" from delivery_source_by($1)',
    [publicId],
  );
  const [row] = rows;
  return row ? { ...row, provider: Provider.parse(row.provider) } : null;
}

/** What commands need to know of a source. */
export async function sourceRow({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>, id: string) {
  return tx
    .selectFrom('delivery_source')
    .select(['id', 'provider', 'mapping', 'confirm_url as confirmUrl'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

type Source = z.input<(typeof listDeliverySources)['output']>['items'][number];

/** Every source with how it is doing. `base` is the address of this installation. */
export async function listSources({ tx, scope, now }: ReadCtx, base: string): Promise<{ items: Source[] }> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Omit<Source, 'address' | 'proof' | 'waitsForConfirmation'> & { publicId: string }>`
    select s.id, s.provider, s.name, s.public_id as "publicId", s.secret is not null as "hasSecret", s.mapping, s.confirm_url as "confirmAddress",
      s.paused_at as "pausedAt", s.created_at as "createdAt",
      (select max(e.received_at) from delivery_event e where e.workspace_id = s.workspace_id and e.source_id = s.id) as "lastEventAt",
      jsonb_build_object(
        'kinds', coalesce((select jsonb_agg(jsonb_build_object('kind', k.kind, 'n', k.n) order by k.n desc, k.kind) from (
          select e.kind, count(*)::int n from delivery_event e where e.workspace_id = s.workspace_id and e.source_id = s.id
            and e.received_at > ${now}::timestamptz - interval '24 hours' group by e.kind) k), '[]'),
        'refusals', coalesce((select jsonb_agg(jsonb_build_object('cause', r.cause, 'n', r.n) order by r.cause) from (
          select r.cause, sum(r.n)::int n from delivery_refusal r where r.workspace_id = s.workspace_id and r.source_id = s.id
            and r.hour > ${now}::timestamptz - interval '24 hours' group by r.cause) r), '[]')) as day
    from delivery_source s where s.workspace_id = ${ws} order by lower(s.name), s.id`.execute(tx);
  const items = rows.map(({ publicId, ...row }) => {
    const isMailbox = row.provider === 'mailbox';
    const proof = row.provider === 'mailbox' ? null : PROOFS[row.provider];
    return { ...row, proof, address: isMailbox ? null : addressOf(base, publicId), waitsForConfirmation: row.confirmAddress !== null };
  });
  return { items };
}

/** What a provider is told to post to. */
export function addressOf(base: string, publicId: string): string {
  return `${base}/api/deliveries/${publicId}/events`;
}
