import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as agreement from '#modules/agreements/contract/agreement.ts';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import { type ClauseInput, type Criteria, EVERYTHING } from '#modules/agreements/schema.ts';
import { brought, realData } from '#modules/imports/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';

const folder = realData('zoho_crm');
const FROM = '2021-02-14';
const TO = '2021-04-15';
const HOUR = 3_600_000;

/** A file read with nothing of ours, to compare with. */
function whole(name: string): Record<string, string>[] {
  return parse(readFileSync(path.join(folder ?? '', `${name}.csv`)), { columns: true, relax_column_count: true });
}

/** Berlin was an hour ahead of UTC until 28 March 2021, two from then on. */
const SUMMER = Date.UTC(2021, 2, 28, 1);
function berlin(wall: string): number {
  const utc = Date.parse(`${wall.replace(' ', 'T')}Z`);
  return utc - HOUR >= SUMMER ? utc - 2 * HOUR : utc - HOUR;
}
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `15 Apr, 2021 00:03:00`. */
function written(text: string): string {
  const [, day = '', month = '', year = '', time = ''] = /^(\d+) (\w+), (\d+) (.+)$/.exec(text) ?? [];
  return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')} ${time}`;
}

/** Working milliseconds, Monday to Friday from nine to five in Berlin, by adding up the days. */
function working(from: number, to: number): number {
  let sum = 0;
  for (let day = Date.UTC(2021, 0, 1); day <= to + 24 * HOUR; day += 24 * HOUR) {
    const date = new Date(day);
    if (date.getUTCDay() === 0 || date.getUTCDay() === 6) continue;
    const name = date.toISOString().slice(0, 10);
    sum += Math.max(0, Math.min(to, berlin(`${name} 17:00:00`)) - Math.max(from, berlin(`${name} 09:00:00`)));
  }
  return sum;
}

const inPeriod = (lead: Record<string, string>) => {
  const day = written(lead['Created Time'] ?? '').slice(0, 10);
  return day >= FROM && day <= TO;
};

