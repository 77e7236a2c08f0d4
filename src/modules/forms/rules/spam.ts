import type { Suspicion } from '../schema/form.ts';

/** Nobody reads and fills in a form faster. Milliseconds. */
export const LEAST_MS = 2_500;
/** So many of the same text within a day, and this is another one. */
const SAME = 2;
/** From one place in ten minutes. */
const FROM_THERE = 6;

export interface Evidence {
  trapped: boolean;
  /** From when the page was made until it was sent; null where nothing proves that it was seen. */
  tookMs: number | null;
  machine: boolean;
  /** Answers in free text. */
  texts: readonly string[];
  /** Answers that name somebody. */
  names: readonly string[];
  /** Answers that said the same in the last day, that came from the same place in ten minutes, and that the form took in the last minute. */
  same: number;
  fromThere: number;
  lastMinute: number;
  perMinute: number;
}

const LINK = /(?:https?:\/\/|www\.)\S+|\[url\b|\bt\.me\/\S+/gi;
const MARKUP = /<\s*(?:a|script|img|iframe|svg|form)\b|\[(?:url|link|img)[=\]]/i;

/** Weights; three are enough to be kept aside. A single link in a long text is none. */
const WEIGHT: Readonly<Record<Suspicion, number>> = {
  trap: 3,
  too_fast: 3,
  flood: 3,
  machine: 3,
  links: 3,
  markup: 3,
  repeated: 3,
  many_from_there: 2,
  odd_name: 2,
  no_page: 1,
};
export const ASIDE_FROM = 3;

/** What speaks against an answer, without asking anybody else. */
export function suspicionsOf(seen: Evidence): Suspicion[] {
  const links = seen.texts.reduce((sum, text) => sum + (text.match(LINK)?.length ?? 0), 0);
  const found: Record<Suspicion, boolean> = {
    trap: seen.trapped,
    too_fast: seen.tookMs !== null && seen.tookMs < LEAST_MS,
    machine: seen.machine,
    links: links >= 3,
    markup: seen.texts.some((text) => MARKUP.test(text)),
    repeated: seen.same >= SAME,
    many_from_there: seen.fromThere >= FROM_THERE,
    flood: seen.lastMinute >= seen.perMinute,
    no_page: seen.tookMs === null,
    odd_name: seen.names.some((name) => LINK_IN_NAME.test(name)),
  };
  return (Object.keys(found) as Suspicion[]).filter((one) => found[one]);
}
const LINK_IN_NAME = /https?:|www\.|\/\/|[<>{}]/i;

export const isAside = (suspicions: readonly Suspicion[]) => suspicions.reduce((sum, one) => sum + WEIGHT[one], 0) >= ASIDE_FROM;
