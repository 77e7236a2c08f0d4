import { ActionIcon, Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconArrowDown, IconArrowUp, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { changePipeline, changeStage, createPipeline, createStage, listPipelines, removeStage } from '#modules/deals/contract/pipelines.ts';
import { STAGE_KINDS, type StageKind } from '#modules/deals/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { InlineEdit } from '../../ui/InlineEdit.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Pipeline = OutputOf<typeof listPipelines>['items'][number];
type Stage = Pipeline['stages'][number];

const OPTIONS = { invalidates: ['pipeline', 'deal'] };

/** The stages deals go through, and how likely each is won. */
export function PipelinesScreen() {
  const { deals } = useTexts();
  const texts = deals.pipelines;
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useRead(listPipelines, { archived: true }, { topics: ['pipeline', 'deal'] });
  return (
    <SettingsPage title={texts.title} lead={texts.lead} narrow actions={<Button onClick={() => setAdding(true)}>{texts.add}</Button>}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.map((pipeline) => (
        <PipelinePart key={pipeline.id} pipeline={pipeline} />
      ))}
      <NewPipeline opened={adding} onClose={() => setAdding(false)} />
    </SettingsPage>
  );
}

function PipelinePart({ pipeline }: { pipeline: Pipeline }) {
  const { deals } = useTexts();
  const texts = deals.pipelines;
  const toast = useToast();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Stage | null>(null);
  const write = useWrite(changePipeline, OPTIONS);
  const { id, name, isDefault, archived } = pipeline;
  const change = (values: { isDefault?: true; archived?: boolean }) => write.mutateAsync({ id, ...values }).catch(toast.problem);
  const stages = pipeline.stages.filter((stage) => !stage.archived);
  return (
    <section className={classes.part}>
      <div className={classes.line}>
        <h2 className={`${classes.heading} ${classes.grow}`}>
          <InlineEdit label={texts.rename(name)} value={name} onSave={(next) => write.mutateAsync({ id, name: next })} />
        </h2>
        {isDefault && <Mark>{texts.isDefault}</Mark>}
        {archived && <Mark>{texts.archived}</Mark>}
        {!isDefault && !archived && (
          <Button variant="subtle" size="compact-sm" onClick={() => void change({ isDefault: true })}>
            {texts.makeDefault}
          </Button>
        )}
        {!isDefault && (
          <Button variant="subtle" size="compact-sm" onClick={() => void change({ archived: !archived })}>
            {archived ? texts.use : texts.archive}
          </Button>
        )}
      </div>
      {!archived && (
        <>
          <ol className={classes.sections}>
            {stages.map((stage, place) => (
              <StageLine
                key={stage.id}
                stage={stage}
                place={place}
                last={place === stages.length - 1}
                onRemove={() => setRemoving(stage)}
              />
            ))}
          </ol>
          <Button mt={8} variant="default" size="compact-sm" onClick={() => setAdding(true)} aria-label={texts.addStageTo(name)}>
            {texts.addStage}
          </Button>
        </>
      )}
      <NewStage pipelineId={id} title={texts.addStageTo(name)} opened={adding} onClose={() => setAdding(false)} />
      {removing && (
        <RemoveStage
          stage={removing}
          others={stages.filter((one) => one.id !== removing.id && one.kind === removing.kind)}
          onClose={() => setRemoving(null)}
        />
      )}
    </section>
  );
}

interface StageLineProps {
  stage: Stage;
  place: number;
  last: boolean;
  onRemove: () => void;
}

