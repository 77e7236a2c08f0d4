import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type Query,
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { Endpoint, InputOf, OutputOf } from '#platform/shared/contract.ts';
import { ApiProblem, call, currentWorkspace } from './api.ts';

/**
 * What a reading is about: `company` for a list, `company:<id>` for one record. The server names the same topics when
 * something changes, and the readings that carry them are made again.
 */
export type Topic = string;

/** How often other workspaces are asked anew: live updates come from the one that is open. */
const ELSEWHERE_MS = 60_000;

export function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      },
    },
  });
}

/** A bare noun stands for all of its records: `deal` meets `deal:7` both ways; `deal:7` and `deal:8` do not meet. `*` meets all. */
export function topicsMeet(one: Topic, other: Topic): boolean {
  return one === '*' || other === '*' || one === other || one === other.split(':')[0] || other === one.split(':')[0];
}

const keyOf = (endpoint: Endpoint, input: unknown, topics: readonly Topic[]) =>
  [endpoint.name, input, { topics, in: currentWorkspace() }] as const;

function topicsOf(key: readonly unknown[]): readonly Topic[] {
  return (key[2] as { topics?: readonly Topic[] } | undefined)?.topics ?? [];
}

/**
 * Makes the readings again that carry one of the topics, or that come from an endpoint of that name. What is on no screen now is read when it is
 * next shown: a list shows its last state until then, a record nothing, as somebody would act on what is known to be outdated.
 */
export function refresh(client: QueryClient, about: readonly (Topic | Endpoint)[]) {
  const names = about.map((one) => (typeof one === 'string' ? one : one.name));
  const isMeant = ({ queryKey }: Query) =>
    names.some((name) => name === '*' || queryKey[0] === name || topicsOf(queryKey).some((topic) => topicsMeet(topic, name)));
  client.removeQueries({
    type: 'inactive',
    predicate: (query) => isMeant(query) && topicsOf(query.queryKey).some((topic) => topic.includes(':')),
  });
  return client.invalidateQueries({ predicate: isMeant });
}

export interface ReadOptions {
  topics?: readonly Topic[];
  /** False: do not ask yet (an id that is not known, a drawer that is closed). */
  when?: boolean;
  /** Keeps the last answer on the screen while a changed input is read: for lists with filters. */
  keep?: boolean;
  /** Milliseconds for which an answer counts as fresh; 30 s where absent. */
  fresh?: number;
}

/** For loaders and prefetching; screens take `useRead`. */
export function reading<E extends Endpoint>(endpoint: E, input: InputOf<E>, { topics = [], when, keep, fresh }: ReadOptions = {}) {
  return queryOptions<OutputOf<E>, ApiProblem>({
    queryKey: keyOf(endpoint, input, topics),
    queryFn: ({ signal }) => call(endpoint, input, signal),
    ...(when === undefined ? {} : { enabled: when }),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(fresh === undefined ? {} : { staleTime: fresh }),
  });
}

/** The same of each of several workspaces, each asked by itself with the rights that this person has there. */
export function useReadEach<E extends Endpoint>(endpoint: E, input: InputOf<E>, workspaces: readonly string[]) {
  return useQueries({
    queries: workspaces.map((workspace) =>
      queryOptions<OutputOf<E>, ApiProblem>({
        queryKey: [endpoint.name, input, { topics: [], in: workspace }],
        queryFn: ({ signal }) => call(endpoint, input, { signal, workspace }),
        refetchInterval: ELSEWHERE_MS,
      }),
    ),
  });
}

export function useRead<E extends Endpoint>(endpoint: E, input: InputOf<E>, options: ReadOptions = {}) {
  return useQuery(reading(endpoint, input, options));
}

/** How lists are read page by page (keyset): the mark of the page after this one, null on the last. */
interface PageOfList {
  next: string | null;
}

