import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { getWatchedFolder, setWatchedFolder } from '#modules/imports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Folder = OutputOf<typeof getWatchedFolder>;

/** The folder from which files come in by themselves. */
export function WatchedFolderScreen() {
  const { settings, imports } = useTexts();
  const texts = imports.watched;
  const { data, error, refetch } = useRead(getWatchedFolder, {}, { topics: ['watched_file', 'import'] });
  return (
    <SettingsPage title={settings.sections['watched-folder'].title} lead={texts.lead}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && !data.available && <EmptyState title={texts.unavailable} />}
      {data?.available && (
        <>
          <Rules key={JSON.stringify(data.rules)} folder={data} />
          <Files files={data.files} />
        </>
      )}
    </SettingsPage>
  );
}

function Rules({ folder }: { folder: Folder }) {
  const { settings, imports } = useTexts();
  const texts = imports.watched;
  const toast = useToast();
  const [rules, setRules] = useState(folder.rules);
  const save = useWrite(setWatchedFolder, { invalidates: ['watched_file'], onDone: () => toast.done(settings.saved) });
  const put = (active: boolean) =>
    void save.mutateAsync({ active, rules: rules.filter(({ pattern }) => pattern.trim()) }).catch(toast.problem);
  const change = (at: number, next: Partial<Folder['rules'][number]>) =>
    setRules(rules.map((rule, index) => (index === at ? { ...rule, ...next } : rule)));
  const mappings = [
    { value: '', label: texts.byItself },
    ...folder.mappings.map((one) => ({
      value: one.headerKey,
      label: `${imports.entities[one.entity]}: ${one.columns.slice(0, 4).join(', ')}`,
    })),
  ];
  return (
    <section className={classes.part}>
      <p>
        {texts.folder} <code className={classes.secret}>{folder.folder}</code>
      </p>
      <Switch label={texts.active} checked={folder.active} onChange={(event) => put(event.currentTarget.checked)} />
      <p className={classes.quiet}>{folder.owner ? texts.owner(folder.owner.name) : texts.nobody}</p>
      <h2 className={classes.heading}>{texts.rules}</h2>
      <p className={classes.quiet}>{texts.rulesHelp}</p>
      {rules.map((rule, at) => (
        // The place of a rule is what it is known by: rules are read in order.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={at} className={classes.line} style={{ marginBlockEnd: 8 }}>
          <TextInput
            aria-label={texts.pattern}
            placeholder="invoices-*.csv"
            value={rule.pattern}
            onChange={(event) => change(at, { pattern: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label={texts.mapping}
            data={mappings}
            value={rule.headerKey ?? ''}
            onChange={(event) => change(at, { headerKey: event.currentTarget.value || null })}
          />
          <Button variant="default" onClick={() => setRules(rules.filter((_, index) => index !== at))}>
            {texts.remove}
          </Button>
        </div>
      ))}
      <div className={classes.line}>
        <Button variant="default" onClick={() => setRules([...rules, { pattern: '', headerKey: null }])}>
          {texts.add}
        </Button>
        <Button loading={save.isPending} onClick={() => put(folder.active)}>
          {texts.save}
        </Button>
      </div>
    </section>
  );
}

function Files({ files }: { files: Folder['files'] }) {
  const texts = useTexts().imports.watched;
  const format = useFormat();
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>{texts.files}</h2>
      {files.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      {files.length > 0 && (
        <Scroll label={texts.files}>
          <table className={classes.grid} aria-label={texts.files}>
            <Heads of={[texts.file, texts.state, texts.seen, texts.note]} />
            <tbody>
              {files.map((file) => (
                <tr key={file.id}>
                  <td>
                    {file.importId ? <Go to={paths.import(file.importId)}>{file.name}</Go> : file.name}{' '}
                    <span className={classes.quiet}>{format.size(file.sizeBytes)}</span>
                  </td>
                  <td>
                    <Mark tone={file.state === 'failed' ? 'late' : file.state === 'done' ? 'good' : undefined}>
                      {texts.states[file.state]}
                    </Mark>
                  </td>
                  <td>
                    <When at={file.seenAt} />
                  </td>
                  <td>{file.note ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
