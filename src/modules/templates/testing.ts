import { expect } from 'vitest';
import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import * as contract from './contract/templates.ts';
import type { Block, Content, RichDoc } from './schema.ts';

let made = 0;

/** A template made over HTTP, with a name of its own where none is given. */
export async function aTemplate(client: Client, values: Partial<InputOf<typeof contract.createTemplate>> = {}): Promise<string> {
  made += 1;
  return (await client.call(contract.createTemplate, { name: `Template ${made}`, kind: 'information', ...values })).id;
}

export const rich = (...texts: string[]): RichDoc => ({
  type: 'doc',
  content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
});

export const FOOTER: Block = { id: 'footer', type: 'footer', reason: 'You asked for it.', preferences: 'Get no more' };

/** A mail that can be published where the workspace has an address. */
export function aContent(
  blocks: readonly Block[] = [{ id: 'text', type: 'text', doc: rich('Good news') }],
  more: Partial<Content> = {},
): Content {
  const head = { subject: 'News', previewText: 'From us to you', fromName: 'Kim', accent: '#1f5fbf', conditions: [] };
  return { ...head, ...more, blocks: [...blocks, FOOTER] };
}

/** A template with this content, published. */
export async function aPublishedTemplate(
  client: Client,
  content: Content,
  values: Parameters<typeof aTemplate>[1] = {},
): Promise<{ id: string; number: number }> {
  const id = await aTemplate(client, values);
  const { revision } = await client.call(contract.saveTemplateDraft, { id, content, revision: 1 });
  return { id, ...(await client.call(contract.publishTemplate, { id, revision })) };
}

/** Sends a picture as a browser would. */
export function sendImage(client: Client, content: Buffer, name = 'picture.png') {
  const mark = 'truce-picture';
  const head = `--${mark}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: image/png\r\n\r\n`;
  return client.raw({
    method: 'POST',
    url: '/api/mail-images',
    payload: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${mark}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${mark}` },
  });
}

/** One transparent point, and whatever follows it. */
export const pngWith = (more = '') =>
  Buffer.concat([
    Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64'),
    Buffer.from(more),
  ]);

export async function anImage(client: Client, content = pngWith()): Promise<{ id: string; path: string }> {
  const response = await sendImage(client, content);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}
