import { Readable } from 'node:stream';
import { readChunks } from '#platform/files/files.ts';
import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { deleteExport, refuseUnlessAll, startExport } from './commands/exports.ts';
import * as contract from './contract.ts';
import { exportOf, exportsOf, fileOfExport } from './queries/exports.ts';

export const routes: Route[] = [
  route(contract.createExport, startExport),
  route(contract.listExports, async (ctx) => ({ exports: await exportsOf(ctx) })),
  route(contract.getExport, (ctx, { id }) => exportOf(ctx, id)),
  route(contract.deleteExport, deleteExport),
  rawRoute(contract.downloadExport, async ({ runtime, scope, reply }, { id }) => {
    const file = refuseUnlessAll(scope) ?? (await runtime.read(scope, (ctx) => fileOfExport(ctx, id)));
    if (isRefusal(file)) return file;
    await reply
      .header('content-type', 'application/zip')
      .header('content-length', file.sizeBytes)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(readChunks(workOf(runtime, scope), { id: file.id })));
    return undefined;
  }),
];
