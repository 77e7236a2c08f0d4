import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getScore, listPoints } from '../contract/score.ts';
import { isForSales } from '../rules/decision.ts';
import { type Contribution, explain } from '../rules/engagement.ts';
import { inThreeLines } from '../rules/explain.ts';
import { engagementClassOf } from '../rules/fit.ts';
import { profileNotes } from './facts.ts';
import type { Doing } from './history.ts';
import { type Looked, lookAt, type PersonScore, type Rules, rulesInForce } from './score.ts';

const HIDING = ['contact.fit', 'contact.engagement', 'contact.scoreLabel'];

async function look(ctx: ReadCtx, contactId: string): Promise<(Looked & { rules: Rules }) | Refusal> {
  const { rows } = await sql`select from contact where workspace_id = ${ctx.scope.workspaceId} and id = ${contactId} and deleted_at is null
    and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })}`.execute(ctx.tx);
  if (rows.length === 0 || HIDING.some((field) => ctx.scope.hidden.has(field)))
    return refuse('not_found', 'This contact is not here any more, or its score is not yours to see.');
  const rules = await rulesInForce(ctx);
  const looked = await lookAt(ctx, rules, contactId);
  return looked ? { ...looked, rules } : refuse('not_found', 'This contact is not here any more.');
}

const isSilent = (ctx: ReadCtx) => ctx.scope.hidden.has('activity.subject') || ctx.scope.hidden.has('activity.data');

/** One person's score, point by point. */
export async function explainScore(ctx: ReadCtx, contactId: string): Promise<OutputOf<typeof getScore> | Refusal> {
  const looked = await look(ctx, contactId);
  if (!('person' in looked)) return looked;
  const shown = { ...explained(looked.rules, looked), ...(await profileNotes(ctx, contactId, looked.rules.profile)) };
  const contributions = isSilent(ctx) ? shown.contributions.map((one) => ({ ...one, what: null })) : shown.contributions;
  return { ...shown, contributions };
}

const PAGE = 50;
/** An event that came onto the ledger so long after it happened came late. */
const LATE_MS = 3_600_000;

type Point = OutputOf<typeof listPoints>['items'][number];

/** Every row of the ledger that a rule looks at, with what became of it: the newest first. */
export async function pointsOf(
  ctx: ReadCtx,
  asked: { id: string; cursor?: string | undefined },
): Promise<OutputOf<typeof listPoints> | Refusal> {
  const looked = await look(ctx, asked.id);
  if (!('person' in looked)) return looked;
  const { person, doings, rules } = looked;
  const score = explain(person.arranged, person.arranged.now);
  const counted = new Map(score.contributions.map((one) => [`${one.ruleId} ${one.eventId}`, one]));
  const passed = new Map(score.passed.map(({ event, why }) => [`${event.ruleId} ${event.eventId}`, why]));
  const ruleById = new Map((rules.model?.rules ?? []).map((rule) => [rule.id, rule]));
  const silent = isSilent(ctx);
  const points = doings.flatMap((doing) =>
    doing.events.map(({ ruleId, eventId }): Point => {
      const of = counted.get(`${ruleId} ${eventId}`);
      const rule = ruleById.get(ruleId);
      return {
        activityId: doing.id,
        ruleId,
        rule: rule?.label ?? '',
        kind: doing.kind,
        what: silent ? null : whatOf(doing),
        occurredAt: doing.occurredAt,
        base: rule?.points ?? 0,
        decayed: of?.decayed ?? 0,
        counted: of?.counted ?? 0,
        capEffect: of?.capEffect ?? null,
        verdict: verdictOf(doing, of, passed.get(`${ruleId} ${eventId}`)),
        late: doing.evidence === 'system' && Date.parse(doing.loggedAt) - Date.parse(doing.occurredAt) > LATE_MS,
      };
    }),
  );
  points.sort((a, b) => (a.occurredAt === b.occurredAt ? (a.activityId < b.activityId ? 1 : -1) : a.occurredAt < b.occurredAt ? 1 : -1));
  const after = Number(asked.cursor ?? 0);
  return {
    items: points.slice(after, after + PAGE),
    total: points.length,
    next: after + PAGE < points.length ? String(after + PAGE) : null,
    engagement: score.total,
    inactivity: score.contributions.find(({ ruleId }) => ruleId === null)?.counted ?? 0,
    modelNumber: rules.model?.version.number ?? null,
    resetAt: person.input.resetAt ?? null,
  };
}

