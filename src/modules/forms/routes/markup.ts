import { type Html, html, type Piece } from '#platform/http/html.ts';
import { ACCEPTED } from '../rules/files.ts';
import { type FormContent, type FormField, MOST } from '../schema/form.ts';
import { shownKeys } from '../schema/shown.ts';
import { onColour } from './look.ts';

export interface SheetParts {
  title: string;
  /** Whose page it is. */
  from: string;
  accent: string;
  nonce: string;
  body: Piece;
  description?: string;
  noindex?: boolean;
  /** The page around the frame; null where it stands alone. */
  parent?: string | null;
  wide?: boolean;
  /** Public id of the website that counts visits. */
  siteKey?: string | null;
}

/** The frame of a form's page or of a page: a style and a script of ours, nothing from elsewhere. */
export function sheet(parts: SheetParts): Html {
  const { title, from, accent, nonce, body, description, noindex = true, parent = null, wide = false, siteKey } = parts;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${noindex && html`<meta name="robots" content="noindex">`}
${description && html`<meta name="description" content="${description}">`}
<title>${title} · ${from}</title>
<link rel="stylesheet" href="/p/f/look.css">
<style nonce="${nonce}">:root{--act:${accent};--on:${onColour(accent)}}</style>
<script src="/p/f/page.js" defer></script>
${siteKey && html`<script src="/v/${siteKey}.js" async></script>`}
</head>
<body${parent !== null && html` class="frame" data-parent="${parent}"`}>
${parent === null && html`<header>${from}</header>`}
<main${wide && html` class="page"`}>
${body}
</main>
</body>
</html>
`;
}

export interface FormParts {
  content: FormContent;
  fields: readonly FormField[];
  /** Where it is posted to. */
  action: string;
  token: string;
  values?: Readonly<Record<string, string>>;
  problems?: Readonly<Record<string, string>>;
  /** Above the form, where something has to be done once more. */
  notice?: string;
  visitor?: string;
  /** Inside of a page with a heading of its own. */
  inside?: boolean;
}

/** A form: complete without a script; with one, fields come and go as they are answered. */
export function formHtml({ content, fields, action, token, values = {}, problems = {}, notice, visitor, inside = false }: FormParts): Html {
  const shown = new Set(shownKeys(fields, values));
  const wrong = Object.keys(problems).length > 0;
  const rules = JSON.stringify(fields.map(({ key, when }) => ({ key, when })));
  const hasFile = fields.some(({ kind }) => kind === 'file');
  return html`${inside ? html`<h2>${content.title}</h2>` : html`<h1>${content.title}</h1>`}
${content.intro && html`<p class="intro">${content.intro}</p>`}
${(notice || wrong) && html`<p class="problem" role="alert">${notice ?? 'Please look at the marked fields once more.'}</p>`}
<form method="post" action="${action}" data-truce data-rules="${rules}" novalidate${hasFile && html` enctype="multipart/form-data"`}>
<input type="hidden" name="_token" value="${token}">
<input type="hidden" name="_visitor" value="${visitor ?? ''}">
<div class="trap" aria-hidden="true"><label>Leave this empty <input name="homepage" tabindex="-1" autocomplete="off"></label></div>
${fields.map((field) =>
  field.kind === 'hidden'
    ? html`<input type="hidden" name="${field.key}" value="${values[field.key] ?? ''}">`
    : fieldHtml(field, { value: values[field.key] ?? '', problem: problems[field.key], hidden: !shown.has(field.key) }),
)}
<button type="submit">${content.button}</button>
</form>`;
}

interface FieldState {
  value: string;
  problem: string | undefined;
  /** A condition hides it now. Without a script everything is shown, as nothing could bring it back. */
  hidden: boolean;
}

function fieldHtml(field: FormField, state: FieldState): Html {
  const { key, label, help, required, kind } = field;
  const id = `f-${key}`;
  const must = required && html` <span class="must">(required)</span>`;
  const about = [help && `${id}-help`, state.problem && `${id}-wrong`].filter(Boolean).join(' ');
  const helpHtml = help && html`<p class="help" id="${id}-help">${help}</p>`;
  const wrong = state.problem && html`<p class="wrong" id="${id}-wrong">${state.problem}</p>`;
  const marks = html` id="${id}" name="${key}"${required && html` aria-required="true"`}${state.problem && html` aria-invalid="true"`}${about !== '' && html` aria-describedby="${about}"`}`;
  const open = html`<div class="field" data-field="${key}"${state.hidden && html` data-off`}>`;
  if (kind === 'checkbox' || kind === 'consent')
    return html`${open}<label class="choice"><input type="checkbox" value="yes"${marks}${state.value === 'yes' && html` checked`}><span>${label}${must}</span></label>
${field.consent?.text && html`<p class="wording">${field.consent.text}</p>`}${helpHtml}${wrong}</div>`;
  return html`${open}<label for="${id}">${label}${must}</label>${helpHtml}${control(field, marks, state.value)}${wrong}</div>`;
}

const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  'contact.firstName': 'given-name',
  'contact.lastName': 'family-name',
  'contact.email': 'email',
  'contact.phone': 'tel',
  'contact.jobTitle': 'organization-title',
  'contact.street': 'street-address',
  'contact.postalCode': 'postal-code',
  'contact.city': 'address-level2',
  'contact.region': 'address-level1',
  'contact.country': 'country-name',
  'company.name': 'organization',
};

function control(field: FormField, marks: Html, value: string): Html {
  const { kind, options, target, fileTypes } = field;
  if (kind === 'long_text') return html`<textarea${marks} maxlength="${MOST.longText}">${value}</textarea>`;
  if (kind === 'select')
    return html`<select${marks}><option value="">Choose …</option>${options.map((one) => html`<option value="${one}"${one === value && html` selected`}>${one}</option>`)}</select>`;
  if (kind === 'file') return html`<input type="file"${marks} accept="${fileTypes.map((one) => ACCEPTED[one]).join(',')}">`;
  const auto = AUTOCOMPLETE[target ?? ''];
  const type = kind === 'email' ? 'email' : kind === 'phone' ? 'tel' : 'text';
  return html`<input type="${type}"${marks} value="${value}" maxlength="${MOST.text}"${auto && html` autocomplete="${auto}"`}>`;
}
