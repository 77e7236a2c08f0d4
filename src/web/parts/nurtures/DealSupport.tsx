import { Button, Modal, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { getDealSupport, requestSupport } from '#modules/nurtures/contract/around.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import { SupportCard } from './SupportCard.tsx';

/** Beside a deal: what Marketing was asked for, what runs, and asking. */
export function DealSupport({ dealId }: { dealId: string }) {
  const { support: texts } = useTexts().warming;
  const [asking, setAsking] = useState(false);
  const { data } = useRead(getDealSupport, { id: dealId }, { topics: ['support_request', `deal:${dealId}`] });
  if (!data || (data.items.length === 0 && !data.mayRequest)) return null;
  return (
    <Panel title={texts.panel}>
      {data.items.map((support) => (
        <SupportCard key={support.id} support={support} onDeal />
      ))}
      {data.mayRequest && (
        <Button variant="default" size="compact-sm" w="fit-content" onClick={() => setAsking(true)}>
          {texts.ask}
        </Button>
      )}
      {asking && <AskForm dealId={dealId} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

const SHORTEST = 10;

function AskForm({ dealId, onClose }: { dealId: string; onClose: () => void }) {
  const { warming, ui } = useTexts();
  const texts = warming.support;
  const toast = useToast();
  const ask = useWrite(requestSupport, { invalidates: ['support_request'], onDone: () => toast.done(texts.asked) });
  const form = useForm({
    initialValues: { wish: '' },
    validate: { wish: (wish) => (wish.trim().length < SHORTEST ? ui.form.required : null) },
  });
  return (
    <Modal opened onClose={onClose} title={texts.askTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.send}
        draft={`support.${dealId}`}
        onCancel={onClose}
        onSubmit={async ({ wish }) => {
          await ask.mutateAsync({ id: dealId, wish: wish.trim() });
          onClose();
        }}
      >
        <Textarea
          label={texts.wish}
          description={texts.wishHelp}
          required
          autosize
          minRows={3}
          maxLength={1_000}
          data-autofocus
          {...form.getInputProps('wish')}
        />
      </FormShell>
    </Modal>
  );
}
