import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realData } from '#modules/imports/testing.ts';
import type { Told } from '../../schema.ts';
import { splitMbox } from './mbox.ts';
import { readMail } from './read.ts';

const FOLDER = realData('bounces') ?? '';
const MAILS = `${FOLDER}/sisimai_set-of-emails/maildir`;

interface Truth {
  status: string;
  reason: string;
  hard: boolean;
  feedback: string;
  /** As another parser read it: the truth itself names no recipient. */
  recipient: string | undefined;
}

/** The truth per file and recipient; addresses are joined by status, since the two lists do not always have the same order. */
function readTruth(): Map<string, Truth[]> {
  const lines = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8').trim().split('\n');
  const people = new Map<string, { address: string; status: string }[]>();
  for (const line of lines('reference/set-of-emails_bsd.tsv')) {
    const [file = '', address = '', , status = ''] = line.split('\t');
    people.set(file, [...(people.get(file) ?? []), { address: address.toLowerCase(), status }]);
  }
  const truth = new Map<string, Truth[]>();
  for (const line of lines('sisimai_expected.csv').slice(1)) {
    const [file = '', , status = '', , reason = '', hard = '', feedback = ''] = line.split(',');
    const rows = truth.get(file) ?? [];
    const known = people.get(file) ?? [];
    const person =
      known[rows.length]?.status === status ? known[rows.length] : (known.find((one) => one.status === status) ?? known[rows.length]);
    const recipient = person && person.address !== '-' && !person.address.endsWith('.invalid') ? person.address : undefined;
    truth.set(file, [...rows, { status, reason, hard: hard === 'true', feedback, recipient }]);
  }
  return truth;
}

const KINDS: Readonly<Record<string, readonly string[]>> = { delivered: ['delivered'], vacation: ['autoreplied'] };
const FEEDBACK: Readonly<Record<string, string>> = { 'opt-out': 'unsubscribed', 'auth-failure': 'reported' };

/** A warning that a mail is still waiting (`Action: delayed`) is told as deferred; the truth counts it among bounces that are not hard. */
function kindsOf({ reason, feedback, hard }: Truth): readonly string[] {
  if (reason === 'feedback') return [FEEDBACK[feedback] ?? 'complained'];
  return KINDS[reason] ?? (hard ? ['bounced'] : ['bounced', 'deferred']);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Right is the other parser's recipient; where that one is cut or is nowhere in the mail, or the report itself names ours, ours. */
function recipientRight(told: Told, truth: Truth, mail: string): boolean {
  if (!truth.recipient || told.recipient === truth.recipient) return true;
  if (!new RegExp(`${escaped(truth.recipient)}(?![a-z0-9])`).test(mail)) return true;
  return told.recipient !== null && new RegExp(`final-recipient[^\\n]*${escaped(told.recipient)}[>\\s]`).test(mail);
}

function rowRight(told: readonly Told[], truth: Truth, mail: string): boolean {
  const mine = told.find((one) => one.recipient === truth.recipient) ?? told[0];
  return (
    mine !== undefined &&
    kindsOf(truth).includes(mine.kind) &&
    (mine.hardness === 'hard') === truth.hard &&
    recipientRight(mine, truth, mail)
  );
}

const readFile = async (raw: Buffer) => (await Promise.all(splitMbox(raw).map((mail) => readMail(mail)))).flat();

describe.skipIf(!existsSync(FOLDER))(
  'mails that came back, against the truth (skipped where the collection is not on this machine)',
  () => {
    it('has kind, hard or soft and recipient right in 98 of 100 files, in some milliseconds a mail', async () => {
      const truth = readTruth();
      let right = 0;
      const times: number[] = [];
      for (const [file, rows] of truth) {
        const raw = readFileSync(`${MAILS}/bsd/${file}`);
        const started = performance.now();
        const told = await readFile(raw);
        times.push(performance.now() - started);
        const mail = raw.toString('latin1').toLowerCase();
        const inOrder = told.length === rows.length && rows.every((row, n) => told[n]?.recipient === row.recipient);
        const all = rows.every((row, n) => rowRight(inOrder ? told.slice(n, n + 1) : told, row, mail));
        right += Number(all);
      }
      const mean = times.reduce((sum, one) => sum + one, 0) / times.length;
      console.info(`${right} of ${truth.size} files right; ${mean.toFixed(1)} ms a mail, the slowest ${Math.max(...times).toFixed(0)} ms`);
      expect(truth.size).toBeGreaterThan(600);
      expect(right / truth.size).toBeGreaterThanOrEqual(0.98);
      expect(mean).toBeLessThan(100);
    });

    it('reads the same mail with any ends of lines alike', async () => {
      for (const file of ['lhost-postfix-02.eml', 'lhost-exim-02.eml', 'arf-16.eml']) {
        const unix = readFileSync(`${MAILS}/bsd/${file}`, 'latin1');
        const told = await readFile(Buffer.from(unix, 'latin1'));
        for (const end of ['\r\n', '\r']) expect(await readFile(Buffer.from(unix.replaceAll('\n', end), 'latin1'))).toEqual(told);
      }
    });
  },
);
