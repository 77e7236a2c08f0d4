import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Dns } from '#platform/mail/dns.ts';
import type { OpenStore } from '#platform/mail/imap.ts';
import { PROJECT } from '#src/project.ts';
import { openBrowser } from './browser.ts';
import { type Client, openTestApp, type TestApp } from './harness.ts';

export interface LiveServer extends TestApp {
  readonly address: string;
  readonly browser: Browser;
  /** A page of a signed-in member, at 1280 × 800 unless told. */
  pageOf(client: Client, options?: { width?: number; height?: number; dark?: boolean }): Promise<Page>;
}

/** The real server with the built web app on a port of its own, and a real browser. */
export async function openLiveServer(options: { dns?: Dns; openMailbox?: OpenStore } = {}): Promise<LiveServer> {
  const app = await openTestApp({ webRoot: path.join(PROJECT, 'dist/web'), ...options });
  await app.app.listen({ port: 0, host: '127.0.0.1' });
  const address = `http://127.0.0.1:${(app.app.server.address() as AddressInfo).port}`;
  const browser = await openBrowser();
  return {
    ...app,
    address,
    browser,
    pageOf: async (client, { width = 1280, height = 800, dark = false } = {}) => {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      await context.setExtraHTTPHeaders({ authorization: `Bearer ${client.key}` });
      return context.newPage();
    },
    close: async () => {
      await browser.close();
      await app.close();
    },
  };
}
