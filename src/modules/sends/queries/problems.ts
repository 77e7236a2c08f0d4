import { sql } from 'kysely';
import type { z } from 'zod';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { viewById } from '#modules/lists/queries/views.ts';
import { senderProblem } from '#modules/mailservers/queries/domains.ts';
import { serverFor } from '#modules/mailservers/queries/servers.ts';
import { claimLint } from '#modules/offers/queries/claims.ts';
import { runningVersions } from '#modules/offers/queries/versions.ts';
import { standOf } from '#modules/reviews/queries/reviews.ts';
import { houseOf } from '#modules/templates/queries/filling.ts';
import { versionsById } from '#modules/templates/queries/sendable.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { hasInstalledServer } from '../commands/carriers.ts';
import type { SendProblem } from '../contract/sends.ts';
import { fromOf } from './from.ts';
import { type SendRecord, variantsOf } from './record.ts';

type Problem = z.infer<typeof SendProblem>;

const stop = (code: Problem['code'], field: string | null, message: string): Problem => ({ level: 'stop', code, field, message });
const hint = (code: Problem['code'], field: string | null, message: string): Problem => ({ level: 'hint', code, field, message });

/** What is to be done before a mailing can go, and what is good to know. */
export async function problemsOfSend(ctx: ReadCtx, send: SendRecord): Promise<Problem[]> {
  return [
    ...(await variantProblems(ctx, send)),
    ...(await audienceProblems(ctx, send)),
    ...(await settingProblems(ctx, send)),
    ...(await offerProblems(ctx, send)),
    ...(await serverHints(ctx, send)),
    ...(await reviewHints(ctx, send)),
  ];
}

async function variantProblems(ctx: ReadCtx, send: SendRecord): Promise<Problem[]> {
  const variants = await variantsOf(ctx, send.id);
  if (variants.length === 0) return [stop('no_variant', 'variants', 'Choose what it says: a template.')];
  const problems = variants.flatMap(({ template, archived, goes }) => [
    ...(goes ? [] : [stop('no_version', 'variants', `“${template}” was never published. Publish it, or choose another template.`)]),
    ...(archived
      ? [stop('archived_template', 'variants', `“${template}” is in the archive. Take it out of there, or choose another template.`)]
      : []),
  ]);
  const total = variants.reduce((sum, { share }) => sum + share, 0);
  if (total > 100.001)
    problems.push(stop('shares', 'variants', `The shares make ${Math.round(total)} percent; together they are at most 100.`));
  const waits = total < 99.995;
  if (waits && (send.metric === null || send.decideAfterHours === null))
    problems.push(
      stop(
        'no_metric',
        'metric',
        'Some people wait for the winner: say by what it is decided and after how many hours, or share out all 100 percent.',
      ),
    );
  return [...problems, ...(await claimProblems(ctx, variants))];
}

/** Sentences that are not said any more, in the texts of what goes out. */
async function claimProblems(ctx: ReadCtx, variants: Awaited<ReturnType<typeof variantsOf>>): Promise<Problem[]> {
  const versions = await versionsById(
    ctx,
    variants.flatMap(({ goes }) => goes?.versionId ?? []),
  );
  const lint = await claimLint(ctx);
  return [...versions.values()].flatMap(({ name, compiled }) =>
    lint
      .of(wordsOf(compiled.text.steps))
      .map(({ phrase, now }) =>
        hint(
          'outdated_claim',
          'variants',
          `“${name}” says “${phrase}”, which is ${now === null ? 'not said any more' : `outdated. Now it is: “${now}”`}.`,
        ),
      ),
  );
}

/** What always stands in a text, whatever it is filled with. */
function wordsOf(
  steps: Awaited<ReturnType<typeof versionsById>> extends Map<string, infer V>
    ? V extends { compiled: { text: { steps: infer S } } }
      ? S
      : never
    : never,
): string {
  return steps
    .map((step) => (typeof step === 'string' ? step : 'test' in step ? `${wordsOf(step.yes)} ${wordsOf(step.no)}` : ' '))
    .join('');
}

async function audienceProblems(ctx: ReadCtx, send: SendRecord): Promise<Problem[]> {
  const { tx, scope, now } = ctx;
  const view = send.viewId === null ? null : await viewById(tx, scope, send.viewId);
  if (send.viewId === null && send.criteria === null)
    return [stop('no_audience', 'viewId', 'Choose to whom it goes: a list of contacts or a condition.')];
  if (send.viewId !== null && view?.entity !== 'contact')
    return [stop('no_audience', 'viewId', 'This list of contacts is not there any more, or not shared with you. Choose another one.')];
  const criteria = view?.criteria ?? send.criteria;
  const condition = criteria && (await conditionOf(tx, scope, { criteria, entity: 'contact', row: 't', now, path: 'criteria' }));
  return isRefusal(condition) ? [stop('audience_unreadable', 'criteria', condition.message)] : [];
}

