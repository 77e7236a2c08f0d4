import { sql } from 'kysely';
import type { z } from 'zod';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { decideSequenceMail, enrolContacts } from '../contract/enrolments.ts';
import { liveTrack, versionsOf } from '../queries/contents.ts';
import { SAID } from '../rules/entry.ts';
import { mayEnrol } from '../rules/rights.ts';
import type { NotEntered, TrackKind } from '../schema.ts';
import { enrol } from './enrol.ts';
import { cutStep, leave, lockOnTrack } from './leave.ts';
import { queued } from './mails.ts';
import { type OnTrack, writeSteps } from './steps.ts';
import { NO_TRACK } from './tracks.ts';
import { wake } from './wake.ts';

type EnrolAnswer = {
  enrolled: { contactId: string; enrolmentId: string }[];
  refused: { contactId: string; name: string; why: NotEntered; says: string }[];
};

/** Puts people on a track by hand: those whom the caller may write. */
export async function enrolByHand(
  asker: Ctx,
  { id, contactIds, dealId }: z.output<typeof enrolContacts.input>,
): Promise<EnrolAnswer | Refusal> {
  const track = await liveTrack(asker, id);
  if (!track) return NO_TRACK;
  if (!mayEnrol(asker.scope, track.kind))
    return refuse(
      'forbidden',
      track.kind === 'sequence' ? 'Sales puts people on sequences.' : 'Marketing puts people on tracks. Ask a marketer.',
    );
  if (track.state !== 'running') return refuse('not_now', 'This track does not run. Start it first.');
  const theirs = await writable(asker, contactIds);
  const deal = dealId === null ? null : await reachableDeal(asker, dealId);
  if (isRefusal(deal)) return deal;
  // Whether somebody meets the conditions of a rep's own sequence is asked with the rep's eyes.
  const ctx: Ctx = track.kind === 'sequence' ? asker : { ...asker, scope: unlimited(asker.scope) };
  const by = track.kind === 'sequence' ? 'sequence' : 'by_hand';
  const { enrolled, refused } = await enrol(ctx, { track, contactIds: theirs, by, memberId: asker.scope.actor.memberId, dealId });
  const strangers = contactIds
    .filter((one) => !theirs.includes(one))
    .map((contactId) => ({ contactId, name: '', why: 'not_there' as const }));
  return { enrolled, refused: [...refused, ...strangers].map((one) => ({ ...one, says: SAID[one.why] })) };
}

async function writable({ tx, scope }: Ctx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select id from contact where workspace_id = ${scope.workspaceId} and id = any (${[...ids]}::uuid[]) and deleted_at is null
    and ${reachable(scope, 'contact', { to: 'write', ownerColumn: 'owner_id' })}`.execute(tx);
  return rows.map(({ id }) => id);
}

async function reachableDeal({ tx, scope }: Ctx, id: string): Promise<string | Refusal> {
  const { rows } = await sql<{
    id: string;
  }>`select id from deal where workspace_id = ${scope.workspaceId} and id = ${id} and deleted_at is null
    and ${reachable(scope, 'deal', { to: 'write', ownerColumn: 'owner_id' })}`.execute(tx);
  return rows[0]?.id ?? refuse('not_found', 'This deal is not here any more, or it is not yours to see.', { field: 'dealId' });
}

const NOT_ON = refuse('not_found', 'This person is not on this track any more, or not yours to see.');

/** An enrolment that goes on, whose person the caller may write, locked: both sides may take a person off, whoever put them on. */
async function lockOpen(ctx: Ctx, id: string) {
  const there = await sql<{
    kind: TrackKind;
  }>`select t.kind from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id
    join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id and ${reachable(ctx.scope, 'contact', { to: 'write', ownerColumn: 'c.owner_id' })}
    where e.workspace_id = ${ctx.scope.workspaceId} and e.id = ${id}`.execute(ctx.tx);
  if (there.rows.length === 0) return NOT_ON;
  const [taken] = await lockOnTrack(ctx, sql<boolean>`e.id = ${id}`);
  return taken ?? refuse('not_now', 'This person has left the track already.');
}

export async function endByHand(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const taken = await lockOpen(ctx, id);
  if (isRefusal(taken)) return taken;
  await leave(ctx, [taken], 'by_hand');
  return {};
}

export async function holdByHand(ctx: Ctx, { id, until }: { id: string; until: string | null }): Promise<Record<string, never> | Refusal> {
  const taken = await lockOpen(ctx, id);
  if (isRefusal(taken)) return taken;
  if (until !== null && Date.parse(until) <= Date.parse(ctx.now))
    return refuse('invalid', 'Choose a time that is still to come.', { field: 'until' });
  // Let go, the step is looked at anew and waits on by itself if it has to.
  await sql`update nurture_enrolment set awaits = ${until ? 'hold' : 'time'}, due_at = ${until ?? ctx.now}, note = ${until ? `${ctx.scope.actor.label} holds it until then.` : null}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and state = 'waiting'`.execute(ctx.tx);
  if (!until) await wake(ctx, ctx.now);
  ctx.changed('contact', taken.contactId);
  ctx.changed('track', taken.trackId);
  return {};
}

interface Draft extends OnTrack {
  mailId: string;
  memberId: string | null;
  subject: string;
  body: string;
}

/** The rep sends a mail of a sequence as they have written it, or goes on without it. */
export async function decideMail(
  asker: Ctx,
  { id, decision, subject, text }: z.output<typeof decideSequenceMail.input>,
): Promise<{ state: 'planned' | 'held' | 'skipped'; until: string | null } | Refusal> {
  const draft = await lockDraft(asker, id);
  if (isRefusal(draft)) return draft;
  const ctx: Ctx = { ...asker, scope: unlimited(asker.scope) };
  await sql`update nurture_mail set decided_at = ${ctx.now}, decided_by = ${ctx.scope.actor.memberId}, decision = ${decision}, subject = ${subject ?? draft.subject}, body = ${text ?? draft.body}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('sequence_mail');
  if (decision === 'skip') {
    await goOn(ctx, draft, { outcome: 'skipped', messageId: null });
    return { state: 'skipped', until: null };
  }
  const version = (await versionsOf(ctx, [draft.versionId])).get(draft.versionId);
  const node = version?.walk.nodes.get(draft.nodeId);
  if (node?.type !== 'mail') return refuse('not_now', 'The step is not there any more.');
  const said = { subject: plainWords(subject ?? draft.subject), text: plainWords(text ?? draft.body) };
  const done = await queued(
    ctx,
    { node: { ...node, from: { by: 'enroller' } }, person: { ...draft, enteredByMember: draft.memberId } },
    said,
  );
  if ('stay' in done) {
    await sql`update nurture_enrolment set state = 'waiting', awaits = 'message', due_at = ${done.until}, note = ${done.note ?? null}, message_id = ${done.messageId ?? null}
      where workspace_id = ${ctx.scope.workspaceId} and id = ${draft.id}`.execute(ctx.tx);
    return { state: 'held', until: done.until };
  }
  if (done.outcome !== 'queued') return refuse('not_now', done.says || 'This mail can’t be sent.', { field: 'gate' });
  await goOn(ctx, draft, { outcome: 'queued', messageId: 'messageId' in done ? (done.messageId ?? null) : null });
  return { state: 'planned', until: null };
}

