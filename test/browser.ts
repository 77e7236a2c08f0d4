import { existsSync } from 'node:fs';
import { type Browser, chromium as playwright } from 'playwright-core';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-sandbox',
];

/** A headless Chromium: CHROMIUM_PATH, else the system's, else the one that comes as a package. */
export async function openBrowser(): Promise<Browser> {
  const system = [process.env.CHROMIUM_PATH, ...SYSTEM].find((path) => path && existsSync(path));
  if (system) return playwright.launch({ executablePath: system, args: QUIET });
  const { default: packaged } = await import('@sparticuz/chromium');
  return playwright.launch({ executablePath: await packaged.executablePath(), args: [...packaged.args, ...QUIET] });
}
