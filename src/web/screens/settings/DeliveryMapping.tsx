import { ActionIcon, Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { tryDeliveryMapping } from '#modules/deliveries/contract.ts';
import { type Hardness, KINDS, type Kind, type MappingShape } from '#modules/deliveries/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './settings.module.css';

export const EMPTY_MAPPING: MappingShape = {
  each: '',
  fields: { word: '', recipient: '', messageId: '', eventId: '', at: '', status: '', detail: '', url: '', userAgent: '' },
  kinds: [],
};

type Field = keyof MappingShape['fields'];
const FIELDS = Object.keys(EMPTY_MAPPING.fields) as Field[];
type Line = MappingShape['kinds'][number];

interface Editing {
  value: MappingShape;
  onChange: (mapping: MappingShape) => void;
}

/** How the events of a provider without a reader of its own are read, with a sample to try it on. */
export function MappingEditor({ value, onChange }: Editing) {
  const { mapping: texts } = useTexts().deliveries;
  const setField = (field: Field, path: string) => onChange({ ...value, fields: { ...value.fields, [field]: path } });
  return (
    <fieldset className={classes.fields}>
      <legend className={classes.heading}>{texts.title}</legend>
      <p className={classes.quiet}>{texts.help}</p>
      <TextInput
        label={texts.each}
        description={texts.eachHelp}
        value={value.each}
        onChange={(event) => onChange({ ...value, each: event.currentTarget.value })}
      />
      {FIELDS.map((field) => (
        <TextInput
          key={field}
          label={texts.fields[field]}
          required={field === 'word' || field === 'recipient'}
          value={value.fields[field]}
          onChange={(event) => setField(field, event.currentTarget.value)}
        />
      ))}
      <Words value={value} onChange={onChange} />
      <Trial mapping={value} />
    </fieldset>
  );
}

/** A bounce is two choices, since what follows from them differs. */
const MEANINGS = KINDS.flatMap((kind) => (kind === 'bounced' ? ['bounced:hard', 'bounced:soft'] : [kind]));

function Words({ value, onChange }: Editing) {
  const { deliveries: texts } = useTexts();
  const lines = value.kinds;
  const setLine = (at: number, line: Line) => onChange({ ...value, kinds: lines.map((one, n) => (n === at ? line : one)) });
  const options = MEANINGS.map((meaning) => {
    const [kind, how] = meaning.split(':') as [Kind, Hardness | undefined];
    return { value: meaning, label: how ? texts.bounced(texts.hardness[how]) : texts.kinds[kind] };
  });
  const meant = (line: Line, meaning: string) => {
    const [kind, how] = meaning.split(':') as [Kind, Hardness | undefined];
    return { ...line, kind, hardness: how ?? null };
  };
  return (
    <fieldset className={classes.fields}>
      <legend className={classes.heading}>{texts.mapping.kinds}</legend>
      {lines.map((line, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else that stays while it is written
        <div key={n} className={classes.line}>
          <TextInput
            aria-label={texts.mapping.word}
            className={classes.grow}
            value={line.word}
            onChange={(event) => setLine(n, { ...line, word: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label={texts.mapping.means}
            data={options}
            value={line.hardness ? `${line.kind}:${line.hardness}` : line.kind}
            onChange={(event) => setLine(n, meant(line, event.currentTarget.value))}
          />
          <ActionIcon
            variant="default"
            aria-label={texts.mapping.remove(line.word)}
            onClick={() => onChange({ ...value, kinds: lines.filter((_one, at) => at !== n) })}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        my={8}
        onClick={() => onChange({ ...value, kinds: [...lines, { word: '', kind: 'delivered', hardness: null }] })}
      >
        {texts.mapping.add}
      </Button>
    </fieldset>
  );
}

function Trial({ mapping }: { mapping: MappingShape }) {
  const { deliveries: texts } = useTexts();
  const toast = useToast();
  const [sample, setSample] = useState('');
  const [read, setRead] = useState<OutputOf<typeof tryDeliveryMapping>['items'] | null>(null);
  const attempt = useWrite(tryDeliveryMapping);
  const run = () =>
    attempt.mutateAsync({ mapping, sample }).then(
      ({ items }) => setRead(items),
      (problem: unknown) => {
        setRead(null);
        toast.problem(problem);
      },
    );
  return (
    <>
      <Textarea
        label={texts.mapping.sample}
        description={texts.mapping.sampleHelp}
        autosize
        minRows={4}
        maxRows={14}
        value={sample}
        onChange={(event) => setSample(event.currentTarget.value)}
      />
      <Button variant="default" my={8} onClick={() => void run()} loading={attempt.isPending}>
        {texts.mapping.try}
      </Button>
      {read && (
        <div role="status">
          {read.length === 0 ? texts.mapping.triedNothing : texts.mapping.tried}
          <ul>
            {read.map((one, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the answer to one trial, never reordered
              <li key={n}>
                {one.recipient ?? texts.nobody}: {one.hardness ? texts.bounced(texts.hardness[one.hardness]) : texts.kinds[one.kind]}
                {one.kind === 'unknown' && ` (${one.word})`}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
