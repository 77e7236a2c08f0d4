import { NativeSelect } from '@mantine/core';
import { changeImportFile, previewImportFile } from '#modules/imports/contract.ts';
import type { ImportFile } from '#modules/imports/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './imports.module.css';
import { shownValue } from './shown.ts';

type Preview = OutputOf<typeof previewImportFile>;

/** The columns of a file and where each goes, its first problems, and its first rows as they will be read. */
export function FilePreview({ importId, file }: { importId: string; file: ImportFile }) {
  const { check } = useTexts().imports;
  const preview = useRead(previewImportFile, { id: importId, fileId: file.id }, { topics: [`import:${importId}`] });
  if (preview.error) return <ProblemNotice problem={preview.error} onRetry={preview.refetch} />;
  if (!preview.data || file.entity === null) return null;
  if (preview.data.fields.length === 0) return <p className={classes.quiet}>{check.kept}</p>;
  return (
    <>
      <PreviewProblems preview={preview.data} />
      <Columns importId={importId} file={file} preview={preview.data} />
      <Rows preview={preview.data} file={file} />
    </>
  );
}

const SHOWN_PROBLEMS = 8;

function PreviewProblems({ preview }: { preview: Preview }) {
  const { check } = useTexts().imports;
  const format = useFormat();
  const checked = format.number(preview.checkedRows);
  const { problems } = preview;
  if (problems.length === 0) return preview.checkedRows > 0 ? <p className={classes.quiet}>{check.noProblems(checked)}</p> : null;
  return (
    <section className={classes.previewProblems}>
      <h3>{check.problemsTitle(format.number(problems.length), checked, problems.length === 1)}</h3>
      <ul>
        {problems.slice(0, SHOWN_PROBLEMS).map((problem) => (
          <li key={`${problem.line} ${problem.column} ${problem.reason}`}>
            {check.line} {format.number(problem.line)}
            {problem.column ? `, ${problem.column}` : ''}: {problem.reason}
          </li>
        ))}
        {problems.length > SHOWN_PROBLEMS && <li>{check.problemsMore(format.number(problems.length - SHOWN_PROBLEMS))}</li>}
      </ul>
      <p className={classes.quiet}>{check.problemsNote}</p>
    </section>
  );
}

const SAMPLES = 3;

function samplesOf(preview: Preview, index: number): string[] {
  const cells = preview.rows.flatMap((row) => row.cells[index]?.trim() || []);
  return [...new Set(cells)].slice(0, SAMPLES);
}

interface ColumnsProps {
  importId: string;
  file: ImportFile;
  preview: Preview;
}

/** A field of the closed list and how it is read, as one choice. */
const keyOf = (field: { key: string; transform: string }) => `${field.key} ${field.transform}`;

function Columns({ importId, file, preview }: ColumnsProps) {
  const { check } = useTexts().imports;
  const toast = useToast();
  const change = useWrite(changeImportFile, { invalidates: [`import:${importId}`] });
  const chosen = (header: string) => {
    const column = Object.hasOwn(file.mapping, header) ? file.mapping[header] : undefined;
    return column?.field ? keyOf({ key: column.field, transform: column.transform ?? 'line' }) : '';
  };
  const choose = (header: string, value: string) => {
    const target = preview.fields.find((field) => keyOf(field) === value);
    const rest = Object.entries(file.mapping).filter(([other]) => other !== header);
    const mapping = Object.fromEntries(target ? [...rest, [header, { field: target.key, transform: target.transform }]] : rest);
    change.mutateAsync({ id: importId, fileId: file.id, mapping }).catch(toast.problem);
  };
  const nothing = Object.values(file.mapping).every((column) => column.field === null);
  return (
    <section aria-label={check.columnsTitle}>
      <h3 className={classes.part}>{check.columnsTitle}</h3>
      {nothing && <p role="status">{check.notMapped}</p>}
      <table className={classes.mapping}>
        <thead>
          <tr>
            <th>{check.column}</th>
            <th>{check.samples}</th>
            <th>{check.target}</th>
          </tr>
        </thead>
        <tbody>
          {file.headers.map((header, index) => (
            <tr key={header}>
              <th scope="row">{header}</th>
              <td className={classes.samples}>{samplesOf(preview, index).join(' · ') || check.empty}</td>
              <td>
                <NativeSelect
                  size="xs"
                  aria-label={check.targetOf(header)}
                  value={chosen(header)}
                  disabled={change.isPending}
                  onChange={(event) => choose(header, event.currentTarget.value)}
                  data={[
                    { value: '', label: check.ignore },
                    ...preview.fields.map((field) => ({ value: keyOf(field), label: field.label })),
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.quiet}>{check.remembered}</p>
    </section>
  );
}

const SHOWN_ROWS = 8;

function Rows({ preview, file }: { preview: Preview; file: ImportFile }) {
  const texts = useTexts().imports;
  const format = useFormat();
  const mapped = new Set(
    Object.values(file.mapping).flatMap((column) => (column.field && column.role !== 'externalId' ? [column.field] : [])),
  );
  const fields = [...mapped].map((key) => ({ key, label: preview.fields.find((field) => field.key === key)?.label ?? key }));
  if (fields.length === 0 || preview.rows.length === 0) return null;
  return (
    <>
      <h3 className={classes.part}>{texts.check.previewTitle}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={texts.check.previewTitle}>
        <table className={classes.rows}>
          <thead>
            <tr>
              <th>{texts.check.line}</th>
              {fields.map((field) => (
                <th key={field.key}>{field.label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.slice(0, SHOWN_ROWS).map((row) => (
              <tr
                key={row.line}
                data-bad={row.problems.length > 0 || undefined}
                title={row.problems.map((problem) => problem.reason).join('\n') || undefined}
              >
                <td className={classes.quiet}>{format.number(row.line)}</td>
                {fields.map((field) => (
                  <td key={field.key}>{shownValue(row.values[field.key], { format, texts }).slice(0, 120)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
