import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listConversions } from '#modules/leads/contract/conversions.ts';
import { aConversion } from '#modules/leads/testing.ts';
import { lives } from '#modules/lifecycle/testing.ts';
import { setRecordingPolicy } from '#modules/recordings/contract.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let admin: Client;
let ann: Client;
let bob: Client;
beforeAll(async () => {
  server = await openLiveServer();
  const workspace = await server.newWorkspace('Inbox');
  admin = workspace.admin;
  [ann, bob] = [await workspace.member('marketer', { name: 'Ann' }), await workspace.member('marketer', { name: 'Bob' })];
  await admin.call(setRecordingPolicy, { keepDays: 90, basis: 'Consent of both, said at the beginning' });
}, 120_000);
afterAll(() => server?.close());

/** Silence of so many seconds: a WAV of 8,000 bytes a second. */
function wav(seconds: number): Buffer {
  const size = seconds * 8_000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + size, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(size, 40);
  return Buffer.concat([head, Buffer.alloc(size, 128)]);
}

const open = async (page: Page, place: string) => {
  await page.goto(`${server.address}${place}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
};

/** For whoever wants to look: a folder for pictures of what is on the page. */
const PICTURES = process.env.TRUCE_PICTURES;
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
};

describe('the inbox', () => {
  it('is worked by keys alone: class, reason, next, back; and the other one sees what is open and what is done', async () => {
    const first = await aConversion(admin, {
      person: { firstName: 'Ina', lastName: 'First' },
      content: 'Do you sell pumps?',
      occurredAt: '2026-03-02T10:00:00Z',
    });
    await aConversion(admin, {
      person: { firstName: 'Udo', lastName: 'Second' },
      content: 'Backlinks for you',
      occurredAt: '2026-03-01T10:00:00Z',
    });
    const [mine, other] = [await server.pageOf(ann), await server.pageOf(bob)];
    await open(mine, '/conversions');
    await mine.getByRole('article', { name: 'Ina First' }).waitFor();
    await open(other, '/conversions?tab=all');
    await other.getByText('Ann has this open').first().waitFor();
    await picture(other, 'inbox-other');
    await mine.keyboard.press('n');
    await mine.getByRole('button', { name: 'Spam' }).waitFor();
    await picture(mine, 'inbox-reasons');
    await mine.keyboard.press('1');
    await mine.getByRole('article', { name: 'Ina First' }).waitFor({ state: 'detached' });
    const found = async () => (await ann.call(listConversions, {})).items.find((one) => one.id === first.id);
    expect(await found()).toMatchObject({ validation: 'not_a_lead', reason: { class: 'not_a_lead' } });
    await other.getByText('said by Ann').waitFor();
    await mine.keyboard.press('u');
    await mine.getByRole('article', { name: 'Ina First' }).waitFor();
    expect(await found()).toMatchObject({ validation: 'unreviewed' });
    await mine.keyboard.press('j');
    await mine.keyboard.press('y');
    await mine.getByRole('article', { name: 'Udo Second' }).waitFor({ state: 'detached' });
  }, 60_000);

  it('shows a mail as text: nothing of it is run or loaded', async () => {
    const page = await server.pageOf(ann);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open(page, '/conversions');
    await page.getByRole('button', { name: 'Inquiry', exact: true }).click();
    await page.getByLabel('Kind').last().selectOption('inquiry_mail');
    const html = '<p>We need <b>500</b> pumps</p><img src="http://tracker.example/x.gif"><script>document.title="owned"</script>';
    await page
      .getByLabel('Mail', { exact: true })
      .fill(`From: Eva Adler <eva@adler.example>\nSubject: Pumps\nContent-Type: text/html\n\n${html}`);
    await page.getByRole('button', { name: 'Take it in' }).click();
    const card = page.getByRole('article', { name: 'Eva Adler' });
    await card.getByText('We need 500 pumps').waitFor();
    await picture(page, 'inbox-mail');
    expect(await page.title()).not.toBe('owned');
    expect(asked.filter((url) => !url.startsWith(server.address))).toEqual([]);
  }, 60_000);

  it('plays the recording of a call, from wherever one likes, in a browser', async () => {
    await aConversion(admin, { kind: 'call', person: { firstName: 'Kai', lastName: 'Caller' }, content: 'Wants a quote' });
    const page = await server.pageOf(ann);
    await open(page, '/conversions?kind=call');
    const card = page.getByRole('article', { name: 'Kai Caller' });
    await card.getByRole('button', { name: 'Add a recording' }).click();
    await page.locator('input[type=file]').setInputFiles({ name: 'call.wav', mimeType: 'audio/wav', buffer: wav(400) });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await card.getByRole('button', { name: 'Listen' }).click();
    await card.locator('audio').waitFor();
    const seconds = (code: string) => page.evaluate<number>(`(async () => { const a = document.querySelector('audio'); ${code} })()`);
    const ready = `if (a.readyState < 1) await new Promise((done) => a.addEventListener('loadedmetadata', done, { once: true }));`;
    expect(await seconds(`${ready} return a.duration;`)).toBeCloseTo(400, 0);
    const there = `a.currentTime = 390; await new Promise((done) => a.addEventListener('seeked', done, { once: true })); return a.currentTime;`;
    expect(await seconds(there)).toBeGreaterThanOrEqual(389.9);
    await picture(page, 'recording');
    const boss = await server.pageOf(admin);
    await open(boss, '/conversions?kind=call');
    await boss.getByText('Listened to 1 times').click();
    await boss.getByText(/^Ann, /).waitFor();
  }, 60_000);
});

it('the lifecycle screens tell their figures and open their rows', async () => {
  const opened = new Date(Date.now() - 250 * 86_400_000).toISOString();
  const recent = new Date(Date.now() - 12 * 86_400_000).toISOString();
  await lives(server, admin, [
    {
      opened,
      way: [
        ['inquiry', 0],
        ['mql', 2],
        ['sal', 4],
        ['sql', 10],
        ['opportunity', 20],
        ['customer', 40],
      ],
      channel: 'webinar',
      n: 12,
    },
    {
      opened,
      way: [
        ['inquiry', 0],
        ['mql', 2],
        ['sal', 4],
        ['sql', 10],
        ['disqualified', 31],
      ],
      channel: 'webinar',
      n: 22,
    },
    {
      opened,
      way: [
        ['inquiry', 0],
        ['opportunity', 5],
        ['customer', 9],
      ],
      channel: 'referral',
      sourceTeam: 'sales',
      n: 30,
    },
    { opened: recent, way: [['inquiry', 0]], channel: 'webinar', n: 7 },
  ]);
  const looks = [await server.pageOf(admin), await server.pageOf(admin, { width: 390, height: 844, dark: true })];
  for (const [place, page] of looks.entries()) {
    await open(page, '/waterfall');
    await page.getByRole('region', { name: 'All leads' }).waitFor();
    await picture(page, `waterfall-${place}`);
    await open(page, '/stalled-leads');
    await page.getByText('Leads from Webinar stall in SQL: half are gone after 21 days, n = 34.').waitFor();
    await page.getByRole('img', { name: /Webinar in SQL/ }).waitFor();
    await picture(page, `stalls-${place}`);
    await open(page, '/conversions?tab=channels');
    await page.getByRole('table').waitFor();
    await picture(page, `channels-${place}`);
    for (const [name, address] of [
      ['development', '/in-development?whose=all'],
      ['policy', '/settings/recordings'],
      ['inbox', '/conversions'],
    ] as const) {
      await open(page, address);
      await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
      await picture(page, `${name}-${place}`);
    }
  }
  const [page] = looks;
  if (!page) throw new Error('no page');
  await open(page, '/stalled-leads');
  await page.getByRole('button', { name: /Webinar: Stalled/ }).click();
  await page.getByRole('list', { name: 'Webinar: Stalled' }).getByRole('listitem').first().waitFor();
}, 120_000);
