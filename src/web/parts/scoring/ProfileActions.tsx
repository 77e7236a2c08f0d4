import { Button, Group } from '@mantine/core';
import { startSides } from '#modules/scoring/contract/drafting.ts';
import { discardProfile, draftProfile, signProfile } from '#modules/scoring/contract/profile.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { ProfileRead, ProfileVersion } from './ProfileTab.tsx';

export interface ProfileActionsProps {
  read: ProfileRead;
  version: ProfileVersion;
  onWrite: () => void;
  onShow: (number: number | null) => void;
}

/** What can be done with the version that is shown: sign, write, let each side write, discard, begin the next, take an old one up again. */
export function ProfileActions({ read, version, onWrite, onShow }: ProfileActionsProps) {
  const texts = useTexts().scoring.profile;
  const more = useTexts().profile;
  const toast = useToast();
  const options = { invalidates: ['profile'] };
  const begin = useWrite(draftProfile, options);
  const discard = useWrite(discardProfile, options);
  const sign = useWrite(signProfile, options);
  const apart = useWrite(startSides, options);
  const draft = read.versions.find(({ status }) => status === 'draft' || status === 'signed_by_one');
  const here = draft?.id === version.id;
  const { signsFor } = read;
  const signable = signsFor && here && version.drafting !== 'apart' && !version.signatures.some(({ party }) => party === signsFor);
  const doSign = async () => {
    if (!(await confirm({ title: texts.signTitle, body: texts.signBody, action: texts.signAction }))) return;
    await sign.mutateAsync({ id: version.id, contentHash: version.contentHash });
    toast.done(texts.signed);
  };
  const away = async () => {
    if (!(await confirm({ title: texts.discardTitle, body: texts.discardBody, action: texts.discard, danger: true }))) return;
    await discard.mutateAsync({ id: version.id });
    onShow(null);
  };
  const divide = async () => {
    if (!(await confirm({ title: more.startSidesTitle, body: more.startSidesBody, action: more.startSidesAction }))) return;
    await apart.mutateAsync({ id: version.id });
  };
  const next = async (from?: number) => onShow((await begin.mutateAsync(from === undefined ? {} : { from })).number);
  const run = (work: () => Promise<unknown>) => () => void work().catch(toast.problem);
  return (
    <Group gap="sm">
      {signable && signsFor && <Button onClick={run(doSign)}>{texts.sign[signsFor]}</Button>}
      {read.mayWrite && here && version.drafting === 'together' && (
        <>
          <Button variant="default" onClick={onWrite}>
            {texts.edit}
          </Button>
          <Button variant="default" onClick={run(divide)}>
            {more.startSides}
          </Button>
        </>
      )}
      {read.mayWrite && here && version.number > 1 && (
        <Button variant="default" onClick={run(away)}>
          {texts.discard}
        </Button>
      )}
      {!here && draft && (
        <Button variant="default" onClick={() => onShow(draft.number)}>
          {`${texts.version(String(draft.number))} · ${texts.statuses[draft.status]}`}
        </Button>
      )}
      {!draft && read.mayWrite && (
        <Button variant="default" onClick={run(() => next())}>
          {texts.next}
        </Button>
      )}
      {!draft && read.mayWrite && version.status === 'superseded' && (
        <Button variant="default" onClick={run(() => next(version.number))}>
          {more.takeUp}
        </Button>
      )}
    </Group>
  );
}
