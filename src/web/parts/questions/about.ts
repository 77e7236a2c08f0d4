import type { SubjectKind } from '#modules/questions/schema.ts';
import { paths } from '../../paths.ts';

const OPENS: Readonly<Record<SubjectKind, ((id: string) => string) | null>> = {
  lead: paths.lead,
  contact: (id) => paths.contact(id),
  company: (id) => paths.company(id),
  deal: (id) => paths.deal(id),
  campaign: (id) => paths.campaign(id),
  // A hand-off is read on its lead; there is no screen of its own.
  handoff: null,
  offer: paths.offer,
  asset: (id) => paths.asset(id),
  send: (id) => paths.send(id),
  clause: () => paths.agreement(),
  goal: () => paths.goals(),
};

/** Where what a question is about is opened; null where there is no screen of it. */
export const recordPath = (subject: SubjectKind, id: string): string | null => OPENS[subject]?.(id) ?? null;
