import { Drawer } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useSession } from '../session.ts';
import { useTexts } from '../texts/texts.ts';
import { Go } from '../ui/Go.tsx';
import classes from './AppFrame.module.css';
import { isAt, navigationFor, phoneItems } from './nav.ts';
import { enterWorkspace, NavLine } from './SideNav.tsx';

/** At the bottom of a phone, under the thumb: the four places of the day, and all the rest behind "More". */
export function PhoneNav() {
  const { shell, ui } = useTexts();
  const session = useSession();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const groups = navigationFor(session, shell);
  const items = phoneItems(groups);
  const others = session.workspaces.filter((workspace) => workspace.id !== session.workspace.id);
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
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        position="bottom"
        size="auto"
        title={session.workspace.name}
        closeButtonProps={{ 'aria-label': ui.common.close }}
      >
        {groups.map((group) => (
          <ul key={group.id} className={classes.list} aria-label={group.title}>
            {group.items.map((item) => (
              <li key={item.id}>
                <NavLine item={item} onClick={() => setOpen(false)} />
              </li>
            ))}
          </ul>
        ))}
        {others.length > 0 && (
          <>
            <h2 className={classes.groupTitle}>{shell.switchWorkspace}</h2>
            {others.map((workspace) => (
              <button key={workspace.id} type="button" className={classes.brand} onClick={() => enterWorkspace(workspace.id)}>
                {workspace.name}
              </button>
            ))}
          </>
        )}
      </Drawer>
    </>
  );
}
