import { filled, type Value } from './filters.ts';
import type { Filter } from './language.ts';

/**
 * A text made ready for filling: what always stands there, and steps. Made once, filled for each person; it is plain data, so that a
 * published text is kept in this form and comes out the same years later.
 */
export interface Program {
  /** Where the result goes, which decides how values are escaped. */
  to: 'html' | 'plain' | 'header';
  steps: readonly Step[];
}
export type Step = string | ValueStep | IfStep;
export interface ValueStep {
  field: string;
  filters: readonly Filter[];
  /** As words; as a part of an address; as a whole address. */
  as: 'words' | 'urlPart' | 'url';
}
export interface IfStep {
  test: string;
  yes: readonly Step[];
  no: readonly Step[];
}

/** What one text is filled with. */
export interface Filling {
  values: Readonly<Record<string, Value>>;
  /** What became of the conditions that the text brings along. */
  conditions: Readonly<Record<string, boolean>>;
  locale: string;
  zone: string;
}

/** A place inside of markup that is not finished yet. */
export type Mark = ({ mark: 'value' } & ValueStep) | { mark: 'if'; test: string } | { mark: 'else' } | { mark: 'end' };

/** Private characters that stand around the number of a mark; they are taken out of everything that people write. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const MARK = /\uE000(\d+)\uE001/;

/** Collects marks while markup is made. */
export class Marks {
  readonly #marks: Mark[] = [];

  put(mark: Mark): string {
    this.#marks.push(mark);
    return `${OPEN}${this.#marks.length - 1}${CLOSE}`;
  }

  /** The finished markup as a program. @throws where marks do not nest: a bug of whoever made the markup */
  program(to: Program['to'], markup: string): Program {
    const top: Step[] = [];
    const open: { step: { test: string; yes: Step[]; no: Step[] }; into: Step[] }[] = [];
    for (const [index, part] of markup.split(MARK).entries()) {
      const into = open.at(-1)?.into ?? top;
      if (index % 2 === 0) {
        if (part) into.push(part);
        continue;
      }
      const mark = this.#marks[Number(part)];
      if (!mark) throw new Error('a mark that nobody made');
      if (mark.mark === 'value') into.push({ field: mark.field, filters: mark.filters, as: mark.as });
      else if (mark.mark === 'if') {
        const step = { test: mark.test, yes: [], no: [] };
        into.push(step);
        open.push({ step, into: step.yes });
      } else {
        const last = open.at(-1);
        if (!last) throw new Error('marks do not nest');
        if (mark.mark === 'else') last.into = last.step.no;
        else open.pop();
      }
    }
    if (open.length > 0) throw new Error('marks do not nest');
    return { to, steps: top };
  }
}

/** Words of a person without what could be taken for a mark. */
export function withoutMarks(text: string): string {
  return text.replace(/[\uE000\uE001]/g, '');
}

/**
 * Fills a text. Never throws, whatever the values are.
 * @returns null only for a head line whose value holds a line break or another control character: such a mail is not made
 */
export function render(program: Program, filling: Filling): string | null {
  if (program.to === 'header' && hasControl(program.steps, filling)) return null;
  return stepsOf(program.steps, program.to, filling);
}

function stepsOf(steps: readonly Step[], to: Program['to'], filling: Filling): string {
  let text = '';
  for (const step of steps) {
    if (typeof step === 'string') text += step;
    else if ('test' in step) text += stepsOf(holds(step.test, filling) ? step.yes : step.no, to, filling);
    else text += escaped(step, to, filling);
  }
  return text;
}

function holds(test: string, { values, conditions }: Filling): boolean {
  if (Object.hasOwn(conditions, test)) return conditions[test] === true;
  const value = Object.hasOwn(values, test) ? values[test] : null;
  return value !== null && value !== undefined && value !== '' && value !== false;
}

function raw(step: ValueStep, filling: Filling): string {
  return filled(Object.hasOwn(filling.values, step.field) ? (filling.values[step.field] ?? null) : null, step.filters, filling);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** Control characters, marks of ours, and those that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\uE000\uE001]+/g;

function hasControl(steps: readonly Step[], filling: Filling): boolean {
  return steps.some((step) => {
    if (typeof step === 'string') return CONTROL.test(step);
    if ('test' in step) return hasControl(holds(step.test, filling) ? step.yes : step.no, filling);
    return CONTROL.test(raw(step, filling));
  });
}

function escaped(step: ValueStep, to: Program['to'], filling: Filling): string {
  const words = raw(step, filling).replace(UNWANTED, ' ');
  const text = step.as === 'words' ? words : step.as === 'urlPart' ? urlPart(words) : (safeUrl(words) ?? '');
  return to === 'html' ? escapeText(text) : text;
}

function urlPart(text: string): string {
  // A half of a character has no form in an address.
  return encodeURIComponent(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it stands in markup and in quoted attributes. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** A host by its name, a port, and where to on it; no name or password before the host. */
const WEB = /^https?:\/\/[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.?(?::\d{1,5})?(?:[/?#].*)?$/iu;
const MAIL = /^mailto:[^@/?]+@[^@/?]+(\?.*)?$/i;
const TELEPHONE = /^tel:\+?[\d().-]{3,30}$/i;

/** The address where it is one that a mail may lead to: web, mail, telephone; else null. */
export function safeUrl(text: string): string | null {
  const trimmed = text.trim();
  if (/[\s<>"\\^`{|}]/.test(trimmed) || trimmed.length > 2_000) return null;
  return [WEB, MAIL, TELEPHONE].some((kind) => kind.test(trimmed)) ? trimmed : null;
}
