import { hasRole, useSession } from '../../session.ts';
import { MyDayScreen } from '../loop/MyDayScreen.tsx';
import { ReturnedScreen } from '../loop/ReturnedScreen.tsx';
import { ScorecardScreen } from '../loop/ScorecardScreen.tsx';

/** What a person opens in the morning: whoever sells their day, whoever markets what came back, whoever leads both the scorecard. */
export function HomeScreen() {
  const session = useSession();
  if (hasRole(session, 'rep', 'sales_lead')) return <MyDayScreen />;
  if (hasRole(session, 'marketer', 'marketing_lead')) return <ReturnedScreen />;
  return <ScorecardScreen />;
}
