import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { transformSync } from 'esbuild';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROJECT } from '#src/project.ts';
import { STYLE } from './page.ts';

interface Part {
  type: string;
  content: Buffer;
  etag: string;
}

const PDFJS = path.join(PROJECT, 'node_modules/pdfjs-dist');
/** What the viewer loads, by name: nothing else of the disk is reachable. Fonts and character maps come only where a document lacks its own. */
const FILES: Readonly<Record<string, string>> = {
  'pdf.mjs': 'legacy/build/pdf.min.mjs',
  'pdf.worker.mjs': 'legacy/build/pdf.worker.min.mjs',
};
const FOLDERS: Readonly<Record<string, RegExp>> = {
  cmaps: /^[A-Za-z0-9-]{1,60}\.bcmap$/,
  standard_fonts: /^[A-Za-z0-9-]{1,60}\.(pfb|ttf)$/,
  wasm: /^[a-z0-9_]{1,60}_fallback\.js$/,
};
const SCRIPT = 'text/javascript; charset=utf-8';

const made = new Map<string, Promise<Part>>();

function partOf(name: string): Promise<Part> | null {
  const known = made.get(name);
  if (known) return known;
  const content = contentOf(name);
  if (!content) return null;
  const part = content.then((bytes) => ({
    type: name.endsWith('.css') ? 'text/css; charset=utf-8' : /\.m?js$/.test(name) ? SCRIPT : 'application/octet-stream',
    content: bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 20)}"`,
  }));
  made.set(name, part);
  part.catch(() => made.delete(name));
  return part;
}

function contentOf(name: string): Promise<Buffer> | null {
  if (name === 'viewer.css') return Promise.resolve(Buffer.from(STYLE));
  if (name === 'viewer.js') return viewer();
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (file) return readFile(path.join(PDFJS, file));
  const [folder = '', inside = '', ...more] = name.split('/');
  const allowed = Object.hasOwn(FOLDERS, folder) && more.length === 0 && FOLDERS[folder]?.test(inside);
  return allowed ? readFile(path.join(PDFJS, folder, inside)) : null;
}

async function viewer(): Promise<Buffer> {
  const source = await readFile(path.join(PROJECT, 'src/web/viewer/viewer.ts'), 'utf8');
  return Buffer.from(transformSync(source, { loader: 'ts', minify: true, format: 'esm', target: 'es2022' }).code);
}

/** The parts of the viewer: the same for everybody, so they carry no workspace and are kept by browsers. */
export function serveParts(part: FastifyInstance): void {
  part.get('/-/*', { config: { rateLimit: false } }, async (request: FastifyRequest<{ Params: { '*': string } }>, reply: FastifyReply) => {
    const found = await partOf(request.params['*'])?.catch(() => null);
    if (!found) return reply.code(404).type('text/plain; charset=utf-8').send('');
    void reply.header('cache-control', 'public, max-age=3600').header('etag', found.etag).header('x-content-type-options', 'nosniff');
    if (request.headers['if-none-match'] === found.etag) return reply.code(304).send();
    return reply.type(found.type).send(found.content);
  });
}
