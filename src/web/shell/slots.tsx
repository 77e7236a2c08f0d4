import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Permission } from '#modules/team/schema.ts';
import type { Texts } from '../texts/texts.ts';

/** One thing that the palette finds: a person, a company, a deal. */
export interface Found {
  id: string;
  title: string;
  /** What it is and where: "Company · Brno". */
  about?: string;
  to: string;
}

/** A form that "Create" opens over any screen. */
export interface CreateItem {
  id: string;
  label: (texts: Texts) => string;
  permission: Permission;
  /** A `SideForm` for the new record. */
  Form: LazyExoticComponent<ComponentType<{ opened: boolean; onClose: () => void }>>;
}

export interface Slots {
  /** Searches everything, from two letters. */
  find?: (text: string, signal: AbortSignal) => Promise<readonly Found[]>;
  creates: readonly CreateItem[];
  /** The bell and its list. */
  Bell?: LazyExoticComponent<ComponentType>;
}

/** Where the modules' own parts enter the frame. */
export const slots: Slots = {
  creates: [
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
      id: 'task',
      label: ({ activities }) => activities.tasks.subject,
      permission: 'record:write',
      Form: lazy(() => import('../parts/activities/TaskForm.tsx').then((file) => ({ default: file.TaskForm }))),
    },
  ],
};
