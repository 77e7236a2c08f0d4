import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { listAsks, nudgeAsk } from '#modules/coordination/contract/asks.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import classes from './coordination.module.css';

export type Ask = OutputOf<typeof listAsks>['items'][number];

export const keyOf = (row: Ask) => `${row.kind} ${row.id} ${row.side} ${row.member?.id ?? ''}`;

export const nameOf = (row: Ask, kinds: Readonly<Record<Ask['kind'], string>>) =>
  [kinds[row.kind], row.contact ?? row.about].filter(Boolean).join(': ');

/** Whose turn it is, as a reminder names it. */
export const turnOf = (row: Ask): InputOf<typeof nudgeAsk> => ({
  kind: row.kind,
  askId: row.id,
  side: row.side,
  memberId: row.member?.id ?? null,
});

/** What is asked, of whom, since when, until when; `act` is what can be done about a row. */
export function useAskColumns(actWidth: number) {
  const texts = useTexts().coordination.chase;
  const columns = <Row extends Ask>(act: (row: Row) => ReactNode): Column<Row>[] => [
    {
      id: 'what',
      title: texts.what,
      width: 240,
      render: (row) => (row.link ? <Go to={row.link}>{nameOf(row, texts.kinds)}</Go> : nameOf(row, texts.kinds)),
    },
    {
      id: 'turn',
      title: texts.turn,
      width: 195,
      render: (row) => <Turn row={row} />,
    },
    { id: 'since', title: texts.since, width: 80, render: (row) => <When at={row.since} /> },
    { id: 'due', title: texts.due, width: 175, render: (row) => <Due row={row} /> },
    { id: 'nudged', title: texts.nudged, width: 95, render: (row) => (row.nudgedAt ? <When at={row.nudgedAt} /> : '–') },
    { id: 'do', title: texts.nudge, width: actWidth, render: act },
  ];
  return columns;
}

/** A row on a phone, below what is asked. */
export function AskCard({ row, client, children }: { row: Ask; client?: string; children: ReactNode }) {
  const texts = useTexts().coordination.chase;
  return (
    <div className={classes.cardLine}>
      {client && <span>{client}</span>}
      <Turn row={row} />
      <span>
        {texts.since} <When at={row.since} />
      </span>
      {row.dueAt && (
        <span>
          {texts.due} <Due row={row} />
        </span>
      )}
      {row.nudgedAt && (
        <span className={classes.quiet}>
          {texts.nudged} <When at={row.nudgedAt} />
        </span>
      )}
      <span>{children}</span>
    </div>
  );
}

/** Whose turn it is; below it, whom somebody asked to take it over, and when. */
function Turn({ row: { side, member, pass } }: { row: Ask }) {
  const texts = useTexts().coordination.chase;
  const by = pass?.by?.name ?? texts.somebody;
  return (
    <span>
      <Side side={side} /> {member?.name ?? texts.anybody}
      {pass && (
        <span className={classes.below}>
          {pass.state === 'taken' ? texts.takenFrom(pass.from?.name ?? texts.anybody) : texts.waitsFor(pass.to.name)}{' '}
          {pass.state === 'taken' ? texts.onRequest(by) : texts.askedBy(by)} · <When at={pass.decidedAt ?? pass.askedAt} />
        </span>
      )}
    </span>
  );
}

function Due({ row }: { row: Ask }) {
  const texts = useTexts().coordination.chase;
  if (!row.dueAt) return '–';
  return (
    <>
      <When at={row.dueAt} />{' '}
      {row.overdue && (
        <Mark tone="late" icon={IconAlertTriangle}>
          {texts.overdue}
        </Mark>
      )}
    </>
  );
}

export function Remind({ row, busy, onRemind }: { row: Ask; busy: boolean; onRemind: () => void }) {
  const texts = useTexts().coordination.chase;
  return (
    <Button size="compact-sm" variant="default" aria-label={texts.nudgeOf(nameOf(row, texts.kinds))} disabled={busy} onClick={onRemind}>
      {texts.nudge}
    </Button>
  );
}
