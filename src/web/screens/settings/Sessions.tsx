import { Button } from '@mantine/core';
import { endOtherSessions, endSession, listSessions } from '#modules/team/contract/access.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './settings.module.css';

/** Where this person is signed in. */
export function Sessions() {
  const { settings } = useTexts();
  const texts = settings.account;
  const format = useFormat();
  const toast = useToast();
  const { data, error, refetch } = useRead(listSessions, {}, { topics: ['own-session'] });
  const end = useWrite(endSession, { invalidates: ['own-session'] });
  const endOthers = useWrite(endOtherSessions, {
    invalidates: ['own-session'],
    onDone: ({ ended }) => toast.done(texts.ended(format.number(ended))),
  });
  return (
    <section className={classes.part} aria-label={texts.sessions}>
      <h2 className={classes.heading}>{texts.sessions}</h2>
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {data && (
        <ul className={classes.sections} aria-label={texts.sessions}>
          {data.items.map((session) => {
            const place = placeOf(session.userAgent, texts);
            return (
              <li key={session.id} className={`${classes.section} ${classes.line}`}>
                <div className={classes.grow}>
                  {place} {session.current && <Mark>{texts.here}</Mark>}
                  <div className={classes.quiet}>
                    {texts.address} {session.ipAddress ?? '–'} · {texts.lastSeen} <When at={session.lastSeenAt} /> · {texts.since}{' '}
                    <When at={session.createdAt} form="date" />
                  </div>
                </div>
                {!session.current && (
                  <Button
                    variant="default"
                    size="compact-md"
                    aria-label={texts.endOf(place)}
                    onClick={() => end.mutateAsync({ id: session.id }).catch(toast.problem)}
                  >
                    {texts.end}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {data && data.items.length > 1 && (
        <Button variant="default" mt={12} onClick={() => endOthers.mutateAsync({}).catch(toast.problem)}>
          {texts.endOthers}
        </Button>
      )}
    </section>
  );
}

const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/** "Firefox, Windows". Names of products are the same in every language. */
function placeOf(userAgent: string | null, texts: Texts['settings']['account']): string {
  const find = (known: readonly (readonly [string, string])[]) => known.find(([mark]) => userAgent?.includes(mark))?.[1];
  return [find(BROWSERS), find(SYSTEMS)].filter(Boolean).join(', ') || texts.unknownDevice;
}
