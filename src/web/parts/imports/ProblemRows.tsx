import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { listImportProblems } from '#modules/imports/contract.ts';
import type { ImportSummary } from '#modules/imports/schema.ts';
import { call } from '../../api.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './imports.module.css';

const DEFAULTS = { outcome: 'all', file: '' };

/** Rows that did not come in, or came in without a cell, with line, column and reason. */
export function ProblemRows({ found }: { found: ImportSummary }) {
  const texts = useTexts().imports;
  const { problems } = texts;
  const format = useFormat();
  const [place, change] = useUrlState(DEFAULTS);
  const { totals, id } = found;
  const out = totals.skipped + totals.failed;
  const isUnderWay = found.state === 'running' || found.state === 'stopping';
  const input = {
    id,
    ...(place.file ? { fileId: place.file } : {}),
    ...(place.outcome === 'skipped' || place.outcome === 'failed' ? { outcome: place.outcome as 'skipped' | 'failed' } : {}),
  };
  const list = useInfiniteQuery({
    // How many there are stands in the key, so that a running import shows its new ones.
    queryKey: [listImportProblems.name, input, out, found.state],
    queryFn: ({ signal, pageParam }) => call(listImportProblems, { ...input, ...(pageParam ? { after: pageParam } : {}) }, signal),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
    enabled: out > 0 || (totals.rows > 0 && !isUnderWay),
  });
  const rows = list.data?.pages.flatMap((page) => page.problems) ?? [];
  const filtered = place.outcome !== DEFAULTS.outcome || place.file !== DEFAULTS.file;
  if (out === 0 && rows.length === 0 && !filtered && !list.error)
    return found.state === 'done' && list.isSuccess ? <p className={classes.quiet}>{problems.none}</p> : null;
  return (
    <section className={classes.part} aria-label={problems.title}>
      <h2 className={classes.heading}>{problems.title}</h2>
      {out > 0 && <p className={classes.quiet}>{texts.result.mended}</p>}
      <div className={classes.line}>
        <NativeSelect
          aria-label={problems.filter}
          value={place.outcome}
          onChange={(event) => change({ outcome: event.currentTarget.value })}
          data={[
            { value: 'all', label: problems.all },
            { value: 'failed', label: `${texts.outcomes.failed} (${format.number(totals.failed)})` },
            { value: 'skipped', label: `${texts.outcomes.skipped} (${format.number(totals.skipped)})` },
          ]}
        />
        {found.files.length > 1 && (
          <NativeSelect
            aria-label={problems.file}
            value={place.file}
            onChange={(event) => change({ file: event.currentTarget.value })}
            data={[
              { value: '', label: problems.allFiles },
              ...found.files.filter((file) => file.rows > 0).map((file) => ({ value: file.id, label: file.name })),
            ]}
          />
        )}
      </div>
      {list.error && <ProblemNotice problem={list.error} onRetry={list.refetch} />}
      {rows.length === 0 && list.isSuccess && <p className={classes.quiet}>{problems.noneOf}</p>}
      {rows.length > 0 && (
        <table className={classes.problems}>
          <thead>
            <tr>
              <th>{problems.file}</th>
              <th>{problems.line}</th>
              <th>{problems.outcome}</th>
              <th>{problems.column}</th>
              <th>{problems.reason}</th>
              <th>{problems.row}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.file} ${row.row}`}>
                <td data-label={problems.file}>{row.file}</td>
                <td data-label={problems.line}>{format.number(row.line)}</td>
                <td data-label={problems.outcome}>
                  <Mark>{texts.outcomes[row.outcome]}</Mark>
                </td>
                <td data-label={problems.column}>{row.column ?? '–'}</td>
                <td data-label={problems.reason}>{row.reason}</td>
                <td data-label={problems.row} className={classes.written}>
                  {written(row.cells)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {list.hasNextPage && (
        <Button variant="default" mt={8} loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {problems.more}
        </Button>
      )}
    </section>
  );
}

const LONGEST = 160;

function written(cells: Readonly<Record<string, string>> | null): string {
  const text = Object.values(cells ?? {})
    .filter((cell) => cell.trim() !== '')
    .join(' · ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || '–';
}
