import { Button, Menu } from '@mantine/core';
import { IconBuilding, IconDownload, IconEraser, IconMailOff, IconPhone } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import {
  eraseContact,
  exportContact,
  getContact,
  readContactSurroundings,
  restoreContact,
  trashContact,
} from '#modules/contacts/contract.ts';
import type { Contact } from '#modules/contacts/schema.ts';
import { download } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { ActivityTimeline } from '../../parts/activities/ActivityTimeline.tsx';
import { Composer, type ComposerHandle } from '../../parts/activities/Composer.tsx';
import { TaskPanel } from '../../parts/activities/TaskPanel.tsx';
import { CustomerMark } from '../../parts/companies/CustomerMark.tsx';
import { Panel, RecordLayout } from '../../parts/companies/RecordLayout.tsx';
import { RecordMenu } from '../../parts/companies/RecordMenu.tsx';
import { RecordNotices } from '../../parts/companies/RecordNotices.tsx';
import { SurroundingPanels } from '../../parts/companies/SurroundingPanels.tsx';
import { useTrash } from '../../parts/companies/trash.ts';
import { ContactFacts } from '../../parts/contacts/ContactFacts.tsx';
import { MoveForm } from '../../parts/contacts/MoveForm.tsx';
import { Momentum } from '../../parts/scoring/Momentum.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useCan, useMayChange } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { contactPanels } from './panels.tsx';

const DEFAULTS = { show: [] as string[] };

export function ContactScreen() {
  const { record } = useTexts();
  const id = useParam('id');
  const { data: contact, error, refetch } = useRead(getContact, { id }, { topics: [`contact:${id}`] });
  if (!contact)
    return (
      <Page title={error ? record.contact.title : undefined} crumbs={[{ title: record.contact.title, to: paths.contacts() }]}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <ContactPage key={id} contact={contact} />;
}

function ContactPage({ contact }: { contact: Contact }) {
  const { record, activities } = useTexts();
  const { id } = contact;
  const name = contact.name || contact.email || record.contact.nameless;
  const [state, change] = useUrlState(DEFAULTS);
  const [moving, setMoving] = useState(false);
  const composer = useRef<ComposerHandle>(null);
  const mayWrite = useCan('record:write') && contact.deletedAt === null;
  const { restore, trash } = useTrash({ ...contact, name }, { entity: 'contact', trash: trashContact, restore: restoreContact });
  const beside = useRead(readContactSurroundings, { id }, { topics: [`contact:${id}`, 'deal', 'lead', 'invoice', 'company'] });
  const about = { contactId: id };
  return (
    <Page
      title={name}
      crumbs={[{ title: record.contact.title, to: paths.contacts() }]}
      beside={<Marks contact={contact} />}
      lead={<Lead contact={contact} />}
      actions={
        <>
          {mayWrite && (
            <Button leftSection={<IconPhone size={16} />} onClick={() => composer.current?.logCall()} title={`${activities.log.call} (l)`}>
              {activities.log.call}
            </Button>
          )}
          {!contact.erasedAt && <PersonMenu contact={contact} name={name} onMove={() => setMoving(true)} onTrash={trash} />}
        </>
      }
    >
      <RecordNotices record={contact} mergedTo={contact.mergedInto && paths.contact(contact.mergedInto)} onRestore={restore} />
      <RecordLayout
        factsLabel={record.facts}
        facts={<ContactFacts contact={contact} onMove={() => setMoving(true)} />}
        besideLabel={record.beside}
        beside={
          <>
            {contactPanels.map(({ id: panel, Body }) => (
              <Body key={panel} contactId={id} name={name} />
            ))}
            <Panel title={record.panels.tasks}>
              <TaskPanel about={about} />
            </Panel>
            {beside.data && <SurroundingPanels data={beside.data} peopleTitle={record.panels.colleagues} />}
          </>
        }
      >
        {mayWrite && <Composer about={about} name={name} handle={composer} />}
        <ActivityTimeline of="contact" id={id} show={state.show} onShow={(show) => change({ show })} writable={mayWrite} headings="h2" />
      </RecordLayout>
      {moving && <MoveForm contact={contact} onClose={() => setMoving(false)} />}
    </Page>
  );
}

/** Stage, score, and whether marketing may write. */
function Marks({ contact }: { contact: Contact }) {
  const { record } = useTexts();
  const { lifecycleStage, scoreLabel, momentum, mailPermission } = contact;
  const stages: Readonly<Record<string, string>> = record.lifecycle;
  const closed = mailPermission === 'opted_out' || mailPermission === 'bounced' || mailPermission === 'complained';
  return (
    <>
      {lifecycleStage && <Mark>{stages[lifecycleStage] ?? lifecycleStage}</Mark>}
      {scoreLabel && <Mark title={record.contact.score(scoreLabel)}>{scoreLabel}</Mark>}
      <Momentum of={momentum} />
      {mailPermission && closed && (
        <Mark tone="soon" icon={IconMailOff}>
          {record.mailPermission[mailPermission]}
        </Mark>
      )}
    </>
  );
}

function Lead({ contact }: { contact: Contact }) {
  const { jobTitle, company } = contact;
  if (!jobTitle && !company) return null;
  return (
    <>
      {jobTitle}
      {jobTitle && company && ' · '}
      {company && (
        <>
          <Go to={paths.company(company.id)}>{company.name}</Go> <CustomerMark status={company.customerStatus} quiet />
        </>
      )}
    </>
  );
}

interface PersonMenuProps {
  contact: Contact;
  name: string;
  onMove: () => void;
  onTrash: (() => void) | undefined;
}

function PersonMenu({ contact, name, onMove, onTrash }: PersonMenuProps) {
  const { contact: texts } = useTexts().record;
  const toast = useToast();
  const { id, writable } = contact;
  const may = {
    move: useMayChange('contact.company') && writable,
    export: useCan('record:export'),
    erase: useCan('record:erase'),
  };
  const erase = useWrite(eraseContact, { invalidates: ['contact', 'activity'], onDone: () => toast.done(texts.erasedDone) });
  const eraseForGood = async () => {
    const question = { title: texts.eraseTitle(name), body: texts.eraseBody, action: texts.eraseAction, danger: true };
    if (await confirm(question)) erase.mutate({ id }, { onError: toast.problem });
  };
  return (
    <RecordMenu onTrash={onTrash}>
      {may.move && (
        <Menu.Item leftSection={<IconBuilding size={14} />} onClick={onMove}>
          {texts.move}
        </Menu.Item>
      )}
      {may.export && (
        <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => void download(exportContact, { id }).catch(toast.problem)}>
          {texts.export}
        </Menu.Item>
      )}
      {may.erase && (
        <Menu.Item leftSection={<IconEraser size={14} />} onClick={() => void eraseForGood()}>
          {texts.erase}
        </Menu.Item>
      )}
    </RecordMenu>
  );
}
