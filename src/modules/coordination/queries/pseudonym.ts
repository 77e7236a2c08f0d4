import { createHash } from 'node:crypto';

/** What a contact is called before somebody who may not know the name: the same each time within a workspace, and another one in the next. */
export function pseudonymOf(workspaceId: string, contactId: string): string {
  return `Contact ${createHash('sha256').update(`${workspaceId} ${contactId}`).digest('hex').slice(0, 5).toUpperCase()}`;
}
