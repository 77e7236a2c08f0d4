import { Modal, Radio, Select } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { enrolContacts } from '#modules/nurtures/contract/enrolments.ts';
import { listTracks, simulateTrack } from '#modules/nurtures/contract/tracks.ts';
import type { TrackKind } from '#modules/nurtures/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { hasRole, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './nurtures.module.css';

export interface EnrolFormProps {
  /** Whom; with several, one is chosen. */
  people: readonly { id: string; name: string }[];
  /** Only tracks of these kinds. */
  kinds?: readonly TrackKind[];
  title?: string;
  onClose: () => void;
}

/** Puts somebody on a track or sequence that runs; before that it says what the gate would answer to its first mail. */
export function EnrolForm({ people, kinds, title, onClose }: EnrolFormProps) {
  const { warming, nurtures, ui } = useTexts();
  const texts = warming.contact;
  const toast = useToast();
  const session = useSession();
  const { data, error } = useRead(listTracks, { open: true }, { topics: ['track'] });
  const enrol = useWrite(enrolContacts, { invalidates: ['enrolment', 'track', 'retention', 'sequence_mail'] });
  const [only] = people;
  const form = useForm({
    initialValues: { personId: people.length === 1 ? (only?.id ?? '') : '', trackId: '' },
    validate: { personId: isNotEmpty(ui.form.required), trackId: isNotEmpty(ui.form.required) },
  });
  const tracks = (data?.items ?? []).filter(({ mayEnrol, kind }) => mayEnrol && (kinds === undefined || kinds.includes(kind)));
  const groupOf = (sequence: boolean) => ({
    group: sequence ? texts.sequences : texts.tracks,
    items: tracks
      .filter(({ kind }) => (kind === 'sequence') === sequence)
      .map(({ id, name, kind }) => ({ value: id, label: sequence ? name : `${name} · ${nurtures.kinds[kind]}` })),
  });
  const rep = hasRole(session, 'rep', 'sales_lead');
  const groups = [groupOf(rep), groupOf(!rep)].filter(({ items }) => items.length > 0);
  const { personId, trackId } = form.values;
  const submit = async () => {
    const { refused } = await enrol.mutateAsync({ id: trackId, contactIds: [personId] });
    const [no] = refused;
    const track = tracks.find(({ id }) => id === trackId)?.name ?? '';
    const name = people.find(({ id }) => id === personId)?.name ?? '';
    if (no) {
      form.setFieldError('trackId', texts.refused(no.says));
      return;
    }
    toast.done(texts.done(name, track));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={title ?? texts.enrolTitle(only?.name ?? '')}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {error && <ProblemNotice problem={error} />}
      {data && tracks.length === 0 && <p className={classes.plain}>{texts.noTracks}</p>}
      <FormShell form={form} action={texts.enrol} onSubmit={submit} onCancel={onClose} guard={false}>
        {people.length > 1 && (
          <Select
            label={warming.retention.person}
            data={people.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('personId')}
          />
        )}
        <Radio.Group label={texts.choose} {...form.getInputProps('trackId')}>
          <div className={classes.choices}>
            {groups.map(({ group, items }) => (
              <div key={group} className={classes.choiceGroup}>
                {groups.length > 1 && <span className={classes.quiet}>{group}</span>}
                {items.map(({ value, label }) => (
                  <Radio key={value} value={value} label={label} />
                ))}
              </div>
            ))}
          </div>
        </Radio.Group>
        {personId && trackId && <GateAnswer trackId={trackId} contactId={personId} />}
      </FormShell>
    </Modal>
  );
}

/** What the gate says to the first mail of a track, asked by walking it with the person. */
function GateAnswer({ trackId, contactId }: { trackId: string; contactId: string }) {
  const { warming, nurtures, gate } = useTexts();
  const format = useFormat();
  // A walk changes nothing: it is asked like a reading.
  const { data } = useRead(simulateTrack, { id: trackId, which: 'live', contactId }, { fresh: 0 });
  if (!data) return null;
  const codes: Readonly<Record<string, string>> = gate.codes;
  const first = data.steps.find((step) => step.gate !== null);
  const why = first?.gate && [
    ...first.gate.codes.map((code) => codes[code] ?? code),
    ...(first.gate.until ? [nurtures.simulation.until(format.date(first.gate.until))] : []),
  ];
  return (
    <div className={classes.notice} role="status">
      {data.notEntered && (
        <p className={classes.plain}>
          {nurtures.simulation.notEntered}: {data.notEntered}
        </p>
      )}
      {first?.gate && (
        <p className={classes.plain}>
          {warming.contact.gate}
          {` (${format.date(first.at)}): ${nurtures.simulation.gate[first.gate.verdict]}`}
          {why && why.length > 0 && ` · ${why.join(' · ')}`}
        </p>
      )}
    </div>
  );
}
