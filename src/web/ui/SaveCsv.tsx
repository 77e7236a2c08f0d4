import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { saveFile } from '../api.ts';
import { useTexts } from '../texts/texts.ts';
import { csvOf } from './csv.ts';

/** What a chart draws, as a file: the first row names the columns. */
export function SaveCsv({ title, rows }: { title: string; rows: readonly (readonly (string | number)[])[] }) {
  const { chart } = useTexts().ui;
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      leftSection={<IconDownload size={14} />}
      onClick={() => saveFile(new Blob([csvOf(rows)], { type: 'text/csv' }), `${title}.csv`)}
      aria-label={`${chart.csv}: ${title}`}
    >
      {chart.csv}
    </Button>
  );
}
