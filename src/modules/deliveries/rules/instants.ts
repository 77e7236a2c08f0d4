/** The earliest second of this century that a provider can mean; smaller numbers are no times. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/**
 * A provider's time as an instant: seconds or milliseconds since 1970 as a number or text, ISO 8601, `2024-09-07 19:27:17` and
 * `20171012T013104` (both UTC, as their providers say), or a date of a mail's head. Null where it is none of these.
 */
export function instantOf(value: unknown): string | null {
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d{9,13}(?:\.\d{1,9})?$/.test(text)) return ofNumber(Number(text));
  const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?$/.exec(text);
  if (compact) return within(Date.parse(`${compact[1]}-${compact[2]}-${compact[3]}T${compact[4]}:${compact[5]}:${compact[6]}Z`));
  const spaced = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,9})?)$/.exec(text);
  if (spaced) return within(Date.parse(`${spaced[1]}T${spaced[2]}Z`));
  return within(
    Date.parse(
      text
        .slice(0, 100)
        .replace(/\([^()]*\)/g, '')
        .trim(),
    ),
  );
}

function ofNumber(value: number): string | null {
  return within(value > 1e11 ? value : value * 1000);
}

function within(ms: number): string | null {
  return Number.isNaN(ms) || ms < EARLIEST || ms > LATEST ? null : new Date(Math.round(ms)).toISOString();
}
