import { sql } from 'kysely';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { reachable, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getScore } from '../contract/score.ts';
import { classChangesAt } from '../rules/due.ts';
import { type EngagementInput, type EngagementScore, engagementScore } from '../rules/engagement.ts';
import { inThreeLines } from '../rules/explain.ts';
import { engagementClassOf, type FitScore, scoreLabel } from '../rules/fit.ts';
import { type Doing, eventsOf, horizonDays } from '../rules/match.ts';
import { profileNotes } from './facts.ts';
import { activeModel, asEngagementGroups, asEngagementRule, type Model } from './model.ts';
import { activeProfile, type CriterionRow, criteriaOf, fitOf, judge } from './profile.ts';

/** The agreed rules, read once for a batch of people. */
export interface Rules {
  profile: { id: string; number: number; reviewOn: string | null; criteria: CriterionRow[] } | null;
  model: Model | null;
  zone: string;
}

export async function rulesInForce(ctx: ReadCtx): Promise<Rules> {
  const profile = await activeProfile(ctx.tx, ctx.scope);
  const model = await activeModel(ctx.tx, ctx.scope);
  const { time_zone } = await ctx.tx
    .selectFrom('workspace')
    .select('time_zone')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return {
    profile: profile
      ? { id: profile.id, number: profile.number, reviewOn: profile.review_on, criteria: await criteriaOf(ctx.tx, ctx.scope, profile.id) }
      : null,
    model: model ?? null,
    zone: time_zone,
  };
}

export interface PersonScore {
  contactId: string;
  fit: FitScore | null;
  answers: (boolean | null)[];
  engagement: EngagementScore;
  input: EngagementInput;
  label: string | null;
  /** When time alone changes the label. */
  dueAt: string | null;
  doings: Map<string, Doing>;
}

/** Scores people from their record and the ledger: a fixed number of queries for any number of them. Nothing is stored. */
export async function scorePeople(ctx: ReadCtx, rules: Rules, contactIds: readonly string[]): Promise<PersonScore[]> {
  const criteria = rules.profile?.criteria ?? [];
  const answers = new Map((await judge(ctx, { criteria, contactIds })).map((one) => [one.contactId, one.answers]));
  const doings = await doingsOf(ctx, rules, contactIds);
  const resets = await resetsOf(ctx, contactIds);
  const meant = await meantBy(ctx, rules, contactIds);
  return contactIds.flatMap((contactId) => {
    const answered = answers.get(contactId);
    if (!answered) return [];
    const mine = doings.get(contactId) ?? [];
    const fit = rules.profile ? fitOf(criteria, answered) : null;
    const input: EngagementInput = {
      rules: (rules.model?.rules ?? []).map(asEngagementRule),
      groups: rules.model ? asEngagementGroups(rules.model.version) : [],
      events: eventsOf(
        (rules.model?.rules ?? []).filter(({ id }) => meant.get(id)?.has(contactId) ?? true),
        mine,
      ),
      now: ctx.now,
      resetAt: resets.get(contactId) ?? null,
      zone: rules.zone,
    };
    const engagement = engagementScore(input);
    const label = fit ? scoreLabel(fit.class, engagement.total) : null;
    const dueAt = engagement.contributions.length > 0 ? classChangesAt(input) : null;
    return [
      { contactId, fit, answers: answered, engagement, input, label, dueAt, doings: new Map(mine.map((doing) => [doing.id, doing])) },
    ];
  });
}

/** What people did, as it stands now: newest versions, nothing that was taken back, no machines. */
async function doingsOf(ctx: ReadCtx, rules: Rules, contactIds: readonly string[]): Promise<Map<string, Doing[]>> {
  const kinds = [...new Set((rules.model?.rules ?? []).flatMap(({ match }) => match.kinds))];
  if (kinds.length === 0 || contactIds.length === 0) return new Map();
  const days = horizonDays((rules.model?.rules ?? []).map(asEngagementRule));
  const from = new Date(Date.parse(ctx.now) - days * 86_400_000).toISOString();
  const { rows } = await sql<Doing & { contactId: string }>`
    select a.contact_id as "contactId", a.id, a.kind, a.direction, a.outcome, a.subject, coalesce(a.data ->> 'path', a.data ->> 'url', a.data ->> 'file', a.data ->> 'asset') as address,
      a.campaign_id as "campaignId", a.occurred_at as "occurredAt"
    from activity a where a.workspace_id = ${ctx.scope.workspaceId} and a.contact_id = any (${contactIds}::uuid[]) and a.occurred_at >= ${from}
      and a.kind = any (${kinds}::text[]) and (a.traffic is null or a.traffic = 'human') and not a.retracted
      and not exists (select from activity newer where newer.workspace_id = a.workspace_id and newer.corrects_id = a.id)
      and (a.corrects_id is null or not exists (select from activity later where later.workspace_id = a.workspace_id
        and later.corrects_id = a.corrects_id and (later.logged_at, later.id) > (a.logged_at, a.id)))`.execute(ctx.tx);
  return groupBy(rows, ({ contactId }) => contactId);
}

