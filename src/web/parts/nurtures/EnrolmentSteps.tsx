import { Drawer } from '@mantine/core';
import { getEnrolment } from '#modules/nurtures/contract/enrolments.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './nurtures.module.css';
import { placeName } from './place-name.ts';
import steps from './steps.module.css';

/** Every step that one person came to, with what became of it. */
export function EnrolmentSteps({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { nurtures, ui } = useTexts();
  const { data, error, refetch } = useRead(getEnrolment, { id }, { topics: ['enrolment', 'track'] });
  return (
    <Drawer
      opened
      onClose={onClose}
      title={`${nurtures.people.steps}: ${name}`}
      size={440}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <ol className={classes.walk}>
        {data?.steps.map((step, index) => (
          <li key={`${step.nodeId} ${step.visit}`}>
            <span className={steps.order}>{index + 1}</span>
            <span>
              {placeName(step, nurtures.types)}{' '}
              <span className={classes.quiet}>
                {nurtures.outcomes[step.outcome]} · <When at={step.at} form="moment" />
              </span>
            </span>
            {step.says && <span className={classes.walkSays}>{step.says}</span>}
          </li>
        ))}
      </ol>
      {data?.steps.length === 0 && <p className={classes.quiet}>{nurtures.figures.noRows}</p>}
    </Drawer>
  );
}
