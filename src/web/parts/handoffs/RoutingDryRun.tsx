import { ActionIcon, Button, Group, NumberInput, Switch } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { type dryRunRouting, replaceRouting } from '#modules/handoffs/contract/dryrun.ts';
import type { getRouting } from '#modules/handoffs/contract/routing.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../agreements/agreements.module.css';
import tables from '../scoring/scoring.module.css';
import { type DryRunAsked, DryRunResult } from './DryRunResult.tsx';

type Routing = OutputOf<typeof getRouting>;
type Draft = Required<Pick<InputOf<typeof dryRunRouting>, 'territories' | 'seats'>>;
const DAY_MS = 86_400_000;

/** What is in force, as a draft that can be changed without writing anything. */
function draftOf({ territories, seats }: Routing): Draft {
  return {
    territories: territories.map(({ id, name, criteria, member, team, pool }) => ({
      id,
      name,
      criteria,
      memberId: member?.id ?? null,
      teamId: team?.id ?? null,
      poolId: pool?.id ?? null,
    })),
    seats: seats.map(({ member, onDuty, capacity }) => ({ memberId: member.id, onDuty, capacity })),
  };
}

export interface RoutingDryRunProps {
  routing: Routing;
  /** A rule that was written for the draft alone; it comes in once. */
  added: Draft['territories'];
  onWrite: () => void;
  onReset: () => void;
}

/** A draft of the rules, played over the hand-offs of the last days; and put into force when it is better. */
export function RoutingDryRun({ routing, added, onWrite, onReset }: RoutingDryRunProps) {
  const { routing: words, agreement } = useTexts();
  const texts = words.dry;
  const toast = useToast();
  const now = useNow();
  const [changed, setChanged] = useState<Draft | null>(null);
  const [days, setDays] = useState(30);
  const [asked, setAsked] = useState<DryRunAsked | null>(null);
  const apply = useWrite(replaceRouting, { invalidates: ['territory'] });
  const base = changed ?? draftOf(routing);
  const draft = { ...base, territories: [...base.territories, ...added] };
  const differs = changed !== null || added.length > 0;
  const edit = (part: Partial<Draft>) => {
    setChanged({ ...draft, ...part });
    if (added.length > 0) onReset();
  };
  const move = (index: number, by: -1 | 1) => {
    const territories = [...draft.territories];
    const [one] = territories.splice(index, 1);
    if (one) territories.splice(index + by, 0, one);
    edit({ territories });
  };
  const seat = (memberId: string, part: Partial<Draft['seats'][number]>) =>
    edit({ seats: draft.seats.map((one) => (one.memberId === memberId ? { ...one, ...part } : one)) });
  const period = () => ({ from: new Date(now - days * DAY_MS).toISOString(), to: new Date(now).toISOString() });
  const reset = () => {
    setChanged(null);
    onReset();
    setAsked(null);
  };
  const inForce = async () => {
    try {
      await apply.mutateAsync(draft);
      reset();
      toast.done(texts.applied);
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <section className={classes.side} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.text}>{texts.lead}</p>
      <ol className={classes.clauses}>
        {draft.territories.map((rule, index) => (
          <li key={rule.id ?? rule.name} className={classes.top}>
            <span>
              {rule.name} {!rule.id && <Mark>{agreement.routing.add}</Mark>}
            </span>
            <span>
              <ActionIcon
                variant="subtle"
                disabled={index === 0}
                aria-label={`${texts.title}: ${agreement.routing.up(rule.name)}`}
                onClick={() => move(index, -1)}
              >
                <IconArrowUp size={14} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                disabled={index === draft.territories.length - 1}
                aria-label={`${texts.title}: ${agreement.routing.down(rule.name)}`}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown size={14} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                aria-label={texts.leaveOut(rule.name)}
                onClick={() => edit({ territories: draft.territories.filter((one) => one !== rule) })}
              >
                <IconX size={14} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ol>
      <DraftSeats draft={draft} routing={routing} onSeat={seat} />
      <Group gap="sm" align="flex-end">
        <Button variant="default" onClick={onWrite}>
          {agreement.routing.add}
        </Button>
        <NumberInput label={texts.days} w={110} min={1} max={365} value={days} onChange={(value) => setDays(Number(value) || 30)} />
        <Button onClick={() => setAsked({ ...period(), ...draft })}>{texts.run}</Button>
        {differs && (
          <>
            <Button variant="default" loading={apply.isPending} onClick={() => void inForce()}>
              {texts.apply}
            </Button>
            <Button variant="subtle" onClick={reset}>
              {texts.reset}
            </Button>
          </>
        )}
      </Group>
      {differs && <p className={classes.quiet}>{texts.changed}</p>}
      {asked && <DryRunResult key={asked.to} asked={asked} />}
    </section>
  );
}

interface DraftSeatsProps {
  draft: Draft;
  routing: Routing;
  onSeat: (memberId: string, part: Partial<Draft['seats'][number]>) => void;
}

function DraftSeats({ draft, routing, onSeat }: DraftSeatsProps) {
  const { routing: words, agreement } = useTexts();
  const texts = words.dry;
  const nameOf = (memberId: string) => routing.seats.find(({ member }) => member.id === memberId)?.member.name ?? '–';
  return (
    <Scroll label={`${texts.title}: ${agreement.routing.seats}`}>
      <ReadTable className={tables.points}>
        <thead>
          <tr>
            <th scope="col">{agreement.routing.person}</th>
            <th scope="col">{agreement.routing.onDuty}</th>
            <th scope="col">{agreement.routing.capacity}</th>
          </tr>
        </thead>
        <tbody>
          {draft.seats.map((one) => (
            <tr key={one.memberId}>
              <td>{nameOf(one.memberId)}</td>
              <td>
                <Switch
                  aria-label={`${texts.title}: ${agreement.routing.onDuty}, ${nameOf(one.memberId)}`}
                  checked={one.onDuty}
                  onChange={(event) => onSeat(one.memberId, { onDuty: event.currentTarget.checked })}
                />
              </td>
              <td>
                <NumberInput
                  aria-label={`${texts.title}: ${agreement.routing.capacity}, ${nameOf(one.memberId)}`}
                  w={110}
                  min={1}
                  max={1000}
                  placeholder={agreement.routing.noLimit}
                  value={one.capacity ?? ''}
                  onChange={(capacity) => onSeat(one.memberId, { capacity: typeof capacity === 'number' ? capacity : null })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </Scroll>
  );
}
