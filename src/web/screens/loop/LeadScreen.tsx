import { getBrief } from '#modules/handoffs/contract/brief.ts';
import { getLead } from '#modules/leads/contract/leads.ts';
import { useRead } from '../../data.ts';
import { ActivityTimeline } from '../../parts/activities/ActivityTimeline.tsx';
import { Composer } from '../../parts/activities/Composer.tsx';
import { DiscussButton } from '../../parts/discussions/DiscussButton.tsx';
import { OpenDiscussions } from '../../parts/discussions/OpenDiscussions.tsx';
import { HoldsPanel } from '../../parts/gate/HoldsPanel.tsx';
import classes from '../../parts/handoffs/handoffs.module.css';
import { type Brief, BriefAside, LeadBrief } from '../../parts/handoffs/LeadBrief.tsx';
import { ScoreLabel } from '../../parts/handoffs/ScoreLabel.tsx';
import { useLeadActions } from '../../parts/handoffs/use-lead-actions.tsx';
import { ConversionPanel } from '../../parts/leads/ConversionPanel.tsx';
import { StagePath } from '../../parts/leads/StagePath.tsx';
import { MailPanel } from '../../parts/mailboxes/MailPanel.tsx';
import { ContactTracks } from '../../parts/nurtures/ContactTracks.tsx';
import { LeadProbability } from '../../parts/predictions/LeadProbability.tsx';
import { Momentum } from '../../parts/scoring/Momentum.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { show: [] as string[] };

/** A lead: on one screen what to know before acting; below it where it came from, its stages and everything that happened. */
export function LeadScreen() {
  const { loop } = useTexts();
  const id = useParam('id');
  const { data, error, refetch } = useRead(getBrief, { id }, { topics: [`lead:${id}`, 'clock', 'handoff'] });
  const crumbs = [{ title: loop.brief.leads, to: paths.leads() }];
  if (!data)
    return (
      <Page title={error ? loop.brief.leads : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <LeadPage key={id} brief={data} />;
}

function LeadPage({ brief }: { brief: Brief }) {
  const { loop, leads } = useTexts();
  const { lead, contact, company } = brief;
  const [state, change] = useUrlState(DEFAULTS);
  const { data } = useRead(getLead, { id: lead.id }, { topics: [`lead:${lead.id}`] });
  const { buttons, dialogs } = useLeadActions(brief);
  const about = { contactId: contact.id, leadId: lead.id, ...(company ? { companyId: company.id } : {}) };
  return (
    <Page
      title={contact.name}
      crumbs={[{ title: loop.brief.leads, to: paths.leads() }]}
      beside={
        <>
          <ScoreLabel label={brief.score?.label ?? null} />
          <Momentum of={brief.score?.momentum} />
          <Mark>{leads.stages[lead.stage as keyof typeof leads.stages]}</Mark>
          <OpenDiscussions of={{ leadId: lead.id }} />
        </>
      }
      actions={
        <DiscussButton
          about={brief.handoff ? { subject: 'handoff', id: brief.handoff.id } : { subject: 'lead', id: lead.id }}
          name={contact.name}
        />
      }
    >
      <div className={classes.lead}>
        <LeadBrief brief={brief} actions={buttons} />
        <div className={classes.section}>
          <LeadProbability leadId={lead.id} />
          <BriefAside brief={brief} />
          <MailPanel contactId={contact.id} leadId={lead.id} name={contact.name} />
          <ContactTracks contactId={contact.id} name={contact.name} />
          <HoldsPanel entity="contact" id={contact.id} />
          {data && <StagePath lead={data} />}
          {data && (
            <section className={classes.section}>
              <h2 className={classes.title}>{loop.brief.inquiries}</h2>
              <ConversionPanel conversions={data.conversions} />
            </section>
          )}
        </div>
      </div>
      <section className={classes.section}>
        <h2 className={classes.title}>{loop.brief.timeline}</h2>
        {brief.may.log && <Composer about={about} name={contact.name} withoutCall />}
        <ActivityTimeline
          of="contact"
          id={contact.id}
          show={state.show}
          onShow={(show) => change({ show })}
          writable={brief.may.log}
          headings="h3"
        />
      </section>
      {dialogs}
    </Page>
  );
}
