import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { clearSignatures, sign as giveSignature } from '#modules/signatures/commands.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, startOfDay } from '#platform/shared/calendar.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { agreementSigned } from '../events.ts';
import { clausesOf, contentHashOf, stateOf, type VersionRow, versionsOf } from '../queries/agreement.ts';
import { replayOwed } from '../queries/replayed.ts';
import { sampleClauses } from '../rules/sample.ts';
import { type ClauseInput, type OpenClocks, PARTIES, type VersionState } from '../schema.ts';
import { seedCalendars } from './calendars.ts';
import { asInput, clauseProblems, insertClauses } from './clauses.ts';
import { rebaseOpen, takeOpenAlong } from './rebase.ts';

interface Content {
  title: string;
  effectiveOn: string | null;
  note: string | null;
  openClocks: OpenClocks;
  clauses: readonly ClauseInput[];
}

const SIGNED = 'This version is signed by both sides, so it stands. Begin the next one.';

async function lockVersion(ctx: Ctx, id: string): Promise<VersionRow | Refusal> {
  const { rows } =
    await sql<VersionRow>`select id, number, title, status, effective_on, note, open_clocks, created_at, in_force_at, superseded_at from agreement_version
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  return rows[0] ?? refuse('not_found', 'This version is not there any more.');
}

async function lockUnsigned(ctx: Ctx, id: string): Promise<VersionRow | Refusal> {
  const version = await lockVersion(ctx, id);
  if (isRefusal(version)) return version;
  return version.status === 'signed' ? refuse('not_now', SIGNED) : version;
}

/** The next version as a copy of the newest, or the one that is being drafted already. */
export async function draftAgreement(ctx: Ctx): Promise<{ id: string; number: number } | Refusal> {
  const [newest] = await versionsOf(ctx.tx, ctx.scope);
  if (newest && newest.status !== 'signed')
    return refuse('conflict', `Version ${newest.number} is being written already. Go on with that one.`);
  const number = (newest?.number ?? 0) + 1;
  const { id } = await ctx.tx
    .insertInto('agreement_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number,
      title: newest?.title ?? 'Our agreement',
      note: newest?.note ?? null,
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (newest) await insertClauses(ctx, { versionId: id, clauses: (await clausesOf(ctx.tx, ctx.scope, newest.id)).map(asInput) });
  ctx.changed('agreement', id);
  return { id, number };
}

/** Writes the draft whole. What one side had signed is not what it says any more, so signatures fall. */
export async function writeAgreement(
  ctx: Ctx,
  write: Content & { id: string; basedOn?: string | undefined },
): Promise<{ contentHash: string; signaturesCleared: boolean } | Refusal> {
  const version = await lockUnsigned(ctx, write.id);
  if (isRefusal(version)) return version;
  const before = await clausesOf(ctx.tx, ctx.scope, version.id);
  if (write.basedOn && write.basedOn !== contentHashOf(version, before))
    return refuse('conflict', 'Someone else changed this draft meanwhile. Load it again; your text is still here.');
  const wrong = await clauseProblems(ctx, write.clauses);
  if (wrong) return wrong;
  const signed = await clearSignatures(ctx, { subject: 'agreement', id: version.id });
  await ctx.tx.deleteFrom('clause').where('workspace_id', '=', ctx.scope.workspaceId).where('version_id', '=', version.id).execute();
  await insertClauses(ctx, { versionId: version.id, clauses: write.clauses });
  await ctx.tx
    .updateTable('agreement_version')
    .set({
      title: write.title,
      effective_on: write.effectiveOn,
      note: write.note || null,
      open_clocks: write.openClocks,
      status: 'draft',
      proposed_at: null,
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', version.id)
    .execute();
  ctx.changed('agreement', version.id);
  const after = { title: write.title, effective_on: write.effectiveOn, note: write.note || null, open_clocks: write.openClocks };
  return { contentHash: contentHashOf(after, await clausesOf(ctx.tx, ctx.scope, version.id)), signaturesCleared: signed };
}

export async function discardAgreement(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const version = await lockUnsigned(ctx, id);
  if (isRefusal(version)) return version;
  await ctx.tx.deleteFrom('agreement_version').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('agreement', id);
  return {};
}

export async function proposeAgreement(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const version = await lockUnsigned(ctx, id);
  if (isRefusal(version)) return version;
  if (version.status !== 'draft') return refuse('conflict', 'This version is proposed already.');
  const clauses = await clausesOf(ctx.tx, ctx.scope, id);
  const missing = PARTIES.find((party) => !clauses.some((clause) => clause.party === party));
  if (missing)
    return refuse('not_now', `An agreement binds both sides: write down what ${missing === 'sales' ? 'Sales' : 'Marketing'} promises.`);
  const wrong = await clauseProblems(ctx, clauses.map(asInput));
  if (wrong) return wrong;
  if (await replayOwed(ctx, id, clauses))
    return refuse(
      'not_now',
      'Run this version over the last quarter first, so that both sides know what they sign: “Run over the past” on this page.',
    );
  await setStatus(ctx, id, { status: 'proposed', proposed_at: ctx.now });
  await tellSigningSides(ctx, version, 'is proposed and waits for your signature');
  return {};
}

async function setStatus(
  ctx: Ctx,
  id: string,
  change: { status: string; proposed_at?: string; signed_at?: string; in_force_at?: string },
): Promise<void> {
  await ctx.tx
    .updateTable('agreement_version')
    .set({ ...change, updated_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('agreement', id);
}

async function tellSigningSides(ctx: Ctx, version: VersionRow, what: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and roles && '{sales_lead,marketing_lead,revenue_lead}'::text[] and department in ('sales', 'marketing') and id is distinct from ${ctx.scope.actor.memberId}`.execute(
    ctx.tx,
  );
  for (const { id } of rows)
    await notify(ctx, {
      memberId: id,
      kind: 'agreement.changed',
      title: `The agreement, version ${version.number}, ${what}`,
      link: '/agreement',
      dedupeKey: `agreement:${version.id}:${what}:${ctx.now}`,
    });
}

