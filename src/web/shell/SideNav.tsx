import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconSelector } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { rememberWorkspace } from '../api.ts';
import { paths } from '../paths.ts';
import { useSession } from '../session.ts';
import { useTexts } from '../texts/texts.ts';
import { Go } from '../ui/Go.tsx';
import { useStored } from '../ui/stored.ts';
import classes from './AppFrame.module.css';
import { Logo } from './Logo.tsx';
import { isAt, type NavGroup, type NavItem, navigationFor } from './nav.ts';

export function SideNav() {
  const { shell } = useTexts();
  const session = useSession();
  return (
    <div className={classes.side}>
      <section aria-label={shell.workspace}>
        <WorkspaceSwitcher />
      </section>
      <nav aria-label={shell.navigation}>
        {navigationFor(session, shell).map((group) => (
          <Group key={group.id} group={group} />
        ))}
      </nav>
    </div>
  );
}

/** A group stays as its person left it; the one with the open page is always open. */
function Group({ group: { id, title, items, isOpen } }: { group: NavGroup }) {
  const { pathname } = useLocation();
  const [kept, keep] = useStored<boolean>(`truce.nav.${id}`, isOpen);
  const here = items.some((item) => isAt(item, pathname));
  const open = kept || here;
  return (
    <section aria-labelledby={`nav-${id}`}>
      <h2 id={`nav-${id}`} className={classes.groupTitle}>
        <button type="button" className={classes.groupButton} aria-expanded={open} disabled={here} onClick={() => keep(!kept)}>
          {title}
          {!here && <IconChevronDown size={14} stroke={1.6} className={classes.groupMark} />}
        </button>
      </h2>
      {open && (
        <ul className={classes.list}>
          {items.map((item) => (
            <li key={item.id}>
              <NavLine item={item} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function NavLine({ item, onClick }: { item: NavItem; onClick?: () => void }) {
  const { pathname } = useLocation();
  const Icon = item.icon;
  return (
    <Go to={item.to} className={classes.link} aria-current={isAt(item, pathname) ? 'page' : undefined} onClick={onClick}>
      <Icon size={18} stroke={1.6} />
      {item.title}
    </Go>
  );
}

/** Another workspace is another world: the page starts anew, so that nothing of the old one stays in memory. */
export function enterWorkspace(id: string) {
  rememberWorkspace(id);
  location.assign(paths.home());
}

function WorkspaceSwitcher() {
  const { shell } = useTexts();
  const { workspace, workspaces } = useSession();
  if (workspaces.length < 2) {
    return (
      <div className={classes.brand}>
        <Logo />
        <span className={classes.brandName}>{workspace.name}</span>
      </div>
    );
  }
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={classes.brand} title={shell.switchWorkspace}>
          <Logo />
          <span className={classes.brandName}>{workspace.name}</span>
          <IconSelector size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{shell.switchWorkspace}</Menu.Label>
        {workspaces.map((other) => (
          <Menu.Item
            key={other.id}
            rightSection={other.id === workspace.id ? <IconCheck size={16} /> : null}
            onClick={() => other.id !== workspace.id && enterWorkspace(other.id)}
          >
            {other.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
