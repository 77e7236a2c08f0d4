import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vaultWith } from './vault.ts';

const vault = vaultWith('a secret of this installation');

it('gives back what was locked, for the same purpose and with the same key only', () => {
  fc.assert(
    fc.property(fc.string(), (secret) => {
      const locked = vault.lock('mail', secret);
      expect(vault.unlock('mail', locked)).toBe(secret);
      expect(vault.unlock('post', locked)).toBeNull();
      expect(vaultWith('another').unlock('mail', locked)).toBeNull();
      expect(vault.lock('mail', secret)).not.toBe(locked);
    }),
    { numRuns: 30 },
  );
});

it('opens nothing that was changed or cut', () => {
  const locked = vault.lock('mail', 'hush');
  for (let n = 0; n < locked.length - 1; n++) {
    const changed = `${locked.slice(0, n)}${locked[n] === 'A' ? 'B' : 'A'}${locked.slice(n + 1)}`;
    expect(vault.unlock('mail', changed)).toBeNull();
    expect(vault.unlock('mail', locked.slice(0, n))).toBeNull();
  }
});
