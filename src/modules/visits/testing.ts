import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Client, TestApp } from '../../../test/harness.ts';
import { identify } from './commands/identify.ts';
import { createWebsite, listWebsites } from './contract.ts';
import type { ConsentMode } from './schema.ts';

export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
export const hex = () => randomBytes(16).toString('hex');

/** A registered website: its id, and the public one out of its snippet. */
export async function aSite(
  client: Client,
  { hosts = ['acme.test'], mode = 'none_needed' as ConsentMode, name = 'Our website' } = {},
): Promise<{ id: string; key: string }> {
  const { id } = await client.call(createWebsite, { name, hosts, consentMode: mode });
  const { items } = await client.call(listWebsites, {});
  const snippet = items.find((one) => one.id === id)?.snippet ?? '';
  return { id, key: /\/v\/([a-z0-9]{16})\.js/.exec(snippet)?.[1] ?? '' };
}

export interface Page {
  path: string;
  /** Minutes before now at which it was seen. */
  ago?: number;
  kind?: string;
  id?: string;
  referrer?: string;
  /** Of `leave`, `download`, `seal`: the short names of the wire. */
  more?: Readonly<Record<string, unknown>>;
}

export interface Sending {
  key: string;
  visitor?: string;
  host?: string;
  headers?: Readonly<Record<string, string>>;
  parcel?: Readonly<Record<string, unknown>>;
}

/** What a page's script sends for one visitor. */
export function sendHits(
  app: FastifyInstance,
  { key, visitor, host = 'acme.test', headers = {}, parcel = {} }: Sending,
  pages: readonly Page[],
) {
  const q = pages.map(({ path, ago = 0, kind = 'page', id = hex(), referrer, more = {} }) => ({
    i: id,
    k: kind,
    u: `https://${host}${path}`,
    a: ago * 60_000,
    ...(referrer ? { r: referrer } : {}),
    ...more,
  }));
  return app.inject({
    method: 'POST',
    url: '/v/hits',
    headers: { origin: `https://${host}`, 'content-type': 'text/plain;charset=UTF-8', 'user-agent': BROWSER, ...headers },
    payload: JSON.stringify({ s: key, v: visitor, w: 1280, l: 2, b: 0, q, ...parcel }),
  });
}

/** A visit of somebody who is known, on a website of its own; it is there after the jobs have run. */
export async function aKnownVisit(
  app: TestApp,
  client: Client,
  { host, path, contactId }: { host: string; path: string; contactId: string },
): Promise<void> {
  const { key } = await aSite(client, { hosts: [host], name: `Pages of ${path}` });
  const visitor = hex();
  await sendHits(app.app, { key, host, visitor }, [{ path }, { path: '/pricing' }]);
  await app.command(client, async (ctx) => {
    await identify(ctx, { visitor: `i:${visitor}`, contactId, how: 'form' });
    return {};
  });
}
