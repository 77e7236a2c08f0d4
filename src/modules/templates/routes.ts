import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { readChunks } from '#platform/files/files.ts';
import { type OpenRequest, openRoute, type Route, rawRoute, route } from '#platform/http/route.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { takeImage } from './commands/images.ts';
import { archiveReusable, changeSender, createReusable, createSender, deleteSender, saveReusable } from './commands/parts.ts';
import * as commands from './commands/templates.ts';
import * as parts from './contract/parts.ts';
import * as contract from './contract/templates.ts';
import { ownMergeFields } from './queries/own.ts';
import { listImages, listReusable, listSenders } from './queries/parts.ts';
import { preview } from './queries/previews.ts';
import { listTemplates, readTemplate, readVersion, versionsOf } from './queries/templates.ts';
import { hiddenAmong } from './rules/content.ts';
import { STARTERS } from './rules/starters.ts';
import { MERGE_FIELDS } from './schema.ts';

export const routes: readonly Route[] = [
  route(contract.listTemplates, listTemplates),
  route(contract.listStarters, async () => ({ items: STARTERS.map(({ key, name, about, kind }) => ({ key, name, about, kind })) })),
  route(contract.createTemplate, commands.createTemplate),
  route(contract.getTemplate, (ctx, { id }) => readTemplate(ctx, id)),
  route(contract.changeTemplate, commands.changeTemplate),
  route(contract.archiveTemplate, (ctx, { id }) => commands.archiveTemplate(ctx, id)),
  route(contract.restoreTemplate, (ctx, { id }) => commands.restoreTemplate(ctx, id)),
  route(contract.saveTemplateDraft, commands.saveDraft),
  route(contract.discardTemplateDraft, (ctx, { id }) => commands.discardDraft(ctx, id)),
  route(contract.publishTemplate, commands.publish),
  route(contract.listTemplateVersions, async (ctx, { id }) => {
    const template = await readTemplate(ctx, id);
    return isRefusal(template) ? template : { items: await versionsOf(ctx, { id }) };
  }),
  route(contract.getTemplateVersion, readVersion),
  route(contract.previewMail, preview),
  route(contract.sendTestMail, commands.sendTest),
  route(contract.listMergeFields, async (ctx) => {
    const fields = [...MERGE_FIELDS, ...(await ownMergeFields(ctx))];
    const names = fields.map(({ name }) => name);
    const hidden = new Set(hiddenAmong(names, ctx.scope.hidden));
    return { items: fields.filter(({ name }) => !hidden.has(name)).map(({ name, kind, label }) => ({ name, kind, label })) };
  }),
  route(parts.listMailImages, async (ctx) => ({ items: await listImages(ctx) })),
  rawRoute(parts.uploadMailImage, async ({ runtime, scope, request }) => {
    const part = await request.file();
    if (!part) return refuse('invalid', 'Choose a picture.', { field: 'file' });
    return takeImage(workOf(runtime, scope), { name: part.filename, content: part.file });
  }),
  openRoute(parts.getMailImage, sendImage),
  route(parts.listReusableBlocks, async (ctx) => ({ items: await listReusable(ctx) })),
  route(parts.createReusableBlock, createReusable),
  route(parts.saveReusableBlock, saveReusable),
  route(parts.archiveReusableBlock, (ctx, { id }) => archiveReusable(ctx, id)),
  route(parts.listSenders, async (ctx) => ({ items: await listSenders(ctx) })),
  route(parts.createSender, createSender),
  route(parts.changeSender, changeSender),
  route(parts.deleteSender, (ctx, { id }) => deleteSender(ctx, id)),
];

/** A picture and nothing else, whatever is in its bytes: the type comes from what they are, nothing of it may run, other sites may show it. */
async function sendImage({ runtime, reply }: OpenRequest, { token }: { token: string }): Promise<Record<string, never> | Refusal> {
  const [image] = await runtime.database.unbound(async (tx) => {
    const { rows } = await sql<{
      workspace_id: string;
      file_id: string;
      media_type: string;
      size_bytes: number;
    }>`select * from mail_image_by(${token})`.execute(tx);
    return rows;
  });
  if (!image) return refuse('not_found', 'This picture is not here.');
  const work = workOf(runtime, runtime.services.systemScope(image.workspace_id));
  await reply
    .header('content-type', image.media_type)
    .header('content-length', image.size_bytes)
    .header('content-disposition', 'inline; filename="picture"')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', 'public, max-age=31536000, immutable')
    .send(Readable.from(readChunks(work, { id: image.file_id })));
  return {};
}
