import { Button, Chip, Group } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';
import { useFormat } from '../format.ts';
import { useNow } from '../now.ts';
import { useTexts } from '../texts/texts.ts';
import type { SideName } from './marks.tsx';
import { sentenceOf } from './ProblemNotice.tsx';
import classes from './Timeline.module.css';

export interface TimelineItem {
  id: string;
  /** ISO instant at which it happened. */
  at: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  /** Whose activity; absent for the customer's own. */
  side?: SideName;
  title: ReactNode;
  body?: ReactNode;
  /** After the time: who, how long, that it was logged late. */
  beside?: ReactNode;
  actions?: ReactNode;
}

export interface TimelineProps {
  label: string;
  /** Newest first; undefined while it is being read. */
  items: readonly TimelineItem[] | undefined;
  filters?: readonly { id: string; label: string; side?: SideName }[];
  chosen?: readonly string[];
  onChoose?: (ids: string[]) => void;
  onEarlier?: () => void;
  loadingEarlier?: boolean;
  problem?: unknown;
  empty?: ReactNode;
  /** Of the days: one below the heading that the list stands under. */
  headings?: 'h2' | 'h3';
}

/** What happened, day by day, newest first. */
export function Timeline(props: TimelineProps) {
  const { label, items, filters = [], chosen = [], onChoose, onEarlier, loadingEarlier, problem, empty, headings: Heading = 'h2' } = props;
  const { ui } = useTexts();
  const format = useFormat();
  const now = useNow();
  const days = groupByDay(items ?? [], (item) => format.dayKey(item.at));
  return (
    <section aria-label={label} className={classes.timeline}>
      {filters.length > 0 && (
        <Chip.Group multiple value={[...chosen]} onChange={(ids) => onChoose?.(ids)}>
          <Group gap={6} role="group" aria-label={ui.timeline.filters}>
            {filters.map((filter) => (
              <Chip key={filter.id} value={filter.id} size="xs" variant="outline">
                {filter.label}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
      {Boolean(problem) && <p className={classes.quiet}>{sentenceOf(problem, ui.problem)}</p>}
      {items?.length === 0 && (empty ?? <p className={classes.quiet}>{ui.timeline.empty}</p>)}
      {days.map(([day, group]) => (
        <div key={day}>
          <Heading className={classes.day}>{format.dayTitle(group[0]?.at ?? day, now)}</Heading>
          <ol className={classes.items}>
            {group.map((item) => (
              <Entry key={item.id} item={item} />
            ))}
          </ol>
        </div>
      ))}
      {onEarlier && (
        <Button variant="default" size="xs" onClick={onEarlier} loading={loadingEarlier}>
          {ui.timeline.showEarlier}
        </Button>
      )}
    </section>
  );
}

function Entry({ item }: { item: TimelineItem }) {
  const { sides } = useTexts().ui;
  const format = useFormat();
  const Icon = item.icon;
  return (
    <li className={classes.item}>
      <span className={classes.icon} data-side={item.side}>
        <Icon size={16} stroke={1.6} />
        {item.side && <span className="hidden-from-sight">{sides[item.side]}</span>}
      </span>
      <div className={classes.text}>
        <div className={classes.line}>
          <span className={classes.title}>{item.title}</span>
          <span className={classes.beside}>
            <time dateTime={item.at} title={format.absolute(item.at)}>
              {format.time(item.at)}
            </time>
            {item.beside && <> · {item.beside}</>}
          </span>
        </div>
        {item.body && <div className={classes.body}>{item.body}</div>}
        {item.actions}
      </div>
    </li>
  );
}

/** Neighbours of the same day together, in the order given. */
export function groupByDay<Item>(items: readonly Item[], dayOf: (item: Item) => string): [string, Item[]][] {
  const days: [string, Item[]][] = [];
  for (const item of items) {
    const day = dayOf(item);
    const last = days[days.length - 1];
    if (last?.[0] === day) last[1].push(item);
    else days.push([day, [item]]);
  }
  return days;
}
