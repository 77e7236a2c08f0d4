import { sql } from 'kysely';
import type { z } from 'zod';
import { notify } from '#modules/notices/commands.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { reaches } from '../queries/access.ts';
import { versions } from '../queries/timeline.ts';
import {
  type ActivityRow,
  type Consent,
  type Direction,
  type Insight,
  LOGGED_KINDS,
  type NextStep,
  type Recording,
  SUBJECTS,
  type Subject,
} from '../schema.ts';
import { record } from './record.ts';
import { createTask } from './tasks.ts';

export type SubjectRefs = Partial<Record<`${Subject}Id`, string>>;

export interface Log extends SubjectRefs {
  kind: (typeof LOGGED_KINDS)[number];
  occurredAt?: string;
  direction?: Direction;
  subject?: string;
  body?: string;
  outcome?: string;
  durationSeconds?: number;
  insights?: readonly z.output<typeof Insight>[];
  nextStep?: z.output<typeof NextStep>;
  recording?: z.output<typeof Recording>;
  mentions?: readonly string[];
  place?: string;
  preparationMinutes?: number;
}

/** A clock may be a little ahead of ours; a conversation of tomorrow is a task. */
const AHEAD_MS = 5 * 60_000;

/** Writes down what a person did with a customer, and the next step as a task of theirs. */
export async function log(ctx: Ctx, input: Log): Promise<{ id: string; taskId: string | null } | Refusal> {
  const occurredAt = input.occurredAt ?? ctx.now;
  const problem = tooEarly(ctx, occurredAt) ?? (await subjectProblem(ctx, input)) ?? (await mentionProblem(ctx, input.mentions ?? []));
  if (problem) return problem;
  const { contactId, companyId, dealId, leadId, campaignId, recording, insights, place, preparationMinutes, nextStep } = input;
  const subjects = { contactId, companyId, dealId, leadId };
  const [id] = await record(ctx, [
    {
      ...subjects,
      campaignId,
      kind: input.kind,
      occurredAt,
      direction: input.direction ?? null,
      subject: input.subject ?? null,
      body: input.body || null,
      outcome: input.outcome ?? null,
      durationSeconds: input.durationSeconds ?? null,
      memberId: ctx.scope.actor.memberId,
      mentions: input.mentions ?? [],
      data: {
        ...(insights?.length ? { insights } : {}),
        ...(recording ? { recording: kept(recording) } : {}),
        ...(place ? { place } : {}),
        ...(preparationMinutes === undefined ? {} : { preparationMinutes }),
      },
    },
  ]);
  if (!id) throw new Error('a log without a dedupe key was skipped');
  await tellMentioned(ctx, { ...input, id });
  if (!nextStep) return { id, taskId: null };
  const task = await createTask(ctx, { ...nextStep, ...subjects });
  return isRefusal(task) ? task : { id, taskId: task.id };
}

/** Without consent the recording is not ours to point at. */
function kept(recording: z.output<typeof Recording>): z.output<typeof Recording> {
  if (recording.consent !== 'refused') return recording;
  const { reference: _dropped, ...rest } = recording;
  return rest;
}

function tooEarly(ctx: Ctx, occurredAt: string): Refusal | null {
  if (Date.parse(occurredAt) <= Date.parse(ctx.now) + AHEAD_MS) return null;
  return refuse('invalid', 'This lies in the future. Log it when it has happened, or make a task of it.', { field: 'occurredAt' });
}

/** At least one record, and each one that the caller may reach. */
export async function subjectProblem(ctx: Ctx, refs: SubjectRefs): Promise<Refusal | null> {
  const named = SUBJECTS.filter((of) => refs[`${of}Id`] !== undefined);
  if (named.length === 0)
    return refuse('invalid', 'Say whom this is about: a contact, a company, a deal, a lead or a campaign.', { field: 'contactId' });
  for (const of of named) {
    const id = refs[`${of}Id`];
    if (id && !(await reaches(ctx.tx, ctx.scope, { of, id })))
      return refuse('not_found', `This ${of} does not exist, or your role does not reach it.`, { field: `${of}Id` });
  }
  return null;
}

