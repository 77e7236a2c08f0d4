import { Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createClaim, type listClaims, retireClaim, reviseClaim } from '#modules/offers/contract/claims.ts';
import { CLAIM_SUBJECTS, SHORTEST_REASON } from '#modules/offers/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { linesOf } from './OfferForm.tsx';

export type Claim = OutputOf<typeof listClaims>['items'][number];

/** A new claim, or what one says from now on. */
export function ClaimForm({ of, onClose }: { of?: Claim; onClose: () => void }) {
  const { claims, ui } = useTexts();
  const texts = claims.form;
  const format = useFormat();
  const toast = useToast();
  const create = useWrite(createClaim, { invalidates: ['claim', 'change_notice'] });
  const revise = useWrite(reviseClaim, { invalidates: ['claim', 'change_notice'] });
  const said = of?.versions[0];
  const form = useForm({
    initialValues: {
      about: 'product' as string,
      statement: said?.statement ?? '',
      phrases: (said?.phrases ?? []).join('\n'),
      validFrom: format.dayKey(new Date()),
      why: '',
    },
    validate: { statement: isNotEmpty(ui.form.required), validFrom: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ about, statement, phrases, validFrom, why }: typeof form.values) => {
    const content = { statement, phrases: linesOf(phrases), validFrom };
    const { asked } = of
      ? await revise.mutateAsync({ id: of.id, ...content, why: why || null })
      : await create.mutateAsync({ about: CLAIM_SUBJECTS.find((one) => one === about) ?? 'product', ...content });
    toast.done(texts.saved(format.number(asked)));
    onClose();
  };
  return (
    <SideForm title={of ? texts.reviseTitle : texts.newTitle} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      {!of && (
        <NativeSelect
          label={claims.about}
          data={CLAIM_SUBJECTS.map((value) => ({ value, label: claims.abouts[value] }))}
          {...form.getInputProps('about')}
        />
      )}
      <Textarea
        label={texts.statement}
        data-autofocus
        required
        autosize
        minRows={2}
        maxLength={2000}
        {...form.getInputProps('statement')}
      />
      <Textarea label={texts.phrases} description={texts.phrasesHelp} autosize minRows={2} {...form.getInputProps('phrases')} />
      <TextInput type="date" label={texts.validFrom} required {...form.getInputProps('validFrom')} />
      {of && <Textarea label={texts.why} autosize minRows={2} maxLength={1000} {...form.getInputProps('why')} />}
    </SideForm>
  );
}

export function RetireForm({ claim, onClose }: { claim: Claim; onClose: () => void }) {
  const { claims: texts, offers, ui } = useTexts();
  const toast = useToast();
  const write = useWrite(retireClaim, { invalidates: ['claim', 'change_notice'] });
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (reason) => (reason.trim().length < SHORTEST_REASON ? offers.launch.reasonShort : null) },
  });
  return (
    <Modal opened onClose={onClose} title={texts.retireTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.retireAction}
        onCancel={onClose}
        onSubmit={async ({ reason }) => {
          await write.mutateAsync({ id: claim.id, reason });
          toast.done(texts.retiredDone);
          onClose();
        }}
      >
        <Textarea label={offers.end.reason} data-autofocus autosize minRows={2} maxLength={1000} {...form.getInputProps('reason')} />
      </FormShell>
    </Modal>
  );
}
