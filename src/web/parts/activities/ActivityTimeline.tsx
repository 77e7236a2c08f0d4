import { ActionIcon, Drawer, Menu } from '@mantine/core';
import { IconArrowBackUp, IconClick, IconDots, IconPencil } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { readTimeline, retractActivity } from '#modules/activities/contract.ts';
import { type ActivityRow, LOGGED_KINDS, SIDES, type Side, type Subject } from '#modules/activities/schema.ts';
import { useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Timeline, type TimelineItem } from '../../ui/Timeline.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { VisitDetail } from '../visits/VisitDetail.tsx';
import classes from './activities.module.css';
import { Correction } from './Correction.tsx';
import { headlineOf, iconOf, KIND_GROUPS, type KindGroup, lateBy } from './describe.ts';
import { EntryBody } from './EntryBody.tsx';
import { Versions } from './Versions.tsx';
import { foldVisits, summaryOf, type Visited } from './visited.ts';

export interface ActivityTimelineProps {
  of: Subject;
  id: string;
  /** Chosen filters: names of kind groups and sides; kept in the address by the screen. */
  show: readonly string[];
  onShow: (show: string[]) => void;
  /** False: entries can be read, not corrected. */
  writable: boolean;
  headings?: 'h2' | 'h3';
}

const isSide = (name: string): name is Side => (SIDES as readonly string[]).includes(name);
const isGroup = (name: string): name is KindGroup => name in KIND_GROUPS;

/** Everything that happened to one record, with filters by kind and side; the newest version of each entry. */
export function ActivityTimeline({ of, id, show, onShow, writable, headings = 'h3' }: ActivityTimelineProps) {
  const all = useTexts();
  const { activities: texts } = all;
  const format = useFormat();
  const [correcting, setCorrecting] = useState<ActivityRow | null>(null);
  const [versionsOf, setVersionsOf] = useState<ActivityRow | null>(null);
  const [visitId, setVisitId] = useState<string | null>(null);
  const kinds = show.filter(isGroup).flatMap((group) => [...KIND_GROUPS[group]]);
  const sides = show.filter(isSide);
  const list = useReadPages(
    readTimeline,
    { of, id, ...(kinds.length > 0 ? { kinds } : {}), ...(sides.length > 0 ? { sides } : {}) },
    { topics: ['activity', `${of}:${id}`] },
  );
  const rows = list.data?.pages.flatMap((page) => page.items);
  const actions = useEntryActions({ writable, onCorrect: setCorrecting });
  const visited = useVisitItem(setVisitId);
  const items =
    rows &&
    foldVisits(rows).map((row): TimelineItem => {
      if ('visitId' in row) return visited(row);
      const title = headlineOf(row, all, format);
      const late = lateBy(row);
      return {
        id: row.id,
        at: row.occurredAt,
        icon: iconOf(row.kind),
        ...(row.side === 'marketing' || row.side === 'sales' ? { side: row.side } : {}),
        title: row.retracted ? <s>{title}</s> : title,
        body: <EntryBody row={row} of={of} onVersions={() => setVersionsOf(row)} />,
        beside: besideOf(row.member, late === null ? null : texts.timeline.late(format.duration(late)), actions(row, title)),
      };
    });
  const filters = [
    ...(Object.keys(KIND_GROUPS) as KindGroup[]).map((group) => ({ id: group, label: texts.groups[group] })),
    ...(['marketing', 'sales', 'customer'] as const).map((side) => ({ id: side, label: texts.sides[side] })),
  ];
  return (
    <>
      <Timeline
        label={texts.timeline.label}
        items={items}
        filters={filters}
        chosen={show}
        onChoose={onShow}
        problem={list.error}
        empty={<p style={{ color: 'var(--text-quiet)' }}>{show.length > 0 ? texts.timeline.emptyFilter : texts.timeline.empty}</p>}
        headings={headings}
        {...(list.hasNextPage ? { onEarlier: () => void list.fetchNextPage() } : {})}
        loadingEarlier={list.isFetchingNextPage}
      />
      {correcting && <Correction row={correcting} onClose={() => setCorrecting(null)} />}
      {versionsOf && <Versions id={versionsOf.rootId} onClose={() => setVersionsOf(null)} />}
      <Drawer
        opened={visitId !== null}
        onClose={() => setVisitId(null)}
        title={all.visits.visit.title}
        position="right"
        size={560}
        closeButtonProps={{ 'aria-label': all.ui.common.close }}
      >
        {visitId !== null && <VisitDetail id={visitId} />}
      </Drawer>
    </>
  );
}

/** How many paths of a visit are named in its line. */
const MOST_PATHS = 3;

/** "Visited acme.com, 3 pages, 4 min: /pricing, /docs". */
function useVisitItem(onOpen: (visitId: string) => void): (visit: Visited) => TimelineItem {
  const { visits } = useTexts();
  const texts = visits.timeline;
  const format = useFormat();
  return (visit) => {
    const { host, pages, paths, milliseconds, startedAt } = summaryOf(visit);
    const facts = [texts.visited(host)];
    if (pages > 0) facts.push(visits.rows.pages(pages, format.number(pages)));
    if (milliseconds >= 60_000) facts.push(format.duration(milliseconds));
    const named = paths.slice(0, MOST_PATHS).join(', ');
    const rest = paths.length > MOST_PATHS ? ` ${texts.more(format.number(paths.length - MOST_PATHS))}` : '';
    return {
      id: visit.rows[0].id,
      at: startedAt,
      icon: IconClick,
      title: `${facts.join(', ')}: ${named}${rest}`,
      body: (
        <button type="button" className={classes.link} onClick={() => onOpen(visit.visitId)}>
          {texts.open}
        </button>
      ),
    };
  };
}

/** Who, how late, and what can be done with it; undefined where there is nothing to say. */
function besideOf(who: { id: string; name: string } | null | undefined, late: string | null, actions: ReactNode): ReactNode {
  if (!who && !late && !actions) return undefined;
  return (
    <>
      {who && <PersonName person={who} />}
      {who && late && ' · '}
      {late}
      {actions}
    </>
  );
}

function useEntryActions({ writable, onCorrect }: { writable: boolean; onCorrect: (row: ActivityRow) => void }) {
  const { activities } = useTexts();
  const texts = activities.timeline;
  const toast = useToast();
  const mayWrite = useCan('record:write') && writable;
  const retract = useWrite(retractActivity, { invalidates: ['activity'], onDone: () => toast.done(texts.takenBack) });
  const takeBack = async (row: ActivityRow) => {
    if (!(await confirm({ title: texts.takeBackTitle, body: texts.takeBackBody, action: texts.takeBack }))) return;
    retract.mutate({ id: row.id }, { onError: toast.problem });
  };
  return (row: ActivityRow, title: string) => {
    if (!mayWrite || row.retracted || row.evidence === 'system' || !(LOGGED_KINDS as readonly string[]).includes(row.kind)) return null;
    return (
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" size="xs" color="gray" ms={4} style={{ verticalAlign: 'middle' }} aria-label={texts.actions(title)}>
            <IconDots size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => onCorrect(row)}>
            {texts.correct}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowBackUp size={14} />} onClick={() => void takeBack(row)}>
            {texts.takeBack}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    );
  };
}
