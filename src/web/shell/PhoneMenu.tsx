import { Drawer } from '@mantine/core';
import { useSession } from '../session.ts';
import { useTexts } from '../texts/texts.ts';
import classes from './AppFrame.module.css';
import type { NavGroup } from './nav.ts';
import { enterWorkspace, NavLine } from './SideNav.tsx';

/** All places and workspaces, from the bottom of a phone. */
export function PhoneMenu({ groups, onClose }: { groups: readonly NavGroup[]; onClose: () => void }) {
  const { shell, ui } = useTexts();
  const session = useSession();
  const others = session.workspaces.filter((workspace) => workspace.id !== session.workspace.id);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="bottom"
      size="auto"
      title={session.workspace.name}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {groups.map((group) => (
        <section key={group.id} aria-label={group.title}>
          <h2 className={classes.groupTitle}>{group.title}</h2>
          <ul className={classes.list}>
            {group.items.map((item) => (
              <li key={item.id}>
                <NavLine item={item} onClick={onClose} />
              </li>
            ))}
          </ul>
        </section>
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
  );
}
