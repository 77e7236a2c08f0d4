import { Button, ColorInput, Textarea, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { createForm, getForm, publishForm, renameForm, saveFormDraft } from '#modules/forms/contract/forms.ts';
import type { FormContent } from '#modules/forms/schema/form.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { call } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { Conflict, Problems } from '../../parts/forms/Conflict.tsx';
import { FieldList } from '../../parts/forms/FieldList.tsx';
import { More } from '../../parts/forms/More.tsx';
import { FormPreview } from '../../parts/forms/Preview.tsx';
import { Report } from '../../parts/forms/Report.tsx';
import { FormSettings } from '../../parts/forms/Settings.tsx';
import { Share } from '../../parts/forms/Share.tsx';
import { type Draft, useDraft } from '../../parts/forms/use-draft.ts';
import classes from '../../parts/templates/templates.module.css';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go, useGo } from '../../ui/Go.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type FormRead = OutputOf<typeof getForm>;
const DEFAULTS = { tab: 'build' as string };
const TABS = ['build', 'settings', 'share', 'report'] as const;

/** One form: what it asks beside how it looks, what follows, where it stands, what came of it. */
export function FormScreen() {
  const { forms: texts } = useTexts();
  const id = useParam('id');
  const { data, error, refetch } = useRead(getForm, { id }, { topics: [`form:${id}`, 'consent'] });
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={[{ title: texts.title, to: paths.forms() }]}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <Editor key={id} form={data} />;
}

function Editor({ form }: { form: FormRead }) {
  const { forms: texts } = useTexts();
  const { id } = form;
  const writable = useCan('template:write') && !form.archivedAt;
  const draft = useDraft<FormContent>(form, {
    topic: 'form',
    writable,
    save: (content, revision) => call(saveFormDraft, { id, content, revision }),
    read: () => call(getForm, { id }),
  });
  const phone = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false }) ?? false;
  const [{ tab }, change] = useUrlState(DEFAULTS);
  useKeys({ 'mod+s': () => void draft.save(), 'mod+z': draft.undo }, { when: writable });
  const shownTabs = [...TABS.slice(0, 1), ...(phone ? (['preview'] as const) : []), ...TABS.slice(1)];
  const nameOf = (place: string) => draft.content.fields.find(({ key }) => place === `field.${key}`)?.label ?? null;
  return (
    <Page
      title={form.name}
      crumbs={[{ title: texts.title, to: paths.forms() }]}
      beside={writable && <span role="status">{texts.status[draft.status]}</span>}
      actions={<Actions form={form} draft={draft} writable={writable} />}
      tabs={shownTabs.map((one) => ({ id: one, title: texts.tabs[one] }))}
      tab={tab}
      onTab={(next) => void change({ tab: next })}
    >
      {!writable && <p className={classes.quiet}>{form.archivedAt ? texts.takenOff : texts.readOnly}</p>}
      {draft.status === 'conflict' && <Conflict settle={draft.settle} />}
      {writable && tab !== 'report' && <Problems problems={draft.problems} nameOf={nameOf} />}
      {tab === 'build' && (
        <div className={classes.editor} data-single={phone || !writable || undefined}>
          {writable && <Build draft={draft} />}
          {(!phone || !writable) && (
            <div className={classes.side}>
              <FormPreview content={draft.content} />
            </div>
          )}
        </div>
      )}
      {tab === 'preview' && <FormPreview content={draft.content} />}
      {tab === 'settings' && (
        <fieldset disabled={!writable} style={{ border: 0, margin: 0, padding: 0, maxWidth: 760, minWidth: 0 }}>
          <FormSettings content={draft.content} onChange={draft.change} />
        </fieldset>
      )}
      {tab === 'share' && <Share form={form} content={draft.content} onChange={draft.change} writable={writable} />}
      {tab === 'report' && <Report id={id} />}
    </Page>
  );
}

function Build({ draft: { content, change, problems } }: { draft: Draft<FormContent> }) {
  const texts = useTexts().forms;
  const [open, setOpen] = useState<string | null>(null);
  const put = (more: Partial<FormContent>) => change({ ...content, ...more });
  return (
    <div className={classes.column}>
      <section className={classes.panel} aria-label={texts.fields}>
        <h2>{texts.fields}</h2>
        <FieldList fields={content.fields} onChange={(fields) => put({ fields })} problems={problems} open={open} onOpen={setOpen} />
      </section>
      <section className={classes.panel} aria-label={texts.head}>
        <h2>{texts.head}</h2>
        <TextInput
          label={texts.formTitle}
          maxLength={200}
          value={content.title}
          onChange={(event) => put({ title: event.currentTarget.value })}
        />
        <Textarea
          label={texts.intro}
          autosize
          minRows={2}
          maxLength={2_000}
          value={content.intro}
          onChange={(event) => put({ intro: event.currentTarget.value })}
        />
        <div className={classes.pair}>
          <TextInput
            label={texts.button}
            maxLength={80}
            value={content.button}
            onChange={(event) => put({ button: event.currentTarget.value })}
          />
          <ColorInput
            label={texts.accent}
            value={content.accent}
            eyeDropperButtonProps={{ 'aria-label': texts.pickColour }}
            onChange={(accent) => {
              if (/^#[0-9a-f]{6}$/i.test(accent)) put({ accent });
            }}
          />
        </div>
      </section>
    </div>
  );
}

function Actions({ form, draft, writable }: { form: FormRead; draft: Draft<FormContent>; writable: boolean }) {
  const texts = useTexts().forms;
  const toast = useToast();
  const go = useGo();
  const mayPublish = useCan('template:publish');
  const mayWrite = useCan('template:write');
  const { id } = form;
  const publish = useWrite(publishForm, { invalidates: ['form'], onDone: ({ number }) => toast.done(texts.published(number)) });
  const rename = useWrite(renameForm, { invalidates: ['form'] });
  const copy = useWrite(createForm, { invalidates: ['form'], onDone: (made) => go(paths.form(made.id)) });
  const publishIt = async () => {
    const revision = await draft.settled();
    if (revision !== null && revision > 0) await publish.mutateAsync({ id, revision });
  };
  return (
    <>
      <Button variant="default" component={Go} to={paths.formAnswers({ formId: id })}>
        {texts.answers.all}
      </Button>
      {writable && mayPublish && (
        <Button
          loading={publish.isPending}
          disabled={draft.problems.length > 0 || draft.status === 'saving' || (!form.hasDraft && draft.status === 'saved')}
          onClick={() => void publishIt().catch(toast.problem)}
        >
          {texts.publish}
        </Button>
      )}
      {mayWrite && (
        <More
          name={form.name}
          isOff={form.archivedAt !== null}
          rename={(change) => rename.mutateAsync({ id, ...change })}
          copy={(name) => copy.mutateAsync({ name, copyOf: id })}
        />
      )}
    </>
  );
}
