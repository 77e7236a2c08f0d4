import { Button, FileButton } from '@mantine/core';
import { IconFolder, IconUpload } from '@tabler/icons-react';
import { type ChangeEvent, type DragEvent, useRef, useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import classes from './imports.module.css';
import { droppedFiles } from './upload.ts';

export interface DropZoneProps {
  /** Everything that was chosen; `fromFolder`: other things may lie among it. */
  onFiles: (files: File[], fromFolder: boolean) => void;
}

/** Files by dropping them, by choosing them, or a whole folder. */
export function DropZone({ onFiles }: DropZoneProps) {
  const texts = useTexts().imports.choose;
  const [over, setOver] = useState(false);
  const folder = useRef<HTMLInputElement>(null);
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const { files, fromFolder } = await droppedFiles(event.dataTransfer);
    if (files.length > 0) onFiles(files, fromFolder);
  };
  const chooseFolder = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = '';
    if (files.length > 0) onFiles(files, true);
  };
  return (
    <section
      aria-label={texts.drop}
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconUpload size={28} stroke={1.4} aria-hidden />
      <p className={classes.dropTitle}>{texts.drop}</p>
      <p className={classes.quiet}>{texts.or}</p>
      <div className={classes.buttons}>
        <FileButton multiple accept=".csv,.tsv,.txt,.xlsx,text/csv" onChange={(files) => files.length > 0 && onFiles(files, false)}>
          {(props) => <Button {...props}>{texts.files}</Button>}
        </FileButton>
        <Button variant="default" leftSection={<IconFolder size={16} stroke={1.6} />} onClick={() => folder.current?.click()}>
          {texts.folder}
        </Button>
        <input ref={folder} type="file" hidden multiple onChange={chooseFolder} {...{ webkitdirectory: '' }} data-folder />
      </div>
    </section>
  );
}
