import { parse } from '#platform/shared/merge/language.ts';
import type { Lexicon } from '#platform/shared/merge/lexicon.ts';
import { type Block, type Check, type Content, isMarketing, type MergeField, MOST, type TemplateKind } from '../schema.ts';
import { hiddenAmong, leavesOf, linksOf, namesOf, sourcesOf } from './content.ts';
import { INSTRUCTIONS } from './starters.ts';
import { addressProblem, lexiconOf, problemsIn } from './words.ts';

export interface Checked {
  content: Content;
  /** With what stands behind the reusable ones. */
  blocks: readonly Block[];
  /** Fields of the workspace's own. */
  own: readonly MergeField[];
  kind: TemplateKind;
  hasPostalAddress: boolean;
  /** Field rights of whoever looks: what is hidden can't be merged. */
  hidden: ReadonlySet<string>;
  /** Ids of reusable pieces that are not there (any more). */
  lost: readonly string[];
  /** How pages of ours begin: they are no examples, wherever the installation stands. */
  ours: string;
  /** Of the HTML, in bytes. */
  size: number;
}

type Say = (code: string, message: string, place?: string | null) => Check;
const stop: Say = (code, message, place = null) => ({ level: 'stop', code, message, place });
const hint: Say = (code, message, place = null) => ({ level: 'hint', code, message, place });

/** Everything to look at before a mail goes out: first what must be mended, then what would make it better. */
export function checksOf(mail: Checked): Check[] {
  const all = [...words(mail), ...duties(mail), ...head(mail), ...links(mail), ...pictures(mail), ...tone(mail), ...weight(mail)];
  return [...all.filter(({ level }) => level === 'stop'), ...all.filter(({ level }) => level === 'hint')];
}

function words({ content, blocks, hidden, own }: Checked): Check[] {
  const lexicon = lexiconOf(content, own);
  const sources = sourcesOf(content, blocks);
  const wrong = sources.flatMap(({ place, text }) =>
    problemsIn(text, lexicon).map(({ message, at }) => stop('merge', `${message} (“${text.slice(at, at + 30)}”)`, place)),
  );
  const secret = hiddenAmong(namesOf(content, blocks).fields, hidden).map((field) =>
    stop('hidden', `Your role may not see ${field}, so it can't be in a mail of yours. Take it out, or ask somebody who may see it.`),
  );
  const bare = sources.flatMap(({ place, text }) =>
    withoutFallback(text, lexicon).map((field) =>
      hint('fallback', `${field} is empty for some people. Add what stands there then: ${field} | fallback: "…"`, place),
    ),
  );
  const lostTests = blocks.flatMap((block) => {
    const { when, id } = block;
    return when && !lexicon.fields.has(when) && !lexicon.conditions.has(when)
      ? [stop('when', `“${when}” is no field or condition. Choose when the block is shown.`, id)]
      : [];
  });
  const asked = sources.flatMap(({ place, text }) =>
    INSTRUCTIONS.has(text.trim()) ? [stop('instruction', `“${text.trim()}” says what belongs here. Write your own words.`, place)] : [],
  );
  return [...wrong, ...secret, ...lostTests, ...asked, ...bare];
}

const isOfPeople = (name: string) => /^(contact|company)\./.test(name);

/** Fields of people and companies that stand in a text without a fallback; inside of an #if on themselves they need none. */
function withoutFallback(text: string, { fields }: Lexicon): string[] {
  const parsed = parse(text);
  if ('problem' in parsed) return [];
  const walk = (nodes: typeof parsed.nodes, known: readonly string[]): string[] =>
    nodes.flatMap((node) => {
      if (node.kind === 'if') return [...walk(node.yes, [...known, node.test]), ...walk(node.no ?? [], known)];
      if (node.kind !== 'value' || !isOfPeople(node.field) || !fields.has(node.field) || known.includes(node.field)) return [];
      return node.filters.some(({ name }) => name === 'fallback') ? [] : [node.field];
    });
  return [...new Set(walk(parsed.nodes, []))];
}

function duties({ kind, blocks, hasPostalAddress, lost }: Checked): Check[] {
  const gone = lost.length > 0 ? [stop('lost', 'A reusable block is not there any more. Take it out or choose another.')] : [];
  const leaves = leavesOf(blocks);
  const empty = leaves.some(({ block }) => ['text', 'heading', 'button', 'quote', 'image'].includes(block.type))
    ? []
    : [stop('empty', 'The mail says nothing yet. Add a text.')];
  if (!isMarketing(kind)) return [...gone, ...empty];
  const footer = leaves.find(({ block }) => block.type === 'footer');
  const missing = footer ? [] : [stop('footer', 'A marketing mail says who sends it and how to get no more. Add the block “Footer”.')];
  const hiddenFooter = footer?.block.when
    ? [stop('footer', 'The footer must always be shown. Take its condition away.', footer.place)]
    : [];
  const nameless =
    footer?.block.type === 'footer' && footer.block.preferences.trim() === ''
      ? [stop('preferences', 'Write the words of the link to the preferences.', footer.place)]
      : [];
  const address = hasPostalAddress
    ? []
    : [stop('postal_address', 'The law asks for a postal address in marketing mails. Write it into the settings: Mails we send.')];
  return [...gone, ...empty, ...missing, ...hiddenFooter, ...nameless, ...address];
}

const LONG_SUBJECT = 60;

