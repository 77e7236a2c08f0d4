import { Button, Drawer } from '@mantine/core';
import { IconAlertTriangle, IconMail } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { getBrief } from '#modules/handoffs/contract/brief.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { PhoneLink } from '../../ui/PhoneLink.tsx';
import { channelName } from '../leads/channel.ts';
import { Engagement } from '../library/Engagement.tsx';
import { NextAssets } from '../library/NextAssets.tsx';
import { ContactOffers } from '../offers/ContactOffers.tsx';
import { Momentum, Reason } from '../scoring/Momentum.tsx';
import { ScoreExplained } from '../scoring/ScoreExplained.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { BriefClocks } from './BriefClocks.tsx';
import { Asked, Dispute, NextStep, Since } from './BriefNews.tsx';
import { Earlier, Interactions, Known } from './BriefParts.tsx';
import classes from './handoffs.module.css';
import { ScoreLabel } from './ScoreLabel.tsx';

export type Brief = OutputOf<typeof getBrief>;

export interface LeadBriefProps {
  brief: Brief;
  /** Beside the queue the name is a heading that opens the lead. */
  heading?: boolean;
  actions: ReactNode;
}

/** A lead on one screen: who, why now, what is left, what happened last, what is known, what can be done. */
export function LeadBrief({ brief, heading = false, actions }: LeadBriefProps) {
  const texts = useTexts().loop.brief;
  const { lead, contact } = brief;
  return (
    <article className={classes.brief} aria-label={contact.name}>
      {!heading && <h2 className="hidden-from-sight">{texts.glance}</h2>}
      {heading && (
        <header className={classes.head}>
          <h2 className={classes.who}>
            <Go to={paths.lead(lead.id)}>{contact.name}</Go>
          </h2>
          <ScoreLabel label={brief.score?.label ?? null} />
          <Momentum of={brief.score?.momentum} />
        </header>
      )}
      <Who brief={brief} />
      <Warnings brief={brief} />
      <section className={classes.part} aria-label={texts.whyNow}>
        <h3 className={classes.heading}>
          {texts.whyNow}
          {brief.handoff && (
            <>
              {' · '}
              <When at={brief.handoff.handedAt} />
            </>
          )}
        </h3>
        {brief.whyNow ? <blockquote className={classes.said}>{brief.whyNow}</blockquote> : <p className={classes.quiet}>{texts.noWhy}</p>}
      </section>
      <BriefClocks brief={brief} />
      <NextStep brief={brief} />
      <Dispute brief={brief} />
      <div className={classes.actions}>{actions}</div>
      <div className={classes.grid}>
        <Since brief={brief} />
        <Asked brief={brief} />
        <Interactions brief={brief} />
        <Known brief={brief} />
        <SendNext brief={brief} />
        <Offers brief={brief} />
        <LookedAt brief={brief} />
        {heading && <BriefAside brief={brief} />}
      </div>
      <Earlier brief={brief} />
    </article>
  );
}

/** Why it is here: three lines of its score, and how it came to whoever has it. Beside the brief where there is room. */
export function BriefAside({ brief }: { brief: Brief }) {
  return (
    <>
      <Score brief={brief} />
      <Handoff brief={brief} />
    </>
  );
}

/** The version of each offer the buyer knows, and what fits now. */
function Offers({ brief }: { brief: Brief }) {
  const { title } = useTexts().offers.contact;
  return (
    <ContactOffers
      contactId={brief.contact.id}
      frame={(body) => (
        <section className={classes.part} aria-label={title}>
          <h3 className={classes.heading}>{title}</h3>
          {body}
        </section>
      )}
    />
  );
}

/** What to send next, with why; two clicks and it is on its way. */
function SendNext({ brief }: { brief: Brief }) {
  const { title } = useTexts().library.sendNext;
  return (
    <NextAssets
      contactId={brief.contact.id}
      leadId={brief.lead.id}
      frame={(body) => (
        <section className={classes.part} aria-label={title}>
          <h3 className={classes.heading}>{title}</h3>
          {body}
        </section>
      )}
    />
  );
}

/** How they deal with what they were given, and with our pages. */
function LookedAt({ brief }: { brief: Brief }) {
  const { title } = useTexts().library.engagement;
  return (
    <Engagement
      contactId={brief.contact.id}
      frame={(body) => (
        <section className={classes.part} aria-label={title}>
          <h3 className={classes.heading}>{title}</h3>
          {body}
        </section>
      )}
    />
  );
}

