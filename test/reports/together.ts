import { getOwed, listOwed } from '#modules/agreements/contract/owed.ts';
import { getBlitz, listBlitzCalls, listBlitzPeople } from '#modules/calendar/contract/blitzes.ts';
import { getCalendar } from '#modules/calendar/contract/calendar.ts';
import { getReluctance, listReluctanceRows } from '#modules/challenges/contract.ts';
import { getDeliveryFigures, listDeliveryEvents } from '#modules/deliveries/contract.ts';
import { getCampaignAim, listCampaignOutside } from '#modules/drift/contract.ts';
import { getCampaignGoals, listCampaignOutsideGoals } from '#modules/goals/contract/aims.ts';
import { listRecycled } from '#modules/handoffs/contract/handoffs.ts';
import { getSecondLife, listSecondLife } from '#modules/handoffs/contract/secondlife.ts';
import {
  getVoice,
  getVoiceContrast,
  listContrastRows,
  listInsights,
  listVoiceCompanies,
  listVoiceDeals,
} from '#modules/insights/contract/voice.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { getLaunchReview, listFieldTestRows } from '#modules/reviews/contract.ts';
import { listSends } from '#modules/sends/contract/sends.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { amountsIn, few, type Walk } from './walk.ts';

const DAY_MS = 86_400_000;
const dayAway = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

export async function blitzesAgree(walk: Walk): Promise<void> {
  const { items } = await walk.read(getCalendar, { from: dayAway(-30), to: dayAway(30) });
  for (const { id } of items.filter(({ kind }) => kind === 'blitz')) {
    const { called, calls } = await walk.read(getBlitz, { id });
    walk.agrees('getBlitz', { n: called.n }, { rows: await walk.rows(listBlitzPeople, { id }) });
    walk.agrees('getBlitz called', { n: called.k, calls }, { rows: await walk.rows(listBlitzPeople, { id, called: true }) });
    walk.agrees('getBlitz calls', { n: calls }, { rows: await walk.rows(listBlitzCalls, { id }) });
  }
}

export async function aimsAgree(walk: Walk): Promise<void> {
  const { items } = await walk.client.call(listRows, { entity: 'campaign', limit: 50 });
  for (const { id } of items) {
    const { profile } = await walk.read(getCampaignAim, { id });
    if (profile) walk.agrees('getCampaignAim', { n: profile.outside.k }, { rows: await walk.rows(listCampaignOutside, { id }) });
    const { aim } = await walk.read(getCampaignGoals, { id });
    if (aim) walk.agrees('getCampaignGoals', { n: aim.outside.k }, { rows: await walk.rows(listCampaignOutsideGoals, { id }) });
  }
}

export async function reviewsAgree(walk: Walk): Promise<void> {
  const { items } = await walk.read(listSends, { limit: 100 });
  for (const { id: subjectId } of items) {
    const { review } = await walk.read(getLaunchReview, { subject: 'send', subjectId });
    if (!review?.test) continue;
    const rows = await walk.rows(listFieldTestRows, { id: review.id });
    walk.agrees('getLaunchReview', { n: review.test.replies.n }, { rows });
    walk.agrees('getLaunchReview clicked', { n: review.test.clicks.k }, { rows: rows.filter(({ clicked }) => clicked) });
    walk.agrees('getLaunchReview replied', { n: review.test.replies.k }, { rows: rows.filter(({ replied }) => replied) });
  }
}

export async function owedAgrees(walk: Walk): Promise<void> {
  const { items } = await walk.read(getOwed, {});
  for (const { kind, party, n } of items) walk.agrees(`owed ${kind} ${party}`, { n }, { rows: await walk.rows(listOwed, { kind, party }) });
}

export async function voiceAgrees(walk: Walk): Promise<void> {
  const { lines } = await walk.read(getVoice, {});
  for (const { theme, n, companies, open } of few(lines, 4)) {
    if (!theme) continue;
    const asked = { theme: theme.id };
    walk.agrees(`voice ${theme.name}`, { n }, { rows: await walk.rows(listInsights, asked) });
    walk.agrees(`voice ${theme.name} companies`, { n: companies }, { rows: (await walk.read(listVoiceCompanies, asked)).items });
    const deals = await walk.read(listVoiceDeals, { ...asked, status: 'open' });
    walk.agrees(`voice ${theme.name} deals`, { n: open.deals }, { rows: deals.items });
  }
}

export async function contrastAgrees(walk: Walk): Promise<void> {
  const { lines } = await walk.read(getVoiceContrast, {});
  for (const { kind, theme, won } of few(lines, 4)) {
    const { items } = await walk.read(listContrastRows, { kind, ...(theme ? { theme: theme.id } : {}), status: 'won' });
    walk.agrees(`contrast ${kind} ${theme?.name ?? ''}`, { n: won.k }, { rows: items });
  }
}

