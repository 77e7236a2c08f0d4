import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { PROJECT } from '#src/project.ts';
import type { KnownSite } from './sites.ts';

/** The script as a page gets it, without the site's own lines: made small once. */
let small: string | null = null;

function tracker(): string {
  small ??= transformSync(readFileSync(path.join(PROJECT, 'src/web/tracker/tracker.ts'), 'utf8'), {
    loader: 'ts',
    minify: true,
    format: 'iife',
    target: 'es2020',
  }).code.trim();
  return small;
}

export interface Script {
  text: string;
  etag: string;
}

export function scriptOf(site: KnownSite): Script {
  const facts = { id: site.publicId, mode: site.mode, domains: site.domains, hosts: site.hosts, signals: site.signals };
  const text = `(function(TRUCE_SITE){${tracker()}})(${JSON.stringify(facts)});`;
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 20)}"` };
}
