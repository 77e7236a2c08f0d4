/**
 * Whether an error says that the database is away or short of means, and so passes by itself: PostgreSQL's classes for a lost connection,
 * a conflict, a lack of means, an operator and the system; and the network's own.
 */
export function isOutage(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return /^(08|40|53|55|57|58)|^E[A-Z]+$/.test(code) || /terminated|timeout|closed|not queryable/i.test(message);
}

/** Whether an error says that the connection broke or could not be made: the narrower case, in which the same work is worth another try at once. */
export function isLostConnection(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return /^08|^57P0[123]|^E(CONN|PIPE|NOENT)/.test(code) || /connection terminated|not queryable/i.test(message);
}
