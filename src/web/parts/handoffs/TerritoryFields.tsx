import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { createTerritory, getRouting } from '#modules/handoffs/contract/routing.ts';
import { listTeams } from '#modules/team/contract/members.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from '../agreements/agreements.module.css';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';

export type RuleInput = ParsedOf<typeof createTerritory>;
const TARGETS = ['member', 'team', 'pool'] as const;

interface FieldsProps {
  rule: RuleInput;
  onChange: (part: Partial<RuleInput>) => void;
  pools: OutputOf<typeof getRouting>['pools'];
  errors: readonly { field: string; message: string }[];
  /** Of the errors, before the name of a field. */
  at?: string;
}

/** Which leads a rule of routing is for, and who takes them. */
export function TerritoryFields({ rule, onChange, pools, errors, at = '' }: FieldsProps) {
  const { agreement, routing } = useTexts();
  const texts = agreement.routing;
  const { data: teams } = useRead(listTeams, {}, { topics: ['team'] });
  const [by, setBy] = useState<(typeof TARGETS)[number]>(rule.poolId ? 'pool' : rule.teamId ? 'team' : 'member');
  const errorOf = (field: string) => errors.find((error) => error.field === `${at}${field}`)?.message;
  const taken = (part: Partial<RuleInput>) => onChange({ memberId: null, teamId: null, poolId: null, ...part });
  return (
    <>
      <TextInput
        label={texts.name}
        required
        maxLength={120}
        value={rule.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={errorOf('name')}
      />
      <SegmentedControl
        aria-label={texts.who}
        value={by}
        onChange={(next) => {
          setBy(TARGETS.find((one) => one === next) ?? 'member');
          taken({});
        }}
        data={[
          { value: 'member', label: texts.member },
          { value: 'team', label: texts.team },
          ...(pools.length > 0 ? [{ value: 'pool', label: routing.pool }] : []),
        ]}
      />
      {by === 'member' ? (
        <PersonSelect
          label={texts.who}
          required
          value={rule.memberId}
          onChange={(memberId) => taken({ memberId })}
          error={errorOf('memberId')}
        />
      ) : by === 'pool' ? (
        <Select
          label={routing.poolLabel}
          required
          data={pools.map(({ id, name }) => ({ value: id, label: name }))}
          value={rule.poolId}
          onChange={(poolId) => taken({ poolId })}
          error={errorOf('poolId') ?? errorOf('memberId')}
        />
      ) : (
        <Select
          label={texts.teamLabel}
          required
          data={(teams?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={rule.teamId}
          onChange={(teamId) => taken({ teamId })}
          error={errorOf('teamId') ?? errorOf('memberId')}
        />
      )}
      <p className={classes.quiet}>{texts.which}</p>
      <CriteriaEditor
        entity="lead"
        value={rule.criteria}
        onChange={(criteria) => onChange({ criteria })}
        errors={errors}
        path={`${at}criteria`}
      />
    </>
  );
}
