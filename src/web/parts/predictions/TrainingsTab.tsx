import { Button } from '@mantine/core';
import { cancelTraining, forceTraining } from '#modules/predictions/contract/predictions.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './predictions.module.css';
import type { Standing, Training } from './standing.ts';

/** Every training there was, what became of it, and the way back to an earlier one. */
export function TrainingsTab({ standing, onShow }: { standing: Standing; onShow: (id: string) => void }) {
  const { trainings: texts } = useTexts().predictions;
  if (standing.trainings.length === 0) return <p className={classes.quiet}>{`${texts.none} ${texts.weekly}`}</p>;
  return (
    <div className={classes.section}>
      <p className={classes.quiet}>{texts.weekly}</p>
      <ul className={classes.cards}>
        {standing.trainings.map((training) => (
          <li key={training.id} className={classes.card}>
            <Line training={training} />
            <Outcome training={training} />
            <Actions training={training} standing={standing} onShow={onShow} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Line({ training }: { training: Training }) {
  const { trainings: texts, running, report } = useTexts().predictions;
  const format = useFormat();
  const now = training.inForceFrom !== null && training.inForceUntil === null;
  return (
    <div className={classes.row}>
      <p className={classes.name}>{report.heading(String(training.number))}</p>
      <span className={classes.quiet}>
        <When at={training.askedAt} /> · {training.askedBy ?? texts.causes[training.cause]}
      </span>
      {now && <Mark>{texts.inForce}</Mark>}
      {training.state === 'running' && <Mark>{running(format.percent(training.share))}</Mark>}
      {training.state !== 'done' && training.state !== 'running' && <Mark>{texts.states[training.state]}</Mark>}
    </div>
  );
}

function Outcome({ training }: { training: Training }) {
  const { trainings: texts, learners } = useTexts().predictions;
  const format = useFormat();
  const { quality } = training;
  const facts = [
    ...(quality?.auc ? [`${texts.cells.auc} ${format.decimal(quality.auc.auc, 3)}`] : []),
    ...(quality && quality.brier !== null ? [`${texts.cells.brier} ${format.decimal(quality.brier, 3)}`] : []),
    ...(training.chosen ? [learners[training.chosen]] : []),
    ...(training.seconds !== null && training.memoryMb !== null
      ? [texts.cost(format.decimal(training.seconds, 1), format.number(training.memoryMb))]
      : []),
  ];
  return (
    <>
      {training.verdict && <p className={classes.sentence}>{texts.verdicts[training.verdict]}</p>}
      {training.problem && <p className={classes.sentence}>{training.problem}</p>}
      {facts.length > 0 && <p className={classes.quiet}>{facts.join(' · ')}</p>}
      {training.inForceFrom && training.inForceUntil && (
        <p className={classes.quiet}>{texts.was(format.date(training.inForceFrom), format.date(training.inForceUntil))}</p>
      )}
    </>
  );
}

function Actions({ training, standing, onShow }: { training: Training; standing: Standing; onShow: (id: string) => void }) {
  const { actions, trainings: texts, report } = useTexts().predictions;
  const toast = useToast();
  const options = { invalidates: ['training', 'lead'] };
  const force = useWrite(forceTraining, options);
  const cancel = useWrite(cancelTraining, options);
  const inForce = training.inForceFrom !== null && training.inForceUntil === null;
  const name = report.heading(String(training.number));
  const onForce = async () => {
    const title = actions.forceTitle(String(training.number));
    if (!(await confirm({ title, body: actions.forceBody, action: actions.force }))) return;
    force.mutate({ id: training.id }, { onSuccess: () => toast.done(actions.forced), onError: (problem) => toast.problem(problem) });
  };
  const onCancel = () =>
    cancel.mutate({ id: training.id }, { onSuccess: () => toast.done(actions.cancelled), onError: (problem) => toast.problem(problem) });
  return (
    <div className={classes.row}>
      {training.state === 'done' && (
        <Button variant="subtle" size="compact-xs" onClick={() => onShow(training.id)} aria-label={`${name}: ${texts.show}`}>
          {texts.show}
        </Button>
      )}
      {training.state === 'done' && !inForce && standing.maySign && (
        <Button variant="subtle" size="compact-xs" loading={force.isPending} onClick={onForce} aria-label={`${name}: ${actions.force}`}>
          {actions.force}
        </Button>
      )}
      {(training.state === 'waiting' || training.state === 'running') && standing.mayWrite && (
        <Button variant="subtle" size="compact-xs" loading={cancel.isPending} onClick={onCancel}>
          {actions.cancel}
        </Button>
      )}
    </div>
  );
}
