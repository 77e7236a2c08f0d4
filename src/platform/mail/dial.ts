import { lookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { plainHost } from './address.ts';

export interface Dialling {
  host: string;
  port: number;
  timeoutMs: number;
  /** Which numeric addresses may be connected to; all where it is not given. */
  allows?: ((address: string) => boolean) | undefined;
}

/** The address may not be asked. */
export class NotAllowed extends Error {
  readonly code = 'ENOTALLOWED';
}

/**
 * The numeric addresses of a name, every one of them allowed: what is connected to, so that a second answer of the name server is never asked for.
 * @throws NotAllowed, or the error of the system
 */
export async function addressesToDial({ host, timeoutMs, allows }: Omit<Dialling, 'port'>) {
  const found = await withinTime(addressesOf(host), timeoutMs);
  const [first, ...more] = found;
  if (!first) throw Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' });
  if (allows && !found.every((one) => allows(one.address))) throw new NotAllowed('the address lies in a private network');
  return [first, ...more] as const;
}

/**
 * Connects by TCP to one of `addressesToDial`.
 * @throws NotAllowed, or the error of the system
 */
export async function dial({ host, port, timeoutMs, allows }: Dialling): Promise<Socket> {
  const found = await addressesToDial({ host, timeoutMs, allows });
  const [first] = found;
  const pinned: LookupFunction = (_name, options, done) => {
    if (options.all) done(null, [...found]);
    else done(null, first.address, first.family);
  };
  return new Promise((resolve, reject) => {
    const socket = connect({ host: 'pinned', port, lookup: pinned, autoSelectFamily: true });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(timedOut()));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

/** Numeric addresses as they are; of names only plain ones are asked for, so that no other spelling of a number becomes an address. */
async function addressesOf(host: string): Promise<{ address: string; family: number }[]> {
  const family = isIP(host);
  if (family > 0) return [{ address: host, family }];
  const name = plainHost(host.replace(/\.$/, ''));
  if (name === null) throw Object.assign(new Error('this is no host name'), { code: 'ENOTFOUND' });
  return lookup(name, { all: true });
}

const timedOut = () => Object.assign(new Error('no connection within the time'), { code: 'ETIMEDOUT' });

async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timedOut()), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
