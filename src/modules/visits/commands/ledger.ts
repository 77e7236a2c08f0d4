import { sql } from 'kysely';
import { type NewActivity, record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import type { KeptHit } from '../rules/fold.ts';
import type { Verdict } from '../schema.ts';
import type { MadeVisit } from './fold.ts';

interface Line {
  hit: KeptHit;
  traffic: Verdict;
  activity: NewActivity;
}

/**
 * Brings pages and files of known people onto the ledger, at the times at which they were seen. Only a person's; what is taken for a machine's
 * afterwards is corrected there, and back. Each hit has one line, however often this is done.
 */
export async function tellLedger(ctx: Ctx, visits: readonly MadeVisit[]): Promise<void> {
  const lines = visits.flatMap((visit) => visit.hits.flatMap((hit): Line[] => lineOf(visit, hit)));
  if (lines.length === 0) return;
  const ids = await record(
    ctx,
    lines.map(({ activity }) => activity),
  );
  const told = lines.map(({ hit, traffic }, place) => ({ id: hit.id, activity: hit.activityId ?? ids[place], traffic }));
  await sql`update visit_hit h set activity_id = t.activity, activity_traffic = t.traffic
    from json_to_recordset(${JSON.stringify(told)}::json) as t(id uuid, activity uuid, traffic text) where h.workspace_id = ${ctx.scope.workspaceId} and h.id = t.id`.execute(
    ctx.tx,
  );
}

function lineOf(visit: MadeVisit, hit: MadeVisit['hits'][number]): Line[] {
  if (visit.contactId === null || (hit.kind !== 'page' && hit.kind !== 'download')) return [];
  const { verdict } = visit;
  if (hit.activityId ? hit.activityTraffic === verdict : verdict !== 'human') return [];
  const path = hit.kind === 'page' ? hit.path : (hit.target ?? hit.path);
  const activity: NewActivity = {
    kind: hit.kind === 'page' ? 'page_visit' : 'file_download',
    occurredAt: new Date(hit.at).toISOString(),
    evidence: 'system',
    side: 'customer',
    traffic: verdict,
    subject: path,
    contactId: visit.contactId,
    // A visit answers a campaign once, by the page on which it began.
    campaignId: hit === visit.hits[0] ? visit.campaignId : null,
    data: {
      path,
      host: hit.host,
      visitId: visit.id,
      ...(hit.title ? { title: hit.title } : {}),
      ...(hit.kind === 'page' ? {} : { on: hit.path }),
    },
    ...(hit.activityId ? { correctsId: hit.activityId } : { dedupeKey: `hit:${hit.id}` }),
  };
  return [{ hit, traffic: verdict, activity }];
}
