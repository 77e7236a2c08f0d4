import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cut, markOf, Paged, placeOf, RowNumberMark } from './paging.ts';

const place = fc.record({
  at: fc.oneof(
    fc.constant('infinity'),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }).map((date) => date.toISOString()),
  ),
  id: fc.uuid(),
});

it('gives back the place of a mark, and its contract lets it through', () => {
  fc.assert(
    fc.property(place, (one) => {
      expect(placeOf(Paged.cursor.parse(markOf(one)) ?? '')).toEqual(one);
    }),
  );
});

it('lets nothing through that is no mark', () => {
  for (const mark of ['', 'x', '1;drop', '2026-01-01_1', `2026-01-01T00:00:00.000Z_${'a'.repeat(36)}`, `x' or 1=1_${crypto.randomUUID()}`])
    expect(Paged.cursor.safeParse(mark).success).toBe(false);
  for (const mark of ['-1', '1.5', '99999999', 'x']) expect(RowNumberMark.safeParse(mark).success).toBe(false);
});

it('cuts a list into pages that lose and double nothing', () => {
  fc.assert(
    fc.property(fc.array(place, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (rows, limit) => {
      const read: unknown[] = [];
      for (let from = 0; ; from += limit) {
        const { items, next } = cut(rows.slice(from, from + limit + 1), limit, (row) => row);
        read.push(...items);
        if (next === null) break;
        expect(next).toBe(markOf(rows[from + limit - 1] ?? { at: '', id: '' }));
      }
      expect(read).toEqual(rows);
    }),
  );
});
