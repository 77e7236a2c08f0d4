import type { ReactNode } from 'react';
import { getEngagement, listShares } from '#modules/library/contract/shares.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './library.module.css';
import { ShareRead } from './ShareRows.tsx';
import { lasted } from './words.ts';

/** Beside a contact. */
export function EngagementPanel({ contactId }: { contactId: string }) {
  const { title } = useTexts().library.engagement;
  return <Engagement contactId={contactId} frame={(body) => <Panel title={title}>{body}</Panel>} />;
}

/** What somebody was given and how they read it, live; then what else of ours they looked at. Nothing where there is nothing. */
export function Engagement({ contactId, frame }: { contactId: string; frame: (body: ReactNode) => ReactNode }) {
  const all = useTexts();
  const { library } = all;
  const words = library.engagement;
  const format = useFormat();
  const shares = useRead(listShares, { contactId, limit: 5 }, { topics: ['asset_share', `contact:${contactId}`] });
  const { data } = useRead(getEngagement, { contactId }, { topics: [`contact:${contactId}`, 'asset_share'] });
  const given = shares.data?.items ?? [];
  const others = (data?.items ?? []).filter(({ kind }) => kind !== 'asset');
  if (given.length + others.length === 0) return null;
  return frame(
    <ul className={classes.list} aria-label={words.title}>
      {given.map((share) => (
        <li key={share.id}>
          <div className={classes.line}>
            <Go to={paths.asset(share.asset.id)}>{share.asset.name}</Go>
            <span className={classes.quiet}>{library.version(format.number(share.number))}</span>
            {share.readingNow && <Mark tone="good">{library.shares.readingNow}</Mark>}
          </div>
          <p className={classes.quiet}>
            <ShareRead share={share} />
          </p>
        </li>
      ))}
      {others.map((one) => (
        <li key={`${one.kind} ${one.what}`}>
          <span className={classes.quiet}>{words.kinds[one.kind]}</span> {one.what}{' '}
          <span className={classes.quiet}>
            <When at={one.at} />
            {one.seconds && ` · ${lasted(all, format, one.seconds)}`}
            {one.times > 1 && ` · ${library.shares.times(format.number(one.times))}`}
          </span>
        </li>
      ))}
    </ul>,
  );
}
