import { Button, Modal, NativeSelect, Radio, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { announceOffer, endOffer, type getOffer } from '#modules/offers/contract/offers.ts';
import { CONCERNS, SHORTEST_REASON } from '#modules/offers/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { OfferForm } from './OfferForm.tsx';
import classes from './offers.module.css';

type Offer = OutputOf<typeof getOffer>;

/** What can be done with an offer as it is: write on, announce, end. */
export function OfferActions({ offer }: { offer: Offer }) {
  const texts = useTexts().offers;
  const [open, setOpen] = useState<'version' | 'announce' | 'end' | null>(null);
  const [newest] = offer.versions;
  if (!offer.mayWrite || !newest || offer.endedAt !== null) return null;
  const isDraft = newest.state === 'draft';
  const close = () => setOpen(null);
  return (
    <>
      <Button variant="default" onClick={() => setOpen('end')}>
        {texts.end.action}
      </Button>
      <Button variant="default" onClick={() => setOpen('version')}>
        {isDraft ? texts.edit : texts.writeNext}
      </Button>
      {isDraft && <Button onClick={() => setOpen('announce')}>{texts.announce.action}</Button>}
      {open === 'version' && <OfferForm opened onClose={close} of={{ id: offer.id, said: newest.said, isDraft }} />}
      {open === 'announce' && <AnnounceForm offerId={offer.id} versionId={newest.id} onClose={close} />}
      {open === 'end' && <EndForm offerId={offer.id} onClose={close} />}
    </>
  );
}

function AnnounceForm({ offerId, versionId, onClose }: { offerId: string; versionId: string; onClose: () => void }) {
  const { offers, ui } = useTexts();
  const texts = offers.announce;
  const format = useFormat();
  const toast = useToast();
  const write = useWrite(announceOffer, { invalidates: ['offer', 'change_notice'] });
  const form = useForm({ initialValues: { concerns: 'everybody' as string } });
  return (
    <Modal opened onClose={onClose} title={texts.title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.action}
        onCancel={onClose}
        onSubmit={async ({ concerns }) => {
          const chosen = CONCERNS.find((one) => one === concerns) ?? 'everybody';
          const { asked } = await write.mutateAsync({ id: offerId, versionId, concerns: chosen });
          toast.done(texts.done(format.number(asked)));
          onClose();
        }}
      >
        <p className={classes.plain}>{texts.body}</p>
        <Radio.Group label={texts.concerns} {...form.getInputProps('concerns')}>
          <Stack gap={8} mt={8}>
            {CONCERNS.map((value) => (
              <Radio key={value} value={value} label={texts[value]} />
            ))}
          </Stack>
        </Radio.Group>
      </FormShell>
    </Modal>
  );
}

function EndForm({ offerId, onClose }: { offerId: string; onClose: () => void }) {
  const { offers, ui } = useTexts();
  const texts = offers.end;
  const toast = useToast();
  const write = useWrite(endOffer, { invalidates: ['offer', 'change_notice'] });
  const form = useForm({
    initialValues: { as: 'ended' as string, reason: '' },
    validate: { reason: (reason) => (reason.trim().length < SHORTEST_REASON ? offers.launch.reasonShort : null) },
  });
  return (
    <Modal opened onClose={onClose} title={texts.title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.action}
        onCancel={onClose}
        onSubmit={async ({ as, reason }) => {
          await write.mutateAsync({ id: offerId, as: as === 'withdrawn' ? 'withdrawn' : 'ended', reason });
          toast.done(texts.done);
          onClose();
        }}
      >
        <NativeSelect
          label={texts.as}
          data={(['ended', 'withdrawn'] as const).map((value) => ({ value, label: texts[value] }))}
          {...form.getInputProps('as')}
        />
        <Textarea label={texts.reason} autosize minRows={2} maxLength={1000} {...form.getInputProps('reason')} />
      </FormShell>
    </Modal>
  );
}
