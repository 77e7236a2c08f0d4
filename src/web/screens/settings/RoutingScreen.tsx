import { ActionIcon, Button, Group, NumberInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { type Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import {
  changeTerritory,
  createTerritory,
  deleteTerritory,
  getRouting,
  orderTerritories,
  setSeat,
} from '#modules/handoffs/contract/routing.ts';
import { listTeams } from '#modules/team/contract/members.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/agreements/agreements.module.css';
import { CriteriaEditor } from '../../parts/criteria/CriteriaEditor.tsx';
import { CriteriaWords } from '../../parts/scoring/CriteriaWords.tsx';
import tables from '../../parts/scoring/scoring.module.css';
import { PersonSelect } from '../../parts/team/PersonSelect.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';

type Routing = OutputOf<typeof getRouting>;
type Territory = Routing['territories'][number];
const TOPICS = ['territory'];

/** How a lead finds its rep. */
export function RoutingScreen() {
  const texts = useTexts().agreement.routing;
  const { data, error, refetch } = useRead(getRouting, {}, { topics: ['territory', 'member', 'handoff'] });
  const [editing, setEditing] = useState<Territory | 'new' | null>(null);
  const mayWrite = data?.mayWrite ?? false;
  return (
    <SettingsPage
      title={texts.title}
      lead={texts.lead}
      actions={mayWrite && <Button onClick={() => setEditing('new')}>{texts.add}</Button>}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <Territories routing={data} onEdit={setEditing} />
          <Seats routing={data} />
          <p className={classes.quiet}>{data.catcher ? texts.catcher(data.catcher.name) : texts.noCatcher}</p>
        </>
      )}
      {editing && (
        <TerritoryForm
          key={editing === 'new' ? 'new' : editing.id}
          territory={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </SettingsPage>
  );
}

function Territories({ routing, onEdit }: { routing: Routing; onEdit: (territory: Territory) => void }) {
  const { agreement, ui } = useTexts();
  const texts = agreement.routing;
  const toast = useToast();
  const order = useWrite(orderTerritories, { invalidates: TOPICS });
  const remove = useWrite(deleteTerritory, { invalidates: TOPICS });
  const { territories, mayWrite } = routing;
  const move = (index: number, by: -1 | 1) => {
    const ids = territories.map(({ id }) => id);
    const [id] = ids.splice(index, 1);
    if (id) ids.splice(index + by, 0, id);
    order.mutateAsync({ ids }).catch(toast.problem);
  };
  return (
    <section className={classes.side} aria-label={texts.territories}>
      <h2 className={classes.heading}>{texts.territories}</h2>
      {territories.length === 0 && <p className={classes.quiet}>{texts.noTerritories}</p>}
      <ol className={classes.clauses}>
        {territories.map((territory, index) => (
          <li key={territory.id} className={classes.clause}>
            <div className={classes.top}>
              <h3 className={classes.name}>{territory.name}</h3>
              <Mark>{territory.member?.name ?? territory.team?.name}</Mark>
            </div>
            <p className={classes.text}>
              <CriteriaWords entity="lead" criteria={territory.criteria} />
            </p>
            {territory.problem && <p className={classes.problem}>{territory.problem}</p>}
            {mayWrite && (
              <Group gap="xs">
                <ActionIcon variant="default" disabled={index === 0} aria-label={texts.up(territory.name)} onClick={() => move(index, -1)}>
                  <IconArrowUp size={14} />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  disabled={index === territories.length - 1}
                  aria-label={texts.down(territory.name)}
                  onClick={() => move(index, 1)}
                >
                  <IconArrowDown size={14} />
                </ActionIcon>
                <Button size="compact-sm" variant="default" aria-label={texts.edit(territory.name)} onClick={() => onEdit(territory)}>
                  {texts.edit('').trim()}
                </Button>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={texts.remove(territory.name)}
                  onClick={() => void remove.mutateAsync({ id: territory.id }).catch(toast.problem)}
                >
                  {ui.common.remove}
                </Button>
              </Group>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Seats({ routing }: { routing: Routing }) {
  const texts = useTexts().agreement.routing;
  const format = useFormat();
  const toast = useToast();
  const set = useWrite(setSeat, { invalidates: TOPICS });
  const change = (seat: Routing['seats'][number], part: Partial<{ onDuty: boolean; capacity: number | null }>) =>
    void set.mutateAsync({ id: seat.member.id, onDuty: seat.onDuty, capacity: seat.capacity, ...part }).catch(toast.problem);
  return (
    <section className={classes.side}>
      <h2 className={classes.heading}>{texts.seats}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={tables.scroll} aria-label={texts.seats} tabIndex={0}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{texts.person}</th>
              <th scope="col">{texts.onDuty}</th>
              <th scope="col">{texts.capacity}</th>
              <th scope="col">{texts.waiting}</th>
              <th scope="col">{texts.last}</th>
            </tr>
          </thead>
          <tbody>
            {routing.seats.map((seat) => (
              <tr key={seat.member.id}>
                <td>
                  {seat.member.name} {seat.away && <Mark>{texts.away}</Mark>}{' '}
                  {!seat.away && seat.onDuty && !seat.free && <Mark>{texts.full}</Mark>}
                </td>
                <td>
                  <Switch
                    aria-label={`${texts.onDuty}: ${seat.member.name}`}
                    checked={seat.onDuty}
                    disabled={!routing.mayWrite}
                    onChange={(event) => change(seat, { onDuty: event.currentTarget.checked })}
                  />
                </td>
                <td>
                  <NumberInput
                    aria-label={`${texts.capacity}: ${seat.member.name}`}
                    w={110}
                    min={1}
                    placeholder={texts.noLimit}
                    disabled={!routing.mayWrite}
                    defaultValue={seat.capacity ?? ''}
                    onBlur={(event) => {
                      const given = event.currentTarget.value === '' ? null : Number(event.currentTarget.value);
                      if (given !== seat.capacity) change(seat, { capacity: given });
                    }}
                  />
                </td>
                <td>{format.number(seat.waiting)}</td>
                <td>
                  <When at={seat.lastRoutedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

interface Values {
  name: string;
  by: 'member' | 'team';
  memberId: string | null;
  teamId: string | null;
  criteria: Criteria;
}

function TerritoryForm({ territory, onClose }: { territory: Territory | null; onClose: () => void }) {
  const { agreement, ui } = useTexts();
  const texts = agreement.routing;
  const toast = useToast();
  const { data: teams } = useRead(listTeams, {}, { topics: ['team'] });
  const create = useWrite(createTerritory, { invalidates: TOPICS });
  const change = useWrite(changeTerritory, { invalidates: TOPICS });
  const form = useForm<Values>({
    initialValues: {
      name: territory?.name ?? '',
      by: territory?.team ? 'team' : 'member',
      memberId: territory?.member?.id ?? null,
      teamId: territory?.team?.id ?? null,
      criteria: territory?.criteria ?? EVERYTHING,
    },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ name, by, memberId, teamId, criteria }: Values) => {
    const input = { name, criteria, memberId: by === 'member' ? memberId : null, teamId: by === 'team' ? teamId : null };
    await (territory ? change.mutateAsync({ id: territory.id, ...input }) : create.mutateAsync(input));
    onClose();
    toast.done(texts.saved);
  };
  return (
    <SideForm
      title={territory ? texts.edit(territory.name) : texts.add}
      opened
      onClose={onClose}
      form={form}
      onSubmit={submit}
      action={texts.save}
    >
      <TextInput label={texts.name} required data-autofocus maxLength={120} {...form.getInputProps('name')} />
      <SegmentedControl
        aria-label={texts.who}
        value={form.values.by}
        onChange={(by) => form.setFieldValue('by', by === 'team' ? 'team' : 'member')}
        data={[
          { value: 'member', label: texts.member },
          { value: 'team', label: texts.team },
        ]}
      />
      {form.values.by === 'member' ? (
        <PersonSelect
          label={texts.who}
          required
          value={form.values.memberId}
          onChange={(memberId) => form.setFieldValue('memberId', memberId)}
          error={form.errors.memberId}
        />
      ) : (
        <Select
          label={texts.teamLabel}
          required
          data={(teams?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('teamId')}
        />
      )}
      <p className={classes.quiet}>{texts.which}</p>
      <CriteriaEditor entity="lead" value={form.values.criteria} onChange={(criteria) => form.setFieldValue('criteria', criteria)} />
    </SideForm>
  );
}
