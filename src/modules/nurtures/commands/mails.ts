import { sql } from 'kysely';
import type { Intent } from '#modules/gate/schema.ts';
import { isGateBlocked, type Queued, queueMessage } from '#modules/sends/commands/queue.ts';
import { IMAGE_PATH } from '#modules/templates/queries/parts.ts';
import { ownWords } from '#modules/templates/queries/sendable.ts';
import { publishedMail } from '#modules/templates/queries/templates.ts';
import type { Ctx, ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { ownerOf } from '../queries/whom.ts';
import { type Audience, type NodeOf, sideOf, type TrackKind } from '../schema.ts';
import type { Done, OnTrack } from './steps.ts';

/** How long after the day until which the gate holds a mail back it is looked at again, where no day is known. */
const LOOK_AGAIN_MS = 86_400_000;

export interface MailStep {
  node: NodeOf<'mail'>;
  person: OnTrack;
}

/** Sends the mail of a step, once: through the gate, by the ledger of mails. A hold keeps the person here until it ends; a block is as the step says. */
export async function mailStep(ctx: Ctx, { node, person }: MailStep): Promise<Done> {
  if (person.messageId) return heldMail(ctx, person, node);
  if (node.review) return draftFor(ctx, { node, person });
  const what = await whatOf(ctx, node);
  if (isRefusal(what)) return { go: 'next', outcome: 'skipped', says: what.message };
  return queued(ctx, { node, person }, what.what);
}

/** Queues words or a template for the person of a step and says what that means for them. */
export async function queued(ctx: Ctx, { node, person }: MailStep, what: Queued['what']): Promise<Done> {
  const from = await fromOf(ctx, node, person);
  if (!from) return { go: 'next', outcome: 'skipped', says: 'Nobody is there to send it.' };
  const answer = await queueMessage(ctx, {
    contactId: person.contactId,
    lane: person.kind === 'sequence' ? 'personal' : 'bulk',
    intent: await intentOf(ctx, node, person),
    what,
    from,
    cause: { entity: 'nurture_step', id: person.id },
    dedupeKey: `nurture:${person.id}:${person.visit}`,
  });
  if (isRefusal(answer)) return refusedMail(node, answer);
  if (answer.state === 'planned') return { go: 'next', outcome: 'queued', messageId: answer.messageId };
  return held(ctx, answer.messageId, answer.until ?? null);
}

function held(ctx: Ctx, messageId: string, until: string | null): Done {
  const look = until ?? new Date(Date.parse(ctx.now) + LOOK_AGAIN_MS).toISOString();
  return {
    stay: 'message',
    until: look,
    note: until ? 'The gate holds the mail back until then.' : 'The gate holds the mail back.',
    messageId,
  };
}

function refusedMail(node: NodeOf<'mail'>, refusal: Refusal): Done {
  if (!isGateBlocked(refusal)) return { go: 'next', outcome: 'skipped', says: refusal.message };
  return node.onBlock === 'end'
    ? { leave: 'blocked', outcome: 'blocked', says: refusal.message }
    : { go: 'next', outcome: 'blocked', says: refusal.message };
}

/** A mail that was held back: has it gone by now? */
async function heldMail(ctx: Ctx, person: OnTrack, node: NodeOf<'mail'>): Promise<Done> {
  const { rows } = await sql<{
    state: string;
    until: string | null;
    code: string | null;
  }>`select state, held_until as until, code from message
    where workspace_id = ${ctx.scope.workspaceId} and id = ${person.messageId}`.execute(ctx.tx);
  const [message] = rows;
  if (message?.state === 'held' || message?.state === 'planned' || message?.state === 'claimed') {
    const until = message.until && message.until > ctx.now ? message.until : null;
    // Its time has come, and the one who sends has not got to it yet.
    return until || message.state === 'held' ? held(ctx, person.messageId ?? '', until) : { go: 'next', outcome: 'queued', held: true };
  }
  const stopped = !message || message.state === 'stopped' || message.state === 'cancelled' || message.state === 'failed';
  if (!stopped) return { go: 'next', outcome: 'queued', held: true };
  const says = message?.code ? `It was not sent: ${message.code.replaceAll('_', ' ')}.` : 'It was not sent.';
  return node.onBlock === 'end' ? { leave: 'blocked', outcome: 'blocked', says } : { go: 'next', outcome: 'blocked', says, held: true };
}

async function fromOf(ctx: Ctx, node: NodeOf<'mail'>, person: OnTrack): Promise<Queued['from'] | null> {
  if (node.from.by === 'sender') return { senderId: node.from.senderId };
  const memberId = (node.from.by === 'enroller' ? person.enteredByMember : await ownerOf(ctx, person)) ?? person.trackOwner;
  return memberId ? { memberId } : null;
}

async function whatOf(ctx: ReadCtx, { what }: NodeOf<'mail'>): Promise<{ what: Queued['what'] } | Refusal> {
  if (!('templateId' in what)) return { what };
  const mail = await publishedMail(ctx, { id: what.templateId });
  if (isRefusal(mail)) return mail;
  return mail.archived ? refuse('not_now', 'The template was put away.') : { what: { templateVersionId: mail.versionId } };
}

/** What the gate is asked about a mail of a track. A rep's sequence is mail from one person to one. */
export async function intentOf(
  ctx: ReadCtx,
  { what, offerId, topics }: NodeOf<'mail'>,
  track: { kind: TrackKind; audience: Audience; purposeId: string | null },
): Promise<Omit<Intent, 'plannedAt'>> {
  const mail = 'templateId' in what ? await publishedMail(ctx, { id: what.templateId }) : null;
  const kind = track.kind === 'sequence' ? 'personal' : mail && !isRefusal(mail) ? mail.kind : 'information';
  return {
    side: sideOf(track.kind),
    kind,
    audience: track.audience,
    topics,
    isReply: false,
    ...(offerId ? { offerId } : {}),
    ...(track.purposeId ? { purposeId: track.purposeId } : {}),
  };
}

/** Writes the mail for the rep to read, and waits for them. */
async function draftFor(ctx: Ctx, { node, person }: MailStep): Promise<Done> {
  if ('templateId' in node.what) return { go: 'next', outcome: 'skipped', says: 'A mail that is read first needs words of its own.' };
  const memberId =
    (node.from.by === 'enroller' ? person.enteredByMember : await ownerOf(ctx, person)) ?? person.enteredByMember ?? person.trackOwner;
  const member = memberId
    ? await ctx.tx
        .selectFrom('member')
        .select(['id', 'name', 'email'])
        .where('workspace_id', '=', ctx.scope.workspaceId)
        .where('id', '=', memberId)
        .where('status', '=', 'active')
        .executeTakeFirst()
    : undefined;
  if (!member) return { go: 'next', outcome: 'skipped', says: 'Nobody is there to send it.' };
  const words = await ownWords(ctx, {
    contactId: person.contactId,
    subject: node.what.subject,
    text: node.what.text,
    sender: { name: member.name, email: member.email },
    language: 'en',
    imageBase: ctx.link(IMAGE_PATH),
  });
  if (isRefusal(words)) return { go: 'next', outcome: 'skipped', says: words.message };
  await sql`insert into nurture_mail (workspace_id, enrolment_id, visit, contact_id, member_id, subject, body, made_at)
    values (${ctx.scope.workspaceId}, ${person.id}, ${person.visit}, ${person.contactId}, ${member.id}, ${words.subject}, ${words.text}, ${ctx.now})
    on conflict (workspace_id, enrolment_id, visit) do nothing`.execute(ctx.tx);
  ctx.changed('sequence_mail');
  return { stay: 'review', until: ctx.now, review: true, note: 'A mail waits to be read and sent.' };
}
