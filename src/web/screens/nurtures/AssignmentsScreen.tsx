import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { listReasons } from '#modules/leads/contract/reasons.ts';
import { STAGES } from '#modules/leads/schema.ts';
import { getAssignments, setAssignments } from '#modules/nurtures/contract/around.ts';
import { listTracks } from '#modules/nurtures/contract/tracks.ts';
import type { AssignmentLine } from '#modules/nurtures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { Hooks } from '../../parts/nurtures/Hooks.tsx';
import classes from '../../parts/nurtures/nurtures.module.css';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { useLeaveGuard } from '../../ui/FormShell.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Read = OutputOf<typeof getAssignments>;
type Line = AssignmentLine & { key: string; taken: number; running: boolean };

/** Onto which track a returned lead comes, and the addresses that steps tell. */
export function AssignmentsScreen() {
  const { warming, nurtures } = useTexts();
  const { data, error, refetch } = useRead(getAssignments, {}, { topics: ['track_assignment', 'track'] });
  return (
    <Page title={warming.assignments.title} lead={warming.assignments.lead} crumbs={[{ title: nurtures.crumb, to: paths.tracks() }]}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Table key={data.lines.map(({ id }) => id).join()} read={data} />}
      <Hooks />
    </Page>
  );
}

function Table({ read }: { read: Read }) {
  const { assignments: texts } = useTexts().warming;
  const toast = useToast();
  const [lines, setLines] = useState<Line[]>(() =>
    read.lines.map(({ id, track: _track, reason: _reason, ...line }) => ({ daysBefore: 0, ...line, key: id })),
  );
  const [changed, setChanged] = useState(false);
  useLeaveGuard(changed);
  const save = useWrite(setAssignments, { invalidates: ['track_assignment'] });
  const set = (next: Line[]) => {
    setLines(next);
    setChanged(true);
  };
  const store = async () => {
    try {
      await save.mutateAsync({ lines: lines.map(({ key: _key, taken: _taken, running: _running, ...line }) => line) });
      setChanged(false);
      toast.done(texts.saved);
    } catch (problem) {
      toast.problem(problem);
    }
  };
  const move = (index: number, by: -1 | 1) => {
    const next = [...lines];
    const [line] = next.splice(index, 1);
    if (line) next.splice(index + by, 0, line);
    set(next);
  };
  const fresh = (): Line => ({
    key: crypto.randomUUID(),
    reasonId: null,
    interest: null,
    stage: null,
    trackId: '',
    daysBefore: 0,
    taken: 0,
    running: true,
  });
  return (
    <div className={classes.section}>
      {lines.length === 0 && <p className={classes.plain}>{texts.empty}</p>}
      <ol className={classes.assignments}>
        {lines.map((line, index) => (
          <LineRow
            key={line.key}
            line={line}
            n={index + 1}
            last={index === lines.length - 1}
            writable={read.mayWrite}
            onChange={(next) => set(lines.map((one) => (one.key === line.key ? next : one)))}
            onMove={(by) => move(index, by)}
            onRemove={() => set(lines.filter(({ key }) => key !== line.key))}
          />
        ))}
      </ol>
      {read.mayWrite && (
        <div className={classes.line}>
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => set([...lines, fresh()])}>
            {texts.add}
          </Button>
          <Button onClick={() => void store()} loading={save.isPending} disabled={!changed || lines.some(({ trackId }) => !trackId)}>
            {texts.save}
          </Button>
        </div>
      )}
    </div>
  );
}

interface LineRowProps {
  line: Line;
  n: number;
  last: boolean;
  writable: boolean;
  onChange: (line: Line) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function LineRow({ line, n, last, writable, onChange, onMove, onRemove }: LineRowProps) {
  const { warming, leads } = useTexts();
  const texts = warming.assignments;
  const format = useFormat();
  const { data: reasons } = useRead(listReasons, {}, { topics: ['reason'] });
  const { data: tracks } = useRead(listTracks, {}, { topics: ['track'] });
  const options = (tracks?.items ?? [])
    .filter(({ kind, state, id }) => (kind === 'nurture' && state !== 'ended') || id === line.trackId)
    .map(({ id, name, state }) => ({ value: id, label: state === 'running' ? name : `${name} · ${texts.notRunning}` }));
  const shared = { disabled: !writable, placeholder: texts.any, clearable: true };
  return (
    <li className={classes.assignment} aria-label={texts.line(n)}>
      <Select
        {...shared}
        label={texts.reason}
        data={(reasons?.items ?? []).map(({ id, label }) => ({ value: id, label }))}
        value={line.reasonId}
        onChange={(reasonId) => onChange({ ...line, reasonId })}
        searchable
      />
      <TextInput
        label={texts.interest}
        placeholder={texts.any}
        disabled={!writable}
        maxLength={60}
        value={line.interest ?? ''}
        onChange={(event) => onChange({ ...line, interest: event.currentTarget.value || null })}
      />
      <Select
        {...shared}
        label={texts.stage}
        data={STAGES.map((value) => ({ value, label: leads.stages[value] }))}
        value={line.stage}
        onChange={(stage) => onChange({ ...line, stage: STAGES.find((one) => one === stage) ?? null })}
      />
      <Select
        label={texts.track}
        data={options}
        disabled={!writable}
        value={line.trackId || null}
        description={line.taken > 0 ? texts.taken(format.number(line.taken)) : undefined}
        onChange={(trackId) => onChange({ ...line, trackId: trackId ?? '' })}
        searchable
      />
      <NumberInput
        label={texts.daysBefore}
        disabled={!writable}
        min={0}
        max={365}
        value={line.daysBefore}
        onChange={(days) => onChange({ ...line, daysBefore: Number(days) || 0 })}
      />
      {writable && (
        <span className={classes.assignmentButtons}>
          {n > 1 && (
            <ActionIcon variant="subtle" aria-label={texts.up(n)} onClick={() => onMove(-1)}>
              <IconArrowUp size={16} />
            </ActionIcon>
          )}
          {!last && (
            <ActionIcon variant="subtle" aria-label={texts.down(n)} onClick={() => onMove(1)}>
              <IconArrowDown size={16} />
            </ActionIcon>
          )}
          <ActionIcon variant="subtle" aria-label={texts.remove(n)} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        </span>
      )}
    </li>
  );
}
