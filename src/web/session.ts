import type { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { getSession } from '#modules/team/contract/access.ts';
import { isOutside as isOfOutside, type Permission, type Role } from '#modules/team/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ApiProblem, currentWorkspace, rememberWorkspace } from './api.ts';
import { reading } from './data.ts';

/** Who is here and what they may do. */
export type Session = OutputOf<typeof getSession>;

export const SessionContext = createContext<Session | null>(null);

/** The session of a screen behind sign-in; a screen outside it has none and must not ask. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of a signed-in screen');
  return session;
}

export function useCan(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

export function hasRole(session: Session, ...roles: readonly Role[]): boolean {
  return session.member.roles.some((role) => roles.includes(role));
}

/** A coordinator from outside: a person of an agency, whose grant opens a few screens. */
export function isOutside({ member }: Session): boolean {
  return isOfOutside(member.roles);
}

/** False for a field that this person's roles hide, such as `deal.amount`. */
export function useSees(field: string): boolean {
  return !useSession().hidden.includes(field);
}

/** False for a field that may be read but not changed. */
export function useMayChange(field: string): boolean {
  const { hidden, readOnly } = useSession();
  return !hidden.includes(field) && !readOnly.includes(field);
}

export const sessionReading = () => reading(getSession, {}, { topics: ['session', 'member', 'workspace'], fresh: 60_000 });

/** Reads the session once more without the remembered workspace where that one is not this person's any more. */
export async function loadSession(client: QueryClient): Promise<Session> {
  try {
    return await client.ensureQueryData(sessionReading());
  } catch (problem) {
    const notMine = problem instanceof ApiProblem && (problem.status === 403 || problem.status === 404);
    if (!notMine || currentWorkspace() === null) throw problem;
    rememberWorkspace(null);
    return client.ensureQueryData(sessionReading());
  }
}
