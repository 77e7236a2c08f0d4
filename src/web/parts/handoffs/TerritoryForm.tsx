import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { type Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import { changeTerritory, createTerritory, type getRouting } from '#modules/handoffs/contract/routing.ts';
import { listTeams } from '#modules/team/contract/members.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../agreements/agreements.module.css';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';

type Routing = OutputOf<typeof getRouting>;
type Territory = Routing['territories'][number];
export type RuleInput = InputOf<typeof createTerritory>;
const TOPICS = ['territory'];
const TARGETS = ['member', 'team', 'pool'] as const;

interface Values {
  name: string;
  by: (typeof TARGETS)[number];
  memberId: string | null;
  teamId: string | null;
  poolId: string | null;
  criteria: Criteria;
}

export interface TerritoryFormProps {
  territory: Territory | null;
  pools: Routing['pools'];
  /** For a draft: the rule is handed over instead of being written. */
  onDraft?: ((rule: RuleInput) => void) | undefined;
  onClose: () => void;
}

/** A rule of routing: which leads, and who takes them. */
export function TerritoryForm({ territory, pools, onDraft, onClose }: TerritoryFormProps) {
  const { agreement, routing, ui } = useTexts();
  const texts = agreement.routing;
  const toast = useToast();
  const { data: teams } = useRead(listTeams, {}, { topics: ['team'] });
  const create = useWrite(createTerritory, { invalidates: TOPICS });
  const change = useWrite(changeTerritory, { invalidates: TOPICS });
  const form = useForm<Values>({
    initialValues: {
      name: territory?.name ?? '',
      by: territory?.pool ? 'pool' : territory?.team ? 'team' : 'member',
      memberId: territory?.member?.id ?? null,
      teamId: territory?.team?.id ?? null,
      poolId: territory?.pool?.id ?? null,
      criteria: territory?.criteria ?? EVERYTHING,
    },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ name, by, memberId, teamId, poolId, criteria }: Values) => {
    const input = {
      name,
      criteria,
      memberId: by === 'member' ? memberId : null,
      teamId: by === 'team' ? teamId : null,
      poolId: by === 'pool' ? poolId : null,
    };
    if (onDraft) {
      onDraft(input);
      onClose();
      return;
    }
    await (territory ? change.mutateAsync({ id: territory.id, ...input }) : create.mutateAsync(input));
    onClose();
    toast.done(texts.saved);
  };
  return (
    <SideForm
      title={territory ? texts.edit(territory.name) : texts.add}
      opened
      onClose={onClose}
      form={form}
      onSubmit={submit}
      action={texts.save}
    >
      <TextInput label={texts.name} required data-autofocus maxLength={120} {...form.getInputProps('name')} />
      <SegmentedControl
        aria-label={texts.who}
        value={form.values.by}
        onChange={(by) => form.setFieldValue('by', TARGETS.find((one) => one === by) ?? 'member')}
        data={[
          { value: 'member', label: texts.member },
          { value: 'team', label: texts.team },
          ...(pools.length > 0 ? [{ value: 'pool', label: routing.pool }] : []),
        ]}
      />
      {form.values.by === 'member' ? (
        <PersonSelect
          label={texts.who}
          required
          value={form.values.memberId}
          onChange={(memberId) => form.setFieldValue('memberId', memberId)}
          error={form.errors.memberId}
        />
      ) : form.values.by === 'pool' ? (
        <Select
          label={routing.poolLabel}
          required
          data={pools.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('poolId')}
        />
      ) : (
        <Select
          label={texts.teamLabel}
          required
          data={(teams?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('teamId')}
        />
      )}
      <p className={classes.quiet}>{texts.which}</p>
      <CriteriaEditor entity="lead" value={form.values.criteria} onChange={(criteria) => form.setFieldValue('criteria', criteria)} />
    </SideForm>
  );
}
