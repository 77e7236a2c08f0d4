import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Aim } from '../rules/guidance.ts';
import type { AssetKind, Source } from '../schema.ts';
import { GONE } from './assets.ts';
import { CURRENT, sourceOf, todayAt } from './rows.ts';

/** What is sent of an asset now, and for whom it is. */
export interface Sendable extends Aim {
  id: string;
  name: string;
  kind: AssetKind;
  versionId: string;
  number: number;
  source: Source;
  url: string | null;
  templateVersionId: string | null;
  topics: string[];
  howTo: string | null;
  dos: string[];
  donts: string[];
}

/** The version that goes to a customer now; or why none does. */
export async function readySend({ tx, scope, now }: ReadCtx, assetId: string): Promise<Sendable | Refusal> {
  const { rows } = await sql<Sendable & { versionId: string | null; retired: boolean; expired: boolean }>`
    select a.id, a.name, a.kind, a.audience, a.language, a.personas, a.stages, a.industries, a.topics, a.how_to as "howTo", a.dos, a.donts, v.id as "versionId", v.number,
      ${sourceOf('v')} as source, v.url, v.template_version_id as "templateVersionId", a.retired_at is not null as retired,
      (a.expires_on is not null and a.expires_on < ${todayAt(scope, now)}) as expired
    from asset a ${CURRENT} where a.workspace_id = ${scope.workspaceId} and a.id = ${assetId}`.execute(tx);
  const [row] = rows;
  if (!row || row.versionId === null) return { ...GONE, field: 'assetId' };
  const no = (message: string) => refuse('not_now', message, { field: 'assetId' });
  if (row.retired) return no('This asset is retired: nobody sends it any more.');
  if (row.expired) return no('The last day of this asset has passed. Ask Marketing for what takes its place.');
  if (row.audience === 'internal') return no('This asset is for the teams alone: no customer gets it.');
  return row;
}
