import type { Summary } from '#modules/meetings/contract/meetings.ts';
import type { Measured, Metric } from '#modules/meetings/schema.ts';
import { type Format, useFormat } from '../../format.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';

const TONES = { planned: 'plain', running: 'soon', held: 'good', missed: 'late', cancelled: 'plain' } as const;

export function MeetingMark({ of }: { of: Pick<Summary, 'state' | 'moved'> }) {
  const texts = useTexts().meetings;
  return (
    <>
      <Mark tone={TONES[of.state]}>{texts.states[of.state]}</Mark>
      {of.moved && of.state !== 'cancelled' && <Mark>{texts.moved}</Mark>}
    </>
  );
}

/** Who of the other team: before a meeting who said yes, after it who was there. */
export function SeatWords({ of }: { of: Pick<Summary, 'state' | 'seats' | 'compliant'> }) {
  const texts = useTexts().meetings;
  const format = useFormat();
  return (
    <>
      {of.seats.map((seat) => {
        const counted = { side: texts.sides[seat.party], least: format.number(seat.least) };
        const isHere = of.state === 'held' || of.state === 'running';
        const words = isHere
          ? texts.seatHeld({ ...counted, attended: format.number(seat.attended) })
          : texts.seat({ ...counted, filled: format.number(seat.filled) });
        const more = isHere && seat.remote > 0 ? ` (${texts.remote(format.number(seat.remote))})` : '';
        const enough = isHere ? seat.attended >= seat.least : seat.filled >= seat.least;
        return (
          <Mark
            key={seat.party}
            tone={enough ? 'good' : of.state === 'held' ? 'late' : 'soon'}
            {...(seat.relaxed ? { title: texts.relaxed } : {})}
          >
            {words}
            {more}
          </Mark>
        );
      })}
    </>
  );
}

/** "82 % of 50 (69–90)", "12 of 17", "4 a week". */
export function measuredWords(
  { metric, of }: { metric: Metric; of: Measured },
  { texts, format }: { texts: Texts; format: Format },
): string {
  if (metric === 'handoffs') return texts.meetings.decisions.perWeek(format.number(Math.round((of.value ?? 0) * 10) / 10));
  return format.rate({ k: of.k, n: of.n, ...(of.low === null || of.high === null ? {} : { low: of.low, high: of.high }) });
}

export function expectedWords(
  { metric, expected }: { metric: Metric; expected: number },
  { texts, format }: { texts: Texts; format: Format },
): string {
  return metric === 'handoffs'
    ? texts.meetings.decisions.perWeek(format.number(expected))
    : `${format.number(Math.round(expected * 1000) / 10)} %`;
}
