import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconCircleDashed, IconCircleDot } from '@tabler/icons-react';
import { useState } from 'react';
import type { getLead } from '#modules/leads/contract/leads.ts';
import { PATH_STAGES, PATH_TEAM, type PathStage } from '#modules/leads/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { PersonName } from '../team/PersonName.tsx';
import classes from './leads.module.css';
import { StageMenu } from './StageMenu.tsx';

type Lead = Pick<OutputOf<typeof getLead>, 'id' | 'stage' | 'visits' | 'passages' | 'writable' | 'deletedAt'>;

/** The stages of a lead's path: reached, passed over, or not yet; below them every stay, in the order in which they were. */
export function StagePath({ lead, open = false }: { lead: Lead; open?: boolean }) {
  const { leads } = useTexts();
  const [shown, setShown] = useState(open);
  const off = lead.stage === 'recycled' || lead.stage === 'disqualified' ? lead.stage : null;
  return (
    <section aria-label={leads.path.title}>
      <ol className={classes.path}>
        {PATH_STAGES.map((stage, place) => (
          <PathStep key={stage} stage={stage} before={PATH_STAGES[place - 1]} lead={lead} />
        ))}
        {off && (
          <li className={classes.step} data-state="now" aria-current="step">
            <IconCircleDot size={16} aria-hidden />
            <span>{leads.stages[off]}</span>
          </li>
        )}
      </ol>
      {lead.writable && lead.deletedAt === null && <StageMenu lead={lead} />}
      <Button variant="subtle" size="compact-xs" onClick={() => setShown(!shown)} aria-expanded={shown}>
        {shown ? leads.path.hideVisits : leads.path.visits}
      </Button>
      {shown && <Visits lead={lead} />}
    </section>
  );
}

const ICONS = { now: IconCircleDot, reached: IconCircleCheck, over: IconCircleDashed, ahead: IconCircle } as const;

function PathStep({ stage, before, lead }: { stage: PathStage; before: PathStage | undefined; lead: Lead }) {
  const { leads } = useTexts();
  const format = useFormat();
  const passage = lead.passages.find((one) => one.stage === stage);
  const state = lead.stage === stage ? 'now' : passage ? (passage.passedOver ? 'over' : 'reached') : 'ahead';
  const Icon = ICONS[state];
  const words = { now: leads.path.now, over: leads.path.passedOver, ahead: leads.path.notYet, reached: '' }[state];
  const title = passage ? format.absolute(passage.at) : undefined;
  const team = PATH_TEAM[stage];
  const isHandedOn = before === undefined || PATH_TEAM[before] !== team;
  return (
    <li className={classes.step} data-state={state} title={title} aria-current={state === 'now' ? 'step' : undefined}>
      {isHandedOn && <Side side={team} />}
      <Icon size={16} aria-hidden />
      <span>{leads.stages[stage]}</span>
      {words && <span className="hidden-from-sight">, {words}</span>}
    </li>
  );
}

function Visits({ lead }: { lead: Lead }) {
  const { leads } = useTexts();
  const format = useFormat();
  const now = useNow();
  return (
    <ol className={classes.visits}>
      {lead.visits.map((visit, place) => {
        const stay = (visit.exitedAt ? Date.parse(visit.exitedAt) : now) - Date.parse(visit.enteredAt);
        return (
          <li key={visit.id}>
            <strong>{leads.stages[visit.stage]}</strong>
            {visit.corrected && <Mark tone="late">{leads.correct.wrong}</Mark>}
            {place > 0 && visit.direction !== 'forward' && <Mark>{leads.path.directions[visit.direction]}</Mark>}
            <span className={classes.quiet}>
              <When at={visit.enteredAt} form="date" />
              {stay >= 60_000 && ` · ${leads.path.stay(format.duration(stay))}`}
              {visit.actor && (
                <>
                  {' · '}
                  <PersonName person={visit.actor} />
                </>
              )}
              {visit.cause === 'import' && ` · ${leads.path.imported}`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
