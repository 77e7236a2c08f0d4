import { Anchor, Button, Group, NativeSelect, Progress } from '@mantine/core';
import { useState } from 'react';
import { discardModel, draftModel, getModel, signModel } from '#modules/scoring/contract/model.ts';
import { PARTIES } from '#modules/scoring/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { LabelMatrix } from './LabelMatrix.tsx';
import { ModelDraft } from './ModelDraft.tsx';
import { BACKTEST, ScoreBacktest } from './ScoreBacktest.tsx';
import { ScoreDifference } from './ScoreDifference.tsx';
import { ScoreRules } from './ScoreRules.tsx';
import classes from './scoring.module.css';

type Read = OutputOf<typeof getModel>;
export type ModelVersion = NonNullable<Read['version']>;
const TOPICS = ['score'];

/** What behaviour is worth, what each label does, and what it would have done with past leads. */
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
      <Standing version={version} mayWrite={data.mayWrite} />
      <p className={classes.quiet}>{texts.lead}</p>
      <Actions read={data} version={version} onWrite={() => setWriting(true)} onShow={setNumber} />
      <Run run={data.run} />
      {data.difference && <ScoreDifference difference={data.difference} />}
      <section className={classes.section} aria-label={texts.threshold}>
        <h2 className={classes.heading}>{texts.threshold}</h2>
        <Scroll label={texts.threshold}>
          <LabelMatrix labels={data.labels} handoffLabels={version.handoffLabels} neverLabels={version.neverLabels} />
        </Scroll>
        <p className={classes.quiet}>{texts.thresholdHelp}</p>
      </section>
      <ScoreRules version={version} />
      <ScoreBacktest version={version} mayWrite={data.mayWrite} onDrafted={setNumber} />
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

const isOpen = (status: ModelVersion['status']) => status === 'draft' || status === 'signed_by_one';

function Standing({ version, mayWrite }: { version: ModelVersion; mayWrite: boolean }) {
  const { model: texts, profile } = useTexts().scoring;
  return (
    <div>
      <div className={classes.row}>
        <strong>{version.name}</strong>
        <Mark>{texts.statuses[version.status]}</Mark>
        <span className={classes.quiet}>
          {profile.version(String(version.number))}
          {version.restoredFrom !== null && ` · ${texts.restored(String(version.restoredFrom))}`}
        </span>
      </div>
      {isOpen(version.status) || version.signatures.length > 0 ? (
        <div className={classes.row}>
          {PARTIES.map((party) => {
            const signature = version.signatures.find((one) => one.party === party);
            return (
              <span key={party}>
                <Side side={party} /> {signature ? profile.signedBy(signature.member.name) : profile.notSigned}
              </span>
            );
          })}
        </div>
      ) : (
        version.number === 1 && (
          <p className={classes.quiet}>
            {texts.starter}{' '}
            {mayWrite && (
              <Anchor href={`#${BACKTEST}`} inherit>
                {texts.calibrate}
              </Anchor>
            )}
          </p>
        )
      )}
    </div>
  );
}

function Run({ run }: { run: Read['run'] }) {
  const texts = useTexts().scoring.model;
  const format = useFormat();
  if (!run) return null;
  const words = texts.running(format.number(run.done), format.number(run.total));
  return (
    <div role="status">
      <p className={classes.quiet}>{words}</p>
      <Progress value={run.total > 0 ? (100 * run.done) / run.total : 100} aria-label={words} />
    </div>
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
  const sign = useWrite(signModel, options);
  const draft = read.versions.find(({ status }) => isOpen(status));
  const here = draft?.id === version.id;
  const { signsFor, mayWrite } = read;
  const unsigned = signsFor && here && !version.signatures.some(({ party }) => party === signsFor);
  const doSign = async () => {
    if (!(await confirm({ title: texts.signTitle, body: texts.signBody, action: profile.signAction }))) return;
    const { status } = await sign.mutateAsync({ id: version.id, contentHash: version.contentHash });
    toast.done(status === 'active' ? texts.counts : texts.signedByOne);
    if (status === 'active') onShow(null);
  };
  const away = async () => {
    if (!(await confirm({ title: texts.discardTitle, body: texts.discardBody, action: texts.discard, danger: true }))) return;
    await discard.mutateAsync({ id: version.id });
    onShow(null);
  };
  const next = async (from?: number) => onShow((await begin.mutateAsync(from === undefined ? {} : { from })).number);
  return (
    <Group gap="sm">
      {unsigned && signsFor && <Button onClick={() => void doSign().catch(toast.problem)}>{profile.sign[signsFor]}</Button>}
      {here && mayWrite && (
        <>
          <Button variant="default" onClick={onWrite}>
            {texts.edit}
          </Button>
          <Button variant="default" onClick={() => void away().catch(toast.problem)}>
            {texts.discard}
          </Button>
        </>
      )}
      {!here && draft && (
        <Button variant="default" onClick={() => onShow(draft.number)}>
          {`${profile.version(String(draft.number))} · ${texts.statuses[draft.status]}`}
        </Button>
      )}
      {!draft && mayWrite && (
        <Button
          variant="default"
          onClick={() => void next(version.status === 'superseded' ? version.number : undefined).catch(toast.problem)}
        >
          {version.status === 'superseded' ? texts.takeUp : texts.next}
        </Button>
      )}
    </Group>
  );
}
