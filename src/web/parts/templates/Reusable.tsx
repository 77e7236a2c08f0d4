import { Button, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { createReusableBlock, listReusableBlocks, saveReusableBlock } from '#modules/templates/contract/parts.ts';
import type { Block, SimpleBlock } from '#modules/templates/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { ListOf } from './blocks.ts';
import classes from './templates.module.css';

export function useReusable(when = true) {
  return useRead(listReusableBlocks, {}, { topics: ['reusable', 'template'], when }).data?.items ?? [];
}

type ReusableBlock = Extract<Block, { type: 'reusable' }>;

/** Which piece stands here, where else it stands, and the way to change it everywhere. */
export function ReusableField({ block, onChange, List }: { block: ReusableBlock; onChange: (block: ReusableBlock) => void; List: ListOf }) {
  const texts = useTexts().templates;
  const pieces = useReusable();
  const [editing, setEditing] = useState(false);
  const piece = pieces.find(({ id }) => id === block.reusableId);
  return (
    <>
      <Select
        label={texts.field.reusable}
        data={pieces.map(({ id, name }) => ({ value: id, label: name }))}
        value={block.reusableId}
        allowDeselect={false}
        onChange={(reusableId) => reusableId && onChange({ ...block, reusableId })}
      />
      {piece && (
        <p className={classes.quiet}>
          {texts.reusable.usedIn(piece.usedIn.length)}{' '}
          <Button variant="subtle" size="compact-sm" onClick={() => setEditing(true)}>
            {texts.reusable.edit}
          </Button>
        </p>
      )}
      {piece && (
        <EditReusable List={List} key={`${piece.id}-${piece.number}`} piece={piece} opened={editing} onClose={() => setEditing(false)} />
      )}
    </>
  );
}

interface Piece {
  id: string;
  name: string;
  number: number;
  blocks: SimpleBlock[];
}

function EditReusable({ piece, opened, onClose, List }: { piece: Piece; opened: boolean; onClose: () => void; List: ListOf }) {
  const { templates: texts, ui } = useTexts();
  const toast = useToast();
  const save = useWrite(saveReusableBlock, {
    invalidates: ['reusable', 'template'],
    onDone: () => {
      toast.done(texts.reusable.saved);
      onClose();
    },
  });
  const form = useForm({ initialValues: { name: piece.name, blocks: piece.blocks }, validate: { name: isNotEmpty(ui.form.required) } });
  return (
    <SideForm
      title={texts.reusable.edit}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={(values) => save.mutateAsync({ id: piece.id, number: piece.number, ...values })}
    >
      <TextInput label={texts.reusable.name} maxLength={120} {...form.getInputProps('name')} />
      <List
        blocks={form.values.blocks}
        onChange={(blocks) => form.setFieldValue('blocks', blocks as SimpleBlock[])}
        conditions={[]}
        inside
      />
    </SideForm>
  );
}

export interface MakeReusableProps {
  /** The block to be made reusable; null: nothing is asked. */
  block: SimpleBlock | null;
  onClose: () => void;
  onMade: (id: string) => void;
}

export function MakeReusable({ block, onClose, onMade }: MakeReusableProps) {
  const { templates: texts, ui } = useTexts();
  const toast = useToast();
  const may = useCan('template:write');
  const make = useWrite(createReusableBlock, {
    invalidates: ['reusable'],
    onDone: ({ id }) => {
      toast.done(texts.reusable.made);
      onMade(id);
      onClose();
    },
  });
  const form = useForm({ initialValues: { name: '' }, validate: { name: isNotEmpty(ui.form.required) } });
  if (!may) return null;
  return (
    <SideForm
      title={texts.makeReusable(block ? texts.block[block.type] : '')}
      opened={block !== null}
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={({ name }) => make.mutateAsync({ name, blocks: block ? [block] : [] })}
    >
      <TextInput label={texts.reusable.name} data-autofocus maxLength={120} {...form.getInputProps('name')} />
    </SideForm>
  );
}
