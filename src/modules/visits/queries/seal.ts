import type { Seals } from '#platform/auth/seals.ts';

const PURPOSE = 'visitor';

/** Whom a link of a mail of ours was for. */
export interface Sealed {
  workspaceId: string;
  contactId: string;
  /** ISO; after it the seal says nothing any more. */
  until: string;
}

/** What a link carries as `truce_seal`, so that who follows it becomes known. Nobody without the installation's secret can make one. */
export function visitorSeal(seals: Seals, { workspaceId, contactId, until }: Sealed): string {
  return seals.seal(PURPOSE, [workspaceId, contactId, until]);
}

/** The contact whom a seal names; null where it is not ours, of another workspace, or too old. */
export function contactSealed(seals: Seals, seal: string, { workspaceId, now }: { workspaceId: string; now: string }): string | null {
  const [ws, contactId, until] = seals.open(PURPOSE, seal) ?? [];
  return ws === workspaceId && contactId && until && until > now ? contactId : null;
}
