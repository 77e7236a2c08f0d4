import { Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { checkSend, scheduleSend, sendTestOfSend } from '#modules/sends/contract/running.ts';
import { deleteSend } from '#modules/sends/contract/sends.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { useGo } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../gate/gate.module.css';
import { CHECK_TOPICS } from '../gate/grades.ts';
import type { Send } from './SendPlan.tsx';

/** What it waits for, in plain words, and the launch. */
export function SendLaunch({ send }: { send: Send }) {
  const { plan: texts, title } = useTexts().sends;
  const format = useFormat();
  const toast = useToast();
  const go = useGo();
  const check = useRead(checkSend, { id: send.id }, { topics: [`send:${send.id}`, 'template', ...CHECK_TOPICS], keep: true });
  const invalidates = [`send:${send.id}`, 'send'];
  const launch = useWrite(scheduleSend, { invalidates, onDone: () => toast.done(texts.launched) });
  const test = useWrite(sendTestOfSend, { onDone: ({ to }) => toast.done(texts.testSent(to)) });
  const remove = useWrite(deleteSend, { invalidates: ['send'] });
  const problems = check.data?.problems ?? send.problems;
  const stops = problems.filter(({ level }) => level === 'stop');
  const hints = problems.filter(({ level }) => level === 'hint');
  const doLaunch = async () => {
    const body = texts.launchBody(format.number(check.data?.gate?.allowed ?? 0));
    if (await confirm({ title: texts.launchTitle, body, action: send.timing === 'at_once' ? texts.launchNow : texts.schedule }))
      await launch.mutateAsync({ id: send.id });
  };
  const doRemove = async () => {
    if (!(await confirm({ title: texts.deleteTitle, body: texts.deleteBody, action: texts.delete, danger: true }))) return;
    await remove.mutateAsync({ id: send.id });
    toast.done(texts.deleted);
    go(paths.sends(), { replace: true });
  };
  return (
    <>
      {stops.length > 0 ? <Problems title={texts.todo} problems={stops} level="stop" /> : <p className={classes.words}>{texts.ready}</p>}
      {hints.length > 0 && <Problems title={texts.toKnow} problems={hints} level="hint" />}
      {send.mayWrite && (
        <Group gap="sm" aria-label={title} role="group">
          <Button disabled={stops.length > 0} loading={launch.isPending} onClick={() => void doLaunch().catch(toast.problem)}>
            {send.timing === 'at_once' ? texts.launchNow : texts.schedule}
          </Button>
          {send.variants.map(({ id, name }) => (
            <Button
              key={id}
              variant="default"
              onClick={() => test.mutate({ id: send.id, variantId: id }, { onError: toast.problem })}
              loading={test.isPending}
            >
              {send.variants.length > 1 ? `${texts.test}: ${name}` : texts.test}
            </Button>
          ))}
          <Button variant="subtle" color="red" onClick={() => void doRemove().catch(toast.problem)}>
            {texts.delete}
          </Button>
        </Group>
      )}
    </>
  );
}

export function Problems({ title, problems, level }: { title: string; problems: Send['problems']; level: 'stop' | 'hint' }) {
  return (
    <div>
      <Mark tone={level === 'stop' ? 'soon' : 'plain'} icon={level === 'stop' ? IconAlertTriangle : IconInfoCircle}>
        {title}
      </Mark>
      <ul className={classes.list}>
        {problems.map(({ code, message }) => (
          <li key={code + message}>{message}</li>
        ))}
      </ul>
    </div>
  );
}
