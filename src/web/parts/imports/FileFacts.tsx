import { IconAlertTriangle } from '@tabler/icons-react';
import type { ImportFile } from '#modules/imports/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './imports.module.css';

/** How a file is written: rows, size, letters, separator, header. */
export function FileFacts({ file }: { file: ImportFile }) {
  const texts = useTexts().imports;
  const format = useFormat();
  const rows = useRowsText();
  const { facts } = texts;
  const words = [
    rows(file),
    format.size(file.sizeBytes),
    facts.kinds[file.kind],
    file.encoding?.toUpperCase(),
    file.delimiter === null ? undefined : facts.delimiter(facts.delimiters[file.delimiter] ?? file.delimiter),
    file.problem === null ? (file.hasHeader ? facts.header : facts.noHeader) : undefined,
  ];
  return <span className={classes.quiet}>{words.filter(Boolean).join(' · ')}</span>;
}

function useRowsText() {
  const texts = useTexts().imports;
  const format = useFormat();
  return ({ expectedRows, rowsCounted }: ImportFile) => {
    if (expectedRows === null) return undefined;
    return rowsCounted
      ? texts.rows(format.number(expectedRows), expectedRows === 1)
      : texts.aboutRows(format.count({ value: expectedRows, exact: true }));
  };
}

/** What is odd about a file, each in a sentence. */
export function Findings({ file }: { file: ImportFile }) {
  const { findings } = useTexts().imports;
  const lines = file.problem === null ? file.findings.map((finding) => findings[finding]) : [file.problem];
  if (lines.length === 0) return null;
  return (
    <ul className={classes.findings} data-stops={file.problem !== null || undefined}>
      {lines.map((line) => (
        <li key={line}>
          <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
          {line}
        </li>
      ))}
    </ul>
  );
}
