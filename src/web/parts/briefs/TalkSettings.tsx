import { NumberInput, SimpleGrid } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getBriefSettings, setBriefSettings } from '#modules/briefs/contract.ts';
import { SIGNS } from '#modules/briefs/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './briefs.module.css';

type Settings = OutputOf<typeof getBriefSettings>;

/** What counts as silence, and by which day a brief is owed. */
export function TalkSettings() {
  const { data } = useRead(getBriefSettings, {}, { topics: ['brief_setting'] });
  return data ? <Form key={JSON.stringify(data)} of={data} /> : null;
}

function Form({ of }: { of: Settings }) {
  const { briefs, ui } = useTexts();
  const texts = briefs.talk;
  const toast = useToast();
  const save = useWrite(setBriefSettings, { invalidates: [getBriefSettings, 'silence'], onDone: () => toast.done(briefs.saved) });
  const form = useForm({
    initialValues: {
      dueDay: of.dueDay as number | string,
      days: Object.fromEntries(SIGNS.map((sign) => [sign, of.silenceDays[sign] ?? ''])) as Record<string, number | string>,
    },
  });
  const submit = ({ dueDay, days }: typeof form.values) =>
    save.mutateAsync({
      dueDay: Number(dueDay),
      silenceDays: Object.fromEntries(SIGNS.flatMap((sign) => (days[sign] ? [[sign, Number(days[sign])]] : []))),
    });
  return (
    <section className={classes.section} aria-label={texts.settings}>
      <h2 className={classes.heading}>{texts.settings}</h2>
      <p className={classes.quiet}>{texts.settingsHelp}</p>
      <FormShell form={form} action={ui.common.save} onSubmit={submit}>
        <SimpleGrid cols={{ base: 2, md: 3 }} maw={640}>
          {SIGNS.map((sign) => (
            <NumberInput key={sign} label={texts.signs[sign]} min={1} max={365} {...form.getInputProps(`days.${sign}`)} />
          ))}
          <NumberInput label={briefs.dueDay} min={1} max={28} {...form.getInputProps('dueDay')} />
        </SimpleGrid>
      </FormShell>
    </section>
  );
}