/** A list whose contract takes `cursor` and gives `next`: `data.pages`, `fetchNextPage`, `hasNextPage`. */
export function useReadPages<E extends Endpoint>(endpoint: E, input: InputOf<E>, { topics = [], when, keep = true }: ReadOptions = {}) {
  return useInfiniteQuery(
    infiniteQueryOptions<OutputOf<E>, ApiProblem, InfiniteData<OutputOf<E>>, readonly unknown[], string | undefined>({
      queryKey: [...keyOf(endpoint, input, topics), 'pages'],
      queryFn: ({ signal, pageParam }) => call(endpoint, { ...(input as object), cursor: pageParam } as unknown as InputOf<E>, signal),
      initialPageParam: undefined,
      getNextPageParam: (page) => (page as PageOfList).next ?? undefined,
      ...(when === undefined ? {} : { enabled: when }),
      ...(keep ? { placeholderData: keepPreviousData } : {}),
    }),
  );
}

/** A list as `useReadPages` gives it. */
export interface ReadList<Item> {
  data: InfiniteData<{ items: readonly Item[] }> | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isPlaceholderData: boolean;
  error: ApiProblem | null;
  fetchNextPage(): unknown;
  refetch(): unknown;
}

/** What a `DataTable` shows of a list that `useReadPages` reads: its rows, and how to have more of them. */
export function tableOf<Item>(list: ReadList<Item>) {
  return {
    rows: list.data?.pages.flatMap((page) => page.items),
    hasMore: list.hasNextPage,
    loadingMore: list.isFetchingNextPage,
    onMore: () => void list.fetchNextPage(),
    stale: list.isPlaceholderData,
    problem: list.error,
    onRetry: () => void list.refetch(),
  };
}

export interface WriteOptions<E extends Endpoint> {
  /** Topics and endpoints whose readings change by this; live updates bring the same to others. */
  invalidates?: readonly (Topic | Endpoint)[] | ((output: OutputOf<E>, input: InputOf<E>) => readonly (Topic | Endpoint)[]);
  onDone?: (output: OutputOf<E>, input: InputOf<E>) => void;
  /** Shows the change before the server answers; what it returns takes the change back if the server says no. */
  optimistic?: (client: QueryClient, input: InputOf<E>) => (() => void) | undefined;
}

/** `mutateAsync(input)` rejects with ApiProblem; forms hand it to `FormShell`, which shows it. */
export function useWrite<E extends Endpoint>(endpoint: E, { invalidates = [], onDone, optimistic }: WriteOptions<E> = {}) {
  const client = useQueryClient();
  return useMutation<OutputOf<E>, ApiProblem, InputOf<E>, { takeBack: (() => void) | undefined }>({
    mutationKey: [endpoint.name],
    mutationFn: (input) => call(endpoint, input),
    onMutate: (input) => ({ takeBack: optimistic?.(client, input) }),
    onError: (_problem, _input, shown) => shown?.takeBack?.(),
    onSuccess: async (output, input) => {
      await refresh(client, typeof invalidates === 'function' ? invalidates(output, input) : invalidates);
      onDone?.(output, input);
    },
  });
}

/** A change in another workspace than the one that is open, with the rights that this person has there. */
export function useWriteIn<E extends Endpoint>(endpoint: E, { invalidates }: { invalidates: readonly (Topic | Endpoint)[] }) {
  const client = useQueryClient();
  return useMutation<OutputOf<E>, ApiProblem, { workspace: string; input: InputOf<E> }>({
    mutationKey: [endpoint.name],
    mutationFn: ({ workspace, input }) => call(endpoint, input, { workspace }),
    // Also after a refusal: what was on the screen may be answered, or closed to this person.
    onSettled: () => refresh(client, invalidates),
  });
}

/** Changes every cached answer of an endpoint in place and returns how to take it back. */
export function patchCached<E extends Endpoint>(client: QueryClient, endpoint: E, change: (cached: OutputOf<E>) => OutputOf<E>) {
  const before = client.getQueriesData<OutputOf<E>>({ queryKey: [endpoint.name] });
  for (const [key, cached] of before) {
    if (cached !== undefined && key[3] !== 'pages') client.setQueryData<OutputOf<E>>(key, change(cached));
  }
  return () => {
    for (const [key, cached] of before) client.setQueryData(key, cached);
  };
}
