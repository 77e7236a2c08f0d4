import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { clearSignatures } from '#modules/signatures/commands.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type FieldError, isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type LineRow, linesOf, sidesOf } from '../queries/drafting.ts';
import { criteriaOf, type ProfileRow } from '../queries/profile.ts';
import { criterionProblem } from '../queries/standing.ts';
import { differencesOf, paired, shareIn } from '../rules/profilediff.ts';
import { type CriterionInput, PARTIES, type Party, type Settlement } from '../schema.ts';
import { lockVersion, replaceCriteria } from './profile.ts';

type Done = Record<string, never>;

const NO_SIDE = refuse(
  'forbidden',
  'Only someone of Sales or of Marketing writes for a side. Your department is set under Team and roles.',
);
const NOT_APART = refuse('not_now', 'The sides do not write alone at the moment.');
const NOT_ARGUED = refuse('not_now', 'This draft is not argued line by line.');

/** The draft, locked, and the caller's side. */
async function sideOf(ctx: Ctx, id: string): Promise<{ version: ProfileRow; party: Party } | Refusal> {
  const version = await lockVersion(ctx, id);
  if (isRefusal(version)) return version;
  if (version.drafting !== 'apart') return NOT_APART;
  const party = await signsFor(ctx, 'profile:write');
  return party ? { version, party } : NO_SIDE;
}

async function problemsOf(ctx: Ctx, criteria: readonly CriterionInput[], path: string): Promise<Refusal | null> {
  const errors: FieldError[] = [];
  for (const [index, criterion] of criteria.entries()) {
    const problem = await criterionProblem(ctx, criterion, path.replace('#', String(index)));
    if (problem) errors.push(problem);
  }
  return errors.length === 0 ? null : refuse('invalid', errors[0]?.message ?? '', { errors });
}

const bare = ({ kind, label, weight, condition }: CriterionInput): CriterionInput => ({ kind, label, weight, condition });

