import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { cancelTraining, getPredictions, retirePredictions, startTraining } from '#modules/predictions/contract/predictions.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { FactsTab } from '../../parts/predictions/FactsTab.tsx';
import classes from '../../parts/predictions/predictions.module.css';
import { ReportTab } from '../../parts/predictions/ReportTab.tsx';
import { SettingsForm } from '../../parts/predictions/SettingsForm.tsx';
import type { Standing } from '../../parts/predictions/standing.ts';
import { TrainingsTab } from '../../parts/predictions/TrainingsTab.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const TABS = ['report', 'facts', 'trainings'] as const;
/** The rows behind the won ones. */
const CUSTOMERS = { match: 'all', of: [{ field: 'stage', op: 'is', value: 'customer' }] };
const DEFAULTS = { tab: 'report' as string, training: '' };

/** What was learned from closed leads, and how far it can be believed. */
export function PredictionsScreen() {
  const texts = useTexts().predictions;
  const [state, change] = useUrlState(DEFAULTS);
  const { data, error, refetch } = useRead(getPredictions, {}, { topics: ['training'] });
  const tab = TABS.find((one) => one === state.tab) ?? 'report';
  const shown = state.training || data?.inForce?.id || data?.trainings.find(({ state: now }) => now === 'done')?.id || null;
  const begun = data !== undefined && data.trainings.length > 0;
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={data && <Actions standing={data} />}
      {...(begun
        ? {
            tabs: TABS.map((id) => ({ id, title: texts.tabs[id] })),
            tab,
            onTab: (id: string) => change({ tab: id, training: id === 'trainings' ? '' : state.training }),
          }
        : {})}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <div className={classes.stack}>
          <Counts standing={data} />
          {!begun && <Empty standing={data} />}
          {begun && tab === 'report' && <ReportTab id={shown} standing={data} />}
          {begun && tab === 'facts' && <FactsTab id={shown} standing={data} />}
          {begun && tab === 'trainings' && (
            <TrainingsTab standing={data} onShow={(training) => change({ tab: 'report', training }, { push: true })} />
          )}
        </div>
      )}
    </Page>
  );
}

function enough({ won, notWon, needed }: Standing): boolean {
  return won >= needed && notWon >= needed;
}

function Counts({ standing }: { standing: Standing }) {
  const { standing: texts } = useTexts().predictions;
  const format = useFormat();
  const { won, notWon, needed, inForce, settings, learnsFrom } = standing;
  const short = (count: number) => (count < needed ? texts.needed(format.number(needed)) : undefined);
  return (
    <>
      <Figures>
        <Figure
          label={texts.won}
          definition={texts.wonHelp}
          value={format.number(won)}
          beside={short(won)}
          {...(settings.outcome === 'customer' && learnsFrom === 'ended'
            ? { to: paths.leads({ view: 'all', filter: JSON.stringify(CUSTOMERS) }) }
            : {})}
        />
        <Figure
          label={texts.notWon}
          definition={texts.notWonHelp(format.number(settings.windowDays))}
          value={format.number(notWon)}
          beside={short(notWon)}
        />
        <Figure
          label={texts.inForce}
          value={inForce ? texts.training(String(inForce.number)) : texts.none}
          beside={inForce?.inForceFrom ? texts.since(format.date(inForce.inForceFrom)) : undefined}
        />
      </Figures>
      <p className={classes.quiet}>{texts.learnsFrom[learnsFrom]}</p>
      {settings.off && <p className={classes.sentence}>{texts.off}</p>}
    </>
  );
}

function Empty({ standing }: { standing: Standing }) {
  const { empty } = useTexts().predictions;
  const format = useFormat();
  const mayImport = useCan('record:import');
  if (enough(standing)) return <EmptyState title={empty.ready} body={empty.readyBody} />;
  return (
    <EmptyState
      title={empty.few(format.number(standing.won), format.number(standing.notWon), format.number(standing.needed))}
      body={empty.fewBody}
      actions={mayImport && <Go to={paths.newImport()}>{empty.import}</Go>}
    />
  );
}

function Actions({ standing }: { standing: Standing }) {
  const { actions, running } = useTexts().predictions;
  const format = useFormat();
  const toast = useToast();
  const [setting, setSetting] = useState(false);
  const options = { invalidates: ['training', 'lead'] };
  const start = useWrite(startTraining, options);
  const cancel = useWrite(cancelTraining, options);
  const retire = useWrite(retirePredictions, options);
  const told = (done: string) => ({ onSuccess: () => toast.done(done), onError: (problem: Error) => toast.problem(problem) });
  const busy = standing.trainings.find(({ state }) => state === 'waiting' || state === 'running');
  const onRetire = async () => {
    const question = { title: actions.retireTitle, body: actions.retireBody, action: actions.retire, danger: true };
    if (await confirm(question)) retire.mutate({}, told(actions.retired));
  };
  return (
    <Group gap="xs">
      {busy && <Mark>{running(format.percent(busy.share))}</Mark>}
      {busy && standing.mayWrite && (
        <Button variant="default" onClick={() => cancel.mutate({ id: busy.id }, told(actions.cancelled))}>
          {actions.cancel}
        </Button>
      )}
      {standing.maySign && standing.inForce && (
        <Button variant="default" onClick={onRetire}>
          {actions.retire}
        </Button>
      )}
      {standing.mayWrite && (
        <Button variant="default" onClick={() => setSetting(true)}>
          {actions.settings}
        </Button>
      )}
      {standing.mayWrite && !busy && (
        <Button disabled={!enough(standing)} loading={start.isPending} onClick={() => start.mutate({}, told(actions.started))}>
          {actions.train}
        </Button>
      )}
      <SettingsForm key={JSON.stringify(standing.settings)} standing={standing} opened={setting} onClose={() => setSetting(false)} />
    </Group>
  );
}
