import type { getVoice } from '#modules/insights/contract/voice.ts';
import { DEAL_OUTCOMES } from '#modules/insights/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import reports from '../reports/reports.module.css';
import classes from './insights.module.css';
import { ThemeActions } from './ThemeActions.tsx';
import type { OpenVoiceRows } from './VoiceRows.tsx';

export type VoiceRead = OutputOf<typeof getVoice>;
export type VoiceLine = VoiceRead['lines'][number];

/** Themes by how often they were heard; each number opens its rows. */
export function ThemeTable({ read, onOpen }: { read: VoiceRead; onOpen: OpenVoiceRows }) {
  const texts = useTexts().voice;
  const { columns } = texts;
  const numbers = [columns.n, columns.companies, columns.kinds, columns.trend, columns.open, columns.won, columns.lost];
  return (
    <Scroll label={texts.tabs.themes}>
      <table className={reports.table}>
        <Heads of={[columns.theme, ...numbers.map((number) => ({ number })), columns.act]} />
        <tbody>
          {read.lines.map((line) => (
            <ThemeLine key={line.theme?.id ?? 'none'} line={line} read={read} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ThemeLine({ line, read, onOpen }: { line: VoiceLine; read: VoiceRead; onOpen: OpenVoiceRows }) {
  const { voice: texts, activities } = useTexts();
  const format = useFormat();
  const { columns } = texts;
  const name = line.theme?.name ?? texts.noTheme;
  const theme = line.theme?.id ?? 'none';
  const label = (what: string) => `${name}: ${what}`;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-label={columns.n}>
        <Figure inline label={label(columns.n)} value={format.number(line.n)} onOpen={() => onOpen({ show: 'insights', theme, name })} />
      </td>
      <td data-label={columns.companies}>
        <Figure
          inline
          label={label(columns.companies)}
          value={format.number(line.companies)}
          onOpen={() => onOpen({ show: 'companies', theme, name })}
        />
      </td>
      <td data-label={columns.kinds}>
        <span className={classes.kinds}>
          {line.kinds.slice(0, 3).map(({ kind, n }) => (
            <Figure
              key={kind}
              inline
              label={label(columns.kinds)}
              value={texts.kindOf(activities.insights[kind], format.number(n))}
              onOpen={() => onOpen({ show: 'insights', theme, name, kinds: [kind] })}
            />
          ))}
        </span>
      </td>
      <td data-label={columns.trend}>{line.months.length > 1 && <Sparkline label={label(columns.trend)} values={line.months} />}</td>
      {DEAL_OUTCOMES.map((status) => {
        const { deals, amountMinor, noRate } = line[status];
        const money =
          amountMinor === undefined ? texts.deals(format.number(deals)) : format.money({ amountMinor, currency: read.currency }, 'short');
        return (
          <td key={status} data-label={columns[status]}>
            {deals === 0 ? (
              '–'
            ) : (
              <Figure inline label={label(columns[status])} value={money} onOpen={() => onOpen({ show: status, theme, name })} />
            )}
            {amountMinor !== undefined && deals > 0 && <span className={classes.small}>{texts.deals(format.number(deals))}</span>}
            {noRate !== undefined && noRate > 0 && <span className={classes.small}>{texts.noRate(format.number(noRate))}</span>}
          </td>
        );
      })}
      <td data-label={columns.act}>{line.theme && <ThemeActions theme={line.theme} n={line.n} />}</td>
    </tr>
  );
}
