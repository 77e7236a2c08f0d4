import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sealsWith } from './seals.ts';

const seals = sealsWith('a secret of this installation');
const words = fc.array(fc.string(), { maxLength: 4 });

it('gives back what was sealed', () => {
  fc.assert(
    fc.property(words, (given) => {
      expect(seals.open('preferences', seals.seal('preferences', given))).toEqual(given);
    }),
  );
});

it('opens nothing that was changed, made for another purpose or by another installation', () => {
  fc.assert(
    fc.property(words, fc.nat(), fc.constantFrom('A', 'z', '0', '.', '-'), (given, at, letter) => {
      const sealed = seals.seal('preferences', given);
      expect(seals.open('visits', sealed)).toBeNull();
      expect(sealsWith('another secret').open('preferences', sealed)).toBeNull();
      const place = at % sealed.length;
      const changed = sealed.slice(0, place) + letter + sealed.slice(place + 1);
      const opened = seals.open('preferences', changed);
      if (opened !== null) expect(opened).toEqual(given);
    }),
  );
  for (const rubbish of ['', '.', 'a', 'a.b', `${'a'.repeat(300)}.${'b'.repeat(24)}`])
    expect(seals.open('preferences', rubbish)).toBeNull();
});
