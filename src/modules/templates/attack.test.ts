import { type DefaultTreeAdapterTypes, parse as parseHtml } from 'parse5';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as parts from './contract/parts.ts';
import * as contract from './contract/templates.ts';
import { compileMail, fillMail } from './queries/mail.ts';
import { type Block, type Content, MERGE_FIELDS, MOST } from './schema.ts';
import { aContent, anImage, aTemplate, pngWith, rich, sendImage } from './testing.ts';

const PAYLOADS = [
  '<script>window.__xss=1</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '</title><svg/onload=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '--><script>alert(1)</script>',
  '<![endif]--><script>alert(1)</script>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<mj-include path="/etc/passwd" />',
  '</mj-text><mj-raw><script>alert(1)</script></mj-raw><mj-text>',
  '<mj-head><mj-style>*{display:none}</mj-style></mj-head>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  'javascript:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'https://a.test/" onclick="alert(1)',
  'expression(alert(1));background:url(javascript:alert(1))',
  '{{constructor.constructor("alert(1)")()}}',
  '{{ contact.__proto__ }}',
  '{{#with this}}{{lookup . "constructor"}}{{/with}}',
  `{% include "/etc/passwd" %}<%= 7*7 %>#{7*7}$\{7*7}`,
  '\uE0000\uE001',
  '\uE00099\uE001<b>',
  '\u202Egnp.exe',
  'a\r\nBcc: evil@a.test',
  '\ud800',
];

const ALIGN = 'left' as const;
/** A mail with the payload in every place that takes words. */
function everywhere(text: string): Content {
  const linked: Block = {
    id: 'linked',
    type: 'text',
    doc: {
      type: 'doc',
      content: [
        { type: 'paragraph', content: [{ type: 'text', text, marks: [{ type: 'link', attrs: { href: text } }, { type: 'bold' }] }] },
        { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }] },
      ],
    },
  };
  const blocks: Block[] = [
    { id: 'heading', type: 'heading', text, level: 1, align: ALIGN },
    linked,
    { id: 'image', type: 'image', imageId: IMAGE, alt: text, href: text, width: 50, align: ALIGN },
    { id: 'button', type: 'button', label: text, href: text, align: ALIGN },
    { id: 'url', type: 'button', label: 'x', href: `https://a.test/?q=${text}`, align: ALIGN },
    { id: 'columns', type: 'columns', left: [{ id: 'in', type: 'heading', text, level: 2, align: ALIGN }], right: [] },
    { id: 'quote', type: 'quote', text, by: text },
    { id: 'signature', type: 'signature', closing: text },
    { id: 'footer', type: 'footer', reason: text, preferences: text },
  ];
  return { subject: text, previewText: text, fromName: text, accent: '#1f5fbf', blocks, conditions: [] };
}

const IMAGE = '00000000-0000-7000-8000-000000000001';
const PICTURES = new Map([[IMAGE, { token: 'token', width: 300 }]]);
const compile = (content: Content) => compileMail({ content, language: 'en', reusable: new Map(), pictures: PICTURES, own: [] });
const fillWith = (value: string) => ({
  values: { ...Object.fromEntries(MERGE_FIELDS.map(({ name }) => [name, value])), 'mail.images': 'https://a.test/i' },
  conditions: {},
  locale: 'en',
  zone: 'UTC',
});

type Element = DefaultTreeAdapterTypes.Element;

/** Every element as a browser sees it, those inside of comments for old Outlook as well. */
function elementsOf(html: string): Element[] {
  const found: Element[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.push(node);
    if (node.nodeName === '#comment' && 'data' in node) found.push(...elementsOf(node.data.replace(/^\[if[^\]]*\]>|<!\[endif\]$/g, '')));
    for (const child of 'childNodes' in node ? node.childNodes : []) walk(child);
  };
  walk(parseHtml(html));
  return found;
}

const TAGS = new Set(
  'html head title meta style body div table tbody tr td p h1 h2 h3 strong em a ul ol li br img blockquote noscript xml o:officedocumentsettings o:allowpng o:pixelsperinch'.split(
    ' ',
  ),
);

