import type { Entity } from '#modules/criteria/schema.ts';
import { search } from '#modules/lists/contract/rows.ts';
import { call } from '../api.ts';
import { paths } from '../paths.ts';
import type { Texts } from '../texts/texts.ts';

/** One thing that the palette finds: a person, a company, a deal. */
export interface Found {
  id: string;
  title: string;
  /** What it is, and what sets it apart from its namesakes. */
  about: string;
  to: string;
}

export const SHORTEST_SEARCH = 2;

const PATHS: Record<Entity, (id: string) => string> = {
  company: paths.company,
  contact: paths.contact,
  deal: paths.deal,
  lead: paths.lead,
  campaign: paths.campaign,
};

/** Searches everything that the person may see. */
export async function findEverywhere(text: string, kinds: Texts['shell']['kinds'], signal: AbortSignal): Promise<Found[]> {
  const { groups } = await call(search, { q: text }, signal);
  return groups.flatMap(({ entity, items }) =>
    items.map((hit) => ({
      id: `${entity}-${hit.id}`,
      title: hit.name,
      about: [kinds[entity], hit.detail].filter(Boolean).join(' · '),
      to: PATHS[entity](hit.id),
    })),
  );
}
