import type { Permission } from '#modules/team/schema.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { TrackKind } from '../schema.ts';

const has = (scope: Scope, permission: Permission) => scope.permissions.has(permission);

/** Marketing makes tracks, Sales makes sequences. */
export const mayMake = (scope: Scope, kind: TrackKind): boolean => has(scope, kind === 'sequence' ? 'lead:work' : 'campaign:write');

/** A rep changes their own sequences; whoever leads Sales changes all of them. Tracks are Marketing's together. */
export function mayWrite(scope: Scope, { kind, ownerId }: { kind: TrackKind; ownerId: string | null }): boolean {
  if (!mayMake(scope, kind)) return false;
  return kind !== 'sequence' || has(scope, 'lead:assign') || (ownerId !== null && ownerId === scope.actor.memberId);
}

/** Reps put people on any sequence; marketers on any track. */
export const mayEnrol = (scope: Scope, kind: TrackKind): boolean =>
  kind === 'sequence' ? has(scope, 'lead:work') || has(scope, 'campaign:write') : has(scope, 'campaign:write');
