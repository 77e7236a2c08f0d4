import type { FastifyReply, FastifyRequest } from 'fastify';
import { judgeRequest } from '#modules/visits/queries/traffic.ts';
import { placeOf as rangeOf } from '#platform/auth/attempts.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Html, html } from '#platform/http/html.ts';
import { type Runtime, workOf } from '#platform/runtime.ts';
import { keepAnswer, type NewAnswer } from '../commands/keep.ts';
import { type Live, liveOf, versionOf } from '../queries/publications.ts';
import { readAnswers } from '../rules/answers.ts';
import { PURPOSE, type Token, tokenOf } from '../rules/token.ts';
import type { FormContent, FormField } from '../schema/form.ts';
import type { PageContent } from '../schema/page.ts';
import { formHtml, sheet } from './markup.ts';
import * as open from './open.ts';
import { type Body, bodyOf, filesFor } from './sent.ts';

export interface Asked {
  runtime: Runtime;
  request: FastifyRequest;
  reply: FastifyReply;
  publicId: string;
  query: open.Query;
}

/** Below the form's address. */
export const FORM = '/p/f';

interface Shown {
  asked: readonly FormField[];
  contactId: string | null;
  pageId: string | null;
  values?: Record<string, string>;
  problems?: Record<string, string>;
  notice?: string;
  status?: number;
}

/** The page of a form. Looking at it changes nothing. */
export async function showForm(asked: Asked): Promise<FastifyReply> {
  const there = await found(asked, async (ctx, form) => {
    const contactId = await open.linkedPerson(asked.runtime, ctx, asked.query.truce_seal);
    return { contactId, fields: await open.askedOf(ctx, form.form, contactId) };
  });
  if (!there) return notThere(asked.reply);
  const { form, more } = there;
  return page(asked, form, {
    asked: more.fields,
    contactId: more.contactId,
    pageId: null,
    values: open.hiddenValues(more.fields, asked.query),
  });
}

async function found<T>({ runtime, publicId }: Asked, work: (ctx: ReadCtx, form: open.OpenForm) => Promise<T>) {
  const place = await open.placeOf(runtime, publicId);
  if (place?.kind !== 'form') return null;
  return runtime.read(runtime.services.systemScope(place.workspaceId), async (ctx) => {
    const form = await open.openForm(ctx, place.id);
    return form && { form, more: await work(ctx, form) };
  });
}

function page({ runtime, reply, query }: Asked, form: open.OpenForm, shown: Shown): FastifyReply {
  const { content, publicId } = form.form;
  const nonce = open.newNonce();
  const body = formHtml({
    content,
    fields: shown.asked,
    action: open.addressWith(`${FORM}/${publicId}`, query),
    token: open.newToken(runtime, { ...form, ...shown }),
    ...(shown.values ? { values: shown.values } : {}),
    ...(shown.problems ? { problems: shown.problems } : {}),
    ...(shown.notice ? { notice: shown.notice } : {}),
    ...(/^[0-9a-f]{32}$/.test(query.v ?? '') ? { visitor: query.v ?? '' } : {}),
  });
  const { title, accent } = content;
  const whole = sheet({ title, from: form.from, accent, nonce, body, parent: open.parentOf(form, query) });
  const target = open.targetOf(form);
  return send(reply, { status: shown.status ?? 200, whole, policy: { nonce, hosts: form.hosts, targets: target ? [target] : [] } });
}

export function send(reply: FastifyReply, { status, whole, policy }: { status: number; whole: Html; policy: open.Policy }): FastifyReply {
  void reply.header('cache-control', 'no-store').header('content-security-policy', open.policyOf(policy));
  // The policy says who may; the older header knows only nobody and ourselves.
  if (policy.hosts.length > 0) void reply.removeHeader('x-frame-options').header('cross-origin-resource-policy', 'cross-origin');
  return reply.code(status).type('text/html; charset=utf-8').send(whole.text);
}

/** For an address of nothing. Says nothing about what there is. */
export function notThere(reply: FastifyReply): FastifyReply {
  return sentence(reply, {
    status: 404,
    title: 'This page is not there',
    text: 'The address may be incomplete, or the page was taken down.',
  });
}

export function sentence(reply: FastifyReply, { status, title, text }: { status: number; title: string; text: string }): FastifyReply {
  const nonce = open.newNonce();
  const body = html`<h1>${title}</h1><p>${text}</p>`;
  return send(reply, {
    status,
    whole: sheet({ title, from: 'Truce', accent: '#1f5fbf', nonce, body }),
    policy: { nonce, hosts: [], targets: [] },
  });
}

// ---------------------------------------------------------------- taking in

