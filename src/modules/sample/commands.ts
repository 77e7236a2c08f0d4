import { sql } from 'kysely';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { recomputeCustomers } from '#modules/companies/commands/customers.ts';
import { understandDue as understandCompanies } from '#modules/companies/commands/understand.ts';
import { understandDue as understandContacts } from '#modules/contacts/commands/understand.ts';
import { renewValues } from '#modules/handoffs/commands/values.ts';
import { recountTouches } from '#modules/leads/commands/touches.ts';
import { freezeMissing } from '#modules/leadvalues/commands.ts';
import { takeBackNotices } from '#modules/notices/commands.ts';
import { scoreContacts } from '#modules/scoring/commands/score.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { shareOut } from './commands/attribution.ts';
import { coordinate } from './commands/coordination.ts';
import { disputeSome } from './commands/disputes.ts';
import { aimTogether } from './commands/goals.ts';
import { learnFirst, seeDrift, weighDraft, writeCards } from './commands/learning.ts';
import { tellMailings, writeMarketing } from './commands/marketing.ts';
import { meetWeekly } from './commands/meetings.ts';
import { leaveToName, setRates } from './commands/money.ts';
import { peopleOf, unheard } from './commands/people.ts';
import { tellPermissions } from './commands/permissions.ts';
import { runClocks, signBoth } from './commands/promises.ts';
import { askWhetherItResonates } from './commands/reviews.ts';
import { talkToEachOther } from './commands/talk.ts';
import { agreeOnThreshold, backTest } from './commands/threshold.ts';
import { hearCustomers } from './commands/voice.ts';
import { writeBook } from './commands/write.ts';
import { storyOf } from './rules/story.ts';
import type { Book, Setting } from './rules/world.ts';

/**
 * Fills the workspace, which must hold no record yet, with the sample company: twelve months up to now. The year is the same for the same seed and the same moment.
 * @param fill.visitorId who looks around; gets a share of today's leads
 * @returns how many rows
 */
export async function fillSample(ctx: Ctx, fill: { seed: string; visitorId: string | null }): Promise<{ rows: number } | Refusal> {
  if (await holdsRecords(ctx))
    return refuse(
      'conflict',
      'This workspace holds records of its own, so nothing was added. Look at the sample in a workspace of its own.',
    );
  const setting = await settingOf(ctx, fill);
  const book = storyOf(setting);
  await tellPermissions(ctx, book);
  const written = await writeBook(ctx, book);
  await sql`select refresh_statistics(0)`.execute(ctx.tx);
  await setRates(ctx, setting.currency);
  await signBoth(ctx);
  for (const understand of [understandCompanies, understandContacts]) for (let more = true; more; ) ({ more } = await understand(ctx));
  const marketing = await tellMailings(ctx, { book, seed: fill.seed });
  await followUp(ctx);
  await freezeMissing(ctx);
  const clocks = await runClocks(ctx);
  await sql`select refresh_statistics(0)`.execute(ctx.tx);
  await decideTogether(ctx, { book, seed: fill.seed, ...marketing });
  const members = book.member.map(({ id }) => id);
  await sql`update workspace set is_sample = true, settings = settings || ${JSON.stringify({ sampleMembers: members })}::jsonb where id = ${ctx.scope.workspaceId}`.execute(
    ctx.tx,
  );
  for (const entity of [
    'workspace',
    'member',
    'company',
    'contact',
    'lead',
    'deal',
    'campaign',
    'activity',
    'handoff',
    'clock',
    'agreement',
    'profile',
  ])
    ctx.changed(entity);
  return { rows: written + clocks + marketing.rows };
}

/** What both teams made of the year: each by the command that a person would have given. */
async function decideTogether(
  ctx: Ctx,
  { book, seed, gone, autumnId }: { book: Book; seed: string; gone: ReadonlySet<string>; autumnId: string },
): Promise<void> {
  const people = await peopleOf(ctx);
  await writeCards(ctx, people);
  await backTest(ctx, people);
  await agreeOnThreshold(ctx, people);
  await seeDrift(ctx, people);
  await learnFirst(ctx);
  await disputeSome(ctx, { seed, people });
  await weighDraft(ctx, people);
  await writeMarketing(ctx, { book, seed, people, gone, autumnId });
  await leaveToName(ctx, people);
  await aimTogether(ctx, people);
  await talkToEachOther(ctx, people);
  await shareOut(ctx, people);
  await meetWeekly(ctx, people);
  await hearCustomers(ctx, { seed, people });
  await coordinate(ctx, people);
  await askWhetherItResonates(ctx, people);
  // What is long decided is no news for anybody, least of all for whoever looks around.
  await takeBackNotices(ctx);
}

