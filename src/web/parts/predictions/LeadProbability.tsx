import { Button } from '@mantine/core';
import { useState } from 'react';
import { getPrediction } from '#modules/predictions/contract/predictions.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ReadTable } from '../../ui/ReadTable.tsx';
import classes from './predictions.module.css';

type Prediction = NonNullable<OutputOf<typeof getPrediction>['prediction']>;
const FIRST = 4;

/** How probable it is that a lead is won, how sure that is, and what adds to it; nothing where nothing is in force. */
export function LeadProbability({ leadId }: { leadId: string }) {
  const texts = useTexts().predictions.ofLead;
  const format = useFormat();
  const { data } = useRead(getPrediction, { id: leadId }, { topics: [`lead:${leadId}`, 'training'] });
  if (!data?.prediction) return null;
  const { probability, came, said, training } = data.prediction;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.big}>{texts.won(format.percent(probability))}</p>
      <p className={classes.quiet}>
        {texts.sure({ from: format.number(Math.round(said.from * 100)), to: format.percent(said.to), rate: format.rate(came) })}{' '}
        {texts.by(String(training.number))}.
      </p>
      <Parts prediction={data.prediction} />
    </section>
  );
}

function Parts({ prediction }: { prediction: Prediction }) {
  const texts = useTexts().predictions.ofLead;
  const { facts } = useTexts().predictions;
  const format = useFormat();
  const [all, setAll] = useState(false);
  const told = prediction.parts.filter(({ part }) => Math.abs(part) >= 0.005);
  const shown = all ? told : told.slice(0, FIRST);
  const signed = (part: number) => `${part < 0 ? '−' : '+'}${format.decimal(Math.abs(part), 2)}`;
  return (
    <>
      <ReadTable className={classes.told}>
        <caption className="hidden-from-sight">{texts.explained}</caption>
        <thead className="hidden-from-sight">
          <tr>
            <th scope="col">{facts.field}</th>
            <th scope="col">{texts.part}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ key, label, value, part }) => (
            <tr key={key ?? 'unseen'}>
              <th scope="row">
                {label ?? texts.unseen}
                {key !== null && <span className={classes.quiet}>{` ${value ?? texts.unknown}`}</span>}
              </th>
              <td data-number>{`${signed(part)} ${part < 0 ? texts.lowers : texts.raises}`}</td>
            </tr>
          ))}
          {all && (
            <tr>
              <th scope="row">{texts.average}</th>
              <td data-number>{signed(prediction.base)}</td>
            </tr>
          )}
        </tbody>
      </ReadTable>
      {all && <p className={classes.quiet}>{texts.explained}</p>}
      {told.length > FIRST && (
        <div className={classes.row}>
          <Button variant="subtle" size="compact-xs" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? texts.fewer : texts.all(format.number(told.length))}
          </Button>
        </div>
      )}
    </>
  );
}
