import { Button, Slider } from '@mantine/core';
import type { ByHand, previewPlan } from '#modules/goals/contract/plan.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import classes from './goals.module.css';

export type Worked = OutputOf<typeof previewPlan>['worked'];

export const AS_MEASURED: ByHand = { handed: null, accepted: null, qualified: null, won: null, saleMinor: null, lag: 0 };

const RATES = ['handed', 'accepted', 'qualified', 'won'] as const;

interface WhatIfProps {
  worked: Worked;
  byHand: ByHand;
  currency: string;
  onChange: (byHand: ByHand) => void;
}

/** Rates, size and lag, each as it was measured or as somebody tries it. Nothing is kept. */
export function WhatIf({ worked, byHand, currency, onChange }: WhatIfProps) {
  const { plan: texts } = useTexts().goals;
  const format = useFormat();
  const step = (name: string) => worked.steps.find((one) => one.step === name);
  return (
    <section className={`${classes.section} ${classes.screenOnly}`} aria-label={texts.tryTitle}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{texts.tryTitle}</h2>
        <Button size="compact-xs" variant="subtle" onClick={() => onChange(AS_MEASURED)}>
          {texts.reset}
        </Button>
      </div>
      <p className={classes.quiet}>
        {texts.tryLead}{' '}
        {worked.kernel.enough ? texts.kernel(format.number(worked.kernel.leads), format.number(worked.kernel.wins)) : texts.fewWins}
      </p>
      <div className={classes.sliders}>
        {RATES.map((name) => {
          const read = step(name);
          const value = byHand[name] ?? read?.value ?? 0;
          return (
            <div key={name}>
              <span>
                {texts.steps[name]}: {format.percent(value)}
              </span>
              <Slider
                min={0}
                max={1}
                step={0.01}
                label={null}
                thumbLabel={texts.steps[name]}
                value={value}
                onChange={(typed) => onChange({ ...byHand, [name]: typed })}
              />
              <span className={classes.quiet}>
                {read && `${texts.sources[read.source]} ${read.n > 0 ? format.rate({ k: Math.min(read.k, read.n), n: read.n }) : ''}`}
              </span>
            </div>
          );
        })}
        <div>
          <MoneyInput
            label={texts.steps.sale}
            currency={currency}
            min={0}
            value={byHand.saleMinor ?? (step('sale')?.value == null ? null : Math.round(step('sale')?.value ?? 0))}
            onChange={(saleMinor) => onChange({ ...byHand, saleMinor })}
          />
          <span className={classes.quiet}>{texts.sources[step('sale')?.source ?? 'missing']}</span>
        </div>
        <div>
          <span>
            {texts.lag}: {byHand.lag}
          </span>
          <Slider
            min={-3}
            max={6}
            step={1}
            label={null}
            thumbLabel={texts.lag}
            value={byHand.lag}
            onChange={(lag) => onChange({ ...byHand, lag })}
          />
        </div>
      </div>
    </section>
  );
}
