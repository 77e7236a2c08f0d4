import { ActionIcon, Menu, Select } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { endEnrolment, holdEnrolment, listEnrolments, placeEnrolment } from '#modules/nurtures/contract/enrolments.ts';
import { type Content, ENROLMENT_STATES, type EnrolmentRow, LEFT_WHY, OPEN_STATES } from '#modules/nurtures/schema.ts';
import { tableOf, useReadPages, useWrite } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import { EnrolmentSteps } from './EnrolmentSteps.tsx';
import { nodeOf } from './graph.ts';
import { MoveForm } from './MoveForm.tsx';
import { placeName } from './place-name.ts';
import type { Track } from './use-draft.ts';
import type { StepWords } from './words.ts';

export interface PeopleFilter {
  state: string;
  node: string;
  why: string;
}

export interface PeopleTabProps {
  track: Track;
  content: Content;
  words: StepWords;
  filter: PeopleFilter;
  onFilter: (filter: Partial<PeopleFilter>) => void;
}

const STATES = ['on', ...ENROLMENT_STATES] as const;
const isOpen = (row: EnrolmentRow) => OPEN_STATES.some((state) => state === row.state);

/** Who is or was on a track: where, since when, why it waits, and what can be done about it. */
export function PeopleTab({ track, content, words, filter, onFilter }: PeopleTabProps) {
  const { people: texts, left, types } = useTexts().nurtures;
  const format = useFormat();
  const now = useNow();
  const [shown, setShown] = useState<EnrolmentRow | null>(null);
  const [moving, setMoving] = useState<EnrolmentRow | null>(null);
  const state = STATES.find((one) => one === filter.state);
  const why = LEFT_WHY.find((one) => one === filter.why);
  const list = useReadPages(
    listEnrolments,
    { id: track.id, ...(state ? { state } : {}), ...(filter.node ? { nodeId: filter.node } : {}), ...(why ? { why } : {}) },
    { topics: ['enrolment', `track:${track.id}`] },
  );
  const node = nodeOf(content.graph, filter.node);
  return (
    <>
      <DataTable
        id="track.people"
        label={texts.title}
        columns={columnsOf({ texts, left, types, format, now, mayEnrol: track.mayEnrol, onSteps: setShown, onMove: setMoving })}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.contact.name}
        href={(row) => paths.contact(row.contact.id)}
        tools={
          <>
            <Select
              aria-label={texts.filter}
              placeholder={texts.all}
              clearable
              data={STATES.map((value) => ({ value, label: value === 'on' ? texts.on : texts.states[value] }))}
              value={state ?? null}
              onChange={(value) => onFilter({ state: value ?? '' })}
            />
            <Select
              aria-label={texts.columns.where}
              placeholder={texts.clear}
              clearable
              data={content.graph.nodes.map((one) => ({ value: one.id, label: `${words.nameOf(one)} · ${words.says(one)}` }))}
              value={node ? filter.node : null}
              onChange={(value) => onFilter({ node: value ?? '' })}
            />
            {why && (
              <Select
                aria-label={texts.columns.state}
                clearable
                data={LEFT_WHY.map((value) => ({ value, label: left[value] }))}
                value={why}
                onChange={(value) => onFilter({ why: value ?? '' })}
              />
            )}
          </>
        }
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
        card={(row) => [whereOf(row, { texts, left, types }), nextOf(row, { texts, format, now })].filter(Boolean).join(' · ')}
      />
      {moving && <MoveForm row={moving} content={content} words={words} onClose={() => setMoving(null)} />}
      {shown && <EnrolmentSteps id={shown.id} name={shown.contact.name} onClose={() => setShown(null)} />}
    </>
  );
}

type PeopleTexts = Texts['nurtures']['people'];
type TypeTexts = Texts['nurtures']['types'];

type LeftTexts = Texts['nurtures']['left'];

/** The step where somebody is, or how they left. */
function whereOf(row: EnrolmentRow, { texts, left, types }: { texts: PeopleTexts; left: LeftTexts; types: TypeTexts }): string {
  if (isOpen(row) || row.state === 'failed') return row.node ? placeName(row.node, types) : texts.states[row.state];
  return row.leftWhy ? left[row.leftWhy] : texts.states[row.state];
}

