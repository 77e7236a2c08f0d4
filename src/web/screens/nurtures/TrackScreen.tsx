import { Button } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { getThroughput } from '#modules/nurtures/contract/reports.ts';
import { getTrack } from '#modules/nurtures/contract/tracks.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { Builder } from '../../parts/nurtures/Builder.tsx';
import { FiguresTab } from '../../parts/nurtures/FiguresTab.tsx';
import classes from '../../parts/nurtures/nurtures.module.css';
import { PeopleTab } from '../../parts/nurtures/PeopleTab.tsx';
import { PublishForm } from '../../parts/nurtures/PublishForm.tsx';
import { RulesForm } from '../../parts/nurtures/RulesForm.tsx';
import { Simulation, type Walk, walkedOf } from '../../parts/nurtures/Simulation.tsx';
import { StateMark } from '../../parts/nurtures/StateMark.tsx';
import { TrackActions } from '../../parts/nurtures/TrackActions.tsx';
import { type Track, useTrackDraft, wholeTrack } from '../../parts/nurtures/use-draft.ts';
import { Versions } from '../../parts/nurtures/Versions.tsx';
import { useStepWords } from '../../parts/nurtures/words.ts';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { tab: 'steps', view: 'canvas', step: '', try: false, state: '', node: '', why: '' };

/** One track: its steps as a picture or a list, who is on it, what becomes of them, its rules and versions. */
export function TrackScreen() {
  const { nurtures } = useTexts();
  const id = useParam('id');
  const { data, error, refetch } = useRead(getTrack, { id }, { topics: [`track:${id}`] });
  if (!data)
    return (
      <Page title={error ? nurtures.title : undefined} crumbs={[{ title: nurtures.crumb, to: paths.tracks() }]}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <TrackOf key={id} read={data} />;
}

/** The same track is the same object until it is read anew. */
function TrackOf({ read }: { read: Parameters<typeof wholeTrack>[0] }) {
  return <TrackPage track={useMemo(() => wholeTrack(read), [read])} />;
}

function TrackPage({ track }: { track: Track }) {
  const { nurtures } = useTexts();
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [publishing, setPublishing] = useState(false);
  const draft = useTrackDraft(track);
  const words = useStepWords(draft.content);
  const writable = track.mayWrite && track.state !== 'ended';
  const sequence = track.kind === 'sequence';
  const showPeople = (filter: { state?: string; node?: string; why?: string }) =>
    void change({ tab: 'people', state: filter.state ?? '', node: filter.node ?? '', why: filter.why ?? '' }, { push: true });
  return (
    <Page
      title={track.name}
      crumbs={[sequence ? { title: nurtures.sequences.title, to: paths.sequences() } : { title: nurtures.crumb, to: paths.tracks() }]}
      beside={
        <>
          <Side side={track.side} />
          <StateMark state={track.state} />
        </>
      }
      lead={[nurtures.kinds[track.kind], nurtures.audiences[track.audience], track.purpose?.name, track.owner?.name]
        .filter(Boolean)
        .join(' · ')}
      fill={state.tab === 'people'}
      actions={
        <>
          {state.tab === 'steps' && (
            <Button variant="default" leftSection={<IconRoute size={16} />} onClick={() => void change({ try: !state.try })}>
              {nurtures.simulation.button}
            </Button>
          )}
          <TrackActions track={track} onPublish={() => setPublishing(true)} />
        </>
      }
      tabs={[
        { id: 'steps', title: nurtures.tabs.steps },
        { id: 'people', title: nurtures.tabs.people, ...(track.counts.on > 0 ? { count: format.number(track.counts.on) } : {}) },
        { id: 'figures', title: nurtures.tabs.figures },
        { id: 'rules', title: nurtures.tabs.rules },
        { id: 'versions', title: nurtures.tabs.versions },
      ]}
      tab={state.tab}
      onTab={(tab) => void change({ tab })}
    >
      {state.tab === 'people' && (
        <PeopleTab track={track} content={draft.content} words={words} filter={state} onFilter={(filter) => void change(filter)} />
      )}
      {state.tab === 'figures' && <FiguresTab track={track} content={draft.content} words={words} onPeople={showPeople} />}
      {state.tab === 'rules' && <RulesForm key={draft.revision} track={track} draft={draft} writable={writable} />}
      {state.tab === 'versions' && <Versions track={track} draft={draft} writable={writable} />}
      {state.tab === 'steps' && (
        <Steps
          track={track}
          draft={draft}
          words={words}
          state={state}
          onChange={(next) => void change(next)}
          onPeople={(node) => showPeople({ state: 'on', node })}
        />
      )}
      {publishing && <PublishForm track={track} draft={draft} words={words} onClose={() => setPublishing(false)} />}
    </Page>
  );
}

interface StepsProps {
  track: Track;
  draft: ReturnType<typeof useTrackDraft>;
  words: ReturnType<typeof useStepWords>;
  state: typeof DEFAULTS;
  onChange: (state: Partial<typeof DEFAULTS>) => void;
  onPeople: (nodeId: string) => void;
}

function Steps({ track, draft, words, state, onChange, onPeople }: StepsProps) {
  const [walk, setWalk] = useState<Walk | null>(null);
  const { data } = useRead(getThroughput, { id: track.id }, { topics: ['enrolment', `track:${track.id}`], when: track.version !== null });
  const counts = useMemo(
    () =>
      new Map(
        data?.nodes.map(({ nodeId, waiting, passed, left }) => [
          nodeId,
          { waiting, passed, left: left.reduce((sum, { n }) => sum + n, 0) },
        ]),
      ),
    [data],
  );
  const walked = useMemo(() => (state.try ? walkedOf(walk) : null), [state.try, walk]);
  return (
    <div className={classes.steps}>
      <div className={classes.stepsMain}>
        <Builder
          track={track}
          draft={draft}
          step={state.step}
          onStep={(step) => onChange({ step })}
          view={state.view === 'outline' ? 'outline' : 'canvas'}
          onView={(view) => onChange({ view })}
          counts={counts}
          walked={walked}
          onPeople={onPeople}
          busy={state.try}
        />
      </div>
      {state.try && (
        <Simulation
          track={track}
          content={draft.content}
          words={words}
          walk={walk}
          onWalk={setWalk}
          onShow={(step) => onChange({ step })}
          onClose={() => onChange({ try: false })}
        />
      )}
    </div>
  );
}
