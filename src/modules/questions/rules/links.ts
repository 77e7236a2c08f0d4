import type { Seals } from '#platform/auth/seals.ts';

const PURPOSE = 'question';

/** Whose answer a page takes, and for which question; the token is that of their address, so that a link ends with it. */
export interface Answerer {
  workspaceId: string;
  questionId: string;
  memberId: string;
  token: string;
}

export function answerPath(seal: (purpose: string, words: readonly string[]) => string, of: Answerer): `/p/${string}` {
  return `/p/answer/${seal(PURPOSE, [of.workspaceId, of.questionId, of.memberId, of.token])}`;
}

export function openAnswer(seals: Seals, sealed: string): Answerer | null {
  const [workspaceId, questionId, memberId, token, ...more] = seals.open(PURPOSE, sealed) ?? [];
  return workspaceId && questionId && memberId && token && more.length === 0 ? { workspaceId, questionId, memberId, token } : null;
}
