/** An expected "no". Returned, never thrown: a throw is a bug or an outage. */
export interface Refusal {
  readonly refused: true;
  readonly code: RefusalCode;
  /** One plain sentence: what happened, that nothing is lost, what to do. */
  readonly message: string;
  /** Path of the field that is wrong, such as `criteria.all[0].value`. */
  readonly field?: string;
  /** Every field that is wrong, where there are several. */
  readonly errors?: readonly FieldError[];
}

export interface FieldError {
  field: string;
  message: string;
}

/** The closed list of refusals and the HTTP status of each. */
export const REFUSALS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_type: 415,
  not_now: 422,
  too_many: 429,
  busy: 503,
  no_space: 507,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export function refuse(code: RefusalCode, message: string, more: { field?: string; errors?: readonly FieldError[] } = {}): Refusal {
  return { refused: true, code, message, ...more };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true;
}
