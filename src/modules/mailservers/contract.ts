import { z } from 'zod';
import { Done, Email, endpoint, Id, Instant } from '#modules/team/schema.ts';
import {
  CHECK_REASONS,
  CHECK_STATES,
  CHECKS,
  DomainName,
  DomainRates,
  Host,
  KEY_STATES,
  LANES,
  NumericAddress,
  Password,
  Port,
  SenderPattern,
  ServerName,
  TLS_CHOICES,
  UserName,
} from './schema.ts';

/** How a try to connect ended. `stage`: how far it came. */
const Test = z.object({
  works: z.boolean(),
  stage: z.enum(['connection', 'tls', 'login', 'sender', 'recipient', 'content']).nullable(),
  response: z.string().nullable(),
  /** Whether a mail from and to a return address of its own was taken; null: not tried. */
  returns: z.enum(['taken', 'refused']).nullable(),
  returnsResponse: z.string().nullable(),
  testedAt: Instant,
});

const Rate = z.int().min(1).max(1_000_000).nullable();

const Settings = z.object({
  name: ServerName,
  host: Host,
  port: Port,
  tls: z.enum(TLS_CHOICES),
  user: UserName.nullable(),
  bounceAddress: Email.nullable(),
  /** Each mail gets a return address of its own (`bounces+…@`), once the test mail to such an address was taken. */
  ownReturns: z.boolean(),
  sendsFrom: z.array(NumericAddress).max(50),
  perMinute: Rate,
  perHour: Rate,
  domainRates: DomainRates,
  lanes: z.array(z.enum(LANES)).max(LANES.length),
  senders: z.array(SenderPattern).max(100),
});

const Server = z.object({
  ...Settings.shape,
  id: Id,
  hasPassword: z.boolean(),
  pausedAt: Instant.nullable(),
  createdAt: Instant,
  test: Test.nullable(),
});

export const listMailServers = endpoint({
  name: 'listMailServers',
  method: 'GET',
  path: '/mail-servers',
  input: z.object({}),
  output: z.object({
    items: z.array(Server),
    /** The server of the installation, which takes what no other takes; null: such mails stay in the app. */
    installation: z.object({ host: z.string(), port: z.int() }).nullable(),
  }),
  permission: 'template:write',
  summary: 'Servers that mails leave through. Passwords are never shown.',
});

export const createMailServer = endpoint({
  name: 'createMailServer',
  method: 'POST',
  path: '/mail-servers',
  input: z.object({
    ...Settings.partial().required({ name: true, host: true, port: true, tls: true }).shape,
    password: Password.optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'workspace:write',
  summary: 'Adds a server. Its password is kept locked.',
});

export const changeMailServer = endpoint({
  name: 'changeMailServer',
  method: 'PATCH',
  path: '/mail-servers/:id',
  input: z.object({ ...Settings.partial().shape, id: Id, password: Password.nullable().optional(), paused: z.boolean().optional() }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Changes a server, gives it another password (null takes it away), pauses or resumes it.',
});

export const deleteMailServer = endpoint({
  name: 'deleteMailServer',
  method: 'DELETE',
  path: '/mail-servers/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Removes a server; what it would have taken goes through the others.',
});

export const testMailServer = endpoint({
  name: 'testMailServer',
  method: 'POST',
  path: '/mail-servers/:id/test',
  input: z.object({ id: Id }),
  output: Test,
  permission: 'workspace:write',
  summary: 'Connects, makes TLS and logs in. Where mails return to addresses of their own, one mail is sent to such an address.',
});

const CheckLine = z.object({
  kind: z.enum(CHECKS),
  state: z.enum(CHECK_STATES),
  reason: z.enum(CHECK_REASONS),
  /** What stands there, as it stands there. */
  found: z.string().nullable(),
  checkedAt: Instant,
  since: Instant,
});

/** What to put into the zone of the domain. */
const DnsRecord = z.object({
  kind: z.enum(['dkim', 'spf', 'dmarc']),
  name: z.string(),
  type: z.literal('TXT'),
  value: z.string(),
  /** It stands there already, as the last check found. */
  published: z.boolean(),
});

const Key = z.object({
  id: Id,
  state: z.enum(KEY_STATES),
  selector: z.string(),
  createdAt: Instant,
  /** Of a next key: what the name servers said of its record. */
  reason: z.enum(CHECK_REASONS).nullable(),
  checkedAt: Instant.nullable(),
  /** Of a former key: since when another signs, and from when on its record may go. */
  replacedAt: Instant.nullable(),
  removableAt: Instant.nullable(),
});

const Domain = z.object({
  id: Id,
  domain: z.string(),
  selector: z.string(),
  createdAt: Instant,
  checks: z.array(CheckLine),
  records: z.array(DnsRecord),
  keys: z.array(Key),
  /** Mails of this domain are signed, and receivers can tell that they are ours. */
  ready: z.boolean(),
});

export const listSendingDomains = endpoint({
  name: 'listSendingDomains',
  method: 'GET',
  path: '/sending-domains',
  input: z.object({}),
  output: z.object({
    items: z.array(Domain),
    /** Senders whose domain is not here, or did not pass. */
    warnings: z.array(z.object({ address: z.string(), cause: z.enum(['no_domain', 'not_checked', 'not_ready']) })),
  }),
  permission: 'template:write',
  summary: 'Domains in whose name mails are signed: the records to publish, and what the name servers say.',
});

export const createSendingDomain = endpoint({
  name: 'createSendingDomain',
  method: 'POST',
  path: '/sending-domains',
  input: z.object({ domain: DomainName }),
  output: z.object({ id: Id }),
  permission: 'workspace:write',
  summary: 'Adds a domain and makes a pair of keys for it; the private one is kept locked and never shown.',
});

export const deleteSendingDomain = endpoint({
  name: 'deleteSendingDomain',
  method: 'DELETE',
  path: '/sending-domains/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Removes a domain and its keys; mails of it go out unsigned from then on.',
});

export const checkSendingDomain = endpoint({
  name: 'checkSendingDomain',
  method: 'POST',
  path: '/sending-domains/:id/checks',
  input: z.object({ id: Id }),
  output: z.object({ checks: z.array(CheckLine), ready: z.boolean() }),
  permission: 'template:write',
  summary: 'Asks the name servers now.',
});

export const createSendingKey = endpoint({
  name: 'createSendingKey',
  method: 'POST',
  path: '/sending-domains/:id/keys',
  input: z.object({ id: Id }),
  output: z.object({ id: Id }),
  permission: 'workspace:write',
  summary: 'Makes the next key of a domain. The present one signs until the record of the next is seen; then the next one signs.',
});

export const deleteSendingKey = endpoint({
  name: 'deleteSendingKey',
  method: 'DELETE',
  path: '/sending-domains/:id/keys/:keyId',
  input: z.object({ id: Id, keyId: Id }),
  output: Done,
  permission: 'workspace:write',
  summary: 'Gives up a next key, or removes a former one once what it signed has arrived.',
});
