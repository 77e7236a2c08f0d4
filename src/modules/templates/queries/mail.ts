import { createHash } from 'node:crypto';
import mjml2html from 'mjml';
import { type Filling, Marks, type Program, render } from '#platform/shared/merge/program.ts';
import { expanded, namesOf } from '../rules/content.ts';
import { mjmlOf, type Picture } from '../rules/mjml.ts';
import { plainOf } from '../rules/plain.ts';
import { lexiconOf, woven } from '../rules/words.ts';
import type { Block, Content, MergeField, SimpleBlock } from '../schema.ts';

/** A mail ready for filling: plain data, kept with a published version, so that it comes out the same whatever becomes of the libraries. */
export interface CompiledMail {
  subject: Program;
  previewText: Program;
  fromName: Program;
  html: Program;
  text: Program;
  /** What must be known of a person to fill it. */
  fields: string[];
  conditions: string[];
}

export interface Ingredients {
  content: Content;
  language: string;
  reusable: ReadonlyMap<string, readonly SimpleBlock[]>;
  pictures: ReadonlyMap<string, Picture>;
  /** Fields of the workspace's own. */
  own: readonly MergeField[];
}

/** The blocks as one mail. Texts that can't be read stand in it as they were written. */
export async function compileMail({
  content,
  language,
  reusable,
  pictures,
  own,
}: Ingredients): Promise<CompiledMail & { blocks: Block[] }> {
  const blocks = expanded(content.blocks, reusable);
  const lexicon = lexiconOf(content, own);
  const head = (source: string): Program => {
    const marks = new Marks();
    return marks.program('header', woven(source.trim(), { marks, lexicon, text: (text) => text }));
  };
  const marks = new Marks();
  const mjml = mjmlOf(content, blocks, { making: { marks, lexicon, pictures, accent: content.accent }, language });
  const { html } = await mjml2html(mjml, { fonts: {}, validationLevel: 'strict', keepComments: true, ignoreIncludes: true });
  const inText = new Marks();
  const names = namesOf(content, blocks);
  return {
    subject: head(content.subject),
    previewText: head(content.previewText),
    fromName: head(content.fromName),
    html: marks.program('html', html),
    text: inText.program('plain', plainOf(blocks, { marks: inText, lexicon })),
    fields: [...names.fields].sort(),
    conditions: [...names.conditions].sort(),
    blocks,
  };
}

export interface FilledMail {
  subject: string;
  previewText: string;
  fromName: string;
  html: string;
  text: string;
}

/** One person's mail; null where a value would break the head of the mail (a name with a line break): such a mail is not made. */
export function fillMail(compiled: Omit<CompiledMail, 'fields' | 'conditions'>, filling: Filling): FilledMail | null {
  const [subject, previewText, fromName] = [compiled.subject, compiled.previewText, compiled.fromName].map((one) => render(one, filling));
  if (subject == null || previewText == null || fromName == null) return null;
  const html = render(compiled.html, filling) ?? '';
  const text = (render(compiled.text, filling) ?? '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return { subject, previewText, fromName, html, text: `${text}\n` };
}

/** Names for good what was written and what it was made into. */
export const hashOf = (version: { content: Content; compiled: CompiledMail }) =>
  createHash('sha256').update(JSON.stringify(version)).digest('hex');
