import { Resolver } from 'node:dns/promises';

/** What is asked of name servers. An empty list: there is no such record; null: nobody answered, so nothing is known. */
export interface Dns {
  texts(name: string): Promise<string[] | null>;
  /** Host names, the most wanted first; `''` is the null MX of RFC 7505. */
  exchanges(name: string): Promise<string[] | null>;
  /** Numeric addresses of both families. */
  addresses(name: string): Promise<string[] | null>;
  /** Names of a numeric address. */
  names(address: string): Promise<string[] | null>;
}

const NONE: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/** The name servers of this machine, each question with an end in sight. */
export function systemDns({ timeoutMs = 3000, tries = 2 } = {}): Dns {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  const ask = async <T>(question: () => Promise<T[]>): Promise<T[] | null> => {
    try {
      return await question();
    } catch (error) {
      return NONE.has((error as NodeJS.ErrnoException).code ?? '') ? [] : null;
    }
  };
  return {
    texts: async (name) => (await ask(() => resolver.resolveTxt(name)))?.map((pieces) => pieces.join('')) ?? null,
    exchanges: async (name) => {
      const found = await ask(() => resolver.resolveMx(name));
      return found?.sort((one, other) => one.priority - other.priority).map(({ exchange }) => exchange) ?? null;
    },
    addresses: async (name) => {
      const [four, six] = await Promise.all([ask(() => resolver.resolve4(name)), ask(() => resolver.resolve6(name))]);
      return four === null || six === null ? null : [...four, ...six];
    },
    names: (address) => ask(() => resolver.reverse(address)),
  };
}
