import fc from 'fast-check';
import { expect, it } from 'vitest';
import { html } from './html.ts';

it('lets no text of others become markup', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { text: made } = html`<p title="${text}">${text}</p>`;
      expect(made.slice('<p title="'.length, -'</p>'.length).split('">')[0]).not.toMatch(/[<"']/);
      expect((made.match(/</g) ?? []).length).toBe(2);
    }),
  );
});

it('joins lists, keeps markup and leaves out what is not there', () => {
  expect(html`<ul>${['a', 'b & c'].map((one) => html`<li>${one}</li>`)}${null}${false}${0}</ul>`.text).toBe(
    '<ul><li>a</li><li>b &amp; c</li>0</ul>',
  );
});
