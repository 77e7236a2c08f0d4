import { Button } from '@mantine/core';
import { useState } from 'react';
import { listGoalRows, listGoals, retireGoal, signGoal } from '#modules/goals/contract/goals.ts';
import { LAYERS } from '#modules/goals/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { lastDay, written } from '../../parts/goals/figures.ts';
import { Needs, Reward, Versions } from '../../parts/goals/GoalBelow.tsx';
import { GoalFigure, type GoalRead } from '../../parts/goals/GoalFigure.tsx';
import { GoalForm } from '../../parts/goals/GoalForm.tsx';
import { GoalRows, type OpenedRows } from '../../parts/goals/GoalRows.tsx';
import classes from '../../parts/goals/goals.module.css';
import { PersonPromises } from '../../parts/goals/PersonPromises.tsx';
import { Promises } from '../../parts/goals/Promises.tsx';
import { AskButton } from '../../parts/questions/AskButton.tsx';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { useShown } from '../../parts/reports/shown.ts';
import { CriteriaWords } from '../../parts/scoring/CriteriaWords.tsx';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Read = OutputOf<typeof listGoals>;

/** What both teams want to reach: the tree of goals by layer, and what they promised each other. */
export function GoalsScreen() {
  const texts = useTexts().goals;
  const format = useFormat();
  const today = format.dayKey(new Date(useNow()));
  const may = useCan('agreement:write');
  const { data, error, refetch } = useRead(listGoals, {}, { topics: ['goal', 'invoice', 'deal', 'handoff'] });
  const [edited, setEdited] = useState<GoalRead | 'new' | null>(null);
  const [opened, setOpened] = useState<OpenedRows | null>(null);
  const [shown, show] = useShown();
  const add = may && <Button onClick={() => setEdited('new')}>{texts.add}</Button>;
  return (
    <Page title={texts.title} lead={texts.lead} actions={data && data.goals.length > 0 && add}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.goals.length > 0 && (
        <div className={classes.line}>
          <CountOrMoney value={shown} onChange={show} />
          <span className={classes.quiet}>{texts.other.lead}</span>
        </div>
      )}
      {data?.goals.length === 0 && <EmptyState title={texts.none} body={texts.noneBody} actions={add} />}
      {data &&
        data.goals.length > 0 &&
        LAYERS.toReversed().map((layer) => (
          <Layer key={layer} layer={layer} read={data} shown={shown} onEdit={setEdited} onOpen={setOpened} />
        ))}
      <Promises today={today} />
      <PersonPromises today={today} />
      {edited && data && (
        <GoalForm
          goal={edited === 'new' ? null : edited}
          others={data.goals}
          currency={data.currency}
          today={today}
          onClose={() => setEdited(null)}
        />
      )}
      <GoalRows opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

interface LayerProps {
  shown: Shown;
  layer: (typeof LAYERS)[number];
  read: Read;
  onEdit: (goal: GoalRead) => void;
  onOpen: (rows: OpenedRows) => void;
}

function Layer({ layer, read, shown, onEdit, onOpen }: LayerProps) {
  const texts = useTexts().goals;
  const format = useFormat();
  const mine = read.goals.filter((goal) => goal.layer === layer);
  const levelOf = (goal: GoalRead, depth = 0): number => {
    const parent = mine.find(({ id }) => id === goal.parentId);
    return parent && depth < 3 ? levelOf(parent, depth + 1) : depth;
  };
  return (
    <section className={classes.section} aria-label={texts.layers[layer]}>
      <h2 className={classes.heading}>{texts.layers[layer]}</h2>
      <p className={classes.quiet}>{texts.layerLeads[layer]}</p>
      {mine.length === 0 && <p className={classes.quiet}>{texts.noLayer}</p>}
      {mine.map((goal) => (
        <article key={goal.versionId} className={classes.card} data-level={Math.min(2, levelOf(goal))} aria-label={goal.title}>
          <Head goal={goal} read={read} onEdit={() => onEdit(goal)} />
          <GoalFigure
            goal={goal}
            currency={read.currency}
            shown={shown}
            onOpen={() =>
              onOpen({
                title: `${texts.rows}: ${goal.title}`,
                endpoint: listGoalRows,
                input: { id: goal.id },
                write: written(format, goal.metric, read.currency),
              })
            }
          />
          <Reward goal={goal} />
          <Needs goal={goal} all={read.goals} currency={read.currency} />
          <p className={classes.quiet}>
            {texts.metrics[goal.metric]} · {texts.period(format.date(goal.startsOn), format.date(lastDay(goal.endsOn)))} ·{' '}
            {texts.accountable}: <PersonName person={goal.accountable} />
            {goal.responsible.length > 0 && ` · ${texts.responsible}: `}
            {goal.responsible.map((person, place) => (
              <span key={person.id}>
                {place > 0 && ', '}
                <PersonName person={person} />
              </span>
            ))}
            {goal.parentId && ` · ${texts.parent}: ${read.goals.find(({ id }) => id === goal.parentId)?.title ?? '–'}`}
          </p>
          {goal.segment && (
            <p className={classes.plain}>
              {texts.about}: <CriteriaWords entity="contact" criteria={goal.segment} />
            </p>
          )}
          <Versions goal={goal} />
        </article>
      ))}
    </section>
  );
}

function Head({ goal, read, onEdit }: { goal: GoalRead; read: Read; onEdit: () => void }) {
  const texts = useTexts().goals;
  const toast = useToast();
  const may = useCan('agreement:write');
  const maySign = useCan('agreement:sign');
  const sign = useWrite(signGoal, { invalidates: ['goal'] });
  const retire = useWrite(retireGoal, { invalidates: ['goal'] });
  const signedBy = goal.signatures.map(({ party }) => party);
  const mine = read.signsFor;
  const give = () =>
    sign
      .mutateAsync({ id: goal.id, contentHash: goal.contentHash })
      .then(({ complete }) => toast.done(complete ? texts.signedBoth : texts.signed), toast.problem);
  const take = async () => {
    if (await confirm({ title: texts.retire, body: texts.retireBody, action: texts.retire }))
      await retire.mutateAsync({ id: goal.id }).then(() => toast.done(texts.retired), toast.problem);
  };
  return (
    <div className={classes.line}>
      <h3 className={`${classes.heading} ${classes.grow}`}>{goal.title}</h3>
      {goal.status === 'signed' ? <Mark tone="good">{texts.inForce}</Mark> : <Mark>{texts.draft}</Mark>}
      {goal.status === 'draft' &&
        (['marketing', 'sales'] as const)
          .filter((side) => !signedBy.includes(side))
          .map((side) => (
            <Side key={side} side={side}>
              {texts.waits(texts.sides[side])}
            </Side>
          ))}
      {goal.status === 'draft' && mine && !signedBy.includes(mine) && (
        <Button size="compact-sm" onClick={() => void give()}>
          {texts.sign(texts.sides[mine])}
        </Button>
      )}
      <AskButton about={{ subject: 'goal', id: goal.id, name: goal.title }} size="compact-sm" />
      {may && (
        <Button size="compact-sm" variant="default" onClick={onEdit}>
          {goal.status === 'signed' ? texts.next : texts.edit}
        </Button>
      )}
      {maySign && (
        <Button size="compact-sm" variant="subtle" onClick={() => void take()}>
          {texts.retire}
        </Button>
      )}
    </div>
  );
}
