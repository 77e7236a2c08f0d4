import { bridge } from './bridge.ts';

export interface Pipeline {
  /** Qualified deals that are open and not stale. */
  deals: number;
  /** Won of those closed in the window, 0 to 1. */
  winRate: number;
  /** Money of a won deal. */
  size: number;
  /** Median days from opening to closing. */
  days: number;
}

/** Money a day that a pipeline comes to; null where nothing closes. */
export function velocity({ deals, winRate, size, days }: Pipeline): number | null {
  return days > 0 ? (deals * winRate * size) / days : null;
}

/** What each lever did to the money a day between two times, in the order of `Pipeline`; fewer days are a gain. They sum to the difference. */
export function velocityBridge(before: Pipeline, after: Pipeline) {
  const levers = ({ deals, winRate, size, days }: Pipeline) => [deals, winRate, size, days > 0 ? 1 / days : 0];
  return bridge(levers(before), levers(after));
}
