import { ActionIcon, Alert, Button, ColorInput, Group, Menu } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import {
  archiveTemplate,
  createTemplate,
  discardTemplateDraft,
  getTemplate,
  publishTemplate,
  restoreTemplate,
  sendTestMail,
} from '#modules/templates/contract/templates.ts';
import type { Content } from '#modules/templates/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import type { Chosen } from '../../parts/lists/RecordSelect.tsx';
import { BlockList } from '../../parts/templates/BlockList.tsx';
import { Checks } from '../../parts/templates/Checks.tsx';
import { Conditions } from '../../parts/templates/Conditions.tsx';
import { MailPreview, usePreview } from '../../parts/templates/MailPreview.tsx';
import { MergeInput } from '../../parts/templates/MergeInput.tsx';
import { TemplateFacts } from '../../parts/templates/TemplateForms.tsx';
import classes from '../../parts/templates/templates.module.css';
import { type Draft, type TemplateRead, useDraft } from '../../parts/templates/use-draft.ts';
import { Versions } from '../../parts/templates/Versions.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { useGo } from '../../ui/Go.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const DEFAULTS = { tab: 'write' as string };

/** One template: written on the left, as a person gets it on the right; on a phone one after the other. */
export function TemplateScreen() {
  const { templates: texts } = useTexts();
  const id = useParam('id');
  const { data, error, refetch } = useRead(getTemplate, { id }, { topics: [`template:${id}`] });
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={[{ title: texts.title, to: paths.templates() }]}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <Editor key={id} template={data} />;
}

function Editor({ template }: { template: TemplateRead }) {
  const { templates: texts } = useTexts();
  const writable = useCan('template:write') && !template.archivedAt;
  const draft = useDraft(template, { writable });
  const phone = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false }) ?? false;
  const [{ tab }, change] = useUrlState(DEFAULTS);
  const [open, setOpen] = useState<string | null>(null);
  const [person, setPerson] = useState<Chosen | null>(null);
  const { content } = draft;
  const preview = usePreview({ content, kind: template.kind, language: template.language }, person?.id);
  const checks = preview.data?.checks ?? [];
  const stops = checks.filter(({ level }) => level === 'stop').length;
  useKeys({ 'mod+s': () => void draft.save(), 'mod+z': draft.undo }, { when: writable });

  const show = (place: string) => {
    void change({ tab: 'write' });
    setOpen(place);
    requestAnimationFrame(() => {
      const found = document.querySelector(`[data-block="${CSS.escape(place)}"]`);
      found?.scrollIntoView({ block: 'center' });
      found?.querySelector<HTMLElement>('textarea, [aria-expanded]')?.focus();
    });
  };
  const at = phone ? tab : 'all';
  const tabs = (['write', 'preview', 'checks'] as const).map((one) => ({
    id: one,
    title: texts.tabs[one],
    ...(one === 'checks' && checks.length > 0 ? { count: String(checks.length) } : {}),
  }));
  return (
    <Page
      title={template.name}
      crumbs={[{ title: texts.title, to: paths.templates() }]}
      beside={
        <>
          <Mark>{texts.kinds[template.kind]}</Mark>
          {writable && <span role="status">{texts.status[draft.status]}</span>}
        </>
      }
      actions={<Actions template={template} draft={draft} writable={writable} stops={stops} person={person} />}
      {...(phone && writable ? { tabs, tab, onTab: (next: string) => void change({ tab: next }) } : {})}
    >
      {!writable && <p className={classes.quiet}>{texts.readOnly}</p>}
      {draft.status === 'conflict' && <Conflict draft={draft} />}
      <div className={classes.editor} data-single={phone || !writable || undefined}>
        {writable && (at === 'all' || at === 'write') && (
          <div className={classes.column}>
            <Head content={content} onChange={draft.change} />
            <section className={classes.panel} aria-label={texts.blocks}>
              <h2>{texts.blocks}</h2>
              <BlockList
                blocks={content.blocks}
                onChange={(blocks) => draft.change({ ...content, blocks })}
                conditions={content.conditions}
                checks={checks}
                open={open}
                onOpen={setOpen}
              />
            </section>
            <section className={classes.panel} aria-label={texts.conditions.title}>
              <h2>{texts.conditions.title}</h2>
              <Conditions value={content.conditions} onChange={(conditions) => draft.change({ ...content, conditions })} />
            </section>
          </div>
        )}
        {(at !== 'write' || !writable) && (
          <div className={phone ? classes.column : classes.side}>
            {(at !== 'checks' || !writable) && <MailPreview preview={preview} person={person} onPerson={setPerson} />}
            {(at === 'all' || at === 'checks') && writable && <Checks checks={checks} onShow={show} />}
          </div>
        )}
      </div>
    </Page>
  );
}

