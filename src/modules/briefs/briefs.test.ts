import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCampaign } from '#modules/campaigns/contract.ts';
import { aWonDeal } from '#modules/deals/testing.ts';
import { listMails, listNotices } from '#modules/notices/contract.ts';
import { answerQuestion, askQuestion } from '#modules/questions/contract/questions.ts';
import { setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { dueOf } from './rules/months.ts';
import { wholeDays } from './rules/silence.ts';
import { monthOf } from './schema.ts';

/** Of March, on whose brief an answer is owed in April. */
const MARCH = '2026-03-18T09:00:00.000Z';
const at = (day: string) => `2026-${day}T09:00:00.000Z`;

let app: TestApp;
let admin: Client;
let rep: Client;
let marketer: Client;
let marketing: Client;
let sales: Client;

beforeAll(async () => {
  app = await openTestApp();
  app.setNow(MARCH);
  const { admin: first, member, workspaceId } = await app.newWorkspace();
  await app.context.queuePool.query('update workspace set created_at = $2 where id = $1', [workspaceId, MARCH]);
  admin = first;
  [rep, marketer] = [await member('rep', { name: 'Anna' }), await member('marketer', { name: 'Mara' })];
  [marketing, sales] = [await member('marketing_lead', { name: 'Ruiz' }), await member('sales_lead', { name: 'Okafor' })];
});
afterAll(() => app.close());

const kindsOf = async (who: Client, kind: string) => (await who.call(listNotices, { limit: 100 })).items.filter((one) => one.kind === kind);

describe('the monthly brief', () => {
  it('is drafted from what happened, edited by its lead, sent to the other team, and read', async () => {
    await marketing.call(createCampaign, { name: 'Foundry days', status: 'active', startsOn: '2026-03-09' });
    await aWonDeal(rep, { name: 'Forty seats' });
    app.setNow(at('04-01'));
    for (let twice = 0; twice < 2; twice++) await app.tick('briefs.day');
    const { items } = await marketing.call(contract.listBriefs, {});
    // Asked for by several at once it is one all the same.
    const again = Array.from({ length: 3 }, () => marketing.call(contract.draftBrief, { party: 'marketing', month: '2026-02-01' }));
    expect(new Set((await Promise.all(again)).map((made) => made.id)).size).toBe(1);
    expect(items).toMatchObject([
      { party: 'marketing', month: '2026-03-01', state: 'draft', dueOn: '2026-04-05', owner: { name: 'Ruiz' } },
    ]);
    expect(await kindsOf(marketing, 'brief.drafted')).toHaveLength(1);
    const id = items[0]?.id ?? '';
    const drafted = await marketing.call(contract.getBrief, { id });
    expect(drafted.lines.filter(({ section }) => section === 'changes')).toMatchObject([
      { words: 'Campaign begun: Foundry days', drafted: true },
    ]);
    await expect(rep.call(contract.getBrief, { id })).rejects.toMatchObject({ status: 404 });
    await expect(sales.call(contract.writeBrief, { id, lines: [] })).rejects.toMatchObject({ status: 404 });
    await expect(marketer.call(contract.sendBrief, { id })).rejects.toMatchObject({ status: 403 });
    const lines = drafted.lines.map(({ section, words, link }) => ({ section, words, link }));
    await expect(
      marketing.call(contract.writeBrief, { id, lines: [{ section: 'goals', words: 'x', link: '//evil.test' }] }),
    ).rejects.toMatchObject({ status: 400 });
    const linesBefore = drafted.lines.map((line) => line.id);
    const written = await marketing.call(contract.writeBrief, {
      ...{ id, linesBefore },
      lines: [...lines, { section: 'concerns', words: '<b>Few</b> verdicts come back.', link: null }],
    });
    // Whoever had read the draft before that does not write over it unawares.
    await expect(marketing.call(contract.writeBrief, { id, lines, linesBefore })).rejects.toMatchObject({ status: 409 });
    expect((await marketing.call(contract.getBrief, { id })).lines.map((line) => line.id)).toEqual(written.lineIds);
    expect(await marketing.call(contract.sendBrief, { id })).toEqual({ people: 3 });
    await expect(marketing.call(contract.writeBrief, { id, lines: [] })).rejects.toMatchObject({ status: 409 });
    expect((await rep.call(contract.listBriefs, {})).unread).toBe(1);
    await rep.call(contract.readBrief, { id });
    expect(await rep.call(contract.getBrief, { id })).toMatchObject({ read: { k: 1, n: 3 }, unread: false, may: { edit: false } });
    await app.runAllJobs();
    const mails = (await admin.call(listMails, { limit: 100 })).items.filter(({ kind }) => kind === 'brief');
    expect(mails.map(({ subject }) => subject)).toEqual(Array(3).fill('Brief of Marketing on 2026-03'));
  });

  it('that is missing by its day is told once to its owner and to whoever answers for both', async () => {
    app.setNow(at('04-06'));
    for (let twice = 0; twice < 2; twice++) await app.tick('briefs.day');
    expect([(await kindsOf(sales, 'brief.late')).length, (await kindsOf(marketing, 'brief.late')).length]).toEqual([1, 0]);
    expect((await sales.call(contract.listBriefs, { party: 'sales' })).items).toMatchObject([{ overdue: true }]);
    const [first] = (await sales.call(contract.listBriefs, { party: 'sales' })).items;
    expect((await sales.call(contract.getBrief, { id: first?.id ?? '' })).lines).toContainEqual(
      expect.objectContaining({ words: 'Won: Forty seats' }),
    );
  });
});

describe('the other team this week', () => {
  it('tells what the reader may see, by mail on Mondays where they want it', async () => {
    app.setNow(at('04-08'));
    const moved = await rep.call(contract.getOtherTeamWeek, {});
    expect(moved).toMatchObject({
      party: 'marketing',
      groups: [{ source: 'campaigns', items: [{ words: 'Foundry days' }] }],
      byMail: false,
    });
    await rep.call(contract.setDigestByMail, { byMail: true });
    app.setNow(at('04-13'));
    for (let twice = 0; twice < 2; twice++) await app.tick('briefs.day');
    await app.runAllJobs();
    const mails = (await admin.call(listMails, { limit: 100 })).items.filter(({ kind }) => kind === 'digest');
    expect(mails).toMatchObject([{ subject: 'Marketing this week' }]);
    // Who works from outside by now hears of a week only what their grant says, which is nothing of this.
    const was = (roles: string[]) => app.context.queuePool.query('update member set roles = $2 where id = $1', [rep.memberId, roles]);
    await was(['coordinator']);
    app.setNow(at('04-20'));
    await app.tick('briefs.day');
    await app.runAllJobs();
    expect((await admin.call(listMails, { limit: 100 })).items.filter(({ kind }) => kind === 'digest')).toHaveLength(1);
    await was(['rep']);
    app.setNow(at('04-13'));
    await admin.call(setReach, { role: 'rep', entity: 'campaign', read: 'own', write: 'own' });
    expect((await rep.call(contract.getOtherTeamWeek, {})).groups).toEqual([]);
  });
});

describe('how the teams talk', () => {
  it('a silence is told to both leads when it begins and when it ends, and each figure has its rows', async () => {
    const silent = async () =>
      (await rep.call(contract.getTalk, {})).signs.find(({ sign, party }) => sign === 'answer' && party === 'marketing');
    expect(await silent()).toMatchObject({ lastAt: null, n: 0, silent: true, threshold: 7 });
    const told = async (who: Client) =>
      (await kindsOf(who, 'talk.silence')).filter(({ title }) => title.startsWith('Marketing') && title.includes('an answer')).length;
    expect([await told(sales), await told(marketing)]).toEqual([1, 1]);
    // That nobody minds a silence any more is no answer.
    const { silenceDays, ...settings } = await marketing.call(contract.getBriefSettings, {});
    const { answer: _usual, ...others } = silenceDays;
    await marketing.call(contract.setBriefSettings, { ...settings, silenceDays: others });
    await app.tick('briefs.day');
    expect([await told(sales), (await silent())?.silent]).toEqual([1, false]);
    await marketing.call(contract.setBriefSettings, { ...settings, silenceDays });
    await app.tick('briefs.day');
    expect([await told(sales), await told(marketing)]).toEqual([2, 2]);
    const { id } = await rep.call(askQuestion, { words: 'Who knows the press?', to: { kind: 'member', memberId: marketer.memberId } });
    await marketer.call(answerQuestion, { id, answer: 'Ruiz does.' });
    await app.tick('briefs.day');
    expect([await told(sales), await told(marketing)]).toEqual([3, 3]);
    expect(await silent()).toMatchObject({ n: 1, days: 0, silent: false });
    for (const { sign, party, n } of (await rep.call(contract.getTalk, {})).signs)
      expect((await rep.call(contract.listTalk, { sign, party, limit: 200 })).items.length, sign).toBe(n);
    expect((await rep.call(contract.getTalk, {})).silences).toContainEqual(
      expect.objectContaining({ sign: 'answer', party: 'marketing', endedAt: at('04-13') }),
    );
    const stranger = (await app.newWorkspace()).admin;
    expect((await stranger.call(contract.getTalk, {})).silences).toEqual([]);
    expect((await stranger.call(contract.listBriefs, {})).items).toEqual([]);
  });
});

it('counts months and days', () => {
  expect([monthOf('2026-01-15', -1), monthOf('2026-12-31', 1), dueOf('2026-12-01', 5)]).toEqual(['2025-12-01', '2027-01-01', '2027-01-05']);
  expect(wholeDays('2026-03-01T12:00:00Z', '2026-03-03T11:00:00Z')).toBe(1);
});
