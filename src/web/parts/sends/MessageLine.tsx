import type { z } from 'zod';
import type { MessageRow } from '#modules/sends/contract/messages.ts';
import { FACTS } from '#modules/sends/schema.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import classes from '../gate/gate.module.css';
import { MessageMark } from './marks.tsx';

export type Message = z.infer<typeof MessageRow>;

const HEARD = {
  delivered: 'deliveredAt',
  clicked: 'clickedAt',
  replied: 'repliedAt',
  bounced: 'bouncedAt',
  complained: 'complainedAt',
  unsubscribed: 'unsubscribedAt',
} as const;

/** What was heard of it, in words. */
export function useHeard(message: Message): string[] {
  const { facts } = useTexts().sends;
  const format = useFormat();
  return FACTS.flatMap((fact) => {
    const at = message[HEARD[fact]];
    return at ? [`${facts[fact]} ${format.date(at)}`] : [];
  });
}

/** Who or what it is to, how it stands, what was heard. `about`: led by what it says, where the person is known. */
export function MessageLine({ message, about }: { message: Message; about?: boolean }) {
  const { sends: texts } = useTexts();
  const format = useFormat();
  const heard = useHeard(message);
  const { id, state, code, contact, address, send, subject, heldUntil, sentAt, dueAt } = message;
  const title = about ? (subject ?? send?.name ?? texts.messages.noSubject) : (contact?.name ?? texts.messages.gone);
  const why = [code && texts.codes[code], state === 'held' && heldUntil && texts.rows.until(format.date(heldUntil))].filter(Boolean);
  return (
    <li className={classes.item}>
      <span className={classes.line}>
        <Go to={paths.message(id)}>{title || address || texts.messages.noSubject}</Go>
        <MessageMark state={state} />
        {why.length > 0 && <span className={classes.quiet}>{why.join(' ')}</span>}
      </span>
      <span className={classes.quiet}>
        <When at={sentAt ?? dueAt} form="moment" />
        {(about ? (send && subject ? ` · ${send.name}` : '') : subject ? ` · ${subject}` : '') || null}
        {heard.length > 0 && ` · ${heard.join(' · ')}`}
      </span>
    </li>
  );
}
