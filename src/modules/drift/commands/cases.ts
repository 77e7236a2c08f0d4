import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import { addCriterion } from '#modules/scoring/commands/amend.ts';
import type { CriterionInput } from '#modules/scoring/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { driftFound } from '../events.ts';
import { Evidence } from '../queries/cases.ts';
import { type DimensionField, dimensionFields } from '../queries/dimensions.ts';
import { compared, driftsOf } from '../queries/drift.ts';
import { amendment } from '../rules/amendment.ts';
import { type Bin, type Drift, grown, shrunk } from '../rules/drift.ts';
import type { CaseState } from '../schema.ts';

interface CaseRow {
  id: string;
  dimension: string;
  state: CaseState;
  evidence: unknown;
}

const CLOSED = refuse('not_now', 'This case is closed.');

async function lockCase(ctx: Ctx, id: string): Promise<CaseRow | Refusal> {
  const { rows } = await sql<CaseRow>`select id, dimension, state, evidence from drift_case
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return refuse('not_found', 'This case is not here any more.');
  return row.state === 'signed' || row.state === 'dismissed' ? CLOSED : row;
}

function evidenceOf(drift: Drift | undefined): Evidence {
  const plain = ({ value, baseShare, currentShare }: Bin) => ({ value, baseShare, currentShare });
  if (!drift || drift.psi === null) return Evidence.parse({});
  const { base, current, psi, adjustedP } = drift;
  return { grown: grown(drift).map(plain), shrunk: shrunk(drift).map(plain), base, current, psi, adjustedP };
}

async function insertCase(ctx: Ctx, found: { dimension: string; drift: Drift | undefined; by: string | null }): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`insert into drift_case (workspace_id, dimension, evidence, opened_by, opened_at)
    values (${ctx.scope.workspaceId}, ${found.dimension}, ${JSON.stringify(evidenceOf(found.drift))}::jsonb, ${found.by}, ${ctx.now})
    on conflict (workspace_id, dimension) where closed_at is null do nothing returning id`.execute(ctx.tx);
  const id = rows[0]?.id ?? null;
  if (id) ctx.changed('drift', id);
  return id;
}

export async function openCase(ctx: Ctx, { dimension }: { dimension: string }): Promise<{ id: string } | Refusal> {
  const fields = await dimensionFields(ctx);
  const field = fields.find(({ name }) => name === dimension);
  if (!field) return refuse('invalid', 'Choose one of the things that are told apart.', { field: 'dimension' });
  const windows = await compared(ctx, { against: 'year_before' });
  const [drift] = await driftsOf(ctx, { population: 'customers', compared: windows, fields: [field] });
  const id = await insertCase(ctx, { dimension, drift, by: ctx.scope.actor.memberId });
  return id ? { id } : refuse('conflict', `A case on “${field.label}” is open already.`);
}

/** How long after a case was let rest the same figures do not open another one. */
const REST_DAYS = 91;

/** Looks whether who buys has moved, and opens a case for what did; once for each, until it is closed. */
export async function findDrift(ctx: Ctx): Promise<void> {
  const fields = await dimensionFields(ctx);
  const windows = await compared(ctx, { against: 'year_before' });
  for (const drift of await driftsOf(ctx, { population: 'customers', compared: windows, fields })) {
    if (drift.standing !== 'drift' && drift.standing !== 'major') continue;
    if (await restsYet(ctx, drift.dimension)) continue;
    const caseId = await insertCase(ctx, { dimension: drift.dimension, drift, by: null });
    if (!caseId) continue;
    await ctx.announce(driftFound, { caseId, dimension: drift.dimension });
    const label = fields.find(({ name }) => name === drift.dimension)?.label ?? drift.dimension;
    await tellLeads(ctx, { caseId, label });
  }
}

async function restsYet(ctx: Ctx, dimension: string): Promise<boolean> {
  const { rows } = await sql`select from drift_case where workspace_id = ${ctx.scope.workspaceId} and dimension = ${dimension}
    and closed_at > ${ctx.now}::timestamptz - make_interval(days => ${REST_DAYS})`.execute(ctx.tx);
  return rows.length > 0;
}

async function tellLeads(ctx: Ctx, found: { caseId: string; label: string }): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and status = 'active'
    and roles && '{sales_lead,marketing_lead,revenue_lead}'::text[] order by id`.execute(ctx.tx);
  for (const { id } of rows)
    await notify(ctx, {
      memberId: id,
      kind: 'drift.found',
      title: `Who buys has moved: ${found.label}`,
      body: 'The figures say so with what chance alone would do taken off. Do you see it as well?',
      link: '/drift',
      dedupeKey: `drift:${found.caseId}`,
    });
}

