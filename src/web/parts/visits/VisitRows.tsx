import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { listVisits } from '#modules/visits/contract.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import reports from '../reports/reports.module.css';
import { VisitDetail } from './VisitDetail.tsx';
import classes from './visits.module.css';

type Visit = OutputOf<typeof listVisits>['items'][number];

export interface OpenedVisits {
  name: string;
  input: InputOf<typeof listVisits>;
}

/** The visits behind a figure; each opens what was seen. */
export function VisitRows({ opened, onClose }: { opened: OpenedVisits | null; onClose: () => void }) {
  const { visits, ui } = useTexts();
  const [visitId, setVisitId] = useState<string | null>(null);
  const close = () => {
    setVisitId(null);
    onClose();
  };
  return (
    <Drawer
      opened={opened !== null}
      onClose={close}
      title={opened?.name ?? ''}
      position="right"
      size={560}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {visitId !== null && (
        <>
          <Button variant="default" size="xs" mb={12} onClick={() => setVisitId(null)}>
            {visits.rows.back}
          </Button>
          <VisitDetail id={visitId} />
        </>
      )}
      {opened && visitId === null && <Rows opened={opened} onVisit={setVisitId} />}
    </Drawer>
  );
}

function Rows({ opened, onVisit }: { opened: OpenedVisits; onVisit: (id: string) => void }) {
  const texts = useTexts().visits.rows;
  const list = useReadPages(listVisits, { ...opened.input, limit: 100 }, { topics: ['visit'], keep: false });
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <p>{texts.none}</p>}
      <ul className={reports.rows} aria-label={opened.name}>
        {rows?.map((row) => (
          <VisitLine key={row.id} row={row} onOpen={() => onVisit(row.id)} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.more}
        </Button>
      )}
    </>
  );
}

function VisitLine({ row, onOpen }: { row: Visit; onOpen: () => void }) {
  const { visits } = useTexts();
  const texts = visits.rows;
  const format = useFormat();
  const who = row.contact === null ? texts.anonymous : (row.contact.name ?? texts.hidden);
  const name = texts.open(row.entryPath, format.absolute(row.startedAt));
  return (
    <li className={classes.row}>
      <button type="button" className={classes.open} onClick={onOpen} aria-label={name}>
        {row.host}
        {row.entryPath}
      </button>
      <span className={classes.facts}>
        <span>{who}</span>
        <span>
          {row.source} / {row.medium}
        </span>
        <span>{texts.line(texts.pages(row.pages, format.number(row.pages)), format.duration(row.seconds * 1000))}</span>
        <When at={row.startedAt} form="moment" />
        {row.verdict !== 'human' && <Mark title={visits.reasons[row.reason]}>{visits.verdicts[row.verdict]}</Mark>}
      </span>
    </li>
  );
}
