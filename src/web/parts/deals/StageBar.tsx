import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { moveDeal } from '#modules/deals/contract/deals.ts';
import { listPipelines } from '#modules/deals/contract/pipelines.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonName } from '../team/PersonName.tsx';
import type { Deal } from './DealFacts.tsx';
import classes from './deals.module.css';
import { TOUCHED } from './OutcomeForms.tsx';

export interface StageBarProps {
  deal: Deal;
  onWon: () => void;
  onLost: () => void;
}

/** The stages of the deal's pipeline, where it stands and how long it was where. */
export function StageBar({ deal, onWon, onLost }: StageBarProps) {
  const { deals } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { data } = useRead(listPipelines, { archived: true }, { topics: ['pipeline'] });
  const pipeline = data?.items.find((one) => one.id === deal.pipeline.id);
  const stages = pipeline?.stages.filter((stage) => !stage.archived || stage.id === deal.stage.id) ?? [];
  const writable = deal.writable && deal.deletedAt === null;
  const spent = (stageId: string) =>
    deal.visits
      .filter((visit) => visit.stage.id === stageId)
      .reduce((sum, visit) => sum + Math.max(0, (visit.exitedAt ? Date.parse(visit.exitedAt) : now) - Date.parse(visit.enteredAt)), 0);
  return (
    <section aria-label={deals.stages} className={classes.bar}>
      <ol className={classes.stages}>
        {stages
          .filter((stage) => stage.kind === 'open' || stage.id === deal.stage.id)
          .map((stage) => {
            const here = stage.id === deal.stage.id;
            const time = spent(stage.id);
            return (
              <li
                key={stage.id}
                className={classes.stage}
                data-state={here ? 'now' : time > 0 ? 'been' : 'ahead'}
                aria-current={here ? 'step' : undefined}
              >
                <span>{stage.name}</span>
                {time >= 60_000 && (here ? deal.status === 'open' : true) && <span className={classes.quiet}>{format.duration(time)}</span>}
              </li>
            );
          })}
      </ol>
      {writable && <MoveMenu deal={deal} stages={stages} onStage={(kind) => (kind === 'won' ? onWon() : onLost())} />}
      <details className={classes.visits}>
        <summary>{deals.stages}</summary>
        <ol>
          {deal.visits.map((visit) => (
            <li key={visit.id}>
              {visit.stage.name}{' '}
              <span className={classes.quiet}>
                <When at={visit.enteredAt} form="date" />
                {visit.actor && (
                  <>
                    {' · '}
                    <PersonName person={visit.actor} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

interface MoveMenuProps {
  deal: Deal;
  stages: readonly { id: string; name: string; kind: 'open' | 'won' | 'lost'; archived: boolean }[];
  onStage: (kind: 'won' | 'lost') => void;
}

function MoveMenu({ deal, stages, onStage }: MoveMenuProps) {
  const { deals, leads } = useTexts();
  const toast = useToast();
  const move = useWrite(moveDeal, { invalidates: TOUCHED });
  const to = async (stage: MoveMenuProps['stages'][number]) => {
    if (stage.kind !== 'open') return onStage(stage.kind);
    const from = deal.stage;
    try {
      await move.mutateAsync({ id: deal.id, stageId: stage.id });
      const undo = from.kind === 'open' ? { undo: () => move.mutateAsync({ id: deal.id, stageId: from.id }) } : {};
      toast.done(deals.board.moved(deal.name, stage.name), undo);
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <Menu>
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} />}>
          {leads.path.move}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {stages
          .filter((stage) => stage.id !== deal.stage.id && !stage.archived)
          .map((stage) => (
            <Menu.Item key={stage.id} onClick={() => void to(stage)}>
              {stage.name}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
