import type { z } from 'zod';
import type { OutputOf } from '#platform/shared/contract.ts';
import { COURSES, type Components, type CourseName, type getAlignmentCourse } from '../contract/report.ts';

type Parts = z.output<typeof Components>;
type Line = OutputOf<typeof getAlignmentCourse>['lines'][number];
type Point = Line['points'][number];

const share = ({ k, n }: { k: number; n: number }): Point => ({ value: n === 0 ? null : k / n, n });
const wait = ({ median, n }: { median: number | null; n: number }): Point => ({ value: median, n });
const kept = ({ sides }: Parts, side: 'sales' | 'marketing') => share(sides.find((one) => one.side === side)?.kept ?? { k: 0, n: 0 });

const POINT: Readonly<Record<CourseName, (parts: Parts) => Point | null>> = {
  sales: (parts) => kept(parts, 'sales'),
  marketing: (parts) => kept(parts, 'marketing'),
  accepted: ({ accepted }) => share(accepted),
  silent: ({ silent }) => share(silent),
  reasoned: ({ reasoned }) => share(reasoned),
  verdict: ({ verdictSeconds }) => wait(verdictSeconds),
  nudge: ({ nudgeSeconds }) => wait(nudgeSeconds),
  disputes: ({ disputes }) => ({ value: disputes, n: disputes }),
  booked: ({ money }) => money && { value: money.booked, n: money.deals },
  invoiced: ({ money }) => money && { value: money.invoiced, n: money.invoices },
};

/** Each component as a line over the months. One of which the caller sees nothing is left out. */
export function coursesOf(months: readonly Parts[]): Line[] {
  return (Object.keys(COURSES) as CourseName[]).flatMap((of) => {
    const points = months.flatMap((parts) => POINT[of](parts) ?? []);
    return points.length === months.length ? [{ of, unit: COURSES[of], points }] : [];
  });
}
