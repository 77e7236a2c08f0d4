import { z } from 'zod';
import {
  Country,
  Currency,
  DepartmentName,
  Done,
  Email,
  endpoint,
  Id,
  Instant,
  Locale,
  NewPassword,
  PersonName,
  RoleName,
  Secret,
  TimeZone,
  WorkspaceName,
} from '../schema.ts';

/** What signing in leads to: into the product, or to the question for the second factor. */
const SignedIn = z.object({ next: z.enum(['done', 'second_factor']) });

export const getSetup = endpoint({
  name: 'getSetup',
  method: 'GET',
  path: '/setup',
  input: z.object({}),
  output: z.object({ needed: z.boolean() }),
  permission: 'public',
  summary: 'Whether this installation still waits for its first administrator.',
});

/** The page behind the printed link (`LINKS.setUp`) sends this; it signs the administrator in. Works once. */
export const completeSetup = endpoint({
  name: 'completeSetup',
  method: 'POST',
  path: '/setup',
  input: z.object({
    secret: Secret,
    name: PersonName,
    email: Email,
    password: NewPassword,
    workspace: WorkspaceName,
    baseCurrency: Currency.optional(),
    timeZone: TimeZone.optional(),
    locale: Locale.optional(),
    country: Country.optional(),
  }),
  output: z.object({ workspaceId: Id }),
  permission: 'public',
  idempotent: false,
  summary: 'Makes the first administrator and workspace, with the one-time set-up secret.',
});

export const getSession = endpoint({
  name: 'getSession',
  method: 'GET',
  path: '/session',
  input: z.object({}),
  output: z.object({
    member: z.object({
      id: Id,
      name: z.string(),
      email: z.string(),
      roles: z.array(RoleName),
      department: DepartmentName.nullable(),
      timeZone: z.string(),
      locale: z.string(),
    }),
    workspace: z.object({
      id: Id,
      name: z.string(),
      baseCurrency: z.string(),
      timeZone: z.string(),
      locale: z.string(),
      isSample: z.boolean(),
    }),
    workspaces: z.array(z.object({ id: Id, name: z.string() })),
    permissions: z.array(z.string()),
    hidden: z.array(z.string()),
    readOnly: z.array(z.string()),
    twoFactor: z.boolean(),
    /** `key`: the caller is an API key, which has no password and no sessions of its own. */
    means: z.enum(['session', 'key']),
  }),
  permission: 'signedIn',
  summary: 'Who is signed in, in which workspace, with which rights.',
});

export const signIn = endpoint({
  name: 'signIn',
  method: 'POST',
  path: '/session',
  input: z.object({ email: z.string().trim().max(254), password: z.string().max(128) }),
  output: SignedIn,
  permission: 'public',
  idempotent: false,
  summary: 'Signs in with mail address and password.',
});

/** `code`: six digits of the authenticator app, or a backup code. The cookie of the first step says whose. */
export const confirmSignIn = endpoint({
  name: 'confirmSignIn',
  method: 'POST',
  path: '/session/second-factor',
  input: z.object({ code: z.string().trim().min(6).max(20) }),
  output: SignedIn,
  permission: 'public',
  idempotent: false,
  summary: 'Completes a sign-in with the second factor.',
});

export const signOut = endpoint({
  name: 'signOut',
  method: 'DELETE',
  path: '/session',
  input: z.object({}),
  output: Done,
  permission: 'public',
  summary: 'Ends this session. Without one, nothing happens.',
});

export const listSessions = endpoint({
  name: 'listSessions',
  method: 'GET',
  path: '/sessions',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        createdAt: Instant,
        lastSeenAt: Instant,
        expiresAt: Instant,
        ipAddress: z.string().nullable(),
        userAgent: z.string().nullable(),
        current: z.boolean(),
      }),
    ),
  }),
  permission: 'signedIn',
  summary: 'The places where this person is signed in.',
});

export const endSession = endpoint({
  name: 'endSession',
  method: 'DELETE',
  path: '/sessions/:id',
  input: z.object({ id: z.string().max(64) }),
  output: Done,
  permission: 'signedIn',
  summary: 'Signs this person out in one place.',
});

export const endOtherSessions = endpoint({
  name: 'endOtherSessions',
  method: 'DELETE',
  path: '/sessions',
  input: z.object({}),
  output: z.object({ ended: z.int() }),
  permission: 'signedIn',
  summary: 'Signs this person out everywhere but here.',
});

export const requestPasswordReset = endpoint({
  name: 'requestPasswordReset',
  method: 'POST',
  path: '/password-resets',
  input: z.object({ email: z.string().trim().max(254) }),
  output: Done,
  permission: 'public',
  idempotent: false,
  summary: 'Sends a link for a new password, if the address is known. The answer is the same either way.',
});

/** Sent by the page behind the mailed link (`LINKS.resetPassword`). Ends every session of the person; a second factor is still asked for. */
export const resetPassword = endpoint({
  name: 'resetPassword',
  method: 'POST',
  path: '/password-resets/outcome',
  input: z.object({ token: Secret, password: NewPassword }),
  output: Done,
  permission: 'public',
  idempotent: false,
  summary: 'Sets a new password with the secret of a mailed link, once.',
});

/** Reads what an invitation is about; spends nothing. The secret travels in the body so that no log keeps it. */
export const viewInvitation = endpoint({
  name: 'viewInvitation',
  method: 'POST',
  path: '/invitations/view',
  input: z.object({ token: Secret }),
  output: z.object({ workspace: z.string(), name: z.string(), email: z.string(), hasAccount: z.boolean() }),
  permission: 'public',
  idempotent: false,
  summary: 'What the invitation behind a mailed link is for.',
});

/** Who has an account already only joins (`next: 'sign_in'`); everyone else gives name and password and is signed in. */
export const acceptInvitation = endpoint({
  name: 'acceptInvitation',
  method: 'POST',
  path: '/invitations/acceptance',
  input: z.object({ token: Secret, name: PersonName.optional(), password: NewPassword.optional() }),
  output: z.object({ next: z.enum(['done', 'sign_in']), workspaceId: Id }),
  permission: 'public',
  idempotent: false,
  summary: 'Accepts an invitation, once.',
});
