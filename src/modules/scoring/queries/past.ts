import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { type Arranged, arrange, totalAt } from '../rules/arrange.ts';
import { type FitClass, scoreLabel } from '../rules/fit.ts';
import { eventsOfMany } from './history.ts';
import type { Model } from './model.ts';
import { fitOf, judge } from './profile.ts';
import { frameOf, meantBy, type Rules, resetsOf } from './score.ts';

export interface Past {
  id: string;
  contactId: string;
  /** When the lead first reached Sales, else when it began. */
  at: string;
  won: boolean;
  mature: boolean;
  /** The fit that was written down then. */
  keptFit: FitClass | '?' | null;
}

/** Leads in order of their id, with what became of them within the window. */
export async function pastLeads(ctx: ReadCtx, asked: { after: string | null; most: number; windowDays: number }): Promise<Past[]> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<Past>`
    select l.id, l.contact_id as "contactId", f.at, s.fit as "keptFit", f.at + make_interval(days => ${asked.windowDays}::int) <= ${ctx.now} as mature,
      coalesce(f.won_at <= f.at + make_interval(days => ${asked.windowDays}::int), false) as won
    from lead l
      left join score_snapshot s on s.workspace_id = ${workspaceId} and s.lead_id = l.id
      cross join lateral (select coalesce(min(v.entered_at), l.opened_at) as at,
          coalesce(min(v.entered_at) filter (where v.stage = 'customer'), case when l.stage = 'customer' then coalesce(l.closed_at, l.stage_since) end) as won_at
        from stage_visit v where v.workspace_id = ${workspaceId} and v.lead_id = l.id and v.stage = any ('{mql,sal,sql,opportunity,customer}'::text[])) f
    where l.workspace_id = ${workspaceId} and l.deleted_at is null and l.id > coalesce(${asked.after}::uuid, '00000000-0000-0000-0000-000000000000')
    order by l.id limit ${asked.most}`.execute(ctx.tx);
  return rows;
}

export interface Rescored {
  engagement: number[];
  /** Positions of the rules that counted something. */
  rules: number[][];
}

/** People scored before others who wait for the program have their turn. */
const SLICE = 500;

/** What a model gives past leads, each as of its own instant: no later event, and no reset that came later. */
export async function rescorePast(ctx: ReadCtx, { model, zone }: { model: Model; zone: string }, past: readonly Past[]): Promise<Rescored> {
  const contactIds = past.map(({ contactId }) => contactId);
  const subjects = past.map(({ contactId, at }) => ({ contactId, until: at }));
  const events = await eventsOfMany(ctx, { rules: model.rules, subjects, now: ctx.now });
  const resets = await resetsOf(ctx, contactIds);
  const meant = await meantBy(ctx, model, contactIds);
  const positions = new Map(model.rules.map(({ id }, position) => [id, position]));
  const arranged: Arranged[] = [];
  for (const [place, { contactId, at }] of past.entries()) {
    if (place % SLICE === SLICE - 1) await setImmediate();
    const reset = resets.get(contactId) ?? null;
    arranged.push(
      arrange({
        ...frameOf({ model, zone }, at),
        events: (events[place] ?? []).filter(({ ruleId }) => meant.get(ruleId)?.has(contactId) ?? true),
        resetAt: reset !== null && reset <= at ? reset : null,
      }),
    );
  }
  return {
    engagement: arranged.map((one) => totalAt(one, one.now)),
    rules: arranged.map(({ kept }) => [...new Set(kept.map(({ rule }) => positions.get(rule.id) ?? 0))]),
  };
}

/** The fit of then where it was written down, else of today by the profile in force. */
export async function fitOfPast(ctx: ReadCtx, rules: Rules, past: readonly Past[]): Promise<(FitClass | '?' | null)[]> {
  const criteria = rules.profile?.criteria ?? [];
  const contactIds = past.filter(({ keptFit }) => keptFit === null).map(({ contactId }) => contactId);
  const judged = rules.profile ? await judge(ctx, { criteria, contactIds: [...new Set(contactIds)] }) : [];
  const today = new Map(judged.map(({ contactId, answers }) => [contactId, fitOf(criteria, answers).class]));
  return past.map(({ keptFit, contactId }) => keptFit ?? today.get(contactId) ?? null);
}

export const labelOf = (fit: FitClass | '?' | null, engagement: number) => (fit === null ? null : scoreLabel(fit, engagement));
