import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { runImport } from '#modules/imports/contract.ts';
import type { ImportFile, ImportSummary } from '#modules/imports/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { DiscardUpload } from '../../parts/imports/DiscardUpload.tsx';
import { FileCheck } from '../../parts/imports/FileCheck.tsx';
import classes from '../../parts/imports/imports.module.css';
import { useTexts } from '../../texts/texts.ts';
import { Page } from '../../ui/Page.tsx';
import { useToast } from '../../ui/toast.tsx';

const isReadable = (file: ImportFile) => file.problem === null;
const comesIn = (file: ImportFile) => isReadable(file) && file.entity !== null;

/** What the files look like, what each is taken for, and the one button that brings them in. */
export function CheckImport({ found, crumbs }: { found: ImportSummary; crumbs: { title: string; to: string }[] }) {
  const texts = useTexts().imports;
  const format = useFormat();
  const toast = useToast();
  const run = useWrite(runImport, { invalidates: ['import'] });
  const ready = found.files.filter(comesIn).length;
  const left = found.files.filter((file) => isReadable(file) && file.entity === null).length;
  // A single file is looked into at once; of many only those that ask for something.
  const [open, setOpen] = useState<string | null>(
    () =>
      (found.files.find((file) => isReadable(file) && file.entity === null) ?? (found.files.length === 1 ? found.files[0] : undefined))
        ?.id ?? null,
  );
  const actions = (
    <>
      <DiscardUpload found={found} />
      <Button loading={run.isPending} disabled={ready === 0} onClick={() => run.mutateAsync({ id: found.id }).catch(toast.problem)}>
        {texts.check.go(format.number(ready), ready === 1)}
      </Button>
    </>
  );
  return (
    <Page title={found.name} lead={texts.check.lead} crumbs={crumbs} actions={actions}>
      {ready === 0 && left === 0 && <p className={classes.quiet}>{texts.check.nothing}</p>}
      {left > 0 && (
        <Alert variant="outline" mb={12} role="status">
          {texts.check.leftOut(format.number(left), left === 1)}
        </Alert>
      )}
      <ul className={classes.files}>
        {found.files.map((file) => (
          <FileCheck
            key={file.id}
            importId={found.id}
            file={file}
            open={open === file.id}
            onToggle={() => setOpen((before) => (before === file.id ? null : file.id))}
          />
        ))}
      </ul>
    </Page>
  );
}
