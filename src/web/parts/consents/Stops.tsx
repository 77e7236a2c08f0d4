import { Button, FileInput, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import {
  createSuppression,
  exportSuppressions,
  importSuppressions,
  listSuppressions,
  releaseSuppression,
} from '#modules/consents/contract.ts';
import { STOPS, type Stop } from '#modules/consents/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { download } from '../../api.ts';
import { tableOf, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './consents.module.css';

type Row = OutputOf<typeof listSuppressions>['items'][number];

const DEFAULTS = { text: '', cause: 'any', released: 'no' };

/** Addresses and domains that get no mail: search, block, release, take along. */
export function Stops({ blocking, onClose }: { blocking: boolean; onClose: () => void }) {
  const { consents: texts } = useTexts();
  const toast = useToast();
  const [place, change] = useUrlState(DEFAULTS);
  const [releasing, setReleasing] = useState<Row | null>(null);
  const [taking, setTaking] = useState(false);
  const asked = {
    ...(place.text ? { text: place.text } : {}),
    ...(place.cause === 'any' ? {} : { cause: place.cause as Stop }),
    ...(place.released === 'yes' ? { released: true } : {}),
  };
  const list = useReadPages(listSuppressions, asked, { topics: ['suppression', 'consent'] });
  const rows = list.data?.pages.flatMap((page) => page.items);
  const tools = (
    <div className={classes.tools}>
      <TextInput
        aria-label={texts.find}
        placeholder={texts.find}
        data-search
        value={place.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={texts.cause}
        value={place.cause}
        onChange={(event) => change({ cause: event.currentTarget.value })}
        data={[{ value: 'any', label: texts.anyCause }, ...STOPS.map((value) => ({ value: value as string, label: texts.causes[value] }))]}
      />
      <NativeSelect
        aria-label={texts.open}
        value={place.released}
        onChange={(event) => change({ released: event.currentTarget.value })}
        data={[
          { value: 'no', label: texts.open },
          { value: 'yes', label: texts.released },
        ]}
      />
      <Button variant="default" onClick={() => setTaking(true)}>
        {texts.import}
      </Button>
      <Button variant="default" onClick={() => void download(exportSuppressions, {}).catch(toast.problem)}>
        {texts.export}
      </Button>
    </div>
  );
  return (
    <>
      <DataTable
        id="suppressions"
        label={texts.tabs.stops}
        columns={columnsOf(texts, setReleasing)}
        {...tableOf(list)}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.address ?? texts.hashOnly}
        tools={tools}
        empty={<EmptyState title={texts.stopsEmpty} />}
      />
      <BlockForm opened={blocking} onClose={onClose} />
      <TakeOver opened={taking} onClose={() => setTaking(false)} />
      {releasing && <ReleaseForm row={releasing} onClose={() => setReleasing(null)} />}
    </>
  );
}

function columnsOf(texts: Texts['consents'], release: (row: Row) => void): Column<Row>[] {
  return [
    { id: 'address', title: texts.address, width: 240, render: (row) => row.address ?? texts.hashOnly },
    { id: 'cause', title: texts.cause, width: 160, render: (row) => <Mark>{texts.causes[row.cause]}</Mark> },
    {
      id: 'release',
      title: texts.released,
      width: 200,
      render: (row) => {
        if (row.releasedAt) return texts.releasedBy(row.releasedBy ?? texts.program, row.releaseReason ?? '');
        if (!row.releasable) return '–';
        return (
          <Button size="compact-sm" variant="default" aria-label={`${texts.release}: ${row.address ?? ''}`} onClick={() => release(row)}>
            {texts.release}
          </Button>
        );
      },
    },
    { id: 'since', title: texts.day, width: 120, render: (row) => <When at={row.since} form="date" /> },
    {
      id: 'contact',
      title: texts.who,
      width: 160,
      render: (row) => (row.contact ? <Go to={paths.contact(row.contact.id)}>{row.contact.name}</Go> : '–'),
    },
    { id: 'note', title: texts.remark, width: 220, render: (row) => [row.by, row.note].filter(Boolean).join(': ') || '–' },
  ];
}

function BlockForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { consents: texts, ui } = useTexts();
  const block = useWrite(createSuppression, { invalidates: ['suppression'] });
  const form = useForm({
    initialValues: { address: '', note: '' },
    validate: { address: isNotEmpty(ui.form.required), note: isNotEmpty(ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    await block.mutateAsync(values);
    form.reset();
    onClose();
  };
  return (
    <SideForm title={texts.blockTitle} opened={opened} onClose={onClose} form={form} action={texts.block} onSubmit={submit}>
      <TextInput label={texts.address} description={texts.blockHelp} data-autofocus {...form.getInputProps('address')} />
      <Textarea label={texts.why} autosize minRows={2} {...form.getInputProps('note')} />
    </SideForm>
  );
}

function ReleaseForm({ row, onClose }: { row: Row; onClose: () => void }) {
  const { consents: texts, ui } = useTexts();
  const release = useWrite(releaseSuppression, { invalidates: ['suppression', 'contact'] });
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: isNotEmpty(ui.form.required) } });
  const submit = async ({ reason }: typeof form.values) => {
    await release.mutateAsync({ id: row.id, reason });
    onClose();
  };
  const title = texts.releaseTitle(row.address ?? texts.hashOnly);
  return (
    <SideForm title={title} opened onClose={onClose} form={form} action={texts.release} onSubmit={submit}>
      <Textarea label={texts.why} autosize minRows={2} data-autofocus {...form.getInputProps('reason')} />
    </SideForm>
  );
}

function TakeOver({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { consents: texts, ui } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const take = useWrite(importSuppressions, { invalidates: ['suppression', 'contact'] });
  const form = useForm({
    initialValues: { file: null as File | null },
    validate: { file: (file) => (file === null ? ui.form.required : null) },
  });
  const submit = async ({ file }: typeof form.values) => {
    const { added, known, skipped } = await take.mutateAsync({ csv: (await file?.text()) ?? '' });
    const left = skipped.length > 0 ? ` ${texts.skipped(format.number(skipped.length))}` : '';
    toast.done(texts.imported(format.number(added), format.number(known)) + left);
    form.reset();
    onClose();
  };
  return (
    <SideForm title={texts.importTitle} opened={opened} onClose={onClose} form={form} action={texts.import} onSubmit={submit} guard={false}>
      <p style={{ marginTop: 0 }}>{texts.importBody}</p>
      <FileInput label={texts.file} accept=".csv,text/csv,text/plain" clearable {...form.getInputProps('file')} />
    </SideForm>
  );
}
