import { Group } from '@mantine/core';
import { getProfileKept, type Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figures } from '../../ui/Figure.tsx';
import { Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import { FigureRows } from './FigureRows.tsx';
import { CountOf, RateOf } from './figures.tsx';
import { useOpened } from './opened.ts';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from './PeriodChoice.tsx';
import classes from './reports.module.css';

type Kept = OutputOf<typeof getProfileKept>;
const DEFAULTS = { period: 'quarter' as string };

/** What each side owes by the profile, side by side, and which fit each source brings with what Sales said of it. */
export function ProfileKept() {
  const { kept: texts } = useTexts().profile;
  const [state, change] = useUrlState(DEFAULTS);
  const period = periodNamed(state.period, 'quarter');
  const { data, error, refetch } = useRead(getProfileKept, daysOf(period, 'quarter'), { topics: ['handoff', 'lead'], keep: true });
  const { opened, open, close } = useOpened();
  const lead = usePeriodWords(data?.period);
  const shared = data && { definitions: data.definitions, open };
  return (
    <div className={classes.section}>
      <Group>
        <PeriodChoice value={period} onChange={(next) => change({ period: next })} />
      </Group>
      <p className={classes.quiet}>{lead}</p>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.handedOff.n === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && shared && data.handedOff.n > 0 && (
        <>
          <h2 className={classes.heading}>{texts.title}</h2>
          <p className={classes.sentence}>{texts.lead}</p>
          <Figures>
            <div>
              <Side side="marketing" />
              <RateOf label={texts.inProfile} of={data.inProfile} {...shared} />
            </div>
            <div>
              <Side side="sales" />
              <RateOf label={texts.pursued} of={data.pursued} {...shared} />
            </div>
            <CountOf label={texts.handedOff} of={data.handedOff} {...shared} />
            <CountOf label={texts.unknown} of={data.unknown} {...shared} />
          </Figures>
          <Sources kept={data} open={open} />
        </>
      )}
      <FigureRows opened={opened} onClose={close} />
    </div>
  );
}

const HEADS = ['source', 'fit', 'handedOff', 'accepted', 'rejected', 'recycled'] as const;

function Sources({ kept, open }: { kept: Kept; open: (opens: Opens) => void }) {
  const { kept: texts } = useTexts().profile;
  const { columns } = texts;
  const shared = { definitions: kept.definitions, open, inline: true };
  const rows = [
    ...kept.sources.map(({ channel, fits }) => ({ name: channel ? channelName(channel) : texts.noChannel, fits })),
    ...(kept.sources.length > 1 ? [{ name: texts.all, fits: kept.total }] : []),
  ];
  return (
    <section className={classes.section} aria-label={texts.sources}>
      <h2 className={classes.heading}>{texts.sources}</h2>
      <Scroll label={texts.sources}>
        <table className={classes.table}>
          <thead>
            <tr>
              {HEADS.map((key) => (
                <th key={key} scope="col">
                  {columns[key]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.flatMap(({ name, fits }) =>
              fits.map((one, place) => (
                <tr key={`${name} ${one.fit}`}>
                  <th scope="row">{place === 0 ? name : <span className="hidden-from-sight">{name}</span>}</th>
                  <td data-label={columns.fit}>{texts.ofFit(one.fit)}</td>
                  <td data-label={columns.handedOff}>
                    <CountOf label={columns.handedOff} of={one.handedOff} {...shared} />
                  </td>
                  {(['accepted', 'rejected', 'recycled'] as const).map((key) => (
                    <td key={key} data-label={columns[key]}>
                      <RateOf label={columns[key]} of={one[key]} {...shared} />
                    </td>
                  ))}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
