import { Anchor, Button } from '@mantine/core';
import { makeSample } from '#modules/sample/contract.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { enterWorkspace } from '../../shell/SideNav.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './access.module.css';

/** After the first set-up: the own data, or a company to look around in. */
export function BeginScreen() {
  const { begin } = useTexts().access;
  const sample = useWrite(makeSample, { onDone: ({ workspaceId }) => enterWorkspace(workspaceId) });
  return (
    <Page title={begin.title}>
      <div className={classes.ways}>
        <section className={classes.way}>
          <h2>{begin.importTitle}</h2>
          <p>{begin.importBody}</p>
          <Button component={Go} to={paths.newImport()}>
            {begin.importAction}
          </Button>
        </section>
        <section className={classes.way}>
          <h2>{begin.sampleTitle}</h2>
          <p>{begin.sampleBody}</p>
          <Button variant="default" loading={sample.isPending} onClick={() => sample.mutate({ into: 'separate' })}>
            {begin.sampleAction}
          </Button>
        </section>
      </div>
      <p role="status">{sample.isPending && begin.sampleMaking}</p>
      {sample.error && <ProblemNotice problem={sample.error} />}
      <Anchor component={Go} to={paths.home()} underline="always">
        {begin.later}
      </Anchor>
    </Page>
  );
}
