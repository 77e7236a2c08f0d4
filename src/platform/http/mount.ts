import type { FastifyInstance } from 'fastify';
import type { Runtime } from '#platform/runtime.ts';

/**
 * Something that a module serves to strangers beside the contract: a script for other people's pages, what that script sends. It has parsers,
 * limits and headers of its own, which hold for nothing else.
 */
export interface Mount {
  /** Everything it serves lies below. */
  prefix: `/${string}`;
  serve(part: FastifyInstance, mounted: Mounted): Promise<void>;
}

export interface Mounted {
  readonly runtime: Runtime;
  /** Submissions a minute that the installation takes from one address. */
  readonly perAddress: number;
}

export async function serveMounts(app: FastifyInstance, { mounts, ...mounted }: Mounted & { mounts: readonly Mount[] }): Promise<void> {
  for (const mount of mounts) await app.register((part) => mount.serve(part, mounted), { prefix: mount.prefix });
}