/** Takes in what was sent. Whoever posts without a page of ours is shown what they wrote, and presses once more. */
export async function takeForm(asked: Asked): Promise<FastifyReply> {
  const { runtime, request, reply, query } = asked;
  const body = await bodyOf(request);
  const there = await found(asked, async (ctx, form) => {
    const token = readToken(runtime, { body, workspaceId: form.workspaceId });
    const version = token && (await versionOf<FormContent>(ctx, { id: form.form.id, versionId: token.versionId }));
    return { token: version ? token : null, version: version ?? form.form, plain: await open.askedOf(ctx, form.form, null) };
  });
  if (!there) return notThere(reply);
  const { token, version, plain } = there.more;
  const form: open.OpenForm = { ...there.form, form: version };
  const fields = token ? version.content.fields.filter(({ key }) => token.shown.includes(key)) : plain;
  const uploads = filesFor(fields, body);
  const read = readAnswers(fields, body.fields, new Set(uploads.files.map(({ field }) => field)));
  const problems = { ...read.problems, ...uploads.problems };
  const again = (more: Partial<Shown>) =>
    page(asked, form, {
      asked: fields,
      contactId: token?.contactId ?? null,
      pageId: token?.pageId ?? null,
      values: read.answers,
      problems,
      ...more,
    });
  if (Object.keys(problems).length > 0) return again({ status: 422 });
  if (!token && !form.form.content.plainPosts)
    return again({
      status: 200,
      notice: 'This page was open for a long time, or came from elsewhere. Look once more at what you wrote, and send it.',
    });
  // A file that the conditions hide was not asked for.
  const shownFiles = uploads.files.filter(({ field }) => !problems[field]);
  await keepAnswer(
    workOf(runtime, runtime.services.systemScope(form.workspaceId)),
    answerOf({ runtime, request, query }, { form: version, token, body, answers: read.answers, files: shownFiles }),
  );
  return goOn(asked, form, token);
}

function readToken(runtime: Runtime, { body, workspaceId }: { body: Body; workspaceId: string }): Token | null {
  const sealed = body.fields._token;
  if (typeof sealed !== 'string' || sealed === '') return null;
  return tokenOf(runtime.services.seals.open(PURPOSE, sealed), { workspaceId, now: Date.parse(runtime.now()) });
}

interface Reading {
  form: Live<FormContent>;
  token: Token | null;
  body: Body;
  answers: Readonly<Record<string, string>>;
  files: NewAnswer['files'];
}

function answerOf(
  { runtime, request, query }: Pick<Asked, 'runtime' | 'request' | 'query'>,
  { form, token, body, answers, files }: Reading,
): NewAnswer {
  const visitor = String(body.fields._visitor ?? '');
  const { verdict } = judgeRequest({ method: request.method, headers: request.headers });
  return {
    form,
    answers,
    files,
    token: token ? token.nonce : `plain ${request.id} ${open.newNonce()}`,
    origin: open.originOf(query, request.headers.referer),
    pageId: token?.pageId ?? null,
    contactId: token?.contactId ?? null,
    visitor: /^[0-9a-f]{32}$/.test(visitor) ? visitor : null,
    place: rangeOf(request.ip),
    agent: request.headers['user-agent']?.slice(0, 300) ?? null,
    seen: {
      trapped: Boolean(String(body.fields.homepage ?? '').trim()),
      tookMs: token ? Date.parse(runtime.now()) - token.madeAt : null,
      machine: verdict === 'machine',
    },
  };
}

/** After a post: a page to look at, so that reloading does not send again. What was suspected hears the same. */
async function goOn({ runtime, reply, query }: Asked, form: open.OpenForm, token: Token | null): Promise<FastifyReply> {
  void reply.header('cache-control', 'no-store');
  const target = open.targetOf(form);
  if (target && !open.parentOf(form, query)) {
    void reply.header('content-security-policy', open.policyOf({ nonce: open.newNonce(), hosts: form.hosts, targets: [target] }));
    return reply.redirect(target, 303);
  }
  const around = token?.pageId;
  if (around) {
    const scope = runtime.services.systemScope(form.workspaceId);
    const live = await runtime.read(scope, (ctx) => liveOf<PageContent>(ctx, { id: around, kind: 'page' }));
    if (live && live.content.thanks.length > 0) return reply.redirect(`/p/l/${live.publicId}/thanks`, 303);
  }
  return reply.redirect(open.addressWith(`${FORM}/${form.form.publicId}/sent`, query), 303);
}

/** What is said after a form was sent. */
export async function showSent(asked: Asked): Promise<FastifyReply> {
  const there = await found(asked, async () => null);
  if (!there) return notThere(asked.reply);
  const { form } = there;
  const { content } = form.form;
  const nonce = open.newNonce();
  const target = open.targetOf(form);
  const body = html`<h1>${content.title}</h1>
<p class="message" role="status">${content.after.message || 'Thank you.'}</p>
${target && html`<p><a class="act" href="${target}" target="_top" rel="noopener" data-go>Go on</a></p>`}`;
  const whole = sheet({
    title: content.title,
    from: form.from,
    accent: content.accent,
    nonce,
    body,
    parent: open.parentOf(form, asked.query),
  });
  return send(asked.reply, { status: 200, whole, policy: { nonce, hosts: form.hosts, targets: [] } });
}
