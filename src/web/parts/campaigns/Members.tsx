import { ActionIcon, Button, Menu, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { addMembers, listMembers, recordResponse, removeMember } from '#modules/campaigns/contract.ts';
import { MEMBER_STATUSES } from '#modules/campaigns/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import { instantOf } from '../activities/due.ts';
import { type Chosen, RecordSelect } from '../lists/RecordSelect.tsx';

type Member = OutputOf<typeof listMembers>['items'][number];

export interface MembersProps {
  campaignId: string;
  writable: boolean;
  only: string;
  onOnly: (only: string) => void;
}

/** Who is in a campaign, who responded, and the ways to note both. */
export function Members({ campaignId, writable, only, onOnly }: MembersProps) {
  const { campaigns } = useTexts();
  const texts = campaigns.members;
  const [adding, setAdding] = useState(false);
  const [responding, setResponding] = useState<Member | null>(null);
  const list = useReadPages(
    listMembers,
    { campaignId, ...(only === 'responded' ? { responded: true } : {}) },
    { topics: [`campaign:${campaignId}`] },
  );
  const statuses = list.data?.pages[0]?.statuses ?? [];
  const add = writable && <Button onClick={() => setAdding(true)}>{texts.add}</Button>;
  return (
    <>
      <DataTable
        id="campaign-members"
        label={campaigns.tabs.members}
        columns={useColumns({ campaignId, writable, onRespond: setResponding })}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.contact.name}
        href={(row) => paths.contact(row.contact.id)}
        count={only ? undefined : { value: statuses.reduce((sum, status) => sum + status.n, 0), exact: true }}
        tools={
          <NativeSelect
            size="xs"
            aria-label={texts.responded}
            value={only}
            onChange={(event) => onOnly(event.currentTarget.value)}
            data={[
              { value: '', label: texts.all },
              { value: 'responded', label: texts.only },
            ]}
          />
        }
        more={add}
        empty={<EmptyState title={texts.empty} actions={add} />}
        card={(row) => (
          <>
            {row.contact.company} {texts.statuses[row.status] ?? row.status}
          </>
        )}
      />
      <AddForm campaignId={campaignId} opened={adding} onClose={() => setAdding(false)} />
      {responding && <ResponseForm campaignId={campaignId} member={responding} onClose={() => setResponding(null)} />}
    </>
  );
}

interface ColumnsFor {
  campaignId: string;
  writable: boolean;
  onRespond: (member: Member) => void;
}

function useColumns({ campaignId, writable, onRespond }: ColumnsFor): Column<Member>[] {
  const { campaigns, record } = useTexts();
  const texts = campaigns.members;
  const mayRespond = useCan('record:write');
  const actions: Column<Member>[] =
    writable || mayRespond
      ? [
          {
            id: 'actions',
            title: record.actions,
            width: 64,
            render: (row) => <MemberMenu campaignId={campaignId} member={row} writable={writable} onRespond={() => onRespond(row)} />,
          },
        ]
      : [];
  return [
    { id: 'contact', title: texts.contact, width: 220, render: (row) => row.contact.name || '–' },
    { id: 'company', title: texts.company, width: 200, render: (row) => row.contact.company ?? '–' },
    { id: 'status', title: texts.status, width: 140, render: (row) => texts.statuses[row.status] ?? row.status },
    { id: 'responded', title: texts.responded, width: 140, render: (row) => <When at={row.respondedAt} /> },
    { id: 'added', title: texts.added, width: 140, render: (row) => <When at={row.addedAt} /> },
    ...actions,
  ];
}