/** What the rep has read is sent as it stands there: nothing in it is a field any more. */
const plainWords = (text: string) => text.replaceAll('{{', '{ {');

async function goOn(
  ctx: Ctx,
  draft: Draft,
  { outcome, messageId }: { outcome: 'queued' | 'skipped'; messageId: string | null },
): Promise<void> {
  const version = (await versionsOf(ctx, [draft.versionId])).get(draft.versionId);
  const next = version?.walk.to(draft.nodeId, 'next') ?? null;
  await writeSteps(ctx, [
    { ...cutStep({ ...draft, kind: 'mail', messageId: null }, outcome, ''), outcome, port: 'next', message: messageId },
  ]);
  await sql`update nurture_enrolment set state = ${next === null ? 'finished' : 'waiting'}, node_id = ${next}, visit = visit + 1, since = ${ctx.now}, awaits = ${next && 'time'},
      due_at = ${next && ctx.now}, note = null, message_id = null, ended_at = ${next === null ? ctx.now : null}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${draft.id}`.execute(ctx.tx);
  await wake(ctx, ctx.now);
  ctx.changed('contact', draft.contactId);
}

async function lockDraft(ctx: Ctx, id: string): Promise<Draft | Refusal> {
  const { rows } = await sql<
    Draft & { decided: boolean; mine: boolean; open: boolean }
  >`select m.id as "mailId", m.member_id as "memberId", m.subject, m.body, m.decided_at is not null as decided,
      coalesce(m.member_id = ${ctx.scope.actor.memberId}::uuid, false) as mine, e.state = 'review' and e.visit = m.visit as open,
      e.id, e.track_id as "trackId", t.name as "trackName", t.kind, t.audience, t.purpose_id as "purposeId", t.owner_id as "trackOwner", e.version_id as "versionId",
      e.contact_id as "contactId", e.deal_id as "dealId", e.lead_id as "leadId", e.plan_id as "planId", e.node_id as "nodeId", e.visit, e.awaits, e.since,
      null::uuid as "messageId", null::uuid as "taskId", e.note, e.entered_by as "enteredBy", e.entered_by_member as "enteredByMember", e.tries
    from nurture_mail m join nurture_enrolment e on e.workspace_id = m.workspace_id and e.id = m.enrolment_id
      join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id
      join contact c on c.workspace_id = m.workspace_id and c.id = m.contact_id and ${reachable(ctx.scope, 'contact', { to: 'write', ownerColumn: 'c.owner_id' })}
    where m.workspace_id = ${ctx.scope.workspaceId} and m.id = ${id} for update of m, e`.execute(ctx.tx);
  const [draft] = rows;
  if (!draft) return refuse('not_found', 'This mail is not here any more, or not yours to see.');
  if (!draft.mine && !ctx.scope.permissions.has('lead:assign')) return refuse('forbidden', 'This mail is a colleague’s to send.');
  return draft.decided || !draft.open ? refuse('not_now', 'This mail has been decided already.') : draft;
}
