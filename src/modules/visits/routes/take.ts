import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { placeOf } from '#platform/auth/attempts.ts';
import { type GroupCommit, groupCommit } from '#platform/db/groupcommit.ts';
import { isOutage } from '#platform/db/outage.ts';
import type { Runtime } from '#platform/runtime.ts';
import { countRefusals, keepHits, type NewHit, saltOf } from '../commands/keep.ts';
import { contactSealed } from '../queries/seal.ts';
import { windowLimit } from '../rules/limit.ts';
import { hostAmong } from '../rules/origin.ts';
import { type Parcel, parcelOf, plainHit } from '../rules/sent.ts';
import { judgeHit } from '../rules/traffic.ts';
import type { RefusedBecause } from '../schema.ts';
import type { KnownSite, SiteOf } from './sites.ts';

/** What is answered: a status, and the origin that may read it. */
export interface Answer {
  status: 204 | 400 | 403 | 404 | 429 | 503;
  origin?: string;
}

/** Hits of one site within a second; a page's script sends one or two. */
const PER_SITE = { most: 5_000, windowMs: 1_000 };
const COUNT_MS = 1_000;

export interface Intake {
  take(request: FastifyRequest): Promise<Answer>;
  /** Writes what is left. */
  close(): Promise<void>;
}

/**
 * Takes hits from pages. An answer of 204 means: it is in the table, or it may not be kept. Rows of many requests are committed together; where more
 * come than can be written, the answer is 503 and the script sends them again. No answer ever tells anything of the visitor.
 */
export function openIntake({ runtime, siteOf, perAddress }: { runtime: Runtime; siteOf: SiteOf; perAddress: number }): Intake {
  const scopeOf = runtime.services.systemScope;
  const commits: GroupCommit<NewHit> = groupCommit({
    write: async (workspaceId, hits) => {
      await runtime.transaction(scopeOf(workspaceId), (ctx) => keepHits(ctx, hits), { audit: false });
    },
    mostRows: 500,
    mostWaiting: 5_000,
    gatherMs: 4,
    writers: 3,
    hopeless: isOutage,
  });
  const refusals = openRefusals(runtime);
  const salts = openSalts(runtime);
  const senders = windowLimit({ most: perAddress * 10, windowMs: 60_000 });
  const sites = windowLimit(PER_SITE);

  async function take(request: FastifyRequest): Promise<Answer> {
    const parcel = parcelOf(request.body);
    if (!senders.take(placeOf(request.ip), parcel?.q.length ?? 1, Date.now())) return { status: 429 };
    if (!parcel) return { status: 400 };
    const site = await siteOf(parcel.s);
    if (!site) return { status: 404 };
    const { origin = '' } = request.headers;
    if (!URL.canParse(origin) || !hostAmong(new URL(origin).hostname, site.hosts)) return refused(site, { because: 'host', parcel });
    const told = forbidden(site, parcel, request);
    if (told) return { ...refused(site, { because: told, parcel }), origin };
    if (!sites.take(site.id, parcel.q.length, Date.now())) return { ...refused(site, { because: 'limit', parcel }), origin };
    const hits = await hitsOf({ runtime, salts }, site, { parcel, request });
    if (hits.length < parcel.q.length) refusals.add(site, 'invalid', parcel.q.length - hits.length);
    if (hits.length === 0) return { status: 400, origin };
    const kept = commits.add(site.workspaceId, hits);
    if (!kept) return { status: 503, origin };
    return kept.then(
      () => ({ status: 204, origin }) as const,
      () => ({ status: 503, origin }) as const,
    );
  }

  function refused(site: KnownSite, { because, parcel }: { because: RefusedBecause; parcel: Parcel }): Answer {
    refusals.add(site, because, parcel.q.length);
    return { status: STATUS[because] };
  }

  return {
    take,
    async close() {
      await commits.drain();
      await refusals.close();
    },
  };
}

interface Tools {
  runtime: Runtime;
  salts: ReturnType<typeof openSalts>;
}

