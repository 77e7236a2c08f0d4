import { sql } from 'kysely';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { timeZoneOf, unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type Arranged, arrange, totalAt } from '../rules/arrange.ts';
import type { HandoffRule } from '../rules/decision.ts';
import { classChangesAt } from '../rules/due.ts';
import { type FitScore, scoreLabel } from '../rules/fit.ts';
import type { EngagementEvent, EngagementInput } from '../rules/input.ts';
import { changeOfWeek, momentumOf, strongestRecent } from '../rules/momentum.ts';
import type { Momentum } from '../schema.ts';
import { handoffRule } from './decision.ts';
import { type Doing, doingsOf, eventsOfMany, isHuman } from './history.ts';
import { activeModel, asEngagementGroups, asEngagementRule, type Model } from './model.ts';
import { paceNow } from './pace.ts';
import { activeProfile, type CriterionRow, criteriaOf, fitOf, judge } from './profile.ts';

/** The agreed rules, read once for a batch of people. */
export interface Rules {
  profile: { id: string; number: number; reviewOn: string | null; criteria: CriterionRow[] } | null;
  model: Model | null;
  /** What hands a lead to Sales. */
  handoff: HandoffRule;
  zone: string;
}

export async function rulesInForce(ctx: ReadCtx): Promise<Rules> {
  const profile = await activeProfile(ctx.tx, ctx.scope);
  const model = await activeModel(ctx.tx, ctx.scope);
  const zone = await timeZoneOf(ctx);
  return {
    profile: profile
      ? { id: profile.id, number: profile.number, reviewOn: profile.review_on, criteria: await criteriaOf(ctx.tx, ctx.scope, profile.id) }
      : null,
    model: model ?? null,
    handoff: await handoffRule(ctx),
    zone: zone,
  };
}

export interface PersonScore {
  contactId: string;
  fit: FitScore | null;
  answers: (boolean | null)[];
  input: EngagementInput;
  /** The same history as far as it does not depend on when one looks. */
  arranged: Arranged;
  /** 0 to 100, now. */
  engagement: number;
  label: string | null;
  /** When time alone changes the label. */
  dueAt: string | null;
  /** Points gained or lost within a week. */
  change: number;
  /** The strongest of what they did lately. */
  strongest: { rule: string; at: string } | null;
}

/** Scores people from their record and the ledger: a fixed number of queries for any number of them. Nothing is stored. */
export async function scorePeople(ctx: ReadCtx, rules: Rules, contactIds: readonly string[]): Promise<PersonScore[]> {
  const subjects = contactIds.map((contactId) => ({ contactId, until: null }));
  const events = await eventsOfMany(ctx, { rules: rules.model?.rules ?? [], subjects, now: ctx.now });
  return (await peopleWith(ctx, { rules, contactIds, events })).map(({ person }) => person);
}

async function peopleWith(
  ctx: ReadCtx,
  given: { rules: Rules; contactIds: readonly string[]; events: readonly (readonly EngagementEvent[])[] },
): Promise<{ place: number; person: PersonScore }[]> {
  const { rules, contactIds, events } = given;
  const criteria = rules.profile?.criteria ?? [];
  const answers = new Map((await judge(ctx, { criteria, contactIds })).map((one) => [one.contactId, one.answers]));
  const resets = await resetsOf(ctx, contactIds);
  const meant = await meantBy(ctx, rules.model, contactIds);
  const frame = frameOf(rules, ctx.now);
  return contactIds.flatMap((contactId, place) => {
    const answered = answers.get(contactId);
    if (!answered) return [];
    const mine = events[place] ?? [];
    const input: EngagementInput = {
      ...frame,
      events: meant.size === 0 ? mine : mine.filter(({ ruleId }) => meant.get(ruleId)?.has(contactId) ?? true),
      resetAt: resets.get(contactId) ?? null,
    };
    return [{ place, person: scored(rules, { contactId, answers: answered, input }) }];
  });
}

/** What is the same for everyone who is scored by these rules. */
export function frameOf({ model, zone }: Pick<Rules, 'model' | 'zone'>, now: string): Omit<EngagementInput, 'events' | 'resetAt'> {
  return {
    rules: (model?.rules ?? []).map(asEngagementRule),
    groups: model ? asEngagementGroups(model.version) : [],
    inactivity: model?.version.inactivity ?? null,
    now,
    zone,
  };
}

function scored(rules: Rules, of: Pick<PersonScore, 'contactId' | 'answers' | 'input'>): PersonScore {
  const fit = rules.profile ? fitOf(rules.profile.criteria, of.answers) : null;
  const arranged = arrange(of.input);
  const engagement = totalAt(arranged, arranged.now);
  const strongest = strongestRecent(arranged);
  return {
    ...of,
    fit,
    arranged,
    engagement,
    label: fit ? scoreLabel(fit.class, engagement) : null,
    dueAt: classChangesAt(arranged, arranged.now, rules.handoff.threshold?.cut ?? null),
    change: changeOfWeek(of.input, arranged),
    strongest: strongest && {
      rule: rules.model?.rules.find(({ id }) => id === strongest.rule.id)?.label ?? '',
      at: new Date(Math.min(strongest.at, arranged.now)).toISOString(),
    },
  };
}

export interface Looked {
  person: PersonScore;
  doings: Doing[];
  momentum: Momentum;
}

/** One person with every row of the ledger that rules look at. */
export async function lookAt(ctx: ReadCtx, rules: Rules, contactId: string): Promise<Looked | null> {
  const subjects = [{ contactId, until: null }];
  const [doings = []] = await doingsOf(ctx, { rules: rules.model?.rules ?? [], subjects, now: ctx.now });
  const events = [doings.filter(isHuman).flatMap((doing) => doing.events)];
  const [found] = await peopleWith(ctx, { rules, contactIds: [contactId], events });
  return found ? { person: found.person, doings, momentum: momentumOf(found.person.change, await paceNow(ctx)) } : null;
}

export async function resetsOf(ctx: ReadCtx, contactIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ contact_id: string; reset_at: string }>`select contact_id, reset_at from score_reset
    where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${contactIds}::uuid[])`.execute(ctx.tx);
  return new Map(rows.map((row) => [row.contact_id, row.reset_at]));
}

/** For each rule that is not about everyone: whom it is about. A rule whose criteria cannot be read any more is about nobody. */
export async function meantBy(ctx: ReadCtx, model: Model | null, contactIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const meant = new Map<string, Set<string>>();
  for (const { id, match } of model?.rules ?? []) {
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
