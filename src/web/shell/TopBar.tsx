import { ActionIcon } from '@mantine/core';
import { IconHelp, IconSearch } from '@tabler/icons-react';
import { Suspense } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Keys } from '../ui/marks.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import classes from './AppFrame.module.css';
import { CreateMenu, type CreateMenuProps } from './CreateMenu.tsx';
import { Logo } from './Logo.tsx';
import { modKey } from './platform.ts';
import { Bell } from './slots.tsx';

export interface TopBarProps {
  onPalette: () => void;
  onHelp: () => void;
  create: CreateMenuProps;
}

export function TopBar({ onPalette, onHelp, create }: TopBarProps) {
  const { shell } = useTexts();
  return (
    <section aria-label={shell.tools} className={classes.top}>
      <span className={classes.topMark}>
        <Logo />
      </span>
      <button type="button" className={classes.search} onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={16} stroke={1.6} />
        <span className={classes.searchText}>{shell.searchOrDo}</span>
        <span className={classes.wideOnly}>
          <Keys of={`${modKey} K`} />
        </span>
      </button>
      <div className={classes.topEnd}>
        <CreateMenu {...create} />
        <Suspense>
          <Bell />
        </Suspense>
        <ActionIcon
          variant="subtle"
          size={32}
          aria-label={shell.help}
          title={`${shell.help} (?)`}
          onClick={onHelp}
          className={classes.wideOnly}
        >
          <IconHelp size={18} stroke={1.6} />
        </ActionIcon>
        <AccountMenu />
      </div>
    </section>
  );
}
