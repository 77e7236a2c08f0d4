import { z } from 'zod';
import { Done, endpoint, GivenPassword, Locale, NewPassword, PersonName, TimeZone } from '../schema.ts';

const Code = z.string().trim().min(6).max(20);

export const changePassword = endpoint({
  name: 'changePassword',
  method: 'PUT',
  path: '/account/password',
  input: z.object({ currentPassword: GivenPassword, password: NewPassword }),
  output: Done,
  permission: 'signedIn',
  summary: 'Changes the own password and ends the other sessions.',
});

export const changeAccount = endpoint({
  name: 'changeAccount',
  method: 'PATCH',
  path: '/account',
  input: z.object({ name: PersonName.optional(), timeZone: TimeZone.nullable().optional(), locale: Locale.nullable().optional() }),
  output: Done,
  permission: 'signedIn',
  summary: 'Changes the own name, time zone and language. Null follows the workspace.',
});

export const startSecondFactor = endpoint({
  name: 'startSecondFactor',
  method: 'POST',
  path: '/account/second-factor',
  input: z.object({ password: GivenPassword }),
  output: z.object({ uri: z.string(), secret: z.string(), backupCodes: z.array(z.string()) }),
  permission: 'signedIn',
  idempotent: false,
  summary: 'Makes a secret for an authenticator app and backup codes; in force once a code has been confirmed.',
});

export const confirmSecondFactor = endpoint({
  name: 'confirmSecondFactor',
  method: 'PUT',
  path: '/account/second-factor',
  input: z.object({ code: Code }),
  output: Done,
  permission: 'signedIn',
  summary: 'Puts the second factor in force with a code of the app.',
});

export const removeSecondFactor = endpoint({
  name: 'removeSecondFactor',
  method: 'POST',
  path: '/account/second-factor/removal',
  input: z.object({ password: GivenPassword }),
  output: Done,
  permission: 'signedIn',
  idempotent: false,
  summary: 'Takes the second factor away, after asking for the password again.',
});

export const renewBackupCodes = endpoint({
  name: 'renewBackupCodes',
  method: 'POST',
  path: '/account/backup-codes',
  input: z.object({ password: GivenPassword }),
  output: z.object({ backupCodes: z.array(z.string()) }),
  permission: 'signedIn',
  idempotent: false,
  summary: 'Makes new backup codes; the old ones stop working.',
});
