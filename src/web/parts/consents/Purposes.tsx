import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { changeMailPurpose, createMailPurpose, listConsentTexts, listMailPurposes, writeConsentText } from '#modules/consents/contract.ts';
import { GROUNDS, type Ground } from '#modules/consents/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './consents.module.css';

type Purpose = OutputOf<typeof listMailPurposes>['items'][number];

/** What mail the workspace sends, each with the wording that people agree to. */
export function Purposes({ adding, onClose }: { adding: boolean; onClose: () => void }) {
  const mayWrite = useCan('consent:write');
  const [changing, setChanging] = useState<Purpose | null>(null);
  const list = useRead(listMailPurposes, {}, { topics: ['consent'] });
  if (list.error) return <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />;
  const close = () => {
    setChanging(null);
    onClose();
  };
  return (
    <>
      {list.data?.items.map((purpose) => (
        <Card key={purpose.id} purpose={purpose} onChange={mayWrite ? () => setChanging(purpose) : null} />
      ))}
      {(adding || changing) && <PurposeForm key={changing?.id ?? ''} purpose={changing} onClose={close} />}
    </>
  );
}

function Card({ purpose, onChange }: { purpose: Purpose; onChange: (() => void) | null }) {
  const { consents: texts } = useTexts();
  const toast = useToast();
  const change = useWrite(changeMailPurpose, { invalidates: ['consent'] });
  const { id, name, description, ground, doubleOptIn, retiredAt } = purpose;
  const retire = async () => {
    if (await confirm({ title: texts.retireTitle(name), body: texts.retireBody, action: texts.retire }))
      change.mutate({ id, retired: true }, { onError: toast.problem });
  };
  return (
    <section className={classes.card} aria-label={name}>
      <div className={classes.head}>
        <strong className={classes.grow}>{name}</strong>
        {retiredAt && <Mark>{texts.retired}</Mark>}
        {onChange && !retiredAt && (
          <>
            <Button size="compact-sm" variant="default" onClick={onChange} aria-label={texts.changePurpose(name)}>
              {texts.change}
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => void retire()} aria-label={`${texts.retire}: ${name}`}>
              {texts.retire}
            </Button>
          </>
        )}
        {onChange && retiredAt && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => change.mutate({ id, retired: false }, { onError: toast.problem })}
            aria-label={`${texts.bringBack}: ${name}`}
          >
            {texts.bringBack}
          </Button>
        )}
      </div>
      <div>{description}</div>
      <div className={classes.quiet}>{[texts.grounds[ground], doubleOptIn && texts.twiceShort].filter(Boolean).join(' · ')}</div>
      <Wording purpose={purpose} />
    </section>
  );
}

function Wording({ purpose: { id, text, versions } }: { purpose: Purpose }) {
  const { consents: texts } = useTexts();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const all = useRead(listConsentTexts, { id }, { when: open, topics: ['consent'] });
  if (!text) return <div className={classes.quiet}>{texts.noWording}</div>;
  return (
    <>
      <p className={classes.text}>
        <span className={classes.quiet}>{texts.version(format.number(text.number))}: </span>
        {text.body}
      </p>
      {versions > 1 && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary className={classes.quiet}>{texts.versions(format.number(versions))}</summary>
          {all.data?.items.map((one) => (
            <div key={one.id} className={classes.said}>
              <div className={classes.quiet}>
                {texts.version(format.number(one.number))} · <When at={one.createdAt} form="date" />
                {one.createdBy && ` · ${one.createdBy}`}
              </div>
              <p className={classes.text}>{one.body}</p>
            </div>
          ))}
        </details>
      )}
    </>
  );
}

function PurposeForm({ purpose, onClose }: { purpose: Purpose | null; onClose: () => void }) {
  const { consents: texts, ui } = useTexts();
  const create = useWrite(createMailPurpose, { invalidates: ['consent'] });
  const change = useWrite(changeMailPurpose, { invalidates: ['consent'] });
  const write = useWrite(writeConsentText, { invalidates: ['consent'] });
  const form = useForm({
    initialValues: {
      name: purpose?.name ?? '',
      description: purpose?.description ?? '',
      ground: purpose?.ground ?? ('consent' as Ground),
      doubleOptIn: purpose?.doubleOptIn ?? true,
      body: purpose?.text?.body ?? '',
    },
    validate: { name: isNotEmpty(ui.form.required), description: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ body, ...values }: typeof form.values) => {
    const { id } = purpose ?? (await create.mutateAsync(values));
    if (purpose) await change.mutateAsync({ id, ...values });
    if (body.trim() !== '' && body !== purpose?.text?.body) await write.mutateAsync({ id, body });
    onClose();
  };
  const title = purpose ? texts.changePurpose(purpose.name) : texts.addPurpose;
  return (
    <SideForm title={title} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <TextInput label={texts.name} data-autofocus {...form.getInputProps('name')} />
      <Textarea label={texts.description} description={texts.descriptionHelp} autosize minRows={2} {...form.getInputProps('description')} />
      <NativeSelect
        label={texts.ground}
        data={GROUNDS.map((value) => ({ value: value as string, label: texts.grounds[value] }))}
        {...form.getInputProps('ground')}
      />
      <Checkbox label={texts.twice} {...form.getInputProps('doubleOptIn', { type: 'checkbox' })} />
      <Textarea label={texts.wording} description={texts.wordingHelp} autosize minRows={4} {...form.getInputProps('body')} />
    </SideForm>
  );
}
