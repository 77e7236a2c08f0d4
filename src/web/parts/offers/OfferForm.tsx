import { NativeSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createOffer, draftOfferVersion, type getOffer, listOffers } from '#modules/offers/contract/offers.ts';
import { AUDIENCES, type Audience, EVERYTHING, OFFER_KINDS, type OfferKind } from '#modules/offers/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { currencies } from '../../ui/currencies.ts';
import { useGo } from '../../ui/Go.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import { readyPart } from '../criteria/draft.ts';
import { useFields } from '../criteria/fields.ts';
import classes from './offers.module.css';

type Said = OutputOf<typeof getOffer>['versions'][number]['said'];

export interface OfferFormProps {
  opened: boolean;
  onClose: () => void;
  /** The offer whose next version is written, from what it said last; absent for a new one. */
  of?: { id: string; said: Said; isDraft: boolean };
}

/** A new offer, or the next version of one. */
export function OfferForm({ opened, onClose, of }: OfferFormProps) {
  const { offers, ui } = useTexts();
  const texts = offers.form;
  const toast = useToast();
  const go = useGo();
  const { locale } = useReader();
  const { fields } = useFields('contact');
  const create = useWrite(createOffer, { invalidates: ['offer'] });
  const draft = useWrite(draftOfferVersion, { invalidates: ['offer'] });
  const form = useForm({
    initialValues: useInitial(of?.said),
    validate: { name: (name) => (!of && name.trim() === '' ? ui.form.required : null), summary: isNotEmpty(ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    const content = contentOf({ ...values, criteria: readyPart(values.criteria, fields) });
    if (of) {
      await draft.mutateAsync({ id: of.id, content });
      toast.done(texts.saved);
    } else {
      const { id } = await create.mutateAsync({ name: values.name.trim(), kind: values.kind as OfferKind, content });
      toast.done(offers.created(values.name.trim()));
      go(paths.offer(id));
    }
    onClose();
  };
  return (
    <SideForm
      title={of ? (of.isDraft ? texts.draft : texts.next) : texts.title}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={submit}
    >
      {!of && (
        <>
          <TextInput label={texts.name} data-autofocus required maxLength={200} {...form.getInputProps('name')} />
          <NativeSelect
            label={texts.kind}
            data={OFFER_KINDS.map((value) => ({ value, label: offers.kinds[value] }))}
            {...form.getInputProps('kind')}
          />
        </>
      )}
      <Textarea label={texts.summary} required autosize minRows={2} maxLength={1000} {...form.getInputProps('summary')} />
      <NativeSelect
        label={texts.audience}
        data={AUDIENCES.map((value) => ({ value, label: offers.audiences[value] }))}
        {...form.getInputProps('audience')}
      />
      <fieldset className={classes.fieldset}>
        <legend>{texts.criteria}</legend>
        <CriteriaEditor entity="contact" value={form.values.criteria} onChange={(criteria) => form.setFieldValue('criteria', criteria)} />
      </fieldset>
      <TextInput type="date" label={texts.fromOn} {...form.getInputProps('fromOn')} />
      <TextInput type="date" label={texts.untilOn} {...form.getInputProps('untilOn')} />
      <NumberInput label={texts.discount} min={0} max={100} decimalScale={2} {...form.getInputProps('discountPercent')} />
      <MoneyInput label={texts.price} currency={form.values.currency} min={0} {...form.getInputProps('priceMinor')} />
      {form.values.priceMinor !== null && (
        <Select label={texts.currency} data={currencies(locale)} searchable allowDeselect={false} {...form.getInputProps('currency')} />
      )}
      <Textarea label={texts.terms} autosize minRows={2} maxLength={4000} {...form.getInputProps('terms')} />
      <Textarea
        label={texts.talkingPoints}
        description={texts.talkingPointsHelp}
        autosize
        minRows={3}
        {...form.getInputProps('talkingPoints')}
      />
      <Replaces except={of?.id} {...form.getInputProps('replacesOfferId')} />
    </SideForm>
  );
}

function useInitial(said: Said | undefined) {
  const { workspace } = useSession();
  return {
    name: '',
    kind: 'discount' as string,
    summary: said?.summary ?? '',
    audience: (said?.audience ?? 'everybody') as string,
    criteria: said?.criteria ?? EVERYTHING,
    fromOn: said?.fromOn ?? '',
    untilOn: said?.untilOn ?? '',
    priceMinor: said?.priceMinor ?? null,
    currency: said?.currency ?? workspace.baseCurrency,
    discountPercent: (said?.discountPercent ?? '') as number | string,
    terms: said?.terms ?? '',
    talkingPoints: (said?.talkingPoints ?? []).join('\n'),
    replacesOfferId: said?.replacesOfferId ?? '',
  };
}

function contentOf(values: ReturnType<typeof useInitial>) {
  return {
    audience: values.audience as Audience,
    criteria: values.criteria,
    summary: values.summary,
    fromOn: values.fromOn || null,
    untilOn: values.untilOn || null,
    priceMinor: values.priceMinor,
    currency: values.priceMinor === null ? null : values.currency,
    discountPercent: values.discountPercent === '' ? null : Number(values.discountPercent),
    terms: values.terms || null,
    talkingPoints: linesOf(values.talkingPoints),
    replacesOfferId: values.replacesOfferId || null,
  };
}

/** The lines of a text that say something. */
export const linesOf = (text: string): string[] => text.split('\n').flatMap((line) => line.trim() || []);

function Replaces({ except, ...input }: { except: string | undefined; value?: string }) {
  const texts = useTexts().offers.form;
  const { data } = useRead(listOffers, {}, { topics: ['offer'] });
  const others = (data?.items ?? []).filter(({ id }) => id !== except);
  return (
    <NativeSelect
      label={texts.replaces}
      data={[{ value: '', label: texts.nothing }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
      {...input}
    />
  );
}
