import type { ReactNode } from 'react';
import type { Compared, CourseName, getAlignmentReport } from '#modules/coordination/contract/report.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Money } from '../../ui/marks.tsx';

export type Parts = OutputOf<typeof getAlignmentReport>['now'];
export interface Line {
  id: CourseName | 'nudges' | 'discussions';
  name: string;
  of: (parts: Parts) => ReactNode;
  compared?: Compared;
}
const HOUR_S = 3_600;

/** Each line of the report: what it is called, and how it is read from a span. */
export function useLines(): Line[] {
  const { coordination, ui } = useTexts();
  const texts = coordination.report;
  const format = useFormat();
  const hours = ({ median, n }: { median: number | null; n: number }) =>
    median === null ? texts.none : texts.hours(format.decimal(median / HOUR_S), format.number(n));
  const rate = (of: Parts['accepted']) => (of.n === 0 ? texts.none : format.rate(of));
  const money = (parts: Parts, key: 'booked' | 'invoiced', n: 'deals' | 'invoices') =>
    parts.money && (
      <>
        <Money value={{ amountMinor: parts.money[key], currency: parts.money.currency }} whole /> (n = {format.number(parts.money[n])})
      </>
    );
  return [
    ...(['sales', 'marketing'] as const).map((side) => ({
      id: side,
      name: texts.kept(ui.sides[side]),
      of: ({ sides }: Parts) => {
        const kept = sides.find((one) => one.side === side)?.kept;
        return kept ? rate(kept) : texts.none;
      },
      compared: side,
    })),
    ...(['accepted', 'silent', 'reasoned'] as const).map((of) => ({
      id: of,
      name: texts[of],
      of: (parts: Parts) => rate(parts[of]),
      compared: of,
    })),
    { id: 'verdict', name: texts.verdict, of: ({ verdictSeconds }) => hours(verdictSeconds) },
    { id: 'nudge', name: texts.nudge, of: ({ nudgeSeconds }) => hours(nudgeSeconds) },
    { id: 'nudges', name: texts.nudges, of: ({ nudges }) => format.number(nudges) },
    { id: 'disputes', name: texts.disputes, of: ({ disputes }) => format.number(disputes) },
    {
      id: 'discussions',
      name: texts.discussions,
      of: ({ discussions }) => `${format.number(discussions.opened)}, ${format.number(discussions.answered)}`,
    },
    { id: 'booked', name: texts.booked, of: (parts) => money(parts, 'booked', 'deals') ?? '–' },
    { id: 'invoiced', name: texts.invoiced, of: (parts) => money(parts, 'invoiced', 'invoices') ?? '–' },
  ];
}
