import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, anOffice, type Office, reasonId } from '#modules/handoffs/testing.ts';
import { send } from '../../../test/attack/world.ts';
import { type Client, openTestApp, type Problem, type TestApp } from '../../../test/harness.ts';
import { readPdf } from '../../../test/pdf.ts';
import * as access from './contract/access.ts';
import { getAlignmentCourse, getAlignmentReport, getAlignmentReportFile } from './contract/report.ts';

const NAME = 'Quittenbaum';

let app: TestApp;
let office: Office;
let dana: Client;

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
  dana = await office.member('coordinator', { name: 'Dana' });
}, 60_000);
afterAll(() => app.close());

const statusOf = (asked: Promise<unknown>) => asked.then(() => 200).catch((problem: Problem) => problem.status);
type Areas = ('handoffs' | 'content' | 'meetings' | 'figures')[];
const grant = (areas: Areas) => office.admin.call(access.setCoordinatorGrant, { id: dana.memberId, areas, contactNames: false });

it('shows the way of twelve months, each as the report of that month, on the page and in the file; without a grant nothing', async () => {
  const contactId = await aContact(office.admin, {
    firstName: 'Zora',
    lastName: NAME,
    emails: [{ email: 'zora@kunde.example' }],
    jobTitle: 'Head of Operations',
    companyId: await aCompany(office.admin, { employeeCount: 100 }),
  });
  const { handoff } = await aHandoff(app, office, { contactId });
  await office.rep.call(giveVerdict, { id: handoff.id, decision: 'recycled', reasonId: await reasonId(office.rep, 'no_priority') });
  const { rows } = await app.context.queuePool.query<{ at: string }>('select decided_at::text as at from verdict');
  const decided = (rows[0]?.at ?? '').slice(0, 7);
  const until = `${decided.slice(0, 4)}-12-15`;
  await grant(['handoffs', 'figures']);
  const { months, lines } = await dana.call(getAlignmentCourse, { month: until });
  expect(months.map(({ from }) => from.slice(0, 7))).toEqual(
    Array.from({ length: 12 }, (_, n) => `${decided.slice(0, 4)}-${String(n + 1).padStart(2, '0')}`),
  );
  const place = months.findIndex(({ from }) => from.startsWith(decided));
  const report = await dana.call(getAlignmentReport, { month: `${decided}-01` });
  expect(months[place]).toEqual(report.now);
  expect(report.now.reasoned).toMatchObject({ k: 1, n: 1 });
  const line = new Map(lines.map((one) => [one.of, one.points]));
  expect(line.get('reasoned')?.map(({ value }) => value)).toEqual(months.map((_, n) => (n === place ? 1 : null)));
  expect(line.get('verdict')?.[place]).toEqual({ value: report.now.verdictSeconds.median, n: 1 });
  for (const { points } of lines) expect(points).toHaveLength(12);

  const file = await send(dana, getAlignmentReportFile, { month: until });
  const { text, tags } = await readPdf(file.rawPayload);
  for (const words of ['The last twelve months', 'Promises and verdicts, month by month', '1 of 1']) expect(text).toContain(words);
  expect(tags).toContain('Figure');
  expect(JSON.stringify({ months, lines }) + text).not.toContain(NAME);

  await grant(['handoffs']);
  const without = await dana.call(getAlignmentCourse, { month: until });
  expect(without.lines.map(({ of }) => of)).not.toContain('booked');
  expect(without.months.map(({ money }) => money)).toEqual(Array(12).fill(null));
  await grant([]);
  expect(await statusOf(dana.call(getAlignmentCourse, { month: until }))).toBe(403);
  expect(await statusOf(office.rep.call(getAlignmentCourse, { month: until }))).toBe(403);
});
