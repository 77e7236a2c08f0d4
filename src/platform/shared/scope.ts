/** How many rows a person may reach: those they own, their team's, or all of the workspace. */
export type Reach = 'own' | 'team' | 'all';

export interface Actor {
  kind: 'member' | 'key' | 'job' | 'system';
  /** Member id for members and for keys (a key acts for a member); null for jobs and the system. */
  memberId: string | null;
  /** What the audit log shows. */
  label: string;
}

/** The program itself: schedules, and what has to go on whoever set it going. */
export const PROGRAM: Actor = { kind: 'system', memberId: null, label: 'Truce' };

declare const proof: unique symbol;

/**
 * Proof that someone may act in a workspace, and how far. Minted only by authentication, the job runner and the
 * command line (`platform/auth/mint.ts`); no query runs without one.
 */
export interface Scope {
  readonly [proof]: true;
  readonly workspaceId: string;
  readonly actor: Actor;
  readonly roles: readonly string[];
  readonly teamId: string | null;
  readonly permissions: ReadonlySet<string>;
  /** `read` and `write` reach by entity name; an absent entity means `all`. */
  readonly reach: Readonly<Record<string, { read: Reach; write: Reach }>>;
  /** `entity.field` names that may be neither read, filtered, sorted, grouped nor exported. */
  readonly hidden: ReadonlySet<string>;
  /** `entity.field` names that may be read but not written. */
  readonly readOnly: ReadonlySet<string>;
}

export type ScopeFacts = { [K in keyof Scope as K extends typeof proof ? never : K]: Scope[K] };
