import { SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { previewMail } from '#modules/templates/contract/templates.ts';
import type { Content, TemplateKind } from '#modules/templates/schema.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { type Chosen, RecordSelect } from '../lists/RecordSelect.tsx';
import classes from './templates.module.css';

const PAUSE_MS = 300;
const VIEWS = ['desktop', 'phone', 'dark', 'text'] as const;
type View = (typeof VIEWS)[number];

export interface Look {
  content: Content;
  kind: TemplateKind;
  language: string;
}

/** The mail as one person would get it; asked again a moment after each change, the last one shown meanwhile. */
export function usePreview(look: Look, contactId: string | undefined) {
  const [asked] = useDebouncedValue(look, PAUSE_MS);
  const { content, kind, language } = asked;
  return useRead(
    previewMail,
    { content, kind, language, ...(contactId ? { contactId } : {}) },
    { topics: ['reusable', 'mail_image', 'workspace'], keep: true },
  );
}
export type Preview = ReturnType<typeof usePreview>;

const DARK = '@media (prefers-color-scheme: dark)';

/** The mail's own markup in a frame that runs nothing, opens nothing and loads only pictures of this server. */
function framed({ html, imageBase }: { html: string; imageBase: string }, view: View): string {
  return html.replaceAll(imageBase, new URL(imageBase).pathname).replaceAll(DARK, view === 'dark' ? '@media all' : '@media not all');
}

export interface MailPreviewProps {
  preview: Preview;
  person: Chosen | null;
  /** Absent: filled with a made-up person only. */
  onPerson?: (person: Chosen | null) => void;
}

export function MailPreview({ preview: { data, error, refetch }, person, onPerson }: MailPreviewProps) {
  const { preview: texts, subject } = useTexts().templates;
  const [view, setView] = useState<View>('desktop');
  return (
    <section className={classes.panel} aria-label={texts.title}>
      {onPerson && <RecordSelect entity="contact" label={texts.person} description={texts.personHelp} value={person} onChange={onPerson} />}
      <SegmentedControl
        aria-label={texts.view}
        data={VIEWS.map((one) => ({ value: one, label: texts.views[one] }))}
        value={view}
        onChange={(next) => setView(next as View)}
      />
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <p className={classes.headline}>
            <strong>
              <span className={classes.quiet}>{subject}: </span>
              {data.subject}
            </strong>
            <span className={classes.quiet}>
              {data.previewText} · {texts.from} {data.fromName || '…'} · {texts.size((data.sizeBytes / 1024).toFixed(0))}
            </span>
          </p>
          {view === 'text' ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
            <pre className={classes.plain} tabIndex={0}>
              {data.text}
            </pre>
          ) : (
            <iframe key={view} className={classes.frame} data-view={view} title={texts.frame} sandbox="" srcDoc={framed(data, view)} />
          )}
        </>
      )}
    </section>
  );
}
