import { Button, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconSettings, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { createTrack, deleteTrack, setTrackState } from '#modules/nurtures/contract/tracks.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { useGo } from '../../ui/Go.tsx';
import { useToast } from '../../ui/toast.tsx';
import { StartForm } from './PublishForm.tsx';
import { TrackFacts } from './TrackForms.tsx';
import type { Track } from './use-draft.ts';

/** What can be done with a track besides writing it: start, pause, end, copy, delete, rename. */
export function TrackActions({ track, onPublish }: { track: Track; onPublish: () => void }) {
  const texts = useTexts().nurtures;
  const [open, setOpen] = useState<'facts' | 'start' | null>(null);
  const acts = useActs(track);
  const { state, mayWrite, version } = track;
  if (!mayWrite) return null;
  const publishes = state !== 'ended' && (track.changed || version === null);
  const starts = version !== null && state === 'draft';
  return (
    <>
      {publishes && <Button onClick={onPublish}>{texts.publish.button}</Button>}
      {starts && (
        <Button variant={publishes ? 'default' : 'filled'} leftSection={<IconPlayerPlay size={16} />} onClick={() => setOpen('start')}>
          {texts.state.start}
        </Button>
      )}
      {state === 'paused' && (
        <Button
          variant={publishes ? 'default' : 'filled'}
          leftSection={<IconPlayerPlay size={16} />}
          onClick={() => void acts.set('running')}
        >
          {texts.state.resume}
        </Button>
      )}
      {state === 'running' && (
        <Button variant="default" leftSection={<IconPlayerPause size={16} />} onClick={() => void acts.set('paused')}>
          {texts.state.pause}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={10} aria-label={texts.state.more}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconSettings size={14} />} onClick={() => setOpen('facts')}>
            {texts.form.facts}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={() => void acts.copy()}>
            {texts.state.copy}
          </Menu.Item>
          {(state === 'running' || state === 'paused') && (
            <Menu.Item leftSection={<IconPlayerStop size={14} />} onClick={() => void acts.end()}>
              {texts.state.end}
            </Menu.Item>
          )}
          {version === null && (
            <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => void acts.remove()}>
              {texts.state.delete}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === 'facts' && <TrackFacts track={track} onClose={() => setOpen(null)} />}
      {open === 'start' && <StartForm track={track} onClose={() => setOpen(null)} />}
    </>
  );
}

function useActs(track: Track) {
  const texts = useTexts().nurtures;
  const format = useFormat();
  const toast = useToast();
  const go = useGo();
  const invalidates = { invalidates: ['track', 'enrolment'] };
  const state = useWrite(setTrackState, invalidates);
  const create = useWrite(createTrack, invalidates);
  const drop = useWrite(deleteTrack, invalidates);
  const told = async (act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return {
    set: (next: 'running' | 'paused') =>
      told(async () => {
        await state.mutateAsync({ id: track.id, state: next });
        toast.done(next === 'running' ? texts.state.started : texts.state.paused);
      }),
    end: () =>
      told(async () => {
        const body = texts.state.endBody(format.number(track.counts.on));
        if (!(await confirm({ title: texts.state.endTitle(track.name), body, action: texts.state.end, danger: true }))) return;
        await state.mutateAsync({ id: track.id, state: 'ended' });
        toast.done(texts.state.ended);
      }),
    copy: () =>
      told(async () => {
        const { id } = await create.mutateAsync({ name: track.name, kind: track.kind, copyOf: track.id });
        toast.done(texts.created(track.name));
        go(paths.track(id));
      }),
    remove: () =>
      told(async () => {
        const { deleteTitle, deleteBody } = texts.state;
        if (!(await confirm({ title: deleteTitle(track.name), body: deleteBody, action: texts.state.delete, danger: true }))) return;
        await drop.mutateAsync({ id: track.id });
        toast.done(texts.deleted(track.name));
        go(track.kind === 'sequence' ? paths.sequences() : paths.tracks(), { replace: true });
      }),
  };
}
