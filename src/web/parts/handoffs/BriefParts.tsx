import type { ActivityKind } from '#modules/activities/schema.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { iconOf } from '../activities/describe.ts';
import classes from './handoffs.module.css';
import type { Brief } from './LeadBrief.tsx';

const SPOKEN: readonly ActivityKind[] = ['call', 'mail'];

/** The last meaningful interactions, and what the buyer saw of ours. */
export function Interactions({ brief }: { brief: Brief }) {
  const { loop, activities } = useTexts();
  const format = useFormat();
  const { interactions, lastMaterial } = brief;
  return (
    <section className={classes.part} aria-label={loop.brief.last}>
      <h3 className={classes.heading}>{loop.brief.last}</h3>
      {interactions.length === 0 && <p className={classes.quiet}>{loop.brief.nothingYet}</p>}
      <ul className={classes.list}>
        {interactions.map((one) => {
          const kind = one.kind as ActivityKind;
          const Icon = iconOf(kind);
          return (
            <li key={one.id}>
              <Icon size={14} aria-hidden /> {activities.kinds[kind]}
              {SPOKEN.includes(kind) && one.direction && ` ${one.direction === 'in' ? loop.brief.in : loop.brief.out}`}
              {one.what && `: ${one.what}`}{' '}
              <span className={classes.quiet}>
                <When at={one.at} />
              </span>
            </li>
          );
        })}
        {lastMaterial && (
          <li>
            <span className={classes.quiet}>{loop.brief.saw}:</span>{' '}
            {lastMaterial.campaign?.name ?? lastMaterial.what ?? activities.kinds[lastMaterial.kind as ActivityKind]}{' '}
            <span className={classes.quiet}>
              <When at={lastMaterial.at} />
            </span>
          </li>
        )}
        <li className={classes.quiet}>
          {brief.attempts === 0 && brief.reached === 0
            ? loop.brief.noAttempt
            : loop.brief.attempts(format.number(brief.attempts), format.number(brief.reached))}
        </li>
      </ul>
    </section>
  );
}

/** Customer status, deals, colleagues, tasks. */
export function Known({ brief }: { brief: Brief }) {
  const { loop, record } = useTexts();
  const { company, deals, colleagues, tasks, contact } = brief;
  return (
    <section className={classes.part} aria-label={loop.brief.known}>
      <h3 className={classes.heading}>{loop.brief.known}</h3>
      <ul className={classes.list}>
        {company && (
          <li>{record.customerStatus[company.customerStatus as keyof typeof record.customerStatus] ?? company.customerStatus}</li>
        )}
        {deals.map((deal) => (
          <li key={deal.id}>
            <Go to={paths.deal(deal.id)}>{deal.name}</Go> · {deal.stage}
            {deal.amountMinor !== null && deal.currency && (
              <>
                {' · '}
                <Money value={{ amountMinor: deal.amountMinor, currency: deal.currency }} />
              </>
            )}
          </li>
        ))}
        {colleagues.map((one) => (
          <li key={one.id}>
            <Go to={paths.contact(one.id)}>{one.name}</Go>
            {one.jobTitle && `, ${one.jobTitle}`}{' '}
            <span className={classes.quiet}>
              {one.by ? loop.brief.talkedTo(one.by) : loop.brief.seen} <When at={one.lastAt} />
            </span>
          </li>
        ))}
        {tasks.map((task) => (
          <li key={task.id}>
            {task.subject}{' '}
            {task.dueAt && (
              <span className={classes.quiet}>
                <When at={task.dueAt} />
              </span>
            )}
          </li>
        ))}
        {contact.interests.length > 0 && <li>{contact.interests.join(', ')}</li>}
        <li>
          <Go to={paths.contact(contact.id)} className={classes.quiet}>
            {loop.brief.openContact}
          </Go>
        </li>
      </ul>
    </section>
  );
}

/** What was said about this person's leads before. */
export function Earlier({ brief }: { brief: Brief }) {
  const texts = useTexts().loop.brief;
  if (brief.earlier.length === 0) return null;
  return (
    <section className={classes.part} aria-label={texts.earlier}>
      <h3 className={classes.heading}>{texts.earlier}</h3>
      <ul className={classes.list}>
        {brief.earlier.map((one) => (
          <li key={one.at}>
            {texts.decisions[one.decision]}
            {one.reason && ` · ${one.reason}`}
            {one.note && ` · ${one.note}`}{' '}
            <span className={classes.quiet}>
              {one.by && `${one.by}, `}
              <When at={one.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