async function holdsRecords(ctx: Ctx): Promise<boolean> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{
    taken: boolean;
  }>`select exists (select from contact where workspace_id = ${workspaceId}) or exists (select from company where workspace_id = ${workspaceId})
    or exists (select from lead where workspace_id = ${workspaceId}) or exists (select from deal where workspace_id = ${workspaceId})
    or exists (select from campaign where workspace_id = ${workspaceId}) or exists (select from activity where workspace_id = ${workspaceId})
    or exists (select from agreement_version where workspace_id = ${workspaceId} and (number > 1 or status <> 'draft')) as taken`.execute(
    ctx.tx,
  );
  return rows[0]?.taken ?? false;
}

async function settingOf(ctx: Ctx, { seed, visitorId }: { seed: string; visitorId: string | null }): Promise<Setting> {
  const { workspaceId } = ctx.scope;
  const workspace = await ctx.tx.selectFrom('workspace').select('base_currency').where('id', '=', workspaceId).executeTakeFirstOrThrow();
  const business = [...(await currentCalendars(ctx.tx, ctx.scope)).values()].find(({ hours }) => !hours.always);
  if (!business) throw new Error('a new workspace has working hours');
  const reasons = await ctx.tx
    .selectFrom('reason')
    .select(['id', 'class', 'code', 'label'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const stages = await ctx.tx
    .selectFrom('pipeline_stage')
    .innerJoin('pipeline', (on) =>
      on.onRef('pipeline.workspace_id', '=', 'pipeline_stage.workspace_id').onRef('pipeline.id', '=', 'pipeline_stage.pipeline_id'),
    )
    .select(['pipeline_stage.id', 'pipeline_stage.kind', 'pipeline_stage.probability', 'pipeline_stage.pipeline_id'])
    .where('pipeline_stage.workspace_id', '=', workspaceId)
    .where('pipeline.is_default', '=', true)
    .orderBy('pipeline_stage.position')
    .execute();
  const of = (kind: string) => stages.filter((stage) => stage.kind === kind);
  const [won, lost] = [of('won')[0], of('lost')[0]];
  if (!won || !lost) throw new Error('a new workspace has a pipeline');
  return {
    seed,
    salt: workspaceId,
    now: ctx.now,
    currency: workspace.base_currency,
    calendar: business.hours,
    reasons: new Map(reasons.map((reason) => [`${reason.class}.${reason.code}`, reason])),
    pipeline: { id: won.pipeline_id, open: of('open'), won: won.id, lost: lost.id },
    visitorId,
  };
}

const BATCH = 1_000;

/** What the record derives from what happened: touches, last signs of life, customers, scores, what a lead of each label is worth. */
async function followUp(ctx: Ctx): Promise<void> {
  const { workspaceId } = ctx.scope;
  const leads = await ctx.tx.selectFrom('handoff').select('lead_id').where('workspace_id', '=', workspaceId).execute();
  await recountTouches(
    ctx,
    leads.map(({ lead_id }) => lead_id),
  );
  const companies = await ctx.tx.selectFrom('company').select('id').where('workspace_id', '=', workspaceId).execute();
  await recomputeCustomers(
    unheard(ctx),
    companies.map(({ id }) => id),
  );
  const contacts = await ctx.tx.selectFrom('contact').select('id').where('workspace_id', '=', workspaceId).orderBy('id').execute();
  for (let start = 0; start < contacts.length; start += BATCH)
    await scoreContacts(
      ctx,
      contacts.slice(start, start + BATCH).map(({ id }) => id),
      'first',
    );
  await renewValues(ctx);
  await sql`update handoff h set value_minor = round(v.probability * v.average_minor) from lead_value v
    where h.workspace_id = ${workspaceId} and v.workspace_id = h.workspace_id and v.label = h.label and h.value_minor = 0`.execute(ctx.tx);
}