export async function signAgreement(
  ctx: Ctx,
  sign: { id: string; contentHash: string },
): Promise<{ state: VersionState; inForceAt: string | null } | Refusal> {
  const version = await lockUnsigned(ctx, sign.id);
  if (isRefusal(version)) return version;
  if (version.status === 'draft') return refuse('not_now', 'This draft is not proposed yet. Propose it first, then both sides sign.');
  const currentHash = contentHashOf(version, await clausesOf(ctx.tx, ctx.scope, version.id));
  const signed = await giveSignature(ctx, { ...sign, subject: 'agreement', permission: 'agreement:sign', currentHash });
  if (isRefusal(signed)) return signed;
  if (!signed.complete) {
    await setStatus(ctx, version.id, { status: 'signed_by_one' });
    await tellSigningSides(ctx, version, `was signed by ${signed.party === 'sales' ? 'Sales' : 'Marketing'}`);
    return { state: 'signed_by_one', inForceAt: null };
  }
  return bringIntoForce(ctx, version);
}

export async function bringIntoForce(ctx: Ctx, version: VersionRow): Promise<{ state: VersionState; inForceAt: string }> {
  const { workspaceId } = ctx.scope;
  const zone = await timeZoneOf(ctx);
  const later = version.effective_on !== null && version.effective_on > dayIn(zone, ctx.now);
  const inForceAt = later && version.effective_on ? new Date(startOfDay(zone, version.effective_on)).toISOString() : ctx.now;
  // One that was signed for a later day than this one never comes into force.
  await sql`update agreement_version set superseded_at = greatest(in_force_at, ${inForceAt}::timestamptz), updated_at = ${ctx.now}
    where workspace_id = ${workspaceId} and status = 'signed' and (superseded_at is null or superseded_at > ${inForceAt})`.execute(ctx.tx);
  await setStatus(ctx, version.id, { status: 'signed', signed_at: ctx.now, in_force_at: inForceAt });
  if (version.open_clocks === 'open_too') await (later ? ctx.enqueue(takeOpenAlong, {}, { runAt: inForceAt }) : rebaseOpen(ctx));
  await ctx.announce(agreementSigned, { versionId: version.id, number: version.number, inForceAt });
  await tellSigningSides(ctx, version, 'was signed by both sides');
  return { state: stateOf({ ...version, status: 'signed', in_force_at: inForceAt, superseded_at: null }, ctx.now), inForceAt };
}

/** The calendars, and the sample agreement as a draft that both teams can change and sign. */
export async function seed(ctx: Ctx): Promise<void> {
  const zone = await timeZoneOf(ctx);
  const calendars = await seedCalendars(ctx, zone);
  const { id } = await ctx.tx
    .insertInto('agreement_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number: 1,
      title: 'Our agreement',
      note: 'Silence is acceptance: a lead that is not answered in time counts as accepted. Returning a lead with a reason keeps the agreement.',
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertClauses(ctx, { versionId: id, clauses: sampleClauses(calendars) });
}
