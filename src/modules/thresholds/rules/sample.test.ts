import { expect, it } from 'vitest';
import { drawOf, sampleOf } from './sample.ts';

const workspaceId = '01890000-0000-7000-8000-000000000001';
const people = Array.from({ length: 4_000 }, (_, index) => `person-${index}`);
const sample = (month: string, percent: number) => sampleOf(people, { workspaceId, month, percent });

it('draws about the agreed share, the same people whenever it is asked, others in another month', () => {
  const march = sample('2026-03', 5);
  expect(march.length).toBeGreaterThan(150);
  expect(march.length).toBeLessThan(250);
  expect(sample('2026-03', 5)).toEqual(march);
  expect(new Set(sample('2026-03', 10))).toEqual(new Set([...march, ...sample('2026-03', 10)]));
  const again = sample('2026-04', 5).filter((one) => march.includes(one));
  expect(again.length).toBeLessThan(march.length / 4);
  expect(sample('2026-03', 0)).toEqual([]);
});

it('draws whoever is added without changing the others', () => {
  const draws = people.map((contactId) => drawOf({ workspaceId, contactId, month: '2026-03' }));
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draws)).toBeLessThan(1);
  const more = sampleOf([...people, 'one more'], { workspaceId, month: '2026-03', percent: 5 });
  expect(more.filter((one) => one !== 'one more')).toEqual(sample('2026-03', 5));
});
