import { NumberInput, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getSendSettings, setSendSettings } from '#modules/sends/contract/messages.ts';
import { type SendSettings, USUAL_SETTINGS } from '#modules/sends/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import classes from '../../parts/gate/gate.module.css';
import { OfficeHours } from '../../parts/sends/PlanTiming.tsx';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';

/** How fast mail goes out, the usual hours, and when a mailing stops by itself. */
export function SendSettingsScreen() {
  const { settings: texts } = useTexts().sends;
  const { data, error, refetch } = useRead(getSendSettings, {}, { topics: ['send_setting', 'send'] });
  return (
    <SettingsPage title={texts.title} lead={texts.lead} narrow>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <SettingsForm key={JSON.stringify(data.settings)} settings={data.settings} mayChange={data.mayChange} />}
      {data?.changedBy && <p className={classes.quiet}>{texts.changedBy(data.changedBy)}</p>}
    </SettingsPage>
  );
}

const numberOr = (value: unknown): number | null => (value === '' || value === null ? null : Number(value));

function SettingsForm({ settings, mayChange }: { settings: SendSettings; mayChange: boolean }) {
  const { settings: texts } = useTexts().sends;
  const toast = useToast();
  const save = useWrite(setSendSettings, { invalidates: ['send_setting', 'send'], onDone: () => toast.done(texts.saved) });
  const { breakers } = settings;
  const form = useForm({
    initialValues: {
      senderPerHour: (settings.senderPerHour ?? '') as number | string,
      domainPerMinute: (settings.domainPerMinute ?? '') as number | string,
      hours: settings.hours,
      bounces: breakers.bounceShare * 100,
      complaints: breakers.complaintShare * 100,
      atLeast: breakers.atLeast,
    },
  });
  const submit = ({ senderPerHour, domainPerMinute, hours, bounces, complaints, atLeast }: typeof form.values) =>
    save.mutateAsync({
      senderPerHour: numberOr(senderPerHour),
      domainPerMinute: numberOr(domainPerMinute),
      hours,
      breakers: { bounceShare: bounces / 100, complaintShare: complaints / 100, atLeast },
    });
  const { hours } = form.getValues();
  const fields = (
    <>
      <div className={classes.fields}>
        <NumberInput
          label={texts.senderPerHour}
          description={texts.empty}
          min={1}
          disabled={!mayChange}
          {...form.getInputProps('senderPerHour')}
        />
        <NumberInput
          label={texts.domainPerMinute}
          description={texts.empty}
          min={1}
          disabled={!mayChange}
          {...form.getInputProps('domainPerMinute')}
        />
      </div>
      <h2 className={classes.heading}>{texts.hours}</h2>
      <Switch
        label={texts.noHours}
        disabled={!mayChange}
        checked={hours === null}
        onChange={(event) => form.setFieldValue('hours', event.currentTarget.checked ? null : USUAL_SETTINGS.hours)}
      />
      {hours && <OfficeHours hours={hours} readOnly={!mayChange} onChange={(next) => form.setFieldValue('hours', next)} />}
      <h2 className={classes.heading}>{texts.breakers}</h2>
      <p className={classes.quiet}>{texts.breakersHelp}</p>
      <div className={classes.fields}>
        <NumberInput
          label={texts.bounceShare}
          min={0.1}
          max={50}
          decimalScale={2}
          disabled={!mayChange}
          {...form.getInputProps('bounces')}
        />
        <NumberInput
          label={texts.complaintShare}
          min={0.01}
          max={10}
          decimalScale={2}
          disabled={!mayChange}
          {...form.getInputProps('complaints')}
        />
        <NumberInput label={texts.atLeast} min={10} allowDecimal={false} disabled={!mayChange} {...form.getInputProps('atLeast')} />
      </div>
    </>
  );
  if (!mayChange)
    return (
      <div className={classes.section}>
        <p className={classes.words}>{texts.readOnly}</p>
        {fields}
      </div>
    );
  return (
    <FormShell form={form} action={texts.save} onSubmit={submit}>
      {fields}
    </FormShell>
  );
}
