import { changeCampaign, type getCampaign } from '#modules/campaigns/contract.ts';
import { AUDIENCE_KINDS, CAMPAIGN_STATUSES } from '#modules/campaigns/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { usePeople } from '../activities/MentionArea.tsx';
import { listFact, ownerFact } from '../companies/CompanyFacts.tsx';
import { amountOf, CustomFacts } from '../companies/CustomFacts.tsx';
import { type Fact, FactRow, Facts } from '../companies/Facts.tsx';
import { channelName } from '../leads/channel.ts';

export type Campaign = OutputOf<typeof getCampaign>;

/** What is known about a campaign; its money is written only by those who may. */
export function CampaignFacts({ campaign }: { campaign: Campaign }) {
  const { campaigns, record } = useTexts();
  const texts = campaigns.fields;
  const format = useFormat();
  const people = usePeople();
  const change = useWrite(changeCampaign, { invalidates: ['campaign'] });
  const save = (values: Record<string, unknown>) => change.mutateAsync({ id: campaign.id, ...values } as InputOf<typeof changeCampaign>);
  const { currency } = campaign;
  /** An amount is sent with its currency: typed in another one, it changes the currency of all three. */
  const saveMoney = (values: Record<string, unknown>) => {
    const [[name, amount] = ['', null]] = Object.entries(values);
    if (typeof amount !== 'object' || amount === null) return save(values);
    const given = amount as { amountMinor: number; currency: string };
    return save({ [name]: given.amountMinor, ...(given.currency === currency ? {} : { currency: given.currency }) });
  };
  const money = (name: 'budgetMinor' | 'costMinor' | 'expectedRevenueMinor', label: string): Fact => {
    const amount = campaign[name];
    return {
      name,
      label,
      text: amount === undefined ? undefined : amount === null ? '' : `${inMajor({ amountMinor: amount, currency })} ${currency}`,
      ...(typeof amount === 'number' ? { show: format.money({ amountMinor: amount, currency }) } : {}),
      toWire: (text) => amountOf(text, currency),
    };
  };
  const day = (name: 'startsOn' | 'endsOn'): Fact => {
    const value = campaign[name];
    return {
      name,
      label: texts[name],
      text: value === undefined ? undefined : (value ?? ''),
      type: 'date',
      ...(value ? { show: format.date(value) } : {}),
    };
  };
  const plain = (name: 'kind' | 'channel' | 'code' | 'description'): Fact => {
    const value = campaign[name];
    const show = value && name !== 'description' && name !== 'code' ? { show: channelName(value) } : {};
    return { name, label: texts[name], text: value === undefined ? undefined : (value ?? ''), ...show };
  };
  const about: Fact[] = [
    {
      name: 'status',
      label: texts.status,
      text: campaign.status,
      options: CAMPAIGN_STATUSES.map((value) => ({ value, label: campaigns.statuses[value] })),
    },
    {
      name: 'audienceKind',
      label: texts.audienceKind,
      text: campaign.audienceKind,
      options: AUDIENCE_KINDS.map((value) => ({ value, label: campaigns.audiences[value] })),
    },
    plain('kind'),
    plain('channel'),
    plain('code'),
    day('startsOn'),
    day('endsOn'),
    ownerFact(campaign.owner, people, { label: texts.owner, none: record.noOwner, card: record.ownerCard }),
    listFact('tags', texts.tags, campaign.tags),
    plain('description'),
  ];
  const writable = campaign.writable && campaign.deletedAt === null;
  return (
    <>
      <Facts
        entity="campaign"
        title={campaigns.groups.money}
        facts={[money('budgetMinor', texts.budget), money('costMinor', texts.cost), money('expectedRevenueMinor', texts.expectedRevenue)]}
        writable={writable && campaign.writableCost}
        onSave={saveMoney}
      />
      <Facts entity="campaign" title={campaigns.groups.campaign} facts={about} writable={writable} onSave={save}>
        {campaign.parent && (
          <FactRow label={texts.parent}>
            <Go to={paths.campaign(campaign.parent.id)}>{campaign.parent.name}</Go>
          </FactRow>
        )}
      </Facts>
      <CustomFacts entity="campaign" values={campaign.custom} writable={writable} onSave={save} />
    </>
  );
}
