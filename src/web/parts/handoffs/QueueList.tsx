import { IconCalendarDue, IconRepeat } from '@tabler/icons-react';
import type { getQueue } from '#modules/handoffs/contract/queue.ts';
import { QUEUE_GROUPS } from '#modules/handoffs/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { ClockMark } from '../agreements/ClockMark.tsx';
import { Momentum, Reason } from '../scoring/Momentum.tsx';
import classes from './handoffs.module.css';
import { ScoreLabel } from './ScoreLabel.tsx';

export type QueueItem = OutputOf<typeof getQueue>['items'][number];

/** In the order of the screen: group by group, inside each as the server put them. */
export function inOrder(items: readonly QueueItem[]): QueueItem[] {
  return QUEUE_GROUPS.flatMap((group) => items.filter((item) => item.group === group));
}

export interface QueueListProps {
  items: readonly QueueItem[];
  chosen: string | undefined;
  onChoose: (leadId: string) => void;
  /** With whom a lead lies, where several people's are shown. */
  withOwner: boolean;
}

/** The leads to work, in groups; one of them chosen. */
export function QueueList({ items, chosen, onChoose, withOwner }: QueueListProps) {
  const texts = useTexts().loop.day;
  return (
    <nav aria-label={texts.queue}>
      {QUEUE_GROUPS.map((group) => {
        const mine = items.filter((item) => item.group === group);
        if (mine.length === 0) return null;
        return (
          <section key={group} aria-label={texts.groups[group]}>
            <h2 className={classes.group}>
              {texts.groups[group]} · {mine.length}
            </h2>
            <ul className={classes.rows}>
              {mine.map((item) => (
                <li key={item.leadId}>
                  <button
                    type="button"
                    className={classes.item}
                    aria-current={item.leadId === chosen}
                    data-lead={item.leadId}
                    onClick={() => onChoose(item.leadId)}
                  >
                    <Row item={item} withOwner={withOwner} />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

function Row({ item, withOwner }: { item: QueueItem; withOwner: boolean }) {
  const texts = useTexts().loop.day;
  const predictions = useTexts().predictions.ofLead;
  const format = useFormat();
  const now = useNow();
  const [clock] = item.clocks;
  return (
    <>
      <span className={classes.line}>
        <span className={classes.name}>
          {item.name} {item.company && <span className={classes.firm}>{item.company.name}</span>}
        </span>
        <ScoreLabel label={item.label} />
      </span>
      {item.whyNow ? <span className={classes.why}>{item.whyNow}</span> : <Reason of={item.reason} />}
      <span className={classes.marks}>
        {clock && <ClockMark clock={clock} short />}
        {item.probability !== null && <Mark>{predictions.short(format.percent(item.probability))}</Mark>}
        {item.handRaised && <Mark>{texts.askedUs}</Mark>}
        <Momentum of={item.momentum} />
        {item.verdictOwed && <Mark>{texts.verdictOwed}</Mark>}
        {item.cameBack && <Mark icon={IconRepeat}>{texts.cameBack}</Mark>}
        {item.isCustomer && <Mark>{texts.customer}</Mark>}
        {item.taskDueAt && (
          <Mark icon={IconCalendarDue}>
            {texts.task} {format.deadline(item.taskDueAt, now)}
          </Mark>
        )}
        {withOwner && item.owner && <span className={classes.quiet}>{item.owner.name}</span>}
        {item.handedAt && (
          <span className={classes.quiet}>
            <When at={item.handedAt} />
          </span>
        )}
      </span>
    </>
  );
}
