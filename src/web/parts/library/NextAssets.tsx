import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { getNextAssets } from '#modules/library/contract/shares.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './library.module.css';
import { RequestForm } from './RequestForm.tsx';
import { SendForm } from './SendForm.tsx';
import { becauseWords } from './words.ts';

export interface NextAssetsProps {
  contactId: string;
  leadId?: string;
  deal?: { id: string; name: string };
  /** What stands around it. */
  frame: (body: ReactNode) => ReactNode;
}

/** Beside a contact. */
export function NextAssetsPanel({ contactId }: { contactId: string }) {
  const { title } = useTexts().library.sendNext;
  return <NextAssets contactId={contactId} frame={(body) => <Panel title={title}>{body}</Panel>} />;
}

/** What to send this person next, each with why and one click to send it. */
export function NextAssets({ contactId, leadId, deal, frame }: NextAssetsProps) {
  const texts = useTexts();
  const words = texts.library.sendNext;
  const format = useFormat();
  const [sending, setSending] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const about = { contactId, ...(leadId ? { leadId } : {}), ...(deal ? { dealId: deal.id } : {}) };
  const { data } = useRead(getNextAssets, about, { topics: ['asset', `contact:${contactId}`] });
  if (!data) return null;
  return frame(
    <div className={classes.section}>
      {data.items.length === 0 && <p className={classes.quiet}>{words.none}</p>}
      <ul className={classes.list}>
        {data.items.map((item) => (
          <li key={item.id}>
            <div className={classes.line}>
              <Go to={paths.asset(item.id)}>{item.name}</Go>
              {data.maySend && (
                <Button size="compact-xs" aria-label={words.sendOne(item.name)} onClick={() => setSending(item.id)}>
                  {words.send}
                </Button>
              )}
            </div>
            <p className={classes.quiet}>{item.because.map((one) => becauseWords(texts, format, one)).join(' · ')}</p>
          </li>
        ))}
      </ul>
      {data.maySend && (
        <div className={classes.line}>
          <Button size="compact-xs" variant="default" onClick={() => setSending('')}>
            {words.other}
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => setAsking(true)}>
            {words.ask}
          </Button>
        </div>
      )}
      {sending !== null && <SendForm about={about} assetId={sending} onClose={() => setSending(null)} />}
      {asking && <RequestForm {...(deal ? { deal } : {})} onClose={() => setAsking(false)} />}
    </div>,
  );
}
