import type { ClockedLine, Stake } from '#modules/replays/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Money } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { bandName } from '../leads/channel.ts';
import type { OpenRows } from './ReplayLines.tsx';
import classes from './replays.module.css';

/** What waiting may have cost, like compared with like; the crude figure only for who asks for it. */
export function ReplayStake({ line, currency, onOpen }: { line: ClockedLine; currency: string; onOpen: OpenRows }) {
  const texts = useTexts().replay;
  const { stake } = line;
  return (
    <section className={classes.section} aria-label={`${texts.stake}: ${line.title}`}>
      <h3 className={classes.heading}>{`${texts.stake}: ${line.title}`}</h3>
      <p className={classes.quiet}>{stake ? texts.stakeLead : texts.noStake}</p>
      {stake && <Compared stake={stake} line={line} currency={currency} onOpen={onOpen} />}
    </section>
  );
}

function Compared({ stake, line, currency, onOpen }: { stake: Stake; line: ClockedLine; currency: string; onOpen: OpenRows }) {
  const texts = useTexts().replay;
  const format = useFormat();
  const decimal = (value: number) => format.number(Math.round(value * 100) / 100);
  const ratio = ({ ratio: value, low, high }: Stake['ratio']) =>
    value === null
      ? '–'
      : low === null || high === null
        ? texts.ratioAlone(decimal(value))
        : texts.ratioOf(decimal(value), decimal(low), decimal(high));
  const worth = (minor: number) => <Money value={{ amountMinor: Math.abs(minor), currency }} whole />;
  return (
    <>
      <Figures>
        {stake.lossMinor !== null && (
          <Figure label={stake.lossMinor < 0 ? texts.gain : texts.loss} value={worth(stake.lossMinor)} definition={texts.stakeLead} />
        )}
        <Figure label={texts.ratio} value={ratio(stake.ratio)} />
      </Figures>
      {stake.lossMinor === null && <p className={classes.quiet}>{texts.noSales}</p>}
      <Scroll label={texts.stratum}>
        <ReadTable>
          <thead>
            <tr>
              {[texts.stratum, texts.inTime, texts.lateWon].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stake.strata.map(({ band, inTime, late }) => (
              <tr key={band}>
                <th scope="row">{bandName(band)}</th>
                <td>
                  <Figure
                    inline
                    label={`${bandName(band)}, ${texts.inTime}`}
                    rate={{ k: inTime.won, n: inTime.n }}
                    onOpen={() => onOpen(line, { states: ['met'], band })}
                  />
                </td>
                <td>
                  <Figure
                    inline
                    label={`${bandName(band)}, ${texts.lateWon}`}
                    rate={{ k: late.won, n: late.n }}
                    onOpen={() => onOpen(line, { states: ['met_late', 'breached'], band })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
      <details>
        <summary>{texts.crude}</summary>
        <p className={classes.quiet}>
          {texts.crudeWhy} {ratio(stake.crude.ratio)} {stake.crude.lossMinor !== null && worth(stake.crude.lossMinor)}
        </p>
      </details>
    </>
  );
}
