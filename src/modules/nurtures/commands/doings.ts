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
  const which = await whichOf(
    ctx,
    counted.filter(({ kind }) => kind === 'form' || kind === 'file_download'),
  );
  return counted.flatMap((doing) => {
    const what = meant(doing);
    return what && doing.contactId
      ? [
          {
            what,
            contactIds: [doing.contactId],
            at: doing.occurredAt,
            leadId: doing.leadId,
            ...(which.has(doing.id) ? { which: which.get(doing.id) } : {}),
          } as Happened,
        ]
      : [];
  });
}

function meant({ kind, direction, outcome, evidence }: Doing): Happened['what'] | null {
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
      return 'asset';
    case 'task_done':
      return 'task_done';
    default:
      return null;
  }
}

async function whichOf({ tx, scope }: ReadCtx, doings: readonly Doing[]): Promise<Map<string, NonNullable<Happened['which']>>> {
  if (doings.length === 0) return new Map();
  const { rows } = await sql<{
    id: string;
    formId: string | null;
    assetId: string | null;
  }>`select id, data ->> 'formId' as "formId", data ->> 'assetId' as "assetId" from activity
    where workspace_id = ${scope.workspaceId} and id = any (${doings.map(({ id }) => id)}::uuid[]) and occurred_at >= ${doings.map(({ occurredAt }) => occurredAt).sort()[0] ?? null}`.execute(
    tx,
  );
  return new Map(rows.map(({ id, formId, assetId }) => [id, { formId, assetId }]));
}
