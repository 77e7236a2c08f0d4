import { Anchor, Button } from '@mantine/core';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import classes from './access.module.css';

/** After the first set-up: the own data, or a company to look around in. */
export function BeginScreen() {
  const { begin } = useTexts().access;
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
      </div>
      <Anchor component={Go} to={paths.home()}>
        {begin.later}
      </Anchor>
    </Page>
  );
}
