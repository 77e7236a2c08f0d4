import { Button, Modal, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { createTrackHook, listTrackHooks, setTrackHook } from '#modules/nurtures/contract/around.ts';
import { useRead, useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './nurtures.module.css';

/** Addresses that steps post to; the key of each is shown once. */
export function Hooks() {
  const { hooks: texts } = useTexts().warming;
  const toast = useToast();
  const may = useCan('campaign:write');
  const [adding, setAdding] = useState(false);
  const { data } = useRead(listTrackHooks, {}, { topics: ['track_hook'], when: may });
  const change = useWrite(setTrackHook, { invalidates: ['track_hook'] });
  if (!data) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.quiet}>{texts.lead}</p>
      <ul className={classes.list}>
        {data.items.map((hook) => (
          <li key={hook.id} className={classes.line}>
            <strong>{hook.name}</strong> <span className={classes.quiet}>{hook.url}</span>
            <span className={classes.quiet}>
              {hook.lastState ? texts.states[hook.lastState] : texts.never} {hook.lastAt && <When at={hook.lastAt} />} {hook.lastSays}
            </span>
            {data.mayWrite && (
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => void change.mutateAsync({ id: hook.id, active: !hook.active }).catch(toast.problem)}
              >
                {hook.active ? texts.stop : texts.start}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {data.mayWrite && (
        <Button variant="default" w="fit-content" onClick={() => setAdding(true)}>
          {texts.add}
        </Button>
      )}
      {adding && <AddHook onClose={() => setAdding(false)} />}
    </section>
  );
}

function AddHook({ onClose }: { onClose: () => void }) {
  const { warming, ui } = useTexts();
  const texts = warming.hooks;
  const [secret, setSecret] = useState<string | null>(null);
  const create = useWrite(createTrackHook, { invalidates: ['track_hook'] });
  const need = (value: string) => (value.trim() ? null : ui.form.required);
  const form = useForm({ initialValues: { name: '', url: '' }, validate: { name: need, url: need } });
  return (
    <Modal opened onClose={onClose} title={texts.add} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      {secret ? (
        <div className={classes.section}>
          <p className={classes.plain}>{texts.secret}</p>
          <code style={{ overflowWrap: 'anywhere' }}>{secret}</code>
          <Button w="fit-content" onClick={onClose} data-autofocus>
            {texts.close}
          </Button>
        </div>
      ) : (
        <FormShell
          form={form}
          action={texts.add}
          onCancel={onClose}
          guard={false}
          onSubmit={async ({ name, url }) => setSecret((await create.mutateAsync({ name: name.trim(), url: url.trim() })).secret)}
        >
          <TextInput label={texts.name} required maxLength={80} data-autofocus {...form.getInputProps('name')} />
          <TextInput label={texts.url} description={texts.urlHelp} required type="url" maxLength={500} {...form.getInputProps('url')} />
        </FormShell>
      )}
    </Modal>
  );
}
