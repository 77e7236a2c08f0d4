import { type DefaultTreeAdapterTypes, parse as parseHtml } from 'parse5';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aField, aForm, NAME_AND_MAIL, openPage, post } from '#modules/forms/testing.ts';
import { brought } from '#modules/imports/testing.ts';
import { installCarriers } from '#modules/sends/commands/carriers.ts';
import { deliverDue } from '#modules/sends/commands/engine.ts';
import { listMessages, setSendSettings } from '#modules/sends/contract/messages.ts';
import { USUAL_SETTINGS } from '#modules/sends/schema.ts';
import { aLaunchedSend, aMailRoom, carrierTo, openSink, type Sink } from '#modules/sends/testing.ts';
import { aContent, aPublishedTemplate, rich } from '#modules/templates/testing.ts';
import { workOf } from '#platform/runtime.ts';
import { openTestApp, type TestApp } from '../harness.ts';
import { EVALUATED, HEAD_LINES, MARK, SCRIPTS, TEMPLATES } from './corpus.ts';

let app: TestApp;
let sink: Sink;
beforeAll(async () => {
  app = await openTestApp();
  sink = await openSink();
});
afterAll(async () => {
  installCarriers(async () => null);
  await sink.close();
  await app.close();
});

/** Elements that bear the mark of the corpus, run something, or lead to a script. */
function foreignIn(html: string): string[] {
  const found: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('attrs' in node) {
      const bad = node.attrs.filter(
        ({ name, value }) => name === MARK || /^on/.test(name) || /^[\s\p{Cc}]*(?:javascript|vbscript|data:text)/iu.test(value),
      );
      found.push(...bad.map(({ name, value }) => `${node.tagName} ${name}=${value}`));
    }
    const inside = 'content' in node ? [node.content] : 'childNodes' in node ? node.childNodes : [];
    for (const child of inside) walk(child);
  };
  walk(parseHtml(html));
  return found;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const namesOf = (headers: readonly { key: string }[]) => [...new Set(headers.map(({ key }) => key))].sort();

describe('what strangers are called', () => {
  it('is words in each mail that greets them: no markup, no further line of the head, no second recipient, nothing evaluated', async () => {
    const room = await aMailRoom(app);
    const everyone = ['Anna', ...SCRIPTS, ...HEAD_LINES, ...TEMPLATES];
    const rows = everyone.map((name, n) => `h${n}@people.example,${quoted(name)},${quoted(`Last ${name}`)},${quoted(`Title ${name}`)}`);
    const came = await brought(app, room.admin, {
      name: 'people.csv',
      content: `Email,First Name,Last Name,Job Title\n${rows.join('\n')}\n`,
      as: 'contact',
    });
    const kept = came.files[0]?.created ?? 0;
    expect(kept + (came.files[0]?.failed ?? 0)).toBe(everyone.length);
    expect(kept).toBeGreaterThan(SCRIPTS.length + TEMPLATES.length);
    const { id: templateId } = await aPublishedTemplate(
      room.admin,
      aContent(
        [
          { id: 'text', type: 'text', doc: rich('Dear {{contact.first_name}} {{contact.last_name}}, read on.') },
          { id: 'go', type: 'button', label: 'For {{contact.first_name}}', href: 'https://www.northwind.example/pumps?a=1', align: 'left' },
        ],
        { subject: 'News for {{contact.first_name}}' },
      ),
      { kind: 'information' },
    );
    await room.admin.call(setSendSettings, { ...USUAL_SETTINGS, domainPerMinute: null });
    await aLaunchedSend(app, room, { variants: [{ name: 'A', templateId, share: 100 }] });
    const carrier = carrierTo(sink.port);
    const work = workOf(app.context.runtime, app.context.systemScope(room.workspaceId));
    await deliverDue(work, {
      carrierOf: async () => carrier,
      signal: new AbortController().signal,
      inFlight: 8,
      batch: 100,
      turnMs: 120_000,
    });
    await carrier.transport.close();
    const { items } = await room.admin.call(listMessages, { state: 'stopped', limit: 100 });
    // A name that would break the head of a mail stops that one mail, and says so.
    expect(items.map(({ code, contact }) => [code, /[\u0085]/.test(contact?.name ?? '')])).toEqual(items.map(() => ['unreadable', true]));
    expect(sink.taken.length + items.length).toBe(kept);

    const mails = await Promise.all(sink.taken.map(async ({ to, raw }) => ({ to, raw, mail: await PostalMime.parse(raw) })));
    const usual = mails.find(({ to }) => to === 'h0@people.example');
    expect(usual?.mail.subject).toBe('News for Anna');
    const heads = namesOf(usual?.mail.headers ?? []);
    for (const { to, raw, mail } of mails) {
      const name = everyone[Number(/^h(\d+)@/.exec(to)?.[1])];
      expect([name, namesOf(mail.headers)]).toEqual([name, heads]);
      expect([name, mail.to?.map(({ address }) => address)]).toEqual([name, [to]]);
      expect([name, foreignIn(mail.html ?? '')]).toEqual([name, []]);
      expect([name, raw.includes(EVALUATED) || mail.html?.includes(EVALUATED) || mail.subject?.includes(EVALUATED)]).toEqual([name, false]);
    }
    expect(sink.taken.filter(({ to }) => to.includes('evil') || to.includes('x9'))).toEqual([]);
  });
});

describe('what strangers write into a form', () => {
  it('comes back as words, whichever field, and as words stands in the address of the page', async () => {
    const { admin } = await app.newWorkspace();
    const keys = Array.from({ length: 20 }, (_, n) => `line_${n}`);
    const form = await aForm(admin, { fields: [...NAME_AND_MAIL, ...keys.map((key, n) => aField(key, n % 2 ? 'text' : 'long_text'))] });
    const path = `/p/f/${form.publicId}`;
    const all = [...SCRIPTS, ...TEMPLATES];
    for (let from = 0; from < all.length; from += keys.length) {
      const fields = Object.fromEntries(keys.map((key, n) => [key, all[from + n] ?? '']));
      const { token } = await openPage(app, path);
      const back = await post(app, path, { token, fields: { ...fields, last_name: all[from] ?? '', email: 'broken' } });
      expect(back.statusCode).toBe(422);
      expect(foreignIn(back.body)).toEqual([]);
      expect(back.body).not.toContain(EVALUATED);
    }
    for (const text of all) {
      const page = await openPage(app, `${path}?utm_source=${encodeURIComponent(text)}&line_0=${encodeURIComponent(text)}`);
      expect([text, page.status, foreignIn(page.html)]).toEqual([text, 200, []]);
    }
  });
});
