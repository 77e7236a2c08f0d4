import type { MultipartFile } from '@fastify/multipart';
import { openRoute, type Route, rawRoute, route } from '#platform/http/route.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal, refuse } from '#platform/shared/refusal.ts';
import { takeEventFile, takeMailFiles } from './commands/mails.ts';
import { confirmSource, takePost } from './commands/posts.ts';
import { changeSource, createSource } from './commands/sources.ts';
import * as contract from './contract.ts';
import { eventWhole, figures, listEvents } from './queries/events.ts';
import { addressOf, listSources } from './queries/sources.ts';
import { mappingOf, mappingProblem } from './rules/generic.ts';
import { bodyOf, readPosted } from './rules/read.ts';

async function* incoming(parts: AsyncIterable<MultipartFile>) {
  for await (const part of parts) yield { content: part.file };
}

export const routes: readonly Route[] = [
  rawRoute(contract.listDeliverySources, ({ runtime, scope }) => runtime.read(scope, (ctx) => listSources(ctx, runtime.services.baseUrl))),
  rawRoute(contract.createDeliverySource, async ({ runtime, scope }, input) => {
    const made = await runtime.transaction(scope, (ctx) => createSource(ctx, runtime.services.vault, input));
    return isRefusal(made) ? made : { id: made.id, address: addressOf(runtime.services.baseUrl, made.publicId) };
  }),
  rawRoute(contract.changeDeliverySource, ({ runtime, scope }, input) =>
    runtime.transaction(scope, (ctx) => changeSource(ctx, runtime.services.vault, input)),
  ),
  rawRoute(contract.confirmDeliverySource, ({ runtime, scope }, { id }) => confirmSource(workOf(runtime, scope), { id })),
  route(contract.listDeliveryEvents, listEvents),
  rawRoute(contract.getDeliveryEvent, ({ runtime, scope }, { id }) => eventWhole(workOf(runtime, scope), id)),
  route(contract.tryDeliveryMapping, async (_ctx, { mapping, sample }) => {
    const problem = mappingProblem(mapping);
    if (problem) return refuse('invalid', problem.message, { field: problem.field });
    const body = bodyOf(sample, 'application/json');
    if (body === undefined) return refuse('invalid', 'The sample is no JSON.', { field: 'sample' });
    return { items: readPosted('generic', body, mappingOf(mapping)).slice(0, 20) };
  }),
  rawRoute(contract.uploadBounces, ({ runtime, scope, request }) => takeMailFiles(workOf(runtime, scope), incoming(request.files()))),
  rawRoute(contract.uploadDeliveryFile, async ({ runtime, scope, request }, { id }) => {
    const part = await request.file();
    if (!part) return refuse('invalid', 'Choose the file.', { field: 'file' });
    return takeEventFile(workOf(runtime, scope), { id, file: { content: part.file } });
  }),
  route(contract.getDeliveryFigures, figures),
  openRoute(contract.postDeliveries, ({ runtime, request }, { source }) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const posted = { headers: request.headers, body, url: addressOf(runtime.services.baseUrl, source) };
    return takePost(runtime, { publicId: source, posted });
  }),
];
