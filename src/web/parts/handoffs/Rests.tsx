import { getRests, listClocks, listRests, type RESTED } from '#modules/agreements/contract/clocks.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { When } from '../../ui/marks.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { RowsDrawer } from '../reports/RowsDrawer.tsx';
import classes from './scorecard.module.css';

type Rested = (typeof RESTED)[number];
interface Opened {
  figure: Rested | 'excused_share';
  memberId?: string;
}
const DEFAULTS = { rested: null as Opened | null };
const FIGURES: readonly Rested[] = ['rests', 'last_minute', 'excused'];

/** Who took time out of the clocks, beside the attainment: a pause is no secret. */
export function Rests({ range }: { range: { from: string; to: string } }) {
  const { rests: texts } = useTexts().agreement.scorecard;
  const format = useFormat();
  const [{ rested }, change] = useUrlState(DEFAULTS);
  const { data } = useRead(getRests, range, { topics: ['clock'], keep: true });
  if (!data) return null;
  const open = (next: Opened) => void change({ rested: next }, { push: true });
  const close = () => void change({ rested: null });
  const names = { rests: texts.rests, last_minute: texts.lastMinute, excused: texts.excused };
  const figure = FIGURES.find((one) => one === rested?.figure);
  const whose = data.people.find(({ member }) => (member?.id ?? 'none') === rested?.memberId);
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {data.people.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      {data.people.length > 0 && (
        <>
          <Figure label={texts.share} rate={data.excused} onOpen={() => open({ figure: 'excused_share' })} />
          <Scroll label={texts.title}>
            <table className={classes.rows}>
              <Heads of={[texts.who, ...FIGURES.map((one) => ({ number: names[one] }))]} />
              <tbody>
                {data.people.map(({ member, rests, lastMinute, excused }) => (
                  <tr key={member?.id ?? ''}>
                    <th scope="row">{member?.name ?? texts.nobody}</th>
                    {[rests, lastMinute, excused].map((n, place) => (
                      <td key={FIGURES[place]} data-number>
                        <Figure
                          inline
                          label={`${member?.name ?? texts.nobody}, ${names[FIGURES[place] ?? 'rests']}`}
                          value={format.number(n)}
                          {...(n > 0 ? { onOpen: () => open({ figure: FIGURES[place] ?? 'rests', memberId: member?.id ?? 'none' }) } : {})}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </>
      )}
      <RowsDrawer
        opened={
          figure && rested?.memberId
            ? {
                title: `${whose?.member?.name ?? texts.nobody}: ${names[figure]}`,
                input: { ...range, figure, memberId: rested.memberId },
              }
            : null
        }
        endpoint={listRests}
        topics={['clock']}
        onClose={close}
        line={(row) => ({
          id: row.id,
          name: row.label,
          to: paths.lead(row.subjectId),
          end: <When at={row.at} form="moment" />,
          below: [row.title, texts.used(format.percent(row.fractionUsed)), row.reason].filter(Boolean).join(' · '),
        })}
      />
      <RowsDrawer
        opened={rested?.figure === 'excused_share' ? { title: texts.share, input: { ...range, states: ['excused'] } } : null}
        endpoint={listClocks}
        topics={['clock']}
        onClose={close}
        line={(row) => ({
          id: row.id,
          name: row.label,
          to: paths.lead(row.subjectId),
          end: <When at={row.startedAt} form="date" />,
          below: [row.title, row.label === null ? null : row.excuse].filter(Boolean).join(' · '),
        })}
      />
    </section>
  );
}
