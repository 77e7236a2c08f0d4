import { Button, Checkbox, MultiSelect, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { type ActivityKind, HUMAN_KINDS } from '#modules/activities/schema.ts';
import { FADINGS, type RuleInput, type RuleMatch } from '#modules/scoring/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import classes from './scoring.module.css';

export interface RuleEditorProps {
  rule: RuleInput;
  at: string;
  groups: readonly string[];
  errors: readonly { field: string; message: string }[];
  onChange: (part: Partial<RuleInput>) => void;
  /** Not where it is the only rule that is written. */
  onRemove?: () => void;
}

/** What people do and what comes in about mails; the program's own bookkeeping scores nobody. */
const KINDS: readonly ActivityKind[] = [...HUMAN_KINDS.filter((kind) => kind !== 'note' && kind !== 'task_done'), 'mail_event'];

/** One rule of the score: what happened, and what it is worth. */
export function RuleEditor({ rule, at, groups, errors, onChange, onRemove }: RuleEditorProps) {
  const texts = useTexts().scoring.model;
  const errorOf = (field: string) => errors.find((error) => error.field === `${at}.${field}`)?.message;
  return (
    <fieldset className={classes.editor}>
      <legend className="hidden-from-sight">{rule.label || texts.add}</legend>
      <div className={classes.row}>
        <TextInput
          className={classes.grow}
          label={texts.label}
          required
          maxLength={120}
          value={rule.label}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
          error={errorOf('label')}
        />
        <NumberInput
          label={texts.points}
          w={90}
          min={-100}
          max={100}
          value={rule.points}
          onChange={(value) => onChange({ points: Number(value) || 0 })}
          error={errorOf('points')}
        />
        <Optional label={texts.halfLife} value={rule.halfLifeDays} onChange={(halfLifeDays) => onChange({ halfLifeDays })} />
        <NativeSelect
          label={texts.fading}
          w={110}
          value={rule.fading}
          onChange={(event) => onChange({ fading: event.currentTarget.value === 'linear' ? 'linear' : 'half_life' })}
          data={FADINGS.map((value) => ({ value, label: texts.fadings[value] }))}
        />
        <Optional label={texts.cap} value={rule.cap} onChange={(cap) => onChange({ cap })} />
        <Optional label={texts.dailyCap} value={rule.dailyCap} onChange={(dailyCap) => onChange({ dailyCap })} />
        <NativeSelect
          label={texts.group}
          w={120}
          value={rule.group ?? ''}
          onChange={(event) => onChange({ group: event.currentTarget.value || null })}
          data={[{ value: '', label: texts.noGroup }, ...groups]}
          error={errorOf('group')}
        />
        {onRemove && (
          <Button variant="subtle" onClick={onRemove} aria-label={texts.remove(rule.label)}>
            {texts.discard}
          </Button>
        )}
      </div>
      <Matching match={rule.match} onChange={(match) => onChange({ match })} at={at} errors={errors} />
    </fieldset>
  );
}

function Optional({ label, value, onChange }: { label: string; value: number | null; onChange: (value: number | null) => void }) {
  return (
    <NumberInput label={label} w={120} min={0} value={value ?? ''} onChange={(given) => onChange(given === '' ? null : Number(given))} />
  );
}

interface MatchingProps {
  match: RuleMatch;
  onChange: (match: RuleMatch) => void;
  at: string;
  errors: RuleEditorProps['errors'];
}

function Matching({ match, onChange, at, errors }: MatchingProps) {
  const { scoring, activities } = useTexts();
  const texts = scoring.model;
  const change = (part: { [K in keyof RuleMatch]?: RuleMatch[K] | undefined }) => {
    const next = Object.entries({ ...match, ...part }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(next) as RuleMatch);
  };
  const errorOf = (field: string) => errors.find((error) => error.field === `${at}.match.${field}`)?.message;
  return (
    <>
      <div className={classes.row}>
        <MultiSelect
          className={classes.grow}
          label={texts.kinds}
          required
          value={match.kinds}
          onChange={(values) => change({ kinds: KINDS.filter((kind) => values.includes(kind)) })}
          data={KINDS.map((kind) => ({ value: kind, label: activities.kinds[kind] }))}
          error={errorOf('kinds')}
        />
        <NativeSelect
          label={texts.direction}
          w={130}
          value={match.direction ?? 'any'}
          onChange={(event) =>
            change({ direction: event.currentTarget.value === 'in' ? 'in' : event.currentTarget.value === 'out' ? 'out' : undefined })
          }
          data={(['any', 'in', 'out'] as const).map((value) => ({ value, label: texts.directions[value] }))}
        />
        <TagsInput
          className={classes.grow}
          label={texts.outcomes}
          value={match.outcomes ?? []}
          onChange={(outcomes) => change({ outcomes: outcomes.length > 0 ? outcomes : undefined })}
          error={errorOf('outcomes')}
        />
        <TextInput
          className={classes.grow}
          label={texts.text}
          value={match.text?.value ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            change({ text: value ? { in: match.text?.in ?? 'address', op: match.text?.op ?? 'contains', value } : undefined });
          }}
        />
      </div>
      <Checkbox
        label={texts.onlyFor}
        checked={match.onlyFor !== undefined}
        onChange={(event) => change({ onlyFor: event.currentTarget.checked ? { match: 'all', of: [] } : undefined })}
      />
      {match.onlyFor && (
        <CriteriaEditor
          entity="contact"
          value={match.onlyFor}
          onChange={(onlyFor) => change({ onlyFor })}
          errors={errors}
          path={`${at}.match.onlyFor`}
        />
      )}
    </>
  );
}
