/** What a page of a form carries, sealed: which version, when it was made, which fields it asked, whom a link named. */
export interface Token {
  workspaceId: string;
  versionId: string;
  /** Epoch milliseconds. */
  madeAt: number;
  nonce: string;
  shown: readonly string[];
  contactId: string | null;
  /** The page of ours that the form stood on. */
  pageId: string | null;
}

export const PURPOSE = 'form';
/** A page that was open for longer is shown again, with what was written. */
const MOST_MS = 24 * 3600_000;

export const wordsOfToken = ({ workspaceId, versionId, madeAt, nonce, shown, contactId, pageId }: Token): string[] => [
  workspaceId,
  versionId,
  String(madeAt),
  nonce,
  shown.join(','),
  contactId ?? '',
  pageId ?? '',
];

/** Null where the words are not of a token, or of one that is too old or of another workspace. */
export function tokenOf(words: readonly string[] | null, { workspaceId, now }: { workspaceId: string; now: number }): Token | null {
  const [ws, versionId, madeAt, nonce, shown, contactId, pageId] = words ?? [];
  if (ws !== workspaceId || !versionId || !madeAt || !nonce || shown === undefined) return null;
  const age = now - Number(madeAt);
  if (!(age >= 0 && age <= MOST_MS)) return null;
  return {
    workspaceId,
    versionId,
    madeAt: Number(madeAt),
    nonce,
    shown: shown === '' ? [] : shown.split(','),
    contactId: contactId || null,
    pageId: pageId || null,
  };
}
