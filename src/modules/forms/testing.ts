import { listMailPurposes, writeConsentText } from '#modules/consents/contract.ts';
import { BROWSER } from '#modules/visits/testing.ts';
import type { Client, TestApp } from '../../../test/harness.ts';
import { createForm, createPage, getForm, getPage, publishForm, publishPage, saveFormDraft, savePageDraft } from './contract/forms.ts';
import type { FormContent, FormField } from './schema/form.ts';
import type { PageContent } from './schema/page.ts';

/** A field with everything that a field has. */
export const aField = (key: string, kind: FormField['kind'], more: Partial<FormField> = {}): FormField => ({
  key,
  kind,
  target: null,
  label: `The ${key}`,
  help: '',
  required: false,
  later: false,
  when: null,
  options: [],
  parameter: null,
  consent: null,
  fileTypes: [],
  ...more,
});

export const NAME_AND_MAIL: readonly FormField[] = [
  aField('first_name', 'text', { target: 'contact.firstName' }),
  aField('last_name', 'text', { target: 'contact.lastName', required: true }),
  aField('email', 'email', { target: 'contact.email', required: true }),
];

export interface APublished {
  id: string;
  publicId: string;
}

/** A published form with a name, a mail address, a message, and what is told. */
export async function aForm(client: Client, change: Partial<FormContent> = {}, name = 'Contact'): Promise<APublished> {
  const { id } = await client.call(createForm, { name });
  const { content } = await client.call(getForm, { id });
  const fields = [...NAME_AND_MAIL, aField('message', 'long_text')];
  const { revision } = await client.call(saveFormDraft, { id, revision: 1, content: { ...content, fields, perMinute: 600, ...change } });
  await client.call(publishForm, { id, revision });
  return { id, publicId: (await client.call(getForm, { id })).publicId };
}

export async function aPage(client: Client, change: Partial<PageContent>, name = 'Landing'): Promise<APublished> {
  const { id } = await client.call(createPage, { name });
  const { content } = await client.call(getPage, { id });
  const { revision } = await client.call(savePageDraft, { id, revision: 1, content: { ...content, ...change } });
  await client.call(publishPage, { id, revision });
  return { id, publicId: (await client.call(getPage, { id })).publicId };
}

/** A purpose with a wording, for consents. */
export async function aWording(client: Client, body = 'I agree to get mail about news.'): Promise<string> {
  const { items } = await client.call(listMailPurposes, {});
  const purposeId = items[0]?.id ?? '';
  await client.call(writeConsentText, { id: purposeId, body });
  return purposeId;
}

let senders = 0;
/** Each stranger has an address of their own. */
export const anAddress = () => {
  senders += 1;
  return `198.${18 + (senders >> 16)}.${(senders >> 8) & 255}.${senders & 255}`;
};

/** The page of a form, as a browser gets it. */
export async function openPage(app: TestApp, path: string) {
  const response = await app.app.inject({ url: path, headers: { 'user-agent': BROWSER } });
  const token = /name="_token" value="([^"]*)"/.exec(response.body)?.[1] ?? '';
  return { ...response, status: response.statusCode, html: response.body, token };
}

export interface Sending {
  token?: string;
  fields: Readonly<Record<string, string | readonly string[]>>;
  from?: string;
  headers?: Readonly<Record<string, string>>;
}

export function post(app: TestApp, path: string, { token, fields, from = anAddress(), headers = {} }: Sending) {
  const pairs = Object.entries({ ...(token === undefined ? {} : { _token: token }), ...fields }).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return app.app.inject({
    method: 'POST',
    url: path,
    remoteAddress: from,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': BROWSER, ...headers },
    payload: new URLSearchParams(pairs).toString(),
  });
}

/** Opens the page, takes as long as a person, sends it. */
export async function fillIn(
  app: TestApp,
  path: string,
  { fields, at, from, headers }: Omit<Sending, 'token'> & { /** The instant of the test, ISO. */ at: string },
) {
  app.setNow(at);
  const { token } = await openPage(app, path);
  app.setNow(new Date(Date.parse(at) + 20_000).toISOString());
  return post(app, path, { token, fields, ...(from ? { from } : {}), ...(headers ? { headers } : {}) });
}

/** The same as a form with files is sent. */
export function multipart(parts: readonly { name: string; value: string | Buffer; filename?: string }[]) {
  const boundary = 'a-boundary-of-the-test';
  const chunks = parts.flatMap(({ name, value, filename }) => [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${filename ? `; filename="${filename}"\r\ncontent-type: text/html` : ''}\r\n\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}
