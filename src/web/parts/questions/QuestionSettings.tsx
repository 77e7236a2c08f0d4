import { NumberInput, Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import { getQuestionSettings, setQuestionSettings } from '#modules/questions/contract/around.ts';
import { LEAST_SECONDS, MOST_SECONDS, RULES, type Rule } from '#modules/questions/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './questions.module.css';

const HOUR = 3600;

/** Within how much working time an answer is owed, and who gets what a team is asked. */
export function QuestionSettings() {
  const { data } = useRead(getQuestionSettings, {}, { topics: ['question_setting'] });
  return data ? <Settings key={`${data.withinSeconds} ${data.calendarId} ${data.rule}`} of={data} /> : null;
}

function Settings({ of }: { of: OutputOf<typeof getQuestionSettings> }) {
  const { questions, ui } = useTexts();
  const texts = questions.settings;
  const toast = useToast();
  const calendars = useRead(listCalendars, {}).data?.items ?? [];
  const save = useWrite(setQuestionSettings, {
    invalidates: ['question_setting', getQuestionSettings],
    onDone: () => toast.done(texts.saved),
  });
  const form = useForm({ initialValues: { hours: of.withinSeconds / HOUR, calendarId: of.calendarId ?? '', rule: of.rule as Rule } });
  return (
    <div className={classes.section}>
      <FormShell
        form={form}
        action={ui.common.save}
        onSubmit={({ hours, calendarId, rule }) =>
          save.mutateAsync({ withinSeconds: Math.round(Number(hours) * HOUR), calendarId: calendarId || null, rule })
        }
      >
        <NumberInput
          label={texts.hours}
          description={texts.hoursHelp}
          min={LEAST_SECONDS / HOUR}
          max={MOST_SECONDS / HOUR}
          {...form.getInputProps('hours')}
        />
        <Select
          label={texts.calendar}
          allowDeselect={false}
          data={[{ value: '', label: texts.firstCalendar }, ...calendars.map(({ id, name }) => ({ value: id, label: name }))]}
          {...form.getInputProps('calendarId')}
        />
        <Select
          label={texts.rule}
          description={texts.ruleHelp}
          allowDeselect={false}
          data={RULES.map((value) => ({ value, label: texts.rules[value] }))}
          {...form.getInputProps('rule')}
        />
      </FormShell>
      <p className={classes.quiet}>{of.replyAddress ? texts.mail(of.replyAddress) : texts.noMail}</p>
    </div>
  );
}
