import type { InputOf } from '#platform/shared/contract.ts';
import { fillPath } from '#platform/shared/contract.ts';
import type { Client, TestApp } from '../../../test/harness.ts';
import * as contract from './contract/assets.ts';

let made = 0;

/** A small PDF: one line of words on each page. */
export function aPdf(pages: readonly string[] = ['Price list']): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.map((_, place) => `${4 + place * 2} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((words, place) => {
      const stream = `BT /F1 32 Tf 60 700 Td (${words.replace(/[()\\]/g, '')}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + place * 2} 0 R >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ];
    }),
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const start = text.length;
  return Buffer.from(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
  );
}

type New = Partial<InputOf<typeof contract.createAsset>>;

/** An asset without a version. */
export async function anAsset(client: Client, more: New = {}): Promise<string> {
  made += 1;
  return (await client.call(contract.createAsset, { name: `Asset ${made}`, kind: 'one_pager', ...more })).id;
}

/** Sends a file as a form does. */
export async function sendFile(client: Client, path: string, file: { name: string; content: Buffer }) {
  const boundary = 'the-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: text/html\r\n\r\n`;
  return client.raw({
    method: 'POST',
    url: `/api${path}`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), file.content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
}

export const uploadTo = (client: Client, id: string, file: { name: string; content: Buffer }) =>
  sendFile(client, fillPath(contract.uploadAssetFile, { id }).path.replace(/^\/api/, ''), file);

export interface Published {
  id: string;
  versionId: string;
}

/** The next version, published. */
export async function publishNext(client: Client, id: string, pages: readonly string[] = ['Price list']): Promise<Published> {
  const answer = await uploadTo(client, id, { name: 'Price list.pdf', content: aPdf(pages) });
  const { versionId } = answer.json<{ versionId: string }>();
  await client.call(contract.publishAsset, { id, versionId, changes: 'New prices' });
  return { id, versionId };
}

/** An asset with a published PDF. */
export async function aPublishedAsset(client: Client, more: New = {}): Promise<Published> {
  return publishNext(client, await anAsset(client, more));
}

export const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';

interface From {
  agent?: string;
  ip?: string;
}

export interface Opened {
  page: Awaited<ReturnType<Client['raw']>>;
  /** The address of the document's page, without its host. */
  at: string;
  viewId: string;
  file(): ReturnType<Client['raw']>;
}

/** Opens a link as a browser does, without running its script. */
export async function openLink(
  { app }: Pick<TestApp, 'app'>,
  link: string | null,
  { agent = BROWSER, ip = '198.51.100.7' }: From = {},
): Promise<Opened> {
  const at = new URL(link ?? '').pathname;
  const get = (url: string) => app.inject({ method: 'GET', url, headers: { 'user-agent': agent }, remoteAddress: ip });
  const page = await get(at);
  return { page, at, viewId: /data-view="([^"]+)"/.exec(page.body)?.[1] ?? '', file: () => get(`${at}/file`) };
}

interface Telling {
  n: number;
  p: Record<string, number>;
  t?: boolean;
  d?: boolean;
  e?: boolean;
  b?: boolean;
}

/** What the script of an open document tells. */
export function beat(
  { app }: Pick<TestApp, 'app'>,
  { at, viewId }: Pick<Opened, 'at' | 'viewId'>,
  told: Telling,
  { agent = BROWSER, ip = '198.51.100.7' }: From = {},
) {
  return app.inject({
    method: 'POST',
    url: `${at}/beats`,
    headers: { 'user-agent': agent, 'content-type': 'text/plain;charset=UTF-8' },
    remoteAddress: ip,
    payload: JSON.stringify({ v: viewId, t: false, d: false, e: false, b: false, w: 1280, l: 2, ...told }),
  });
}
