import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

export const PROGRAMS = { postfix: '/usr/sbin/postfix', dovecot: '/usr/sbin/dovecot', doveadm: '/usr/bin/doveadm' } as const;

/** Why real mail servers can't be started here, in words; null where they can. Nothing is installed by a test. */
export function counterpartsProblem(): string | null {
  if (process.getuid?.() !== 0) return 'Postfix and Dovecot are started by root only: they give up their rights themselves';
  const missing = Object.entries(PROGRAMS).find(([, program]) => !existsSync(program));
  return missing ? `${missing[0]} is not installed; \`npm run counterparts\` installs it from Debian packages` : null;
}

/** Numbers of a user of this machine and its group. */
export function ownerOf(user: string): { uid: number; gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' })));
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

/** Who owns the mailboxes: a user that every Debian has. */
export const mailOwner = () => ownerOf('mail');

/** Ports of the loopback interface that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A server that was started here does not outlive the test, however that ends. */
export function endWithUs(child: ChildProcess): void {
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}

/** Ends a server that was started here, and waits for it. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await gone;
}
