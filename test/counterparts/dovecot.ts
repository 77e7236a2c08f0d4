import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { LOCALHOST_TLS } from '../localhost-tls.ts';
import { ended, endWithUs, freePorts, mailOwner, PROGRAMS } from './machine.ts';

export interface Dovecot {
  host: '127.0.0.1';
  /** IMAP with STARTTLS, and IMAP in TLS; the certificate is `LOCALHOST_TLS`. */
  port: number;
  tlsPort: number;
  /** Where a user's Maildir lies; a file put into its `new` folder is a mail that has arrived. */
  maildirOf(user: string): string;
  /** Below which all Maildirs lie. */
  mails: string;
  /** At which Postfix can ask for passwords. */
  authSocket: string;
  close(): Promise<void>;
}

/**
 * An IMAP server of its own on loopback, all of it below `folder` (an empty one, readable by others). Ask `counterpartsProblem()` first.
 * @param accounts user names such as `jm@client.test`, with their passwords
 */
export async function startDovecot(folder: string, accounts: Readonly<Record<string, string>>): Promise<Dovecot> {
  const [port = 0, tlsPort = 0] = await freePorts(2);
  const mails = path.join(folder, 'mails');
  mkdirSync(mails, { recursive: true });
  const owner = mailOwner();
  chownSync(mails, owner.uid, owner.gid);
  const write = (name: string, text: string, mode = 0o644) => {
    writeFileSync(path.join(folder, name), text, { mode });
    return path.join(folder, name);
  };
  const [cert, key] = [write('cert.pem', LOCALHOST_TLS.cert), write('key.pem', LOCALHOST_TLS.key, 0o600)];
  const users = write(
    'users',
    Object.entries(accounts)
      .map(([user, password]) => `${user}:{PLAIN}${password}::::::\n`)
      .join(''),
  );
  const config = write('dovecot.conf', configOf({ folder, mails, users, cert, key, port, tlsPort }));
  const child = spawn(PROGRAMS.dovecot, ['-F', '-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  endWithUs(child);
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  await listening(port, () => (child.exitCode === null ? null : `dovecot ended: ${said}`));
  const authSocket = path.join(folder, 'run/auth-client');
  return { host: '127.0.0.1', port, tlsPort, mails, authSocket, maildirOf: (user) => path.join(mails, user), close: () => ended(child) };
}

interface Places {
  folder: string;
  mails: string;
  users: string;
  cert: string;
  key: string;
  port: number;
  tlsPort: number;
}

const configOf = ({ folder, mails, users, cert, key, port, tlsPort }: Places) => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
instance_name = truce-test-${port}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/
mail_max_userip_connections = 50
maildir_stat_dirs = no
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
}
passdb {
  driver = passwd-file
  args = ${users}
}
userdb {
  driver = static
  args = uid=${mailOwner().uid} gid=${mailOwner().gid} home=${mails}/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;

/** Waits until a port of loopback is answered. @param problem says why it never will be */
export async function listening(port: number, problem: () => string | null): Promise<void> {
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const words = problem();
    if (words) throw new Error(words);
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing listens on ${port}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.setTimeout(2000, () => {
      socket.destroy();
      resolve(false);
    });
  });
}
