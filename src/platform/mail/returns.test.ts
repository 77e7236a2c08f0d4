import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealsWith } from '../auth/seals.ts';
import { plainAddress } from './address.ts';
import { returnAddress, returnedId } from './returns.ts';

const ours = sealsWith('a secret of this installation');
const theirs = sealsWith('a secret of another installation');
const W = '018f0000-0000-7000-8000-000000000001';
const V = '018f0000-0000-7000-8000-000000000002';

describe('return addresses of single mails', () => {
  it('lead back to their mail, in any case, and are addresses', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const address = returnAddress(ours, 'bounces@firm.example', { workspaceId: W, id });
        expect(plainAddress(address)).toBe(address);
        expect(address.length).toBeLessThanOrEqual(64 + 13);
        expect(returnedId(ours, W, ['someone@else.example', address.toUpperCase()])).toBe(id);
        expect(returnedId(ours, V, [address])).toBeNull();
        expect(returnedId(theirs, W, [address])).toBeNull();
      }),
    );
  });

  it('do not survive a changed letter', () => {
    const id = '018f0000-0000-7000-8000-00000000abcd';
    const address = returnAddress(ours, 'b@firm.example', { workspaceId: W, id });
    for (let n = 2; n < address.indexOf('@'); n += 1) {
      // The last letter of an identifier has bits that count for nothing.
      const changed = `${address.slice(0, n)}${address[n] === 'a' ? 'q' : 'a'}${address.slice(n + 1)}`;
      if (returnedId(ours, W, [changed]) === id) expect(n).toBe(27);
    }
    expect(returnedId(ours, W, ['b@firm.example', 'b+x@firm.example', ''])).toBeNull();
  });

  it('leave an address alone that has no room', () => {
    const long = `${'x'.repeat(40)}@firm.example`;
    expect(returnAddress(ours, long, { workspaceId: W, id: W })).toBe(long);
  });
});
