import { IconAlertTriangle } from '@tabler/icons-react';
import { paths } from '../../paths.ts';
import { hasRole, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './PersonName.module.css';

/** Who answers for both teams and with whom escalations end, or that nobody is named and what happens instead. */
export function Accountable({ person }: { person: { id: string; name: string } | null }) {
  const { accountable: texts } = useTexts().agreement;
  const session = useSession();
  if (person) return <p className={classes.quiet}>{texts.named(person.name)}</p>;
  return (
    <p role="status" className={classes.hint}>
      <IconAlertTriangle size={16} aria-hidden /> {texts.nobody}{' '}
      {hasRole(session, 'admin') ? <Go to={paths.settings('workspace')}>{texts.name}</Go> : texts.askAdmin}
    </p>
  );
}
