import { Autocomplete, Button, Modal, NativeSelect, SegmentedControl, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { listSightings, reportSighting, withdrawSighting } from '#modules/drift/contract.ts';
import { WAYS } from '#modules/drift/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './drift.module.css';

type Read = OutputOf<typeof listSightings>;

/** What reps see at customers before the figures do. */
export function Sightings() {
  const texts = useTexts().drift;
  const toast = useToast();
  const { data } = useRead(listSightings, {}, { topics: ['drift'] });
  const [writing, setWriting] = useState(false);
  const withdraw = useWrite(withdrawSighting);
  const mayReport = useCan('record:write');
  if (!data) return null;
  return (
    <section className={classes.section} aria-label={texts.sightingsTitle}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{texts.sightingsTitle}</h2>
        {mayReport && (
          <Button size="compact-sm" variant="default" onClick={() => setWriting(true)}>
            {texts.report}
          </Button>
        )}
      </div>
      <p className={classes.quiet}>{data.items.length === 0 ? texts.sightingsEmpty : texts.sightingsLead}</p>
      {data.items.map((one) => (
        <div key={one.id} className={classes.line}>
          <span>
            {texts[one.way]} · {one.label}: {one.segment}
            {one.note && ` — ${one.note}`}{' '}
            <span className={classes.quiet}>
              {one.member?.name} · <When at={one.seenAt} />
            </span>
          </span>
          {one.mine && (
            <Button size="compact-xs" variant="subtle" onClick={() => void withdraw.mutateAsync({ id: one.id }).catch(toast.problem)}>
              {texts.withdraw}
            </Button>
          )}
        </div>
      ))}
      {writing && <SightingForm onClose={() => setWriting(false)} />}
    </section>
  );
}

export interface SightingStart {
  dimension: string;
  segment: string;
  way: (typeof WAYS)[number];
  note: string;
}

/** What somebody sees at customers, or in the figures: with what is known of it already. */
export function SightingForm({ start, onClose }: { start?: SightingStart; onClose: () => void }) {
  const { data } = useRead(listSightings, {}, { topics: ['drift'] });
  return data ? <SightingFields read={data} start={start} onClose={onClose} /> : null;
}

function SightingFields({ read, start, onClose }: { read: Read; start: SightingStart | undefined; onClose: () => void }) {
  const { drift: texts, ui } = useTexts();
  const toast = useToast();
  const report = useWrite(reportSighting);
  const form = useForm({
    initialValues: { dimension: read.dimensions[0]?.dimension ?? '', segment: '', way: WAYS[0] as string, note: '', ...start },
    validate: { segment: isNotEmpty(texts.which) },
  });
  const dimension = read.dimensions.find((one) => one.dimension === form.values.dimension);
  const values = dimension?.values ?? [];
  return (
    <Modal opened onClose={onClose} title={texts.reportTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.save}
        onCancel={onClose}
        onSubmit={async ({ way, note, ...seen }) => {
          await report.mutateAsync({ ...seen, way: way === 'fewer' ? 'fewer' : 'more', note: note || null });
          toast.done(texts.saved);
          onClose();
        }}
      >
        <NativeSelect
          label={texts.dimension}
          data={read.dimensions.map((one) => ({ value: one.dimension, label: one.label }))}
          value={form.values.dimension}
          onChange={(event) => form.setValues({ dimension: event.currentTarget.value, segment: '' })}
        />
        {values.length > 0 ? (
          <Select label={texts.which} data={values} searchable {...form.getInputProps('segment')} />
        ) : (
          <Autocomplete label={texts.which} {...form.getInputProps('segment')} />
        )}
        <SegmentedControl
          aria-label={texts.way}
          data={WAYS.map((value) => ({ value, label: texts.ways[value] }))}
          {...form.getInputProps('way')}
        />
        <Textarea label={texts.note} autosize minRows={2} {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}
