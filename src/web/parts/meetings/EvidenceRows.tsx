import type { listEvidence } from '#modules/meetings/contract/agenda.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './meetings.module.css';

type Row = OutputOf<typeof listEvidence>['items'][number];

const PLACES: Readonly<Record<Row['entity'], (id: string, row: Row) => string>> = {
  campaign: (id) => paths.campaign(id),
  lead: paths.lead,
  dispute: () => paths.disputes(),
  discussion: paths.discussion,
  discrepancy: () => paths.claims(),
  drift: () => paths.drift(),
  change: () => paths.changes(),
  task: () => paths.tasks(),
  decision: () => paths.decisions(),
  request: () => paths.assetRequests(),
  root_cause: paths.rootCause,
  goal: () => paths.goals(),
  gap: (_id, { day, period }) => paths.gap({ day, period }),
  plan: (_id, { day }) => paths.plan({ day }),
  plan_item: (_id, { day }) => paths.plan({ day }),
  expectation: () => paths.goals(),
  signal: () => paths.forecast({ tab: 'course' }),
  question: paths.question,
  challenge: () => paths.challenges(),
};

/** The rows behind a sentence; each opens what it is about. */
export function EvidenceRows({ rows }: { rows: readonly Row[] }) {
  const texts = useTexts().meetings.agenda;
  return (
    <ul className={classes.list}>
      {rows.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one lead may stand here twice; the rows never change
        <li key={place}>
          {row.href ? (
            <>
              <Go to={PLACES[row.entity](row.href, row)}>{row.name ?? row.text}</Go>{' '}
              {row.name && <span className={classes.quiet}>{row.text}</span>}
            </>
          ) : (
            <span className={classes.quiet}>
              {texts.hidden} · {row.text}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
