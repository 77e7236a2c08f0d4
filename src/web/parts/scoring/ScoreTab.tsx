import { Button, Group, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { activateModel, discardModel, draftModel, getModel } from '#modules/scoring/contract/model.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { LabelMatrix } from './LabelMatrix.tsx';
import { ModelDraft } from './ModelDraft.tsx';
import classes from './scoring.module.css';

type Read = OutputOf<typeof getModel>;
export type ModelVersion = NonNullable<Read['version']>;
const TOPICS = ['score'];

/** What behaviour is worth, and which labels hand a lead to Sales. */
export function ScoreTab() {
  const texts = useTexts().scoring.model;
  const { profile } = useTexts().scoring;
  const [number, setNumber] = useState<number | null>(null);
  const [writing, setWriting] = useState(false);
  const { data, error, refetch } = useRead(getModel, number === null ? {} : { number }, { topics: ['score', 'contact'], keep: true });
  const version = data?.version;
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data || !version) return null;
  if (writing) return <ModelDraft key={version.id} version={version} labels={data.labels} onDone={() => setWriting(false)} />;
  return (
    <div className={classes.section}>
      <div className={classes.row}>
        <strong>{version.name}</strong>
        <Mark>{texts.statuses[version.status]}</Mark>
        <span className={classes.quiet}>{profile.version(String(version.number))}</span>
      </div>
      <p className={classes.quiet}>{texts.lead}</p>
      <Actions read={data} version={version} onWrite={() => setWriting(true)} onShow={setNumber} />
      <section className={classes.section} aria-label={texts.threshold}>
        <h2 className={classes.heading}>{texts.threshold}</h2>
        <LabelMatrix labels={data.labels} over={version.handoffLabels} />
        <p className={classes.quiet}>{texts.thresholdHelp}</p>
      </section>
      <Rules version={version} />
      {data.versions.length > 1 && (
        <NativeSelect
          w={280}
          aria-label={profile.version('')}
          value={String(version.number)}
          onChange={(event) => setNumber(Number(event.currentTarget.value))}
          data={data.versions.map((one) => ({
            value: String(one.number),
            label: `${profile.version(String(one.number))} · ${texts.statuses[one.status]}`,
          }))}
        />
      )}
    </div>
  );
}

function Rules({ version }: { version: ModelVersion }) {
  const texts = useTexts().scoring.model;
  const format = useFormat();
  const { columns } = texts;
  const orNone = (value: number | null) => (value === null ? '–' : format.number(value));
  return (
    <section className={classes.section}>
      <h2 className={classes.heading}>{texts.rules}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroll} aria-label={texts.rules} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{columns.rule}</th>
              <th scope="col" data-number>
                {columns.points}
              </th>
              <th scope="col">{columns.halfLife}</th>
              <th scope="col" data-number>
                {columns.cap}
              </th>
              <th scope="col" data-number>
                {columns.daily}
              </th>
              <th scope="col">{columns.group}</th>
            </tr>
          </thead>
          <tbody>
            {version.rules.map((rule) => (
              <tr key={rule.id}>
                <td>{rule.label}</td>
                <td data-number>{format.number(rule.points)}</td>
                <td>{rule.halfLifeDays === null ? texts.never : texts.days(format.number(rule.halfLifeDays))}</td>
                <td data-number>{orNone(rule.cap)}</td>
                <td data-number>{orNone(rule.dailyCap)}</td>
                <td>{rule.group ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={classes.quiet}>
        {[...version.groups.map(({ name, cap }) => texts.groupCap(name, format.number(cap))), texts.opens].join(' · ')}
      </p>
    </section>
  );
}

interface ActionsProps {
  read: Read;
  version: ModelVersion;
  onWrite: () => void;
  onShow: (number: number | null) => void;
}

function Actions({ read, version, onWrite, onShow }: ActionsProps) {
  const { model: texts, profile } = useTexts().scoring;
  const toast = useToast();
  const options = { invalidates: TOPICS };
  const begin = useWrite(draftModel, options);
  const discard = useWrite(discardModel, options);
  const activate = useWrite(activateModel, options);
  const draft = read.versions.find(({ status }) => status === 'draft');
  const here = draft?.id === version.id;
  const count = async () => {
    if (!(await confirm({ title: texts.activateTitle, body: texts.activateBody, action: texts.activate }))) return;
    await activate.mutateAsync({ id: version.id });
    onShow(null);
    toast.done(texts.activated);
  };
  const away = async () => {
    if (!(await confirm({ title: texts.discardTitle, body: texts.discardBody, action: texts.discard, danger: true }))) return;
    await discard.mutateAsync({ id: version.id });
    onShow(null);
  };
  const next = async () => onShow(draft ? draft.number : (await begin.mutateAsync({})).number);
  return (
    <Group gap="sm">
      {here && read.mayActivate && <Button onClick={() => void count().catch(toast.problem)}>{texts.activate}</Button>}
      {here && read.mayWrite && (
        <>
          <Button variant="default" onClick={onWrite}>
            {texts.edit}
          </Button>
          <Button variant="default" onClick={() => void away().catch(toast.problem)}>
            {texts.discard}
          </Button>
        </>
      )}
      {!here && (draft || read.mayWrite) && (
        <Button variant="default" onClick={() => void next().catch(toast.problem)}>
          {draft ? `${profile.version(String(draft.number))} · ${texts.statuses.draft}` : texts.next}
        </Button>
      )}
    </Group>
  );
}
