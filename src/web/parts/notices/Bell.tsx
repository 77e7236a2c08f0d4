import { ActionIcon, Button, Group, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { listNotices, readAllNotices } from '#modules/notices/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { NoticeList } from './NoticeList.tsx';
import classes from './notices.module.css';

/** How many notices wait, and the newest of them. */
export function Bell() {
  const { notices } = useTexts();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { data } = useRead(listNotices, { unread: true, limit: 1 }, { topics: ['notice'] });
  const readAll = useWrite(readAllNotices, { invalidates: ['notice'] });
  const unread = data?.unread ?? 0;
  const name = unread > 0 ? notices.unread(format.number(unread)) : notices.title;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={360} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" size={32} aria-label={name} title={name} className={classes.bell} onClick={() => setOpen(!open)}>
          <IconBell size={18} stroke={1.6} />
          {unread > 0 && (
            <span className={classes.count} aria-hidden>
              {unread > 99 ? '99+' : format.number(unread)}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={notices.title}>
        <Group justify="space-between">
          <strong>{notices.title}</strong>
          <Button variant="subtle" size="compact-xs" disabled={unread === 0} loading={readAll.isPending} onClick={() => readAll.mutate({})}>
            {notices.readAll}
          </Button>
        </Group>
        <NoticeList onOpen={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
