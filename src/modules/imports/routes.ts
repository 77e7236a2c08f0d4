import type { MultipartFile } from '@fastify/multipart';
import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { changeImportFile, createImport, type IncomingFile } from './commands/create.ts';
import { startImport, stopImport, undoImport } from './commands/lifecycle.ts';
import { discardUpload } from './commands/uploads.ts';
import { setWatched } from './commands/watched.ts';
import * as contract from './contract.ts';
import { fileOf, filesOf, importOf, importsOf } from './queries/imports.ts';
import { mendFile } from './queries/mend.ts';
import { previewOf, problemsOf } from './queries/problems.ts';
import { watchedFolder } from './queries/watched.ts';

async function* incoming(parts: AsyncIterable<MultipartFile>): AsyncGenerator<IncomingFile> {
  for await (const part of parts) yield { name: part.filename, mediaType: part.mimetype, content: part.file };
}

export const routes: Route[] = [
  rawRoute(contract.createImport, ({ runtime, scope, request }) => createImport(workOf(runtime, scope), incoming(request.files()))),
  route(contract.listImports, async (ctx) => ({ imports: await importsOf(ctx) })),
  route(contract.getImport, (ctx, { id }) => importOf(ctx, id)),
  route(contract.changeImportFile, async (ctx, input) => {
    const changed = await changeImportFile(ctx, input);
    if (isRefusal(changed)) return changed;
    const [file] = (await filesOf(ctx, [input.id])).filter((one) => one.id === changed.id);
    if (!file) throw new Error('the file of an import went away');
    return fileOf(file);
  }),
  rawRoute(contract.previewImportFile, ({ runtime, scope }, input) => previewOf(workOf(runtime, scope), input)),
  route(contract.runImport, startImport),
  route(contract.stopImport, stopImport),
  route(contract.discardUpload, discardUpload),
  route(contract.undoImport, undoImport),
  route(contract.listImportProblems, problemsOf),
  rawRoute(contract.getWatchedFolder, ({ runtime, scope }) =>
    runtime.read(scope, async (ctx) => ({ available: runtime.services.inboxRoot !== null, ...(await watchedFolder(ctx)) })),
  ),
  route(contract.setWatchedFolder, (ctx, input) => setWatched(ctx, input)),
  rawRoute(contract.downloadImportProblems, async ({ runtime, scope, reply }, input) => {
    const file = await mendFile(workOf(runtime, scope), input);
    if (isRefusal(file)) return file;
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .send(file.content);
    return undefined;
  }),
];
