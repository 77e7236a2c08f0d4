import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { type ByHand, getPlan, previewPlan, setPlanItem, signPlan } from '#modules/goals/contract/plan.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { BesideSigned } from '../../parts/goals/BesideSigned.tsx';
import { lastDay, quarterFrom } from '../../parts/goals/figures.ts';
import classes from '../../parts/goals/goals.module.css';
import { PlanForm, type PlanRead } from '../../parts/goals/PlanForm.tsx';
import { PlanNeeds } from '../../parts/goals/PlanNeeds.tsx';
import { AS_MEASURED, WhatIf } from '../../parts/goals/WhatIf.tsx';
import { WorkedPlan } from '../../parts/goals/WorkedPlan.tsx';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Read = OutputOf<typeof getPlan>;
const DEFAULTS = { day: '', target: 0 };

/** The quarter worked back to leads by month, tried otherwise, signed by both, and printable on one page. */
export function PlanScreen() {
  const { goals } = useTexts();
  const texts = goals.plan;
  const format = useFormat();
  const now = format.dayKey(new Date(useNow()));
  const [state, change] = useUrlState(DEFAULTS);
  const day = /^\d{4}-\d\d-\d\d$/.test(state.day) ? state.day : now;
  const { data, error, refetch } = useRead(getPlan, { day }, { topics: ['plan', 'goal', 'lead'], keep: true });
  const go = (by: number) => change({ day: quarterFrom(day, by), target: 0 });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      beside={data && <Mark>{goals.period(format.date(data.quarterOn), format.date(lastDay(quarterFrom(data.quarterOn, 1))))}</Mark>}
      actions={
        <span className={classes.screenOnly}>
          <Button variant="default" onClick={() => go(-1)}>
            {goals.before}
          </Button>{' '}
          <Button variant="default" onClick={() => go(1)}>
            {goals.after}
          </Button>{' '}
          <Button variant="default" onClick={() => window.print()}>
            {texts.print}
          </Button>
        </span>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.signed && <Written plan={data.signed} read={data} />}
      {data?.draft && <Written plan={data.draft} read={data} />}
      <PlanNeeds />
      {data && <Try key={data.quarterOn} read={data} target={state.target} onTarget={(target) => change({ target })} />}
    </Page>
  );
}

/** A plan as it is written: vision, figures, who does what, and who has signed. */
function Written({ plan, read }: { plan: PlanRead; read: Read }) {
  const { goals } = useTexts();
  const texts = goals.plan;
  const format = useFormat();
  const toast = useToast();
  const may = useCan('record:write');
  const sign = useWrite(signPlan, { invalidates: ['plan'] });
  const setItem = useWrite(setPlanItem, { invalidates: ['plan'] });
  const signed = plan.signatures.map(({ party }) => party);
  const mine = read.signsFor;
  const give = () =>
    sign
      .mutateAsync({ id: plan.id, contentHash: plan.contentHash })
      .then(({ complete }) => toast.done(complete ? goals.signedBoth : goals.signed), toast.problem);
  return (
    <article className={classes.section} aria-label={texts.number(format.number(plan.number))}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{texts.number(format.number(plan.number))}</h2>
        <Mark tone={plan.status === 'signed' ? 'good' : 'plain'}>{plan.status === 'signed' ? goals.inForce : goals.draft}</Mark>
        {plan.signatures.map(({ party, member, signedAt }) => (
          <Side key={party} side={party}>
            <PersonName person={member} />, {format.date(signedAt)}
          </Side>
        ))}
        {plan.status === 'draft' && mine && !signed.includes(mine) && (
          <Button size="compact-sm" onClick={() => void give()}>
            {goals.sign(goals.sides[mine])}
          </Button>
        )}
      </div>
      {plan.vision && <p className={classes.vision}>{plan.vision}</p>}
      <WorkedPlan worked={plan.worked} currency={read.currency} quarterOn={read.quarterOn} />
      <BesideSigned months={plan.beside} currency={read.currency} draft={plan.status === 'draft'} />
      {plan.items.length > 0 && (
        <>
          <h3 className={classes.heading}>{texts.items}</h3>
          <ul className={classes.list}>
            {plan.items.map((item) => (
              <li key={item.id} className={classes.line}>
                <Checkbox
                  checked={item.doneAt !== null}
                  disabled={!may || plan.status !== 'signed'}
                  label={item.what}
                  onChange={(event) => void setItem.mutateAsync({ id: item.id, done: event.currentTarget.checked }).catch(toast.problem)}
                />
                <span className={classes.quiet}>
                  {texts.item.accountable}: {item.accountable.name} · {texts.item.due} {format.date(item.dueOn)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </article>
  );
}

/** The target and the levers as somebody tries them; into the draft when both agree. */
function Try({ read, target, onTarget }: { read: Read; target: number; onTarget: (minor: number) => void }) {
  const texts = useTexts().goals.plan;
  const may = useCan('agreement:write');
  const plan = read.draft ?? read.signed;
  const [byHand, setByHand] = useState<ByHand>(plan ? { ...AS_MEASURED, ...plan.byHand } : AS_MEASURED);
  const [writing, setWriting] = useState(false);
  const targetMinor = target > 0 ? target : (plan?.worked.targetMinor ?? null);
  const marketingPercent = plan?.marketingPercent ?? 60;
  const hands = Object.fromEntries(Object.entries(byHand).filter(([, value]) => value !== null));
  const tried = useRead(
    previewPlan,
    { day: read.quarterOn, targetMinor: targetMinor ?? 1, marketingPercent, ...hands },
    { topics: ['goal'], keep: true },
  );
  return (
    <>
      {!plan && <p className={classes.plain}>{texts.none}</p>}
      <div className={`${classes.line} ${classes.screenOnly}`}>
        <MoneyInput label={texts.target} currency={read.currency} value={targetMinor} min={0} onChange={(minor) => onTarget(minor ?? 0)} />
        {may && targetMinor !== null && (
          <Button mt="lg" onClick={() => setWriting(true)}>
            {read.draft ? texts.edit : read.signed ? texts.editNext : texts.write}
          </Button>
        )}
      </div>
      {tried.data && <WhatIf worked={tried.data.worked} byHand={byHand} currency={read.currency} onChange={setByHand} />}
      {tried.data && targetMinor !== null && (
        <div className={classes.screenOnly}>
          <WorkedPlan worked={tried.data.worked} currency={read.currency} quarterOn={read.quarterOn} />
        </div>
      )}
      {writing && (
        <PlanForm
          day={read.quarterOn}
          plan={plan}
          targetMinor={targetMinor}
          marketingPercent={marketingPercent}
          byHand={byHand}
          currency={read.currency}
          onClose={() => setWriting(false)}
        />
      )}
    </>
  );
}
