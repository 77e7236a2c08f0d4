import { seededRandom } from '#platform/shared/draws.ts';

/** A number in [0, 1) that belongs to a person and a month, the same whenever and wherever it is asked for. */
export function drawOf(of: { workspaceId: string; contactId: string; month: string }): number {
  return seededRandom(`${of.workspaceId}:${of.contactId}:${of.month}`)();
}

/** Who of these is in the sample of a month, the lowest draw first, so that a sample cut short by full hands is still one by chance. */
export function sampleOf(contactIds: readonly string[], of: { workspaceId: string; month: string; percent: number }): string[] {
  return contactIds
    .map((contactId) => ({ contactId, draw: drawOf({ workspaceId: of.workspaceId, contactId, month: of.month }) }))
    .filter(({ draw }) => draw < of.percent / 100)
    .sort((a, b) => a.draw - b.draw)
    .map(({ contactId }) => contactId);
}
