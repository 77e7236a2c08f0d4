import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { judgeRequest } from '#modules/visits/queries/traffic.ts';
import type { Runtime } from '#platform/runtime.ts';
import { type Counted, countUp } from '../commands/tally.ts';
import { PURPOSE, tokenOf } from '../rules/token.ts';
import { placeOf } from './open.ts';

const Note = z.object({
  t: z.string().max(2_000),
  w: z.enum(['seen', 'begun']),
  b: z.number().optional(),
  s: z.number().optional(),
  l: z.number().optional(),
});
const COUNT_MS = 1_000;
const MOST_KNOWN = 20_000;

export interface Notes {
  /** @returns whether it was a note at all */
  take(request: FastifyRequest, publicId: string): Promise<boolean>;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** Counts who has seen and begun a form: each page once, people and machines apart, written once a second. Nobody is named. */
export function openNotes(runtime: Runtime): Notes {
  let known = new Set<string>();
  let counts = new Map<string, Counted & { workspaceId: string }>();
  let timer: NodeJS.Timeout | null = null;

  async function write(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const taken = [...counts.values()];
    counts = new Map();
    for (const workspaceId of new Set(taken.map((one) => one.workspaceId))) {
      const rows = taken.filter((one) => one.workspaceId === workspaceId);
      // A count that is lost while the database is away is no loss.
      await runtime
        .transaction(runtime.services.systemScope(workspaceId), (ctx) => countUp(ctx, rows), { audit: false })
        .catch(() => undefined);
    }
  }

  return {
    async take(request, publicId) {
      const parsed = Note.safeParse(parsedBody(request.body));
      const place = parsed.success ? await placeOf(runtime, publicId) : null;
      if (!parsed.success || !place) return false;
      const token = tokenOf(runtime.services.seals.open(PURPOSE, parsed.data.t), {
        workspaceId: place.workspaceId,
        now: Date.parse(runtime.now()),
      });
      if (!token) return false;
      const key = `${token.nonce} ${parsed.data.w}`;
      if (known.has(key)) return true;
      if (known.size >= MOST_KNOWN) known = new Set();
      known.add(key);
      const { b = 0, s = 0, l = 0, w } = parsed.data;
      const signals = { webdriver: b === 1, screen: s, languages: l };
      const isHuman = judgeRequest({ method: request.method, headers: request.headers, signals }).verdict === 'human';
      for (const id of new Set([place.id, ...(token.pageId ? [token.pageId] : [])])) {
        const line = counts.get(id) ?? { workspaceId: place.workspaceId, publicationId: id, seen: 0, begun: 0, machines: 0 };
        if (isHuman) line[w] += 1;
        else if (w === 'seen') line.machines += 1;
        counts.set(id, line);
      }
      timer ??= setTimeout(() => void write(), COUNT_MS);
      return true;
    },
    close: write,
  };
}

function parsedBody(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return null;
  }
}
