/** What a file may be, by its bytes. Nothing of it can run in a browser. */
export const FILE_TYPES = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
} as const;
export type FileType = keyof typeof FILE_TYPES;

/** Parts that every office file of this kind has, by the name that its archive lists. */
const OFFICE: readonly (readonly [part: string, type: FileType])[] = [
  ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['ppt/presentation.xml', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
];
const OPEN: readonly FileType[] = [
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.presentation',
  'application/vnd.oasis.opendocument.spreadsheet',
];
/** Where an open document says what it is: the content of its first entry, which is stored as it is. */
const OPEN_AT = 38;

/** What a file is by its own bytes; null where it is nothing that may be handed on. Its name is not believed. Programs in office files are refused. */
export function typeOf(bytes: Buffer): FileType | null {
  const head = bytes.toString('latin1', 0, 16);
  if (head.startsWith('%PDF-')) return 'application/pdf';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  return head.startsWith('PK\x03\x04') ? officeType(bytes) : null;
}

function officeType(bytes: Buffer): FileType | null {
  if (bytes.includes('vbaProject.bin')) return null;
  const open = OPEN.find((type) => bytes.toString('latin1', 30, OPEN_AT + type.length) === `mimetype${type}`);
  if (open) return open;
  if (!bytes.includes('[Content_Types].xml')) return null;
  return OFFICE.find(([part]) => bytes.includes(part))?.[1] ?? null;
}

/** A name for saving: that of the file with the ending of what it is. */
export function savedName(name: string, ending: string): string {
  const stem = name.replace(/\.[A-Za-z0-9]{1,8}$/, '').slice(0, 120) || 'document';
  return `${stem}.${ending}`;
}

/** A type as it was kept, as one of the list. */
export const typeOfStored = (mediaType: string): FileType | null => (mediaType in FILE_TYPES ? (mediaType as FileType) : null);
