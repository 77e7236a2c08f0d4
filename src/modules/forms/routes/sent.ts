import type { FastifyRequest } from 'fastify';
import type { NewFile } from '../commands/keep.ts';
import type { Sent } from '../rules/answers.ts';
import { typeOf } from '../rules/files.ts';
import { type FormField, MOST } from '../schema/form.ts';

export interface Body {
  fields: Sent;
  files: readonly { field: string; name: string; bytes: Buffer; tooLarge: boolean }[];
}

const LIMITS = {
  fileSize: MOST.fileBytes,
  files: MOST.files,
  fields: 80,
  fieldSize: 40_000,
  fieldNameSize: 100,
  parts: 90,
  headerPairs: 50,
};
const NAME = /^[a-z_][a-z0-9_]{0,60}$/;

/** What was posted, whatever a page posts it as. Names that no field can have are left out here already. */
export async function bodyOf(request: FastifyRequest): Promise<Body> {
  if (!request.isMultipart()) return { fields: plain((request.body ?? {}) as Record<string, unknown>), files: [] };
  try {
    return await partsOf(request);
  } catch (error) {
    // A body that breaks off is the sender's mistake, and the parser does not say so.
    throw error instanceof Error && 'statusCode' in error ? error : Object.assign(new Error('unreadable'), { statusCode: 400 });
  }
}

async function partsOf(request: FastifyRequest): Promise<Body> {
  const fields: Record<string, string> = Object.create(null);
  const files: Body['files'][number][] = [];
  for await (const part of request.parts({ limits: LIMITS, throwFileSizeLimit: false } as Parameters<FastifyRequest['parts']>[0])) {
    if (part.type === 'field') {
      if (NAME.test(part.fieldname)) fields[part.fieldname] ??= String(part.value);
      continue;
    }
    const bytes = await part.toBuffer().catch(() => null);
    if (part.filename && NAME.test(part.fieldname) && (bytes === null || bytes.length > 0))
      files.push({
        field: part.fieldname,
        name: part.filename,
        bytes: bytes ?? Buffer.alloc(0),
        tooLarge: bytes === null || part.file.truncated,
      });
  }
  return { fields, files };
}

function plain(body: Record<string, unknown>): Sent {
  const entries = Object.entries(body).filter(([name, value]) => NAME.test(name) && (typeof value === 'string' || Array.isArray(value)));
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]));
}

/** The files of fields that ask for one, told by their bytes; and what is wrong with them, by the field's key. */
export function filesFor(asked: readonly FormField[], { files }: Body): { files: NewFile[]; problems: Record<string, string> } {
  const taken: NewFile[] = [];
  const problems: Record<string, string> = {};
  for (const field of asked.filter(({ kind }) => kind === 'file')) {
    const file = files.find((one) => one.field === field.key);
    if (!file) continue;
    const type = file.tooLarge ? null : typeOf(file.name, file.bytes);
    if (file.tooLarge) problems[field.key] = `This file is larger than ${MOST.fileBytes / 1024 / 1024} MB.`;
    else if (!type || !field.fileTypes.includes(type)) problems[field.key] = 'This kind of file is not taken here.';
    else taken.push({ field: field.key, name: file.name, type, bytes: file.bytes });
  }
  return { files: taken, problems };
}