function verdictOf(doing: Doing, of: Contribution | undefined, passed: string | undefined): Point['verdict'] {
  if (doing.traffic === 'machine' || doing.traffic === 'suspected') return doing.traffic;
  if (of?.fromFuture) return 'from_future';
  if (of) return 'counts';
  return passed === 'duplicate' || passed === 'before_reset' ? passed : 'not_meant';
}

const whatOf = ({ address, subject }: Pick<Doing, 'address' | 'subject'>) => address ?? subject;

const STRONGEST = 3;

export function explained(rules: Rules, { person: score, doings, momentum }: Looked): OutputOf<typeof getScore> {
  const engagement = explain(score.arranged, score.arranged.now);
  const handsOff = isForSales(rules.handoff, { label: score.label, fit: score.fit?.class ?? null, engagement: engagement.total });
  const { threshold } = rules.handoff;
  const criteria = criteriaShown(rules, score);
  const contributions = contributionsShown(rules, { doings, now: score.input.now, of: engagement.contributions });
  const labels = (kind: string, answer: string) =>
    criteria.filter((one) => one.kind === kind && one.answer === answer).map(({ label }) => label);
  return {
    label: score.label,
    handsOff,
    threshold: threshold && { ...threshold, fitClasses: [...threshold.fitClasses] },
    fit: score.fit?.class ?? null,
    fitScore: score.fit?.fit ?? null,
    coverage: score.fit?.coverage ?? 0,
    engagement: engagement.total,
    engagementClass: Number(engagementClassOf(engagement.total)),
    momentum,
    change: score.change,
    reason: score.strongest,
    profileNumber: rules.profile?.number ?? null,
    modelNumber: rules.model?.version.number ?? null,
    criteria,
    contributions,
    ignored: engagement.ignored,
    resetAt: score.input.resetAt ?? null,
    changesAt: score.dueAt,
    lines: inThreeLines({
      label: score.label ?? '?',
      fit: score.fit,
      met: labels('weighted', 'met'),
      unmet: labels('weighted', 'unmet'),
      disqualifiedBy: labels('disqualifier', 'met'),
      engagement: engagement.total,
      strongest: strongest(contributions),
      handsOff,
      threshold,
    }),
  };
}

function criteriaShown(rules: Rules, { fit, answers }: Pick<PersonScore, 'fit' | 'answers'>) {
  const points = new Map((fit?.contributions ?? []).map((one) => [one.id, one]));
  return (rules.profile?.criteria ?? []).map(({ id, label, kind, weight }, index) => {
    const answer = answers[index] ?? null;
    return {
      id,
      label,
      kind,
      weight,
      answer: answer === null ? ('unknown' as const) : answer ? ('met' as const) : ('unmet' as const),
      points: points.get(id)?.points ?? 0,
    };
  });
}

function contributionsShown(rules: Rules, given: { doings: readonly Doing[]; now: string; of: readonly Contribution[] }) {
  const ruleById = new Map((rules.model?.rules ?? []).map((rule) => [rule.id, rule]));
  const doingById = new Map(given.doings.map((doing) => [doing.id, doing]));
  const days = rules.model?.version.inactivity?.afterDays ?? 0;
  return given.of.map((one) => {
    const doing = doingById.get(one.eventId);
    return {
      ruleId: one.ruleId,
      rule: one.ruleId === null ? `Nothing for ${days} days` : (ruleById.get(one.ruleId)?.label ?? ''),
      activityId: one.eventId,
      what: doing && one.ruleId !== null ? whatOf(doing) : null,
      kind: doing?.kind ?? '',
      occurredAt: doing?.occurredAt ?? given.now,
      base: one.base,
      decayed: one.decayed,
      counted: one.counted,
      capEffect: one.capEffect,
    };
  });
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
