import { previewImportFile } from '#modules/imports/contract.ts';
import type { ImportFile } from '#modules/imports/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Columns } from './Columns.tsx';
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
      <Scroll label={texts.check.previewTitle}>
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
      </Scroll>
    </>
  );
}
