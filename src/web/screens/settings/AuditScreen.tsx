import { Button, Drawer, NativeSelect, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { listAudit } from '#modules/team/contract/settings.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { PersonSelect } from '../../parts/team/PersonSelect.tsx';
import { useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { endOfDay } from './choices.ts';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Entry = OutputOf<typeof listAudit>['items'][number];
type Action = keyof Texts['settings']['audit']['actions'];

const DEFAULTS = { action: '', member: '', entity: '', record: '', from: '', to: '' };
const ENTITIES = [
  'company',
  'contact',
  'deal',
  'lead',
  'campaign',
  'member',
  'workspace',
  'role_right',
  'field_right',
  'api_key',
  'session',
] as const;

function inputOf(place: typeof DEFAULTS) {
  const given = { action: place.action as Action, memberId: place.member, entity: place.entity, entityId: place.record };
  const from = place.from === '' ? undefined : new Date(`${place.from}T00:00`).toISOString();
  const to = endOfDay(place.to) ?? undefined;
  return { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')), from, to } as InputOf<typeof listAudit>;
}

/** Who changed what: newest first, with before and after. */
export function AuditScreen() {
  const { settings } = useTexts();
  const texts = settings.audit;
  const [place, change] = useUrlState(DEFAULTS);
  const [shown, setShown] = useState<Entry | null>(null);
  const list = useReadPages(listAudit, inputOf(place));
  return (
    <SettingsPage title={settings.sections.audit.title} fill>
      <DataTable
        id="audit"
        label={settings.sections.audit.title}
        columns={columnsOf(texts)}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => `${row.actor}, ${texts.actions[row.action as Action]}, ${row.entity}`}
        onOpen={setShown}
        tools={<Filters place={place} change={change} />}
        more={<MoreFilters place={place} change={change} />}
        empty={<EmptyState title={texts.empty} />}
      />
      <EntryDrawer entry={shown} onClose={() => setShown(null)} />
    </SettingsPage>
  );
}

interface FilterProps {
  place: typeof DEFAULTS;
  change: (next: Partial<typeof DEFAULTS>) => void;
}

function Filters({ place, change }: FilterProps) {
  const { settings } = useTexts();
  const texts = settings.audit;
  return (
    <>
      <NativeSelect
        aria-label={texts.what}
        value={place.action}
        onChange={(event) => change({ action: event.currentTarget.value })}
        data={[{ value: '', label: texts.anyAction }, ...Object.entries(texts.actions).map(([value, label]) => ({ value, label }))]}
      />
      <NativeSelect
        aria-label={texts.record}
        value={place.entity}
        onChange={(event) => change({ entity: event.currentTarget.value, record: '' })}
        data={[{ value: '', label: texts.anyRecord }, ...ENTITIES.map((value) => ({ value, label: value.replaceAll('_', ' ') }))]}
      />
    </>
  );
}

function MoreFilters({ place, change }: FilterProps) {
  const { settings } = useTexts();
  const texts = settings.audit;
  const set = [place.member, place.from, place.to, place.record].filter((value) => value !== '').length;
  return (
    <Popover position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <Button variant="default">{set > 0 ? `${texts.moreFilters} (${set})` : texts.moreFilters}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <PersonSelect
          label={texts.who}
          among="everyone"
          value={place.member || null}
          onChange={(member) => change({ member: member ?? '' })}
          clearable
        />
        <TextInput type="date" label={texts.from} value={place.from} onChange={(event) => change({ from: event.currentTarget.value })} />
        <TextInput type="date" label={texts.to} value={place.to} onChange={(event) => change({ to: event.currentTarget.value })} />
      </Popover.Dropdown>
    </Popover>
  );
}

function columnsOf(texts: Texts['settings']['audit']): Column<Entry>[] {
  return [
    { id: 'who', title: texts.who, width: 180, render: (row) => row.actor },
    { id: 'what', title: texts.what, width: 120, render: (row) => texts.actions[row.action as Action] ?? row.action },
    { id: 'record', title: texts.record, width: 160, render: (row) => row.entity.replaceAll('_', ' ') },
    { id: 'changes', title: texts.changes, width: 320, render: (row) => fieldsOf(row).slice(0, 4).join(', ') },
    { id: 'at', title: texts.at, width: 140, render: (row) => <When at={row.at} /> },
  ];
}

const UNTOLD = new Set(['workspace_id', 'id', 'created_at', 'updated_at']);

function fieldsOf({ before, after }: Entry): string[] {
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((field) => !UNTOLD.has(field));
}

function told(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function EntryDrawer({ entry, onClose }: { entry: Entry | null; onClose: () => void }) {
  const { settings, ui } = useTexts();
  const texts = settings.audit;
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size={640}
      title={texts.entry}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {entry && (
        <>
          <p style={{ marginTop: 0 }}>
            {entry.actor} · {texts.actions[entry.action as Action]} · {entry.entity.replaceAll('_', ' ')} ·{' '}
            <When at={entry.at} form="moment" />
          </p>
          <Scroll label={texts.entry}>
            <table className={classes.grid}>
              <thead>
                <tr>
                  <th scope="col">{texts.field}</th>
                  <th scope="col">{texts.before}</th>
                  <th scope="col">{texts.after}</th>
                </tr>
              </thead>
              <tbody>
                {fieldsOf(entry).map((field) => (
                  <tr key={field}>
                    <td>{field.replaceAll('_', ' ')}</td>
                    <td>{told(entry.before?.[field])}</td>
                    <td>{told(entry.after?.[field])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </>
      )}
    </Drawer>
  );
}