async function resetsOf(ctx: ReadCtx, contactIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ contact_id: string; reset_at: string }>`select contact_id, reset_at from score_reset
    where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${contactIds}::uuid[])`.execute(ctx.tx);
  return new Map(rows.map((row) => [row.contact_id, row.reset_at]));
}

/** For each rule that is not about everyone: whom it is about. A rule whose criteria cannot be read any more is about nobody. */
async function meantBy(ctx: ReadCtx, rules: Rules, contactIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const meant = new Map<string, Set<string>>();
  for (const { id, match } of rules.model?.rules ?? []) {
    if (!match.onlyFor || match.onlyFor.of.length === 0) continue;
    const set = await matchingOf(ctx.tx, unlimited(ctx.scope), {
      criteria: match.onlyFor,
      entity: 'contact',
      ids: contactIds,
      now: ctx.now,
    });
    meant.set(id, isRefusal(set) ? new Set() : set);
  }
  return meant;
}

/** One person's score, point by point. */
export async function explainScore(ctx: ReadCtx, contactId: string): Promise<OutputOf<typeof getScore> | Refusal> {
  const { rows } = await sql`select from contact where workspace_id = ${ctx.scope.workspaceId} and id = ${contactId} and deleted_at is null
    and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })}`.execute(ctx.tx);
  const hidden = ['contact.fit', 'contact.engagement', 'contact.scoreLabel'].some((field) => ctx.scope.hidden.has(field));
  if (rows.length === 0 || hidden) return refuse('not_found', 'This contact is not here any more, or its score is not yours to see.');
  const rules = await rulesInForce(ctx);
  const [score] = await scorePeople(ctx, rules, [contactId]);
  if (!score) return refuse('not_found', 'This contact is not here any more.');
  const shown = { ...explained(rules, score), ...(await profileNotes(ctx, contactId, rules.profile)) };
  const silent = ctx.scope.hidden.has('activity.subject') || ctx.scope.hidden.has('activity.data');
  return silent ? { ...shown, contributions: shown.contributions.map((one) => ({ ...one, what: null })) } : shown;
}

const STRONGEST = 3;

export function explained(rules: Rules, score: PersonScore): OutputOf<typeof getScore> {
  const ruleById = new Map((rules.model?.rules ?? []).map((rule) => [rule.id, rule]));
  const points = new Map((score.fit?.contributions ?? []).map((one) => [one.id, one]));
  const fit = (rules.profile?.criteria ?? []).map((criterion, index) => {
    const answer = score.answers[index] ?? null;
    return {
      id: criterion.id,
      label: criterion.label,
      kind: criterion.kind,
      weight: criterion.weight,
      answer: answer === null ? ('unknown' as const) : answer ? ('met' as const) : ('unmet' as const),
      points: points.get(criterion.id)?.points ?? 0,
    };
  });
  const contributions = score.engagement.contributions.map((one) => ({
    ruleId: one.ruleId,
    rule: ruleById.get(one.ruleId)?.label ?? '',
    activityId: one.eventId,
    what: score.doings.get(one.eventId)?.address ?? score.doings.get(one.eventId)?.subject ?? null,
    kind: score.doings.get(one.eventId)?.kind ?? '',
    occurredAt: score.doings.get(one.eventId)?.occurredAt ?? score.input.now,
    base: one.base,
    decayed: one.decayed,
    counted: one.counted,
    capEffect: one.capEffect,
  }));
  const handsOff = score.label !== null && (rules.model?.version.handoff_labels ?? []).includes(score.label);
  const labels = (kind: string, answer: string) =>
    fit.filter((one) => one.kind === kind && one.answer === answer).map(({ label }) => label);
  return {
    label: score.label,
    handsOff,
    fit: score.fit?.class ?? null,
    fitScore: score.fit?.fit ?? null,
    coverage: score.fit?.coverage ?? 0,
    engagement: score.engagement.total,
    engagementClass: Number(engagementClassOf(score.engagement.total)),
    profileNumber: rules.profile?.number ?? null,
    modelNumber: rules.model?.version.number ?? null,
    criteria: fit,
    contributions,
    ignored: score.engagement.ignored,
    resetAt: score.input.resetAt ?? null,
    changesAt: score.dueAt,
    lines: inThreeLines({
      label: score.label ?? '?',
      fit: score.fit,
      met: labels('weighted', 'met'),
      unmet: labels('weighted', 'unmet'),
      disqualifiedBy: labels('disqualifier', 'met'),
      engagement: score.engagement.total,
      strongest: strongest(contributions),
      handsOff,
    }),
  };
}

/** The rules that moved the score most, each once. */
function strongest(contributions: readonly { rule: string; counted: number }[]): { label: string; counted: number }[] {
  const byRule = groupBy(contributions, ({ rule }) => rule);
  return [...byRule]
    .map(([label, list]) => ({ label, counted: list.reduce((sum, { counted }) => sum + counted, 0) }))
    .filter(({ counted }) => Math.abs(counted) >= NOTEWORTHY)
    .sort((a, b) => Math.abs(b.counted) - Math.abs(a.counted))
    .slice(0, STRONGEST);
}

/** Less than this many points is not worth a word. */
const NOTEWORTHY = 0.5;
