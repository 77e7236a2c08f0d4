import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { getProfile, previewProfile } from '#modules/scoring/contract/profile.ts';
import { type CriterionInput, PARTIES } from '#modules/scoring/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ArguedDraft } from './ArguedDraft.tsx';
import { CriteriaWords } from './CriteriaWords.tsx';
import { Clashes, LiftOf, SpreadOf, WonByFit } from './Evidence.tsx';
import type { Tested } from './evidence.ts';
import { OwnSide } from './OwnSide.tsx';
import { ProfileActions } from './ProfileActions.tsx';
import { ProfileDraft } from './ProfileDraft.tsx';
import { ProfileGaps } from './ProfileGaps.tsx';
import profile from './profile.module.css';
import classes from './scoring.module.css';
import { type OpenedPeople, TestedPeople } from './TestedPeople.tsx';
import { VersionCompare } from './VersionCompare.tsx';

export type ProfileRead = OutputOf<typeof getProfile>;
export type ProfileVersion = NonNullable<ProfileRead['version']>;

/** The ideal customer: criteria with their weights, both signatures, what the past says of them, and how the people there are fit it. */
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
      <ProfileActions read={data} version={version} onWrite={() => setWriting(true)} onShow={setNumber} />
      {version.note && version.drafting !== 'argued' && <p className={classes.note}>{version.note}</p>}
      {version.drafting === 'apart' ? (
        <OwnSide key={version.id} versionId={version.id} />
      ) : version.drafting === 'argued' && isDraft(version) ? (
        <ArguedDraft key={version.id} version={version} />
      ) : (
        <Body read={data} version={version} />
      )}
      {data.versions.length > 1 && (
        <>
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
          <VersionCompare key={data.versions[0]?.number} numbers={data.versions.map((one) => one.number)} />
        </>
      )}
    </div>
  );
}

export const isDraft = ({ status }: Pick<ProfileVersion, 'status'>) => status === 'draft' || status === 'signed_by_one';

/** From so many days before the review day on, the screen says so. */
const SOON_DAYS = 14;

function Standing({ version }: { version: ProfileVersion }) {
  const texts = useTexts().scoring.profile;
  const { review, from } = useTexts().profile;
  const format = useFormat();
  const left = version.reviewInDays;
  return (
    <div className={classes.section}>
      {version.reviewDue && <p className={profile.due}>{review.due}</p>}
      {version.status === 'active' && left !== null && left > 0 && left <= SOON_DAYS && (
        <p className={profile.soon}>{review.soon(format.number(left))}</p>
      )}
      <div className={classes.row}>
        <strong>{version.name}</strong>
        <Mark>{texts.statuses[version.status]}</Mark>
        <span className={classes.quiet}>
          {texts.version(String(version.number))}
          {version.takenFrom !== null && ` · ${from(String(version.takenFrom))}`}
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
    </div>
  );
}

function Body({ read, version }: { read: ProfileRead; version: ProfileVersion }) {
  const { scoring, profile: more } = useTexts();
  const texts = scoring.profile;
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedPeople | null>(null);
  const { data: tested } = useRead(previewProfile, { id: version.id }, { topics: ['profile'], fresh: 120_000 });
  const criteria = version.criteria.map(({ id: _id, problem: _problem, ...criterion }) => criterion);
  const draft = isDraft(version);
  const spread = draft ? tested?.spread : read.spread;
  return (
    <div className={classes.columns}>
      <Criteria version={version} criteria={criteria} tested={tested} open={setOpened} />
      <div className={classes.section}>
        {spread && (
          <SpreadOf title={draft ? texts.wouldFit : texts.spread} spread={spread} {...(draft ? {} : { unscored: read.spread.unscored })} />
        )}
        {draft && tested?.sample && <p className={classes.quiet}>{more.evidence.sampled(format.number(tested.n))}</p>}
        {tested && <WonByFit tested={tested} criteria={criteria} open={setOpened} />}
        <ProfileGaps versionId={version.id} />
      </div>
      <TestedPeople opened={opened} onClose={() => setOpened(null)} />
    </div>
  );
}

interface CriteriaProps {
  version: ProfileVersion;
  criteria: readonly CriterionInput[];
  tested: Tested | undefined;
  open: (people: OpenedPeople) => void;
}

function Criteria({ version, criteria, tested, open }: CriteriaProps) {
  const texts = useTexts().scoring.profile;
  const format = useFormat();
  const whole = criteria.filter(({ kind }) => kind === 'weighted').reduce((sum, { weight }) => sum + weight, 0);
  return (
    <section className={classes.section} aria-label={texts.criteria}>
      <h2 className={classes.heading}>{texts.criteria}</h2>
      {tested && <Clashes clashes={tested.clashes} labels={criteria.map(({ label }) => label)} />}
      <ul className={classes.list}>
        {version.criteria.map((criterion, place) => {
          const [plain, result] = [criteria[place], tested?.criteria[place]];
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
              {plain && result && <LiftOf result={result} criterion={plain} open={open} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
