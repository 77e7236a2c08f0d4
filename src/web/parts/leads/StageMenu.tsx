import { Button, Menu, Modal, NativeSelect, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { correctLeadStage, moveLead } from '#modules/leads/contract/leads.ts';
import { MOVABLE_STAGES, STAGE_TEAM, type Stage } from '#modules/leads/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { givenReason, NO_REASON, ReasonFields, type ReasonValues } from './ReasonFields.tsx';

const OPTIONS = { invalidates: ['lead', 'contact', 'activity', 'handoff', 'clock'] };

/** Moves a lead to any stage of its path, in any order; closes one that nobody at Sales has, with a reason. */
export function StageMenu({ lead }: { lead: { id: string; stage: Stage } }) {
  const { leads } = useTexts();
  const toast = useToast();
  const [closing, setClosing] = useState(false);
  const [correcting, setCorrecting] = useState(false);
  const move = useWrite(moveLead, OPTIONS);
  const to = async (stage: Stage) => {
    try {
      await move.mutateAsync({ id: lead.id, stage });
      toast.done(leads.path.moved(leads.stages[stage]));
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} />} loading={move.isPending}>
            {leads.path.move}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {MOVABLE_STAGES.filter((stage) => stage !== lead.stage).map((stage) => (
            <Menu.Item key={stage} onClick={() => void to(stage)}>
              {leads.stages[stage]}
            </Menu.Item>
          ))}
          {lead.stage !== 'customer' && <Menu.Item onClick={() => setCorrecting(true)}>{leads.correct.title}</Menu.Item>}
          {/* One that Sales has is returned with a verdict. */}
          {STAGE_TEAM[lead.stage] === 'marketing' && <Menu.Item onClick={() => setClosing(true)}>{leads.leave.title}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {correcting && <CorrectForm lead={lead} onClose={() => setCorrecting(false)} />}
      {closing && <CloseForm leadId={lead.id} onClose={() => setClosing(false)} />}
    </>
  );
}

/** The stage was wrong from the start: the stay stays on record, marked, and out of the reports. */
function CorrectForm({ lead, onClose }: { lead: { id: string; stage: Stage }; onClose: () => void }) {
  const { leads, ui } = useTexts();
  const toast = useToast();
  const correct = useWrite(correctLeadStage, OPTIONS);
  const stages = MOVABLE_STAGES.filter((stage) => stage !== lead.stage);
  const form = useForm({ initialValues: { stage: stages[0] ?? 'inquiry', note: '' }, validate: { note: isNotEmpty(ui.form.required) } });
  const submit = async (values: typeof form.values) => {
    await correct.mutateAsync({ id: lead.id, ...values });
    onClose();
    toast.done(leads.correct.done);
  };
  return (
    <Modal opened onClose={onClose} title={leads.correct.title} closeButtonProps={{ 'aria-label': ui.common.close }} closeOnEscape={false}>
      <p style={{ marginTop: 0 }}>{leads.correct.body}</p>
      <FormShell form={form} action={leads.correct.action} onSubmit={submit} onCancel={onClose}>
        <NativeSelect
          label={leads.correct.stage}
          data={stages.map((value) => ({ value, label: leads.stages[value] }))}
          {...form.getInputProps('stage')}
        />
        <Textarea label={leads.correct.note} autosize minRows={2} {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}

function CloseForm({ leadId, onClose }: { leadId: string; onClose: () => void }) {
  const { leads, ui } = useTexts();
  const toast = useToast();
  const move = useWrite(moveLead, OPTIONS);
  const form = useForm<ReasonValues>({ initialValues: NO_REASON, validate: { reasonId: isNotEmpty(ui.form.required) } });
  const submit = async (values: ReasonValues) => {
    await move.mutateAsync({ id: leadId, stage: 'disqualified', ...givenReason(values) });
    onClose();
    toast.done(leads.path.moved(leads.stages.disqualified));
  };
  return (
    <Modal opened onClose={onClose} title={leads.leave.title} closeButtonProps={{ 'aria-label': ui.common.close }} closeOnEscape={false}>
      <p style={{ marginTop: 0 }}>{leads.leave.body}</p>
      <FormShell form={form} action={leads.leave.action} onSubmit={submit} onCancel={onClose}>
        <ReasonFields form={form} classes={['not_fit', 'not_a_lead', 'bad_data', 'already_ours']} withDay={false} />
      </FormShell>
    </Modal>
  );
}
