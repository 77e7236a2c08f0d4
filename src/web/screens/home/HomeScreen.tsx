import { lazy, Suspense } from 'react';
import { HomeNews } from '../../parts/briefs/HomeNews.tsx';
import { OpenPromises } from '../../parts/goals/OpenPromises.tsx';
import { SharedGoal } from '../../parts/goals/SharedGoal.tsx';
import { NextMeeting } from '../../parts/meetings/NextMeeting.tsx';
import { SampleNotice } from '../../parts/sample/SampleNotice.tsx';
import classes from '../../parts/sample/sample.module.css';
import { hasRole, isOutside, type Session, useSession } from '../../session.ts';

const Clients = lazy(() => import('../coordination/ClientsScreen.tsx').then((file) => ({ default: file.ClientsScreen })));
const MyDay = lazy(() => import('../loop/MyDayScreen.tsx').then((file) => ({ default: file.MyDayScreen })));
const Fate = lazy(() => import('../reports/FateScreen.tsx').then((file) => ({ default: file.FateScreen })));
const Week = lazy(() => import('../reports/WeekScreen.tsx').then((file) => ({ default: file.WeekScreen })));
const LastYear = lazy(() => import('../reports/LastYearScreen.tsx').then((file) => ({ default: file.LastYearScreen })));

/** In the order of the title that the navigation gives home. */
function homeOf(session: Session) {
  if (isOutside(session)) return Clients;
  if (hasRole(session, 'revenue_lead')) return Week;
  if (hasRole(session, 'rep', 'sales_lead')) return MyDay;
  if (hasRole(session, 'marketer', 'marketing_lead')) return Fate;
  return LastYear;
}

/**
 * What a person opens in the morning: who sells their day, who markets what became of their leads, who answers for both this week, and everybody
 * else the last twelve months, which in an empty workspace says how to begin.
 */
export function HomeScreen() {
  const session = useSession();
  const Home = homeOf(session);
  return (
    <div className={classes.home}>
      <SampleNotice />
      {/* Nothing of the teams' own: to ask for it would stand in the log as something that a coordinator was refused. */}
      {!isOutside(session) && (
        <>
          <SharedGoal />
          <HomeNews />
          <NextMeeting />
          {Home !== MyDay && <OpenPromises />}
        </>
      )}
      <div className={classes.screen}>
        <Suspense>
          <Home />
        </Suspense>
      </div>
    </div>
  );
}
