import { Drawer } from '@mantine/core';
import { getDefinition } from '#modules/scorecards/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from '../handoffs/scorecard.module.css';

export interface DefinitionProps {
  line: { lineId: string; title: string };
  /** The period looked at. */
  range: { from: string; to: string };
  onClose: () => void;
}

/** What exactly a promise counted in the period looked at, in the words of the version that judged it, or of both where two did. */
export function Definition({ line, range, onClose }: DefinitionProps) {
  const { scorecard: texts, ui } = useTexts();
  const input = { lineId: line.lineId, from: range.from, to: range.to };
  const { data, error, refetch } = useRead(getDefinition, input, { topics: ['agreement', 'clock'] });
  const clocked = data?.versions.some(({ clocks }) => clocks !== null) ?? false;
  return (
    <Drawer opened onClose={onClose} title={texts.definitionOf(line.title)} size={440} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <div className={classes.section}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
        {data && data.versions.length > 1 && <p role="status">{clocked ? texts.severalClocked : texts.severalCounted}</p>}
        {data?.versions.map((version) => (
          <Version key={version.number} version={version} several={data.versions.length > 1} />
        ))}
        {data && <p className={classes.quiet}>{clocked ? texts.formula : texts.formulaCounted}</p>}
        {data && <p className={classes.quiet}>{texts.chance}</p>}
      </div>
    </Drawer>
  );
}

function Version({ version, several }: { version: OutputOf<typeof getDefinition>['versions'][number]; several: boolean }) {
  const { scorecard: texts, agreement } = useTexts();
  const format = useFormat();
  const { number, inForceAt, supersededAt, clocks, judges } = version;
  return (
    <section className={classes.section} aria-label={agreement.version(String(number))}>
      <p className={classes.quiet}>
        <strong>{agreement.version(String(number))}</strong>{' '}
        {inForceAt &&
          (supersededAt ? texts.held(format.date(inForceAt), format.date(supersededAt)) : texts.heldSince(format.date(inForceAt)))}{' '}
        {clocks !== null && texts.judgedClocks(format.number(clocks))} {several && clocks === null && judges && <Mark>{texts.judges}</Mark>}
      </p>
      <p>{version.text}</p>
      {version.fine !== '' && <p className={classes.quiet}>{version.fine}</p>}
    </section>
  );
}
