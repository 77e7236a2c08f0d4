import type { FormContent, FormField } from '../schema/form.ts';
import type { PageContent } from '../schema/page.ts';

const ACCENT = '#1f5fbf';

export function emptyForm(): FormContent {
  return {
    title: '',
    intro: '',
    button: 'Send',
    accent: ACCENT,
    fields: [],
    after: { kind: 'message', message: 'Thank you. We have received what you wrote.', redirect: '' },
    websiteIds: [],
    plainPosts: false,
    conversion: true,
    handRaise: false,
    campaignId: null,
    tags: [],
    reply: null,
    notify: { memberIds: [], teamIds: [], owner: false },
    overwrite: [],
    perMinute: 30,
  };
}

export function emptyPage(): PageContent {
  return { title: '', description: '', slug: '', noindex: false, accent: ACCENT, websiteId: null, blocks: [], thanks: [] };
}

const PLAIN: Omit<FormField, 'key' | 'kind' | 'label'> = {
  target: null,
  help: '',
  required: false,
  later: false,
  when: null,
  options: [],
  parameter: null,
  consent: null,
  fileTypes: [],
};
const field = (name: `${FormField['kind']} ${string}`, label: string, more: Partial<FormField> = {}): FormField => {
  const [kind, key = ''] = name.split(' ') as [FormField['kind'], string?];
  return { ...PLAIN, key, kind, label, ...more };
};

const firstName = field('text first_name', 'First name', { target: 'contact.firstName', required: true });
const lastName = field('text last_name', 'Last name', { target: 'contact.lastName', required: true });
const email = field('email email', 'Mail address', { target: 'contact.email', required: true });
const company = field('text company', 'Company', { target: 'company.name' });
const source = field('hidden utm_source', 'Source', { parameter: 'utm_source' });

export interface FormStarter {
  key: string;
  name: string;
  about: string;
  content(purpose: { id: string; name: string } | null): FormContent;
}

/** Beginnings of our own. */
export const FORM_STARTERS: readonly FormStarter[] = [
  {
    key: 'contact',
    name: 'Contact us',
    about: 'Who writes, what about, and a message; whoever sends it asks for a conversation and goes to Sales at once.',
    content: () => ({
      ...emptyForm(),
      title: 'How can we help?',
      intro: 'Write to us. You will hear from us within one working day.',
      fields: [
        firstName,
        lastName,
        email,
        company,
        field('select about', 'What is it about?', {
          required: true,
          options: ['A question about a product', 'A quote', 'Help with something I have', 'Something else'],
        }),
        field('phone phone', 'Telephone number', {
          target: 'contact.phone',
          help: 'For a quote, a call is often the shortest way.',
          when: { field: 'about', is: 'equal', value: 'A quote' },
        }),
        field('long_text message', 'Your message', { required: true }),
        source,
      ],
      handRaise: true,
    }),
  },
  {
    key: 'newsletter',
    name: 'Newsletter',
    about: 'A mail address and a clear yes, confirmed by mail. Makes no lead.',
    content: (purpose) => ({
      ...emptyForm(),
      title: 'News from us',
      intro: 'About once a month. You can leave with one click.',
      button: 'Subscribe',
      fields: [
        email,
        field('text first_name', 'First name', { target: 'contact.firstName' }),
        ...(purpose
          ? [
              field('consent news', `Yes, send me ${purpose.name}.`, {
                required: true,
                consent: { purposeId: purpose.id, textId: null, text: '' },
              }),
            ]
          : []),
        source,
      ],
      after: {
        kind: 'message',
        message: 'Thank you. We have sent you a mail: press the button in it, so that we know it was you.',
        redirect: '',
      },
      conversion: false,
    }),
  },
  {
    key: 'download',
    name: 'Download',
    about: 'Short at first; who comes again through a link of a mail is asked the next questions in place of those already answered.',
    content: () => ({
      ...emptyForm(),
      title: 'Get the guide',
      intro: 'Tell us where to send it.',
      button: 'Send me the guide',
      fields: [
        firstName,
        lastName,
        email,
        field('text job_title', 'Your role', { target: 'contact.jobTitle', later: true }),
        field('text company', 'Company', { target: 'company.name', later: true }),
        field('select when', 'When do you plan to decide?', {
          later: true,
          options: ['Within three months', 'This year', 'Later', 'I am only looking around'],
        }),
        source,
      ],
      overwrite: ['contact.jobTitle'],
    }),
  },
];

export const formStarter = (key: string) => FORM_STARTERS.find((one) => one.key === key);
