import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Drawings that are no chart, or whose numbers stand beside them, with where. */
const NO_SERIES: Readonly<Record<string, string>> = {
  'shell/Logo.tsx': 'the sign of Truce',
  'ui/QrPicture.tsx': 'a code to be read by a camera; its text stands below',
  'ui/Sparkline.tsx': 'in a cell beside its last value; every value is its text alternative',
  'parts/attribution/TouchAxis.tsx': 'the touches of one deal, listed below it',
};

const root = new URL('../src/web/', import.meta.url).pathname;
const drawn = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.tsx') && readFileSync(root + file, 'utf8').includes('<svg'),
);

it.each(drawn.filter((file) => !(file in NO_SERIES)))('%s has a text for who does not see it and a file of its numbers', (file) => {
  const text = readFileSync(root + file, 'utf8');
  // The picture is named, or kept from screen readers because the table says the same.
  expect(text).toMatch(/role="img"\s+aria-label|aria-hidden|aria-labelledby/);
  expect(text).toContain('<SaveCsv');
});

it('knows every drawing that has no series', () => {
  expect(Object.keys(NO_SERIES).filter((file) => !drawn.includes(file))).toEqual([]);
});
