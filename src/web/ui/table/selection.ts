/**
 * Which rows are chosen: some by name, or all that match the list's filters but some. `all` holds for rows that were never
 * loaded, so the server applies it with the filters of the list.
 */
export type Selection = { kind: 'some'; ids: ReadonlySet<string> } | { kind: 'all'; except: ReadonlySet<string> };

export const NOTHING_SELECTED: Selection = { kind: 'some', ids: new Set() };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);
}

export function withSelected(selection: Selection, ids: readonly string[], selected: boolean): Selection {
  const marked = new Set(selection.kind === 'some' ? selection.ids : selection.except);
  const add = selected === (selection.kind === 'some');
  for (const id of ids) {
    if (add) marked.add(id);
    else marked.delete(id);
  }
  return selection.kind === 'some' ? { kind: 'some', ids: marked } : { kind: 'all', except: marked };
}

/** How many are chosen of a list of `total` rows. */
export function selectedCount(selection: Selection, total: number): number {
  return selection.kind === 'some' ? selection.ids.size : Math.max(0, total - selection.except.size);
}

export function nothingSelected(selection: Selection): boolean {
  return selection.kind === 'some' && selection.ids.size === 0;
}

/** For the wire: plain lists. */
export function selectionInput(selection: Selection): { ids: string[] } | { all: true; except: string[] } {
  return selection.kind === 'some' ? { ids: [...selection.ids] } : { all: true, except: [...selection.except] };
}
