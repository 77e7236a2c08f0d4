import { Select, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { listReasons } from '#modules/leads/contract/reasons.ts';
import { type ReasonClass, SHORTEST_NOTE } from '#modules/leads/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';

export type Reason = OutputOf<typeof listReasons>['items'][number];

export type ReasonValues = {
  reasonId: string;
  note: string;
  recycleUntil: string;
};

export const NO_REASON: ReasonValues = { reasonId: '', note: '', recycleUntil: '' };

/** The reasons in use of the given classes, in their order. */
export function useReasons(classes: readonly ReasonClass[]): readonly Reason[] | undefined {
  const { data } = useRead(listReasons, {}, { topics: ['reason'], fresh: 300_000 });
  return data?.items.filter((reason) => classes.includes(reason.class)).sort((a, b) => classes.indexOf(a.class) - classes.indexOf(b.class));
}

/** What is sent of the three fields: nothing for those that are empty. */
export function givenReason({ reasonId, note, recycleUntil }: ReasonValues) {
  return {
    ...(reasonId ? { reasonId } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
    ...(recycleUntil ? { recycleUntil } : {}),
  };
}

export interface ReasonFieldsProps<Values extends ReasonValues> {
  form: UseFormReturnType<Values>;
  classes: readonly ReasonClass[];
  /** Leads are tried again from a day on; deals are not. */
  withDay?: boolean;
}

/** A reason with what it asks for: a note, a day from which to try again. */
export function ReasonFields<Values extends ReasonValues>({ form, classes, withDay = true }: ReasonFieldsProps<Values>) {
  const texts = useTexts().leads.reason;
  const format = useFormat();
  const reasons = useReasons(classes);
  const values: ReasonValues = form.values;
  const chosen = reasons?.find((reason) => reason.id === values.reasonId);
  const data = classes.map((name) => ({
    group: texts.classes[name],
    items: (reasons ?? []).filter((reason) => reason.class === name).map((reason) => ({ value: reason.id, label: reason.label })),
  }));
  return (
    <>
      <Select
        label={texts.label}
        placeholder={texts.choose}
        data={classes.length === 1 ? (data[0]?.items ?? []) : data}
        searchable
        required
        data-autofocus
        {...form.getInputProps('reasonId')}
      />
      {withDay && classes.includes('not_now') && (
        <TextInput type="date" label={texts.until} required={chosen?.needsDate === true} {...form.getInputProps('recycleUntil')} />
      )}
      <Textarea
        label={texts.note}
        description={chosen?.needsNote ? texts.noteHelp(format.number(SHORTEST_NOTE)) : undefined}
        required={chosen?.needsNote === true}
        autosize
        minRows={2}
        maxLength={2000}
        {...form.getInputProps('note')}
      />
    </>
  );
}
