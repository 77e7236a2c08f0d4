import { useState } from 'react';
import { listForecastRows } from '#modules/goals/contract/money.ts';
import type { getPlan } from '#modules/goals/contract/plan.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { useFormat } from '../../format.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { SaveCsv } from '../../ui/SaveCsv.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { monthName } from './figures.ts';
import { GoalRows, type OpenedRows } from './GoalRows.tsx';
import classes from './goals.module.css';

type Month = NonNullable<OutputOf<typeof getPlan>['signed']>['beside'][number];
const KINDS = ['leads', 'handoffs', 'spendMinor', 'minor'] as const;
type Kind = (typeof KINDS)[number];
const VIEWS = ['signed', 'now', 'done'] as const;
const ROWS = { leads: 'cohort', handoffs: 'handed', spendMinor: 'spend', minor: 'revenue' } as const;

/** So many have to come; never the minus zero that rounding up leaves. */
const whole = (value: number) => Math.max(0, Math.ceil(value - 1e-9));
const isMoney = (kind: Kind) => kind === 'spendMinor' || kind === 'minor';

/** Each month of a plan as it was signed, as it has to be by today's figures, and as far as it came; with what nobody can move any more. */
export function BesideSigned({ months, currency, draft }: { months: readonly Month[]; currency: string; draft: boolean }) {
  const texts = useTexts().goals.plan.beside;
  const format = useFormat();
  const { locale } = useReader();
  const [opened, setOpened] = useState<OpenedRows | null>(null);
  const write = (kind: Kind) => (value: number) =>
    isMoney(kind) ? format.money({ amountMinor: Math.round(value), currency }, 'short') : format.number(whole(value));
  const cell = (kind: Kind, value: number | null | undefined) => (value === null || value === undefined ? '–' : write(kind)(value));
  const open = (month: Month, kind: Kind) =>
    setOpened({
      title: `${monthName(locale, month.month, 'long')}: ${texts.kinds[kind]}`,
      endpoint: listForecastRows,
      input: { of: ROWS[kind], month: month.month },
      write: kind === 'minor' || kind === 'spendMinor' ? write(kind) : (value) => (value > 0 ? texts.won : ''),
    });
  if (months.length === 0) return null;
  const plain = (kind: Kind, value: number | null | undefined) =>
    value === null || value === undefined ? '' : isMoney(kind) ? inMajor({ amountMinor: Math.round(value), currency }) : whole(value);
  const rows = months.map((month) => [
    monthName(locale, month.month, 'long'),
    ...KINDS.flatMap((kind) => VIEWS.map((view) => plain(kind, month[view]?.[kind]))),
    texts.states[month.state],
  ]);
  const heads = KINDS.flatMap((kind) =>
    VIEWS.map((view) => `${texts.kinds[kind]}: ${draft && view === 'signed' ? texts.written : texts.views[view]}`),
  );
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h3 className={classes.heading}>{texts.title}</h3>
      <p className={classes.quiet}>{texts.lead}</p>
      <Scroll label={texts.title}>
        <ReadTable className={classes.planned}>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {texts.month}
              </th>
              {KINDS.map((kind) => (
                <th key={kind} scope="colgroup" colSpan={VIEWS.length} className={classes.group}>
                  {texts.kinds[kind]}
                </th>
              ))}
              <th scope="col" rowSpan={2}>
                {texts.state}
              </th>
            </tr>
            <tr>
              {KINDS.flatMap((kind) =>
                VIEWS.map((view) => (
                  <th key={`${kind} ${view}`} scope="col" data-number data-first={view === 'signed' || undefined}>
                    {draft && view === 'signed' ? texts.written : texts.views[view]}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {months.map((month) => (
              <tr key={month.month}>
                <th scope="row">{monthName(locale, month.month, 'long')}</th>
                {KINDS.flatMap((kind) =>
                  VIEWS.map((view) => (
                    <td key={`${kind} ${view}`} data-number data-first={view === 'signed' || undefined}>
                      {view === 'done' && month.done[kind] ? (
                        <Figure
                          inline
                          label={`${monthName(locale, month.month, 'long')}, ${texts.kinds[kind]}, ${texts.views.done}`}
                          value={cell(kind, month.done[kind])}
                          onOpen={() => open(month, kind)}
                        />
                      ) : (
                        cell(kind, month[view]?.[kind])
                      )}
                    </td>
                  )),
                )}
                <td>
                  <Mark tone={month.state === 'too_late' ? 'late' : 'plain'}>{texts.states[month.state]}</Mark>
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
      <div className={classes.screenOnly}>
        <SaveCsv title={texts.title} rows={[[texts.month, ...heads, texts.state], ...rows]} />
      </div>
      <GoalRows opened={opened} onClose={() => setOpened(null)} />
    </section>
  );
}
