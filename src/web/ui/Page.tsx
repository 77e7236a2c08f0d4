import { Skeleton, Tabs } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Go } from './Go.tsx';
import classes from './Page.module.css';

export interface PageTab {
  id: string;
  title: string;
  count?: string;
}

export interface PageProps {
  /** Undefined while it is being read: its place is kept. */
  title: string | undefined;
  /** What stands beside the title: a badge, an owner. */
  beside?: ReactNode;
  /** One sentence below the title. */
  lead?: ReactNode;
  crumbs?: readonly { title: string; to: string }[];
  /** At most one of them primary. */
  actions?: ReactNode;
  tabs?: readonly PageTab[];
  tab?: string;
  onTab?: (id: string) => void;
  /** The body takes the rest of the window and scrolls inside: for tables and boards. */
  fill?: boolean;
  /** Limits the width of reading text and forms. */
  narrow?: boolean;
  children: ReactNode;
}

/** The frame of every screen: where you are, what it is called, what you can do, and its views. */
export function Page({ title, beside, lead, crumbs = [], actions, tabs, tab, onTab, fill, narrow, children }: PageProps) {
  const texts = useTexts();
  useEffect(() => {
    document.title = title ? `${title} · ${texts.shell.product}` : texts.shell.product;
  }, [title, texts]);
  const body = <div className={classes.body}>{children}</div>;
  return (
    <div className={classes.page} data-fill={fill || undefined} data-narrow={narrow || undefined}>
      <header className={classes.header}>
        {crumbs.length > 0 && (
          <nav aria-label={texts.ui.page.breadcrumb} className={classes.crumbs}>
            {crumbs.map((crumb) => (
              <Go key={crumb.to} to={crumb.to}>
                <IconChevronLeft size={14} aria-hidden />
                {crumb.title}
              </Go>
            ))}
          </nav>
        )}
        <div className={classes.heading}>
          <h1 className={classes.title} tabIndex={-1}>
            {title ?? <Skeleton component="span" display="inline-block" height={20} width={180} />}
          </h1>
          {beside}
          {actions && <div className={classes.actions}>{actions}</div>}
        </div>
        {lead && <div className={classes.lead}>{lead}</div>}
      </header>
      {tabs ? (
        <Tabs value={tab ?? tabs[0]?.id ?? null} onChange={(id) => id && onTab?.(id)} className={classes.tabs} keepMounted={false}>
          <Tabs.List aria-label={texts.ui.page.tabs} className={classes.tabList}>
            {tabs.map(({ id, title: name, count }) => (
              <Tabs.Tab key={id} value={id}>
                {name}
                {count && <span className={classes.count}>{count}</span>}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map(({ id }) => (
            <Tabs.Panel key={id} value={id} className={classes.panel}>
              {body}
            </Tabs.Panel>
          ))}
        </Tabs>
      ) : (
        body
      )}
    </div>
  );
}
