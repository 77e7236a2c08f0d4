import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { previewForm, previewPage } from '#modules/forms/contract/forms.ts';
import { type FormContent, isFixed } from '#modules/forms/schema/form.ts';
import type { PageContent } from '#modules/forms/schema/page.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from '../templates/templates.module.css';

const PAUSE_MS = 300;

/** Markup of ours in a frame of no origin: its script lets fields come and go, nothing can be sent from it. */
function Frame({ html, title }: { html: string; title: string }) {
  return <iframe className={classes.frame} title={title} sandbox="allow-scripts" srcDoc={html} />;
}

/** The form as a stranger sees it, or somebody of whom everything plain is known. */
export function FormPreview({ content }: { content: FormContent }) {
  const { preview: texts } = useTexts().forms;
  const [known, setKnown] = useState(false);
  const [asked] = useDebouncedValue(content, PAUSE_MS);
  const hasLater = content.fields.some(({ later }) => later);
  const keys = asked.fields.filter((field) => !field.later && !isFixed(field)).map(({ key }) => key);
  const { data, error, refetch } = useRead(
    previewForm,
    { content: asked, known: known && hasLater ? keys : null },
    { topics: ['workspace', 'consent'], keep: true },
  );
  return (
    <section className={classes.panel} aria-label={texts.title}>
      {hasLater && (
        <Select
          label={texts.who}
          description={known ? texts.knownHelp : undefined}
          allowDeselect={false}
          data={[
            { value: 'stranger', label: texts.stranger },
            { value: 'known', label: texts.known },
          ]}
          value={known ? 'known' : 'stranger'}
          onChange={(who) => setKnown(who === 'known')}
        />
      )}
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Frame html={data.html} title={texts.frame} />}
    </section>
  );
}

export function PagePreview({ content, thanks }: { content: PageContent; thanks: boolean }) {
  const { pages, preview } = useTexts().forms;
  const [asked] = useDebouncedValue(content, PAUSE_MS);
  const { data, error, refetch } = useRead(
    previewPage,
    { content: asked, thanks },
    { topics: ['workspace', 'form', 'mail_image'], keep: true },
  );
  return (
    <section className={classes.panel} aria-label={preview.title}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Frame html={data.html} title={pages.frame} />}
    </section>
  );
}
