import { Button, Checkbox, Group, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { writeModel } from '#modules/scoring/contract/model.ts';
import { HANDOFF_LABELS, type RuleInput } from '#modules/scoring/schema.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { LabelMatrix, type Treatment } from './LabelMatrix.tsx';
import { RuleEditor } from './RuleEditor.tsx';
import type { ModelVersion } from './ScoreTab.tsx';
import classes from './scoring.module.css';

export interface RuleRow extends RuleInput {
  key: string;
}

let made = 0;

/** Writes the score whole: the threshold, the groups, the rules. */
export function ModelDraft({
  version,
  labels,
  onDone,
}: {
  version: ModelVersion;
  labels: Readonly<Record<string, number>>;
  onDone: () => void;
}) {
  const { model: texts, write: common } = useTexts().scoring;
  const toast = useToast();
  const write = useWrite(writeModel, { invalidates: ['score'] });
  const [name, setName] = useState(version.name);
  const [note, setNote] = useState(version.note ?? '');
  const [over, setOver] = useState(version.handoffLabels);
  const [never, setNever] = useState(version.neverLabels);
  const [inactivity, setInactivity] = useState(version.inactivity);
  const [groups, setGroups] = useState(version.groups);
  const [rules, setRules] = useState<RuleRow[]>(version.rules.map(({ id, ...rule }) => ({ ...rule, key: id })));
  const [problem, setProblem] = useState<unknown>(null);
  const errors = problem instanceof ApiProblem ? problem.errors : [];
  const treat = (label: string, treatment: Treatment) => {
    setOver([...over.filter((one) => one !== label), ...(treatment === 'hand_off' ? [label] : [])]);
    setNever([...never.filter((one) => one !== label), ...(treatment === 'never' ? [label] : [])]);
  };
  const add = () => {
    made += 1;
    setRules([
      ...rules,
      {
        key: `new-${made}`,
        label: '',
        match: { kinds: ['form'] },
        points: 10,
        halfLifeDays: 30,
        fading: 'half_life',
        cap: null,
        dailyCap: null,
        group: null,
      },
    ]);
  };
  const save = async () => {
    try {
      const { signaturesCleared } = await write.mutateAsync({
        id: version.id,
        name,
        note: note || null,
        handoffLabels: HANDOFF_LABELS.filter((label) => over.includes(label)),
        neverLabels: HANDOFF_LABELS.filter((label) => never.includes(label)),
        inactivity,
        basedOn: version.contentHash,
        groups,
        rules: rules.map(({ key: _key, ...rule }) => rule),
      });
      toast.done(signaturesCleared ? texts.cleared : texts.saved);
      onDone();
    } catch (said) {
      setProblem(said);
    }
  };
  const unplaced = errors.filter(({ field }) => !field.startsWith('rules[')).map(({ field, message }) => `${field}: ${message}`);
  return (
    <div className={classes.section}>
      {problem !== null && <ProblemNotice problem={problem} lines={unplaced} />}
      <TextInput label={common.name} required value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Textarea
        label={common.note}
        autosize
        minRows={2}
        maxLength={4000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <h2 className={classes.heading}>{texts.threshold}</h2>
      <Scroll label={texts.threshold}>
        <LabelMatrix labels={labels} handoffLabels={over} neverLabels={never} onTreat={treat} />
      </Scroll>
      <GroupsEditor groups={groups} onChange={setGroups} />
      <InactivityEditor value={inactivity} onChange={setInactivity} />
      <h2 className={classes.heading}>{texts.rules}</h2>
      {rules.map((rule, index) => (
        <RuleEditor
          key={rule.key}
          rule={rule}
          at={`rules[${index}]`}
          groups={groups.map((group) => group.name)}
          errors={errors}
          onChange={(part) => setRules(rules.map((one) => (one.key === rule.key ? { ...one, ...part } : one)))}
          onRemove={() => setRules(rules.filter((one) => one.key !== rule.key))}
        />
      ))}
      <p className={classes.quiet}>{texts.opens}</p>
      <Group gap="sm">
        <Button variant="default" onClick={add}>
          {texts.add}
        </Button>
      </Group>
      <Group gap="sm">
        <Button onClick={() => void save()} loading={write.isPending}>
          {texts.save}
        </Button>
        <Button variant="default" onClick={onDone}>
          {common.cancel}
        </Button>
      </Group>
    </div>
  );
}

type Groups = ModelVersion['groups'];

function GroupsEditor({ groups, onChange }: { groups: Groups; onChange: (groups: Groups) => void }) {
  const { model: texts } = useTexts().scoring;
  const put = (index: number, part: Partial<Groups[number]>) =>
    onChange(groups.map((one, place) => (place === index ? { ...one, ...part } : one)));
  return (
    <>
      <h2 className={classes.heading}>{texts.groups}</h2>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being written
        <div key={index} className={classes.row}>
          <TextInput
            className={classes.grow}
            label={texts.groupName}
            value={group.name}
            onChange={(event) => put(index, { name: event.currentTarget.value })}
          />
          <NumberInput label={texts.cap} w={120} min={1} value={group.cap} onChange={(value) => put(index, { cap: Number(value) || 0 })} />
          <Button
            variant="subtle"
            aria-label={texts.remove(group.name)}
            onClick={() => onChange(groups.filter((_, place) => place !== index))}
          >
            {texts.discard}
          </Button>
        </div>
      ))}
      <Group gap="sm">
        <Button variant="default" onClick={() => onChange([...groups, { name: '', cap: 50 }])}>
          {texts.addGroup}
        </Button>
      </Group>
    </>
  );
}

type Inactivity = ModelVersion['inactivity'];

function InactivityEditor({ value, onChange }: { value: Inactivity; onChange: (value: Inactivity) => void }) {
  const { model: texts } = useTexts().scoring;
  return (
    <>
      <Checkbox
        label={texts.inactivity}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? { afterDays: 30, points: 10 } : null)}
      />
      {value && (
        <div className={classes.row}>
          <NumberInput
            label={texts.inactiveDays}
            w={120}
            min={1}
            value={value.afterDays}
            onChange={(days) => onChange({ ...value, afterDays: Number(days) || 1 })}
          />
          <NumberInput
            label={texts.inactivePoints}
            w={120}
            min={1}
            max={100}
            value={value.points}
            onChange={(points) => onChange({ ...value, points: Number(points) || 1 })}
          />
        </div>
      )}
    </>
  );
}
