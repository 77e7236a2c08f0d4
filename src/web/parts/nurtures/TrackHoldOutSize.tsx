import { getTrackHoldOut } from '#modules/nurtures/contract/tracks.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './nurtures.module.css';

/** Before people are kept back: whether anything can be learned from it at the volume there is. `share` in percent. */
export function TrackHoldOutSize({ trackId, share }: { trackId: string; share: number }) {
  const { rules: texts } = useTexts().nurtures;
  const format = useFormat();
  const { data } = useRead(getTrackHoldOut, { id: trackId, share }, { topics: ['track', 'enrolment'], keep: true });
  if (!data) return null;
  const percent = (value: number) => `${format.decimal(value * 100, 1)} %`;
  const facts = [
    data.people !== null &&
      texts.size({
        share: `${format.decimal(share)} %`,
        from: percent(data.from),
        to: percent(data.to),
        people: format.number(data.people),
      }),
    texts.volume[data.volumeOf](format.decimal(data.perWeek)),
    data.base.n > 0 && texts.base(format.rate(data.base)),
  ].filter(Boolean);
  return (
    <div role="status">
      <p className={classes.plain}>{data.detectable ? texts.detectable(format.number(Math.ceil(data.weeks ?? 0))) : texts.notDetectable}</p>
      <p className={classes.quiet}>
        {facts.join(' ')} <Go to={paths.holdOuts()}>{texts.holdOuts}</Go>
      </p>
    </div>
  );
}
