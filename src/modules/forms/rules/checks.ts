import { FieldKey, type FormContent, type FormField } from '../schema/form.ts';
import type { PageBlock, PageContent } from '../schema/page.ts';
import { ownKey } from './person.ts';
import { allowedTarget } from './targets.ts';

/** What keeps a draft from being published, and where: `field.<key>`, or the name of a setting. */
export interface Problem {
  place: string;
  message: string;
}

/** What of a form's references is there. */
export interface Surroundings {
  hosts: readonly string[];
  websiteIds: ReadonlySet<string>;
  /** Purposes in use that have a wording. */
  purposes: ReadonlySet<string>;
  ownKeys: ReadonlySet<string>;
  campaigns: ReadonlySet<string>;
  /** Transactional templates that are published. */
  templates: ReadonlySet<string>;
  senders: ReadonlySet<string>;
  members: ReadonlySet<string>;
  teams: ReadonlySet<string>;
}

export function formProblems(content: FormContent, there: Surroundings): Problem[] {
  const found: Problem[] = [];
  const say = (place: string, message: string) => found.push({ place, message });
  if (!content.title.trim()) say('title', 'Give the form a title.');
  if (!content.button.trim()) say('button', 'Write on the button what it does.');
  const asked = content.fields.filter(({ kind }) => kind !== 'hidden');
  if (asked.length === 0) say('fields', 'Ask at least one thing.');
  for (const [index, field] of content.fields.entries())
    for (const message of fieldProblems(field, content.fields.slice(0, index), there)) say(`field.${field.key}`, message);
  const hasMail = content.fields.some(({ kind, target, later }) => kind === 'email' && target === 'contact.email' && !later);
  if (content.fields.some(({ kind }) => kind === 'consent') && !hasMail)
    say('fields', 'A consent is given for a mail address: add a field for it.');
  if (content.reply && !hasMail) say('reply', 'An answer by mail needs an address: add a field for it.');
  if (content.reply && !there.templates.has(content.reply.templateId))
    say('reply', 'Choose a template that is published and transactional.');
  if (content.reply && !there.senders.has(content.reply.senderId)) say('reply', 'Choose who the mail comes from.');
  if (content.after.kind === 'redirect' && !allowedTarget(content.after.redirect, there.hosts))
    say('after', 'Write the full address of a page on one of your websites (Settings, Websites), such as https://www.example.com/thanks.');
  if (content.after.kind === 'message' && !content.after.message.trim())
    say('after', 'Write what people read after they have sent the form.');
  if (content.campaignId && !there.campaigns.has(content.campaignId)) say('campaign', 'This campaign is not there (any more).');
  if (!content.websiteIds.every((id) => there.websiteIds.has(id))) say('websites', 'One of the websites is not there (any more).');
  if (!content.notify.memberIds.every((id) => there.members.has(id)) || !content.notify.teamIds.every((id) => there.teams.has(id)))
    say('notify', 'Somebody who should hear of it is not there (any more).');
  return found;
}

function fieldProblems(field: FormField, before: readonly FormField[], there: Surroundings): string[] {
  const found: string[] = [];
  if (!FieldKey.safeParse(field.key).success) found.push('Choose another name for this field.');
  if (before.some(({ key }) => key === field.key)) found.push('Two fields have this name.');
  if (field.target && before.some(({ target }) => target === field.target)) found.push('Another field asks for the same fact.');
  if (!field.label.trim()) found.push('Say what is asked.');
  const own = field.target ? ownKey(field.target) : null;
  if (own && !there.ownKeys.has(own)) found.push('This field of your own is not there (any more).');
  if (field.kind === 'select' && field.options.length < 2) found.push('Give at least two answers to choose from.');
  if (field.options.includes('')) found.push('An answer to choose from is empty.');
  if (new Set(field.options).size < field.options.length) found.push('Two answers are the same.');
  if (field.kind === 'hidden' && !field.parameter) found.push('Choose which part of the address it keeps.');
  if (field.kind === 'consent' && !there.purposes.has(field.consent?.purposeId ?? ''))
    found.push('Choose a purpose that has a wording (Settings, Mail permissions).');
  if (field.kind === 'file' && field.fileTypes.length === 0) found.push('Say which kinds of files it takes.');
  if (field.target === 'contact.email' && field.kind !== 'email') found.push('A mail address is asked by a field of that kind.');
  if (field.target === 'contact.phone' && field.kind !== 'phone') found.push('A telephone number is asked by a field of that kind.');
  if (field.target && (field.kind === 'consent' || field.kind === 'file')) found.push('This kind of field is kept with the answer only.');
  if (field.when && !before.some(({ key, kind }) => key === field.when?.field && kind !== 'file'))
    found.push('Its condition looks at a field that does not stand before it.');
  return found;
}

const inner = (blocks: readonly PageBlock[]) =>
  blocks.flatMap((block) => (block.type === 'columns' ? [...block.left, ...block.right] : [block]));

export const formsIn = (blocks: readonly PageBlock[]): string[] =>
  inner(blocks).flatMap((block) => (block.type === 'form' && block.formId ? [block.formId] : []));
export const imagesIn = (blocks: readonly PageBlock[]): string[] =>
  inner(blocks).flatMap((block) => (block.type === 'image' && block.imageId ? [block.imageId] : []));

/** Addresses that a page may link to: the web, mail, telephone; never a script. */
export function safeHref(text: string): string | null {
  const href = text.trim();
  if (href === '' || /[\p{Cc}\\]/u.test(href)) return null;
  if (/^(mailto|tel):[^\s]+$/i.test(href)) return href;
  return /^https?:\/\//i.test(href) && URL.canParse(href) ? href : null;
}

export function pageProblems(
  content: PageContent,
  there: { forms: ReadonlySet<string>; images: ReadonlySet<string>; websiteIds: ReadonlySet<string> },
): Problem[] {
  const found: Problem[] = [];
  const all = [...content.blocks, ...content.thanks];
  if (!content.title.trim()) found.push({ place: 'title', message: 'Give the page a title.' });
  if (content.blocks.length === 0) found.push({ place: 'blocks', message: 'Put something onto the page.' });
  if (content.websiteId && !there.websiteIds.has(content.websiteId))
    found.push({ place: 'website', message: 'This website is not there (any more).' });
  if (formsIn(content.thanks).length > 0) found.push({ place: 'thanks', message: 'What is shown after a form holds no form itself.' });
  for (const block of inner(all)) {
    const place = `block.${block.id}`;
    if (block.type === 'form' && !(block.formId && there.forms.has(block.formId)))
      found.push({ place, message: 'Choose a form that is published.' });
    if (block.type === 'image' && !(block.imageId && there.images.has(block.imageId))) found.push({ place, message: 'Choose a picture.' });
    if (block.type === 'image' && !block.alt.trim()) found.push({ place, message: 'Say in words what the picture shows.' });
    if (block.type === 'button' && (!block.label.trim() || !safeHref(block.href)))
      found.push({ place, message: 'A button needs words and a full address, such as https://www.example.com.' });
    if (block.type === 'heading' && !block.text.trim()) found.push({ place, message: 'Write the heading.' });
  }
  return found;
}
