import { type RawRequest, type Route, rawRoute, route } from '#platform/http/route.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { changePassword } from '../commands/passwords.ts';
import { changeAccount, recordAudit } from '../commands/settings.ts';
import * as access from '../contract/access.ts';
import * as contract from '../contract/account.ts';
import { getSession } from '../queries/people.ts';
import { handOn, visitorOf } from './access.ts';

interface Here {
  userId: string;
  sessionId: string;
  twoFactor: boolean;
}

const NOT_FOR_KEYS = refuse('forbidden', 'An API key has no password and no sessions. Sign in to do this.');
const WRONG_PASSWORD = refuse('invalid', 'This is not your password.', { field: 'password' });

/** The session behind the request; keys have none. Authentication has proved it already. */
async function here({ runtime, request, scope }: RawRequest): Promise<Here | Refusal> {
  const token = scope.actor.kind === 'member' ? runtime.services.auth.sessionToken(request.headers.cookie) : null;
  if (!token) return NOT_FOR_KEYS;
  const row = await runtime.database.unbound((tx) =>
    tx
      .selectFrom('auth_session as s')
      .innerJoin('auth_user as u', 'u.id', 's.user_id')
      .select(['s.id', 's.user_id', 'u.two_factor_enabled'])
      .where('s.token', '=', token)
      .executeTakeFirst(),
  );
  return row ? { userId: row.user_id, sessionId: row.id, twoFactor: row.two_factor_enabled === true } : NOT_FOR_KEYS;
}

/** A change of the means to sign in goes to the log. */
function note(raw: RawRequest, entity: string, action: 'created' | 'changed' | 'deleted') {
  return raw.runtime.transaction(raw.scope, (ctx) => recordAudit(ctx, { entity, entityId: raw.scope.actor.memberId ?? '', action }));
}

export const accountRoutes: readonly Route[] = [
  route(
    access.getSession,
    async (ctx) => (await getSession(ctx.tx, ctx.scope)) ?? refuse('not_found', 'This person is not in the workspace (any more).'),
  ),
  rawRoute(access.listSessions, async (raw) => {
    const me = await here(raw);
    if (isRefusal(me)) return me;
    const rows = await raw.runtime.database.unbound((tx) =>
      tx
        .selectFrom('auth_session')
        .select([
          'id',
          'created_at as createdAt',
          'updated_at as lastSeenAt',
          'expires_at as expiresAt',
          'ip_address as ipAddress',
          'user_agent as userAgent',
        ])
        .where('user_id', '=', me.userId)
        .where('expires_at', '>', raw.runtime.now())
        .orderBy('updated_at', 'desc')
        .execute(),
    );
    return { items: rows.map((row) => ({ ...row, current: row.id === me.sessionId })) };
  }),
  rawRoute(access.endSession, async (raw, { id }) => {
    const me = await here(raw);
    if (isRefusal(me)) return me;
    const gone = await raw.runtime.database.unbound((tx) =>
      tx.deleteFrom('auth_session').where('user_id', '=', me.userId).where('id', '=', id).returning('id').executeTakeFirst(),
    );
    return gone ? {} : refuse('not_found', 'This session has ended already.');
  }),
  rawRoute(access.endOtherSessions, async (raw) => {
    const me = await here(raw);
    if (isRefusal(me)) return me;
    const gone = await raw.runtime.database.unbound((tx) =>
      tx.deleteFrom('auth_session').where('user_id', '=', me.userId).where('id', '<>', me.sessionId).returning('id').execute(),
    );
    return { ended: gone.length };
  }),
  rawRoute(contract.changePassword, async (raw, input) => {
    const me = await here(raw);
    return isRefusal(me) ? me : changePassword(raw.runtime, { ...me, ...input });
  }),
  route(contract.changeAccount, changeAccount),
  rawRoute(contract.startSecondFactor, async (raw, { password }) => {
    const me = await here(raw);
    if (isRefusal(me)) return me;
    if (me.twoFactor) return refuse('conflict', 'The second factor is in force already. Remove it first to set it up anew.');
    const { ok, body } = await raw.runtime.services.auth.startSecondFactor(visitorOf(raw.request), password);
    if (!ok || !body.totpURI) return WRONG_PASSWORD;
    return { uri: body.totpURI, secret: new URL(body.totpURI).searchParams.get('secret') ?? '', backupCodes: body.backupCodes ?? [] };
  }),
  rawRoute(contract.confirmSecondFactor, async (raw, { code }) => {
    const me = await here(raw);
    if (isRefusal(me)) return me;
    const answer = await raw.runtime.services.auth.confirmSecondFactor(visitorOf(raw.request), code);
    if (!answer.ok) return refuse('invalid', 'This code does not fit. Check that the clock of the phone is right.', { field: 'code' });
    handOn(raw.reply, answer);
    await note(raw, 'second_factor', 'created');
    return {};
  }),
  rawRoute(contract.removeSecondFactor, async (raw, { password }) => {
    const me = await here(raw);
    if (isRefusal(me)) return me;
    const answer = await raw.runtime.services.auth.removeSecondFactor(visitorOf(raw.request), password);
    if (!answer.ok) return WRONG_PASSWORD;
    handOn(raw.reply, answer);
    await note(raw, 'second_factor', 'deleted');
    return {};
  }),
  rawRoute(contract.renewBackupCodes, async (raw, { password }) => {
    const me = await here(raw);
    if (isRefusal(me)) return me;
    if (!me.twoFactor) return refuse('not_now', 'There is no second factor in force.');
    const { ok, body } = await raw.runtime.services.auth.renewBackupCodes(visitorOf(raw.request), password);
    if (!ok) return WRONG_PASSWORD;
    await note(raw, 'second_factor', 'changed');
    return { backupCodes: body.backupCodes ?? [] };
  }),
];