function head({ content: { subject, previewText, fromName } }: Checked): Check[] {
  const found: Check[] = [];
  const plain = subject.replace(/\{\{.*?\}\}/g, '').trim();
  const letters = plain.replace(/[^\p{L}]/gu, '');
  if (subject.trim() === '') found.push(stop('subject', 'The subject is missing.', 'subject'));
  if (/[\r\n]/.test(subject + fromName + previewText))
    found.push(stop('lines', 'Subject, preview text and sender are one line each.', 'subject'));
  if (letters.length > 5 && letters === letters.toUpperCase() && letters !== letters.toLowerCase())
    found.push(hint('capitals', 'A subject in capitals reads as shouting, and filters count it. Write it as a sentence.', 'subject'));
  if (plain.length > LONG_SUBJECT)
    found.push(hint('long_subject', `The subject has ${plain.length} characters; phones show about 40. Put what counts first.`, 'subject'));
  if (/^(re|fwd?|aw|wg):/i.test(plain))
    found.push(hint('false_reply', 'The subject looks like an answer to a mail that was never there. Take “Re:” out.', 'subject'));
  if (/[!?]{2,}|!.*!/.test(plain)) found.push(hint('exclamation', 'One exclamation mark is enough; filters count them.', 'subject'));
  if (previewText.trim() === '')
    found.push(
      hint(
        'preview',
        'Without a preview text the inbox shows the first words of the mail. Write one that goes on from the subject.',
        'previewText',
      ),
    );
  else if (previewText.trim() === subject.trim())
    found.push(hint('preview', 'The preview text says the same as the subject. Let it go on from there.', 'previewText'));
  if (fromName.trim() === '')
    found.push(hint('from', 'No sender is named, so the name of the sender of the mailing is taken.', 'fromName'));
  return found;
}

const VAGUE = /^(click here|here|read more|more|link|this link|hier|mehr)\.?$/i;
const MANY_LINKS = 20;

function links({ content, blocks, kind, ours, own }: Checked): Check[] {
  const lexicon = lexiconOf(content, own);
  const all = linksOf(blocks);
  const found = all.flatMap(({ href, words: label, place }): Check[] => {
    const problem = addressProblem(href, lexicon);
    if (problem) return [stop('link', `${problem}${href.trim() ? ` (“${href.slice(0, 60)}”)` : ''}`, place)];
    if (!href.trim().startsWith(ours) && /^https?:\/\/([\w-]+\.)*(example\.(com|org|net)|localhost)([/:?#]|$)/i.test(href.trim()))
      return [stop('example', `${href} is an example, not a page. Write where it should lead.`, place)];
    const said = label.trim();
    if (said === '') return [stop('link_text', 'A link has no words. Write what one finds behind it.', place)];
    if (VAGUE.test(said)) return [hint('link_text', `“${said}” does not say where it leads. Name what one finds there.`, place)];
    const shown = /^https?:\/\/[^/\s]+/i.exec(said)?.[0];
    if (shown && !href.toLowerCase().startsWith(shown.toLowerCase()))
      return [hint('link_text', 'The words of the link show another address than it leads to. Filters take that for fraud.', place)];
    return /^http:\/\//i.test(href.trim())
      ? [hint('http', 'The address is not encrypted. Write https:// where the page has it.', place)]
      : [];
  });
  const pages = all.filter(({ href }) => /^https?:/i.test(href.trim()));
  if (isMarketing(kind) && pages.length > 0 && !pages.some(({ href }) => /[?&]utm_/i.test(href)))
    found.push(hint('utm', 'No address carries utm_source and utm_campaign, so your site can’t tell visits from this mail from others.'));
  if (all.length > MANY_LINKS) found.push(hint('many_links', `${all.length} links are many. Which one do you want to be pressed?`));
  return found;
}

function pictures({ blocks }: Checked): Check[] {
  return leavesOf(blocks).flatMap(({ block, place }): Check[] => {
    if (block.type !== 'image') return [];
    if (!block.imageId) return [stop('no_image', 'No picture is chosen.', place)];
    return block.alt.trim() === ''
      ? [stop('alt', 'Say in words what the picture shows: for people who can’t see it, and while it is not loaded.', place)]
      : [];
  });
}

const LOUD = [
  'act now',
  '100% free',
  'risk-free',
  'no obligation',
  'winner',
  'cash bonus',
  'double your',
  'once in a lifetime',
  'this is not spam',
  'guaranteed results',
];
const WORDS_PER_PICTURE = 40;

function tone({ content, blocks }: Checked): Check[] {
  const text = sourcesOf(content, blocks)
    .map((one) => one.text)
    .join(' ');
  const low = text.toLowerCase();
  const found = LOUD.filter((phrase) => low.includes(phrase)).map((phrase) =>
    hint('loud', `“${phrase}” is what many unwanted mails say. Say it in your own words.`),
  );
  if (/!{2,}/.test(text)) found.push(hint('exclamation', 'Several exclamation marks in a row make a mail look unwanted. One is enough.'));
  const images = leavesOf(blocks).filter(({ block }) => block.type === 'image').length;
  const count = text.split(/\s+/).length;
  if (images > 0 && count < images * WORDS_PER_PICTURE)
    found.push(
      hint(
        'ratio',
        `${images === 1 ? 'One picture' : `${images} pictures`} and ${count} words: many programs show no pictures at first. Say the main thing in words as well.`,
      ),
    );
  return found;
}

function weight({ size }: Checked): Check[] {
  if (size <= MOST.mailBytes) return [];
  return [hint('size', `The mail has ${Math.ceil(size / 1024)} kB. From 102 kB on Gmail cuts it and hides the footer. Shorten it.`)];
}
