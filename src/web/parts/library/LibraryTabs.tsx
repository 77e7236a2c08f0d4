import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';

const PLACES = {
  assets: paths.library,
  requests: paths.assetRequests,
  proposals: paths.assetProposals,
  matrix: paths.assetMatrix,
} as const;
type Tab = keyof typeof PLACES;
const TABS: readonly Tab[] = ['assets', 'requests', 'proposals', 'matrix'];

export interface LibraryTabsProps {
  tab: Tab;
  lead?: ReactNode;
  actions?: ReactNode;
  fill?: boolean;
  children: ReactNode;
}

/** The frame of the library: each of its views has an address of its own. */
export function LibraryTabs({ tab, lead, actions, fill = false, children }: LibraryTabsProps) {
  const texts = useTexts().library;
  const go = useGo();
  return (
    <Page
      title={texts.title}
      lead={lead ?? texts.lead}
      actions={actions}
      fill={fill}
      tabs={TABS.map((id) => ({ id, title: texts.tabs[id] }))}
      tab={tab}
      onTab={(id) => go(PLACES[TABS.find((one) => one === id) ?? 'assets']())}
    >
      {children}
    </Page>
  );
}