export async function secondLifeAgrees(walk: Walk): Promise<void> {
  const { cells, overall, alone } = await walk.read(getSecondLife, {});
  const agree = async (name: string, says: Record<string, number | null>, asked: InputOf<typeof listSecondLife>) => {
    const rows = await walk.rows(listSecondLife, asked);
    walk.agrees(name, says, { rows: rows.map(({ behind, ...row }) => ({ ...row, ...behind })) });
  };
  for (const [tactic, rate] of [['any', overall] as const, ['alone', alone] as const]) {
    await agree(`getSecondLife ${tactic}`, { n: rate.n, ...rate.behind?.all }, { tactic });
    await agree(`getSecondLife ${tactic} came back`, { n: rate.k, ...rate.behind?.cameBack }, { tactic, cameBack: true });
  }
  for (const { reason, tactic, n, k, won, valueMinor, behind } of few(cells, 5)) {
    const asked = { reasonId: reason?.id ?? 'none', tactic: tactic ?? ('alone' as const) };
    const name = `getSecondLife ${reason?.name} ${asked.tactic}`;
    await agree(name, { n, valueMinor, ...behind?.all }, asked);
    await agree(`${name} came back`, { n: k, ...behind?.cameBack }, { ...asked, cameBack: true });
    await agree(`${name} won`, { n: won, ...behind?.won }, { ...asked, won: true });
  }
  await returnedAgrees(walk);
}

/** What came back and waits: counted and in money over the list itself. */
async function returnedAgrees(walk: Walk): Promise<void> {
  const { counts, behind } = await walk.read(listRecycled, {});
  const agree = async (state: 'returned' | 'warming') => {
    const rows = await walk.rows(listRecycled, { states: [state] });
    walk.agrees(`listRecycled ${state}`, { n: counts[state], ...amountsIn(behind?.[state]) }, { rows: rows.map((row) => row.behind) });
  };
  await agree('returned');
  await agree('warming');
  const all = await walk.rows(listRecycled, {});
  const late = all.filter(({ clock }) => clock?.state === 'breached');
  walk.agrees('listRecycled overdue', { n: counts.overdue, ...amountsIn(behind?.overdue) }, { rows: late.map((row) => row.behind) });
}

export async function deliveriesAgree(walk: Walk): Promise<void> {
  const { from, to, bounces, complaints, days } = await walk.read(getDeliveryFigures, { days: 90 });
  const rows = (input: object) => walk.rows(listDeliveryEvents, { once: true, ...input });
  const told = days
    .filter((one) => one.bounces.n + one.complaints.k + one.soft > 0)
    .map(({ day, ...one }) => ({ from: day, to: day, ...one }));
  for (const { soft, ...one } of [{ from, to, bounces, complaints, soft: undefined }, ...few(told, 3)]) {
    const day = { from: one.from, to: one.to };
    const name = `getDeliveryFigures ${day.from}`;
    const hard = await rows({ ...day, kind: 'bounced', hardness: 'hard' });
    walk.agrees(`${name} bounced`, { n: one.bounces.k }, { rows: hard });
    walk.agrees(`${name} of`, { n: one.bounces.n }, { rows: [...hard, ...(await rows({ ...day, kind: 'delivered' }))] });
    walk.agrees(`${name} complained`, { n: one.complaints.k }, { rows: await rows({ ...day, kind: 'complained' }) });
    walk.agrees(`${name} soft`, { n: soft }, { rows: await rows({ ...day, kind: 'bounced', hardness: 'soft' }) });
  }
}

export async function reluctanceAgrees(walk: Walk): Promise<void> {
  const { sources } = await walk.read(getReluctance, {});
  for (const { channel, acceptance, touch } of few(sources, 4)) {
    const rows = (figure: 'judged' | 'accepted' | 'longer' | 'longer_of', stretch: 'recent' | 'before') =>
      walk.rows(listReluctanceRows, { figure, stretch, ...(channel === null ? {} : { channel }) });
    for (const stretch of ['recent', 'before'] as const) {
      walk.agrees(`getReluctance ${channel} ${stretch}`, { n: acceptance[stretch].n }, { rows: await rows('judged', stretch) });
      walk.agrees(`getReluctance ${channel} ${stretch} accepted`, { n: acceptance[stretch].k }, { rows: await rows('accepted', stretch) });
    }
    walk.agrees(`getReluctance ${channel} longer`, { n: touch.longer.k }, { rows: await rows('longer', 'recent') });
    walk.agrees(`getReluctance ${channel} longer of`, { n: touch.longer.n }, { rows: await rows('longer_of', 'recent') });
  }
}
