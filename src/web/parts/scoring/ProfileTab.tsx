import { Button, Group, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { discardProfile, draftProfile, getProfile, previewProfile, signProfile } from '#modules/scoring/contract/profile.ts';
import { PARTIES } from '#modules/scoring/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { CriteriaWords } from './CriteriaWords.tsx';
import { ProfileDraft } from './ProfileDraft.tsx';
import classes from './scoring.module.css';

type Read = OutputOf<typeof getProfile>;
export type ProfileVersion = NonNullable<Read['version']>;
const TOPICS = ['profile'];

/** The ideal customer: criteria with their weights, both signatures, and how the people there are fit it. */
export function ProfileTab() {
  const texts = useTexts().scoring.profile;
  const [number, setNumber] = useState<number | null>(null);
  const [writing, setWriting] = useState(false);
  const { data, error, refetch } = useRead(getProfile, number === null ? {} : { number }, { topics: ['profile', 'contact'], keep: true });
  const version = data?.version;
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (!version) return <EmptyState title={texts.none} body={texts.noneBody} />;
  if (writing) return <ProfileDraft key={version.id} version={version} onDone={() => setWriting(false)} />;
  return (
    <div className={classes.section}>
      <Standing version={version} />
      <Actions read={data} version={version} onWrite={() => setWriting(true)} onShow={setNumber} />
      {version.note && <p className={classes.note}>{version.note}</p>}
      <div className={classes.columns}>
        <Criteria version={version} />
        <Spread read={data} version={version} />
      </div>
      {data.versions.length > 1 && (
        <NativeSelect
          w={280}
          aria-label={texts.version('')}
          value={String(version.number)}
          onChange={(event) => setNumber(Number(event.currentTarget.value))}
          data={data.versions.map((one) => ({
            value: String(one.number),
            label: `${texts.version(String(one.number))} · ${texts.statuses[one.status]}`,
          }))}
        />
      )}
    </div>
  );
}

function Standing({ version }: { version: ProfileVersion }) {
  const texts = useTexts().scoring.profile;
  const format = useFormat();
  return (
    <div>
      <div className={classes.row}>
        <strong>{version.name}</strong>
        <Mark>{texts.statuses[version.status]}</Mark>
        <span className={classes.quiet}>
          {texts.version(String(version.number))}
          {version.reviewOn && ` · ${texts.review(format.date(version.reviewOn))}`}
        </span>
      </div>
      <div className={classes.row}>
        {PARTIES.map((party) => {
          const signature = version.signatures.find((one) => one.party === party);
          return (
            <span key={party}>
              <Side side={party} /> {signature ? texts.signedBy(signature.member.name) : texts.notSigned}
            </span>
          );
        })}
      </div>
      {version.reviewDue && <p className={classes.problem}>{texts.reviewDue}</p>}
    </div>
  );
}

function Criteria({ version }: { version: ProfileVersion }) {
  const texts = useTexts().scoring.profile;
  const format = useFormat();
  const draft = version.status === 'draft' || version.status === 'signed_by_one';
  const { data: preview } = useRead(previewProfile, { id: version.id }, { topics: ['profile', 'contact'], when: draft });
  const whole = version.criteria.filter(({ kind }) => kind === 'weighted').reduce((sum, { weight }) => sum + weight, 0);
  return (
    <section className={classes.section} aria-label={texts.criteria}>
      <h2 className={classes.heading}>{texts.criteria}</h2>
      <ul className={classes.list}>
        {version.criteria.map((criterion) => {
          const counts = preview?.criteria.find(({ id }) => id === criterion.id);
          return (
            <li key={criterion.id} className={classes.criterion}>
              <div className={classes.line}>
                <h3 className={classes.name}>{criterion.label}</h3>
                <Mark>
                  {criterion.kind === 'disqualifier' ? texts.disqualifiers : texts.weight(format.percent(criterion.weight / whole))}
                </Mark>
              </div>
              <span>
                <CriteriaWords entity="contact" criteria={criterion.condition} />
              </span>
              {criterion.problem && (
                <p className={classes.problem}>
                  {texts.problem} {criterion.problem}
                </p>
              )}
              {counts && (
                <p className={classes.quiet}>
                  {format.number(counts.met)} {texts.met} · {format.number(counts.unmet)} {texts.unmet} · {format.number(counts.unknown)}{' '}
                  {texts.notKnown}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Spread({ read, version }: { read: Read; version: ProfileVersion }) {
  const texts = useTexts().scoring.profile;
  const format = useFormat();
  const draft = version.status === 'draft' || version.status === 'signed_by_one';
  const { data: preview } = useRead(previewProfile, { id: version.id }, { topics: ['profile', 'contact'], when: draft });
  const spread = draft ? preview?.spread : read.spread;
  if (!spread) return null;
  const bars = (['A', 'B', 'C', 'D'] as const).map((fit) => ({
    id: fit,
    label: fit,
    value: spread[fit],
    text: format.number(spread[fit]),
  }));
  const rest = [
    { id: 'unknown', label: texts.unknown, value: spread.unknown, text: format.number(spread.unknown) },
    ...(draft ? [] : [{ id: 'unscored', label: texts.unscored, value: read.spread.unscored, text: format.number(read.spread.unscored) }]),
  ];
  const n = format.number(preview?.n ?? 0);
  return (
    <section className={classes.section}>
      <Bars title={draft ? texts.wouldFit : texts.spread} columns={['A–D', texts.spread]} bars={[...bars, ...rest]} />
      {draft && preview && <p className={classes.quiet}>{preview.sample ? texts.ofSample(n) : texts.ofPeople(n)}</p>}
    </section>
  );
}

interface ActionsProps {
  read: Read;
  version: ProfileVersion;
  onWrite: () => void;
  onShow: (number: number | null) => void;
}

function Actions({ read, version, onWrite, onShow }: ActionsProps) {
  const texts = useTexts().scoring.profile;
  const toast = useToast();
  const options = { invalidates: TOPICS };
  const begin = useWrite(draftProfile, options);
  const discard = useWrite(discardProfile, options);
  const sign = useWrite(signProfile, options);
  const draft = read.versions.find(({ status }) => status === 'draft' || status === 'signed_by_one');
  const here = draft?.id === version.id;
  const { signsFor } = read;
  const unsigned = signsFor && here && !version.signatures.some(({ party }) => party === signsFor);
  const doSign = async () => {
    if (!(await confirm({ title: texts.signTitle, body: texts.signBody, action: texts.signAction }))) return;
    await sign.mutateAsync({ id: version.id, contentHash: version.contentHash });
    toast.done(texts.signed);
  };
  const away = async () => {
    if (!(await confirm({ title: texts.discardTitle, body: texts.discardBody, action: texts.discard, danger: true }))) return;
    await discard.mutateAsync({ id: version.id });
    onShow(null);
  };
  const next = async () => onShow(draft ? draft.number : (await begin.mutateAsync({})).number);
  return (
    <Group gap="sm">
      {unsigned && signsFor && <Button onClick={() => void doSign().catch(toast.problem)}>{texts.sign[signsFor]}</Button>}
      {read.mayWrite && here && (
        <Button variant="default" onClick={onWrite}>
          {texts.edit}
        </Button>
      )}
      {read.mayWrite && here && version.number > 1 && (
        <Button variant="default" onClick={() => void away().catch(toast.problem)}>
          {texts.discard}
        </Button>
      )}
      {!here && (draft || read.mayWrite) && (
        <Button variant="default" onClick={() => void next().catch(toast.problem)}>
          {draft ? `${texts.version(String(draft.number))} · ${texts.statuses[draft.status]}` : texts.next}
        </Button>
      )}
    </Group>
  );
}