/** What of a parcel can be kept, judged and under the visitor's name. */
async function hitsOf({ runtime, salts }: Tools, site: KnownSite, sent: { parcel: Parcel; request: FastifyRequest }): Promise<NewHit[]> {
  const { parcel, request } = sent;
  const now = runtime.now();
  const visitor = named(site, parcel) ?? `h:${await salts.nameOf(site, request, now.slice(0, 10))}`;
  const agent = request.headers['user-agent']?.slice(0, 300) ?? null;
  const signals = { webdriver: parcel.b === 1, screen: parcel.w ?? 0, languages: parcel.l ?? 0 };
  const judged = judgeHit({ method: request.method, headers: request.headers, signals });
  return parcel.q.flatMap((given): NewHit[] => {
    const hit = plainHit(given, { hosts: site.hosts, now });
    if (!hit) return [];
    const { seal, ...plain } = hit;
    const contactId = seal && contactSealed(runtime.services.seals, seal, { workspaceId: site.workspaceId, now });
    // A seal that is not ours is no hit at all; without a name in a cookie nobody is tied to anything.
    if (hit.kind === 'seal' && (!contactId || visitor.startsWith('h:'))) return [];
    return [{ ...plain, ...judged, websiteId: site.id, visitor, receivedAt: now, agent, contactId: contactId || null }];
  });
}

const STATUS = { host: 403, limit: 429, consent: 204, opted_out: 204, invalid: 400 } as const;

/** The visitor's own name, where the site may have one. */
function named(site: KnownSite, { v, c }: Parcel): string | null {
  return v && (site.mode === 'none_needed' || c === 1) ? `i:${v}` : null;
}

/** The script keeps to it by itself; this is for scripts of yesterday and for those who send by hand. */
function forbidden(site: KnownSite, { c }: Parcel, { headers }: FastifyRequest): RefusedBecause | null {
  if (c === 1) return null;
  if (site.mode === 'nothing') return 'consent';
  return site.signals && (headers['sec-gpc'] === '1' || headers.dnt === '1') ? 'opted_out' : null;
}

/** Names for a day: a hash of address and browser with the day's salt. Neither is kept, and the salt is thrown away. */
function openSalts(runtime: Runtime) {
  const known = new Map<string, Promise<string>>();
  const saltFor = (workspaceId: string, day: string) => {
    const key = `${workspaceId} ${day}`;
    const found = known.get(key);
    if (found) return found;
    if (known.size > 5_000) known.clear();
    const salt = runtime.transaction(runtime.services.systemScope(workspaceId), (ctx) => saltOf(ctx, day), { audit: false });
    known.set(key, salt);
    salt.catch(() => known.delete(key));
    return salt;
  };
  return {
    async nameOf(site: KnownSite, { ip, headers }: FastifyRequest, day: string): Promise<string> {
      const salt = await saltFor(site.workspaceId, day);
      return createHmac('sha256', salt)
        .update(`${site.id}\n${ip}\n${headers['user-agent'] ?? ''}`)
        .digest('base64url')
        .slice(0, 22);
    },
  };
}

/** What was not kept is counted here and written once a second, so that a flood of it writes next to nothing. */
function openRefusals(runtime: Runtime) {
  let counts = new Map<string, { site: KnownSite; reason: RefusedBecause; n: number }>();
  let timer: NodeJS.Timeout | null = null;
  async function write(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const taken = [...counts.values()];
    counts = new Map();
    for (const workspaceId of new Set(taken.map(({ site }) => site.workspaceId))) {
      const rows = taken
        .filter(({ site }) => site.workspaceId === workspaceId)
        .map(({ site, reason, n }) => ({ websiteId: site.id, reason, n }));
      const scope = runtime.services.systemScope(workspaceId);
      // A count that is lost while the database is away is no loss: the hits of then are lost to it as well.
      await runtime.transaction(scope, (ctx) => countRefusals(ctx, rows), { audit: false }).catch(() => undefined);
    }
  }
  return {
    add(site: KnownSite, reason: RefusedBecause, n: number): void {
      const key = `${site.id} ${reason}`;
      const line = counts.get(key) ?? { site, reason, n: 0 };
      line.n += n;
      counts.set(key, line);
      timer ??= setTimeout(() => void write(), COUNT_MS);
    },
    close: write,
  };
}
