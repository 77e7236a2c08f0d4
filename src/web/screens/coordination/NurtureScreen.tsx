import { getNurtureHealth } from '#modules/coordination/contract/nurture.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './coordination.module.css';

type Health = OutputOf<typeof getNurtureHealth>;
const COUNTS = ['running', 'paused', 'unowned', 'people', 'held', 'late', 'toRead', 'stuck', 'ownerless'] as const;

/** How nurture goes, in counts alone: whoever coordinates sees that something stands still, the teams see who. */
export function NurtureScreen() {
  const texts = useTexts().coordination.nurture;
  const { data, error, refetch } = useRead(getNurtureHealth, {}, { topics: ['track', 'enrolment', 'recycle', 'lead'] });
  return (
    <Page title={texts.title} lead={texts.lead}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Tracks kinds={data.kinds} />}
      {data && <Returned of={data.returned} />}
    </Page>
  );
}

function Tracks({ kinds }: Pick<Health, 'kinds'>) {
  const texts = useTexts().coordination.nurture;
  const format = useFormat();
  const shown = kinds.filter(({ running, paused }) => running + paused > 0);
  if (shown.length === 0) return <EmptyState title={texts.empty} body={texts.emptyBody} />;
  return (
    <section>
      <h2 className={classes.heading}>{texts.tracks}</h2>
      <Scroll label={texts.tracks}>
        <ReadTable className={classes.wide}>
          <Heads of={[texts.kind, ...COUNTS.map((count) => ({ number: texts[count] }))]} />
          <tbody>
            {shown.map((line) => (
              <tr key={line.kind}>
                <th scope="row">{texts.kinds[line.kind]}</th>
                {COUNTS.map((count) => (
                  <td key={count} data-number>
                    {format.number(line[count])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
      <p className={classes.quiet}>{texts.help}</p>
    </section>
  );
}

function Returned({ of }: { of: Health['returned'] }) {
  const texts = useTexts().coordination.nurture;
  const format = useFormat();
  return (
    <section>
      <h2 className={classes.heading}>{texts.returned}</h2>
      <ReadTable>
        <tbody>
          {(['open', 'unplanned', 'due'] as const).map((count) => (
            <tr key={count}>
              <th scope="row">{texts[count]}</th>
              <td data-number>{format.number(of[count])}</td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </section>
  );
}
