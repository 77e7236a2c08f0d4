import { ActionIcon, Button, Checkbox } from '@mantine/core';
import { IconArrowBackUp, IconEyeOff, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { listReasons, listReasonUses } from '#modules/leads/contract/reasons.ts';
import { REASON_CLASSES } from '#modules/leads/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ProposeReason, type Proposing } from '../../parts/leads/ProposeReason.tsx';
import type { Reason } from '../../parts/leads/ReasonFields.tsx';
import { ReasonProposals } from '../../parts/leads/ReasonProposals.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

const DEFAULTS = { archived: false };

/** What people choose from when a lead comes back or a deal is lost, by class and in order; both sides govern it. */
export function ReasonsScreen() {
  const { leads, disputes } = useTexts();
  const texts = leads.settings;
  const [state, change] = useUrlState(DEFAULTS);
  const [proposing, setProposing] = useState<Proposing | null>(null);
  const mayWrite = useCan('reason:write');
  const { data, error, refetch } = useRead(listReasons, { archived: state.archived }, { topics: ['reason'], keep: true });
  const uses = useRead(listReasonUses, {}, { topics: ['reason', 'handoff'] });
  return (
    <SettingsPage
      title={texts.title}
      lead={disputes.reasons.lead}
      narrow
      actions={mayWrite && <Button onClick={() => setProposing({ kind: 'add', reason: null })}>{disputes.reasons.add}</Button>}
    >
      <ReasonProposals />
      <Checkbox
        my={16}
        label={texts.showArchived}
        checked={state.archived}
        onChange={(event) => change({ archived: event.currentTarget.checked })}
      />
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {REASON_CLASSES.map((name) => (
        <section key={name} className={classes.group}>
          <h2 className={classes.heading}>{leads.reason.classes[name]}</h2>
          <ul className={classes.sections}>
            {data?.items
              .filter((reason) => reason.class === name)
              .map((reason) => (
                <ReasonLine
                  key={reason.id}
                  reason={reason}
                  uses={uses.data?.items.find(({ id }) => id === reason.id)}
                  onPropose={mayWrite ? (kind) => setProposing({ kind, reason }) : undefined}
                />
              ))}
          </ul>
        </section>
      ))}
      {proposing && <ProposeReason proposing={proposing} onClose={() => setProposing(null)} />}
    </SettingsPage>
  );
}

interface ReasonLineProps {
  reason: Reason;
  uses: { verdicts: number; leads: number; deals: number } | undefined;
  onPropose: ((kind: Exclude<Proposing['kind'], 'add'>) => void) | undefined;
}

function ReasonLine({ reason, uses, onPropose }: ReasonLineProps) {
  const { leads, disputes } = useTexts();
  const texts = leads.settings;
  const format = useFormat();
  const { label, archived } = reason;
  const used = uses ? uses.verdicts + uses.leads + uses.deals : 0;
  return (
    <li className={`${classes.section} ${classes.line}`}>
      <div className={classes.grow}>
        {label} {archived && <Mark>{texts.archived}</Mark>} {reason.needsNote && <Mark>{texts.needsNote}</Mark>}{' '}
        {reason.needsDate && <Mark>{texts.needsDate}</Mark>}{' '}
        {reason.recycleDays !== null && <Mark>{disputes.reasons.inDays(format.number(reason.recycleDays))}</Mark>}
      </div>
      <span title={disputes.reasons.usedHelp}>{used > 0 && disputes.reasons.used(format.number(used))}</span>
      {onPropose && (
        <span>
          <ActionIcon variant="subtle" aria-label={disputes.reasons.change(label)} onClick={() => onPropose('change')}>
            <IconPencil size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            aria-label={archived ? texts.restore(label) : texts.archive(label)}
            onClick={() => onPropose(archived ? 'restore' : 'retire')}
          >
            {archived ? <IconArrowBackUp size={16} /> : <IconEyeOff size={16} />}
          </ActionIcon>
          {used === 0 && (
            <ActionIcon variant="subtle" aria-label={disputes.reasons.removeTitle(label)} onClick={() => onPropose('remove')}>
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </span>
      )}
    </li>
  );
}
