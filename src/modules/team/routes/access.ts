import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { forgetAttempts, mayTry, placeOf } from '#platform/auth/attempts.ts';
import type { AuthAnswer, Visitor } from '#platform/auth/auth.ts';
import { type OpenRequest, openRoute, type Route } from '#platform/http/route.ts';
import { isRefusal, refuse } from '#platform/shared/refusal.ts';
import { acceptInvitation, viewInvitation } from '../commands/invitations.ts';
import { inTheirWorkspaces, mailPasswordReset, resetPassword } from '../commands/passwords.ts';
import { recordAudit } from '../commands/settings.ts';
import { anyUser, setUp } from '../commands.ts';
import * as contract from '../contract/access.ts';

export function visitorOf(request: FastifyRequest): Visitor {
  return { cookie: request.headers.cookie, userAgent: request.headers['user-agent'], ip: request.ip };
}

export function handOn(reply: FastifyReply, answer: AuthAnswer<unknown>): void {
  for (const cookie of answer.cookies) reply.header('set-cookie', cookie);
}

const WRONG = refuse('unauthenticated', 'Address and password do not fit together.');
const TOO_MANY = refuse('too_many', 'Too many attempts from here. Wait a quarter of an hour, or ask for a new password.');
const WRONG_CODE = refuse('unauthenticated', 'This code does not fit. Codes change every 30 seconds.');
const START_AGAIN = refuse('gone', 'This sign-in took too long or had too many wrong codes. Start again.');

/** Longer than any path behind it takes, so that the time of an answer does not tell whether an address is known. */
const EVEN_MS = 150;

async function evenly<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + EVEN_MS;
  const result = await work();
  await wait(Math.max(0, until - Date.now()));
  return result;
}

const WINDOW_SECONDS = 15 * 60;

async function signIn(open: OpenRequest, input: { email: string; password: string }) {
  const { runtime, request, reply } = open;
  const by = [input.email.toLowerCase(), placeOf(request.ip)];
  if (!(await mayTry(runtime.database, { what: 'sign-in', by, most: 10, windowSeconds: WINDOW_SECONDS }))) return TOO_MANY;
  const answer = await runtime.services.auth.signIn(visitorOf(request), input);
  if (!answer.ok) {
    await noteFailure(open, input.email);
    return WRONG;
  }
  await forgetAttempts(runtime.database, { what: 'sign-in', by });
  handOn(reply, answer);
  if (answer.body.twoFactorRedirect) return { next: 'second_factor' as const };
  await noteSignIn(open, answer.body.user?.id);
  return { next: 'done' as const };
}

async function confirmSignIn(open: OpenRequest, input: { code: string }) {
  const { runtime, request, reply } = open;
  const answer = await runtime.services.auth.confirm(visitorOf(request), input.code);
  if (!answer.ok) {
    handOn(reply, answer);
    if (answer.status === 429) return TOO_MANY;
    return ['INVALID_CODE', 'INVALID_BACKUP_CODE'].includes(answer.body.code ?? '') ? WRONG_CODE : START_AGAIN;
  }
  // A code of the app counts once, even within its 30 seconds.
  const spent = { what: 'second-factor', by: [answer.body.user?.id ?? '', input.code.trim()], most: 1, windowSeconds: 120 };
  if (!(await mayTry(runtime.database, spent))) {
    await runtime.database.unbound((tx) =>
      tx
        .deleteFrom('auth_session')
        .where('token', '=', answer.body.token ?? '')
        .execute(),
    );
    return WRONG_CODE;
  }
  handOn(reply, answer);
  await noteSignIn(open, answer.body.user?.id);
  return { next: 'done' as const };
}

async function noteSignIn({ runtime, request }: OpenRequest, userId: string | undefined): Promise<void> {
  if (!userId) return;
  const after = { ip: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, 300) };
  await inTheirWorkspaces(runtime, userId, (ctx, person) =>
    recordAudit(ctx, { entity: 'session', entityId: person.memberId ?? '', action: 'signed_in', after, by: person }),
  );
}

async function noteFailure({ runtime, request }: OpenRequest, email: string): Promise<void> {
  const user = await runtime.database.unbound((tx) =>
    tx.selectFrom('auth_user').select('id').where('email', '=', email.toLowerCase()).executeTakeFirst(),
  );
  if (!user) return;
  await inTheirWorkspaces(runtime, user.id, (ctx, person) =>
    recordAudit(ctx, { entity: 'session', entityId: person.memberId ?? '', action: 'refused', after: { ip: request.ip } }),
  );
}

async function completeSetup(open: OpenRequest, input: Parameters<typeof setUp>[1]) {
  const by = [placeOf(open.request.ip)];
  if (!(await mayTry(open.runtime.database, { what: 'set-up', by, most: 20, windowSeconds: WINDOW_SECONDS }))) return TOO_MANY;
  const made = await setUp(open.runtime, input);
  if (!isRefusal(made)) handOn(open.reply, await open.runtime.services.auth.signIn(visitorOf(open.request), input.admin));
  return made;
}

export const accessRoutes: readonly Route[] = [
  openRoute(contract.getSetup, async ({ runtime }) => ({ needed: !(await runtime.database.unbound(anyUser)) })),
  openRoute(contract.completeSetup, (open, { secret, name, email, password, workspace, ...more }) =>
    completeSetup(open, { ...more, secret, name: workspace, admin: { name, email, password } }),
  ),
  openRoute(contract.signIn, (open, input) => evenly(() => signIn(open, input))),
  openRoute(contract.confirmSignIn, (open, input) => evenly(() => confirmSignIn(open, input))),
  openRoute(contract.signOut, async ({ runtime, request, reply }) => {
    const token = runtime.services.auth.sessionToken(request.headers.cookie);
    if (token) handOn(reply, await runtime.services.auth.signOut(visitorOf(request)));
    return {};
  }),
  openRoute(contract.requestPasswordReset, ({ runtime, request }, { email }) =>
    evenly(async () => {
      const fromHere = { what: 'reset-from', by: [placeOf(request.ip)], most: 30, windowSeconds: WINDOW_SECONDS };
      if (!(await mayTry(runtime.database, fromHere))) return TOO_MANY;
      // Someone else's mailbox must not be flooded; who asks learns nothing of it.
      const forThem = { what: 'reset-for', by: [email.toLowerCase()], most: 3, windowSeconds: WINDOW_SECONDS };
      if (await mayTry(runtime.database, forThem)) await mailPasswordReset(runtime, email);
      return {};
    }),
  ),
  openRoute(contract.resetPassword, ({ runtime }, input) => resetPassword(runtime, input)),
  openRoute(contract.viewInvitation, ({ runtime }, { token }) => viewInvitation(runtime, token)),
  openRoute(contract.acceptInvitation, async ({ runtime, request, reply }, input) => {
    const accepted = await acceptInvitation(runtime, input);
    if (isRefusal(accepted)) return accepted;
    const { workspaceId, email, isNew } = accepted;
    if (!isNew) return { next: 'sign_in' as const, workspaceId };
    handOn(reply, await runtime.services.auth.signIn(visitorOf(request), { email, password: input.password ?? '' }));
    return { next: 'done' as const, workspaceId };
  }),
];
