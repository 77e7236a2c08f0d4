import { changeDeal, type getDeal } from '#modules/deals/contract/deals.ts';
import { SOURCE_TEAMS } from '#modules/leads/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { usePeople } from '../activities/MentionArea.tsx';
import { listFact, ownerFact } from '../companies/CompanyFacts.tsx';
import { amountOf, CustomFacts } from '../companies/CustomFacts.tsx';
import { type Fact, FactRow, Facts } from '../companies/Facts.tsx';
import { channelName } from '../leads/channel.ts';

export type Deal = OutputOf<typeof getDeal>;

/** What is known about a deal, each fact changed in place. */
export function DealFacts({ deal }: { deal: Deal }) {
  const { deals, record } = useTexts();
  const texts = deals.fields;
  const format = useFormat();
  const people = usePeople();
  const change = useWrite(changeDeal, { invalidates: ['deal', 'company'] });
  const save = (values: Record<string, unknown>) => change.mutateAsync({ id: deal.id, ...values } as InputOf<typeof changeDeal>);
  const writable = deal.writable && deal.deletedAt === null;
  const { currency } = deal;
  const saveAmount = (values: Record<string, unknown>) => {
    const amount = values.amountMinor as { amountMinor: number; currency: string } | string | null | undefined;
    if (amount && typeof amount === 'object') return save({ amountMinor: amount.amountMinor, currency: amount.currency });
    return save(values);
  };
  const money: Fact[] = [
    {
      name: 'amountMinor',
      label: texts.amount,
      text:
        deal.amountMinor === undefined
          ? undefined
          : deal.amountMinor === null
            ? ''
            : `${inMajor({ amountMinor: deal.amountMinor, currency })} ${currency}`,
      ...(typeof deal.amountMinor === 'number' ? { show: format.money({ amountMinor: deal.amountMinor, currency }) } : {}),
      toWire: (text) => amountOf(text, currency),
    },
    {
      name: 'probability',
      label: texts.probability,
      text: deal.probability === undefined ? undefined : deal.probability === null ? '' : String(Math.round(deal.probability * 100)),
      show:
        deal.probability === null || deal.probability === undefined
          ? texts.probabilityOfStage(format.percent(deal.stage.probability))
          : format.percent(deal.probability),
      type: 'number',
      toWire: (text) => (text.trim() === '' ? null : Number(text) / 100),
      fixed: deal.status !== 'open',
    },
    {
      name: 'expectedCloseOn',
      label: texts.expectedCloseOn,
      text: deal.expectedCloseOn === undefined ? undefined : (deal.expectedCloseOn ?? ''),
      type: 'date',
      ...(deal.expectedCloseOn ? { show: format.date(deal.expectedCloseOn) } : {}),
    },
  ];
  const about: Fact[] = [
    ownerFact(deal.owner, people, { label: texts.owner, none: record.noOwner, card: record.ownerCard }),
    { name: 'kind', label: texts.kind, text: deal.kind === undefined ? undefined : (deal.kind ?? '') },
    listFact('tags', texts.tags, deal.tags),
    { name: 'description', label: texts.description, text: deal.description === undefined ? undefined : (deal.description ?? '') },
  ];
  return (
    <>
      <Facts entity="deal" title={deals.groups.deal} facts={money} writable={writable} onSave={saveAmount}>
        <Ending deal={deal} />
      </Facts>
      <Facts entity="deal" title={deals.groups.about} facts={about} writable={writable} onSave={save}>
        <Partners deal={deal} />
      </Facts>
      <Facts entity="deal" title={deals.groups.source} facts={[]} writable={false} onSave={save}>
        <Source deal={deal} />
      </Facts>
      <CustomFacts entity="deal" values={deal.custom} writable={writable} onSave={save} />
    </>
  );
}

function Ending({ deal }: { deal: Deal }) {
  const { deals } = useTexts();
  return (
    <>
      <FactRow label={deals.fields.pipeline}>
        <Go to={paths.dealBoard(deal.pipeline.id)}>{deal.pipeline.name}</Go>
      </FactRow>
      {deal.closedAt && (
        <FactRow label={deals.fields.closedAt}>
          <When at={deal.closedAt} form="date" />
        </FactRow>
      )}
      {deal.reason && <FactRow label={deals.fields.reason}>{deal.reason.label}</FactRow>}
      {deal.lostNote && <FactRow label={deals.fields.lostNote}>{deal.lostNote}</FactRow>}
    </>
  );
}

function Partners({ deal }: { deal: Deal }) {
  const { fields } = useTexts().deals;
  return (
    <>
      {deal.company && (
        <FactRow label={fields.company}>
          <Go to={paths.company(deal.company.id)}>{deal.company.name}</Go>
        </FactRow>
      )}
      {deal.contact && (
        <FactRow label={fields.contact}>
          <Go to={paths.contact(deal.contact.id)}>{deal.contact.name}</Go>
        </FactRow>
      )}
    </>
  );
}

function Source({ deal }: { deal: Deal }) {
  const { deals } = useTexts();
  const { fields } = deals;
  const team = SOURCE_TEAMS.find((one) => one === deal.sourceTeam);
  return (
    <>
      {deal.sourceTeam !== undefined && (
        <FactRow label={fields.sourceTeam}>
          {team === 'marketing' || team === 'sales' ? <Side side={team} /> : team ? <Mark>{deals.teams[team]}</Mark> : deals.noTeam}
        </FactRow>
      )}
      {deal.sourceChannel && <FactRow label={fields.sourceChannel}>{channelName(deal.sourceChannel)}</FactRow>}
      {deal.campaign && (
        <FactRow label={fields.campaign}>
          <Go to={paths.campaign(deal.campaign.id)}>{deal.campaign.name}</Go>
        </FactRow>
      )}
      {deal.leadId && (
        <FactRow label={fields.lead}>
          <Go to={paths.lead(deal.leadId)}>{deals.openLead}</Go>
        </FactRow>
      )}
    </>
  );
}
