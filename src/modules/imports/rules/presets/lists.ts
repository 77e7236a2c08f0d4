import { type Preset, preset, reference, to } from './preset.ts';

/** Lists that people bring home: whom they met at a fair, who left a card, who asked for a call. Each row is an inquiry of now. */
export const LISTS: readonly Preset[] = [
  preset({
    id: 'list.inquiries',
    vendor: 'list',
    label: 'List of inquiries',
    entity: 'inquiry',
    order: 86,
    required: ['inquiry', 'email'],
    identity: 'row',
    columns: {
      inquiry: to('content', 'text'),
      email: to('email', 'email'),
      first_name: to('firstName'),
      last_name: to('lastName'),
      name: to('name', 'fullName'),
      company: to('companyName'),
      job_title: to('jobTitle'),
      phone: to('phone', 'phone'),
      channel: to('sourceChannel'),
      asked_at: to('occurredAt', 'instant'),
      wants_a_conversation: to('handRaised', 'yesNo'),
      campaign: reference('campaign', 'name'),
    },
  }),
];
