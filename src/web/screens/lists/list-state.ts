import { type Criteria, type Entity, EVERYTHING } from '#modules/criteria/schema.ts';
import { listViews } from '#modules/lists/contract/views.ts';
import type { SavedView, SortKey } from '#modules/lists/schema.ts';
import { useRead } from '../../data.ts';
import { useUrlState } from '../../place.ts';
import type { Sort } from '../../ui/table/columns.ts';
import { ENTITY } from './entities.ts';

/** What is shown: which rows, in which columns, in which order. */
export interface Shown {
  criteria: Criteria;
  columns: readonly string[];
  sort: readonly SortKey[];
}

const DEFAULTS = {
  /** `all`, `mine`, or a saved view; empty: the one the list opens with. */
  view: '',
  q: '',
  filter: undefined as Criteria | undefined,
  columns: undefined as readonly string[] | undefined,
  sort: undefined as Sort | undefined,
};

export const BUILT_IN = ['all', 'mine'] as const;

function baseOf(entity: Entity, view: SavedView | undefined, tab: string): Shown {
  if (view) return { criteria: view.criteria, columns: view.columns, sort: view.sort };
  const mine: Criteria = { match: 'all', of: [{ field: ENTITY[entity].owner, op: 'is_me' }] };
  return { criteria: tab === 'mine' ? mine : EVERYTHING, columns: [], sort: [] };
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The state of a list: a view, and what has been changed about it since, all of it in the address. */
export function useListState(entity: Entity) {
  const [state, change] = useUrlState(DEFAULTS);
  const { data } = useRead(listViews, { entity }, { topics: ['view'] });
  const views = data?.items ?? [];
  const asked = state.view || (data?.defaultId ?? 'all');
  const view = views.find((one) => one.id === asked);
  const tab = view ? view.id : asked === 'mine' ? 'mine' : 'all';
  const base = baseOf(entity, view, tab);
  const shown: Shown = {
    criteria: state.filter ?? base.criteria,
    columns: state.columns ?? base.columns,
    sort: state.sort ? [state.sort] : base.sort,
  };
  const different = (key: keyof Shown) => !same(shown[key], base[key]);
  return {
    /** Views are known, so what the list opens with is decided. */
    ready: data !== undefined,
    views,
    defaultId: data?.defaultId ?? null,
    view,
    tab,
    q: state.q,
    shown,
    changed: different('criteria') || different('columns') || different('sort'),
    open: (id: string) => change({ view: id, filter: undefined, columns: undefined, sort: undefined }, { push: true }),
    reset: () => change({ filter: undefined, columns: undefined, sort: undefined }),
    search: (q: string) => change({ q }),
    filter: (criteria: Criteria) => change({ filter: same(criteria, base.criteria) ? undefined : criteria }),
    choose: (columns: readonly string[]) => change({ columns: same(columns, base.columns) ? undefined : columns }),
    sortBy: (sort: Sort | undefined) => change({ sort }),
  };
}

export type ListState = ReturnType<typeof useListState>;
