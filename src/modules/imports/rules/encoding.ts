import { analyse } from 'chardet';
import iconv from 'iconv-lite';

export interface Encoding {
  /** A name that iconv-lite knows. */
  name: string;
  /** Bytes of the byte-order mark, to be left out. */
  bomLength: number;
}

const BOMS: readonly { bytes: readonly number[]; name: string }[] = [
  { bytes: [0xff, 0xfe, 0, 0], name: 'utf-32le' },
  { bytes: [0, 0, 0xfe, 0xff], name: 'utf-32be' },
  { bytes: [0xef, 0xbb, 0xbf], name: 'utf-8' },
  { bytes: [0xff, 0xfe], name: 'utf-16le' },
  { bytes: [0xfe, 0xff], name: 'utf-16be' },
];

/** Names under which files say one thing and mean its superset. */
const SUPERSETS: Readonly<Record<string, string>> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
  ascii: 'utf-8',
  'us-ascii': 'utf-8',
  gb2312: 'gb18030',
};

/** Where a text goes on, its last bytes may be the beginning of a character whose rest was cut off. */
function isUtf8(bytes: Uint8Array, complete: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !complete });
    return true;
  } catch {
    return false;
  }
}

/** Western text in two-byte units has a zero in every other byte, which other encodings never have. */
function utf16WithoutBom(bytes: Uint8Array): string | null {
  let even = 0;
  let odd = 0;
  for (let index = 0; index < bytes.length; index++) if (bytes[index] === 0) index % 2 === 0 ? even++ : odd++;
  const half = bytes.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le';
  return even > half * 0.4 && odd < half * 0.05 ? 'utf-16be' : null;
}

/** In which encoding a text begins: byte-order mark, then zero bytes, then strict UTF-8, then by frequency of its characters. */
export function detectEncoding(bytes: Uint8Array, complete = false): Encoding {
  const marked = BOMS.find((bom) => bom.bytes.every((byte, index) => bytes[index] === byte));
  if (marked) return { name: marked.name, bomLength: marked.bytes.length };
  const wide = utf16WithoutBom(bytes);
  if (wide) return { name: wide, bomLength: 0 };
  if (!bytes.includes(0x1b) && isUtf8(bytes, complete)) return { name: 'utf-8', bomLength: 0 };
  const guesses = analyse(bytes).map(({ name }) => SUPERSETS[name.toLowerCase()] ?? name.toLowerCase());
  const known = guesses.find((name) => iconv.encodingExists(name) && !/^utf-(?:16|32)/.test(name));
  return { name: known ?? 'windows-1252', bomLength: 0 };
}

export function decode(bytes: Uint8Array, encoding: Encoding): string {
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(encoding.bomLength), encoding.name, {
    stripBOM: false,
  });
}
