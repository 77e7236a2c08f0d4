import { sql } from 'kysely';
import { SMTPServer } from 'smtp-server';
import { createMailPurpose } from '#modules/consents/contract.ts';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { createSender } from '#modules/templates/contract/parts.ts';
import type { Content } from '#modules/templates/schema.ts';
import { aContent, aPublishedTemplate, rich } from '#modules/templates/testing.ts';
import { smtpTransport } from '#platform/mail/transport.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import type { Client, TestApp } from '../../../test/harness.ts';
import { type Carrier, installCarriers } from './commands/carriers.ts';
import { scheduleSend } from './contract/running.ts';
import { createSend } from './contract/sends.ts';

/** All that a mailing needs, in a workspace of its own. */
export interface MailRoom {
  admin: Client;
  member: Awaited<ReturnType<TestApp['newWorkspace']>>['member'];
  workspaceId: string;
  purposeId: string;
  senderId: string;
  templateId: string;
}

export const LINKED: Content = aContent(
  [
    { id: 'text', type: 'text', doc: { ...rich('Hello {{contact.first_name}}, read on.') } },
    { id: 'go', type: 'button', label: 'Read', href: 'https://www.northwind.example/pumps?a=1&b=2', align: 'left' },
  ],
  { subject: 'News for {{contact.first_name}}' },
);

export async function aMailRoom(app: TestApp): Promise<MailRoom> {
  const { admin, workspaceId, member } = await app.newWorkspace();
  await admin.call(changeWorkspace, { companyName: 'Northwind GmbH', postalAddress: 'Harbour Street 1, 28195 Bremen' });
  const { id: purposeId } = await admin.call(createMailPurpose, {
    name: 'Pump news',
    description: 'What is new with pumps.',
    ground: 'interest',
    doubleOptIn: false,
  });
  const { id: senderId } = await admin.call(createSender, {
    name: 'Kim Larsen',
    email: 'kim@northwind.example',
    replyTo: null,
    isDefault: true,
  });
  const { id: templateId } = await aPublishedTemplate(admin, LINKED, { kind: 'information' });
  return { admin, member, workspaceId, purposeId, senderId, templateId };
}

/** A draft that lacks nothing, to everybody, at once, at any hour. */
export async function aSend(room: MailRoom, values: Partial<InputOf<typeof createSend>> = {}): Promise<string> {
  const { admin, purposeId, senderId, templateId } = room;
  const usual = { name: 'Pump news', purposeId, senderId, hours: null, topics: ['pumps'], criteria: { match: 'all' as const, of: [] } };
  return (await admin.call(createSend, { ...usual, variants: [{ name: 'A', templateId, share: 100 }], ...values })).id;
}

/** Launches a mailing and puts its audience together; nothing goes before the engine is called. */
export async function aLaunchedSend(app: TestApp, room: MailRoom, values: Partial<InputOf<typeof createSend>> = {}): Promise<string> {
  const id = await aSend(room, values);
  installCarriers(async () => {
    throw new Error('only the engine sends');
  });
  await room.admin.call(scheduleSend, { id });
  await app.runAllJobs();
  return id;
}

/** The addresses of everybody by the contact's identifier, in order. */
export async function addressesOf(app: TestApp, { admin, workspaceId }: MailRoom): Promise<Map<string, string>> {
  const { rows } = await app.command(admin, async ({ tx }) => {
    const found = await sql<{
      id: string;
      email: string;
    }>`select id, email from contact where workspace_id = ${workspaceId} order by email`.execute(tx);
    return { rows: found.rows };
  });
  return new Map(rows.map(({ id, email }) => [id, email]));
}

/** So many people with an address each, `p0@one.example` and on. */
export async function somePeople(app: TestApp, { admin, workspaceId }: MailRoom, n: number): Promise<void> {
  await app.command(admin, async ({ tx }) => {
    await sql`insert into contact (workspace_id, first_name, last_name, email) select ${workspaceId}, 'P' || i, 'Person', 'p' || i || '@d' || i % 7 || '.example' from generate_series(0, ${n - 1}::int) i`.execute(
      tx,
    );
    await sql`insert into contact_email (workspace_id, contact_id, email) select workspace_id, id, email from contact where workspace_id = ${workspaceId} and email is not null
      on conflict do nothing`.execute(tx);
    return {};
  });
}

export interface Sink {
  port: number;
  /** What was taken, in order: the recipient, the mail, when. */
  taken: { from: string; to: string; raw: string; at: number }[];
  /** Says no to a recipient: the answer, such as `550 5.1.1 no such user`. */
  refuse: Map<string, string>;
  /** Waits until so many were taken. */
  until(n: number): Promise<void>;
  close(): Promise<void>;
}

/** A mail server on loopback that takes everything. */
export async function openSink(): Promise<Sink> {
  const taken: Sink['taken'] = [];
  const refuse = new Map<string, string>();
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      const [, code = '', text = ''] = /^(\d{3}) (.*)$/.exec(refuse.get(address) ?? '') ?? [];
      done(code ? Object.assign(new Error(text), { responseCode: Number(code) }) : null);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        taken.push({ from, to: rcptTo[0]?.address ?? '', raw: Buffer.concat(parts).toString(), at: performance.now() });
        done();
        for (const look of waiting) look();
      });
    },
  });
  // Whoever is killed hangs up.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const until = (n: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (taken.length < n) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { port, taken, refuse, until, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** The way to a sink, as fast as it takes mails. */
export function carrierTo(port: number, more: Partial<Carrier> = {}, connections = 8): Carrier {
  const transport = smtpTransport({ host: '127.0.0.1', port, tls: 'none' }, { connections });
  return {
    id: '00000000-0000-7000-8000-000000000001',
    transport,
    keys: [],
    rates: { perMinute: null, perHour: null },
    domainRates: {},
    ...more,
  };
}
