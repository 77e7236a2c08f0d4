import { PARTY_NAMES } from '#modules/signatures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { formatMoney } from '#platform/shared/money.ts';
import { ENOUGH, type Rate } from '#platform/shared/statistics.ts';
import type { Compared, CourseName, getAlignmentCourse, getAlignmentReport } from '../contract/report.ts';
import { ASK_NAMES, GAP_NAMES, RESULT_NAMES, REPORT_WORDS as WORDS } from '../schema.ts';

type Report = OutputOf<typeof getAlignmentReport>;
type Course = OutputOf<typeof getAlignmentCourse>;
type Parts = Report['now'];

/** For whom figures and days are written. */
export interface Reader {
  locale: string;
  timeZone: string;
}

/** The report as pieces of a paper, in the order of the page. */
export type Piece =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string; quiet?: boolean }
  | { kind: 'list'; items: string[] }
  | { kind: 'courses'; items: { name: string; says: string; values: (number | null)[]; most: number | null }[] }
  | { kind: 'table'; caption?: string; heads: string[]; rows: string[][]; widths: number[] };

const HOUR_S = 3_600;

/** How figures are written: as on the page, where a rate of fewer than thirty cases is its counts alone. */
export function writerFor({ locale, timeZone }: Reader) {
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const points = (share: number) => number(Math.round(share * 100));
  return {
    number,
    rate: ({ k, n, low, high }: Rate) => {
      if (n === 0) return WORDS.none;
      if (n < ENOUGH) return `${number(k)} of ${number(n)}`;
      return `${points(k / n)} % of ${number(n)} (${points(low)}–${points(high)})`;
    },
    hours: ({ median, n }: { median: number | null; n: number }) =>
      median === null ? WORDS.none : WORDS.hours(number(median / HOUR_S, 1), number(n)),
    money: (amountMinor: number, currency: string) => formatMoney({ amountMinor, currency }, locale),
    /** In points, with the interval of the difference: `+8 (2 to 14)`. */
    points: ({ difference, low, high }: { difference: number; low: number; high: number }) => {
      const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 0 });
      const points = (share: number) => signed.format(Math.round(share * 100));
      return WORDS.points({ at: points(difference), low: points(low), high: points(high) });
    },
    /** "November 2026" of `2026-11`. */
    month: (month: string) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(new Date(`${month}-01T00:00:00Z`)),
    /** Of an instant, or of a plain day, which is the same in every zone. */
    date: (at: string) =>
      at.length === 10
        ? new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' }).format(new Date(`${at}T00:00:00Z`))
        : new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' }).format(new Date(at)),
  };
}
type Writer = ReturnType<typeof writerFor>;

interface Line {
  id: CourseName | 'nudges' | 'discussions';
  name: string;
  of: (parts: Parts) => string;
  compared?: Compared;
}

function linesOf(write: Writer): Line[] {
  const kept = (side: 'sales' | 'marketing'): Line => ({
    id: side,
    name: WORDS.kept(PARTY_NAMES[side]),
    of: ({ sides }) => sides.flatMap((one) => (one.side === side ? [write.rate(one.kept)] : [])).join(''),
    compared: side,
  });
  const rates = (['accepted', 'silent', 'reasoned'] as const).map((of): Line => {
    return { id: of, name: WORDS[of], of: (parts) => write.rate(parts[of]), compared: of };
  });
  const money = (id: 'booked' | 'invoiced', of: (money: NonNullable<Parts['money']>) => [amount: number, n: number]): Line => ({
    id,
    name: WORDS[id],
    of: (parts) => {
      if (!parts.money) return '–';
      const [amount, n] = of(parts.money);
      return WORDS.deals(write.money(amount, parts.money.currency), write.number(n));
    },
  });
  return [
    kept('sales'),
    kept('marketing'),
    ...rates,
    { id: 'verdict', name: WORDS.verdict, of: ({ verdictSeconds }) => write.hours(verdictSeconds) },
    { id: 'nudge', name: WORDS.nudge, of: ({ nudgeSeconds }) => write.hours(nudgeSeconds) },
    { id: 'nudges', name: WORDS.nudges, of: ({ nudges }) => write.number(nudges) },
    { id: 'disputes', name: WORDS.disputes, of: ({ disputes }) => write.number(disputes) },
    {
      id: 'discussions',
      name: WORDS.discussions,
      of: ({ discussions: { opened, answered } }) => `${write.number(opened)}, ${write.number(answered)}`,
    },
    money('booked', ({ booked, deals }) => [booked, deals]),
    money('invoiced', ({ invoiced, invoices }) => [invoiced, invoices]),
  ];
}

