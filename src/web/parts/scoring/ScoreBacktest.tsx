import { Button, Drawer, Group, NumberInput, Progress } from '@mantine/core';
import { useState } from 'react';
import { askBacktest, getBacktest, takeSuggestedPoints } from '#modules/scoring/contract/backtest.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { BacktestLeads } from './BacktestLeads.tsx';
import { Area, type Backtest, BacktestParts, BacktestRules, type Opened, type Result } from './BacktestParts.tsx';
import type { ModelVersion } from './ScoreTab.tsx';
import classes from './scoring.module.css';

interface ScoreBacktestProps {
  version: ModelVersion;
  mayWrite: boolean;
  onDrafted: (number: number) => void;
}

/** Where it stands on its page, for links that lead to it. */
export const BACKTEST = 'back-test';

/** What a version of the score would have done with the leads of the past. */
export function ScoreBacktest({ version, mayWrite, onDrafted }: ScoreBacktestProps) {
  const { backtest: texts } = useTexts().scoring;
  const format = useFormat();
  const toast = useToast();
  const [days, setDays] = useState(180);
  const { data, error, refetch } = useRead(getBacktest, { id: version.id }, { topics: ['score'] });
  const ask = useWrite(askBacktest, { invalidates: ['score'] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const { backtest } = data;
  const busy = backtest?.status === 'waiting' || backtest?.status === 'running';
  const words = backtest ? texts.progress(format.number(backtest.done), format.number(backtest.total)) : '';
  return (
    <section id={BACKTEST} className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.quiet}>{texts.lead}</p>
      {mayWrite && !busy && (
        <div className={classes.row}>
          <NumberInput label={texts.window} w={140} min={7} max={1095} value={days} onChange={(value) => setDays(Number(value) || 180)} />
          <Button
            variant="default"
            loading={ask.isPending}
            onClick={() => void ask.mutateAsync({ id: version.id, windowDays: days }).catch(toast.problem)}
          >
            {backtest ? texts.again : texts.run}
          </Button>
        </div>
      )}
      {!backtest && <p className={classes.quiet}>{texts.none}</p>}
      {busy && backtest && (
        <div role="status">
          <p className={classes.quiet}>{words}</p>
          <Progress value={backtest.total > 0 ? (100 * backtest.done) / backtest.total : 0} aria-label={words} />
        </div>
      )}
      {backtest?.status === 'failed' && <p className={classes.problem}>{texts.failed}</p>}
      {backtest?.outdated && backtest.result && <p className={classes.problem}>{texts.outdated}</p>}
      {backtest?.result && <Found backtest={backtest} result={backtest.result} mayWrite={mayWrite} onDrafted={onDrafted} />}
    </section>
  );
}

interface FoundProps {
  backtest: Backtest;
  result: Result;
  mayWrite: boolean;
  onDrafted: (number: number) => void;
}

function Found({ backtest, result, mayWrite, onDrafted }: FoundProps) {
  const { scoring, ui } = useTexts();
  const { backtest: texts } = scoring;
  const format = useFormat();
  const toast = useToast();
  const take = useWrite(takeSuggestedPoints, { invalidates: ['score'] });
  const [opened, setOpened] = useState<Opened | null>(null);
  const suggests = result.rules.some(({ suggested, points }) => suggested !== null && suggested !== points);
  const taken = async () => {
    const { number, changed } = await take.mutateAsync({ id: backtest.id });
    toast.done(texts.taken(format.number(changed)));
    onDrafted(number);
  };
  return (
    <>
      <Figures>
        <Figure label={texts.mature} value={format.number(result.mature)} onOpen={() => setOpened({ title: texts.mature })} />
        <Figure label={texts.base} rate={result.base} />
        <Figure label={texts.precision} rate={result.draft.handedOff.precision} />
        <Figure label={texts.perWeek} value={format.decimal(result.draft.handedOff.perWeek, 1)} />
        <Figure label={texts.auc} definition={texts.aucHelp} value={<Area of={result.draft.auc} />} />
      </Figures>
      <p className={classes.quiet}>
        {result.immature > 0 && (
          <>
            <button
              type="button"
              className={classes.opens}
              onClick={() =>
                setOpened({ title: texts.tooYoung(format.number(result.immature), format.number(backtest.windowDays)), mature: 'no' })
              }
            >
              {texts.tooYoung(format.number(result.immature), format.number(backtest.windowDays))}
            </button>{' '}
            ·{' '}
          </>
        )}
        {texts.fitOfThen(format.number(result.fitOfThen), format.number(result.leads))}
      </p>
      <BacktestParts result={result} onOpen={setOpened} />
      <BacktestRules result={result} onOpen={setOpened} />
      {mayWrite && suggests && !backtest.outdated && (
        <Group gap="sm">
          <Button variant="default" loading={take.isPending} onClick={() => void taken().catch(toast.problem)}>
            {texts.take}
          </Button>
          <span className={classes.quiet}>{texts.takeHelp}</span>
        </Group>
      )}
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        title={texts.rows(opened?.title ?? '')}
        size={720}
        position="right"
        closeButtonProps={{ 'aria-label': ui.common.close }}
      >
        {opened && <BacktestLeads id={backtest.id} opened={opened} />}
      </Drawer>
    </>
  );
}
