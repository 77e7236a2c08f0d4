import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { lazy, Suspense, useState } from 'react';
import { confirmSecondFactor, removeSecondFactor, renewBackupCodes, startSecondFactor } from '#modules/team/contract/account.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './settings.module.css';

const QrPicture = lazy(() => import('../../ui/QrPicture.tsx').then((file) => ({ default: file.QrPicture })));

type Begun = OutputOf<typeof startSecondFactor>;
type Asking = 'start' | 'remove' | 'codes' | null;

/** Sets up, renews and removes the second factor; each asks for the password again. */
export function SecondFactor() {
  const { settings } = useTexts();
  const texts = settings.account;
  const { twoFactor } = useSession();
  const toast = useToast();
  const [asking, setAsking] = useState<Asking>(null);
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const start = useWrite(startSecondFactor);
  const remove = useWrite(removeSecondFactor, { invalidates: ['session', 'own-session'] });
  const renew = useWrite(renewBackupCodes);
  const act = async (password: string) => {
    if (asking === 'start') setBegun(await start.mutateAsync({ password }));
    if (asking === 'codes') setCodes((await renew.mutateAsync({ password })).backupCodes);
    if (asking === 'remove') {
      await remove.mutateAsync({ password });
      setCodes(null);
      toast.done(texts.off);
    }
    setAsking(null);
  };
  const done = (kept: readonly string[]) => {
    setBegun(null);
    setCodes(kept);
  };
  const titles = { start: texts.setUp, remove: texts.remove, codes: texts.newCodes };
  return (
    <section className={classes.part} aria-label={texts.second}>
      <h2 className={classes.heading}>{texts.second}</h2>
      <p>{twoFactor ? texts.secondOn : texts.secondOff}</p>
      {codes && <Codes codes={codes} />}
      {begun ? (
        <Confirming begun={begun} onDone={done} />
      ) : (
        <div className={classes.line}>
          {!twoFactor && (
            <Button variant="default" onClick={() => setAsking('start')}>
              {texts.setUp}
            </Button>
          )}
          {twoFactor && (
            <>
              <Button variant="default" onClick={() => setAsking('codes')}>
                {texts.newCodes}
              </Button>
              <Button variant="default" onClick={() => setAsking('remove')}>
                {texts.remove}
              </Button>
            </>
          )}
        </div>
      )}
      <AskPassword title={asking ? titles[asking] : ''} opened={asking !== null} onClose={() => setAsking(null)} onGiven={act} />
    </section>
  );
}

function Codes({ codes }: { codes: readonly string[] }) {
  const { settings } = useTexts();
  const texts = settings.account;
  return (
    <div style={{ marginBottom: 12 }}>
      <p>{texts.codesHelp}</p>
      <ul className={classes.codes} aria-label={texts.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </div>
  );
}

function Confirming({ begun, onDone }: { begun: Begun; onDone: (codes: readonly string[]) => void }) {
  const { settings, ui } = useTexts();
  const texts = settings.account;
  const toast = useToast();
  const confirm = useWrite(confirmSecondFactor, { invalidates: ['session', 'own-session'], onDone: () => toast.done(texts.on) });
  const form = useForm({ initialValues: { code: '' }, validate: { code: isNotEmpty(ui.form.required) } });
  return (
    <FormShell
      form={form}
      action={texts.confirm}
      guard={false}
      onSubmit={async ({ code }) => {
        await confirm.mutateAsync({ code: code.replace(/\s/g, '') });
        onDone(begun.backupCodes);
      }}
    >
      <p style={{ margin: 0 }}>
        {texts.scan}{' '}
        <Anchor href={begun.uri} underline="always">
          {texts.openApp}
        </Anchor>
      </p>
      <div className={classes.scan}>
        <div className={classes.qr}>
          <Suspense>
            <QrPicture text={begun.uri} label={texts.qr} />
          </Suspense>
        </div>
        <div className={classes.grow}>
          <p style={{ marginTop: 0 }}>{texts.type}</p>
          <output className={classes.secret} style={{ display: 'block' }} aria-label={texts.key}>
            {begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </output>
        </div>
      </div>
      <TextInput label={texts.code} inputMode="numeric" autoComplete="one-time-code" w={160} {...form.getInputProps('code')} />
    </FormShell>
  );
}

interface AskPasswordProps {
  title: string;
  opened: boolean;
  onClose: () => void;
  onGiven: (password: string) => Promise<void>;
}

function AskPassword({ title, opened, onClose, onGiven }: AskPasswordProps) {
  const { settings, ui } = useTexts();
  const form = useForm({ initialValues: { password: '' }, validate: { password: isNotEmpty(ui.form.required) } });
  const submit = async ({ password }: typeof form.values) => {
    await onGiven(password);
    form.reset();
  };
  return (
    <SideForm title={title} opened={opened} onClose={onClose} form={form} action={ui.common.next} onSubmit={submit} guard={false}>
      <PasswordInput
        label={settings.account.askPassword}
        autoComplete="current-password"
        data-autofocus
        {...form.getInputProps('password')}
      />
    </SideForm>
  );
}