export function paperOf({ report, course }: { report: Report; course: Course }, reader: Reader): Piece[] {
  const write = writerFor(reader);
  const pieces: Piece[] = [{ kind: 'text', text: WORDS.lead, quiet: true }];
  if (report.running) pieces.push({ kind: 'text', text: WORDS.running, quiet: true });
  pieces.push(components(report, write));
  const without = report.now.money?.withoutRate ?? 0;
  if (without > 0) pieces.push({ kind: 'text', text: WORDS.withoutRate(write.number(without)), quiet: true });
  return [...pieces, ...courses(course, write), ...decisions(report, write), ...owed(report, write), ...missing(report, write)];
}

function components(report: Report, write: Writer): Piece {
  const changes = new Map(report.trends.map((trend) => [trend.of, trend]));
  const change = (of: Compared | undefined) => {
    const found = of && changes.get(of);
    return found ? WORDS.trends[found.trend](write.points(found)) : '';
  };
  return {
    kind: 'table',
    heads: [WORDS.component, WORDS.now, WORDS.before, WORDS.change],
    widths: [30, 24, 24, 22],
    rows: linesOf(write).map(({ name, of, compared }) => [name, of(report.now), of(report.before), change(compared)]),
  };
}

/** Small lines to see the way by, then every month in figures. */
function courses({ months, lines }: Course, write: Writer): Piece[] {
  const known = new Map(linesOf(write).map((line) => [line.id, line]));
  const last = months.at(-1);
  const month = ({ from }: Parts) => write.month(from.slice(0, 7));
  const items = lines.flatMap(({ of, unit, points }) => {
    const line = known.get(of);
    if (!line) return [];
    const values = points.map(({ value }) => value);
    const says = `${line.name}. ${months.map((parts) => `${month(parts)}: ${line.of(parts)}`).join('; ')}`;
    return [{ name: `${line.name}: ${last ? line.of(last) : ''}`, says, values, most: unit === 'share' ? 1 : null }];
  });
  const table = ([caption, ids]: (typeof TABLES)[number]): Piece[] => {
    const shown = ids.flatMap((id) => known.get(id) ?? []).filter(({ id }) => !isMoney(id) || lines.some(({ of }) => of === id));
    if (shown.length === 0) return [];
    const rows = [...months].reverse().map((parts) => [month(parts), ...shown.map(({ of }) => of(parts))]);
    return [
      { kind: 'table', caption, heads: [WORDS.monthName, ...shown.map(({ name }) => name)], widths: [18, ...shown.map(() => 16)], rows },
    ];
  };
  return [{ kind: 'heading', text: WORDS.course }, { kind: 'courses', items }, ...TABLES.flatMap(table)];
}

const isMoney = (id: Line['id']) => id === 'booked' || id === 'invoiced';
const TABLES: readonly [caption: string, lines: readonly Line['id'][]][] = [
  [WORDS.tables.shares, ['sales', 'marketing', 'accepted', 'silent', 'reasoned']],
  [WORDS.tables.talk, ['verdict', 'nudge', 'nudges', 'disputes', 'discussions']],
  [WORDS.tables.money, ['booked', 'invoiced']],
];

function decisions(report: Report, write: Writer): Piece[] {
  const pieces: Piece[] = [{ kind: 'heading', text: WORDS.decisions }];
  if (report.decisions.length === 0) return [...pieces, { kind: 'text', text: WORDS.noDecisions, quiet: true }];
  const items = report.decisions.map(({ title, outcome, outcomeNote, measure, checkOn }) =>
    [
      `${title}: ${outcome ? RESULT_NAMES[outcome] : WORDS.waits}`,
      outcomeNote,
      measure && WORDS.seenBy(measure),
      checkOn && WORDS.checkedOn(write.date(checkOn)),
    ]
      .filter(Boolean)
      .join(' · '),
  );
  return [...pieces, { kind: 'list', items }];
}

function owed(report: Report, write: Writer): Piece[] {
  const pieces: Piece[] = [{ kind: 'heading', text: WORDS.open }];
  for (const { side, open, overdue, kinds } of report.openAsks) {
    const caption = `${PARTY_NAMES[side]}: ${WORDS.openOf(write.number(open), write.number(overdue))}`;
    const rows = kinds.map((one) => [ASK_NAMES[one.kind], write.number(one.open), write.number(one.overdue), write.date(one.oldest)]);
    if (rows.length === 0) pieces.push({ kind: 'text', text: caption });
    else
      pieces.push({
        kind: 'table',
        caption,
        heads: [WORDS.kind, WORDS.opens, WORDS.overdue, WORDS.oldest],
        widths: [46, 14, 14, 26],
        rows,
      });
  }
  return pieces;
}

function missing(report: Report, write: Writer): Piece[] {
  const heading: Piece = { kind: 'heading', text: WORDS.gaps };
  if (report.gaps.length === 0) return [heading, { kind: 'text', text: WORDS.noGaps, quiet: true }];
  const items = report.gaps.map(
    ({ gap, missing: n, total }) => `${GAP_NAMES[gap]}: ${WORDS.missing(write.number(n), write.number(total))}`,
  );
  return [heading, { kind: 'list', items }];
}
