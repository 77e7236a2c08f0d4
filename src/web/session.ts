import { createContext, useContext } from 'react';

/**
 * Who is here and what they may do; the answer of `GET /api/session`.
 * `hidden` holds `entity.field` names that this person may not see.
 */
export interface Session {
  member: { id: string; name: string; email: string; roles: readonly string[]; department: string | null };
  workspace: { id: string; name: string; baseCurrency: string; timeZone: string; locale: string };
  workspaces: readonly { id: string; name: string }[];
  permissions: readonly string[];
  hidden: readonly string[];
}

export const SessionContext = createContext<Session | null>(null);

/** The session of a screen behind sign-in; a screen outside it has none and must not ask. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of a signed-in screen');
  return session;
}

export function useCan(permission: string): boolean {
  return useSession().permissions.includes(permission);
}

/** False for a field that this person's roles hide, such as `deal.amount`. */
export function useSees(field: string): boolean {
  return !useSession().hidden.includes(field);
}
