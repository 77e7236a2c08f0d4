import { sql } from 'kysely';
import { getDomain } from 'tldts';
import type { Runtime } from '#platform/runtime.ts';
import type { ConsentMode } from '../schema.ts';

/** What serving a site's script and taking its hits needs to know. */
export interface KnownSite {
  workspaceId: string;
  id: string;
  publicId: string;
  hosts: string[];
  /** The widest of its own domains, on which a cookie holds for all of its hosts. */
  domains: string[];
  mode: ConsentMode;
  signals: boolean;
}

const FRESH_MS = 5_000;
/** Remembered answers, wrong ids included; a flood of made-up ids only makes us forget. */
const MOST = 10_000;
const PUBLIC_ID = /^[a-z0-9]{16}$/;

export type SiteOf = (publicId: string) => Promise<KnownSite | null>;

/** Sites by public id, remembered for seconds: what a hundred hits ask for is asked once. */
export function siteLookup(runtime: Runtime): SiteOf {
  const known = new Map<string, { until: number; site: Promise<KnownSite | null> }>();
  return async (publicId) => {
    if (!PUBLIC_ID.test(publicId)) return null;
    const now = Date.now();
    const found = known.get(publicId);
    if (found && found.until > now) return found.site;
    if (known.size >= MOST) known.clear();
    const site = readSite(runtime, publicId);
    known.set(publicId, { until: now + FRESH_MS, site });
    site.catch(() => known.delete(publicId));
    return site;
  };
}

async function readSite({ database }: Runtime, publicId: string): Promise<KnownSite | null> {
  const { rows } = await database.unbound((tx) =>
    sql<{
      workspace_id: string;
      id: string;
      hosts: string[];
      consent_mode: ConsentMode;
      honours_signals: boolean;
    }>`select * from website_by(${publicId})`.execute(tx),
  );
  const [row] = rows;
  if (!row) return null;
  const domains = [...new Set(row.hosts.flatMap((host) => getDomain(host) ?? []))];
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    publicId,
    hosts: row.hosts,
    domains,
    mode: row.consent_mode,
    signals: row.honours_signals,
  };
}
