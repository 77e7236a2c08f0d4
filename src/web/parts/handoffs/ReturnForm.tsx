import { Modal, Radio, Rating } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { giveVerdict, readContradictions, returnHandoff } from '#modules/handoffs/contract/handoffs.ts';
import type { ReasonClass } from '#modules/leads/schema.ts';
import { ApiProblem } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { givenReason, NO_REASON, ReasonFields } from '../leads/ReasonFields.tsx';
import classes from './handoffs.module.css';
import { LOOP_TOPICS } from './topics.ts';

const CLASSES = {
  recycled: ['not_now'],
  rejected: ['not_fit', 'not_a_lead', 'bad_data', 'already_ours'],
} as const satisfies Record<string, readonly ReasonClass[]>;

const EMPTY = { ...NO_REASON, decision: 'recycled' as keyof typeof CLASSES, quality: 0 };
type Values = typeof EMPTY;

export interface ReturnFormProps {
  handoffId: string;
  name: string;
  /** The mark that was chosen before; 0: none. */
  mark: number;
  /** The verdict is given already: this gives an accepted lead back. */
  accepted: boolean;
  onClose: () => void;
}

/** Returns a lead with its reason; what the record says against the reason stands beside it before it is given. */
export function ReturnForm({ handoffId, name, mark, accepted, onClose }: ReturnFormProps) {
  const { loop, ui } = useTexts();
  const texts = loop.verdict;
  const toast = useToast();
  const options = { invalidates: LOOP_TOPICS };
  const say = useWrite(giveVerdict, options);
  const giveBack = useWrite(returnHandoff, options);
  const form = useForm<Values>({ initialValues: { ...EMPTY, quality: mark }, validate: { reasonId: isNotEmpty(ui.form.required) } });
  const { decision } = form.values;
  const submit = async ({ quality, ...values }: Values) => {
    const { recycleUntil, ...reason } = givenReason(values);
    const said = {
      id: handoffId,
      decision: values.decision,
      ...reason,
      ...(recycleUntil && values.decision === 'recycled' ? { recycleOn: recycleUntil } : {}),
      ...(quality > 0 ? { quality } : {}),
    };
    try {
      await (accepted ? giveBack.mutateAsync(said) : say.mutateAsync(said));
    } catch (problem) {
      // The day has another name on the wire than in the field.
      throw problem instanceof ApiProblem ? renamed(problem) : problem;
    }
    onClose();
    toast.done(texts.returned(name));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.title(name)}
      size={520}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <p className={classes.intro}>{texts.body}</p>
      <FormShell form={form} action={texts.action} onSubmit={submit} onCancel={onClose}>
        <Radio.Group
          label={texts.whereTo}
          value={decision}
          onChange={(value) => form.setValues({ decision: value === 'rejected' ? 'rejected' : 'recycled', reasonId: '' })}
        >
          <div className={classes.form}>
            <Radio value="recycled" label={texts.recycled} />
            <Radio value="rejected" label={texts.rejected} />
          </div>
        </Radio.Group>
        <ReasonFields form={form} classes={CLASSES[decision]} withDay={decision === 'recycled'} />
        {form.values.reasonId && <AgainstIt handoffId={handoffId} reasonId={form.values.reasonId} />}
        <div>
          <p className={classes.quiet}>{texts.quality}</p>
          <Rating value={form.values.quality} onChange={(quality) => form.setFieldValue('quality', quality)} color="dark" />
        </div>
      </FormShell>
    </Modal>
  );
}

function renamed(problem: ApiProblem): ApiProblem {
  const errors = problem.errors.map((error) => (error.field === 'recycleOn' ? { ...error, field: 'recycleUntil' } : error));
  return new ApiProblem({ status: problem.status, code: problem.code, message: problem.message, errors });
}

function AgainstIt({ handoffId, reasonId }: { handoffId: string; reasonId: string }) {
  const texts = useTexts().loop.verdict;
  const format = useFormat();
  const { data } = useRead(readContradictions, { id: handoffId, reasonId }, { topics: ['activity'] });
  if (!data) return null;
  if (!data.refused && data.warnings.length === 0) return <p className={classes.quiet}>{texts.attempts(format.number(data.attempts))}</p>;
  return (
    <div className={classes.record} role="status">
      <p>
        <IconAlertTriangle size={14} aria-hidden /> {data.refused ? `${texts.refused}: ${data.refused}` : texts.recordSays}
      </p>
      <ul>
        {data.warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </div>
  );
}
