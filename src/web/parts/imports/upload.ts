import { createImport } from '#modules/imports/contract.ts';
import type { ImportSummary } from '#modules/imports/schema.ts';
import { ApiProblem, currentWorkspace, problemOf, requestOf } from '../../api.ts';

/** As many as the server takes at once. */
export const MOST_FILES = 50;

const TABLE = /\.(csv|tsv|txt|xlsx)$/i;
const ABOUT = /^(source|readme|license)\b/i;

/** The tables of a folder; what else lies in it stays behind. */
export function tablesOf(files: readonly File[]): File[] {
  return files.filter((file) => TABLE.test(file.name) && !ABOUT.test(file.name));
}

export interface Sending {
  answer: Promise<ImportSummary>;
  cancel: () => void;
}

/** Uploads files and tells how far it is; `fetch` cannot tell. The answer rejects with ApiProblem. */
export function sendFiles(files: readonly File[], onProgress: (sentBytes: number, allBytes: number) => void): Sending {
  const { url, init } = requestOf(createImport, {}, currentWorkspace());
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
  const request = new XMLHttpRequest();
  const answer = new Promise<ImportSummary>((resolve, reject) => {
    request.open(init.method ?? 'POST', url);
    for (const [name, value] of Object.entries(init.headers as Record<string, string>)) {
      if (name !== 'content-type') request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as ImportSummary);
      else void problemOf(new Response(request.responseText, { status: request.status })).then(reject);
    };
    request.onerror = () => reject(new ApiProblem({ status: 0, code: 'offline', message: '' }));
    request.onabort = () => reject(new ApiProblem({ status: 0, code: 'cancelled', message: '' }));
    request.send(form);
  });
  return { answer, cancel: () => request.abort() };
}

/** What was dropped: files as they are, folders with all that lies in them. */
export async function droppedFiles(transfer: DataTransfer): Promise<{ files: File[]; fromFolder: boolean }> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some((entry) => entry.isDirectory)) return { files: [...transfer.files], fromFolder: false };
  const found = await Promise.all(entries.map(filesIn));
  return { files: found.flat(), fromFolder: true };
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  // A reader gives its entries a hundred at a time and an empty list at the end.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return found;
    found.push(...(await Promise.all(entries.map(filesIn))).flat());
  }
}
