import type { CountFigure, MoneyFigure, Opens, RateFigure } from '#modules/reports/contract.ts';
import { type Format, useFormat } from '../../format.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import classes from './reports.module.css';

type Definitions = Readonly<Record<string, string>>;

interface Shown {
  label: string;
  definitions: Definitions;
  open: (opens: Opens) => void;
  /** In a cell: the number alone, the label for screen readers. */
  inline?: boolean;
  beside?: string;
}

export function CountOf({ of, label, definitions, open, ...rest }: Shown & { of: CountFigure }) {
  const format = useFormat();
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

export function RateOf({ of, label, definitions, open, ...rest }: Shown & { of: RateFigure }) {
  return <Figure label={label} rate={of} definition={definitions[of.opens.figure] ?? ''} onOpen={() => open(of.opens)} {...rest} />;
}

/** Sums of every currency, the largest first. */
export function sumsInWords({ sums, n }: Pick<MoneyFigure, 'sums' | 'n'>, format: Format, texts: Texts['reports']['money']): string {
  if (sums === null) return texts.hidden;
  if (n === 0) return texts.none;
  return sums.length === 0 ? '–' : sums.map((sum) => format.money(sum, 'short')).join(' + ');
}

/** An amount with its count; amounts that nobody knows are counted beside it. */
export function MoneyOf({ of, label, definitions, open, inline, beside }: Shown & { of: MoneyFigure }) {
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
