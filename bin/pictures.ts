// The pictures of README.md, out of a fresh sample company: npm run pictures
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { PROJECT } from '#src/project.ts';
import { openBrowser } from '../test/browser.ts';

const FOLDER = path.join(PROJECT, 'docs/pictures');
const LOOK = { timezoneId: 'Europe/Berlin', locale: 'en-GB', reducedMotion: 'reduce' } as const;
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** More would make a clone wait for pictures. */
const MOST_BYTES = 150_000;

const state = await mkdtemp(path.join(tmpdir(), 'truce-pictures-'));
const browser = await openBrowser();
const { service, link } = await serve();
try {
  const context = await browser.newContext({ ...LOOK, viewport: WIDE });
  await setUp(await context.newPage(), link);
  await take(context);
} finally {
  await browser.close();
  const ended = new Promise((resolve) => service.once('exit', resolve));
  service.kill('SIGTERM');
  await ended;
  await rm(state, { recursive: true, force: true });
}

/** A service of its own, on a port and a state folder that nobody else uses. */
async function serve(): Promise<{ service: ChildProcess; link: string }> {
  const env = { ...process.env, TRUCE_STATE: state, PORT: String(await freePort()), HOST: '127.0.0.1', LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [path.join(PROJECT, 'bin/truce.mjs'), 'serve'], {
    cwd: PROJECT,
    env,
    stdio: ['ignore', 'pipe', 2],
  });
  let said = '';
  const found = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const address = /https?:\S+\/set-up#\S+/.exec(said)?.[0];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}: ${said}`)));
  });
  return { service: child, link: found };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function setUp(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Name of the company').fill('Example');
  await page.getByLabel('Your name').fill('Robin Example');
  await page.getByLabel('Mail address').fill('robin@example.test');
  await page.getByLabel('Password', { exact: true }).fill('four words in a row');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('button', { name: 'Look around' }).click();
  await page.getByRole('note').waitFor({ timeout: 300_000 });
  await page.close();
}

async function take(wide: BrowserContext): Promise<void> {
  const page = await wide.newPage();
  await shoot(page, 'my-day', '/my-day');
  const lead = await page.getByRole('article').getByRole('heading', { level: 2 }).getByRole('link').getAttribute('href');
  await shoot(page, 'lead', lead ?? '/leads');
  for (const [name, place] of [
    ['scorecard', '/scorecard'],
    ['last-year', '/last-year'],
    ['board', '/deals/board'],
  ] as const)
    await shoot(page, name, place);
  await shoot(page, 'mailing', await firstOf(page, '/mailings', /Planning guide/));
  await shoot(page, 'track', await firstOf(page, '/tracks', /./));
  await shoot(page, 'library', '/library');
  await shoot(page, 'calendar', '/calendar');
  const phone = await browser.newContext({
    ...LOOK,
    viewport: PHONE,
    isMobile: true,
    hasTouch: true,
    storageState: await wide.storageState(),
  });
  await shoot(await phone.newPage(), 'my-day-phone', '/my-day');
}

/** Where the first of a list leads whose line says this. */
async function firstOf(page: Page, list: string, words: RegExp): Promise<string> {
  await page.goto(new URL(list, link).href);
  const found = page.locator(`main a[href^="${list}/"]`).filter({ hasText: words }).first();
  return (await found.getAttribute('href')) ?? list;
}

async function shoot(page: Page, name: string, place: string): Promise<void> {
  await page.goto(new URL(place, link).href);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  // What is read beside the first answer comes a moment later, and nothing on the screen says so.
  await page.waitForTimeout(2_000);
  const picture = await asWebp(await page.screenshot());
  if (picture.length > MOST_BYTES) throw new Error(`${name}.webp has ${picture.length} bytes, more than ${MOST_BYTES}`);
  await writeFile(path.join(FOLDER, `${name}.webp`), picture);
  console.log(`docs/pictures/${name}.webp  ${Math.round(picture.length / 1000)} kB`);
}

/** A third of the size; the browser itself is the encoder. */
async function asWebp(png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const data: string = await page.evaluate(`(async () => {
    const picture = await createImageBitmap(await (await fetch('data:image/png;base64,${png.toString('base64')}')).blob());
    const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
    canvas.getContext('2d').drawImage(picture, 0, 0);
    return canvas.toDataURL('image/webp', 0.9);
  })()`);
  await page.close();
  return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
}
