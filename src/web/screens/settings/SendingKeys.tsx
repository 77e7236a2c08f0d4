import { Button } from '@mantine/core';
import { deleteSendingKey, type listSendingDomains } from '#modules/mailservers/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './settings.module.css';

type Domain = OutputOf<typeof listSendingDomains>['items'][number];
type Key = Domain['keys'][number];

/** The key that is to sign next, and those that signed before: what to do about each. */
export function SendingKeys({ domain, mayWrite }: { domain: Domain; mayWrite: boolean }) {
  const others = domain.keys.filter(({ state }) => state !== 'signing');
  if (others.length === 0) return null;
  return (
    <ul className={classes.plain}>
      {others.map((key) => (
        <KeyLine key={key.id} domainId={domain.id} line={key} mayWrite={mayWrite} />
      ))}
    </ul>
  );
}

function KeyLine({ domainId, line, mayWrite }: { domainId: string; line: Key; mayWrite: boolean }) {
  const { mailservers: texts } = useTexts();
  const toast = useToast();
  const remove = useWrite(deleteSendingKey, { invalidates: ['sending_domain'] });
  const { id: keyId, state, selector, reason, removableAt } = line;
  const isWaiting = removableAt !== null && Date.parse(removableAt) > Date.now();
  const action = state === 'next' ? texts.keys.giveUp : texts.keys.remove;
  return (
    <li className={classes.line}>
      <span>
        {state === 'next' && `${texts.keys.next(selector)} ${(reason && texts.remedies.dkim[reason]) ?? ''}`}
        {state === 'former' && isWaiting && (
          <>
            {texts.keys.former(selector)} <When at={removableAt} />
          </>
        )}
        {state === 'former' && !isWaiting && texts.keys.removable(selector)}
      </span>
      {mayWrite && !isWaiting && (
        <Button
          size="compact-sm"
          variant="default"
          loading={remove.isPending}
          onClick={() => void remove.mutateAsync({ id: domainId, keyId }).catch(toast.problem)}
          aria-label={`${action}: ${selector}`}
        >
          {action}
        </Button>
      )}
    </li>
  );
}