/** From here each side writes alone. What was written together is what both begin with. */
export async function startSides(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const version = await lockVersion(ctx, id);
  if (isRefusal(version)) return version;
  if (version.drafting === 'apart') return refuse('conflict', 'Each side is writing its own draft already.');
  if (version.drafting === 'argued')
    return refuse('not_now', 'The two drafts lie open already. Settle the lines, or discard this version.');
  await clearSignatures(ctx, { subject: 'profile', id });
  const criteria = (await criteriaOf(ctx.tx, ctx.scope, id)).map(bare);
  const { workspaceId } = ctx.scope;
  await sql`select set_config('truce.party', 'both', true)`.execute(ctx.tx);
  for (const party of PARTIES)
    await ctx.tx
      .insertInto('profile_side')
      .values({ workspace_id: workspaceId, version_id: id, party, criteria: JSON.stringify(criteria), written_at: ctx.now })
      .execute();
  await sql`update profile_version set drafting = 'apart', status = 'draft', updated_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  ctx.changed('profile', id);
  return {};
}

export async function writeOwnSide(
  ctx: Ctx,
  write: { id: string; criteria: readonly CriterionInput[]; note: string | null },
): Promise<Done | Refusal> {
  const side = await sideOf(ctx, write.id);
  if (isRefusal(side)) return side;
  const mine = (await sidesOf(ctx, write.id, side.party)).find(({ party }) => party === side.party);
  if (mine?.handed_in_at) return refuse('not_now', 'Your side has handed in its draft. Take it back to change it.');
  const wrong = await problemsOf(ctx, write.criteria, 'criteria[#].condition');
  if (wrong) return wrong;
  await sql`update profile_side set criteria = ${JSON.stringify(write.criteria)}::jsonb, note = ${write.note || null}, written_by = ${ctx.scope.actor.memberId},
      written_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and version_id = ${write.id} and party = ${side.party}`.execute(
    ctx.tx,
  );
  ctx.changed('profile', write.id);
  return {};
}

/** With the second draft both are laid open: in this transaction, so that nobody ever reads one against the other's unfinished one. */
export async function handInSide(ctx: Ctx, id: string): Promise<{ laidOpen: boolean } | Refusal> {
  const side = await sideOf(ctx, id);
  if (isRefusal(side)) return side;
  const { party } = side;
  const mine = (await sidesOf(ctx, id, party)).find((one) => one.party === party);
  if (!mine?.criteria.some(({ kind }) => kind === 'weighted'))
    return refuse('not_now', 'A draft needs at least one criterion that gives points. Write one first.');
  await sql`update profile_side set handed_in_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and version_id = ${id} and party = ${party}`.execute(
    ctx.tx,
  );
  const sides = await sidesOf(ctx, id, 'both');
  const laidOpen = sides.every(({ handed_in_at }) => handed_in_at !== null);
  if (laidOpen) await layOpen(ctx, id, sides);
  ctx.changed('profile', id);
  return { laidOpen };
}

export async function takeBackSide(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const side = await sideOf(ctx, id);
  if (isRefusal(side)) return side;
  await sidesOf(ctx, id, side.party);
  await sql`update profile_side set handed_in_at = null where workspace_id = ${ctx.scope.workspaceId} and version_id = ${id} and party = ${side.party}`.execute(
    ctx.tx,
  );
  ctx.changed('profile', id);
  return {};
}

/** Makes the lines. What both say alike is settled by that. */
async function layOpen(ctx: Ctx, id: string, sides: readonly { party: Party; criteria: CriterionInput[] }[]): Promise<void> {
  const { workspaceId } = ctx.scope;
  const of = (party: Party) => sides.find((side) => side.party === party)?.criteria ?? [];
  const [sales, marketing] = [of('sales'), of('marketing')];
  for (const [position, pair] of paired(sales, marketing).entries()) {
    const differs = differencesOf(pair, { one: shareIn(sales, pair.one), other: shareIn(marketing, pair.other) });
    const same = pair.one && pair.other && differs.length === 0 ? pair.one : null;
    await ctx.tx
      .insertInto('profile_line')
      .values({
        workspace_id: workspaceId,
        version_id: id,
        position,
        sales: pair.one && JSON.stringify(pair.one),
        marketing: pair.other && JSON.stringify(pair.other),
        ...(same ? { settled_as: 'both', settled: JSON.stringify(same), settled_at: ctx.now } : {}),
      })
      .execute();
  }
  await sql`update profile_side set is_open = true where workspace_id = ${workspaceId} and version_id = ${id}`.execute(ctx.tx);
  await sql`update profile_version set drafting = 'argued', laid_open_at = ${ctx.now}, updated_at = ${ctx.now}
    where workspace_id = ${workspaceId} and id = ${id}`.execute(ctx.tx);
  await takeOver(ctx, id);
  for (const memberId of await leadsOf(ctx))
    await notify(ctx, {
      memberId,
      kind: 'profile.open',
      title: 'Both drafts of the customer profile lie open',
      body: 'Settle the lines on which the two sides differ, then both sign.',
      link: '/profile',
      dedupeKey: `profile.open:${id}`,
    });
}

/** Whoever leads a side: they write and sign the profile. */
export async function leadsOf(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and roles && '{sales_lead,marketing_lead,revenue_lead}'::text[] order by id`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

/** The settled lines are what the version says. */
async function takeOver(ctx: Ctx, versionId: string): Promise<void> {
  const lines = await linesOf(ctx, versionId);
  await replaceCriteria(
    ctx,
    versionId,
    lines.flatMap(({ settled }) => settled ?? []),
  );
}

/** The line and its version, locked; only drafts that are argued have lines to change. */
async function lockLine(ctx: Ctx, lineId: string): Promise<{ line: LineRow; version: ProfileRow } | Refusal> {
  const { rows } = await sql<{
    version_id: string;
  }>`select version_id from profile_line where workspace_id = ${ctx.scope.workspaceId} and id = ${lineId}`.execute(ctx.tx);
  if (!rows[0]) return refuse('not_found', 'This line is not there any more.');
  const version = await lockVersion(ctx, rows[0].version_id);
  if (isRefusal(version)) return version;
  const line = (await linesOf(ctx, version.id)).find(({ id }) => id === lineId);
  return line ? { line, version } : refuse('not_found', 'This line is not there any more.');
}

export async function settleLine(
  ctx: Ctx,
  settle: { id: string; as: Exclude<Settlement, 'both'>; criterion?: CriterionInput | undefined },
): Promise<Done | Refusal> {
  const locked = await lockLine(ctx, settle.id);
  if (isRefusal(locked)) return locked;
  const { line, version } = locked;
  if (settle.as === 'new' && !settle.criterion) return refuse('invalid', 'Write the new wording.', { field: 'criterion' });
  if (settle.as !== 'new' && settle.criterion) return refuse('invalid', 'A new wording is settled as new.', { field: 'criterion' });
  if ((settle.as === 'sales' || settle.as === 'marketing') && !line[settle.as])
    return refuse('not_now', 'This side has nothing here. Leave the line out, or write new words.', { field: 'as' });
  const settled = settle.as === 'new' ? settle.criterion : settle.as === 'none' ? null : line[settle.as];
  const problem = settled ? await criterionProblem(ctx, settled, 'criterion.condition') : null;
  if (problem) return refuse('invalid', problem.message, { errors: [problem] });
  await sql`update profile_line set settled_as = ${settle.as}, settled = ${settled ? JSON.stringify(settled) : null}::jsonb,
      settled_by = ${ctx.scope.actor.memberId}, settled_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${settle.id}`.execute(
    ctx.tx,
  );
  await changed(ctx, version.id);
  return {};
}

export async function reopenLine(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const locked = await lockLine(ctx, id);
  if (isRefusal(locked)) return locked;
  await sql`update profile_line set settled_as = null, settled = null, settled_by = null, settled_at = null
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  await changed(ctx, locked.version.id);
  return {};
}

/** What the version says changed: signatures fall. */
async function changed(ctx: Ctx, versionId: string): Promise<void> {
  await takeOver(ctx, versionId);
  await clearSignatures(ctx, { subject: 'profile', id: versionId });
  await sql`update profile_version set status = 'draft', updated_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${versionId}`.execute(
    ctx.tx,
  );
  ctx.changed('profile', versionId);
}

const MOST_LINES = 30;

export async function addLine(ctx: Ctx, { id, criterion }: { id: string; criterion: CriterionInput }): Promise<{ id: string } | Refusal> {
  const version = await lockVersion(ctx, id);
  if (isRefusal(version)) return version;
  if (version.drafting !== 'argued') return NOT_ARGUED;
  const party = await signsFor(ctx, 'profile:write');
  if (!party) return NO_SIDE;
  const problem = await criterionProblem(ctx, criterion, 'criterion.condition');
  if (problem) return refuse('invalid', problem.message, { errors: [problem] });
  const lines = await linesOf(ctx, id);
  if (lines.length >= 2 * MOST_LINES) return refuse('not_now', 'A profile of so many lines tells nobody apart. Leave some out first.');
  const made = await ctx.tx
    .insertInto('profile_line')
    .values({ workspace_id: ctx.scope.workspaceId, version_id: id, position: lines.length, [party]: JSON.stringify(criterion) })
    .returning('id')
    .executeTakeFirstOrThrow();
  await changed(ctx, id);
  return made;
}

export async function commentLine(ctx: Ctx, { id, text }: { id: string; text: string }): Promise<{ id: string } | Refusal> {
  const locked = await lockLine(ctx, id);
  if (isRefusal(locked)) return locked;
  const { memberId } = ctx.scope.actor;
  if (!memberId) return refuse('forbidden', 'A comment belongs to a person.');
  const made = await ctx.tx
    .insertInto('profile_comment')
    .values({ workspace_id: ctx.scope.workspaceId, line_id: id, member_id: memberId, text, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('profile', locked.version.id);
  return made;
}
