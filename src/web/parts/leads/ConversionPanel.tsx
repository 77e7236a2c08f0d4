import { useTexts } from '../../texts/texts.ts';
import { type Conversion, ConversionCard } from './ConversionCard.tsx';
import classes from './leads.module.css';

/** The conversions of one lead, with buttons that say whether they are leads: for the lead's own screen. */
export function ConversionPanel({ conversions }: { conversions: readonly Conversion[] }) {
  const texts = useTexts().leads.conversions;
  return (
    <section aria-label={texts.panel}>
      {conversions.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.conversions}>
        {conversions.map((conversion) => (
          <li key={conversion.id}>
            <ConversionCard conversion={conversion} withPerson={false} />
          </li>
        ))}
      </ul>
    </section>
  );
}
