// The pictures of README.md, out of a fresh sample company: npm run pictures
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { createMailPurpose } from '#modules/consents/contract.ts';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { createAsset, publishAsset, uploadAssetFile } from '#modules/library/contract/assets.ts';
import { aPdf } from '#modules/library/testing.ts';
import { createTrack } from '#modules/nurtures/contract/tracks.ts';
import { scheduleSend } from '#modules/sends/contract/running.ts';
import { createSend } from '#modules/sends/contract/sends.ts';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { createSender } from '#modules/templates/contract/parts.ts';
import { createTemplate, publishTemplate, saveTemplateDraft } from '#modules/templates/contract/templates.ts';
import { aContent } from '#modules/templates/testing.ts';
import { type Endpoint, fillPath, type InputOf, type OutputOf } from '#platform/shared/contract.ts';
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
  const { check, leadWithAsset, track } = await aDayOfMarketing(page, lead ?? '/leads');
  await shoot(page, 'track', track);
  await shoot(page, 'calendar', '/calendar');
  await shoot(page, 'lead-library', { place: leadWithAsset, at: 'Send next' });
  await shoot(page, 'mailing-check', { place: check, at: 'Whom it reaches' });
  const phone = await browser.newContext({
    ...LOOK,
    viewport: PHONE,
    isMobile: true,
    hasTouch: true,
    storageState: await wide.storageState(),
  });
  await shoot(await phone.newPage(), 'my-day-phone', '/my-day');
}

/** What the sample company does not have: a mailing in work, one that is planned, a document, a track. @returns where each is seen */
async function aDayOfMarketing(page: Page, leadPath: string): Promise<{ check: string; leadWithAsset: string; track: string }> {
  const call = async <E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<OutputOf<E>> => {
    const { path: place, rest } = fillPath(endpoint, input as Record<string, unknown>);
    const headers = { 'x-requested-with': 'truce', 'idempotency-key': randomUUID() };
    const answer = await page.request.fetch(new URL(place, link).href, { method: endpoint.method, data: rest, headers });
    if (!answer.ok()) throw new Error(`${endpoint.name}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as OutputOf<E>;
  };
  await call(changeWorkspace, { companyName: 'Example GmbH', postalAddress: 'Harbour Street 1, Bremen' });
  const purpose = await call(createMailPurpose, {
    name: 'Product news',
    description: 'What is new.',
    ground: 'interest',
    doubleOptIn: false,
  });
  const sender = await call(createSender, { name: 'Robin Example', email: 'robin@example.test', replyTo: null, isDefault: true });
  const template = await call(createTemplate, { name: 'Spring news', kind: 'article' });
  const content = aContent(undefined, { subject: 'Spring news' });
  await call(saveTemplateDraft, { id: template.id, content, revision: 1 });
  await call(publishTemplate, { id: template.id, revision: 2 });
  const plan = {
    kind: 'article' as const,
    audience: 'prospects' as const,
    purposeId: purpose.id,
    senderId: sender.id,
    criteria: EVERYTHING,
    variants: [{ name: 'A', templateId: template.id, share: 100 }],
  };
  const mailing = await call(createSend, { ...plan, name: 'Spring news' });
  const plannedAt = new Date(Date.now() + 2 * 86_400_000).toISOString();
  const planned = await call(createSend, { ...plan, name: 'Invitation to the open day', topics: ['open day'], timing: 'at', plannedAt });
  await call(scheduleSend, { id: planned.id });
  const asset = await call(createAsset, { name: 'Buyer’s guide', kind: 'one_pager', howTo: 'After the first call.' });
  const uploaded = await page.request.post(new URL(fillPath(uploadAssetFile, { id: asset.id }).path, link).href, {
    headers: { 'x-requested-with': 'truce', 'idempotency-key': randomUUID() },
    multipart: { file: { name: 'Guide.pdf', mimeType: 'application/pdf', buffer: aPdf(['Which one, and why']) } },
  });
  const { versionId } = (await uploaded.json()) as OutputOf<typeof uploadAssetFile>;
  await call(publishAsset, { id: asset.id, versionId, changes: 'The first one' });
  const track = await call(createTrack, { name: 'Welcome', kind: 'nurture', starter: 'welcome' });
  return { check: `/mailings/${mailing.id}`, leadWithAsset: leadPath, track: `/tracks/${track.id}` };
}

/** `at`: the part of the screen that is to be seen. */
async function shoot(page: Page, name: string, screen: string | { place: string; at: string }): Promise<void> {
  const { place, at } = typeof screen === 'string' ? { place: screen, at: undefined } : screen;
  await page.goto(new URL(place, link).href);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  // What is read beside the first answer comes a moment later, and nothing on the screen says so.
  await page.waitForTimeout(2_000);
  if (at) await page.getByRole('region', { name: at }).evaluate('(part) => part.scrollIntoView({ block: "center" })');
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
