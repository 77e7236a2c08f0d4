import type { getWaterfall, listLifecycleRows } from '#modules/lifecycle/contract.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import classes from '../reports/reports.module.css';

type Channels = OutputOf<typeof getWaterfall>['channels'];
type Asked = Pick<InputOf<typeof listLifecycleRows>, 'figure' | 'stage' | 'channel'>;

/** The same funnel, cut by where the leads come from; those of which nobody knows stand apart. */
export function FunnelByChannel({ channels, open }: { channels: Channels; open: (name: string, asked: Asked) => void }) {
  const { lifecycle, leads } = useTexts();
  const texts = lifecycle.waterfall;
  const format = useFormat();
  return (
    <section className={classes.section} aria-label={texts.byChannel}>
      <h2 className={classes.heading}>{texts.byChannel}</h2>
      <Scroll label={texts.byChannel}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{texts.channel}</th>
              {channels[0]?.stages.map(({ stage }) => (
                <th key={stage} scope="col">
                  {leads.stages[stage]}
                </th>
              ))}
              <th scope="col">{texts.wonSoFar}</th>
            </tr>
          </thead>
          <tbody>
            {channels.map(({ channel, stages, won }) => {
              const name = channel === '' ? lifecycle.unknownGroup : channelName(channel);
              return (
                <tr key={channel}>
                  <th scope="row">{name}</th>
                  {stages.map(({ stage, reached }) => (
                    <td key={stage} data-label={leads.stages[stage]}>
                      <Figure
                        inline
                        label={`${name}, ${leads.stages[stage]}`}
                        value={format.number(reached)}
                        onOpen={() => open(`${name}, ${leads.stages[stage]}`, { figure: 'reached', stage, channel })}
                      />
                    </td>
                  ))}
                  <td data-label={texts.wonSoFar}>
                    <Figure
                      inline
                      label={`${name}, ${texts.wonSoFar}`}
                      definition={texts.definitions.wonSoFar}
                      rate={won}
                      onOpen={() => open(`${name}, ${texts.wonSoFar}`, { figure: 'reached', stage: 'customer', channel })}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
