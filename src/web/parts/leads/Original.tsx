import { useTexts } from '../../texts/texts.ts';
import type { Conversion } from './ConversionCard.tsx';
import classes from './leads.module.css';

/** How a conversion came, as plain text: addresses are shown, not linked; nothing of a mail is run or loaded. */
export function Original({ original }: { original: Conversion['original'] }) {
  const { original: texts } = useTexts().leads.conversions;
  const { page, referrer, utm, mail } = original;
  const marks = Object.entries(utm ?? {}).map(([name, value]) => `${name}: ${value}`);
  const lines: [string, string][] = [
    [texts.subject, mail?.subject ?? ''],
    [texts.from, mail?.from ?? ''],
    [texts.to, mail?.to ?? ''],
    [texts.attachments, (mail?.attachments ?? []).map(({ name }) => name).join(', ')],
    [texts.page, page ?? ''],
    [texts.referrer, referrer ?? ''],
    [texts.utm, marks.join(' · ')],
  ];
  const shown = lines.filter(([, value]) => value !== '');
  if (shown.length === 0) return null;
  return (
    <>
      <dl className={classes.answers}>
        {shown.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {mail && mail.headers.length > 0 && (
        <details className={classes.quiet}>
          <summary>{texts.head}</summary>
          <pre className={classes.source}>{mail.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}</pre>
        </details>
      )}
    </>
  );
}