async function settingProblems(ctx: ReadCtx, send: SendRecord): Promise<Problem[]> {
  const { postalAddress } = await houseOf(ctx);
  const { rows } = await sql<{
    retired: boolean;
  }>`select retired_at is not null as retired from mail_purpose where workspace_id = ${ctx.scope.workspaceId}
    and id = ${send.purposeId}`.execute(ctx.tx);
  const problems: Problem[] = [];
  if (send.purposeId === null || rows[0]?.retired !== false)
    problems.push(stop('no_purpose', 'purposeId', 'Choose what the mail is for: people agree to a purpose.'));
  if (send.senderId === null) problems.push(stop('no_sender', 'senderId', 'Choose in whose name it goes.'));
  if (!postalAddress?.trim())
    problems.push(
      stop('no_postal_address', null, 'The law asks for a postal address in the footer. Write it into the settings: Mails we send.'),
    );
  if (send.timing !== 'at_once' && send.plannedAt === null) problems.push(stop('no_time', 'plannedAt', 'Say when it goes.'));
  if (send.timing !== 'at_once' && send.plannedAt !== null && send.plannedAt < ctx.now)
    problems.push(stop('time_passed', 'plannedAt', 'This time has passed. Choose a later one, or send it at once.'));
  return problems;
}

const UNSIGNED = {
  no_domain: 'is not set up as a sending domain',
  not_checked: 'was never checked',
  not_ready: 'did not pass its last check',
} as const;

/** By which way it leaves, and whether receivers can see that it is ours. */
async function serverHints(ctx: ReadCtx, send: SendRecord): Promise<Problem[]> {
  const writer = send.senderId === null ? null : await fromOf(ctx, { senderId: send.senderId });
  if (writer === null || isRefusal(writer)) return [];
  const server = await serverFor(ctx, { lane: 'bulk', senderAddress: writer.email });
  if (server === null && !hasInstalledServer())
    return [
      hint(
        'no_server',
        null,
        'No mail server is set for mailings: every mail is kept in the app, and nobody gets it. Set one in the settings: Mail servers and domains.',
      ),
    ];
  const problem = await senderProblem(ctx, writer.email);
  if (problem === null) return [];
  const domain = writer.email.split('@')[1] ?? writer.email;
  return [
    hint(
      'unsigned_domain',
      'senderId',
      `The domain ${domain} ${UNSIGNED[problem]}: its mails are not signed, and many receivers put them with the spam. Look at the settings: Mail servers and domains.`,
    ),
  ];
}

/** Whether Sales was asked if it resonates, and has answered; nothing that keeps it from going. */
async function reviewHints(ctx: ReadCtx, send: SendRecord): Promise<Problem[]> {
  if (send.side !== 'marketing' || send.state !== 'draft') return [];
  const stand = await standOf(ctx, [
    { subject: 'send', subjectId: send.testOf ?? send.id },
    ...(send.campaignId ? [{ subject: 'campaign' as const, subjectId: send.campaignId }] : []),
    ...(send.offerId ? [{ subject: 'offer' as const, subjectId: send.offerId }] : []),
  ]);
  if (!stand) return [hint('review_not_asked', null, 'Sales was not asked whether this resonates. Ask for a short vote before it goes.')];
  const hints: Problem[] = [];
  if (stand.answered < stand.asked)
    hints.push(
      hint(
        'review_open',
        null,
        `Of ${stand.asked} people of Sales who were asked whether this resonates, ${stand.answered} have answered.`,
      ),
    );
  if (stand.against > 0)
    hints.push(
      hint('review_against', null, `Of ${stand.answered} people of Sales who answered, ${stand.against} would not send this. Read why.`),
    );
  return hints;
}

async function offerProblems(ctx: ReadCtx, send: SendRecord): Promise<Problem[]> {
  if (send.offerId === null) return send.kind === 'offer' ? [stop('offer_missing', 'offerId', 'Choose the offer that it makes.')] : [];
  const offer = await ctx.tx
    .selectFrom('offer')
    .select(['name', 'ended_at'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', send.offerId)
    .executeTakeFirst();
  if (!offer || offer.ended_at !== null) return [stop('offer_over', 'offerId', 'This offer has ended. Choose another one.')];
  const runs = (await runningVersions(ctx)).some(({ offerId }) => offerId === send.offerId);
  if (runs) return [];
  return send.timing === 'at_once'
    ? [
        stop(
          'offer_not_running',
          'offerId',
          `“${offer.name}” has not started: Sales confirms it first. Plan the mailing for later, or start the offer.`,
        ),
      ]
    : [hint('offer_not_running', 'offerId', `“${offer.name}” has not started yet. If it does not run by then, the mailing waits for it.`)];
}
