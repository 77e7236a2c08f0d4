import { Button, Modal, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { cancelOfferLaunch, type getOffer, launchOffer } from '#modules/offers/contract/offers.ts';
import { SHORTEST_REASON } from '#modules/offers/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './offers.module.css';

type Offer = OutputOf<typeof getOffer>;

/** What the announced version waits for, and how it starts. */
export function LaunchPanel({ offer }: { offer: Offer }) {
  const { launch: texts } = useTexts().offers;
  const format = useFormat();
  const toast = useToast();
  const [early, setEarly] = useState(false);
  const write = useWrite(launchOffer, { invalidates: ['offer'] });
  const cancel = useWrite(cancelOfferLaunch, { invalidates: ['offer'] });
  const { waiting } = offer;
  const version = offer.versions.find(({ id }) => id === waiting?.versionId);
  if (!waiting || !version) return null;
  const ready = waiting.because !== null && waiting.notBefore === null;
  const start = async (whenReady: boolean) => {
    try {
      const { launched } = await write.mutateAsync({ id: offer.id, versionId: waiting.versionId, whenReady });
      toast.done(launched ? texts.started : texts.planned);
    } catch (problem) {
      toast.problem(problem);
    }
  };
  const { k, n } = version.confirmed ?? { k: 0, n: 0 };
  return (
    <section className={classes.card} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.plain}>
        {n === 0
          ? texts.nobody
          : texts.waits({ confirmed: format.number(k), asked: format.number(n), needed: format.number(waiting.needed) })}{' '}
        {waiting.because === null ? (
          <>
            {texts.lead} <When at={waiting.leadOver} form="moment" />.
          </>
        ) : (
          texts[waiting.because]
        )}{' '}
        {waiting.notBefore && texts.notBefore(format.date(waiting.notBefore))}
      </p>
      {version.launchAskedAt && <p className={classes.quiet}>{texts.willStart}</p>}
      {offer.mayWrite && (
        <div className={classes.line}>
          {ready && (
            <Button loading={write.isPending} onClick={() => void start(false)}>
              {texts.start}
            </Button>
          )}
          {!ready && !version.launchAskedAt && (
            <Button loading={write.isPending} onClick={() => void start(true)}>
              {texts.whenReady}
            </Button>
          )}
          {version.launchAskedAt && (
            <Button variant="default" onClick={() => void cancel.mutateAsync({ id: offer.id }).catch(toast.problem)}>
              {texts.cancel}
            </Button>
          )}
          {waiting.because === null && waiting.notBefore === null && (
            <Button variant="default" onClick={() => setEarly(true)}>
              {texts.early}
            </Button>
          )}
        </div>
      )}
      {early && <EarlyForm offerId={offer.id} versionId={waiting.versionId} onClose={() => setEarly(false)} />}
    </section>
  );
}

function EarlyForm({ offerId, versionId, onClose }: { offerId: string; versionId: string; onClose: () => void }) {
  const { offers, ui } = useTexts();
  const texts = offers.launch;
  const toast = useToast();
  const write = useWrite(launchOffer, { invalidates: ['offer'] });
  const form = useForm({
    initialValues: { overrideReason: '' },
    validate: { overrideReason: (reason) => (reason.trim().length < SHORTEST_REASON ? texts.reasonShort : null) },
  });
  return (
    <Modal opened onClose={onClose} title={texts.earlyTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.early}
        onCancel={onClose}
        onSubmit={async ({ overrideReason }) => {
          await write.mutateAsync({ id: offerId, versionId, overrideReason });
          toast.done(texts.started);
          onClose();
        }}
      >
        <p className={classes.plain}>{texts.earlyBody}</p>
        <Textarea label={texts.reason} data-autofocus autosize minRows={2} maxLength={1000} {...form.getInputProps('overrideReason')} />
      </FormShell>
    </Modal>
  );
}
