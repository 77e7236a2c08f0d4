import { Button, Checkbox, Modal, Radio, Select, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { previewPublication, publishTrack, setTrackState } from '#modules/nurtures/contract/tracks.ts';
import { type Graph, isEntrance, type Problem, type Removed } from '#modules/nurtures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './nurtures.module.css';
import type { Draft, Track } from './use-draft.ts';
import type { StepWords } from './words.ts';

export interface PublishFormProps {
  track: Track;
  draft: Draft;
  words: StepWords;
  onClose: () => void;
}

type Moves = Readonly<Record<string, string>>;

/** Makes the draft count; before that it shows what becomes of the people who are on the track, and lets one choose. */
export function PublishForm({ track, draft, words, onClose }: PublishFormProps) {
  const { nurtures, ui } = useTexts();
  const texts = nurtures.publish;
  const toast = useToast();
  const publish = useWrite(publishTrack, { invalidates: ['track', 'enrolment'] });
  const state = useWrite(setTrackState, { invalidates: ['track', 'enrolment'] });
  const form = useForm({ initialValues: { note: '', removed: 'next' as Removed, moves: {} as Moves, start: track.state === 'draft' } });
  const { removed, moves } = form.values;
  // Only once all is saved there is something to look at.
  const preview = useRead(
    previewPublication,
    { id: track.id, removed, moves: { ...moves } },
    { when: draft.saving === 'done', keep: true, fresh: 0 },
  );
  const stops = (preview.data?.problems ?? draft.problems).filter(({ level }) => level === 'stop');
  const hints = (preview.data?.problems ?? draft.problems).filter(({ level, nodeId }) => level === 'hint' && nodeId === null);
  const submit = async ({ note, start }: typeof form.values) => {
    await draft.settled();
    const { number } = await publish.mutateAsync({
      id: track.id,
      revision: draft.revision,
      note: note.trim(),
      removed,
      moves: { ...moves },
    });
    if (start && track.state === 'draft') await state.mutateAsync({ id: track.id, state: 'running' });
    toast.done(texts.done(number));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.title}
      size="lg"
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {preview.error && <ProblemNotice problem={preview.error} onRetry={() => void preview.refetch()} />}
      {stops.length > 0 ? (
        <>
          <p>{texts.problems}:</p>
          <ul>
            {stops.map(({ nodeId, message }) => (
              <li key={`${nodeId} ${message}`}>{message}</li>
            ))}
          </ul>
          <Button variant="default" onClick={onClose} data-autofocus>
            {ui.common.close}
          </Button>
        </>
      ) : (
        <FormShell form={form} action={texts.action} onSubmit={submit} onCancel={onClose} guard={false}>
          {track.version === null && <p className={classes.plain}>{texts.first}</p>}
          {preview.data && track.version !== null && (
            <Inside
              preview={preview.data}
              graph={draft.content.graph}
              words={words}
              removed={removed}
              moves={moves}
              onRemoved={(next) => form.setFieldValue('removed', next)}
              onMoves={(next) => form.setFieldValue('moves', next)}
            />
          )}
          <Hints of={hints} />
          {track.state === 'draft' && <Checkbox label={nurtures.state.startTitle} {...form.getInputProps('start', { type: 'checkbox' })} />}
          <Textarea label={texts.note} autosize minRows={2} maxLength={500} data-autofocus {...form.getInputProps('note')} />
        </FormShell>
      )}
    </Modal>
  );
}

/** What is worth a thought before it counts. */
function Hints({ of }: { of: readonly Problem[] }) {
  if (of.length === 0) return null;
  return (
    <ul className={classes.hints}>
      {of.map(({ message }) => (
        <li key={message}>{message}</li>
      ))}
    </ul>
  );
}

interface InsideProps {
  preview: OutputOf<typeof previewPublication>;
  graph: Graph;
  words: StepWords;
  removed: Removed;
  moves: Moves;
  onRemoved: (removed: Removed) => void;
  onMoves: (moves: Moves) => void;
}

function Inside({ preview, graph, words, removed, moves, onRemoved, onMoves }: InsideProps) {
  const { publish: texts } = useTexts().nurtures;
  const format = useFormat();
  const places = graph.nodes
    .filter((node) => !isEntrance(node))
    .map((node) => ({ value: node.id, label: `${words.nameOf(node)} · ${words.says(node)}` }));
  const gone = preview.nodes.filter(({ people, from }) => people > 0 && !graph.nodes.some(({ id }) => id === from));
  const choose = (from: string, to: string | null) => {
    const { [from]: _dropped, ...rest } = moves;
    onMoves(to ? { ...rest, [from]: to } : rest);
  };
  return (
    <section className={classes.section} aria-label={texts.inside}>
      <h3 className={classes.heading}>{texts.inside}</h3>
      <p className={classes.plain}>
        {format.list([
          texts.kept(format.number(preview.kept)),
          texts.moved(format.number(preview.moved)),
          texts.stayed(format.number(preview.stayed)),
        ])}
        {'. '}
        {texts.noStepTwice}
      </p>
      {gone.length > 0 && (
        <Radio.Group label={texts.removed} value={removed} onChange={(value) => onRemoved(value === 'stay' ? 'stay' : 'next')}>
          <Radio value="next" label={texts.removeds.next} mt={4} />
          <Radio value="stay" label={texts.removeds.stay} mt={4} />
        </Radio.Group>
      )}
      {gone.map(({ from, name, people }) => (
        <Select
          key={from}
          label={texts.goneStep(name, format.number(people))}
          description={texts.goTo}
          placeholder={texts.asAbove}
          data={places}
          value={moves[from] ?? null}
          onChange={(to) => choose(from, to)}
          clearable
          searchable
        />
      ))}
    </section>
  );
}

/** Starts a track that was published, with those who meet the conditions of a trigger already or without. */
export function StartForm({ track, onClose }: { track: Track; onClose: () => void }) {
  const { nurtures, ui } = useTexts();
  const texts = nurtures.state;
  const toast = useToast();
  const state = useWrite(setTrackState, { invalidates: ['track', 'enrolment'], onDone: () => toast.done(texts.started) });
  const form = useForm({ initialValues: { withExisting: false } });
  const asks = track.draft.graph.nodes.some(
    (node) => node.type === 'trigger' && (node.on.event === 'criteria' || node.on.event === 'list'),
  );
  return (
    <Modal opened onClose={onClose} title={texts.startTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.start}
        guard={false}
        onCancel={onClose}
        onSubmit={async ({ withExisting }) => {
          await state.mutateAsync({ id: track.id, state: 'running', withExisting: asks && withExisting });
          onClose();
        }}
      >
        <Hints of={track.problems.filter(({ level, nodeId }) => level === 'hint' && nodeId === null)} />
        {asks && (
          <Checkbox
            label={texts.withExisting}
            description={texts.withExistingHelp}
            {...form.getInputProps('withExisting', { type: 'checkbox' })}
          />
        )}
      </FormShell>
    </Modal>
  );
}
