import { Button } from '@mantine/core';
import { useState } from 'react';
import { discardAgreement, draftAgreement, getAgreement, proposeAgreement, signAgreement } from '#modules/agreements/contract/agreement.ts';
import { getMeasures } from '#modules/agreements/contract/measures.ts';
import { PARTIES } from '#modules/agreements/schema.ts';
import { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { AgreementDraft } from '../../parts/agreements/AgreementDraft.tsx';
import classes from '../../parts/agreements/agreements.module.css';
import { ClauseCard } from '../../parts/agreements/ClauseCard.tsx';
import type { Version } from '../../parts/agreements/clause-draft.ts';
import { MeasureRows, type MeasureRowsProps } from '../../parts/agreements/MeasureRows.tsx';
import { VersionEffect } from '../../parts/agreements/VersionEffect.tsx';
import { VersionHistory } from '../../parts/agreements/VersionHistory.tsx';
import { ReplaySummary } from '../../parts/replays/ReplaySummary.tsx';
import { Accountable } from '../../parts/team/Accountable.tsx';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { monthSoFar } from './period.ts';

const DEFAULTS = { version: 0, tab: 'text' };
const TOPICS = ['agreement', 'calendar', 'workspace'];
type Read = OutputOf<typeof getAgreement>;

/** What the two teams promised each other, in words that follow what runs, and how it is kept. */
export function AgreementScreen() {
  const texts = useTexts().agreement;
  const [state, change] = useUrlState(DEFAULTS);
  const [writing, setWriting] = useState(false);
  const { data, error, refetch } = useRead(getAgreement, state.version > 0 ? { number: state.version } : {}, {
    topics: TOPICS,
    keep: true,
  });
  const version = data?.version ?? null;
  const show = (number: number) => change({ version: number });
  if (version && writing)
    return (
      <Page title={texts.write.title} crumbs={[{ title: texts.title, to: '/agreement' }]}>
        <AgreementDraft key={version.id} version={version} onDone={() => setWriting(false)} />
      </Page>
    );
  return (
    <Page
      title={data ? texts.title : error ? texts.title : undefined}
      beside={version && <Mark>{texts.states[version.state]}</Mark>}
      lead={version && <Standing version={version} accountable={data?.accountable ?? null} />}
      actions={data && <Actions read={data} onWrite={() => setWriting(true)} onShow={show} />}
      {...(version
        ? {
            tabs: (['text', 'history'] as const).map((id) => ({ id, title: texts.tabs[id] })),
            tab: state.tab,
            onTab: (tab: string) => change({ tab }),
          }
        : {})}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && !version && <EmptyState title={texts.none} body={texts.noneBody} />}
      {version && state.tab !== 'history' && <Whole version={version} isNext={(data?.versions.length ?? 0) > 1} />}
      {version && state.tab === 'history' && <VersionHistory key={version.id} version={version} versions={data?.versions ?? []} />}
    </Page>
  );
}

function Standing({ version, accountable }: { version: Version; accountable: Read['accountable'] }) {
  const texts = useTexts().agreement;
  const { duties } = useTexts().shell.nav;
  const format = useFormat();
  const when = version.inForceAt && (version.state === 'waiting' ? texts.from : texts.since)(format.date(version.inForceAt));
  return (
    <>
      {[texts.version(String(version.number)), when].filter(Boolean).join(' · ')}
      <ul className={classes.signatures}>
        {PARTIES.map((party) => {
          const signature = version.signatures.find((one) => one.party === party);
          return (
            <li key={party}>
              <Side side={party} /> {signature ? texts.signedBy(signature.member.name) : texts.notSigned}{' '}
              {signature && <PersonName person={signature.member} words={duties} />}
            </li>
          );
        })}
      </ul>
      <Accountable person={accountable} />
    </>
  );
}

/** States of a version that does not count yet. */
const AHEAD: readonly Version['state'][] = ['draft', 'proposed', 'signed_by_one', 'waiting'];

