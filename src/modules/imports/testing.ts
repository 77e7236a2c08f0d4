import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { JobRun } from '#platform/jobs/job.ts';
import { workOf } from '#platform/runtime.ts';
import type { Client, TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import type { ImportEntity, ImportSummary, RowCounts } from './schema.ts';

/** Folder of real data to run against, outside of the project; null where it is absent. */
export function realData(name: string): string | null {
  const root = process.env.TRUCE_DATA ?? path.resolve('..', 'shared', 'data');
  const folder = path.join(root, name);
  return existsSync(folder) ? folder : null;
}

export interface TestFile {
  name: string;
  content: string | Buffer;
}

const BOUNDARY = 'truce-test-boundary';

/** Uploads files as a browser does. */
export async function sendFiles(client: Client, files: readonly TestFile[], headers: Record<string, string> = {}) {
  const parts = files.flatMap(({ name, content }) => [
    Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return client.raw({
    method: 'POST',
    url: '/api/imports',
    payload: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  });
}

export async function uploaded(client: Client, ...files: TestFile[]): Promise<ImportSummary> {
  const response = await sendFiles(client, files);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

/** Runs an uploaded import to its end. */
export async function ran(app: TestApp, client: Client, { id }: Pick<ImportSummary, 'id'>): Promise<ImportSummary> {
  await client.call(contract.runImport, { id });
  await app.runAllJobs();
  const done = await client.call(contract.getImport, { id });
  expect([done.state, done.problem], await app.failedJobs()).toEqual(['done', null]);
  expectAccounted(done);
  return done;
}

/** Uploads one file, says what it holds where the header row does not, and brings it in. */
export async function brought(app: TestApp, client: Client, file: TestFile & { as?: ImportEntity }): Promise<ImportSummary> {
  const found = await uploaded(client, file);
  const [first] = found.files;
  if (file.as && first) await client.call(contract.changeImportFile, { id: found.id, fileId: first.id, entity: file.as });
  return ran(app, client, found);
}

/** A run of a job by nobody's queue: for tests of the work itself, without what follows it. */
export async function runOf(app: TestApp, client: Client, more: Partial<JobRun> = {}): Promise<JobRun> {
  const work = workOf(app.context.runtime, await app.scopeOf(client));
  const { services } = app.context.runtime;
  return { ...work, services, signal: new AbortController().signal, attempt: 1, now: () => new Date().toISOString(), ...more };
}

/** No row is lost in silence. */
export function expectAccounted(found: ImportSummary): void {
  for (const file of found.files)
    expect([file.name, file.created + file.updated + file.merged + file.skipped + file.failed]).toEqual([file.name, file.rows]);
}

export function countsOf({ rows, created, updated, merged, skipped, failed }: RowCounts): RowCounts {
  return { rows, created, updated, merged, skipped, failed };
}