function Head({ content, onChange }: { content: Content; onChange: (content: Content) => void }) {
  const texts = useTexts().templates;
  const put = (more: Partial<Content>) => onChange({ ...content, ...more });
  return (
    <section className={classes.panel} aria-label={texts.head}>
      <h2>{texts.head}</h2>
      <MergeInput place="subject" label={texts.subject} value={content.subject} maxLength={500} onChange={(subject) => put({ subject })} />
      <MergeInput
        place="previewText"
        label={texts.previewText}
        description={texts.previewTextHelp}
        value={content.previewText}
        maxLength={500}
        onChange={(previewText) => put({ previewText })}
      />
      <div className={classes.pair}>
        <MergeInput
          place="fromName"
          label={texts.fromName}
          description={texts.fromNameHelp}
          value={content.fromName}
          maxLength={200}
          onChange={(fromName) => put({ fromName })}
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
  );
}

function Conflict({ draft }: { draft: Draft }) {
  const texts = useTexts().templates;
  const toast = useToast();
  const settle = (mine: boolean) => void draft.settle(mine).catch(toast.problem);
  return (
    <Alert color="orange" title={texts.conflict} mb="md">
      <p>{texts.conflictBody}</p>
      <Group>
        <Button variant="default" onClick={() => settle(false)}>
          {texts.takeTheirs}
        </Button>
        <Button variant="default" onClick={() => settle(true)}>
          {texts.keepMine}
        </Button>
      </Group>
    </Alert>
  );
}

interface ActionsProps {
  template: TemplateRead;
  draft: Draft;
  writable: boolean;
  stops: number;
  person: Chosen | null;
}

function Actions({ template, draft, writable, stops, person }: ActionsProps) {
  const texts = useTexts().templates;
  const toast = useToast();
  const mayPublish = useCan('template:publish');
  const mayTest = useCan('record:write');
  const { id } = template;
  const publish = useWrite(publishTemplate, { invalidates: ['template'], onDone: ({ number }) => toast.done(texts.published(number)) });
  const test = useWrite(sendTestMail, { onDone: ({ to }) => toast.done(texts.tested(to)) });
  const afterSaving = async (act: (revision: number) => Promise<unknown>) => {
    const revision = writable ? await draft.settled() : 0;
    if (revision !== null) await act(revision);
  };
  const run = (act: (revision: number) => Promise<unknown>) => void afterSaving(act).catch(toast.problem);
  return (
    <>
      {mayTest && (
        <Button
          variant="default"
          loading={test.isPending}
          onClick={() => run(() => test.mutateAsync({ id, ...(person ? { contactId: person.id } : {}) }))}
        >
          {texts.test}
        </Button>
      )}
      {writable && mayPublish && (
        <Button
          loading={publish.isPending}
          disabled={draft.status === 'saving' || stops > 0 || (!template.hasDraft && draft.status === 'saved')}
          title={stops > 0 ? texts.stops(stops) : undefined}
          onClick={() => run((revision) => publish.mutateAsync({ id, revision }))}
        >
          {texts.publish}
        </Button>
      )}
      <More template={template} draft={draft} />
    </>
  );
}

function More({ template, draft }: { template: TemplateRead; draft: Draft }) {
  const texts = useTexts().templates;
  const toast = useToast();
  const go = useGo();
  const may = useCan('template:write');
  const [shown, setShown] = useState<'facts' | 'versions' | null>(null);
  const { id, name, kind, language, folder, tags, archivedAt } = template;
  const copy = useWrite(createTemplate, { invalidates: ['template'], onDone: (made) => go(paths.template(made.id)) });
  const archive = useWrite(archiveTemplate, { invalidates: ['template'] });
  const restore = useWrite(restoreTemplate, { invalidates: ['template'] });
  const discard = useWrite(discardTemplateDraft, { invalidates: ['template'] });
  const attempt = (work: Promise<unknown>) => void work.catch(toast.problem);
  const archiveIt = () =>
    attempt(archive.mutateAsync({ id }).then(() => toast.done(texts.archivedDone, { undo: () => restore.mutateAsync({ id }) })));
  const discardIt = async () => {
    if (!(await confirm({ title: texts.discard, body: texts.discardBody, action: texts.discard }))) return;
    await discard.mutateAsync({ id });
    await draft.settle(false);
    toast.done(texts.discarded);
  };
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size="input-sm" aria-label={texts.more}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may && <Menu.Item onClick={() => setShown('facts')}>{texts.settings}</Menu.Item>}
          <Menu.Item onClick={() => setShown('versions')}>{texts.versions}</Menu.Item>
          {may && (
            <>
              <Menu.Item onClick={() => attempt(copy.mutateAsync({ name: texts.copyOf(name), kind, language, folder, tags, copyOf: id }))}>
                {texts.duplicate}
              </Menu.Item>
              {template.published && template.hasDraft && <Menu.Item onClick={() => attempt(discardIt())}>{texts.discard}</Menu.Item>}
              {archivedAt ? (
                <Menu.Item onClick={() => attempt(restore.mutateAsync({ id }).then(() => toast.done(texts.restored)))}>
                  {texts.restore}
                </Menu.Item>
              ) : (
                <Menu.Item onClick={archiveIt}>{texts.archive}</Menu.Item>
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <TemplateFacts
        key={`${name}${kind}${language}${folder}${tags}`}
        template={template}
        opened={shown === 'facts'}
        onClose={() => setShown(null)}
      />
      <Versions id={id} opened={shown === 'versions'} onClose={() => setShown(null)} />
    </>
  );
}