/** The leads of the period, who they are, and every call with one of them: the rest of the export cannot change what became of these. */
function readFiles(): Readonly<Record<'Users' | 'Leads' | 'Contacts' | 'Calls', Record<string, string>[]>> {
  const leads = whole('Leads').filter(inPeriod);
  const mails = new Set(leads.map((row) => row.Email));
  const contacts = whole('Contacts').filter((row) => mails.has(row.Email));
  const [leadIds, contactIds] = [new Set(leads.map((row) => row.LEADID)), new Set(contacts.map((row) => row.CONTACTID))];
  const calls = whole('Calls').filter((row) => leadIds.has(row.LEADID) || contactIds.has(row.CONTACTID));
  return { Users: whole('Users'), Leads: leads, Contacts: contacts, Calls: calls };
}
const files = folder === null ? { Users: [], Leads: [], Contacts: [], Calls: [] } : readFiles();
const quoted = (cells: readonly string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
const table = (name: keyof typeof files) => files[name];

interface Talk {
  at: number;
  inbound: boolean;
  /** They talked: it took a while. */
  reached: boolean;
}
interface Totals {
  met: number;
  metLate: number;
  breached: number;
  metByCustomer: number;
  open: number;
}

describe.skipIf(folder === null)('a real export under three drafts (skipped where the folder of real data is absent)', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await openTestApp();
    ({ admin } = await app.newWorkspace());
    for (const [name, rows] of Object.entries(files)) {
      const heads = Object.keys(rows[0] ?? {});
      await brought(app, admin, {
        name: `${name}.csv`,
        content: [heads, ...rows.map((row) => heads.map((head) => row[head] ?? ''))].map(quoted).join('\n'),
      });
    }
  }, 120_000);
  afterAll(() => app.close());

  /** Each lead of the period with the calls of its person, straight from the files. */
  function cases(): { start: number; source: string; talks: Talk[] }[] {
    const mailOf = new Map(table('Contacts').map((row) => [row.CONTACTID, row.Email]));
    const byLead = new Map<string, Talk[]>();
    const byMail = new Map<string, Talk[]>();
    const leads = table('Leads');
    const mailOfLead = new Map(leads.map((row) => [row.LEADID, row.Email]));
    for (const call of table('Calls')) {
      const talk = {
        at: berlin(call['Call Start Time'] ?? ''),
        inbound: call['Call Type'] !== 'Outbound',
        reached: Number(call['Call Duration (in seconds)']) > 0,
      };
      const mail = mailOf.get(call.CONTACTID ?? '') ?? mailOfLead.get(call.LEADID ?? '');
      if (mail) byMail.set(mail, [...(byMail.get(mail) ?? []), talk]);
      if (call.LEADID) byLead.set(call.LEADID, [...(byLead.get(call.LEADID) ?? []), talk]);
    }
    return leads.map((lead) => {
      const wall = written(lead['Created Time'] ?? '');
      const talks = new Set([...(byMail.get(lead.Email ?? '') ?? []), ...(byLead.get(lead.LEADID ?? '') ?? [])]);
      return { start: berlin(wall), source: lead['Lead Source'] ?? '', talks: [...talks].sort((a, b) => a.at - b.at) };
    });
  }

  /** Where the record ends: nothing after it can be known. */
  function newest(): number {
    const calls = table('Calls').map((row) => berlin(row['Call Start Time'] ?? ''));
    const leads = table('Leads').map((row) => berlin(written(row['Created Time'] ?? '')));
    return Math.max(...calls, ...leads);
  }

  /** Called within a time of the day's own making; a call of before counts where it is no older than that time. */
  function inTime(limit: number, spent: (from: number, to: number) => number, of: ReturnType<typeof cases>): Totals {
    const totals = { met: 0, metLate: 0, breached: 0, metByCustomer: 0, open: 0 };
    const end = newest();
    // The due instant itself is in time; at closing time the day's work is done, whatever the hour at which one looks.
    const isOver = (from: number, to: number) => spent(from, to - 1) >= limit;
    for (const { start, talks } of of) {
      const first = talks.filter(({ at }) => at >= start - limit && at <= end);
      const [answer] = first.sort((a, b) => a.at - b.at || Number(a.inbound) - Number(b.inbound));
      if (!answer) totals[isOver(start, end) ? 'breached' : 'open']++;
      else if (isOver(start, answer.at)) totals.metLate++;
      else totals[answer.inbound ? 'metByCustomer' : 'met']++;
    }
    return totals;
  }

  async function totalsOf(clause: ClauseInput): Promise<Totals & { started: number; unjudged: number }> {
    const { version } = await admin.call(agreement.getAgreement, {});
    if (!version) throw new Error('no draft');
    const { title, note } = version;
    await admin.call(agreement.writeAgreement, { id: version.id, title, note, effectiveOn: null, clauses: [clause] });
    const { id } = await admin.call(contract.startReplay, { id: version.id, from: FROM, to: TO });
    await app.runAllJobs();
    const { result } = await admin.call(contract.getReplay, { id });
    const line = result?.lines[0];
    if (!line) throw new Error(await app.failedJobs());
    expect(result?.starts).toBe('opened');
    const { met, metLate, breached, metByCustomer, open, started, unjudged } = line;
    return { met, metLate, breached, metByCustomer, open, started, unjudged };
  }

  async function clauseOf(of: {
    always: boolean;
    withinSeconds: number;
    criteria?: Criteria;
  }): Promise<ClauseInput & { family: 'in_time' }> {
    const { items } = await admin.call(listCalendars, {});
    return {
      family: 'in_time',
      title: 'First call',
      party: 'sales',
      criteria: of.criteria ?? EVERYTHING,
      startsWhen: 'handed_off',
      proof: ['call'],
      leastEvidence: 'manual',
      withinSeconds: of.withinSeconds,
      calendarId: items.find(({ always }) => always === of.always)?.id ?? '',
      escalation: [],
      target: 0.9,
    };
  }

  it('24 hours of the calendar', async () => {
    const totals = await totalsOf(await clauseOf({ always: true, withinSeconds: 86_400 }));
    const all = cases();
    expect(totals).toEqual({ ...inTime(24 * HOUR, (from, to) => to - from, all), started: all.length, unjudged: 0 });
    console.info('24 h', JSON.stringify(totals));
  });

  it('8 business hours for the sources that come warm', async () => {
    const field = 'sourceChannel';
    const warm = ['External Referral', 'Employee Referral', 'Partner'];
    const totals = await totalsOf(
      await clauseOf({
        always: false,
        withinSeconds: 8 * 3600,
        criteria: { match: 'all', of: [{ field, op: 'is_one_of', value: ['referral', 'partner'] }] },
      }),
    );
    const all = cases().filter(({ source }) => warm.includes(source));
    expect(totals).toEqual({ ...inTime(8 * HOUR, working, all), started: all.length, unjudged: 0 });
    console.info('8 business hours', JSON.stringify(totals));
  });

  it('three attempts in fourteen days', async () => {
    const { proof: _proof, family: _family, ...terms } = await clauseOf({ always: true, withinSeconds: 14 * 86_400 });
    const totals = await totalsOf({ ...terms, family: 'depth', proof: ['call'], attempts: 3, channels: 1 });
    const all = cases();
    const expected = { met: 0, metLate: 0, breached: 0, metByCustomer: 0, open: 0 };
    const end = newest();
    for (const { start, talks } of all) {
      const tried = talks.filter(({ at }) => at >= start && at <= end).sort((a, b) => a.at - b.at || Number(a.inbound) - Number(b.inbound));
      // Who is spoken to is owed no further attempt.
      const answer = tried.find((talk, place) => talk.inbound || talk.reached || place + 1 >= 3);
      if (!answer) expected[end - start > 14 * 24 * HOUR ? 'breached' : 'open']++;
      else if (answer.at - start > 14 * 24 * HOUR) expected.metLate++;
      else expected[answer.inbound ? 'metByCustomer' : 'met']++;
    }
    expect(totals).toEqual({ ...expected, started: all.length, unjudged: 0 });
    console.info('depth', JSON.stringify(totals));
  });
});
