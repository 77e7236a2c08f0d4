import type { Refusal } from '#platform/shared/refusal.ts';

/** Carries a refusal out of a command of the command line: its sentence is printed, without a stack. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';

  constructor(refusal: Refusal) {
    super(refusal.message);
  }
}
