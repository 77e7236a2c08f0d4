import { type RawBuilder, sql } from 'kysely';
import type { Criteria } from '#modules/criteria/schema.ts';
import type { Intent, Sender } from '#modules/gate/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { Hours, Metric, SendState, StateCode, Timing } from '../schema.ts';

/** A mailing as it is kept. */
export interface SendRecord {
  id: string;
  name: string;
  side: Sender;
  kind: 'information' | 'article' | 'offer';
  audience: Intent['audience'];
  offerId: string | null;
  topics: string[];
  purposeId: string | null;
  senderId: string | null;
  campaignId: string | null;
  viewId: string | null;
  criteria: Criteria | null;
  timing: Timing;
  plannedAt: string | null;
  hours: Hours | null;
  lastsHours: number;
  holdOut: number;
  metric: Metric | null;
  decideAfterHours: number | null;
  minimumN: number;
  state: SendState;
  stateCode: StateCode | null;
  stateNote: string | null;
  stateAt: string;
  createdAt: string;
  changedAt: string;
  scheduledBy: string | null;
  scheduledAt: string | null;
  frozenCriteria: unknown;
  freezeAt: string | null;
  freezeAfter: string | null;
  frozenN: number;
  frozenAt: string | null;
  startedAt: string | null;
  endedAt: string | null;
  decidedAt: string | null;
  winnerId: string | null;
  watchedFrom: string | null;
  /** The mailing that this one tries out, and how many people are drawn for it. */
  testOf: string | null;
  testPeople: number | null;
}

export const RECORD = sql`s.id, s.name, s.side, s.kind, s.audience, s.offer_id as "offerId", s.topics, s.purpose_id as "purposeId", s.sender_id as "senderId",
  s.campaign_id as "campaignId", s.view_id as "viewId", s.criteria, s.timing, s.planned_at as "plannedAt", s.hours, s.lasts_hours as "lastsHours",
  s.hold_out::float8 as "holdOut", s.metric, s.decide_after_hours as "decideAfterHours", s.minimum_n as "minimumN", s.state, s.state_code as "stateCode",
  s.state_note as "stateNote", s.state_at as "stateAt", s.created_at as "createdAt", s.changed_at as "changedAt", s.scheduled_by as "scheduledBy",
  s.scheduled_at as "scheduledAt", s.frozen_criteria as "frozenCriteria", s.freeze_at as "freezeAt", s.freeze_after as "freezeAfter", s.frozen_n as "frozenN",
  s.frozen_at as "frozenAt", s.started_at as "startedAt", s.ended_at as "endedAt", s.decided_at as "decidedAt", s.winner_id as "winnerId", s.watched_from as "watchedFrom",
  s.test_of as "testOf", s.test_people as "testPeople"`;

export const NO_SEND = refuse('not_found', 'This mailing is not here (any more).');

async function sendWhere({ tx, scope }: ReadCtx, which: RawBuilder<unknown>, lock: RawBuilder<unknown>): Promise<SendRecord | null> {
  const { rows } =
    await sql<SendRecord>`select ${RECORD} from send s where s.workspace_id = ${scope.workspaceId} and ${which} ${lock}`.execute(tx);
  return rows[0] ?? null;
}

export async function sendRecord(ctx: ReadCtx, id: string): Promise<SendRecord | Refusal> {
  return (await sendWhere(ctx, sql`s.id = ${id}`, sql``)) ?? NO_SEND;
}

/** For whoever changes its state: one at a time. */
export const lockedSend = (ctx: ReadCtx, id: string) => sendWhere(ctx, sql`s.id = ${id}`, sql`for no key update`);

export interface VariantRecord {
  id: string;
  name: string;
  share: number;
  templateId: string;
  template: string;
  archived: boolean;
  versionId: string | null;
  /** The version that was chosen, or the newest published one. */
  goes: { versionId: string; number: number; subject: string } | null;
}

export async function variantsOf({ tx, scope }: ReadCtx, sendId: string): Promise<VariantRecord[]> {
  const { rows } =
    await sql<VariantRecord>`select v.id, v.name, v.share::float8 as share, v.template_id as "templateId", t.name as template,
      t.archived_at is not null as archived, v.template_version_id as "versionId",
      (select jsonb_build_object('versionId', x.id, 'number', x.number, 'subject', x.content ->> 'subject') from template_version x
        where x.workspace_id = v.workspace_id and x.template_id = v.template_id and x.number is not null
          and (v.template_version_id is null or x.id = v.template_version_id) order by x.number desc limit 1) as goes
    from send_variant v join template t on t.workspace_id = v.workspace_id and t.id = v.template_id
    where v.workspace_id = ${scope.workspaceId} and v.send_id = ${sendId} order by v.position`.execute(tx);
  return rows;
}
