import { Button, type ButtonProps, Modal, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconMessages } from '@tabler/icons-react';
import { useState } from 'react';
import { openDiscussion } from '#modules/discussions/contract.ts';
import type { About } from '#modules/discussions/schema.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { useWrite } from '../../data.ts';
import { useCan, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './discussions.module.css';

interface DiscussProps {
  about: About;
  /** What it is about, in words: a person, a campaign, a pattern. */
  name: string;
  size?: ButtonProps['size'];
  /** Its words, where "Discuss" is not enough. */
  label?: string;
}

/** From what is wrong to a talk with the other team: one click and one line. */
export function DiscussButton({ about, name, size, label }: DiscussProps) {
  const texts = useTexts().discussions;
  const mayOpen = useCan('lead:return');
  const [opened, setOpened] = useState(false);
  if (!mayOpen) return null;
  return (
    <>
      <Button
        variant="default"
        {...(size ? { size } : { leftSection: <IconMessages size={16} /> })}
        aria-label={`${label ?? texts.discuss}: ${name}`}
        onClick={() => setOpened(true)}
      >
        {label ?? texts.discuss}
      </Button>
      {opened && <DiscussForm about={about} name={name} onClose={() => setOpened(false)} />}
    </>
  );
}

function DiscussForm({ about, name, onClose }: Pick<DiscussProps, 'about' | 'name'> & { onClose: () => void }) {
  const { discussions, ui } = useTexts();
  const texts = discussions.open;
  const toast = useToast();
  const { department } = useSession().member;
  const own = PARTIES.find((party) => party === department);
  const open = useWrite(openDiscussion, { invalidates: ['discussion'] });
  const form = useForm({
    initialValues: { what: '', toParty: (PARTIES.find((party) => party !== own) ?? PARTIES[0]) as Party },
    validate: { what: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ what, toParty }: { what: string; toParty: Party }) => {
    const { answerer } = await open.mutateAsync({ about, what, toParty });
    onClose();
    toast.done(answerer ? texts.done(answerer.name) : texts.doneNobody);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${texts.title}: ${name}`}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <p className={classes.quiet}>{texts.help(ui.sides[form.values.toParty])}</p>
      <FormShell form={form} action={texts.action} onSubmit={submit} onCancel={onClose}>
        <TextInput
          label={texts.what}
          placeholder={texts.placeholder}
          required
          maxLength={300}
          data-autofocus
          {...form.getInputProps('what')}
        />
        {!own && (
          <Select
            label={texts.toParty}
            allowDeselect={false}
            data={PARTIES.map((value) => ({ value, label: ui.sides[value] }))}
            {...form.getInputProps('toParty')}
          />
        )}
      </FormShell>
    </Modal>
  );
}
