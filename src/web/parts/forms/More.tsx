import { ActionIcon, Menu, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

export interface MoreProps {
  name: string;
  isOff: boolean;
  rename: (change: { name?: string; archived?: boolean }) => Promise<unknown>;
  copy: (name: string) => Promise<unknown>;
}

/** What else can be done with a form or a page. */
export function More({ name, isOff, rename, copy }: MoreProps) {
  const { forms: texts, settings } = useTexts();
  const toast = useToast();
  const [renaming, setRenaming] = useState(false);
  const attempt = (work: Promise<unknown>) => void work.catch(toast.problem);
  const takeOff = () =>
    attempt(rename({ archived: true }).then(() => toast.done(texts.takenOff, { undo: () => void rename({ archived: false }) })));
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size="input-sm" aria-label={texts.more}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setRenaming(true)}>{texts.rename}</Menu.Item>
          <Menu.Item onClick={() => attempt(copy(texts.copyOf(name).slice(0, 120)))}>{texts.duplicate}</Menu.Item>
          {isOff ? (
            <Menu.Item onClick={() => attempt(rename({ archived: false }))}>{texts.putBack}</Menu.Item>
          ) : (
            <Menu.Item onClick={takeOff}>{texts.takeOff}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Rename
        key={name}
        name={name}
        opened={renaming}
        onClose={() => setRenaming(false)}
        onSubmit={async (next) => {
          await rename({ name: next });
          toast.done(settings.saved);
          setRenaming(false);
        }}
      />
    </>
  );
}

interface RenameProps {
  name: string;
  opened: boolean;
  onClose: () => void;
  onSubmit: (name: string) => Promise<void>;
}

function Rename({ name, opened, onClose, onSubmit }: RenameProps) {
  const { forms: texts, ui } = useTexts();
  const form = useForm({ initialValues: { name }, validate: { name: isNotEmpty(ui.form.required) } });
  return (
    <SideForm
      title={texts.rename}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={({ name: next }) => onSubmit(next)}
    >
      <TextInput label={texts.name} description={texts.nameHelp} data-autofocus maxLength={120} {...form.getInputProps('name')} />
    </SideForm>
  );
}
