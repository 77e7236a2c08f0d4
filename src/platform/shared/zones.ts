import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;
/** Widest distance of a zone from UTC, with room to spare. */
const FAR_MS = 15 * 3_600_000;

/** Per zone: the offset of a local date on which the clock does not change, or null for a date near a change. */
const steadyOffsets = new Map<string, Map<number, number | null>>();

function offsetAt(zone: string, at: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
}

function steadyOffset(zone: string, epochDay: number): number | null {
  let days = steadyOffsets.get(zone);
  if (!days) {
    days = new Map();
    steadyOffsets.set(zone, days);
  }
  const known = days.get(epochDay);
  if (known !== undefined) return known;
  const before = offsetAt(zone, epochDay * DAY_MS - FAR_MS);
  const after = offsetAt(zone, (epochDay + 1) * DAY_MS + FAR_MS);
  const offset = before === after ? before : null;
  days.set(epochDay, offset);
  return offset;
}

function besideChange(zone: string, epochDay: number, msOfDay: number): number {
  const wall = Temporal.Instant.fromEpochMilliseconds(epochDay * DAY_MS + msOfDay)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime();
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wall)) return earlier.epochMilliseconds;
  return (earlier.getTimeZoneTransition('next') ?? earlier).epochMilliseconds;
}

/**
 * The instant (epoch milliseconds) of a local wall time, given as days since 1970-01-01 and milliseconds of the day (24:00 is
 * allowed). A wall time that happens twice means its first occurrence; one that a clock change leaves out means the instant of
 * the change. The mapping never runs backwards. Quick: only dates near a clock change are worked out one by one.
 * @throws RangeError for an unknown zone
 */
export function instantOfWall(zone: string, epochDay: number, msOfDay: number): number {
  const offset = steadyOffset(zone, epochDay);
  return offset === null ? besideChange(zone, epochDay, msOfDay) : epochDay * DAY_MS + msOfDay - offset;
}

/** The local date, as days since 1970-01-01, that it is in a zone at an instant (epoch milliseconds). Quick, as `instantOfWall` is. @throws RangeError for an unknown zone */
export function dayOfInstant(zone: string, at: number): number {
  const offset = steadyOffset(zone, Math.floor(at / DAY_MS)) ?? offsetAt(zone, at);
  return Math.floor((at + offset) / DAY_MS);
}

export function isZone(zone: string): boolean {
  try {
    return zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