function StageLine({ stage, place, last, onRemove }: StageLineProps) {
  const { deals } = useTexts();
  const texts = deals.pipelines;
  const format = useFormat();
  const toast = useToast();
  const write = useWrite(changeStage, OPTIONS);
  const { id, name, kind, probability } = stage;
  const move = (position: number) => void write.mutateAsync({ id, position }).catch(toast.problem);
  return (
    <li className={`${classes.section} ${classes.line}`}>
      <div className={classes.grow}>
        <InlineEdit label={texts.stageName} value={name} onSave={(next) => write.mutateAsync({ id, name: next })} />
      </div>
      {kind === 'open' ? (
        <InlineEdit
          label={`${texts.percent}: ${name}`}
          type="number"
          value={String(Math.round(probability * 100))}
          show={format.percent(probability)}
          onSave={(next) => write.mutateAsync({ id, probability: Number(next) / 100 })}
        />
      ) : (
        <Mark>{texts.kinds[kind]}</Mark>
      )}
      <span className={classes.quiet}>{texts.deals(format.number(stage.deals))}</span>
      <span>
        <ActionIcon variant="subtle" aria-label={texts.up(name)} disabled={place === 0} onClick={() => move(place - 1)}>
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon variant="subtle" aria-label={texts.down(name)} disabled={last} onClick={() => move(place + 1)}>
          <IconArrowDown size={16} />
        </ActionIcon>
        <ActionIcon variant="subtle" aria-label={texts.remove(name)} onClick={onRemove}>
          <IconEyeOff size={16} />
        </ActionIcon>
      </span>
    </li>
  );
}

function NewPipeline({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { deals, ui } = useTexts();
  const create = useWrite(createPipeline, OPTIONS);
  const form = useForm({ initialValues: { name: '' }, validate: { name: isNotEmpty(ui.form.required) } });
  const submit = async ({ name }: { name: string }) => {
    await create.mutateAsync({ name: name.trim() });
    form.reset();
    onClose();
  };
  return (
    <SideForm title={deals.pipelines.add} opened={opened} onClose={onClose} form={form} action={ui.common.save} onSubmit={submit}>
      <TextInput label={deals.pipelines.name} data-autofocus required maxLength={80} {...form.getInputProps('name')} />
    </SideForm>
  );
}

function NewStage({ pipelineId, title, opened, onClose }: { pipelineId: string; title: string; opened: boolean; onClose: () => void }) {
  const { deals, ui } = useTexts();
  const texts = deals.pipelines;
  const create = useWrite(createStage, OPTIONS);
  const form = useForm({
    initialValues: { name: '', kind: 'open' as string, percent: 50 as number | string },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ name, kind, percent }: typeof form.values) => {
    await create.mutateAsync({ pipelineId, name: name.trim(), kind: kind as StageKind, probability: Number(percent) / 100 });
    form.reset();
    onClose();
  };
  return (
    <SideForm title={title} opened={opened} onClose={onClose} form={form} action={ui.common.save} onSubmit={submit}>
      <TextInput label={texts.stageName} data-autofocus required maxLength={80} {...form.getInputProps('name')} />
      <NativeSelect
        label={texts.kind}
        data={STAGE_KINDS.map((kind) => ({ value: kind, label: texts.kinds[kind] }))}
        {...form.getInputProps('kind')}
      />
      {form.values.kind === 'open' && (
        <NumberInput label={texts.percent} min={0} max={100} {...form.getInputProps('percent')} error={form.errors.probability} />
      )}
    </SideForm>
  );
}

function RemoveStage({ stage, others, onClose }: { stage: Stage; others: readonly Stage[]; onClose: () => void }) {
  const { deals, ui } = useTexts();
  const texts = deals.pipelines;
  const format = useFormat();
  const remove = useWrite(removeStage, OPTIONS);
  const form = useForm({ initialValues: { moveDealsTo: others[0]?.id ?? '' } });
  const submit = async ({ moveDealsTo }: { moveDealsTo: string }) => {
    await remove.mutateAsync({ id: stage.id, ...(moveDealsTo ? { moveDealsTo } : {}) });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.removeTitle(stage.name)}
      closeButtonProps={{ 'aria-label': ui.common.close }}
      closeOnEscape={false}
    >
      <p style={{ marginTop: 0 }}>{stage.deals > 0 ? texts.removeBody(format.number(stage.deals)) : texts.removeEmpty}</p>
      <FormShell form={form} action={texts.removeAction} onSubmit={submit} onCancel={onClose} guard={false}>
        {stage.deals > 0 && (
          <NativeSelect
            label={texts.moveTo}
            data-autofocus
            data={others.map((one) => ({ value: one.id, label: one.name }))}
            {...form.getInputProps('moveDealsTo')}
          />
        )}
      </FormShell>
    </Modal>
  );
}
