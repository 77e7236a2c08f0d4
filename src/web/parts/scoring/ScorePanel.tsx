import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { getScore } from '#modules/scoring/contract/score.ts';
import { useRead } from '../../data.ts';
import { useSees } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Panel } from '../companies/RecordLayout.tsx';
import { ScoreLabel } from '../handoffs/ScoreLabel.tsx';
import { Momentum, Reason } from './Momentum.tsx';
import { ScoreExplained } from './ScoreExplained.tsx';
import classes from './scoring.module.css';

/** Beside a contact: the score in three lines, and every point of it for who wants to know. */
export function ScorePanel({ contactId }: { contactId: string }) {
  const sees = useSees('contact.scoreLabel');
  return sees ? <Shown contactId={contactId} /> : null;
}

function Shown({ contactId }: { contactId: string }) {
  const { loop, scoring, ui } = useTexts();
  const [open, setOpen] = useState(false);
  const { data } = useRead(getScore, { id: contactId }, { topics: [`contact:${contactId}`, 'profile', 'score'] });
  if (!data) return null;
  return (
    <Panel title={loop.brief.score}>
      <span className={classes.row}>
        <ScoreLabel label={data.label} />
        <Momentum of={data.momentum} />
      </span>
      <Reason of={data.reason} />
      <ul className={classes.list}>
        {data.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)}>
        {loop.brief.explain}
      </Button>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        title={scoring.explain.title}
        size={640}
        position="right"
        closeButtonProps={{ 'aria-label': ui.common.close }}
      >
        {open && <ScoreExplained contactId={contactId} />}
      </Drawer>
    </Panel>
  );
}
