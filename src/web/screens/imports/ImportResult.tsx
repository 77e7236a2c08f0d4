import { Alert, Anchor, Button, Progress } from '@mantine/core';
import { runImport, stopImport, undoImport } from '#modules/imports/contract.ts';
import type { ImportEntity, ImportFile, ImportSummary } from '#modules/imports/schema.ts';
import { OUTCOMES } from '#modules/imports/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { DiscardUpload } from '../../parts/imports/DiscardUpload.tsx';
import { FileProgress } from '../../parts/imports/FileProgress.tsx';
import classes from '../../parts/imports/imports.module.css';
import { ProblemRows } from '../../parts/imports/ProblemRows.tsx';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { useToast } from '../../ui/toast.tsx';
import { StateMark } from './ImportsScreen.tsx';

export interface ImportResultProps {
  found: ImportSummary;
  crumbs: { title: string; to: string }[];
}

/** How far an import is and what became of every row, live. */
export function ImportResult({ found, crumbs }: ImportResultProps) {
  const texts = useTexts().imports;
  const format = useFormat();
  const { result } = texts;
  const busy = found.state === 'running' || found.state === 'stopping';
  return (
    <Page title={found.name} beside={<StateMark state={found.state} />} crumbs={crumbs} actions={<Actions found={found} />}>
      {found.state === 'stopped' && <Notice>{result.stopped}</Notice>}
      {found.state === 'undone' && <Notice>{result.undone}</Notice>}
      {found.state === 'undoing' && <Notice>{result.undoing}</Notice>}
      {found.problem && <Notice>{found.problem}</Notice>}
      {busy && <Whole found={found} />}
      {found.state === 'done' && <Next found={found} />}
      <section className={classes.part} aria-label={result.total(format.number(found.totals.rows))}>
        <Figures>
          {OUTCOMES.map((outcome) => (
            <Figure
              key={outcome}
              label={texts.outcomes[outcome]}
              value={format.number(found.totals[outcome])}
              definition={texts.outcomeHelp[outcome]}
            />
          ))}
          <Figure label={texts.columns.rows} value={format.number(found.totals.rows)} definition={result.adds} />
        </Figures>
      </section>
      <Files found={found} />
      <Notes found={found} />
      <ProblemRows found={found} />
    </Page>
  );
}

function Notice({ children }: { children: string }) {
  return (
    <Alert variant="outline" mb={12} role="status">
      {children}
    </Alert>
  );
}

function Actions({ found }: { found: ImportSummary }) {
  const { result } = useTexts().imports;
  const toast = useToast();
  const about = { invalidates: ['import'] };
  const run = useWrite(runImport, about);
  const stop = useWrite(stopImport, about);
  const undo = useWrite(undoImport, about);
  const takeOut = async () => {
    if (await confirm({ title: result.undoTitle, body: result.undoBody, action: result.undoAction, danger: true }))
      await undo.mutateAsync({ id: found.id }).catch(toast.problem);
  };
  const ended = found.state === 'done' || found.state === 'stopped' || found.state === 'failed';
  const isThere = found.files.every((file) => file.finished || !file.discarded);
  const resumable = (found.state === 'stopped' || found.state === 'failed') && isThere;
  const over = ended || found.state === 'undone';
  return (
    <>
      {over && <DiscardUpload found={found} />}
      {ended && (
        <Button variant="default" loading={undo.isPending} onClick={takeOut}>
          {result.undo}
        </Button>
      )}
      {found.state === 'running' && (
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutateAsync({ id: found.id }).catch(toast.problem)}>
          {result.stop}
        </Button>
      )}
      {resumable && (
        <Button loading={run.isPending} onClick={() => run.mutateAsync({ id: found.id }).catch(toast.problem)}>
          {result.goOn}
        </Button>
      )}
    </>
  );
}

/** Rows of the whole import: those of files that are through as they are, of the others as they seem. */
const expected = (file: ImportFile) => (file.finished ? file.rows : Math.max(file.expectedRows ?? 0, file.rows));

function Whole({ found }: { found: ImportSummary }) {
  const { result } = useTexts().imports;
  const format = useFormat();
  const all = found.files.reduce((sum, file) => sum + expected(file), 0);
  const exact = found.files.every((file) => file.finished || file.rowsCounted);
  const words = (exact ? result.progress : result.progressAbout)(format.number(found.totals.rows), format.number(all));
  return (
    <section className={classes.part}>
      <Progress value={all === 0 ? 0 : (found.totals.rows / all) * 100} aria-label={words} />
      <p className={classes.quiet}>{words}</p>
    </section>
  );
}

function Files({ found }: { found: ImportSummary }) {
  const texts = useTexts().imports;
  return (
    <section className={classes.part}>
      <table className={classes.progress}>
        <thead>
          <tr>
            <th>{texts.result.file}</th>
            <th>{texts.result.all}</th>
            {OUTCOMES.map((outcome) => (
              <th key={outcome}>{texts.outcomes[outcome]}</th>
            ))}
            <th>{texts.result.mend}</th>
          </tr>
        </thead>
        <tbody>
          {found.files.map((file) => (
            <FileProgress key={file.id} importId={found.id} file={file} expected={expected(file)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What was found about whole files while they were read. */
function Notes({ found }: { found: ImportSummary }) {
  const { result } = useTexts().imports;
  const told = found.files.filter((file) => file.notes.length > 0);
  if (told.length === 0) return null;
  return (
    <section className={classes.part} aria-label={result.notes}>
      <h2 className={classes.heading}>{result.notes}</h2>
      <dl className={classes.notes}>
        {told.map((file) => (
          <div key={file.id}>
            <dt>{file.name}</dt>
            {file.notes.map((note) => (
              <dd key={note}>{note}</dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Where the records of a file are looked at; a lead's file makes people as well. */
const LISTS = {
  lead: () => paths.leads(),
  contact: () => paths.contacts(),
  company: () => paths.companies(),
  deal: () => paths.deals(),
  campaign: () => paths.campaigns(),
} as const;

/** What is looked through for duplicates. */
const PEOPLE: readonly ImportEntity[] = ['lead', 'contact', 'company', 'vendor'];

function Next({ found }: { found: ImportSummary }) {
  const { result } = useTexts().imports;
  const brought = new Set<ImportEntity | null>(
    found.files.filter((file) => file.created + file.updated + file.merged > 0).map((file) => file.entity),
  );
  if (brought.has('lead')) brought.add('contact').add('company');
  const lists = (Object.keys(LISTS) as (keyof typeof LISTS)[]).filter((entity) => brought.has(entity));
  if (brought.size === 0) return null;
  return (
    <section className={classes.part} aria-label={result.next}>
      <div className={classes.next}>
        <Button component={Go} to={paths.lastYear()}>
          {result.truth}
        </Button>
        {lists.map((entity) => (
          <Button key={entity} variant="default" component={Go} to={LISTS[entity]()}>
            {result.lists[entity]}
          </Button>
        ))}
      </div>
      {PEOPLE.some((entity) => brought.has(entity)) && (
        <p className={classes.quiet}>
          {result.duplicates}{' '}
          <Anchor component={Go} to={paths.duplicates()} underline="always">
            {result.toDuplicates}
          </Anchor>
        </p>
      )}
    </section>
  );
}
