import { Alert, Button, Group } from '@mantine/core';
import { decideFormDifference, downloadFormFile, getFormAnswer, rescueFormAnswer } from '#modules/forms/contract/answers.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { download } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import leads from '../../parts/leads/leads.module.css';
import classes from '../../parts/templates/templates.module.css';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Answer = OutputOf<typeof getFormAnswer>;

/** One answer: what was said, where it differs from the record, where it came from. All of it is shown as text. */
export function AnswerScreen() {
  const { answer: texts, answers, title, suspicions } = useTexts().forms;
  const id = useParam('id');
  const { data, error, refetch } = useRead(getFormAnswer, { id }, { topics: [`form_answer:${id}`, 'contact'] });
  const crumbs = [
    { title, to: paths.forms() },
    { title: answers.title, to: paths.formAnswers(data ? { formId: data.form.id } : {}) },
  ];
  if (!data)
    return (
      <Page title={error ? answers.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={texts.title(data.form.name)}
      crumbs={crumbs}
      narrow
      beside={
        <>
          <When at={data.receivedAt} />
          {data.identified && <Mark>{texts.identified}</Mark>}
        </>
      }
      actions={
        <>
          {data.conversionId && (
            <Button variant="default" component={Go} to={paths.conversions()}>
              {texts.conversion}
            </Button>
          )}
          {data.contact && (
            <Button component={Go} to={paths.contact(data.contact.id)}>
              {data.contact.name}
            </Button>
          )}
        </>
      }
    >
      <div className={classes.column}>
        {data.state === 'aside' && <Aside answer={data} words={data.suspicions.map((one) => suspicions[one])} />}
        {data.rescued && (
          <p className={classes.quiet}>
            {texts.rescuedBy(data.rescued.by?.name ?? '')} <When at={data.rescued.at} />
          </p>
        )}
        {data.differences.length > 0 && <Differences answer={data} />}
        <Said answer={data} />
        <Origin answer={data} />
      </div>
    </Page>
  );
}

function Aside({ answer, words }: { answer: Answer; words: string[] }) {
  const { answer: texts } = useTexts().forms;
  const toast = useToast();
  const may = useCan('conversion:validate');
  const rescue = useWrite(rescueFormAnswer, {
    invalidates: ['form_answer', 'form', 'conversion', 'contact'],
    onDone: () => toast.done(texts.rescued),
  });
  return (
    <Alert color="orange" title={texts.asideTitle}>
      <ul style={{ margin: '0 0 8px', paddingInlineStart: 20 }}>
        {words.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <p>{texts.asideBody}</p>
      {may && (
        <Button
          variant="default"
          loading={rescue.isPending}
          onClick={() => void rescue.mutateAsync({ id: answer.id }).catch(toast.problem)}
        >
          {texts.rescue}
        </Button>
      )}
    </Alert>
  );
}

function Differences({ answer }: { answer: Answer }) {
  const { answer: texts } = useTexts().forms;
  const toast = useToast();
  const may = useCan('record:write');
  const decide = useWrite(decideFormDifference, {
    invalidates: ['form_answer', 'contact'],
    onDone: (_done, { accept }) => toast.done(accept ? texts.taken : texts.left),
  });
  return (
    <section className={classes.panel} aria-label={texts.differences}>
      <h2>{texts.differences}</h2>
      <p className={classes.quiet}>{texts.differencesBody}</p>
      <ul className={classes.checks}>
        {answer.differences.map((one) => (
          <li key={one.id} className={classes.column}>
            <strong>{one.label}</strong>
            <dl className={leads.answers}>
              <dt>{texts.held}</dt>
              <dd style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{one.held ?? texts.nothingHeld}</dd>
              <dt>{texts.given}</dt>
              <dd style={{ overflowWrap: 'anywhere' }}>{one.given}</dd>
            </dl>
            {one.state !== 'open' && (
              <span>
                <Mark>{texts.decided[one.state]}</Mark> {one.decidedBy?.name}
              </span>
            )}
            {one.state === 'open' && may && (
              <Group gap="xs">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={texts.takeOne(one.label)}
                  onClick={() => void decide.mutateAsync({ id: one.id, accept: true }).catch(toast.problem)}
                >
                  {texts.take}
                </Button>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={texts.leaveOne(one.label)}
                  onClick={() => void decide.mutateAsync({ id: one.id, accept: false }).catch(toast.problem)}
                >
                  {texts.leave}
                </Button>
              </Group>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Said({ answer }: { answer: Answer }) {
  const { answer: texts } = useTexts().forms;
  const toast = useToast();
  const isErased = answer.fields.every(({ value }) => value === null) && answer.files.length === 0;
  const wordsOf = ({ kind, value }: Answer['fields'][number]) => {
    if (value === null) return texts.notAnswered;
    return (kind === 'checkbox' || kind === 'consent') && value === 'yes' ? texts.yes : value;
  };
  return (
    <section className={classes.panel} aria-label={texts.said}>
      <h2>{texts.said}</h2>
      {isErased && <p className={classes.quiet}>{texts.erased}</p>}
      <dl className={leads.answers}>
        {answer.fields
          .filter(({ kind }) => kind !== 'file')
          .map((field) => (
            <div key={field.key} style={{ display: 'contents' }}>
              <dt>{field.label}</dt>
              <dd style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>{wordsOf(field)}</dd>
            </div>
          ))}
      </dl>
      {answer.files.map((file) => (
        <Button
          key={file.id}
          variant="default"
          w="fit-content"
          maw="100%"
          onClick={() => void download(downloadFormFile, { id: file.id }).catch(toast.problem)}
        >
          {texts.download(file.name)}
        </Button>
      ))}
    </section>
  );
}

function Origin({ answer }: { answer: Answer }) {
  const { answer: texts } = useTexts().forms;
  const { page, referrer, utm } = answer.origin;
  const lines: [string, string | null | undefined][] = [
    [texts.page, page],
    [texts.referrer, referrer],
    [
      texts.utm,
      Object.entries(utm ?? {})
        .map(([name, value]) => `${name}: ${value}`)
        .join(' · '),
    ],
    [texts.agent, answer.agent],
  ];
  return (
    <section className={classes.panel} aria-label={texts.origin}>
      <h2>{texts.origin}</h2>
      <p className={classes.quiet}>{texts.version(answer.version)}</p>
      <dl className={leads.answers}>
        {lines
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd style={{ overflowWrap: 'anywhere' }}>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
