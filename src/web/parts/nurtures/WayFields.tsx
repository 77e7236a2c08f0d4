import { ActionIcon, Button, Fieldset, Group, NumberInput, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { MOST } from '#modules/nurtures/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import type { FieldsProps } from './fields.ts';
import classes from './nurtures.module.css';

/** The first of a, b, c … that is not taken. */
function freePort(taken: readonly string[]): string {
  let n = 1;
  while (taken.includes(`w${n}`)) n += 1;
  return `w${n}`;
}

const without = <Item,>(items: readonly Item[], index: number): Item[] => items.filter((_, at) => at !== index);
const replaced = <Item,>(items: readonly Item[], index: number, item: Item): Item[] => items.map((one, at) => (at === index ? item : one));

export function BranchFields({ node, onChange, errors }: FieldsProps<'branch'>) {
  const { fields: texts } = useTexts().nurtures;
  const { branches } = node;
  const set = (next: typeof branches) => onChange({ ...node, branches: next });
  return (
    <>
      {branches.map((branch, index) => (
        <Fieldset key={branch.id} legend={texts.branch(index + 1)}>
          <Group align="end" wrap="nowrap" gap="xs">
            <TextInput
              label={texts.branchName}
              maxLength={80}
              value={branch.name}
              error={errors[`branch.${index}`]}
              onChange={(event) => set(replaced(branches, index, { ...branch, name: event.currentTarget.value }))}
              {...(index === 0 ? { 'data-autofocus': true } : {})}
              style={{ flex: 1 }}
            />
            {branches.length > 1 && (
              <ActionIcon
                variant="subtle"
                mb={4}
                aria-label={texts.removeBranch(branch.name || texts.branch(index + 1))}
                onClick={() => set(without(branches, index))}
              >
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
          <CriteriaEditor
            entity="contact"
            value={branch.criteria}
            onChange={(criteria) => set(replaced(branches, index, { ...branch, criteria }))}
          />
        </Fieldset>
      ))}
      {branches.length < MOST.branches && (
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          w="fit-content"
          onClick={() => set([...branches, { id: freePort(branches.map(({ id }) => id)), name: '', criteria: EVERYTHING }])}
        >
          {texts.addBranch}
        </Button>
      )}
      <p className={classes.quiet}>{texts.otherwise}</p>
    </>
  );
}

export function SplitFields({ node, onChange, errors }: FieldsProps<'split'>) {
  const { fields: texts } = useTexts().nurtures;
  const { arms } = node;
  const set = (next: typeof arms) => onChange({ ...node, arms: next });
  return (
    <>
      {arms.map((arm, index) => (
        <Group key={arm.id} align="end" wrap="nowrap" gap="xs">
          <TextInput
            label={texts.arm(index + 1)}
            maxLength={80}
            value={arm.name}
            error={errors[`arm.${index}`]}
            onChange={(event) => set(replaced(arms, index, { ...arm, name: event.currentTarget.value }))}
            {...(index === 0 ? { 'data-autofocus': true } : {})}
          />
          <NumberInput
            label={texts.share}
            aria-label={`${texts.share}: ${arm.name}`}
            min={0}
            max={1_000}
            allowDecimal={false}
            value={arm.share}
            onChange={(share) => set(replaced(arms, index, { ...arm, share: Number(share) || 0 }))}
          />
          {arms.length > 2 && (
            <ActionIcon variant="subtle" mb={4} aria-label={texts.removeArm(arm.name)} onClick={() => set(without(arms, index))}>
              <IconX size={16} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {errors.share && <p role="alert">{errors.share}</p>}
      {arms.length < MOST.arms && (
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          w="fit-content"
          onClick={() => set([...arms, { id: freePort(arms.map(({ id }) => id)), name: '', share: 1 }])}
        >
          {texts.addArm}
        </Button>
      )}
      <p className={classes.quiet}>{texts.shares}</p>
    </>
  );
}
