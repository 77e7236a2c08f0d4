import { listPipelines } from '#modules/deals/contract/pipelines.ts';
import { AGREED_CODES, type GateRules } from '#modules/gate/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './gate.module.css';

/** In which order the weights are told. */
export const WEIGHED = ['marketingMail', 'salesMail', 'call', 'meeting', 'postal', 'transactional', 'reply'] as const;

/** The stages of open deals, by pipeline. */
export function useStages(): { value: string; label: string }[] {
  const { data } = useRead(listPipelines, {}, { topics: ['pipeline'] });
  const pipelines = data?.items ?? [];
  return pipelines.flatMap((pipeline) =>
    pipeline.stages
      .filter(({ kind }) => kind === 'open')
      .map(({ id, name }) => ({ value: id, label: pipelines.length > 1 ? `${pipeline.name}: ${name}` : name })),
  );
}

/** Rules as lines of a name and a value, always the same ones in the same order: two versions can be laid side by side. */
export function useRuleLines(rules: GateRules): { name: string; value: string }[] {
  const { gate } = useTexts();
  const { rules: texts } = gate;
  const format = useFormat();
  const stages = useStages();
  const { cap, companyCap, refillDays, weights, grades, sameOfferDays, negotiation } = rules;
  const chosen = stages.filter(({ value }) => negotiation.stageIds.includes(value)).map(({ label }) => label);
  return [
    { name: texts.cap, value: format.number(cap) },
    { name: texts.companyCap, value: companyCap === null ? texts.noCompanyCap : format.number(companyCap) },
    { name: texts.refillDays, value: format.number(refillDays) },
    ...WEIGHED.map((kind) => ({ name: texts.weights[kind], value: format.number(weights[kind]) })),
    ...AGREED_CODES.map((code) => ({ name: gate.codes[code], value: gate.grades[grades[code]] })),
    { name: texts.sameOfferDays, value: format.number(sameOfferDays) },
    { name: texts.negotiationOf, value: texts.of[negotiation.of] },
    { name: texts.stages, value: chosen.length > 0 ? format.list(chosen) : texts.stagesHelp },
  ];
}

export function RulesWords({ rules }: { rules: GateRules }) {
  const lines = useRuleLines(rules);
  return (
    <dl className={classes.lines}>
      {lines.map(({ name, value }) => (
        <div key={name} className={classes.entry}>
          <dt>{name}</dt>
          <dd className={classes.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
