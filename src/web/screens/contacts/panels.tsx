import type { ComponentType } from 'react';
import { MailCard } from '../../parts/consents/MailCard.tsx';
import { ContactMerges } from '../../parts/duplicates/MergedFrom.tsx';
import { AttentionPanel } from '../../parts/gate/AttentionPanel.tsx';
import { ContactTracks } from '../../parts/nurtures/ContactTracks.tsx';
import { OffersPanel } from '../../parts/offers/ContactOffers.tsx';
import { ScorePanel } from '../../parts/scoring/ScorePanel.tsx';

/** What other modules show beside a contact, such as the score line by line: one line each. */
export const contactPanels: readonly { id: string; Body: ComponentType<{ contactId: string }> }[] = [
  { id: 'score', Body: ScorePanel },
  { id: 'attention', Body: AttentionPanel },
  { id: 'tracks', Body: ContactTracks },
  { id: 'mail', Body: MailCard },
  { id: 'offers', Body: OffersPanel },
  { id: 'merges', Body: ContactMerges },
];
