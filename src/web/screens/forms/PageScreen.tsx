import { Button, ColorInput, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { createPage, getPage, publishPage, renamePage, savePageDraft } from '#modules/forms/contract/forms.ts';
import type { PageContent } from '#modules/forms/schema/page.ts';
import { listWebsites } from '#modules/visits/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { call } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { Conflict, Problems } from '../../parts/forms/Conflict.tsx';
import { More } from '../../parts/forms/More.tsx';
import { PageBlocks } from '../../parts/forms/PageBlocks.tsx';
import { PagePreview } from '../../parts/forms/Preview.tsx';
import { Line } from '../../parts/forms/Share.tsx';
import { type Draft, useDraft } from '../../parts/forms/use-draft.ts';
import classes from '../../parts/templates/templates.module.css';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type PageRead = OutputOf<typeof getPage>;

/** One page: its blocks beside how it looks. */
export function PageScreen() {
  const { pages: texts } = useTexts().forms;
  const id = useParam('id');
  const { data, error, refetch } = useRead(getPage, { id }, { topics: [`page:${id}`] });
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={[{ title: texts.title, to: paths.pages() }]}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <Editor key={id} page={data} />;
}

function Editor({ page }: { page: PageRead }) {
  const { forms: texts } = useTexts();
  const { id } = page;
  const writable = useCan('template:write') && !page.archivedAt;
  const draft = useDraft<PageContent>(page, {
    topic: 'page',
    writable,
    save: (content, revision) => call(savePageDraft, { id, content, revision }),
    read: () => call(getPage, { id }),
  });
  const phone = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false }) ?? false;
  const [part, setPart] = useState<'blocks' | 'thanks'>('blocks');
  useKeys({ 'mod+s': () => void draft.save(), 'mod+z': draft.undo }, { when: writable });
  const { content, change, problems } = draft;
  return (
    <Page
      title={page.name}
      crumbs={[{ title: texts.pages.title, to: paths.pages() }]}
      beside={writable && <span role="status">{texts.status[draft.status]}</span>}
      actions={<Actions page={page} draft={draft} writable={writable} />}
    >
      {!writable && <p className={classes.quiet}>{page.archivedAt ? texts.takenOff : texts.readOnly}</p>}
      {draft.status === 'conflict' && <Conflict settle={draft.settle} />}
      {writable && <Problems problems={problems} nameOf={() => null} />}
      <div className={classes.editor} data-single={phone || !writable || undefined}>
        {writable && (
          <div className={classes.column}>
            <SegmentedControl
              aria-label={texts.preview.title}
              data={[
                { value: 'blocks', label: texts.pages.showPage },
                { value: 'thanks', label: texts.pages.showThanks },
              ]}
              value={part}
              onChange={(next) => setPart(next === 'thanks' ? 'thanks' : 'blocks')}
            />
            <section className={classes.panel} aria-label={part === 'blocks' ? texts.pages.blocks : texts.pages.thanks}>
              <h2>{part === 'blocks' ? texts.pages.blocks : texts.pages.thanks}</h2>
              {part === 'thanks' && <p className={classes.quiet}>{texts.pages.thanksHelp}</p>}
              <PageBlocks
                key={part}
                blocks={content[part]}
                onChange={(blocks) => change({ ...content, [part]: blocks })}
                problems={problems}
              />
            </section>
            <Head content={content} onChange={change} address={page.address} />
          </div>
        )}
        <div className={phone ? classes.column : classes.side}>
          <PagePreview content={content} thanks={part === 'thanks'} />
        </div>
      </div>
    </Page>
  );
}

function Head({ content, onChange, address }: { content: PageContent; onChange: (content: PageContent) => void; address: string }) {
  const { pages: texts, accent, pickColour } = useTexts().forms;
  const sites = useRead(listWebsites, {}, { topics: ['website'] }).data?.items ?? [];
  const put = (more: Partial<PageContent>) => onChange({ ...content, ...more });
  return (
    <section className={classes.panel} aria-label={texts.head}>
      <h2>{texts.head}</h2>
      <TextInput
        label={texts.pageTitle}
        maxLength={200}
        value={content.title}
        onChange={(event) => put({ title: event.currentTarget.value })}
      />
      <Textarea
        label={texts.description}
        description={texts.descriptionHelp}
        autosize
        maxLength={300}
        value={content.description}
        onChange={(event) => put({ description: event.currentTarget.value.replace(/\n/g, ' ') })}
      />
      <div className={classes.pair}>
        <TextInput
          label={texts.slug}
          maxLength={80}
          value={content.slug}
          onChange={(event) =>
            put({
              slug: event.currentTarget.value
                .toLowerCase()
                .replace(/[^a-z0-9]+/g, '-')
                .replace(/^-/, ''),
            })
          }
          onBlur={() => put({ slug: content.slug.replace(/-+$/, '') })}
        />
        <ColorInput
          label={accent}
          value={content.accent}
          eyeDropperButtonProps={{ 'aria-label': pickColour }}
          onChange={(next) => {
            if (/^#[0-9a-f]{6}$/i.test(next)) put({ accent: next });
          }}
        />
      </div>
      <Switch label={texts.noindex} checked={content.noindex} onChange={(event) => put({ noindex: event.currentTarget.checked })} />
      <Select
        label={texts.website}
        description={texts.websiteHelp(new URL(address).hostname)}
        allowDeselect={false}
        data={[{ value: '', label: texts.noWebsite }, ...sites.map(({ id, name }) => ({ value: id, label: name }))]}
        value={content.websiteId ?? ''}
        onChange={(websiteId) => put({ websiteId: websiteId || null })}
      />
      <p className={classes.quiet}>{texts.address}</p>
      <Line text={address} />
    </section>
  );
}

function Actions({ page, draft, writable }: { page: PageRead; draft: Draft<PageContent>; writable: boolean }) {
  const texts = useTexts().forms;
  const toast = useToast();
  const go = useGo();
  const mayPublish = useCan('template:publish');
  const mayWrite = useCan('template:write');
  const { id } = page;
  const publish = useWrite(publishPage, { invalidates: ['page'], onDone: ({ number }) => toast.done(texts.published(number)) });
  const rename = useWrite(renamePage, { invalidates: ['page'] });
  const copy = useWrite(createPage, { invalidates: ['page'], onDone: (made) => go(paths.page(made.id)) });
  const publishIt = async () => {
    const revision = await draft.settled();
    if (revision !== null && revision > 0) await publish.mutateAsync({ id, revision });
  };
  return (
    <>
      {page.published && !page.archivedAt && (
        <Button variant="default" w="fit-content" component="a" href={page.address} target="_blank" rel="noopener">
          {texts.share.open}
        </Button>
      )}
      {writable && mayPublish && (
        <Button
          loading={publish.isPending}
          disabled={draft.problems.length > 0 || draft.status === 'saving' || (!page.hasDraft && draft.status === 'saved')}
          onClick={() => void publishIt().catch(toast.problem)}
        >
          {texts.publish}
        </Button>
      )}
      {mayWrite && (
        <More
          name={page.name}
          isOff={page.archivedAt !== null}
          rename={(change) => rename.mutateAsync({ id, ...change })}
          copy={(name) => copy.mutateAsync({ name, copyOf: id })}
        />
      )}
    </>
  );
}
