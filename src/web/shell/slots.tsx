import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Permission } from '#modules/team/schema.ts';
import type { Texts } from '../texts/texts.ts';

/** A form that "Create" opens over any screen. */
export interface CreateItem {
  id: string;
  label: (texts: Texts) => string;
  permission: Permission;
  /** A `SideForm` for the new record. */
  Form: LazyExoticComponent<ComponentType<{ opened: boolean; onClose: () => void }>>;
}

/** The bell and its list: what waits for this person. */
export const Bell = lazy(() => import('../parts/notices/Bell.tsx').then((file) => ({ default: file.Bell })));

/** What can be made from anywhere, in the order of the menu. */
export const creates: readonly CreateItem[] = [
  {
    id: 'contact',
    label: ({ record }) => record.contact.create,
    permission: 'record:write',
    Form: lazy(() => import('../parts/contacts/ContactForm.tsx').then((file) => ({ default: file.ContactForm }))),
  },
  {
    id: 'company',
    label: ({ record }) => record.company.create,
    permission: 'record:write',
    Form: lazy(() => import('../parts/companies/CompanyForm.tsx').then((file) => ({ default: file.CompanyForm }))),
  },
  {
    id: 'lead',
    label: ({ leads }) => leads.create.action,
    permission: 'record:write',
    Form: lazy(() => import('../parts/leads/LeadForm.tsx').then((file) => ({ default: file.LeadForm }))),
  },
  {
    id: 'deal',
    label: ({ deals }) => deals.create.action,
    permission: 'record:write',
    Form: lazy(() => import('../parts/deals/DealForm.tsx').then((file) => ({ default: file.DealForm }))),
  },
  {
    id: 'campaign',
    label: ({ campaigns }) => campaigns.create.action,
    permission: 'campaign:write',
    Form: lazy(() => import('../parts/campaigns/CampaignForm.tsx').then((file) => ({ default: file.CampaignForm }))),
  },
  {
    id: 'task',
    label: ({ activities }) => activities.tasks.subject,
    permission: 'record:write',
    Form: lazy(() => import('../parts/activities/TaskForm.tsx').then((file) => ({ default: file.TaskForm }))),
  },
];
