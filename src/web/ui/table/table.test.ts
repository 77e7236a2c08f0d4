import { describe, expect, it } from 'vitest';
import { clampWidth, isShown, nextSort } from './columns.ts';
import { isSelected, NOTHING_SELECTED, nothingSelected, type Selection, selectedCount, selectionInput, withSelected } from './selection.ts';

describe('selection', () => {
  it('adds and takes away by name', () => {
    const two = withSelected(NOTHING_SELECTED, ['a', 'b'], true);
    expect(selectionInput(withSelected(two, ['a'], false))).toEqual({ ids: ['b'] });
    expect(nothingSelected(NOTHING_SELECTED)).toBe(true);
  });
  it('holds for rows that were never loaded', () => {
    const all: Selection = { kind: 'all', except: new Set() };
    const but = withSelected(all, ['b'], false);
    expect([isSelected(but, 'a'), isSelected(but, 'b'), isSelected(but, 'never seen')]).toEqual([true, false, true]);
    expect(selectedCount(but, 3_900)).toBe(3_899);
    expect(selectionInput(withSelected(but, ['b'], true))).toEqual({ all: true, except: [] });
    expect(nothingSelected(but)).toBe(false);
  });
});

describe('columns', () => {
  it('shows what was chosen, else what is not optional', () => {
    const layout = { hidden: { a: true, b: false }, widths: {}, dense: false };
    const shown = (id: string, optional?: boolean) => isShown({ id, ...(optional === undefined ? {} : { optional }) }, layout);
    expect([shown('a'), shown('b', true), shown('c'), shown('d', true)]).toEqual([false, true, true, false]);
  });
  it('keeps widths sensible', () => {
    expect([clampWidth(3), clampWidth(200.4), clampWidth(9_999)]).toEqual([64, 200, 640]);
  });
  it('goes from ascending to descending to the list’s own order', () => {
    const up = nextSort(undefined, 'name');
    const down = nextSort(up, 'name');
    expect([up?.direction, down?.direction, nextSort(down, 'name')]).toEqual(['asc', 'desc', undefined]);
    expect(nextSort(down, 'city')).toEqual({ by: 'city', direction: 'asc' });
  });
});
