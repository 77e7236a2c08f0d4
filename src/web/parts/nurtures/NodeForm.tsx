import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Criteria } from '#modules/criteria/schema.ts';
import type { NodeOf, TrackKind, TrackNode } from '#modules/nurtures/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { readyPart } from '../criteria/draft.ts';
import { useFields } from '../criteria/fields.ts';
import { HandoffFields, NotifyFields, SetFieldFields, TacticFields, TagFields, TaskFields, WebhookFields } from './ActionFields.tsx';
import { MailFields } from './MailFields.tsx';
import { missingIn } from './node-check.ts';
import steps from './steps.module.css';
import { GoalFields, TriggerFields } from './TriggerFields.tsx';
import { WaitFields } from './WaitFields.tsx';
import { BranchFields, SplitFields } from './WayFields.tsx';

export interface NodeFormProps {
  node: TrackNode;
  kind: TrackKind;
  /** What the server says is wrong with it. */
  problems: readonly string[];
  onApply: (node: TrackNode) => void;
  onRemove?: (() => void) | undefined;
  onClose: () => void;
}

/** One step, changed beside the picture; nothing counts before it is taken over. */
export function NodeForm({ node, kind, problems, onApply, onRemove, onClose }: NodeFormProps) {
  const all = useTexts();
  const { step: texts, types } = all.nurtures;
  const { fields } = useFields('contact');
  const form = useForm<{ node: TrackNode }>({ initialValues: { node }, validate: (values) => missingIn(values.node, all) });
  const apply = async ({ node: next }: { node: TrackNode }) => {
    onApply(withReady(next, (criteria) => readyPart(criteria, fields)));
    onClose();
  };
  const set = (next: TrackNode) => {
    form.setErrors({});
    form.setFieldValue('node', next);
  };
  const errors = Object.fromEntries(Object.entries(form.errors).flatMap(([field, error]) => (error ? [[field, String(error)]] : [])));
  return (
    <SideForm
      title={types[node.type]}
      opened
      onClose={onClose}
      form={form}
      action={texts.apply}
      onSubmit={apply}
      beside={
        onRemove && (
          <Button variant="subtle" onClick={onRemove}>
            {texts.remove}
          </Button>
        )
      }
    >
      {problems.length > 0 && (
        <ul className={steps.formProblems}>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <TypeFields node={form.values.node} kind={kind} onChange={set} errors={errors} />
      <TextInput
        label={texts.name}
        description={texts.nameHelp}
        maxLength={80}
        value={form.values.node.name}
        onChange={(event) => set({ ...form.values.node, name: event.currentTarget.value })}
      />
    </SideForm>
  );
}

interface TypeFieldsProps {
  node: TrackNode;
  kind: TrackKind;
  onChange: (node: TrackNode) => void;
  errors: Readonly<Record<string, string>>;
}

function TypeFields({ node, kind, ...rest }: TypeFieldsProps) {
  switch (node.type) {
    case 'trigger':
      return <TriggerFields node={node} {...rest} />;
    case 'goal':
      return <GoalFields node={node} {...rest} />;
    case 'wait':
      return <WaitFields node={node} {...rest} />;
    case 'branch':
      return <BranchFields node={node} {...rest} />;
    case 'split':
      return <SplitFields node={node} {...rest} />;
    case 'mail':
      return <MailFields node={node} sequence={kind === 'sequence'} {...rest} />;
    case 'task':
      return <TaskFields node={node} {...rest} />;
    case 'handoff':
      return <HandoffFields node={node} {...rest} />;
    case 'tag':
      return <TagFields node={node} {...rest} />;
    case 'field':
      return <SetFieldFields node={node} {...rest} />;
    case 'notify':
      return <NotifyFields node={node} {...rest} />;
    case 'webhook':
      return <WebhookFields node={node} {...rest} />;
    case 'tactic':
      return <TacticFields node={node} {...rest} />;
    case 'end':
      return null;
  }
}

/** Without conditions that are still being written. */
function withReady(node: TrackNode, ready: (criteria: Criteria) => Criteria): TrackNode {
  if (node.type === 'branch') return branchReady(node, ready);
  if (node.type === 'trigger' && node.on.event === 'criteria') return { ...node, on: { ...node.on, criteria: ready(node.on.criteria) } };
  if (node.type === 'goal' && 'criteria' in node.on) return { ...node, on: { criteria: ready(node.on.criteria) } };
  if (node.type === 'wait' && node.until.by === 'criteria')
    return { ...node, until: { ...node.until, criteria: ready(node.until.criteria) } };
  return node;
}

const branchReady = (node: NodeOf<'branch'>, ready: (criteria: Criteria) => Criteria): TrackNode => ({
  ...node,
  branches: node.branches.map((branch) => ({ ...branch, criteria: ready(branch.criteria) })),
});
