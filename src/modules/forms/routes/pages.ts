import type { FastifyReply } from 'fastify';
import { IMAGE_PATH } from '#modules/templates/queries/parts.ts';
import { siteKeyOf } from '#modules/visits/queries/sites.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Html, html, type Piece } from '#platform/http/html.ts';
import type { Runtime } from '#platform/runtime.ts';
import { type Live, liveOf } from '../queries/publications.ts';
import { companyName, partsOfPage } from '../queries/surroundings.ts';
import { formsIn } from '../rules/checks.ts';
import type { PageBlock, PageContent } from '../schema/page.ts';
import { blocksHtml } from './blocks.ts';
import { type Asked, FORM, notThere, send } from './forms.ts';
import { formHtml, sheet } from './markup.ts';
import * as open from './open.ts';

interface Ready {
  content: PageContent;
  from: string;
  siteKey: string | null;
  body: Html[];
  targets: string[];
}

/** A page, or what it shows after its form was sent. */
export async function showPage(asked: Asked, part: 'blocks' | 'thanks'): Promise<FastifyReply> {
  const { runtime, reply, publicId, query } = asked;
  const place = await open.placeOf(runtime, publicId);
  if (place?.kind !== 'page') return notThere(reply);
  const ready = await runtime.read(runtime.services.systemScope(place.workspaceId), async (ctx): Promise<Ready | null> => {
    const live = await liveOf<PageContent>(ctx, { id: place.id, kind: 'page' });
    if (!live || live.content[part].length === 0) return null;
    const contactId = await open.linkedPerson(runtime, ctx, query.truce_seal);
    const forms = await formsOf(ctx, live.content[part], { runtime, query, contactId, live });
    return {
      content: live.content,
      from: await companyName(ctx),
      siteKey: live.content.websiteId ? await siteKeyOf(ctx, live.content.websiteId) : null,
      body: blocksHtml(live.content[part], { picture: await picturesOf(ctx, live.content), form: (id) => forms.pieces.get(id) }),
      targets: forms.targets,
    };
  });
  return ready ? sendPage(reply, ready, part) : notThere(reply);
}

function sendPage(reply: FastifyReply, { content, from, siteKey, body, targets }: Ready, part: 'blocks' | 'thanks'): FastifyReply {
  const nonce = open.newNonce();
  const hasHeading = content[part].some((block) => block.type === 'heading' && block.level === 1);
  const whole = sheet({
    title: content.title,
    description: content.description,
    // What is said after a form is nobody's to find.
    noindex: content.noindex || part === 'thanks',
    from,
    accent: content.accent,
    nonce,
    siteKey,
    wide: true,
    body: [hasHeading ? null : html`<h1>${content.title}</h1>`, ...body],
  });
  return send(reply, { status: 200, whole, policy: { nonce, hosts: [], targets } });
}

async function picturesOf(ctx: ReadCtx, content: PageContent): Promise<(id: string) => string | null> {
  const { pictures } = await partsOfPage(ctx, content);
  return (id) => {
    const found = pictures.get(id);
    return found ? `${IMAGE_PATH}/${found.token}` : null;
  };
}

interface Around {
  runtime: Runtime;
  query: open.Query;
  contactId: string | null;
  live: Pick<Live<PageContent>, 'id' | 'publicId'>;
}

async function formsOf(ctx: ReadCtx, blocks: readonly PageBlock[], { runtime, query, contactId, live }: Around) {
  const pieces = new Map<string, Piece>();
  const targets: string[] = [];
  for (const id of new Set(formsIn(blocks))) {
    const form = await open.openForm(ctx, id);
    if (!form) continue;
    const fields = await open.askedOf(ctx, form.form, contactId);
    const target = open.targetOf(form);
    if (target) targets.push(target);
    const page = `${runtime.services.baseUrl}/p/l/${live.publicId}`;
    pieces.set(
      id,
      formHtml({
        content: form.form.content,
        fields,
        action: open.addressWith(`${FORM}/${form.form.publicId}`, query, { page }),
        token: open.newToken(runtime, { ...form, asked: fields, contactId, pageId: live.id }),
        values: open.hiddenValues(fields, query),
        inside: true,
      }),
    );
  }
  return { pieces, targets };
}

/** A draft as its page would be; its forms take nothing in. */
export async function pagePreview(ctx: ReadCtx, { content, part }: { content: PageContent; part: 'blocks' | 'thanks' }): Promise<string> {
  const nonce = open.newNonce();
  const pieces = new Map<string, Piece>();
  for (const id of new Set(formsIn(content[part]))) {
    const form = await open.openForm(ctx, id);
    if (form)
      pieces.set(
        id,
        formHtml({ content: form.form.content, fields: await open.askedOf(ctx, form.form, null), action: '', token: '', inside: true }),
      );
  }
  const body = blocksHtml(content[part], { picture: await picturesOf(ctx, content), form: (id) => pieces.get(id) });
  return sheet({ title: content.title, from: await companyName(ctx), accent: content.accent, nonce, wide: true, body }).text;
}
