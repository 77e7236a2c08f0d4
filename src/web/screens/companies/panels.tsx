import type { ComponentType } from 'react';
import { CompanyMerges } from '../../parts/duplicates/MergedFrom.tsx';
import { CompanyHolds } from '../../parts/gate/HoldsPanel.tsx';
import { CompanyMails } from '../../parts/mailboxes/MailPanel.tsx';
import { AccountPanel } from '../../parts/orders/AccountPanel.tsx';

import { RecordQuestions } from '../../parts/questions/RecordQuestions.tsx';

/** What other modules show beside a company, such as its fit to the profile: one line each. */
export const companyPanels: readonly { id: string; Body: ComponentType<{ companyId: string; name: string }> }[] = [
  { id: 'account', Body: AccountPanel },
  { id: 'questions', Body: ({ companyId, name }) => <RecordQuestions about={{ subject: 'company', id: companyId, name }} /> },
  { id: 'mails', Body: CompanyMails },
  { id: 'holds', Body: CompanyHolds },
  { id: 'merges', Body: CompanyMerges },
];
