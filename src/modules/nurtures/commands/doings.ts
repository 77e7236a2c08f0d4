import { sql } from 'kysely';
import type { z } from 'zod';
import type { activityRecorded } from '#modules/activities/events.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Happened } from './hear.ts';

type Doing = z.output<typeof activityRecorded.payload>['activities'][number];

/** What rows of the ledger mean for tracks. Machines and what was taken back mean nothing. */
export async function doingsOf(ctx: ReadCtx, doings: readonly Doing[]): Promise<Happened[]> {
  const counted = doings.filter(
    ({ contactId, traffic, retracted }) => contactId !== null && !retracted && traffic !== 'machine' && traffic !== 'suspected',
  );
  const named = await namedBy(
    ctx,
    counted.filter(({ kind }) => kind === 'form' || kind === 'file_download' || kind === 'page_visit'),
  );
  return counted.flatMap((doing): Happened[] => {
    const which = named.get(doing.id);
    const what = meant(doing, which?.assetId ?? null);
    if (!what || !doing.contactId) return [];
    return [{ what, contactIds: [doing.contactId], at: doing.occurredAt, leadId: doing.leadId, ...(which ? { which } : {}) }];
  });
}

/**
 * `assetId`: the document of the library that it is about. Such a document is opened before it can be downloaded, so its download says nothing new; and
 * when the reader is through, its opening is corrected by how long it took, which is no second opening.
 */
function meant({ kind, direction, outcome, evidence, correctsId }: Doing, assetId: string | null): Happened['what'] | null {
  switch (kind) {
    case 'meeting':
      return outcome === 'cancelled' || outcome === 'no_show' ? null : 'meeting';
    // What came by the mail server is told by the ledger of mails, which knows answers of machines.
    case 'mail':
      return direction === 'in' && evidence === 'manual' ? 'replied' : null;
    case 'call':
      return direction === 'in' ? 'replied' : null;
    case 'form':
      return 'form';
    case 'file_download':
      return assetId === null ? 'asset' : null;
    case 'page_visit':
      return assetId !== null && correctsId === null ? 'asset' : null;
    case 'task_done':
      return 'task_done';
    default:
      return null;
  }
}

/** The form or the document that rows of the ledger are about. A form that made a lead is known by its conversion. */
async function namedBy(
  { tx, scope }: ReadCtx,
  doings: readonly Doing[],
): Promise<Map<string, { formId: string | null; assetId: string | null }>> {
  if (doings.length === 0) return new Map();
  const { rows } = await sql<{
    id: string;
    formId: string | null;
    assetId: string | null;
  }>`select a.id, coalesce(a.data ->> 'formId', f.form_id::text) as "formId", a.data ->> 'assetId' as "assetId" from activity a
      left join form_answer f on f.workspace_id = a.workspace_id and f.conversion_id = (a.data ->> 'conversionId')::uuid
    where a.workspace_id = ${scope.workspaceId} and a.id = any (${doings.map(({ id }) => id)}::uuid[])
      and a.occurred_at >= ${doings.map(({ occurredAt }) => occurredAt).sort()[0] ?? null}`.execute(tx);
  return new Map(rows.map(({ id, ...which }) => [id, which]));
}
