import type { Amounts, Behind } from '#modules/leadvalues/schema.ts';
import type { CountFigure, MoneyFigure, Opens, RateFigure } from '#modules/reports/contract.ts';
import { type Format, useFormat } from '../../format.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import type { Shown } from './CountOrMoney.tsx';
import classes from './reports.module.css';

type Definitions = Readonly<Record<string, string>>;

interface Told {
  label: string;
  definitions: Definitions;
  open: (opens: Opens) => void;
  /** In a cell: the number alone, the label for screen readers. */
  inline?: boolean;
  beside?: string;
  /** In money: what is on record behind it, where anything can be. */
  shown?: Shown;
}

/** Every kind of money that is there, what is surest first; `whole` to the cent, where the rows are. */
export function behindInWords(
  of: Amounts & { currency: string },
  { format, texts, style = 'short' }: { format: Format; texts: Texts['reports']['behind']; style?: 'short' | 'whole' },
): string[] {
  const { currency, wonMinor, invoicedMinor, openMinor, worthMinor, withoutRate } = of;
  const kinds = { won: wonMinor, invoiced: invoicedMinor, open: openMinor, worth: worthMinor } as const;
  const parts = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) => {
    const amountMinor = kinds[kind];
    return amountMinor ? [texts[kind](format.money({ amountMinor, currency }, style))] : [];
  });
  return withoutRate > 0 ? [...parts, texts.withoutRate(format.number(withoutRate))] : parts;
}

/** Where bars have lengths: what was won, what may be, and the agreed value of the rest. What was invoiced was won before. */
export const behindValue = ({ wonMinor, openMinor, worthMinor }: Behind): number => wonMinor + openMinor + worthMinor;

/** One below the other, so that a column stays as narrow as one amount. */
export function Lines({ of }: { of: readonly string[] }) {
  return of.map((one) => (
    <span key={one} className={classes.line}>
      {one}
    </span>
  ));
}

/** In a cell that opens nothing: short, and to the cent where one points at it. */
export function BehindWords({ of }: { of: Behind }) {
  const format = useFormat();
  const { behind: texts } = useTexts().reports;
  const whole = behindInWords(of, { format, texts, style: 'whole' }).join(' · ');
  return <span title={whole || texts.none}>{behindInWords(of, { format, texts }).join(' · ') || '–'}</span>;
}

interface BehindProps extends Pick<Told, 'label' | 'inline'> {
  of: Behind;
  definition?: string;
  open?: () => void;
}

/**
 * The money behind a count: its first kind opens the rows, and the others stand below; a cell has won and open alone, where there is either, and
 * what no rate is known for. To the cent it is read where one points at it, and above the rows.
 */
export function BehindFigure({ of, label, definition, open, inline }: BehindProps) {
  const format = useFormat();
  const { behind: texts } = useTexts().reports;
  const known = behindInWords(of, { format, texts, style: 'whole' });
  const [first = '–', ...others] = behindInWords(of, { format, texts });
  const shared = { label, ...(open ? { onOpen: open } : {}) };
  const more = known.length > 0 ? others.join(' · ') : texts.none;
  if (!inline) return <Figure value={first} beside={more} {...shared} {...(definition ? { definition } : {})} />;
  // What was won and what may be; the rows have the rest.
  const lines = behindInWords(
    { ...of, invoicedMinor: null, worthMinor: of.wonMinor || of.openMinor ? 0 : of.worthMinor },
    { format, texts },
  );
  const whole = [definition, ...(known.length > 0 ? known : [texts.none])].filter(Boolean).join(' · ');
  return <Figure inline value={<Lines of={lines.length > 0 ? lines : [first]} />} definition={whole} {...shared} />;
}

function BehindOf({ of, label, definitions, open, inline, behind }: Told & { of: CountFigure | RateFigure; behind: Behind }) {
  const definition = definitions[of.opens.figure] ?? '';
  return <BehindFigure of={behind} open={() => open(of.opens)} {...{ label, definition }} {...(inline ? { inline } : {})} />;
}

export function CountOf({ shown, ...told }: Told & { of: CountFigure }) {
  const format = useFormat();
  const { of, label, definitions, open, ...rest } = told;
  if (shown === 'money' && of.behind) return <BehindOf {...told} behind={of.behind} />;
  return (
    <Figure
      label={label}
      value={format.number(of.n)}
      definition={definitions[of.opens.figure] ?? ''}
      onOpen={() => open(of.opens)}
      {...rest}
    />
  );
}

export function RateOf({ shown, ...told }: Told & { of: RateFigure }) {
  const { of, label, definitions, open, ...rest } = told;
  if (shown === 'money' && of.behind) return <BehindOf {...told} behind={of.behind} />;
  return <Figure label={label} rate={of} definition={definitions[of.opens.figure] ?? ''} onOpen={() => open(of.opens)} {...rest} />;
}

interface MoneyBehindProps {
  of: Pick<Behind, 'currency'> | undefined;
  shown: Shown;
  /** Where the money of a lead stands that is counted more than once; absent where each lead is counted once. */
  once?: keyof Texts['reports']['behind']['once'];
  /** What has no money, and stays. */
  stays?: string;
}

/** What the money behind the counts is, said once where it is shown. */
export function MoneyBehind({ of, shown, once, stays }: MoneyBehindProps) {
  const { behind: texts } = useTexts().reports;
  if (shown !== 'money' || !of) return null;
  return <p className={classes.quiet}>{[texts.lead(of.currency), once && texts.once[once], stays].filter(Boolean).join(' ')}</p>;
}

/** Sums of every currency, the largest first. */
export function sumsInWords({ sums, n }: Pick<MoneyFigure, 'sums' | 'n'>, format: Format, texts: Texts['reports']['money']): string {
  if (sums === null) return texts.hidden;
  if (n === 0) return texts.none;
  return sums.length === 0 ? '–' : sums.map((sum) => format.money(sum, 'short')).join(' + ');
}

/** An amount with its count; amounts that nobody knows are counted beside it. */
export function MoneyOf({ of, label, definitions, open, inline, beside }: Told & { of: MoneyFigure }) {
  const format = useFormat();
  const { money } = useTexts().reports;
  const without = of.sums !== null && of.without > 0 ? money.without(format.number(of.without)) : '';
  const more = [beside, without].filter(Boolean).join(' · ');
  const figure = (
    <Figure
      label={label}
      value={of.sums === null ? format.number(of.n) : `${sumsInWords(of, format, money)}${of.n > 0 ? ` (${format.number(of.n)})` : ''}`}
      definition={definitions[of.opens.figure] ?? ''}
      onOpen={() => open(of.opens)}
      {...(inline ? { inline } : {})}
      {...(more && !inline ? { beside: more } : {})}
    />
  );
  if (!inline) return figure;
  return (
    <>
      {figure}
      {more && <div className={classes.quiet}>{more}</div>}
    </>
  );
}
