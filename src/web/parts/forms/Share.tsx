import { Button, Code, CopyButton, MultiSelect } from '@mantine/core';
import type { getForm } from '#modules/forms/contract/forms.ts';
import type { FormContent } from '#modules/forms/schema/form.ts';
import { listWebsites } from '#modules/visits/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from '../templates/templates.module.css';

export interface ShareProps {
  form: OutputOf<typeof getForm>;
  content: FormContent;
  onChange: (content: FormContent) => void;
  writable: boolean;
}

/** Where people find the form: its own page, a line for other pages, an address for pages without scripts. */
export function Share({ form, content, onChange, writable }: ShareProps) {
  const { share: texts } = useTexts().forms;
  const sites = useRead(listWebsites, {}, { topics: ['website'] }).data?.items ?? [];
  return (
    <div className={classes.column}>
      {!form.published && <p className={classes.quiet}>{texts.notYet}</p>}
      <section className={classes.panel} aria-label={texts.address}>
        <h2>{texts.address}</h2>
        <Line text={form.address} />
        {form.published && !form.archivedAt && (
          <Button variant="default" w="fit-content" component="a" href={form.address} target="_blank" rel="noopener">
            {texts.open}
          </Button>
        )}
      </section>
      <section className={classes.panel} aria-label={texts.embed}>
        <h2>{texts.embed}</h2>
        <p className={classes.quiet}>{texts.embedHelp}</p>
        <Line text={form.snippets.script} />
        <MultiSelect
          label={texts.websites}
          description={texts.websitesHelp}
          disabled={!writable}
          data={sites.map(({ id, name, hosts }) => ({ value: id, label: `${name} (${hosts.join(', ')})` }))}
          value={content.websiteIds}
          onChange={(websiteIds) => onChange({ ...content, websiteIds })}
        />
      </section>
      <section className={classes.panel} aria-label={texts.plain}>
        <h2>{texts.plain}</h2>
        <p className={classes.quiet}>{texts.plainHelp}</p>
        <Line text={form.snippets.plain} />
      </section>
    </div>
  );
}

export function Line({ text }: { text: string }) {
  const { share: texts } = useTexts().forms;
  return (
    <>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="default" w="fit-content" onClick={copy}>
            {copied ? texts.copied : texts.copy}
          </Button>
        )}
      </CopyButton>
    </>
  );
}
