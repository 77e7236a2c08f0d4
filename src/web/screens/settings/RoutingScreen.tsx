import { ActionIcon, Button, Group, NumberInput, Switch } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { deleteTerritory, getRouting, orderTerritories, setSeat } from '#modules/handoffs/contract/routing.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/agreements/agreements.module.css';
import { AwayLeads } from '../../parts/handoffs/AwayLeads.tsx';
import { RoutingDryRun } from '../../parts/handoffs/RoutingDryRun.tsx';
import { RoutingPools } from '../../parts/handoffs/RoutingPools.tsx';
import type { RuleInput } from '../../parts/handoffs/TerritoryFields.tsx';
import { TerritoryForm } from '../../parts/handoffs/TerritoryForm.tsx';
import { CriteriaWords } from '../../parts/scoring/CriteriaWords.tsx';
import tables from '../../parts/scoring/scoring.module.css';
import { useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';

type Routing = OutputOf<typeof getRouting>;
type Territory = Routing['territories'][number];
const TOPICS = ['territory'];

/** How a lead finds its rep. */
export function RoutingScreen() {
  const texts = useTexts().agreement.routing;
  const { data, error, refetch } = useRead(getRouting, {}, { topics: ['territory', 'member', 'handoff'] });
  const [editing, setEditing] = useState<Territory | 'new' | 'draft' | null>(null);
  const [drafted, setDrafted] = useState<RuleInput[]>([]);
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
          {mayWrite && <AwayLeads />}
          <Territories routing={data} onEdit={setEditing} />
          <RoutingPools pools={data.pools} mayWrite={mayWrite} />
          <Seats routing={data} />
          <p className={classes.quiet}>{data.catcher ? texts.catcher(data.catcher.name) : texts.noCatcher}</p>
          {mayWrite && <RoutingDryRun routing={data} added={drafted} onWrite={() => setEditing('draft')} onReset={() => setDrafted([])} />}
        </>
      )}
      {data && editing && (
        <TerritoryForm
          key={typeof editing === 'string' ? editing : editing.id}
          territory={typeof editing === 'string' ? null : editing}
          pools={data.pools}
          onDraft={editing === 'draft' ? (rule) => setDrafted([...drafted, rule]) : undefined}
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
              <Mark>{territory.member?.name ?? territory.team?.name ?? territory.pool?.name}</Mark>
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
  const { agreement, routing: words } = useTexts();
  const texts = agreement.routing;
  const format = useFormat();
  const toast = useToast();
  const set = useWrite(setSeat, { invalidates: TOPICS });
  const change = (seat: Routing['seats'][number], part: Partial<{ onDuty: boolean; capacity: number | null }>) =>
    void set.mutateAsync({ id: seat.member.id, onDuty: seat.onDuty, capacity: seat.capacity, ...part }).catch(toast.problem);
  return (
    <section className={classes.side}>
      <h2 className={classes.heading}>{texts.seats}</h2>
      <Scroll label={texts.seats}>
        <ReadTable className={tables.points}>
          <thead>
            <tr>
              <th scope="col">{texts.person}</th>
              <th scope="col">{texts.onDuty}</th>
              <th scope="col">{texts.capacity}</th>
              <th scope="col">{texts.waiting}</th>
              <th scope="col">{texts.last}</th>
              <th scope="col" title={words.forecastHelp}>
                {words.expected}
              </th>
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
                <td title={words.forecastHelp}>
                  {seat.forecast.some(({ enough }) => enough)
                    ? seat.forecast
                        .map(({ weeks, low, high }) =>
                          words.inWeeks(format.number(weeks), `${format.number(Math.floor(low))}–${format.number(Math.ceil(high))}`),
                        )
                        .join(' · ')
                    : words.fewWeeks}
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}