/** Why it waits and until when, in words. */
export function nextOf(row: EnrolmentRow, { texts, format, now }: { texts: PeopleTexts; format: Format; now: number }): string {
  if (row.note) return row.note;
  if (!isOpen(row) || !row.awaits) return '';
  const when = row.dueAt && row.awaits !== 'review' ? ` · ${format.deadline(row.dueAt, now)}` : '';
  return texts.awaits[row.awaits] + when;
}

interface ColumnFacts {
  texts: PeopleTexts;
  left: LeftTexts;
  types: TypeTexts;
  format: Format;
  now: number;
  mayEnrol: boolean;
  onSteps: (row: EnrolmentRow) => void;
  onMove: (row: EnrolmentRow) => void;
}

function columnsOf({ mayEnrol, onSteps, onMove, ...words }: ColumnFacts): Column<EnrolmentRow>[] {
  const { texts } = words;
  return [
    { id: 'name', title: texts.columns.name, width: 170, render: (row) => row.contact.name },
    { id: 'company', title: texts.columns.company, width: 130, render: (row) => row.company?.name ?? '–' },
    { id: 'state', title: texts.columns.state, width: 100, render: (row) => texts.states[row.state] },
    { id: 'where', title: texts.columns.where, width: 150, render: (row) => whereOf(row, words) },
    { id: 'next', title: texts.columns.next, width: 220, render: (row) => nextOf(row, words) || '–' },
    { id: 'since', title: texts.columns.since, width: 90, render: (row) => <When at={row.enteredAt} /> },
    { id: 'how', title: texts.columns.how, width: 90, render: (row) => row.enteredByMember?.name ?? texts.by[row.enteredBy] },
    {
      id: 'act',
      title: '',
      width: 64,
      render: (row) => <RowMenu row={row} mayWrite={mayEnrol} onSteps={() => onSteps(row)} onMove={() => onMove(row)} />,
    },
  ];
}

function RowMenu({ row, mayWrite, onSteps, onMove }: { row: EnrolmentRow; mayWrite: boolean; onSteps: () => void; onMove: () => void }) {
  const { people: texts } = useTexts().nurtures;
  const acts = useEnrolmentActs();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={texts.actions(row.contact.name)} onClick={(event) => event.stopPropagation()}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        <Menu.Item onClick={onSteps}>{texts.open}</Menu.Item>
        {mayWrite && isOpen(row) && row.awaits !== 'hold' && <Menu.Item onClick={() => acts.hold(row.id)}>{texts.hold}</Menu.Item>}
        {mayWrite && isOpen(row) && row.awaits === 'hold' && <Menu.Item onClick={() => acts.letGo(row.id)}>{texts.letGo}</Menu.Item>}
        {mayWrite && isOpen(row) && <Menu.Item onClick={onMove}>{texts.move}</Menu.Item>}
        {mayWrite && row.state === 'failed' && <Menu.Item onClick={() => acts.retry(row.id)}>{texts.retry}</Menu.Item>}
        {mayWrite && isOpen(row) && <Menu.Item onClick={() => acts.end(row.id, row.contact.name)}>{texts.takeOut}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

const WEEK_MS = 7 * 86_400_000;

/** What can be done with one person on one track. */
export function useEnrolmentActs() {
  const { people: texts } = useTexts().nurtures;
  const toast = useToast();
  const now = useNow();
  const invalidates = { invalidates: ['enrolment', 'track', 'sequence_mail'] };
  const ending = useWrite(endEnrolment, invalidates);
  const holding = useWrite(holdEnrolment, invalidates);
  const placing = useWrite(placeEnrolment, invalidates);
  const told = async (act: () => Promise<unknown>, words: string) => {
    try {
      await act();
      toast.done(words);
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return {
    end: (id: string, name: string) => void told(() => ending.mutateAsync({ id }), texts.taken(name)),
    hold: (id: string) => void told(() => holding.mutateAsync({ id, until: new Date(now + WEEK_MS).toISOString() }), texts.held),
    retry: (id: string) => void told(() => placing.mutateAsync({ id }), texts.retried),
    move: (id: string, nodeId: string) => void told(() => placing.mutateAsync({ id, nodeId }), texts.moved),
    letGo: (id: string) => void told(() => holding.mutateAsync({ id, until: null }), texts.went),
  };
}
