import { Button } from '@mantine/core';
import { type listOverrides, takeBackOverride } from '#modules/gate/contract/overrides.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './gate.module.css';

type Override = OutputOf<typeof listOverrides>['items'][number];

/** One override: what was let go, for what, why, and what followed. `named`: with the person. */
export function OverrideLine({ override, named }: { override: Override; named?: boolean }) {
  const { gate, ui } = useTexts();
  const { overrides: texts } = gate;
  const format = useFormat();
  const toast = useToast();
  const takeBack = useWrite(takeBackOverride, { invalidates: ['gate'], onDone: () => toast.done(texts.takenBack) });
  const { contact, codes, kind, side, offer, reason, madeBy, madeAt, until, takenBackAt, takenBackBy, outcomes, open, ripe } = override;
  const end = takenBackAt
    ? texts.takenBackBy(takenBackBy?.name ?? '', format.date(takenBackAt))
    : open
      ? texts.counts(format.date(until))
      : texts.ended(format.date(until));
  return (
    <li className={classes.item}>
      <span className={classes.line}>
        {named && <Go to={paths.contact(contact.id)}>{contact.name}</Go>}
        <strong>{codes.map((code) => gate.codes[code]).join(', ')}</strong>
      </span>
      <span>{reason}</span>
      <span className={classes.quiet}>
        {[gate.kinds[kind], ui.sides[side], offer?.name, madeBy && gate.holds.by(madeBy.name), format.date(madeAt), end]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className={classes.quiet}>
        {outcomes.length > 0
          ? outcomes.map(({ outcome, at }) => texts.happened(texts.outcomes[outcome], format.date(at))).join(' · ')
          : ripe
            ? texts.nothing
            : texts.notYet}
      </span>
      {override.writable && (
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          onClick={() => takeBack.mutate({ id: override.id }, { onError: toast.problem })}
        >
          {texts.takeBack}
        </Button>
      )}
    </li>
  );
}
