import { z } from 'zod';
import { HIT_KINDS, type HitKind } from '../schema.ts';
import { addressOf, foreign, hostAmong, title, type Utm } from './origin.ts';

const HEX = /^[0-9a-f]{32}$/;
/** A page that waited longer than this for its network is told of as of now. */
const OLDEST_MS = 24 * 3_600_000;

const Sent = z.object({
  /** Id, kind, address, age in ms; referrer, title, target; page left, seconds in sight, somebody acted; seal. */
  i: z.string().regex(HEX),
  k: z.enum(HIT_KINDS),
  u: z.string().max(4_000),
  a: z.number().min(0),
  r: z.string().max(4_000).optional(),
  h: z.string().max(4_000).optional(),
  g: z.string().max(4_000).optional(),
  o: z.string().regex(HEX).optional(),
  n: z.number().min(0).optional(),
  y: z.number().optional(),
  x: z.string().max(1_000).optional(),
});

const Parcel = z.object({
  s: z.string().max(40),
  v: z.string().regex(HEX).optional(),
  c: z.number().optional(),
  b: z.number().optional(),
  w: z.number().optional(),
  l: z.number().optional(),
  q: z.array(z.unknown()).min(1).max(20),
});
export type Parcel = z.infer<typeof Parcel>;

/** What came over the wire; null where it is none of our script's. */
export function parcelOf(body: unknown): Parcel | null {
  if (typeof body !== 'string') return null;
  try {
    return Parcel.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}

/** One hit in plain words. Texts are cut and cleaned; of addresses only host and path stay. */
export interface PlainHit {
  id: string;
  kind: HitKind;
  occurredAt: string;
  host: string;
  path: string;
  title: string | null;
  referrer: string | null;
  target: string | null;
  utm: Utm | null;
  pageId: string | null;
  seconds: number | null;
  touched: boolean | null;
  seal: string | null;
}

/** @param hosts of the site: a page of another host is no page of it. Null for what cannot be. */
export function plainHit(given: unknown, { hosts, now }: { hosts: readonly string[]; now: string }): PlainHit | null {
  const { data: sent } = Sent.safeParse(given);
  const address = sent && addressOf(sent.u);
  if (!sent || !address || !hostAmong(address.host, hosts)) return null;
  if (sent.k === 'leave' && !sent.o) return null;
  return {
    id: uuidOf(sent.i),
    kind: sent.k,
    occurredAt: new Date(Date.parse(now) - Math.min(sent.a, OLDEST_MS)).toISOString(),
    host: address.host,
    path: address.path,
    title: title(sent.h),
    referrer: foreign(sent.r, hosts),
    target: targetOf(sent.g),
    utm: sent.k === 'page' ? address.utm : null,
    pageId: sent.o ? uuidOf(sent.o) : null,
    seconds: sent.n === undefined ? null : Math.min(Math.round(sent.n), 86_400),
    touched: sent.y === undefined ? null : sent.y > 0,
    seal: sent.x ?? null,
  };
}

function targetOf(text: string | undefined): string | null {
  const address = text ? addressOf(text) : null;
  return address && `${address.host}${address.path}`.slice(0, 500);
}

/** The script's random 128 bits as a UUID of version 4. */
const uuidOf = (hex: string) => hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