function Whole({ version, isNext }: { version: Version; isNext: boolean }) {
  const texts = useTexts().agreement;
  const runs = version.state === 'in_force';
  const { data: card } = useRead(getScorecard, monthSoFar(), { topics: ['clock', 'handoff'], when: runs });
  const { data: measured } = useRead(getMeasures, {}, { topics: ['handoff', 'lead', 'activity', 'agreement'], when: runs });
  const [rows, setRows] = useState<Omit<MeasureRowsProps, 'onClose'> | null>(null);
  return (
    <>
      {AHEAD.includes(version.state) && <ReplaySummary versionId={version.id} />}
      {isNext && AHEAD.includes(version.state) && <VersionEffect id={version.id} />}
      {version.note && <p className={classes.note}>{version.note}</p>}
      <div className={classes.sides}>
        {(['marketing', 'sales'] as const).map((party) => {
          const clauses = version.clauses.filter((clause) => clause.party === party);
          return (
            <section key={party} className={classes.side} aria-label={texts.promises[party]}>
              <h2 className={classes.heading}>
                <Side side={party}>{texts.promises[party]}</Side>
              </h2>
              {clauses.length === 0 && <p className={classes.quiet}>{texts.noPromise[party]}</p>}
              <ul className={classes.clauses}>
                {clauses.map((clause) => {
                  const counted = measured?.lines.find(({ lineId }) => lineId === clause.lineId);
                  return (
                    <ClauseCard
                      key={clause.id}
                      clause={clause}
                      line={card?.lines.find(({ lineId }) => lineId === clause.lineId)}
                      measured={counted}
                      onRows={(period) => counted && setRows({ line: counted, period })}
                    />
                  );
                })}
              </ul>
            </section>
          );
        })}
      </div>
      {version.calendars.length > 0 && (
        <section className={classes.annex} aria-label={texts.hours}>
          <h2 className={classes.heading}>{texts.hours}</h2>
          <dl className={classes.hours}>
            {version.calendars.map(({ id, name, text }) => (
              <div key={id}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {rows && <MeasureRows {...rows} onClose={() => setRows(null)} />}
    </>
  );
}

function PastRun({ version }: { version: Version }) {
  const { run } = useTexts().replay;
  return (
    <Button component={Go} to={paths.replays({ version: version.number })} variant="default" className={classes.screenOnly}>
      {run}
    </Button>
  );
}

function Print() {
  const texts = useTexts().agreement;
  return (
    <Button variant="default" className={classes.screenOnly} onClick={() => globalThis.print()}>
      {texts.print}
    </Button>
  );
}

interface ActionsProps {
  read: Read;
  onWrite: () => void;
  onShow: (number: number) => void;
}

function Actions({ read, onWrite, onShow }: ActionsProps) {
  const { version } = read;
  const texts = useTexts().agreement;
  const toast = useToast();
  const options = { invalidates: TOPICS };
  const propose = useWrite(proposeAgreement, options);
  const begin = useWrite(draftAgreement, options);
  const discard = useWrite(discardAgreement, options);
  const unsigned = read.versions.find((one) => ['draft', 'proposed', 'signed_by_one'].includes(one.state));
  if (!version) return null;
  const next = async () => onShow((await begin.mutateAsync({})).number);
  const away = async () => {
    if (!(await confirm({ title: texts.discardTitle, body: texts.discardBody, action: texts.discard, danger: true }))) return;
    await discard.mutateAsync({ id: version.id });
    onShow(0);
  };
  if (unsigned?.id !== version.id) {
    return (
      <>
        {unsigned && (
          <Button variant="default" onClick={() => onShow(unsigned.number)}>
            {`${texts.version(String(unsigned.number))} · ${texts.states[unsigned.state]}`}
          </Button>
        )}
        {!unsigned && read.mayWrite && (
          <Button variant="default" onClick={() => void next().catch(toast.problem)}>
            {texts.next}
          </Button>
        )}
        <PastRun version={version} />
        <Print />
      </>
    );
  }
  return (
    <>
      <Sign read={read} version={version} />
      {read.mayWrite && version.state === 'draft' && (
        <Button onClick={() => void propose.mutateAsync({ id: version.id }).then(() => toast.done(texts.proposed), toast.problem)}>
          {texts.propose}
        </Button>
      )}
      {read.mayWrite && (
        <Button variant="default" onClick={onWrite}>
          {version.state === 'signed_by_one' ? texts.editSigned : texts.edit}
        </Button>
      )}
      {read.mayWrite && version.number > 1 && (
        <Button variant="default" onClick={() => void away().catch(toast.problem)}>
          {texts.discard}
        </Button>
      )}
      <PastRun version={version} />
      <Print />
    </>
  );
}

function Sign({ read, version }: { read: Read; version: Version }) {
  const texts = useTexts().agreement;
  const toast = useToast();
  const sign = useWrite(signAgreement, { invalidates: TOPICS });
  const { signsFor } = read;
  const signed = version.signatures.some((one) => one.party === signsFor);
  if (!signsFor || signed || version.state === 'draft') return null;
  const go = async () => {
    if (!(await confirm({ title: texts.signTitle, body: texts.signBody[version.openClocks], action: texts.signAction }))) return;
    await sign.mutateAsync({ id: version.id, contentHash: version.contentHash });
    toast.done(texts.signed);
  };
  return <Button onClick={() => void go().catch(toast.problem)}>{texts.sign[signsFor]}</Button>;
}
