import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { METRICS, MOST_VARIANTS } from '#modules/sends/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { HoldOutSize } from '../attribution/HoldOutSize.tsx';
import classes from '../gate/gate.module.css';
import { TemplateOf, variantsOf } from './PlanWhat.tsx';
import type { PlanPart } from './SendPlan.tsx';

/** Variants against one another, decided by what people do; and people who get nothing, to compare with. */
export function PlanCompare({ send, onChange }: PlanPart) {
  const { plan: texts } = useTexts().sends;
  const variants = variantsOf(send);
  const compares = variants.length > 1;
  const add = () => {
    const [first] = variants;
    if (!first) return;
    const share = Math.floor(100 / (variants.length + 1));
    const name = String.fromCharCode('A'.charCodeAt(0) + variants.length);
    onChange({ variants: [...variants, { ...first, name }].map((one) => ({ ...one, share })) });
  };
  return (
    <>
      {compares && send.variants.map(({ id }, place) => <VariantLine key={id} send={send} onChange={onChange} place={place} />)}
      {variants.length > 0 && variants.length < MOST_VARIANTS && (
        <Button variant="default" w="fit-content" onClick={add}>
          {texts.addVariant}
        </Button>
      )}
      <div className={classes.fields}>
        {compares && <Decision send={send} onChange={onChange} />}
        <NumberInput
          label={texts.holdOut}
          description={texts.holdOutHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          min={0}
          max={50}
          key={`hold${send.holdOut}`}
          defaultValue={send.holdOut}
          onBlur={(event) => {
            const holdOut = Number(event.currentTarget.value);
            if (holdOut >= 0 && holdOut !== send.holdOut) onChange({ holdOut });
          }}
        />
      </div>
      {send.holdOut > 0 && <HoldOutSize share={send.holdOut} />}
    </>
  );
}

function Decision({ send, onChange }: PlanPart) {
  const { plan: texts } = useTexts().sends;
  return (
    <>
      <NativeSelect
        label={texts.metric}
        description={texts.metricHelp}
        inputWrapperOrder={['label', 'input', 'description']}
        data={[{ value: '', label: texts.noMetric }, ...METRICS.map((value) => ({ value, label: texts.metrics[value] }))]}
        value={send.metric ?? ''}
        onChange={(event) => onChange({ metric: METRICS.find((one) => one === event.currentTarget.value) ?? null })}
      />
      <NumberInput
        label={texts.decideAfter}
        min={1}
        max={720}
        allowDecimal={false}
        key={`after${send.decideAfterHours}`}
        defaultValue={send.decideAfterHours ?? ''}
        onBlur={(event) => {
          const decideAfterHours = Number(event.currentTarget.value) || null;
          if (decideAfterHours !== send.decideAfterHours) onChange({ decideAfterHours });
        }}
      />
      <NumberInput
        label={texts.minimum}
        min={10}
        max={1_000_000}
        allowDecimal={false}
        key={`least${send.minimumN}`}
        defaultValue={send.minimumN}
        onBlur={(event) => {
          const minimumN = Number(event.currentTarget.value.replaceAll(/\D/g, ''));
          if (minimumN >= 10 && minimumN !== send.minimumN) onChange({ minimumN });
        }}
      />
    </>
  );
}

function VariantLine({ send, onChange, place }: PlanPart & { place: number }) {
  const { plan: texts } = useTexts().sends;
  const variants = variantsOf(send);
  const variant = variants[place];
  if (!variant) return null;
  const change = (more: Partial<typeof variant>) =>
    onChange({ variants: variants.map((one, index) => (index === place ? { ...one, ...more } : one)) });
  return (
    <div className={classes.fields}>
      <TextInput
        label={texts.variantName}
        maxLength={80}
        defaultValue={variant.name}
        onBlur={(event) => event.currentTarget.value.trim() && change({ name: event.currentTarget.value.trim() })}
      />
      <TemplateOf send={send} onChange={onChange} place={place} />
      <NumberInput
        label={texts.share}
        min={1}
        max={100}
        key={variant.share}
        defaultValue={variant.share}
        onBlur={(event) => {
          const share = Number(event.currentTarget.value);
          if (share > 0 && share !== variant.share) change({ share });
        }}
      />
      <Button
        variant="subtle"
        size="compact-sm"
        mt={24}
        onClick={() => onChange({ variants: variants.filter((_, index) => index !== place).map((one) => ({ ...one, share: 100 })) })}
      >
        {texts.removeVariant}
      </Button>
    </div>
  );
}
