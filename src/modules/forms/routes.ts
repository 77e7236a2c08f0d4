import { Readable } from 'node:stream';
import type { ReadCtx } from '#platform/context.ts';
import { readChunks } from '#platform/files/files.ts';
import type { Mount } from '#platform/http/mount.ts';
import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { type Runtime, workOf } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { decideDifference, rescue } from './commands/decide.ts';
import * as commands from './commands/publications.ts';
import * as answers from './contract/answers.ts';
import * as contract from './contract/forms.ts';
import { answersAsCsv, fileOf, listAnswers, readAnswer } from './queries/answers.ts';
import { type Kind, listPublications, type PublicationRow, readPublication, versionsOf } from './queries/publications.ts';
import { formReport } from './queries/report.ts';
import { companyName, partsOfPage, surroundingsOf } from './queries/surroundings.ts';
import { formHtml, sheet } from './routes/markup.ts';
import { formMount, pageMount } from './routes/mount.ts';
import { newNonce } from './routes/open.ts';
import { pagePreview } from './routes/pages.ts';
import { formProblems, pageProblems } from './rules/checks.ts';
import { FORM_STARTERS } from './rules/starters.ts';
import { type FormContent, isFixed } from './schema/form.ts';
import type { PageContent } from './schema/page.ts';
import { fieldsFor } from './schema/shown.ts';

const addressed = <R extends PublicationRow>(runtime: Runtime, row: R, { kind, slug = '' }: { kind: Kind; slug?: string }) => ({
  ...row,
  address: `${runtime.services.baseUrl}${kind === 'form' ? '/p/f' : '/p/l'}/${row.publicId}${slug && `/${slug}`}`,
});

export const routes: readonly Route[] = [
  rawRoute(contract.listForms, ({ runtime, scope }, { archived }) =>
    runtime.read(scope, async (ctx) => ({
      items: (await listPublications(ctx, { kind: 'form', archived })).map((row) => addressed(runtime, row, { kind: 'form' })),
    })),
  ),
  route(contract.listFormStarters, async () => ({ items: FORM_STARTERS.map(({ key, name, about }) => ({ key, name, about })) })),
  route(contract.createForm, commands.createForm),
  rawRoute(contract.getForm, ({ runtime, scope }, { id }) =>
    runtime.read(scope, async (ctx) => {
      const form = await readPublication<FormContent>(ctx, { kind: 'form', id });
      if (isRefusal(form)) return form;
      const problems = formProblems(form.content, await surroundingsOf(ctx));
      const whole = addressed(runtime, form, { kind: 'form' });
      return { ...whole, problems, snippets: snippetsOf(runtime, whole) };
    }),
  ),
  route(contract.renameForm, (ctx, change) => commands.rename(ctx, { kind: 'form', ...change })),
  route(contract.saveFormDraft, commands.saveForm),
  route(contract.publishForm, commands.publishForm),
  route(contract.listFormVersions, async (ctx, { id }) => {
    const form = await readPublication(ctx, { kind: 'form', id });
    return isRefusal(form) ? form : { items: await versionsOf(ctx, id) };
  }),
  route(contract.previewForm, previewForm),
  route(contract.getFormReport, formReport),
  rawRoute(contract.listPages, ({ runtime, scope }, { archived }) =>
    runtime.read(scope, async (ctx) => ({
      items: (await listPublications(ctx, { kind: 'page', archived })).map((row) => addressed(runtime, row, { kind: 'page' })),
    })),
  ),
  route(contract.createPage, commands.createPage),
  rawRoute(contract.getPage, ({ runtime, scope }, { id }) =>
    runtime.read(scope, async (ctx) => {
      const page = await readPublication<PageContent>(ctx, { kind: 'page', id });
      if (isRefusal(page)) return page;
      const problems = pageProblems(page.content, await partsOfPage(ctx, page.content));
      return { ...addressed(runtime, page, { kind: 'page', slug: page.content.slug }), problems };
    }),
  ),
  route(contract.renamePage, (ctx, change) => commands.rename(ctx, { kind: 'page', ...change })),
  route(contract.savePageDraft, commands.savePage),
  route(contract.publishPage, commands.publishPage),
  route(contract.previewPage, async (ctx, { content, thanks }) => ({
    html: await pagePreview(ctx, { content, part: thanks ? 'thanks' : 'blocks' }),
  })),
  route(answers.listFormAnswers, listAnswers),
  route(answers.getFormAnswer, (ctx, { id }) => readAnswer(ctx, id)),
  route(answers.rescueFormAnswer, (ctx, { id }) => rescue(ctx, id)),
  route(answers.decideFormDifference, decideDifference),
  rawRoute(answers.exportFormAnswers, async ({ runtime, scope, reply }, asked) => {
    const csv = await runtime.read(scope, (ctx) => answersAsCsv(ctx, asked));
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="answers.csv"')
      .header('cache-control', 'no-store')
      .send(csv);
    return undefined;
  }),
  rawRoute(answers.downloadFormFile, async ({ runtime, scope, reply }, { id }) => {
    const file = await runtime.read(scope, (ctx) => fileOf(ctx, id));
    if (isRefusal(file)) return file;
    // A stranger's file: saved, never opened here, whatever it calls itself.
    await reply
      .header('content-type', 'application/octet-stream')
      .header('content-length', file.sizeBytes)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, percent)}`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store')
      .send(Readable.from(readChunks(workOf(runtime, scope), { id: file.fileId })));
    return undefined;
  }),
];

const percent = (character: string) => `%${character.charCodeAt(0).toString(16)}`;

function snippetsOf(runtime: Runtime, { publicId, address }: { publicId: string; address: string }) {
  return {
    script: `<script async src="${runtime.services.baseUrl}/p/f/embed.js" data-form="${publicId}"></script>`,
    plain: `<form method="post" action="${address}"> … </form>`,
  };
}

async function previewForm(ctx: ReadCtx, asked: { content: FormContent; given: Record<string, string>; known: string[] | null }) {
  const content = await commands.withWordings(ctx, asked.content);
  const fields = fieldsFor(
    content.fields.map((field) => ({ ...field, fixed: isFixed(field) })),
    asked.known && new Set(asked.known),
  );
  const body = formHtml({ content, fields, action: '', token: '', values: asked.given });
  return { html: sheet({ title: content.title, from: await companyName(ctx), accent: content.accent, nonce: newNonce(), body }).text };
}

/** Served to strangers. */
export const mounts: readonly Mount[] = [formMount, pageMount];
