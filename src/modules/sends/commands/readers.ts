import type { Ctx } from '#platform/context.ts';

/** A link that stands in a message and opens the same for everybody. */
export interface SharedLink {
  messageId: string;
  contactId: string;
  url: string;
}

/** Makes links that stand in a message the reader's own, so that who opens them is known. */
export interface ReaderLinks {
  /** Below this path of ours they lie, such as `/p/d/`. */
  under: string;
  /** @returns for each that has one the own link, by `readerKey`; the same again for the same message */
  own(ctx: Ctx, asked: readonly SharedLink[]): Promise<ReadonlyMap<string, string>>;
}

export const readerKey = ({ messageId, url }: Pick<SharedLink, 'messageId' | 'url'>): string => `${messageId} ${url}`;

let inUse: ReaderLinks | null = null;

/** Called once by `product.ts`, with what makes pages for readers. */
export function installReaderLinks(links: ReaderLinks): void {
  inUse = links;
}

export const readerLinks = (): ReaderLinks | null => inUse;
