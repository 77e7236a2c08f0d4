import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSender } from '#modules/templates/contract/parts.ts';
import type { Dns } from '#platform/mail/dns.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

const zone: Record<string, string[]> = { 'firm.example MX': ['mx.firm.example'], 'firm.example TXT': ['v=spf1 include:old.example -all'] };
const answer = async (name: string, type: string) => zone[`${name} ${type}`] ?? [];
const dns: Dns = {
  texts: (name) => answer(name, 'TXT'),
  exchanges: (name) => answer(name, 'MX'),
  addresses: (name) => answer(name, 'A'),
  names: (address) => answer(address, 'PTR'),
};

let server: LiveServer;
let admin: Client;
let page: Page;
const errors: string[] = [];
beforeAll(async () => {
  server = await openLiveServer({ dns });
  ({ admin } = await server.newWorkspace());
  await admin.call(createSender, { name: 'Anna Vogt', email: 'anna@firm.example', replyTo: null, isDefault: true });
  page = await server.pageOf(admin);
  page.on('pageerror', (error) => errors.push(error.message));
}, 120_000);
afterAll(() => server?.close());

it('an administrator adds a server and a domain, publishes what is asked for, and sees that it is ready', async () => {
  await page.goto(`${server.address}/settings/mail-servers`);
  await page.getByText('anna@firm.example: its domain is not here').waitFor();

  await page.getByRole('button', { name: 'Add a mail server' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Relay');
  await page.getByLabel('Host').fill('192.88.98.10');
  await page.getByLabel('Security').selectOption({ label: 'TLS from the first byte (port 465)' });
  expect(await page.getByLabel('Port', { exact: true }).inputValue()).toBe('465');
  await page.getByRole('combobox', { name: 'Addresses its mails leave from' }).fill('192.88.98.10');
  await page.keyboard.press('Enter');
  await page.getByLabel('Host').fill('127.0.0.1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('private network').first().waitFor();
  await page.getByLabel('Host').fill('relay.invalid');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('relay.invalid:465').waitFor();
  await page.getByText('No connection', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Add a domain' }).click();
  await page.getByLabel('Domain', { exact: true }).fill('firm.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Not checked yet', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Check now: firm.example' }).click();
  await page.getByText('Not ready', { exact: true }).waitFor();
  await page.getByText('The record is not there yet. Publish the first record below').waitFor();
  await page.getByText('needs more than ten look-ups').waitFor();

  const shown = await page
    .locator('details li')
    .evaluateAll((items) => items.map((item) => [...item.querySelectorAll('code')].map((code) => code.textContent ?? '')));
  for (const [name = '', value = ''] of shown) zone[`${name} TXT`] = [value];
  expect(zone['firm.example TXT']).toEqual(['v=spf1 ip4:192.88.98.10 include:old.example -all']);
  zone['old.example TXT'] = ['v=spf1 -all'];
  zone['192.88.98.10 PTR'] = ['mail.firm.example'];
  zone['mail.firm.example A'] = ['192.88.98.10'];
  await page.getByRole('button', { name: 'Check now: firm.example' }).click();
  await page.getByText('Ready', { exact: true }).waitFor();
  await page.getByText('anna@firm.example:').waitFor({ state: 'detached' });
  expect(await page.getByText('Right', { exact: true }).count()).toBe(5);
  expect(errors).toEqual([]);
});
