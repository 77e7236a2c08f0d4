import { Alert, Button, Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../../api.ts';
import { refresh } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { DropZone } from '../../parts/imports/DropZone.tsx';
import classes from '../../parts/imports/imports.module.css';
import { MOST_FILES, type Sending, sendFiles, tablesOf } from '../../parts/imports/upload.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

interface Upload {
  files: number;
  sent: number;
  all: number;
}

/** Files in; then on to the import, where they are checked before anything is written. */
export function NewImportScreen() {
  const texts = useTexts().imports;
  const { choose } = texts;
  const format = useFormat();
  const go = useGo();
  const client = useQueryClient();
  const [upload, setUpload] = useState<Upload | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const sending = useRef<Sending | null>(null);
  useEffect(() => () => sending.current?.cancel(), []);

  const start = async (given: File[], fromFolder: boolean) => {
    const files = fromFolder ? tablesOf(given) : given;
    const left = given.length - files.length;
    setProblem(null);
    setSaid(left > 0 ? choose.leftOut(format.number(left), left === 1) : null);
    if (files.length === 0) return setSaid(choose.none);
    if (files.length > MOST_FILES) return setSaid(choose.tooMany(format.number(files.length), format.number(MOST_FILES)));
    setUpload({ files: files.length, sent: 0, all: files.reduce((sum, file) => sum + file.size, 0) });
    sending.current = sendFiles(files, (sent, all) => setUpload({ files: files.length, sent, all }));
    try {
      const { id } = await sending.current.answer;
      sending.current = null;
      await refresh(client, ['import']);
      go(paths.import(id), { replace: true });
    } catch (error) {
      setUpload(null);
      if (!(error instanceof ApiProblem && error.code === 'cancelled')) setProblem(error);
    }
  };

  return (
    <Page title={choose.title} lead={choose.lead} crumbs={[{ title: texts.title, to: paths.imports() }]} narrow>
      {problem !== null && <ProblemNotice problem={problem} />}
      {said && (
        <Alert variant="outline" role="status" mb={12}>
          {said}
        </Alert>
      )}
      {upload ? <Uploading upload={upload} onCancel={() => sending.current?.cancel()} /> : <DropZone onFiles={start} />}
      <ul className={classes.hints}>
        <li>{choose.known}</li>
        <li>{choose.safe}</li>
      </ul>
    </Page>
  );
}

function Uploading({ upload, onCancel }: { upload: Upload; onCancel: () => void }) {
  const { choose } = useTexts().imports;
  const format = useFormat();
  const sent = upload.all === 0 ? 1 : upload.sent / upload.all;
  return (
    <section className={classes.uploading} aria-live="polite">
      <p className={classes.dropTitle}>{sent < 1 ? choose.uploading(format.number(upload.files), upload.files === 1) : choose.looking}</p>
      <Progress
        value={sent * 100}
        striped={sent >= 1}
        animated={sent >= 1}
        aria-label={choose.uploading(format.number(upload.files), upload.files === 1)}
      />
      <div className={classes.line}>
        <span className={classes.quiet}>{choose.sent(format.size(upload.sent), format.size(upload.all))}</span>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          {choose.cancel}
        </Button>
      </div>
    </section>
  );
}