async function mentionProblem(ctx: Ctx, mentions: readonly string[]): Promise<Refusal | null> {
  if (mentions.length === 0) return null;
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int n from member where workspace_id = ${ctx.scope.workspaceId} and id = any (${mentions})`.execute(ctx.tx);
  return rows[0]?.n === new Set(mentions).size
    ? null
    : refuse('invalid', 'Somebody mentioned here is not a member of this workspace.', { field: 'mentions' });
}

/** What the note says is not repeated in the notice: it is read where it stands, by whoever may. */
async function tellMentioned(ctx: Ctx, note: Log & { id: string }): Promise<void> {
  const of = SUBJECTS.find((subject) => note[`${subject}Id`] !== undefined);
  const link = of ? `/${PATHS[of]}/${note[`${of}Id`]}` : null;
  for (const memberId of new Set(note.mentions ?? [])) {
    if (memberId === ctx.scope.actor.memberId) continue;
    await notify(ctx, {
      memberId,
      kind: 'note.mention',
      title: `${ctx.scope.actor.label} mentioned you in a note`,
      link,
      dedupeKey: `mention:${note.id}`,
    });
  }
}

const PATHS: Readonly<Record<Subject, string>> = {
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  lead: 'leads',
  campaign: 'campaigns',
};

export interface Correction {
  occurredAt?: string;
  direction?: Direction;
  outcome?: string;
  durationSeconds?: number | null;
  subject?: string | null;
  body?: string | null;
  insights?: readonly z.output<typeof Insight>[];
}

/** A new version of what a person logged; what is absent stays as it was. The versions before it stay in the ledger. */
export async function correct(ctx: Ctx, id: string, correction: Correction): Promise<{ id: string } | Refusal> {
  const last = await correctable(ctx, id);
  if (isRefusal(last)) return last;
  if (last.retracted) return refuse('conflict', 'This was taken back, so there is nothing to correct. Log it anew.');
  const problem = correction.occurredAt ? tooEarly(ctx, correction.occurredAt) : null;
  if (problem) return problem;
  const { insights, ...values } = correction;
  return next(ctx, last, { ...values, ...(insights ? { data: { insights } } : {}) });
}

/** Says that it did not happen. The versions before it stay in the ledger, marked. */
export async function retract(ctx: Ctx, id: string, reason?: string): Promise<{ id: string } | Refusal> {
  const last = await correctable(ctx, id);
  if (isRefusal(last)) return last;
  if (last.retracted) return { id: last.id };
  return next(ctx, last, { retracted: true, data: reason ? { reason } : {} });
}

async function correctable(ctx: Ctx, id: string): Promise<ActivityRow | Refusal> {
  const found = await versions(ctx.tx, ctx.scope, id);
  if (isRefusal(found)) return found;
  const [last] = found.items;
  if (!last) return refuse('not_found', 'This entry does not exist.');
  if (!(LOGGED_KINDS as readonly string[]).includes(last.kind) || last.evidence === 'system')
    return refuse('not_now', 'Only what a person logged can be corrected; this entry was written by the program or by another system.');
  const { rows } = await sql`select 1 from activity a where a.workspace_id = ${ctx.scope.workspaceId} and a.id = ${last.id}
    and ${reachable(ctx.scope, 'activity', { to: 'write', ownerColumn: 'a.member_id' })}`.execute(ctx.tx);
  return rows.length > 0 ? last : refuse('forbidden', 'Your role may only correct its own entries, or its team’s.');
}

interface Change extends Correction {
  retracted?: boolean;
  consent?: Consent;
  data?: Record<string, unknown>;
}

/** The version is copied in SQL, so that fields the caller may not see stay what they were. */
async function next(ctx: Ctx, last: ActivityRow, change: Change): Promise<{ id: string }> {
  const { rows } = await sql<{
    row: Record<string, unknown>;
  }>`select to_jsonb(a) row from activity a where a.workspace_id = ${ctx.scope.workspaceId} and a.id = ${last.id}`.execute(ctx.tx);
  const was = rows[0]?.row as StoredVersion | undefined;
  if (!was) throw new Error('the version to correct has gone');
  const pick = <T>(given: T | undefined, before: T): T => (given === undefined ? before : given);
  const [id] = await record(ctx, [
    {
      kind: last.kind,
      side: last.side,
      traffic: last.traffic,
      evidence: last.evidence,
      occurredAt: pick(change.occurredAt, last.occurredAt),
      direction: pick<Direction | null>(change.direction, last.direction),
      subject: pick(change.subject, was.subject),
      body: pick(change.body, was.body),
      outcome: pick<string | null>(change.outcome, was.outcome),
      durationSeconds: pick(change.durationSeconds, was.duration_seconds),
      contactId: was.contact_id,
      companyId: was.company_id,
      dealId: was.deal_id,
      leadId: was.lead_id,
      campaignId: was.campaign_id,
      memberId: was.member_id,
      mentions: was.mentions,
      data: {
        ...was.data,
        ...change.data,
        ...(change.consent ? { recording: { ...was.data.recording, consent: change.consent } } : {}),
        firstLoggedAt: last.loggedAt,
        correctedBy: ctx.scope.actor.memberId,
      },
      correctsId: last.rootId,
      retracted: change.retracted ?? false,
      importId: was.import_id,
    },
  ]);
  if (!id) throw new Error('a correction was skipped');
  return { id };
}

interface StoredVersion {
  subject: string | null;
  body: string | null;
  outcome: string | null;
  duration_seconds: number | null;
  contact_id: string | null;
  company_id: string | null;
  deal_id: string | null;
  lead_id: string | null;
  campaign_id: string | null;
  member_id: string | null;
  mentions: string[];
  data: Record<string, unknown> & { recording?: Record<string, unknown> };
  import_id: string | null;
}

/** `refused` drops the reference from every version, the first included; any other word is a new version. */
export async function setConsent(ctx: Ctx, id: string, consent: Consent): Promise<Refusal | undefined> {
  const last = await correctable(ctx, id);
  if (isRefusal(last)) return last;
  if (last.kind !== 'call') return refuse('not_now', 'Only calls have a recording.');
  await next(ctx, last, { consent });
  if (consent === 'refused') await sql`select drop_recording(${last.rootId})`.execute(ctx.tx);
}
