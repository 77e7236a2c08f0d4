import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCALHOST_TLS } from '../localhost-tls.ts';
import { listening } from './dovecot.ts';
import { ended, endWithUs, freePorts, mailOwner, ownerOf, PROGRAMS } from './machine.ts';

const MASTER = '/usr/lib/postfix/sbin/master';

export interface Postfix {
  host: '127.0.0.1';
  /** SMTP with STARTTLS; the certificate is `LOCALHOST_TLS`. */
  port: number;
  close(): Promise<void>;
}

export interface PostfixOptions {
  /** Below which the Maildirs lie, one for each address. */
  mails: string;
  /** Addresses that have a mailbox. Everybody else of their domains is taken at first and then sent back with a DSN. */
  addresses: readonly string[];
  /** The socket at which Dovecot checks passwords; without it everyone on loopback may send. */
  authSocket?: string;
}

/** A mail server of its own on loopback, all of it below `folder` (an empty one, readable by others). Ask `counterpartsProblem()` first. */
export async function startPostfix(folder: string, options: PostfixOptions): Promise<Postfix> {
  const [port = 0] = await freePorts(1);
  for (const name of ['etc', 'queue', 'data']) mkdirSync(path.join(folder, name), { recursive: true });
  const etc = (name: string) => path.join(folder, 'etc', name);
  writeFileSync(etc('cert.pem'), LOCALHOST_TLS.cert);
  writeFileSync(etc('key.pem'), LOCALHOST_TLS.key, { mode: 0o600 });
  writeFileSync(etc('main.cf'), mainOf(folder, options));
  writeFileSync(etc('master.cf'), masterOf(port));
  const { uid, gid } = ownerOf('postfix');
  chownSync(path.join(folder, 'data'), uid, gid);
  // Makes the queue's folders. `postfix start` would leave the master to the system: here it stays a child, head of its own group.
  execFileSync(PROGRAMS.postfix, ['-c', path.join(folder, 'etc'), 'check'], { stdio: 'pipe' });
  const child = spawn(MASTER, ['-c', path.join(folder, 'etc'), '-d'], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  endWithUs(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      said += piece.toString();
    });
  await listening(port, () => (child.exitCode === null ? null : `postfix ended: ${said}`));
  return { host: '127.0.0.1', port, close: () => ended(child) };
}

function mainOf(folder: string, { mails, addresses, authSocket }: PostfixOptions): string {
  const domains = [...new Set(addresses.map((address) => address.split('@')[1]))];
  const maps = addresses.map((address) => `{ ${address} = ${address}/ }`);
  const login = authSocket ? { smtpd_sasl_auth_enable: 'yes', smtpd_sasl_type: 'dovecot', smtpd_sasl_path: authSocket } : {};
  const settings = {
    compatibility_level: '3.6',
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    maillog_file: `${folder}/postfix.log`,
    maillog_file_prefixes: '/',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    myhostname: 'mail.firm.test',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    alias_maps: '',
    alias_database: '',
    local_recipient_maps: '',
    disable_dns_lookups: 'yes',
    default_transport: 'error:this server knows nobody outside',
    smtpd_peername_lookup: 'no',
    smtpd_client_restrictions: '',
    smtpd_relay_restrictions: `${authSocket ? 'permit_sasl_authenticated' : 'permit_mynetworks'}, reject_unauth_destination`,
    smtpd_recipient_restrictions: authSocket ? 'permit_sasl_authenticated, reject' : '',
    // Taken first, sent back after: this is what makes a DSN.
    smtpd_reject_unlisted_recipient: 'no',
    recipient_delimiter: '+',
    virtual_mailbox_base: mails,
    virtual_mailbox_domains: domains.join(', '),
    virtual_mailbox_maps: `inline:{ ${maps.join(', ')} }`,
    virtual_uid_maps: `static:${mailOwner().uid}`,
    virtual_gid_maps: `static:${mailOwner().gid}`,
    virtual_minimum_uid: '1',
    smtpd_tls_cert_file: `${folder}/etc/cert.pem`,
    smtpd_tls_key_file: `${folder}/etc/key.pem`,
    smtpd_tls_security_level: 'may',
    ...login,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

const masterOf = (port: number) => `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
