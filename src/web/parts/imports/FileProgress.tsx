import { ActionIcon, Progress } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { downloadImportProblems } from '#modules/imports/contract.ts';
import { type ImportFile, OUTCOMES } from '#modules/imports/schema.ts';
import { download } from '../../api.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { Findings } from './FileFacts.tsx';
import classes from './imports.module.css';

export interface FileProgressProps {
  importId: string;
  file: ImportFile;
  /** Rows that it has or seems to have. */
  expected: number;
}

/** One file of a running or ended import: how far, and what became of its rows. */
export function FileProgress({ importId, file, expected }: FileProgressProps) {
  const texts = useTexts().imports;
  const { result, outcomes } = texts;
  const format = useFormat();
  const toast = useToast();
  const under = !file.finished && file.rows > 0;
  const words = (file.rowsCounted ? result.progress : result.progressAbout)(format.number(file.rows), format.number(expected));
  return (
    <tr>
      <th scope="row">
        <span className={classes.fileTitle}>{file.name}</span>
        <span className={classes.quiet}>
          {file.recognisedAs ?? (file.entity ? texts.entities[file.entity] : result.leftOut)}
          {!file.finished && file.rows === 0 && ` · ${result.waiting}`}
        </span>
        {under && <Progress size="sm" value={expected === 0 ? 0 : (file.rows / expected) * 100} aria-label={`${file.name}: ${words}`} />}
        {file.problem && <Findings file={file} />}
      </th>
      <td data-label={result.all}>{format.number(file.rows)}</td>
      {OUTCOMES.map((outcome) => (
        <td key={outcome} data-label={outcomes[outcome]} data-none={file[outcome] === 0 || undefined}>
          {format.number(file[outcome])}
        </td>
      ))}
      <td data-label={result.mend}>
        {file.skipped + file.failed > 0 ? (
          <ActionIcon
            variant="subtle"
            aria-label={result.mendOf(file.name)}
            title={result.mendOf(file.name)}
            onClick={() => download(downloadImportProblems, { id: importId, fileId: file.id }).catch(toast.problem)}
          >
            <IconDownload size={18} stroke={1.6} />
          </ActionIcon>
        ) : (
          '–'
        )}
      </td>
    </tr>
  );
}
