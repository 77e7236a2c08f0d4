import type { ComponentType } from 'react';
import { MailCard } from '../../parts/consents/MailCard.tsx';
import { ContactMerges } from '../../parts/duplicates/MergedFrom.tsx';
import { AttentionPanel } from '../../parts/gate/AttentionPanel.tsx';
import { EngagementPanel } from '../../parts/library/Engagement.tsx';
import { NextAssetsPanel } from '../../parts/library/NextAssets.tsx';
import { ContactMails } from '../../parts/mailboxes/MailPanel.tsx';
import { ContactTracks } from '../../parts/nurtures/ContactTracks.tsx';
import { OffersPanel } from '../../parts/offers/ContactOffers.tsx';
import { RecordQuestions } from '../../parts/questions/RecordQuestions.tsx';
import { ScorePanel } from '../../parts/scoring/ScorePanel.tsx';

/** What other modules show beside a contact, such as the score line by line: one line each. */
export const contactPanels: readonly { id: string; Body: ComponentType<{ contactId: string; name: string }> }[] = [
  { id: 'score', Body: ScorePanel },
  { id: 'questions', Body: ({ contactId, name }) => <RecordQuestions about={{ subject: 'contact', id: contactId, name }} /> },
  { id: 'mails', Body: ContactMails },
  { id: 'attention', Body: AttentionPanel },
  { id: 'tracks', Body: ContactTracks },
  { id: 'mail', Body: MailCard },
  { id: 'next', Body: NextAssetsPanel },
  { id: 'offers', Body: OffersPanel },
  { id: 'engagement', Body: EngagementPanel },
  { id: 'merges', Body: ContactMerges },
];