/** What must not be in a mail, whatever was written into it. */
function harmIn(html: string): string[] {
  return elementsOf(html).flatMap(({ tagName, attrs, ...rest }) => {
    const harm = TAGS.has(tagName) ? [] : [`<${tagName}>`];
    for (const { name, value } of attrs) {
      if (/^on|^srcdoc$|^formaction$/i.test(name)) harm.push(`${tagName} ${name}`);
      if (['href', 'src'].includes(name) && !/^(https?:\/\/(a\.test|example\.com)\/|mailto:|tel:|$)/i.test(value))
        harm.push(`${tagName} ${name}=${value}`);
      if (name === 'style' && /url\(|expression|javascript|@import|behavior/i.test(value)) harm.push(`style ${value}`);
    }
    const styles = tagName === 'style' ? rest.childNodes.map((node) => ('value' in node ? node.value : '')).join('') : '';
    if (/@import|url\(|display:none}/i.test(styles.replaceAll(' ', ''))) harm.push(styles);
    return harm;
  });
}

describe('what people write', () => {
  it.each(PAYLOADS)('%j is words in each place of a mail, never markup, address, style or head line', async (payload) => {
    const compiled = await compile(everywhere(payload));
    const filled = fillMail(compiled, fillWith('plain'));
    if (/[\r\n\t]/.test(payload)) {
      expect(filled).toBeNull();
      return;
    }
    const html = filled?.html ?? '';
    expect(harmIn(html)).toEqual([]);
    expect(html).not.toMatch(/root:x:0|>49</);
    expect(filled?.subject).not.toMatch(/[\r\n\0]/);
  });

  describe('as a value', () => {
    let compiled: Awaited<ReturnType<typeof compile>>;
    beforeAll(async () => {
      const named = (kind: string) => MERGE_FIELDS.filter((field) => field.kind === kind).map(({ name }) => `{{ ${name} }}`);
      const content = everywhere(named('text').join(' '));
      const addresses = named('url').map((href, index): Block => ({ id: `u${index}`, type: 'button', label: 'x', href, align: ALIGN }));
      compiled = await compile({ ...content, blocks: [...content.blocks, ...addresses] });
    });

    it.each(PAYLOADS)('%j of every field stays a value', (payload) => {
      const filled = fillMail(compiled, fillWith(payload));
      if (/[\r\n\t]/.test(payload)) {
        expect(filled).toBeNull();
        return;
      }
      expect(harmIn(filled?.html ?? '<script>')).toEqual([]);
      expect(filled?.html).not.toMatch(/root:x:0/);
    });
  });

  it('is told apart by this test at all', () => {
    expect(
      harmIn('<a href="javascript:x">').concat(
        harmIn('<img src="https://a.test/" onerror=x>'),
        harmIn('<!--[if mso]><script></script><![endif]-->'),
      ),
    ).toHaveLength(3);
  });

  it('is made in little time, however it is built', async () => {
    const nested = `${'{{#if contact.name}}'.repeat(5)}x${'{{/if}}'.repeat(5)}`;
    for (const text of [nested.repeat(60), '{{'.repeat(2_000), '<'.repeat(5_000), '&'.repeat(5_000)]) {
      const began = performance.now();
      fillMail(await compile(everywhere(text.slice(0, 5_000))), fillWith('x'));
      expect(performance.now() - began).toBeLessThan(500);
    }
  });
});

describe('over HTTP', () => {
  let app: TestApp;
  let own: Client;
  let foreign: Client;
  beforeAll(async () => {
    app = await openTestApp();
    own = (await app.newWorkspace('A')).admin;
    foreign = (await app.newWorkspace('B')).admin;
    await own.call(changeWorkspace, { postalAddress: 'Street 1' });
  });
  afterAll(() => app.close());

  it('refuses pictures and blocks of another workspace', async () => {
    const image = await anImage(foreign);
    const piece = await foreign.call(parts.createReusableBlock, {
      name: 'Secret',
      blocks: [{ id: 'h', type: 'text', doc: rich('Secret of B') }],
    });
    const picture: Block = { id: 'p', type: 'image', imageId: image.id, alt: 'x', href: '', width: 100, align: ALIGN };
    const id = await aTemplate(own);
    for (const block of [picture, { id: 'r', type: 'reusable' as const, reusableId: piece.id }]) {
      expect(await refused(own.call(contract.saveTemplateDraft, { id, content: aContent([block]), revision: 1 }))).toMatchObject({
        status: 400,
      });
      const seen = await own.call(contract.previewMail, { content: aContent([block]) });
      expect(seen.html).not.toMatch(/Secret of B|mail-images/);
    }
    expect(await refused(own.call(parts.createReusableBlock, { name: 'x', blocks: [picture] }))).toMatchObject({ status: 400 });
    expect((await own.call(parts.listMailImages, {})).items).toEqual([]);
    expect(await refused(own.call(parts.saveReusableBlock, { id: piece.id, name: 'x', number: 1, blocks: [picture] }))).toMatchObject({
      status: 404,
    });
  });

  it('takes only pictures, serves them as such, and to nobody who guesses', async () => {
    for (const [name, bytes] of [
      ['a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
      ['a.png', Buffer.from('<html><script>alert(1)</script></html>')],
      ['a.png', Buffer.from('')],
      ['a.gif', Buffer.from('GIF89a')],
      ['a.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0])],
    ] as const)
      expect((await sendImage(own, bytes, name)).statusCode, name).toBeGreaterThanOrEqual(400);
    expect((await sendImage(own, Buffer.concat([pngWith(), Buffer.alloc(MOST.imageBytes)]))).statusCode).toBe(413);
    const bomb = Buffer.from(pngWith());
    bomb.writeUInt32BE(60_000, 16);
    expect((await sendImage(own, bomb)).statusCode).toBe(400);

    const { path } = await anImage(own, pngWith('<script>alert(1)</script>'));
    const served = await app.app.inject({ method: 'GET', url: path });
    expect(served.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': 'inline; filename="picture"',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(served.rawPayload.equals(pngWith('<script>alert(1)</script>'))).toBe(true);
    expect(path.split('/').at(-1)).toMatch(/^[\w-]{32}$/);
    expect((await app.app.inject({ method: 'GET', url: `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}` })).statusCode).toBe(404);
  });

  it('refuses what the schema does not know, what is too much, and what cannot be kept', async () => {
    const id = await aTemplate(own);
    const save = (content: unknown) =>
      own.raw({
        method: 'PUT',
        url: `/api/templates/${id}/draft`,
        payload: JSON.stringify({ content, revision: 1 }),
        headers: { 'content-type': 'application/json' },
      });
    const doc = (node: unknown) => ({ ...aContent(), blocks: [{ id: 'a', type: 'text', doc: { type: 'doc', content: [node] } }] });
    const bad = [
      { ...aContent(), blocks: [{ id: 'a', type: 'raw', html: '<script>' }] },
      { ...aContent(), extra: 1 },
      { ...aContent(), accent: '#fff;background:url(x)' },
      doc({ type: 'iframe' }),
      doc({ type: 'paragraph', attrs: { style: 'x' } }),
      doc({ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'x', onclick: 'y' } }] }] }),
      doc({ type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'bulletList', content: [] }] }] }),
      aContent(Array.from({ length: MOST.blocks }, (_, index) => ({ id: `b${index}`, type: 'divider' as const }))),
      aContent([{ id: 'a', type: 'text', doc: rich('a\u0000b') }]),
      aContent([{ id: 'a', type: 'text', doc: rich('a\ud800b') }]),
    ];
    for (const content of bad) expect((await save(content)).statusCode, JSON.stringify(content).slice(0, 120)).toBe(400);
    const long = aContent(
      Array.from({ length: 70 }, (_, index) => ({ id: `b${index}`, type: 'text' as const, doc: rich('x'.repeat(4_900)) })),
    );
    expect((await save(long)).statusCode).toBe(413);
    expect((await save(aContent([{ id: 'a', type: 'text', doc: rich('a literal \\u0000 in words') }]))).statusCode).toBe(200);
  });

  it('makes no test mail whose subject a name could break', async () => {
    const id = await aTemplate(own);
    const content = aContent(undefined, { subject: 'News\r\nBcc: evil@a.test' });
    const { revision } = await own.call(contract.saveTemplateDraft, { id, content, revision: 1 });
    expect(await refused(own.call(contract.sendTestMail, { id }))).toMatchObject({ status: 400 });
    expect((await refused(own.call(contract.publishTemplate, { id, revision }))).errors).toContainEqual(
      expect.objectContaining({ field: 'subject' }),
    );
  });
});