export async function confirmCase(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const found = await lockCase(ctx, id);
  if (isRefusal(found)) return found;
  if (found.state !== 'signal') return refuse('conflict', 'This is confirmed already.');
  await move(ctx, id, sql`state = 'confirmed', confirmed_by = ${ctx.scope.actor.memberId}, confirmed_at = ${ctx.now}`);
  return {};
}

export async function dismissCase(ctx: Ctx, { id, reason }: { id: string; reason: string }): Promise<Record<string, never> | Refusal> {
  const found = await lockCase(ctx, id);
  if (isRefusal(found)) return found;
  await move(ctx, id, sql`state = 'dismissed', reason = ${reason}, closed_by = ${ctx.scope.actor.memberId}, closed_at = ${ctx.now}`);
  return {};
}

async function move(ctx: Ctx, id: string, change: ReturnType<typeof sql>): Promise<void> {
  await sql`update drift_case set ${change} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('drift', id);
}

export interface Amended {
  profileVersionId: string;
  number: number;
  criterion: Pick<CriterionInput, 'label' | 'condition'>;
}

/** Writes what moved into the profile's next draft as a criterion of its own; it counts when both sides have signed that draft. */
export async function draftAmendment(ctx: Ctx, id: string): Promise<Amended | Refusal> {
  const found = await lockCase(ctx, id);
  if (isRefusal(found)) return found;
  if (found.state === 'signal') return refuse('not_now', 'Confirm first that people see it as well.');
  if (found.state === 'proposed') return refuse('conflict', 'The change is written into the draft already.');
  const field = (await dimensionFields(ctx)).find(({ name }) => name === found.dimension);
  if (field && field.contactField === null)
    return refuse(
      'not_now',
      `“${field.label}” is known of deals only; a profile is about people. Change it by hand, or let the case rest.`,
    );
  const criterion = field && amendmentFor(field, Evidence.parse(found.evidence));
  if (!criterion)
    return refuse(
      'not_now',
      'There is no segment that grew, so there is nothing to add. Change the profile by hand, or let the case rest.',
    );
  const draft = await addCriterion(ctx, criterion);
  if (isRefusal(draft)) return draft;
  await move(ctx, id, sql`state = 'proposed', profile_version_id = ${draft.id}`);
  return { profileVersionId: draft.id, number: draft.number, criterion };
}

function amendmentFor(field: DimensionField, evidence: Evidence): CriterionInput | null {
  if (field.contactField === null) return null;
  const segments = evidence.grown.map(({ value }) => ({ value, label: field.labels.get(value) ?? value }));
  return amendment({ field: field.contactField, label: field.label }, segments);
}

/** The draft that holds the change was signed: the case is closed by that. */
export async function settleSigned(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ id: string }>`update drift_case d set state = 'signed', closed_at = ${ctx.now} from profile_version v
    where d.workspace_id = ${ctx.scope.workspaceId} and d.state = 'proposed' and v.workspace_id = d.workspace_id and v.id = d.profile_version_id
      and v.status in ('active', 'superseded') returning d.id`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('drift', id);
  // A draft that was thrown away leaves the case where it was before.
  await sql`update drift_case set state = 'confirmed' where workspace_id = ${ctx.scope.workspaceId} and state = 'proposed' and profile_version_id is null`.execute(
    ctx.tx,
  );
}
