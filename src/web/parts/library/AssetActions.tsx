import { Button, Menu, Modal, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { bringBackAsset, type getAsset, retireAsset, reviewAsset } from '#modules/library/contract/assets.ts';
import { createMailingLink } from '#modules/library/contract/shares.ts';
import { REVIEW_DAYS } from '#modules/library/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { AssetForm } from './AssetForm.tsx';
import { ProposalForm } from './ProposalForm.tsx';

type Asset = OutputOf<typeof getAsset>;
const DAY_MS = 86_400_000;

/** What can be done with an asset, by what the person may. */
export function AssetActions({ asset }: { asset: Asset }) {
  const { library, ui } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const [open, setOpen] = useState<'edit' | 'retire' | 'propose' | null>(null);
  const review = useWrite(reviewAsset, { invalidates: ['asset'], onDone: () => toast.done(library.review.done) });
  const back = useWrite(bringBackAsset, { invalidates: ['asset'] });
  const mailing = useWrite(createMailingLink, { invalidates: ['asset_share'] });
  const close = () => setOpen(null);
  const copyMailing = () =>
    mailing
      .mutateAsync({ id: asset.id })
      .then(({ link }) => navigator.clipboard.writeText(link))
      .then(() => toast.done(library.mailing.done), toast.problem);
  return (
    <>
      {asset.may.propose && (
        <Button variant="default" onClick={() => setOpen('propose')}>
          {library.proposals.create}
        </Button>
      )}
      {asset.stale && asset.may.write && (
        <Button
          variant="default"
          loading={review.isPending}
          onClick={() =>
            review.mutate({ id: asset.id, nextOn: format.dayKey(new Date(Date.now() + REVIEW_DAYS * DAY_MS)) }, { onError: toast.problem })
          }
        >
          {library.review.action}
        </Button>
      )}
      {asset.may.write && (
        <Button variant="default" onClick={() => setOpen('edit')}>
          {library.form.editTitle}
        </Button>
      )}
      {asset.may.publish && asset.state === 'retired' && (
        <Button variant="default" onClick={() => back.mutate({ id: asset.id }, { onError: toast.problem })}>
          {library.retire.back}
        </Button>
      )}
      {asset.may.publish && asset.state === 'published' && (
        <Menu>
          <Menu.Target>
            <Button variant="subtle" aria-label={ui.common.more}>
              …
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {asset.sendable && asset.source !== 'template' && (
              <Menu.Item onClick={() => void copyMailing()}>{library.mailing.action}</Menu.Item>
            )}
            <Menu.Item onClick={() => setOpen('retire')}>{library.retire.action}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {open === 'edit' && <AssetForm of={asset} onClose={close} />}
      {open === 'retire' && <RetireForm id={asset.id} onClose={close} />}
      {open === 'propose' && <ProposalForm about={asset} onClose={close} />}
    </>
  );
}

function RetireForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { library, ui } = useTexts();
  const toast = useToast();
  const retire = useWrite(retireAsset, { invalidates: ['asset'] });
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: isNotEmpty(ui.form.required) } });
  return (
    <Modal opened onClose={onClose} title={library.retire.title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={library.retire.action}
        onCancel={onClose}
        onSubmit={async ({ reason }) => {
          await retire.mutateAsync({ id, reason });
          toast.done(library.retire.done);
          onClose();
        }}
      >
        <Textarea
          label={library.retire.reason}
          description={library.retire.body}
          data-autofocus
          autosize
          minRows={2}
          maxLength={1000}
          {...form.getInputProps('reason')}
        />
      </FormShell>
    </Modal>
  );
}
