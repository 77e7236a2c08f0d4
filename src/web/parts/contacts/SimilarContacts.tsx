import { useDebouncedValue } from '@mantine/hooks';
import { listSimilarContacts } from '#modules/contacts/contract.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from '../companies/record.module.css';

const PAUSE_MS = 300;

export interface SimilarContactsProps {
  name: string;
  email: string;
  phone: string;
  company: string;
}

/** While a contact is being written: the people that it may be. */
export function SimilarContacts(typed: SimilarContactsProps) {
  const { contact: texts } = useTexts().record;
  const [asked] = useDebouncedValue(typed, PAUSE_MS);
  const input = {
    ...(asked.name.trim().length >= 4 ? { name: asked.name.trim() } : {}),
    ...(asked.email.includes('@') ? { email: asked.email.trim() } : {}),
    ...(asked.phone.trim().length >= 6 ? { phone: asked.phone.trim() } : {}),
    ...(asked.company.trim() ? { company: asked.company.trim() } : {}),
  };
  const when = Boolean(input.name || input.email || input.phone);
  const { data } = useRead(listSimilarContacts, input, { when, keep: true });
  if (!when || !data || data.items.length === 0) return null;
  return (
    <section className={classes.similar} aria-live="polite">
      <p>{texts.similar}</p>
      <ul className={classes.list}>
        {data.items.map((person) => (
          <li key={person.id}>
            <Go to={paths.contact(person.id)}>{person.name || person.email || texts.nameless}</Go>{' '}
            <span className={classes.quiet}>
              {[person.jobTitle, person.company, texts.because[person.because]].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
