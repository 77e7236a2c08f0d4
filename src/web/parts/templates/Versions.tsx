import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { listTemplateVersions, previewMail } from '#modules/templates/contract/templates.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { MailPreview } from './MailPreview.tsx';
import classes from './templates.module.css';

/** What was published, by whom and when; each as it went out. */
export function Versions({ id, opened, onClose }: { id: string; opened: boolean; onClose: () => void }) {
  const { templates: texts, ui } = useTexts();
  const [number, setNumber] = useState<number | null>(null);
  const { data, error, refetch } = useRead(listTemplateVersions, { id }, { topics: ['template'], when: opened });
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={texts.versions}
      size={640}
      position="right"
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <div className={classes.column}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
        {data?.items.length === 0 && <p className={classes.quiet}>{texts.versionsEmpty}</p>}
        <ul className={classes.checks}>
          {data?.items.map((version) => (
            <li key={version.id}>
              <strong>{texts.version(version.number)}</strong> {version.publishedBy && texts.by(version.publishedBy.name)}{' '}
              <When at={version.publishedAt} /> · {version.subject}{' '}
              <Button size="compact-sm" variant="subtle" onClick={() => setNumber(version.number)}>
                {texts.seeVersion}
              </Button>
            </li>
          ))}
        </ul>
        {number !== null && <OneVersion key={number} id={id} number={number} />}
      </div>
    </Drawer>
  );
}

function OneVersion({ id, number }: { id: string; number: number }) {
  const preview = useRead(previewMail, { templateId: id, number }, { topics: ['template'] });
  return <MailPreview preview={preview} person={null} />;
}
