import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { changeImportFile, type previewImportFile } from '#modules/imports/contract.ts';
import { type ImportFile, OWN_FIELDS_OF } from '#modules/imports/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './imports.module.css';
import { NewField } from './NewField.tsx';

type Preview = OutputOf<typeof previewImportFile>;

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

/** Chosen where a column is to become a field that does not exist yet. */
const NEW = 'new';

/** The columns of a file and where each of them goes. */
export function Columns({ importId, file, preview }: ColumnsProps) {
  const { check } = useTexts().imports;
  const toast = useToast();
  const change = useWrite(changeImportFile, { invalidates: [`import:${importId}`] });
  const chosen = (header: string) => {
    const column = Object.hasOwn(file.mapping, header) ? file.mapping[header] : undefined;
    return column?.field ? keyOf({ key: column.field, transform: column.transform ?? 'line' }) : '';
  };
  const mayAdd = useCan('field:write');
  const [adding, setAdding] = useState<string | null>(null);
  const owner = file.entity && OWN_FIELDS_OF[file.entity];
  const choose = (header: string, value: string) => {
    if (value === NEW) return setAdding(header);
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
                    ...(owner && mayAdd ? [{ value: NEW, label: check.newField }] : []),
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.quiet}>{check.remembered}</p>
      {owner && adding !== null && (
        <NewField key={adding} importId={importId} file={file} owner={owner} header={adding} onClose={() => setAdding(null)} />
      )}
    </section>
  );
}
