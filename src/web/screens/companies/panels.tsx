import type { ComponentType } from 'react';

/** What other modules show beside a company, such as its fit to the profile: one line each. */
export const companyPanels: readonly { id: string; Body: ComponentType<{ companyId: string }> }[] = [];
