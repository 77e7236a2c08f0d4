import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { Zip, ZipDeflate } from 'fflate';
import type { Sink } from '../queries/content.ts';

/** What a ZIP without its 64-bit extension can hold, less its directory. */
const LARGEST = 4 * 1024 ** 3 - 1024 ** 2;

export class TooLargeForZip extends Error {}

export interface Archive extends Sink {
  /** The ZIP, as it is made; made no faster than it is read. */
  readonly content: AsyncIterable<Buffer>;
  close(): void;
  fail(error: Error): void;
}

/** A ZIP that is written and read at the same time. */
export function openArchive(): Archive {
  const content = new PassThrough({ highWaterMark: 1024 * 1024 });
  // Whoever reads hears of an error; where nobody reads any more it must not end the process.
  content.on('error', () => undefined);
  let packed = 0;
  const zip = new Zip((error, bytes, isLast) => {
    if (error) return void content.destroy(error);
    packed += bytes.length;
    content.write(bytes);
    if (isLast) content.end();
  });
  let file: ZipDeflate | null = null;
  let size = 0;
  const push = async (bytes: Uint8Array, isLast: boolean) => {
    size += bytes.length;
    if (size > LARGEST || packed > LARGEST) throw new TooLargeForZip();
    file?.push(bytes, isLast);
    if (content.destroyed) throw new Error('nobody reads the archive any more');
    if (content.writableNeedDrain) await once(content, 'drain');
  };
  return {
    content,
    expect: async () => undefined,
    begin: async (name) => {
      size = 0;
      file = new ZipDeflate(name, { level: 6 });
      zip.add(file);
    },
    write: (text) => push(Buffer.from(text), false),
    end: () => push(new Uint8Array(0), true),
    close: () => zip.end(),
    fail: (error) => content.destroy(error),
  };
}
