import { Button, CloseButton, Group, Menu, Select, TagsInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDownload, IconListCheck, IconPencil, IconTag, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Entity, FieldInfo } from '#modules/criteria/schema.ts';
import { changeRows, trashRows } from '#modules/lists/contract/bulk.ts';
import { type BulkChange, MOVES, type NewValue, type Target } from '#modules/lists/schema.ts';
import { useWrite } from '../../data.ts';
import { groupedFields } from '../../parts/criteria/fields.ts';
import { PutOnList } from '../../parts/lists/PeopleListForms.tsx';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { ENTITY } from './entities.ts';
import { NewValueInput } from './NewValueInput.tsx';

export interface BulkBarProps {
  entity: Entity;
  items: readonly FieldInfo[];
  currency: string;
  /** How many, as it is shown. */
  count: string;
  target: Target;
  /** Null: done, and nothing about the records changed. */
  onDone: (change: BulkChange | null) => void;
  onExport: (format: 'csv' | 'xlsx') => void;
}

/** What can be done with the chosen rows. */
export function BulkBar({ entity, items, currency, count, target, onDone, onExport }: BulkBarProps) {
  const { lists } = useTexts();
  const texts = lists.bulk;
  const toast = useToast();
  const [form, setForm] = useState<'edit' | 'tags' | 'list' | null>(null);
  const [mayBulk, mayChange, mayDelete, mayExport, mayWrite] = [
    useCan('record:bulk'),
    useCan(ENTITY[entity].changes),
    useCan('record:delete'),
    useCan('record:export'),
    useCan('record:write'),
  ];
  const trash = useWrite(trashRows, { invalidates: [entity, 'bulk_change'] });
  const close = () => setForm(null);
  const done = (change: BulkChange) => {
    close();
    onDone(change);
  };
  const shared = { entity, target, count, onClose: close, onDone: done };
  return (
    <>
      {mayBulk && mayChange && (
        <>
          <Button variant="default" size="compact-md" leftSection={<IconPencil size={16} stroke={1.6} />} onClick={() => setForm('edit')}>
            {texts.edit}
          </Button>
          <Button variant="default" size="compact-md" leftSection={<IconTag size={16} stroke={1.6} />} onClick={() => setForm('tags')}>
            {texts.tags}
          </Button>
        </>
      )}
      {entity === 'contact' && mayWrite && (
        <Button variant="default" size="compact-md" leftSection={<IconListCheck size={16} stroke={1.6} />} onClick={() => setForm('list')}>
          {lists.people.button}
        </Button>
      )}
      {mayDelete && mayChange && (
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconTrash size={16} stroke={1.6} />}
          loading={trash.isPending}
          onClick={() => trash.mutateAsync({ entity, target }).then(onDone, toast.problem)}
        >
          {texts.remove}
        </Button>
      )}
      {mayExport && 'ids' in target && (
        <Menu>
          <Menu.Target>
            <Button variant="default" size="compact-md" leftSection={<IconDownload size={16} stroke={1.6} />}>
              {lists.more}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onExport('csv')}>{lists.exportCsv}</Menu.Item>
            <Menu.Item onClick={() => onExport('xlsx')}>{lists.exportXlsx}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <EditForm {...shared} opened={form === 'edit'} items={items.filter((item) => isChangeable(entity, item))} currency={currency} />
      <TagForm {...shared} opened={form === 'tags'} />
      {form === 'list' && <PutOnList target={target} count={count} onClose={close} onDone={() => onDone(null)} />}
    </>
  );
}

/** Tags have a form of their own; a name is one record's. */
function isChangeable(entity: Entity, item: FieldInfo): boolean {
  return (item.writable || MOVES[entity].includes(item.key)) && item.key !== 'tags' && item.key !== 'name';
}

interface FormProps {
  entity: Entity;
  target: Target;
  count: string;
  opened: boolean;
  onClose: () => void;
  onDone: (change: BulkChange) => void;
}

function EditForm({
  entity,
  target,
  count,
  opened,
  onClose,
  onDone,
  items,
  currency,
}: FormProps & { items: readonly FieldInfo[]; currency: string }) {
  const { lists, criteria } = useTexts();
  const texts = lists.bulk;
  const change = useWrite(changeRows, { invalidates: [entity, 'bulk_change'] });
  const form = useForm<{ set: Record<string, NewValue | undefined> }>({ initialValues: { set: {} } });
  const { set } = form.values;
  const chosen = items.filter((item) => item.key in set);
  const put = (key: string, value: NewValue | undefined) => form.setFieldValue('set', { ...set, [key]: value });
  const takeOut = (key: string) => form.setFieldValue('set', Object.fromEntries(Object.entries(set).filter(([other]) => other !== key)));
  const submit = async () => {
    const values = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, value ?? null]));
    onDone(await change.mutateAsync({ entity, target, change: { set: values } }));
    form.reset();
  };
  return (
    <SideForm title={texts.title(count)} opened={opened} onClose={onClose} form={form} action={texts.apply} onSubmit={submit}>
      {chosen.map((field) => (
        <Group key={field.key} align="flex-end" gap="xs" wrap="nowrap">
          <div style={{ flex: 1, minWidth: 0 }}>
            <NewValueInput
              entity={entity}
              field={field}
              currency={currency}
              value={set[field.key]}
              onChange={(value) => put(field.key, value)}
              error={form.errors[`change.set.${field.key}`]}
            />
          </div>
          <CloseButton aria-label={`${criteria.remove}: ${field.label}`} onClick={() => takeOut(field.key)} />
        </Group>
      ))}
      <Select
        key={chosen.length}
        label={chosen.length === 0 ? texts.field : texts.addField}
        placeholder={texts.chooseField}
        data={groupedFields(items.filter((item) => !(item.key in set)))}
        value={null}
        onChange={(key) => key && put(key, undefined)}
        searchable
        selectFirstOptionOnChange
        nothingFoundMessage={criteria.nothing}
        {...(chosen.length === 0 ? { 'data-autofocus': true, error: form.errors.change ?? null } : {})}
      />
    </SideForm>
  );
}

function TagForm({ entity, target, count, opened, onClose, onDone }: FormProps) {
  const texts = useTexts().lists.bulk;
  const change = useWrite(changeRows, { invalidates: [entity, 'bulk_change'] });
  const form = useForm<{ addTags: string[]; removeTags: string[] }>({ initialValues: { addTags: [], removeTags: [] } });
  const submit = async (tags: typeof form.values) => {
    onDone(await change.mutateAsync({ entity, target, change: tags }));
    form.reset();
  };
  return (
    <SideForm title={texts.title(count)} opened={opened} onClose={onClose} form={form} action={texts.applyTags} onSubmit={submit}>
      <TagsInput label={texts.addTags} data-autofocus acceptValueOnBlur {...form.getInputProps('addTags')} />
      <TagsInput label={texts.removeTags} acceptValueOnBlur {...form.getInputProps('removeTags')} />
    </SideForm>
  );
}
