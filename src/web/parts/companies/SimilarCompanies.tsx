import { useDebouncedValue } from '@mantine/hooks';
import { listSimilarCompanies } from '#modules/companies/contract.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { CustomerMark } from './CustomerMark.tsx';
import classes from './record.module.css';

const PAUSE_MS = 300;

/** While a company is being written: those that it may be. */
export function SimilarCompanies({ name, domain }: { name: string; domain: string }) {
  const texts = useTexts().record.company;
  const [asked] = useDebouncedValue({ name: name.trim(), domain: domain.trim() }, PAUSE_MS);
  const when = asked.name.length >= 3 || asked.domain.length >= 4;
  const { data } = useRead(
    listSimilarCompanies,
    { ...(asked.name ? { name: asked.name } : {}), ...(asked.domain ? { domain: asked.domain } : {}) },
    { when, keep: true },
  );
  if (!when || !data || data.items.length === 0) return null;
  return (
    <section className={classes.similar} aria-live="polite">
      <p>{texts.similar}</p>
      <ul className={classes.list}>
        {data.items.map((company) => (
          <li key={company.id}>
            <Go to={paths.company(company.id)}>{company.name}</Go> <CustomerMark status={company.customerStatus} quiet />{' '}
            <span className={classes.quiet}>{[company.city, texts.because[company.because]].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
