import { getCampaign, restoreCampaign, trashCampaign } from '#modules/campaigns/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { ActivityTimeline } from '../../parts/activities/ActivityTimeline.tsx';
import { CampaignReturn } from '../../parts/attribution/CampaignReturn.tsx';
import { type Campaign, CampaignFacts } from '../../parts/campaigns/CampaignFacts.tsx';
import classes from '../../parts/campaigns/campaigns.module.css';
import { Members } from '../../parts/campaigns/Members.tsx';
import { Results } from '../../parts/campaigns/Results.tsx';
import { RecordMenu } from '../../parts/companies/RecordMenu.tsx';
import { RecordNotices } from '../../parts/companies/RecordNotices.tsx';
import { DiscussButton } from '../../parts/discussions/DiscussButton.tsx';
import { OpenDiscussions } from '../../parts/discussions/OpenDiscussions.tsx';
import { CampaignAim } from '../../parts/drift/CampaignAim.tsx';
import { Arrival } from '../../parts/goals/Arrival.tsx';
import { channelName } from '../../parts/leads/channel.ts';
import { RecordQuestions } from '../../parts/questions/RecordQuestions.tsx';
import { ReviewPanel } from '../../parts/reviews/ReviewPanel.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const DEFAULTS = { tab: 'results', only: '', show: [] as string[] };

export function CampaignScreen() {
  const { campaigns } = useTexts();
  const id = useParam('id');
  const { data: campaign, error, refetch } = useRead(getCampaign, { id }, { topics: [`campaign:${id}`] });
  if (!campaign)
    return (
      <Page title={error ? campaigns.title : undefined} crumbs={[{ title: campaigns.title, to: paths.campaigns() }]}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <CampaignPage key={id} campaign={campaign} />;
}

function CampaignPage({ campaign }: { campaign: Campaign }) {
  const { campaigns, record } = useTexts();
  const [state, change] = useUrlState(DEFAULTS);
  const { restore, trash } = useTrash(campaign);
  const writable = campaign.writable && campaign.deletedAt === null;
  return (
    <Page
      title={campaign.name}
      crumbs={[{ title: campaigns.title, to: paths.campaigns() }]}
      beside={
        <>
          <Mark>{campaigns.statuses[campaign.status]}</Mark>
          <OpenDiscussions of={{ campaignId: campaign.id }} />
        </>
      }
      lead={[...new Set([campaign.kind, campaign.channel].flatMap((word) => (word ? [channelName(word)] : [])))].join(' · ') || undefined}
      actions={
        <>
          {campaign.deletedAt === null && <DiscussButton about={{ subject: 'campaign', id: campaign.id }} name={campaign.name} />}
          {trash && <RecordMenu onTrash={trash} />}
        </>
      }
      fill={state.tab === 'members'}
      tabs={[
        { id: 'results', title: campaigns.tabs.results },
        { id: 'members', title: campaigns.tabs.members },
        { id: 'timeline', title: campaigns.tabs.timeline },
      ]}
      tab={state.tab}
      onTab={(tab) => change({ tab })}
    >
      <RecordNotices record={{ ...campaign, mergedInto: null }} mergedTo={null} onRestore={restore} />
      <CampaignAim id={campaign.id} />
      {state.tab === 'members' ? (
        <Members campaignId={campaign.id} writable={writable} only={state.only} onOnly={(only) => change({ only })} />
      ) : (
        <div className={classes.layout}>
          <div>
            {state.tab === 'timeline' ? (
              <ActivityTimeline
                of="campaign"
                id={campaign.id}
                show={state.show}
                onShow={(show) => change({ show })}
                writable={false}
                headings="h2"
              />
            ) : (
              <div className={classes.results}>
                <Results campaignId={campaign.id} />
                <Arrival campaignId={campaign.id} />
                <CampaignReturn campaignId={campaign.id} />
              </div>
            )}
          </div>
          <aside aria-label={record.facts} className={classes.facts}>
            <CampaignFacts campaign={campaign} />
            <ReviewPanel about={{ subject: 'campaign', subjectId: campaign.id }} name={campaign.name} />
            <RecordQuestions about={{ subject: 'campaign', id: campaign.id, name: campaign.name }} />
          </aside>
        </div>
      )}
    </Page>
  );
}

function useTrash(campaign: Campaign) {
  const { record } = useTexts();
  const toast = useToast();
  const options = { invalidates: ['campaign'] };
  const toTrash = useWrite(trashCampaign, options);
  const fromTrash = useWrite(restoreCampaign, options);
  const restore = () => fromTrash.mutateAsync({ id: campaign.id }).catch(toast.problem);
  const trash = async () => {
    try {
      await toTrash.mutateAsync({ id: campaign.id });
      toast.done(record.inTrash(campaign.name), { undo: () => fromTrash.mutateAsync({ id: campaign.id }) });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  const may = campaign.writable;
  return { restore: may ? () => void restore() : undefined, trash: may && campaign.deletedAt === null ? () => void trash() : undefined };
}
