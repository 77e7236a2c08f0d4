import type { Scope, ScopeFacts } from '#platform/shared/scope.ts';

/**
 * Turns facts that authentication has proved into a scope. Only `platform/http`, `platform/jobs`, the command line and
 * test builders may import this file (test/house.test.ts).
 */
export function mintScope(facts: ScopeFacts): Scope {
  return Object.freeze({ ...facts }) as unknown as Scope;
}
