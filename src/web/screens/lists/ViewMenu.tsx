import { ActionIcon, Button, Menu, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconBookmark, IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { Entity } from '#modules/criteria/schema.ts';
import { createView, deleteView, setDefaultView, updateView } from '#modules/lists/contract/views.ts';
import { VISIBILITIES, type Visibility } from '#modules/lists/schema.ts';
import { useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { ListState } from './list-state.ts';

/** What can be done with the view that is open: save what was changed, share, open the list with it, delete. */
export function ViewMenu({ entity, list }: { entity: Entity; list: ListState }) {
  const { lists, ui } = useTexts();
  const texts = lists.views;
  const toast = useToast();
  const [form, setForm] = useState<'new' | 'edit' | null>(null);
  const update = useWrite(updateView, { invalidates: ['view'] });
  const remove = useWrite(deleteView, { invalidates: ['view'] });
  const choose = useWrite(setDefaultView, { invalidates: ['view'] });
  const { view, changed, shown } = list;
  const isDefault = view !== undefined && view.id === list.defaultId;

  const saveChanges = async () => {
    if (!view) return;
    await update.mutateAsync({ id: view.id, criteria: shown.criteria, columns: [...shown.columns], sort: [...shown.sort] }).then(() => {
      list.reset();
      toast.done(texts.saved);
    }, toast.problem);
  };
  const askRemove = async () => {
    if (!view || !(await confirm({ title: texts.removeTitle(view.name), body: texts.removeBody, action: ui.common.remove, danger: true })))
      return;
    await remove.mutateAsync({ id: view.id }).then(() => {
      list.open('all');
      toast.done(texts.removed);
    }, toast.problem);
  };
  if (!view && !changed) return null;
  return (
    <>
      {changed && !view?.mine && (
        <Button variant="default" leftSection={<IconBookmark size={16} stroke={1.6} />} onClick={() => setForm('new')}>
          {texts.save}
        </Button>
      )}
      {changed && view?.mine && (
        <Button variant="default" leftSection={<IconBookmark size={16} stroke={1.6} />} onClick={saveChanges}>
          {texts.update}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={texts.menu} title={texts.menu}>
            <IconDots size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {view && !view.mine && <Menu.Label>{texts.by(view.owner.name)}</Menu.Label>}
          {changed && <Menu.Item onClick={() => list.reset()}>{texts.reset}</Menu.Item>}
          {changed && view?.mine && <Menu.Item onClick={() => setForm('new')}>{texts.save}</Menu.Item>}
          {view?.mine && <Menu.Item onClick={() => setForm('edit')}>{texts.rename}</Menu.Item>}
          {view && (
            <Menu.Item onClick={() => choose.mutateAsync({ entity, viewId: isDefault ? null : view.id }).catch(toast.problem)}>
              {isDefault ? texts.noDefault : texts.makeDefault}
            </Menu.Item>
          )}
          {view?.mine && (
            <Menu.Item color="red" onClick={askRemove}>
              {texts.remove}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ViewForm entity={entity} list={list} form={form} onClose={() => setForm(null)} />
    </>
  );
}

function ViewForm({
  entity,
  list,
  form: kind,
  onClose,
}: {
  entity: Entity;
  list: ListState;
  form: 'new' | 'edit' | null;
  onClose: () => void;
}) {
  const { lists, ui } = useTexts();
  const texts = lists.views;
  return (
    <SideFormOf
      key={`${kind} ${list.view?.id}`}
      entity={entity}
      list={list}
      kind={kind}
      onClose={onClose}
      title={kind === 'edit' ? texts.rename : texts.saveTitle}
      action={ui.common.save}
    />
  );
}

interface SideFormOfProps {
  entity: Entity;
  list: ListState;
  kind: 'new' | 'edit' | null;
  title: string;
  action: string;
  onClose: () => void;
}

function SideFormOf({ entity, list, kind, title, action, onClose }: SideFormOfProps) {
  const { lists, ui } = useTexts();
  const texts = lists.views;
  const mayShare = useCan('view:share');
  const create = useWrite(createView, { invalidates: ['view'] });
  const update = useWrite(updateView, { invalidates: ['view'] });
  const form = useForm({
    initialValues: {
      name: kind === 'edit' ? (list.view?.name ?? '') : '',
      visibility: (kind === 'edit' ? list.view?.visibility : undefined) ?? ('private' as Visibility),
    },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ name, visibility }: typeof form.values) => {
    const { criteria, columns, sort } = list.shown;
    if (kind === 'edit' && list.view) await update.mutateAsync({ id: list.view.id, name, visibility });
    else list.open((await create.mutateAsync({ entity, name, visibility, criteria, columns: [...columns], sort: [...sort] })).id);
    onClose();
  };
  const choices = VISIBILITIES.filter((one) => one === 'private' || mayShare);
  return (
    <SideForm title={title} opened={kind !== null} onClose={onClose} form={form} action={action} onSubmit={submit}>
      <TextInput label={texts.name} data-autofocus {...form.getInputProps('name')} />
      {choices.length > 1 && (
        <Select
          label={texts.visibility}
          data={choices.map((value) => ({ value, label: texts.visibilities[value] }))}
          allowDeselect={false}
          {...form.getInputProps('visibility')}
        />
      )}
    </SideForm>
  );
}
