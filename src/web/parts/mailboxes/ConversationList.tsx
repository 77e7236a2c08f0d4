import { IconHourglass } from '@tabler/icons-react';
import type { ConversationRow } from '#modules/mailboxes/contract/conversations.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import classes from './mailboxes.module.css';

/** Conversations, one a line: with whom, about what, and since when somebody waits. */
export function ConversationList({ rows, label }: { rows: readonly ConversationRow[]; label: string }) {
  return (
    <ul className={classes.list} aria-label={label}>
      {rows.map((row) => (
        <ConversationLine key={row.id} row={row} />
      ))}
    </ul>
  );
}

function ConversationLine({ row }: { row: ConversationRow }) {
  const { mailboxes: texts } = useTexts();
  const who = row.contact?.name ?? row.personName ?? row.address ?? texts.unknown;
  return (
    <li className={classes.row}>
      <div style={{ minWidth: 0 }}>
        <div>
          <span className={classes.name}>{who}</span>
          {row.company && <span className={classes.quiet}> · {row.company.name}</span>}
        </div>
        <Go to={paths.conversation(row.id)}>{row.subject || texts.noSubject}</Go>
        <div className={classes.snippet}>{row.snippet}</div>
      </div>
      <div className={classes.side}>
        <When at={row.lastAt} />
        {row.inquiry && <Mark>{texts.one.inquiry}</Mark>}
        {row.state !== 'open' && <Mark>{texts.one.states[row.state]}</Mark>}
        {row.waitingSince && row.state === 'open' && (
          <Mark tone="soon" icon={IconHourglass}>
            {texts.waits} <When at={row.waitingSince} />
          </Mark>
        )}
        <span>{row.assignee?.name ?? texts.unassigned}</span>
      </div>
    </li>
  );
}
