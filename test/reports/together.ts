import { getOwed, listOwed } from '#modules/agreements/contract/owed.ts';
import {
  getVoice,
  getVoiceContrast,
  listContrastRows,
  listInsights,
  listVoiceCompanies,
  listVoiceDeals,
} from '#modules/insights/contract/voice.ts';
import { few, type Walk } from './walk.ts';

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
