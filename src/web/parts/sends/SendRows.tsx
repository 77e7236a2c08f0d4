import { Button, Select } from '@mantine/core';
import { exportSendMessages, listSendMessages } from '#modules/sends/contract/messages.ts';
import { ASKED_FACTS, MESSAGE_CODES, MESSAGE_STATES } from '#modules/sends/schema.ts';
import { download } from '../../api.ts';
import { useReadPages } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../gate/gate.module.css';
import { MessageLine } from './MessageLine.tsx';
import type { Opening } from './SendRunning.tsx';

interface SendRowsProps {
  sendId: string;
  filter: Required<Opening>;
  onChange: (filter: Opening) => void;
  onClose: () => void;
}

/** The people of a mailing, or those behind one of its figures. */
export function SendRows({ sendId, filter, onChange, onClose }: SendRowsProps) {
  const { sends: texts, gate } = useTexts();
  const toast = useToast();
  const mayExport = useCan('record:export');
  const state = MESSAGE_STATES.find((one) => one === filter.state);
  const code = MESSAGE_CODES.find((one) => one === filter.code);
  const fact = ASKED_FACTS.find((one) => one === filter.fact);
  const asked = {
    id: sendId,
    ...(state ? { state } : {}),
    ...(code ? { code } : {}),
    ...(fact ? { fact } : {}),
    ...(filter.variant ? { variantId: filter.variant } : {}),
  };
  const list = useReadPages(listSendMessages, asked, { topics: [`send:${sendId}`, 'message'] });
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <section className={classes.section} aria-label={texts.rows.title}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{texts.rows.title}</h2>
        <Select
          aria-label={texts.messages.state}
          placeholder={texts.messages.anyState}
          clearable
          data={MESSAGE_STATES.map((one) => ({ value: one, label: texts.messageStates[one] }))}
          value={state ?? null}
          onChange={(next) => onChange({ ...filter, state: next ?? '' })}
        />
        {mayExport && (
          <Button variant="default" size="compact-sm" onClick={() => void download(exportSendMessages, asked).catch(toast.problem)}>
            {texts.actions.exportRows}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" onClick={onClose}>
          {gate.close}
        </Button>
      </div>
      {state === 'unknown' && <p className={classes.words}>{texts.rows.unknownHelp}</p>}
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <p className={classes.quiet}>{texts.rows.none}</p>}
      <ul className={classes.list}>
        {rows?.map((row) => (
          <MessageLine key={row.id} message={row} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" w="fit-content" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.rows.more}
        </Button>
      )}
    </section>
  );
}
