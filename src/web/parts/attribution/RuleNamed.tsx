import type { Model } from '#modules/attribution/schema.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import reports from '../reports/reports.module.css';

/** By which rule the money on this screen is shared out. */
export function RuleNamed({ model, number }: { model: Model; number: number | null }) {
  const { attribution: texts } = useTexts();
  const format = useFormat();
  return (
    <p className={reports.quiet}>
      {texts.by(texts.models[model], number === null ? null : format.number(number))} {texts.modelHelp[model]}{' '}
      <Go to={paths.attributionRules()}>{texts.rulesLink}</Go>
    </p>
  );
}
