import { Button, NativeSelect } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { changeImportFile } from '#modules/imports/contract.ts';
import { IMPORT_ENTITIES, type ImportEntity, type ImportFile } from '#modules/imports/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { FileFacts, Findings } from './FileFacts.tsx';
import { FilePreview } from './FilePreview.tsx';
import classes from './imports.module.css';

export interface FileCheckProps {
  importId: string;
  file: ImportFile;
  open: boolean;
  onToggle: () => void;
}

/** One file before it comes in: what it was taken for, how it is written, what is odd; opened, its columns and first rows. */
export function FileCheck({ importId, file, open, onToggle }: FileCheckProps) {
  const texts = useTexts().imports;
  const { check } = texts;
  const toast = useToast();
  const bodyId = useId();
  const change = useWrite(changeImportFile, { invalidates: ['import', `import:${importId}`] });
  const setKind = (value: string) =>
    change.mutateAsync({ id: importId, fileId: file.id, entity: value === '' ? null : (value as ImportEntity) }).catch(toast.problem);
  const readable = file.problem === null;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <li className={classes.file} data-asks={(readable && file.entity === null) || undefined}>
      <div className={classes.fileHead}>
        <div className={classes.fileName}>
          {readable ? (
            <Button
              variant="subtle"
              size="compact-md"
              className={classes.toggle}
              leftSection={<Chevron size={16} stroke={1.8} />}
              aria-expanded={open}
              aria-controls={bodyId}
              aria-label={check.look(file.name)}
              onClick={onToggle}
            >
              {file.name}
            </Button>
          ) : (
            <strong className={classes.fileTitle}>{file.name}</strong>
          )}
          <Taken file={file} />
          <FileFacts file={file} />
        </div>
        {readable && (
          <NativeSelect
            className={classes.kind}
            aria-label={`${check.kind} ${file.name}`}
            value={file.entity ?? ''}
            disabled={change.isPending}
            onChange={(event) => setKind(event.currentTarget.value)}
            data={[
              { value: '', label: check.leaveOut },
              ...IMPORT_ENTITIES.map((entity) => ({ value: entity, label: texts.entities[entity] })),
            ]}
          />
        )}
      </div>
      <Findings file={file} />
      {open && readable && (
        <div id={bodyId} className={classes.fileBody}>
          <FilePreview importId={importId} file={file} />
        </div>
      )}
    </li>
  );
}

function Taken({ file }: { file: ImportFile }) {
  const { check, entities } = useTexts().imports;
  if (file.problem !== null) return null;
  if (file.entity === null) return <strong>{check.unknown}</strong>;
  return <span>{file.recognisedAs ? check.recognised(file.recognisedAs) : check.byHand(entities[file.entity])}</span>;
}
