import { Button, Group, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconFileDownload, IconMail, IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiProblem } from '../../api.ts';
import { Bars } from '../../ui/Bars.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { InlineEdit } from '../../ui/InlineEdit.tsx';
import { ClockBadge, Keys, Mark, Money, Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { Steps } from '../../ui/Steps.tsx';
import { Timeline } from '../../ui/Timeline.tsx';
import { useToast } from '../../ui/toast.tsx';

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const HOUR = 60;

const ITEMS = [
  {
    id: '1',
    at: ago(20),
    icon: IconPhone,
    side: 'sales' as const,
    title: 'Call, 6 min: reached',
    body: 'Wants a quote for 40 seats before the year ends.',
  },
  { id: '2', at: ago(50), icon: IconFileDownload, title: 'Read "Ops guide"', beside: '4 pages' },
  {
    id: '3',
    at: ago(30 * HOUR),
    icon: IconMail,
    side: 'marketing' as const,
    title: 'Autumn −10 %, version 2',
    body: 'Opened twice, clicked once.',
  },
];

const STEPS = [
  { id: 'files', title: 'Files' },
  { id: 'map', title: 'Fields' },
  { id: 'run', title: 'Import' },
];

export function GalleryScreen() {
  const [tab, setTab] = useState('parts');
  const toast = useToast();
  return (
    <Page
      title="Petra Novák"
      beside={<Mark>A2</Mark>}
      lead="Head of Operations at Kessler GmbH, 120 people, Brno"
      crumbs={[{ title: 'Contacts', to: '/contacts' }]}
      actions={
        <>
          <Button variant="default" onClick={() => toast.done('Returned to Marketing', { undo: () => undefined })}>
            Return
          </Button>
          <Button
            onClick={() => confirm({ title: 'Erase Petra Novák?', body: 'This cannot be taken back.', action: 'Erase', danger: true })}
          >
            Accept and call
          </Button>
        </>
      }
      tabs={[
        { id: 'parts', title: 'Parts' },
        { id: 'forms', title: 'Forms', count: '2' },
      ]}
      tab={tab}
      onTab={setTab}
    >
      {tab === 'parts' ? <Parts /> : <Forms />}
    </Page>
  );
}

function Parts() {
  const [chosen, setChosen] = useState<string[]>(['calls']);
  return (
    <>
      <Group gap="sm">
        <Side side="marketing" />
        <Side side="sales">Okafor</Side>
        <ClockBadge state="running" due={ago(-190)} />
        <ClockBadge state="warning" due={ago(-40)} />
        <ClockBadge state="breached" due={ago(130)} />
        <ClockBadge state="met" due={ago(0)} />
        <ClockBadge state="paused" />
        <ClockBadge state="excused" />
        <Money value={{ amountMinor: 14_400_000, currency: 'EUR' }} />
        <When at={ago(200)} zone="Asia/Tokyo" />
        <Keys of="Ctrl K" />
      </Group>
      <Figures>
        <Figure
          label="First touch within 24 h"
          rate={{ k: 41, n: 50 }}
          definition="Leads whose first call or mail came in time."
          to="/gallery/table"
        />
        <Figure label="Returned, warmed again in 5 days" rate={{ k: 12, n: 17 }} to="/gallery/table" />
        <Figure label="Lead value this month" value="€74.8k" beside="of €144k, pace .99" to="/gallery/table" />
        <Figure
          label="Accepted"
          rate={{ k: 81, n: 98 }}
          beside={<Sparkline label="Accepted by week" values={[61, 70, 66, 82, 79, 83]} side="sales" />}
          to="/gallery/table"
        />
      </Figures>
      <Bars
        title="Why leads came back"
        columns={['Reason', 'Leads']}
        bars={[
          { id: 'timing', label: 'Timing', value: 24, text: '24', side: 'sales' },
          { id: 'small', label: 'Too small', value: 15, text: '15', side: 'sales', aim: 20 },
          { id: 'role', label: 'Wrong role', value: 6, text: '6', to: '/gallery/table' },
        ]}
      />
      <Timeline
        label="What happened"
        items={ITEMS}
        filters={[
          { id: 'calls', label: 'Calls' },
          { id: 'mails', label: 'Mails' },
        ]}
        chosen={chosen}
        onChoose={setChosen}
        onEarlier={() => undefined}
      />
      <EmptyState
        title="Campaigns show what each mailing, event or ad brought, down to the paid invoice."
        picture={
          <Bars
            title="Invoiced"
            columns={['Campaign', 'Euro']}
            bars={[{ id: '1', label: 'Ops guide', value: 41, text: '€41k', side: 'marketing' }]}
          />
        }
        actions={<Button>New campaign</Button>}
      />
      <ProblemNotice problem={new ApiProblem({ status: 0, code: 'offline', message: '' })} onRetry={() => undefined} />
    </>
  );
}

function Forms() {
  const [opened, setOpened] = useState(false);
  const [step, setStep] = useState('map');
  const [phone, setPhone] = useState('+420 601 123 456');
  return (
    <>
      <div>
        Phone: <InlineEdit label="Phone" value={phone} onSave={async (value) => setPhone(value)} type="tel" /> · Mobile:{' '}
        <InlineEdit label="Mobile" value="" onSave={async () => undefined} />
      </div>
      <Button variant="default" onClick={() => setOpened(true)}>
        Open the side form
      </Button>
      <DealForm />
      <Steps
        steps={STEPS}
        at={step}
        onBack={setStep}
        onNext={() => setStep('run')}
        wait={step === 'run' ? 'Still reading files' : undefined}
      >
        The fields of your file, and ours.
      </Steps>
      <SideDealForm opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}

function useDealForm() {
  return useForm({
    initialValues: { title: '', amount: 0, stage: 'Qualified', note: '' },
    validate: { title: isNotEmpty('Please fill this in.') },
  });
}

async function refuseAmount() {
  const errors = [{ field: 'amount', message: 'The amount is missing.' }];
  throw new ApiProblem({ status: 400, code: 'invalid', message: 'One field needs another look.', errors });
}

function DealFields({ form }: { form: ReturnType<typeof useDealForm> }) {
  return (
    <>
      <TextInput label="Title" required {...form.getInputProps('title')} />
      <NumberInput label="Amount" {...form.getInputProps('amount')} />
      <Select label="Stage" data={['Qualified', 'Offer made']} {...form.getInputProps('stage')} />
      <Textarea label="Note" {...form.getInputProps('note')} />
    </>
  );
}

function DealForm() {
  const form = useDealForm();
  return (
    <FormShell form={form} onSubmit={refuseAmount} action="Save the deal" onCancel={() => form.reset()} draft="gallery.deal">
      <DealFields form={form} />
    </FormShell>
  );
}

function SideDealForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const form = useDealForm();
  return (
    <SideForm title="New deal" opened={opened} onClose={onClose} form={form} onSubmit={async () => onClose()} action="Save the deal">
      <DealFields form={form} />
    </SideForm>
  );
}
