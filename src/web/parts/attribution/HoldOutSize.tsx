import { getHoldOuts } from '#modules/attribution/contract/returns.ts';
import { detectable } from '#platform/shared/samplesize.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import reports from '../reports/reports.module.css';

/** Where nothing has been sent yet: what the field takes for a usual rate. */
const USUAL_BASE = 0.02;
/** A rise by half is what a good mailing can hope for. */
const RISE = 1.5;

/** Where a group is kept back: how many people it takes to learn anything from it, before it starts. `share` in percent. */
export function HoldOutSize({ share }: { share: number }) {
  const texts = useTexts().attribution.holdOuts;
  const format = useFormat();
  const { data } = useRead(getHoldOuts, {}, { topics: [] });
  if (!data) return null;
  const base = data.volume.base.rate || USUAL_BASE;
  const found = detectable({ base, expected: Math.min(1, base * RISE), share: share / 100, perWeek: data.volume.perWeek });
  if (!found) return null;
  const percent = (value: number) => `${format.decimal(value * 100, 1)} %`;
  return (
    <p className={reports.quiet}>
      {texts.plan({
        share: `${format.decimal(share, 0)} %`,
        base: percent(base),
        expected: percent(base * RISE),
        people: format.number(found.people),
      })}{' '}
      {found.weeks !== null && texts.planWeeks(format.number(Math.ceil(found.weeks)))} <Go to={paths.holdOuts()}>{texts.planLink}</Go>
    </p>
  );
}
