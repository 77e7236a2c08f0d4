import { sql } from 'kysely';
import { draftAgreement, writeAgreement } from '#modules/agreements/commands/agreement.ts';
import { asInput } from '#modules/agreements/commands/clauses.ts';
import { clausesOf, versionsOf } from '#modules/agreements/queries/agreement.ts';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { isClocked } from '#modules/agreements/schema.ts';
import { confirmCase, openCase } from '#modules/drift/commands/cases.ts';
import { reportSighting } from '#modules/drift/commands/sightings.ts';
import { type Moment, takeSnapshots } from '#modules/predictions/commands/predict.ts';
import { startTraining } from '#modules/predictions/commands/trainings.ts';
import { startReplay } from '#modules/replays/commands/replays.ts';
import { setRoleCard } from '#modules/team/commands/settings.ts';
import type { Ctx } from '#platform/context.ts';
import { cardOf, SEEN } from '../rules/phrases.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

const BATCH = 500;
const HOUR_SECONDS = 3_600;

/** Keeps what was known of each lead when it was handed off, and has the first training asked for: a job learns from it within a minute. */
export async function learnFirst(ctx: Ctx): Promise<void> {
  const { rows } = await sql<Moment>`select lead_id as "leadId", 'handed_off' as cause, handed_at as at from handoff
    where workspace_id = ${ctx.scope.workspaceId} order by handed_at`.execute(ctx.tx);
  for (let start = 0; start < rows.length; start += BATCH) await takeSnapshots(ctx, rows.slice(start, start + BATCH));
  done(await startTraining(ctx, 'schedule'));
}

/** A stricter agreement in draft, and both it and the one in force run over the last quarter: by a job as well. */
export async function weighDraft(ctx: Ctx, people: readonly Person[]): Promise<void> {
  const marketing = leadOf(people, 'marketing');
  const [inForce] = await versionsOf(ctx.tx, ctx.scope);
  if (!inForce) throw new Error('a new workspace has an agreement');
  const drafting = as(ctx, marketing, ago(ctx, 2));
  const draft = done(await draftAgreement(drafting));
  const business = [...(await currentCalendars(ctx.tx, ctx.scope))].find(([, { hours }]) => !hours.always)?.[0];
  const clauses = (await clausesOf(ctx.tx, ctx.scope, draft.id)).map(asInput);
  const [first, ...rest] = clauses;
  if (!first || !isClocked(first) || !business) throw new Error('the first promise is a clock');
  const stricter = { ...first, calendarId: business, withinSeconds: 4 * HOUR_SECONDS };
  const note = 'First touch within four business hours instead of a day. Run over the last quarter before we talk about it.';
  done(
    await writeAgreement(drafting, {
      id: draft.id,
      title: inForce.title,
      effectiveOn: null,
      note,
      openClocks: 'new_only',
      clauses: [stricter, ...rest],
    }),
  );
  for (const id of [inForce.id, draft.id]) done(await startReplay(ctx, { id }));
}

/** Reps saw it coming: more of one industry than the profile had in mind. */
export async function seeDrift(ctx: Ctx, people: readonly Person[]): Promise<void> {
  const reps = people.filter(({ department }) => department === 'sales');
  for (const [place, seen] of SEEN.entries()) {
    const rep = reps[place % reps.length];
    if (rep) done(await reportSighting(as(ctx, rep, ago(ctx, 34 - 6 * place)), { ...seen, contactId: null }));
  }
  const { id } = done(await openCase(as(ctx, leadOf(people, 'sales'), ago(ctx, 9)), { dimension: 'company.standardIndustry' }));
  done(await confirmCase(as(ctx, leadOf(people, 'marketing'), ago(ctx, 8)), id));
}

export async function writeCards(ctx: Ctx, people: readonly Person[]): Promise<void> {
  for (const person of people) done(await setRoleCard(as(ctx, person, ago(ctx, 200)), person.id, cardOf(person)));
}
