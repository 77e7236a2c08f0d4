import { Checkbox, Drawer } from '@mantine/core';
import { useState } from 'react';
import { getVoiceContrast, listContrastRows } from '#modules/insights/contract/voice.ts';
import { PSYCHOGRAPHIC } from '#modules/insights/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import reports from '../reports/reports.module.css';
import classes from './insights.module.css';

type Asked = InputOf<typeof getVoiceContrast>;
type Line = OutputOf<typeof getVoiceContrast>['lines'][number];
type Opened = { line: Line; status: 'won' | 'lost' } | null;

/** What was heard before won deals, against lost ones. */
export function Contrast({ asked }: { asked: Asked }) {
  const texts = useTexts().voice.contrast;
  const format = useFormat();
  const [moved, setMoved] = useState(false);
  const [opened, setOpened] = useState<Opened>(null);
  const { data, error, refetch } = useRead(getVoiceContrast, asked, { topics: ['insight', 'theme', 'deal'], keep: true });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const lines = data.lines.filter(({ kind }) => !moved || (PSYCHOGRAPHIC as readonly string[]).includes(kind));
  return (
    <>
      <p className={reports.headline}>
        {texts.lead} {texts.counts(format.number(data.won), format.number(data.lost))} {!data.enough && texts.notEnough}
      </p>
      <Checkbox label={texts.moved} checked={moved} onChange={(event) => setMoved(event.currentTarget.checked)} />
      {lines.length === 0 ? <p>{texts.none}</p> : <ContrastTable lines={lines} onOpen={setOpened} />}
      {data.enough && <p className={reports.quiet}>{texts.note}</p>}
      <ContrastRows opened={opened} asked={asked} onClose={() => setOpened(null)} />
    </>
  );
}

function useName() {
  const { voice, activities } = useTexts();
  return ({ kind, theme }: Line) => voice.contrast.of(activities.insights[kind], theme?.name ?? voice.contrast.any);
}

function ContrastTable({ lines, onOpen }: { lines: readonly Line[]; onOpen: (opened: Opened) => void }) {
  const { voice, ui } = useTexts();
  const texts = voice.contrast;
  const format = useFormat();
  const nameOf = useName();
  const one = (value: number) => format.decimal(value, 1);
  return (
    <Scroll label={voice.tabs.contrast}>
      <table className={reports.table}>
        <Heads of={[texts.what, ...[texts.won, texts.lost, texts.lift, texts.p].map((number) => ({ number }))]} />
        <tbody>
          {lines.map((line) => {
            const { value, low, high } = line.lift;
            const name = nameOf(line);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                {(['won', 'lost'] as const).map((status) => (
                  <td key={status} data-label={texts[status]}>
                    <Figure inline label={`${name}: ${texts[status]}`} rate={line[status]} onOpen={() => onOpen({ line, status })} />
                  </td>
                ))}
                <td data-label={texts.lift}>
                  {value === null || low === null || high === null ? ui.figure.noData : texts.liftOf(one(value), one(low), one(high))}
                </td>
                <td data-label={texts.p}>{line.adjustedP === null ? '–' : format.decimal(line.adjustedP, 3)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function ContrastRows({ opened, asked, onClose }: { opened: Opened; asked: Asked; onClose: () => void }) {
  const { voice, ui } = useTexts();
  const nameOf = useName();
  const format = useFormat();
  const { data } = useRead(
    listContrastRows,
    {
      ...asked,
      kind: opened?.line.kind ?? 'want',
      status: opened?.status ?? 'won',
      ...(opened?.line.theme ? { theme: opened.line.theme.id } : {}),
    },
    { topics: ['insight', 'deal'], when: opened !== null },
  );
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened ? `${nameOf(opened.line)}: ${voice.contrast[opened.status]}` : ''}
      position="right"
      size={540}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <ul className={reports.rows}>
        {data?.items.map((row) => (
          <li key={row.id} className={reports.row}>
            <span>
              <Go to={paths.deal(row.id)}>{row.name}</Go> <span className={reports.quiet}>{row.company}</span>
            </span>
            <span className={reports.quiet}>{format.date(row.closedAt)}</span>
            <span className={classes.small}>{row.words.map((words) => `“${words}”`).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
