import type { FieldError } from '#platform/shared/refusal.ts';
import { ApiProblem } from '../api.ts';

/** The server's `emails[0].address` as forms name it, `emails.0.address`. */
export function formPath(field: string): string {
  return field.replace(/\[(\d+)\]/g, '.$1').replace(/^\./, '');
}

export function fieldsOf(errors: readonly FieldError[]): Record<string, string> {
  return Object.fromEntries(errors.map(({ field, message }) => [formPath(field), message]));
}

/** Messages for fields that this form does not have: they are told on top. */
export function unplaced(problem: unknown, fields: readonly string[]): string[] {
  if (!(problem instanceof ApiProblem)) return [];
  return problem.errors
    .filter(({ field }) => !fields.includes(formPath(field).split('.')[0] ?? ''))
    .map(({ message }) => message)
    .filter((message) => message !== problem.message);
}
