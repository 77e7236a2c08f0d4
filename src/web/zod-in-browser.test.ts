import { describe, expect, it } from 'vitest';
import { z } from './zod-in-browser.ts';

/** What contracts and schemas do while they load; typed loosely, because the stand-in has no types of its own. */
const zod = z as unknown as typeof import('zod').z;

describe('zod in the browser', () => {
  it('lets contracts be built', () => {
    const Row = zod.object({ id: zod.uuid(), tags: zod.array(zod.string().min(1).max(9)).default([]) });
    expect(() => Row.extend({ at: zod.iso.datetime({ offset: true }), ...Row.shape }).partial()).not.toThrow();
    expect(() => zod.discriminatedUnion('kind', [Row, Row]).meta({ id: 'Row' })).not.toThrow();
  });
  it('keeps the options of an enum', () => {
    expect(zod.enum(['won', 'lost']).options).toEqual(['won', 'lost']);
    expect(zod.enum({ a: 'A' }).options).toEqual(['A']);
  });
  it('is no promise, and turns into text without a fault', async () => {
    // A stand-in that took itself for a promise would never settle.
    await expect(Promise.resolve(z).then(() => 'settled')).resolves.toBe('settled');
    expect(`${String(z)}`).toBe('');
  });
});