function MemberMenu({
  campaignId,
  member,
  writable,
  onRespond,
}: {
  campaignId: string;
  member: Member;
  writable: boolean;
  onRespond: () => void;
}) {
  const { campaigns, record } = useTexts();
  const texts = campaigns.members;
  const toast = useToast();
  const options = { invalidates: ['campaign'] };
  const remove = useWrite(removeMember, options);
  const again = useWrite(addMembers, options);
  const mayRespond = useCan('record:write');
  const { contact, status } = member;
  const takeOut = async () => {
    try {
      await remove.mutateAsync({ campaignId, contactId: contact.id });
      // A response would not come back with the contact, so there is nothing to offer for one who responded.
      toast.done(
        texts.removed(contact.name),
        member.responded ? {} : { undo: () => again.mutateAsync({ campaignId, contactIds: [contact.id], status }) },
      );
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" size={24} aria-label={`${record.actions}: ${contact.name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayRespond && <Menu.Item onClick={onRespond}>{texts.note}</Menu.Item>}
        {writable && <Menu.Item onClick={() => void takeOut()}>{texts.remove}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function AddForm({ campaignId, opened, onClose }: { campaignId: string; opened: boolean; onClose: () => void }) {
  const { campaigns } = useTexts();
  const texts = campaigns.members;
  const format = useFormat();
  const toast = useToast();
  const add = useWrite(addMembers, { invalidates: ['campaign'] });
  const form = useForm({ initialValues: { chosen: [] as Chosen[], status: 'planned' } });
  const submit = async ({ chosen, status }: typeof form.values) => {
    if (chosen.length === 0) return;
    const { added, already } = await add.mutateAsync({ campaignId, contactIds: chosen.map((one) => one.id), status });
    form.reset();
    onClose();
    toast.done(texts.added_(format.number(added), format.number(already)));
  };
  const { chosen } = form.values;
  const take = (contact: Chosen | null) =>
    contact && !chosen.some((one) => one.id === contact.id) && form.setFieldValue('chosen', [...chosen, contact]);
  return (
    <SideForm title={texts.addTitle} opened={opened} onClose={onClose} form={form} action={texts.addAction} onSubmit={submit}>
      <RecordSelect
        key={chosen.length}
        entity="contact"
        label={texts.contact}
        value={null}
        onChange={take}
        autoFocus
        error={form.errors.contactIds}
      />
      {chosen.length > 0 && (
        <ul>
          {chosen.map((contact) => (
            <li key={contact.id}>{contact.name}</li>
          ))}
        </ul>
      )}
      <NativeSelect
        label={texts.status}
        data={MEMBER_STATUSES.map((status) => ({ value: status, label: texts.statuses[status] ?? status }))}
        {...form.getInputProps('status')}
      />
    </SideForm>
  );
}

function ResponseForm({ campaignId, member, onClose }: { campaignId: string; member: Member; onClose: () => void }) {
  const { campaigns } = useTexts();
  const texts = campaigns.members;
  const toast = useToast();
  const { timeZone } = useReader();
  const respond = useWrite(recordResponse, { invalidates: ['campaign', 'activity', `contact:${member.contact.id}`] });
  const form = useForm({ initialValues: { status: 'responded', at: '', note: '' } });
  const submit = async ({ status, at, note }: typeof form.values) => {
    const respondedAt = instantOf(at, timeZone);
    await respond.mutateAsync({
      campaignId,
      contactId: member.contact.id,
      status,
      ...(respondedAt ? { respondedAt } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    });
    onClose();
    toast.done(texts.noted(member.contact.name));
  };
  return (
    <SideForm title={texts.noteTitle(member.contact.name)} opened onClose={onClose} form={form} action={texts.noteAction} onSubmit={submit}>
      <NativeSelect
        label={texts.what}
        data-autofocus
        data={['responded', 'attended', 'opened', 'received'].map((status) => ({ value: status, label: texts.statuses[status] ?? status }))}
        {...form.getInputProps('status')}
      />
      <TextInput type="datetime-local" label={texts.when} {...form.getInputProps('at')} error={form.errors.respondedAt} />
      <Textarea label={texts.words} autosize minRows={2} maxLength={2000} {...form.getInputProps('note')} />
    </SideForm>
  );
}
