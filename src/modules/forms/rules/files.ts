import type { FileType } from '../schema/form.ts';

const starts = (bytes: Uint8Array, ...wanted: number[]) => wanted.every((byte, at) => bytes[at] === byte);
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLE = [0xd0, 0xcf, 0x11, 0xe0];
const OFFICE = /\.(docx|xlsx|pptx|odt|ods|odp|doc|xls|ppt)$/i;

/** What a file is by its bytes; where those leave a choice, its name decides. Null: nothing that forms take, pages and programs among it. */
export function typeOf(name: string, bytes: Uint8Array): FileType | null {
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d)) return 'pdf';
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47) || starts(bytes, 0xff, 0xd8, 0xff)) return 'image';
  if (starts(bytes, ...ZIP) || starts(bytes, ...OLE)) return OFFICE.test(name) ? 'office' : null;
  return /\.(txt|csv)$/i.test(name) && isText(bytes) ? 'text' : null;
}

function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return !text.includes('\u0000') && !/^\s*<(?:!doctype|html|svg|script|\?xml)/i.test(text);
  } catch {
    return false;
  }
}

export const MEDIA_TYPES: Readonly<Record<FileType, string>> = {
  pdf: 'application/pdf',
  image: 'image/*',
  office: 'application/octet-stream',
  text: 'text/plain',
};
export const ACCEPTED: Readonly<Record<FileType, string>> = {
  pdf: '.pdf',
  image: '.png,.jpg,.jpeg',
  office: '.docx,.xlsx,.pptx,.odt,.ods,.odp,.doc,.xls,.ppt',
  text: '.txt,.csv',
};
