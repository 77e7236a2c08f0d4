import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { createExport, deleteExport, downloadExport, listExports } from '#modules/exports/contract.ts';
import type { WorkspaceExport } from '#modules/exports/schema.ts';
import { download } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

const isUnderWay = ({ state }: WorkspaceExport) => state === 'waiting' || state === 'running';

/** Everything the workspace holds, in files that any program reads: what is in them, and the ones that are there. */
export function ExportScreen() {
  const { settings } = useTexts();
  const texts = settings.exports;
  const toast = useToast();
  const list = useRead(listExports, {}, { topics: ['export'] });
  const create = useWrite(createExport, { invalidates: ['export'] });
  const rows = list.data?.exports;
  const make = (
    <Button
      loading={create.isPending}
      disabled={rows?.some(isUnderWay) ?? false}
      onClick={() => create.mutateAsync({}).catch(toast.problem)}
    >
      {texts.create}
    </Button>
  );
  return (
    <SettingsPage title={settings.sections.export.title} lead={texts.lead} narrow actions={rows?.length === 0 ? undefined : make}>
      <ul className={classes.points}>
        {texts.holds.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {list.error && <ProblemNotice problem={list.error} onRetry={list.refetch} />}
      {rows?.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} actions={make} />}
      {rows && rows.length > 0 && (
        <section>
          <h2 className={classes.heading}>{texts.there}</h2>
          <ul className={classes.sections} aria-label={texts.there}>
            {rows.map((row) => (
              <li key={row.id} className={`${classes.section} ${classes.line}`}>
                <ExportRow row={row} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </SettingsPage>
  );
}

function ExportRow({ row }: { row: WorkspaceExport }) {
  const texts = useTexts().settings.exports;
  const toast = useToast();
  const format = useFormat();
  const remove = useWrite(deleteExport, { invalidates: ['export'], onDone: () => toast.done(texts.deleted) });
  const name = `${format.date(row.createdAt)} ${format.time(row.createdAt)}`;
  const ask = async () => {
    if (await confirm({ title: texts.deleteTitle(name), body: texts.deleteBody, action: texts.delete, danger: true }))
      await remove.mutateAsync({ id: row.id }).catch(toast.problem);
  };
  return (
    <>
      <div className={classes.grow}>
        <When at={row.createdAt} form="moment" /> {row.createdBy && <span className={classes.quiet}>{texts.by(row.createdBy)}</span>}{' '}
        {row.state === 'failed' && (
          <Mark tone="late" icon={IconAlertTriangle}>
            {texts.failed}
          </Mark>
        )}
        <Standing row={row} />
      </div>
      {!isUnderWay(row) && (
        <div className={classes.line}>
          {row.state === 'done' && (
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconDownload size={16} stroke={1.6} />}
              aria-label={texts.downloadOf(name)}
              onClick={() => download(downloadExport, { id: row.id }).catch(toast.problem)}
            >
              {texts.download}
            </Button>
          )}
          <Button variant="subtle" size="compact-md" loading={remove.isPending} aria-label={texts.deleteOf(name)} onClick={ask}>
            {texts.delete}
          </Button>
        </div>
      )}
    </>
  );
}

/** How far it is, how large it has become, or why it ended. */
function Standing({ row }: { row: WorkspaceExport }) {
  const texts = useTexts().settings.exports;
  const format = useFormat();
  if (row.state === 'waiting' || row.tablesTotal === 0) return <div className={classes.quiet}>{row.problem ?? texts.waiting}</div>;
  if (row.state === 'failed') return <div className={classes.quiet}>{row.problem}</div>;
  const rows = texts.rows(format.number(row.rowsDone), row.rowsDone === 1);
  if (row.state === 'running') {
    const words = texts.progress(format.number(row.tablesDone), format.number(row.tablesTotal));
    return (
      <>
        <Progress size="sm" my={6} value={(row.tablesDone / row.tablesTotal) * 100} aria-label={words} />
        <div className={classes.quiet}>{`${words} · ${rows}`}</div>
      </>
    );
  }
  const facts = [rows, row.sizeBytes && format.size(row.sizeBytes), row.expiresAt && texts.goes(format.date(row.expiresAt))];
  return <div className={classes.quiet}>{facts.filter(Boolean).join(' · ')}</div>;
}
