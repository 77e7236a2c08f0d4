import { IconDots } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useSession } from '../session.ts';
import { useTexts } from '../texts/texts.ts';
import { Go } from '../ui/Go.tsx';
import classes from './AppFrame.module.css';
import { isAt, navigationFor, phoneItems } from './nav.ts';

const PhoneMenu = lazy(() => import('./PhoneMenu.tsx').then((file) => ({ default: file.PhoneMenu })));

/** At the bottom of a phone, under the thumb: the four places of the day, and all the rest behind "More". */
export function PhoneNav() {
  const { shell } = useTexts();
  const session = useSession();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const groups = navigationFor(session, shell);
  const items = phoneItems(groups);
  return (
    <>
      <nav aria-label={shell.phoneNavigation} className={classes.phone}>
        <ul className={classes.phoneList}>
          {items.map((item) => (
            <li key={item.id}>
              <Go to={item.to} className={classes.phoneLink} aria-current={isAt(item, pathname) ? 'page' : undefined}>
                <item.icon size={20} stroke={1.6} />
                {item.title}
              </Go>
            </li>
          ))}
          <li>
            <button type="button" className={classes.phoneLink} onClick={() => setOpen(true)} aria-haspopup="dialog">
              <IconDots size={20} stroke={1.6} />
              {shell.more}
            </button>
          </li>
        </ul>
      </nav>
      <Suspense>{open && <PhoneMenu groups={groups} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
