import { afterAll, beforeAll, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { letter, look, type MemoryServer, memoryServer, newBox } from '#modules/mailboxes/testing.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let mails: MemoryServer;
let admin: Client;
let rep: Client;

beforeAll(async () => {
  mails = memoryServer();
  server = await openLiveServer({ openMailbox: (settings) => mails.open(settings) });
  const workspace = await server.newWorkspace();
  admin = workspace.admin;
  rep = await workspace.member('rep', { name: 'Rita Rep' });
  await aContact(rep, { firstName: 'Anna', lastName: 'Vogt', emails: [{ email: 'anna@kunde.test' }] });
  const box = await newBox(admin, mails, { name: 'Info' });
  mails.put('info@firm.test', letter({ subject: 'Price of 40 seats', text: 'What are 40 seats? <script>window.__xss = 1</script>' }));
  mails.put(
    'info@firm.test',
    letter({ from: 'Petra Novák <petra@neu.test>', subject: 'Demo please <img src=x onerror="window.__xss=1">', text: 'Before year end.' }),
  );
  await look(server, admin, box, { count: true });
  await look(server, admin, box);
}, 60_000);
afterAll(() => server?.close());

it('a rep answers who has waited longest, makes a lead of an inquiry and writes from the record; nothing in a mail is run', async () => {
  const page = await server.pageOf(rep);
  await page.goto(`${server.address}/inbox`);
  await page.getByRole('link', { name: 'Price of 40 seats' }).click();
  await page.getByText('<script>window.__xss = 1</script>').waitFor();
  await page.getByText('May go').waitFor();
  await page.getByLabel('Mail', { exact: true }).fill('40 Euro each.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('The mail is on its way.').waitFor();
  await page.getByText('40 Euro each.').waitFor();

  await page.goto(`${server.address}/inbox?view=inquiries`);
  await page.getByRole('link', { name: /Demo please/ }).click();
  await page.getByRole('button', { name: 'Make it a lead' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make it a lead' }).click();
  await page.getByText('A lead was made.').waitFor();
  await page.getByRole('link', { name: 'Petra Novák' }).click();
  // Three clicks from the record: write, send, and the field between.
  await page.getByRole('button', { name: 'Write a mail' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Subject').fill('Your demo');
  await form.getByLabel('Mail', { exact: true }).fill('Tuesday at ten?');
  await form.getByRole('button', { name: 'Send' }).click();
  await page.getByText('The mail is on its way.').waitFor();
  await page.locator('a[href^="/inbox/"]').filter({ hasText: 'Your demo' }).waitFor();
  expect(await page.evaluate('window.__xss')).toBeUndefined();
});

it('whoever runs the workspace sees how a mailbox does, and is asked for what a new one needs', async () => {
  const page = await server.pageOf(admin);
  await page.goto(`${server.address}/settings/mailboxes`);
  await page.getByText('2 of 2 mails on the server are accounted for').waitFor();
  await page.getByRole('button', { name: 'Set up a mailbox' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: true }).fill('Sales');
  await form.getByLabel('Mail address').fill('sales@firm.test');
  await form.getByLabel('IMAP server').fill('mail.firm.test');
  await form.getByLabel('User name').fill('sales@firm.test');
  await form.getByLabel('Password', { exact: true }).fill(mails.password);
  await form.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('It works').waitFor();
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('sales@firm.test').first().waitFor();
});