function Who({ brief }: { brief: Brief }) {
  const { loop } = useTexts();
  const format = useFormat();
  const now = useNow();
  const reader = useReader();
  const { contact, company } = brief;
  const firm = company && [
    <Go key="name" to={paths.company(company.id)}>
      {company.name}
    </Go>,
    ...(company.employeeCount === null ? [] : [loop.brief.people(format.number(company.employeeCount))]),
    ...(company.industry ? [company.industry] : []),
    ...(company.city ? [company.city] : []),
  ];
  const elsewhere = contact.timeZone && contact.timeZone !== reader.timeZone ? contact.timeZone : null;
  return (
    <div>
      <div className={classes.reach}>
        {contact.jobTitle && <span>{contact.jobTitle}</span>}
        {firm && <span>{joined(firm)}</span>}
        {brief.lead.handRaised && <Mark>{loop.day.askedUs}</Mark>}
      </div>
      <div className={classes.reach}>
        {contact.phone && <PhoneLink phone={contact.phone} />}
        {contact.email && (
          <a href={`mailto:${contact.email}`}>
            <IconMail size={14} aria-hidden /> {contact.email}
          </a>
        )}
        {elsewhere && (
          <span className={classes.quiet}>
            {loop.brief.localTime(new Intl.DateTimeFormat(reader.locale, { timeZone: elsewhere, timeStyle: 'short' }).format(now))}
          </span>
        )}
      </div>
    </div>
  );
}

function joined(parts: readonly ReactNode[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line, always in this order
  return parts.map((part, index) => <span key={index}>{index > 0 ? <> · {part}</> : part}</span>);
}

function Warnings({ brief }: { brief: Brief }) {
  const texts = useTexts().loop.brief.warnings;
  if (brief.warnings.length === 0) return null;
  return (
    <ul className={classes.warnings}>
      {brief.warnings.map((warning) => (
        <li key={warning}>
          <Mark tone="soon" icon={IconAlertTriangle}>
            {texts[warning]}
          </Mark>
        </li>
      ))}
    </ul>
  );
}

function Score({ brief }: { brief: Brief }) {
  const { loop, ui } = useTexts();
  const texts = loop.brief;
  const [open, setOpen] = useState(false);
  const { score, contact } = brief;
  return (
    <section className={classes.part} aria-label={texts.score}>
      <h3 className={classes.heading}>{texts.score}</h3>
      {score ? (
        <ul className={classes.list}>
          {score.reason && (
            <li>
              <Reason of={score.reason} />
            </li>
          )}
          {score.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
          <li>
            <Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)}>
              {texts.explain}
            </Button>
          </li>
        </ul>
      ) : (
        <p className={classes.quiet}>{texts.noScore}</p>
      )}
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        title={contact.name}
        size={640}
        position="right"
        closeButtonProps={{ 'aria-label': ui.common.close }}
      >
        {open && <ScoreExplained contactId={contact.id} />}
      </Drawer>
    </section>
  );
}

function Handoff({ brief }: { brief: Brief }) {
  const { loop, routing } = useTexts();
  const format = useFormat();
  const texts = loop.brief;
  const { handoff, lead, plan } = brief;
  if (!handoff && !plan && !lead.campaign && !lead.sourceChannel) return null;
  const way = ({ route, routing: why }: NonNullable<Brief['handoff']>) => {
    const named = route === 'pool' ? why.pool : route === 'territory' ? why.rule : null;
    return why.through && route === 'company_owner'
      ? routing.through[why.through]
      : [texts.routes[route], named].filter(Boolean).join(': ');
  };
  return (
    <section className={classes.part} aria-label={handoff ? texts.handedOff : texts.source}>
      <h3 className={classes.heading}>{handoff ? texts.handedOff : texts.source}</h3>
      <ul className={classes.list}>
        {handoff && (
          <>
            <li>
              <When at={handoff.handedAt} /> · {texts.causes[handoff.cause]}
              {handoff.from && ` · ${texts.by(handoff.from.name)}`}
            </li>
            <li>
              <Side side="sales">{handoff.assignee ? <PersonName person={handoff.assignee} /> : texts.toNobody}</Side> {way(handoff)}
            </li>
            {handoff.routing.passed.length > 0 && (
              <li className={classes.quiet}>
                {routing.passed(handoff.routing.passed.map(({ name, why }) => `${name} (${routing.passedWhy[why]})`).join(', '))}
              </li>
            )}
            {handoff.cause === 'exploration' && <li>{texts.sampled}</li>}
            {handoff.overrideReason && <li>{handoff.overrideReason}</li>}
            <li>{handoff.decision ? texts.decisions[handoff.decision] : texts.pending}</li>
          </>
        )}
        {(lead.campaign || lead.sourceChannel) && (
          <li>
            {lead.campaign ? <Go to={paths.campaign(lead.campaign.id)}>{lead.campaign.name}</Go> : channelName(lead.sourceChannel ?? '')}
          </li>
        )}
        {plan && (
          <li>
            <Side side="marketing">{texts.plan}</Side> {plan.reason} · {texts.notBefore(format.date(plan.earliestOn))}
            {plan.tactic && ` · ${texts.tactic(tacticOf(loop.returned.tactics, plan.tactic))}`}
          </li>
        )}
      </ul>
    </section>
  );
}

export function tacticOf(names: Readonly<Record<string, string>>, tactic: string): string {
  return names[tactic] ?? tactic;
}
