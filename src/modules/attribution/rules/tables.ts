import { DIMENSIONS, type Dimension, NONE } from '../schema.ts';
import type { Credit } from './credits.ts';

/** What one touch or one line of a report has of a deal, by model; 0 is no share. Empty where a deal was not won. */
export interface ByModel {
  shares: number[];
  booked: number[];
  invoiced: number[];
  paid: number[];
}

/** A touch with what reports have lines for. */
export interface Keyed {
  place: number;
  channel: string;
  campaignId: string | null;
  assetId: string | null;
  offerId: string | null;
}

export type Line = ByModel & { dimension: Dimension; key: string };

const KEY: Readonly<Record<Dimension, (touch: Keyed) => string>> = {
  channel: ({ channel }) => channel,
  campaign: ({ campaignId }) => campaignId ?? NONE,
  asset: ({ assetId }) => assetId ?? NONE,
  offer: ({ offerId }) => offerId ?? NONE,
};

const nothing = (models: number): ByModel => ({
  shares: new Array<number>(models).fill(0),
  booked: new Array<number>(models).fill(0),
  invoiced: new Array<number>(models).fill(0),
  paid: new Array<number>(models).fill(0),
});

function add(sum: ByModel, index: number, { shares, booked, invoiced, paid }: Record<keyof ByModel, number>): void {
  sum.shares[index] = (sum.shares[index] ?? 0) + shares;
  sum.booked[index] = (sum.booked[index] ?? 0) + booked;
  sum.invoiced[index] = (sum.invoiced[index] ?? 0) + invoiced;
  sum.paid[index] = (sum.paid[index] ?? 0) + paid;
}

/** The credits of a deal by the place of their touch, each with these models in this order. */
export function byPlace(credits: readonly Credit[], models: readonly string[]): Map<number, ByModel> {
  const found = new Map<number, ByModel>();
  for (const { place, model, share, booked, invoiced, paid } of credits) {
    const sum = found.get(place) ?? nothing(models.length);
    add(sum, models.indexOf(model), { shares: share, booked, invoiced, paid });
    found.set(place, sum);
  }
  return found;
}

/** The same added up for each line that the touches belong to. Without `models` only which lines there are. */
export function byLine(touches: readonly Keyed[], credits: ReadonlyMap<number, ByModel>, models: number): Line[] {
  const found = new Map<string, Line>();
  for (const touch of touches)
    for (const dimension of DIMENSIONS) {
      const key = KEY[dimension](touch);
      const line = found.get(`${dimension} ${key}`) ?? { dimension, key, ...nothing(models) };
      found.set(`${dimension} ${key}`, line);
      const own = credits.get(touch.place);
      for (let index = 0; own && index < models; index++)
        add(line, index, {
          ...{ shares: own.shares[index] ?? 0, booked: own.booked[index] ?? 0 },
          ...{ invoiced: own.invoiced[index] ?? 0, paid: own.paid[index] ?? 0 },
        });
    }
  return [...found.values()];
}
