import type { Seals } from '#platform/auth/seals.ts';

const PURPOSE = 'mail.link';

/** What a link of a mail names: rows of the workspace. Identifiers are hexadecimal; as base64 they make shorter links. */
export interface Followed {
  workspaceId: string;
  messageId: string;
  linkId: string;
}

const packed = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
const unpacked = (word: string): string =>
  Buffer.from(word, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const linkPath = (by: Pick<Seals, 'seal'>, { workspaceId, messageId, linkId }: Followed): string =>
  `/c/${by.seal(PURPOSE, [workspaceId, messageId, linkId].map(packed))}`;

/** Null where the seal is not ours or was changed. */
export function followedIn(by: Pick<Seals, 'open'>, sealed: string): Followed | null {
  const [workspaceId, messageId, linkId] = (by.open(PURPOSE, sealed) ?? []).map(unpacked);
  return workspaceId && messageId && linkId ? { workspaceId, messageId, linkId } : null;
}
