import { CustomersSay } from '../../parts/insights/CustomersSay.tsx';
import { ProfileKept } from '../../parts/reports/ProfileKept.tsx';
import { ProfileTab } from '../../parts/scoring/ProfileTab.tsx';
import { ScoreTab } from '../../parts/scoring/ScoreTab.tsx';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Page } from '../../ui/Page.tsx';

const DEFAULTS = { tab: 'profile' as string };

/** Whom both teams want as customers, and what behaviour is worth. */
export function ProfileScreen() {
  const { profile, scoring } = useTexts();
  const [state, change] = useUrlState(DEFAULTS);
  const tab = state.tab === 'score' || state.tab === 'kept' ? state.tab : 'profile';
  return (
    <Page
      title={scoring.title}
      tabs={[
        { id: 'profile', title: scoring.tabs.profile },
        { id: 'kept', title: profile.tab },
        { id: 'score', title: scoring.tabs.score },
      ]}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      {tab === 'profile' ? (
        <>
          <ProfileTab />
          <CustomersSay target="profile" />
        </>
      ) : tab === 'kept' ? (
        <ProfileKept />
      ) : (
        <ScoreTab />
      )}
    </Page>
  );
}
