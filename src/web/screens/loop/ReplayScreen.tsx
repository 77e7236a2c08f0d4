import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { deleteReplay, getReplay, listReplays, startReplay } from '#modules/replays/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import type { OpenRows } from '../../parts/replays/ReplayLines.tsx';
import { ReplayResult } from '../../parts/replays/ReplayResult.tsx';
import { ReplayRows } from '../../parts/replays/ReplayRows.tsx';
import classes from '../../parts/replays/replays.module.css';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const DEFAULTS = { version: 0, replay: '', beside: '', of: '', line: '', states: [] as string[], band: '', climbed: '' };
type Runs = OutputOf<typeof listReplays>;
type Change = (to: Partial<typeof DEFAULTS>) => void;

/** Any version of the agreement over any past period, alone or beside another one. */
export function ReplayScreen() {
  const { replay: texts, shell } = useTexts();
  const [state, change] = useUrlState(DEFAULTS);
  const { data, error, refetch } = useRead(listReplays, {}, { topics: ['replay', 'agreement'], keep: true });
  const { data: agreement } = useRead(getAgreement, {}, { topics: ['agreement'] });
  const number = state.version || agreement?.version?.number || 0;
  const shown = state.replay || (data?.items.find(({ versionNumber }) => versionNumber === number) ?? data?.items[0])?.id || '';
  const open =
    (of: string): OpenRows =>
    (line, { states = [], band = '', climbed = '' }) =>
      change({ of, line: line.lineId, states, band, climbed }, { push: true });
  return (
    <Page title={texts.title} lead={texts.lead} crumbs={[{ title: shell.nav.agreement, to: paths.agreement() }]}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && agreement && data.historySince !== null && (
        <Ask runs={data} versions={agreement.versions} number={number} onStarted={(id) => change({ replay: id, line: '' })} />
      )}
      {data && data.items.length === 0 && (
        <EmptyState title={texts.none} body={data.historySince === null ? texts.noHistory : texts.noneBody} />
      )}
      {data && data.items.length > 0 && <Choose runs={data} shown={shown} beside={state.beside} change={change} />}
      <div className={state.beside ? classes.two : classes.section}>
        {[shown, state.beside].filter(Boolean).map((id) => (
          <One key={id} id={id} onOpen={open(id)} />
        ))}
      </div>
      {state.line && state.of && <Opened state={state} />}
    </Page>
  );
}

function Ask({
  runs,
  versions,
  number,
  onStarted,
}: {
  runs: Runs;
  versions: OutputOf<typeof getAgreement>['versions'];
  number: number;
  onStarted: (id: string) => void;
}) {
  const { replay: texts, agreement } = useTexts();
  const toast = useToast();
  const [chosen, setChosen] = useState(number);
  const [days, setDays] = useState(runs.usual);
  const start = useWrite(startReplay, { invalidates: ['replay'] });
  const version = versions.find((one) => one.number === chosen) ?? versions[0];
  const go = async () => {
    if (!version) return;
    const { id } = await start.mutateAsync({ id: version.id, ...days });
    toast.done(texts.started);
    onStarted(id);
  };
  return (
    <div className={classes.choice}>
      <NativeSelect
        label={texts.version}
        value={String(version?.number ?? '')}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
        data={versions.map((one) => ({
          value: String(one.number),
          label: `${agreement.version(String(one.number))} · ${agreement.states[one.state]}`,
        }))}
      />
      <TextInput
        type="date"
        label={texts.from}
        value={days.from}
        onChange={(event) => setDays({ ...days, from: event.currentTarget.value })}
      />
      <TextInput type="date" label={texts.to} value={days.to} onChange={(event) => setDays({ ...days, to: event.currentTarget.value })} />
      <Button onClick={() => void go().catch(toast.problem)} loading={start.isPending}>
        {texts.start}
      </Button>
    </div>
  );
}

function Choose({ runs, shown, beside, change }: { runs: Runs; shown: string; beside: string; change: Change }) {
  const { replay: texts, agreement } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const mayWrite = useCan('agreement:write');
  const put = useWrite(deleteReplay, { invalidates: ['replay'] });
  const choices = runs.items.map((run) => ({
    value: run.id,
    label: `${agreement.version(String(run.versionNumber))}, ${texts.days(format.date(run.from), format.date(run.to))} · ${texts.states[run.state]}`,
  }));
  const away = async () => {
    await put.mutateAsync({ id: shown });
    change({ replay: '', beside: '', line: '', of: '' });
  };
  return (
    <div className={classes.choice}>
      <NativeSelect
        label={texts.past}
        value={shown}
        onChange={(event) => change({ replay: event.currentTarget.value, line: '' })}
        data={choices}
      />
      <NativeSelect
        label={texts.beside}
        value={beside}
        onChange={(event) => change({ beside: event.currentTarget.value, line: '' })}
        data={[{ value: '', label: texts.noBeside }, ...choices.filter(({ value }) => value !== shown)]}
      />
      {mayWrite && (
        <Button variant="default" onClick={() => void away().catch(toast.problem)}>
          {texts.put}
        </Button>
      )}
    </div>
  );
}

function One({ id, onOpen }: { id: string; onOpen: OpenRows }) {
  const { data, error, refetch } = useRead(getReplay, { id }, { topics: ['replay', 'agreement'], keep: true });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  return data ? <ReplayResult replay={data} onOpen={onOpen} /> : null;
}

function Opened({ state }: { state: typeof DEFAULTS }) {
  const { data } = useRead(getReplay, { id: state.of }, { topics: ['replay'] });
  const line = data?.result?.lines.find(({ lineId }) => lineId === state.line);
  return line ? <ReplayRows id={state.of} line={line} states={state.states} band={state.band} climbed={state.climbed} /> : null;
}
