import { Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { bringComplaint } from '#modules/coordination/contract/complaints.ts';
import { listClientMeetings } from '#modules/coordination/contract/meetings.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { HandoffPicker } from '../../parts/coordination/HandoffPicker.tsx';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

/** A complaint brings its rows to a meeting of both teams. */
export function ComplaintForm({ onClose }: { onClose: () => void }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.desk;
  const format = useFormat();
  const toast = useToast();
  const { data } = useRead(listClientMeetings, {}, { topics: ['meeting'] });
  const bring = useWrite(bringComplaint, { invalidates: ['meeting'] });
  const required = isNotEmpty(ui.form.required);
  const form = useForm({
    initialValues: { meetingId: '', sentence: '', leadIds: [] as string[] },
    validate: { meetingId: required, sentence: required, leadIds: isNotEmpty(ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    await bring.mutateAsync(values);
    toast.done(texts.brought);
    onClose();
  };
  return (
    <SideForm title={texts.bring} opened onClose={onClose} form={form} action={texts.bring} onSubmit={submit}>
      <p>{data?.items.length === 0 ? texts.noMeeting : texts.bringHelp}</p>
      <Select
        label={texts.meeting}
        required
        data-autofocus
        allowDeselect={false}
        data={(data?.items ?? []).map(({ id, title, startsAt }) => ({ value: id, label: `${title} · ${format.date(startsAt)}` }))}
        {...form.getInputProps('meetingId')}
      />
      <Textarea label={texts.sentence} required autosize minRows={2} maxLength={500} {...form.getInputProps('sentence')} />
      <HandoffPicker label={texts.leads} description={texts.leadsHelp} required {...form.getInputProps('leadIds')} />
    </SideForm>
  );
}
