import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { AgreedCode, Code, Intent } from '../schema.ts';

/** The overrides `o` that count for an intent: of its side, kind and offer, and not over by the time it is planned for. */
export const inForce = ({ workspaceId, intent }: { workspaceId: string; intent: Intent }): RawBuilder<boolean> =>
  sql<boolean>`o.workspace_id = ${workspaceId} and o.side = ${intent.side} and o.kind = ${intent.kind}
    and o.offer_id is not distinct from ${intent.offerId ?? null}::uuid and o.taken_back_at is null and o.until > ${intent.plannedAt}::timestamptz`;

export interface InForce {
  id: string;
  codes: AgreedCode[];
  reason: string;
  by: string | null;
  madeAt: string;
  until: string;
}

interface Asked {
  contactId: string;
  intent: Intent;
}

/** What somebody let go for this person and this kind of message, the newest first. Whether it still takes a reason away is for the rules to say. */
export async function overrideFor({ tx, scope }: ReadCtx, { contactId, intent }: Asked): Promise<InForce[]> {
  const { rows } = await sql<InForce>`select o.id, o.codes, o.reason, m.name as by, o.made_at as "madeAt", o.until from gate_override o
      left join member m on m.workspace_id = o.workspace_id and m.id = o.made_by
    where ${inForce({ workspaceId: scope.workspaceId, intent })} and o.contact_id = ${contactId} order by o.made_at desc, o.id desc`.execute(
    tx,
  );
  return rows;
}

/** The last time for each code. */
export async function overriddenFor(ctx: ReadCtx, asked: Asked): Promise<{ code: Code; at: string }[]> {
  const found = await overrideFor(ctx, asked);
  const codes = new Set(found.flatMap(({ codes }) => codes));
  return [...codes].map((code) => ({ code, at: found.find((one) => one.codes.includes(code))?.madeAt ?? '' }));
}
