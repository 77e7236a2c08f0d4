import { Button, Drawer, NativeSelect } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type DealAttribution, getDealAttribution } from '#modules/attribution/contract/deal.ts';
import { MODELS, type Model } from '#modules/attribution/schema.ts';
import { useRead } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import reports from '../reports/reports.module.css';
import classes from './attribution.module.css';
import { RuleNamed } from './RuleNamed.tsx';
import { TouchAxis } from './TouchAxis.tsx';

type Touch = DealAttribution['touches'][number];

/** How a deal came about: both teams' touches on one line of time, and what each model gives to each. */
export function DealTouches({ dealId, frame }: { dealId: string; frame: (body: ReactNode) => ReactNode }) {
  const { attribution: texts, ui } = useTexts();
  const format = useFormat();
  const now = useNow();
  const [chosen, setChosen] = useState<Model | null>(null);
  const [wide, setWide] = useState(false);
  const { data } = useRead(getDealAttribution, { id: dealId }, { topics: [`attribution:${dealId}`, `deal:${dealId}`, 'attribution'] });
  if (!data) return null;
  const model = chosen ?? data.model;
  const shares = new Map(
    data.touches.flatMap(({ place, credits }) => credits.flatMap((one) => (one.model === model ? [[place, one.share]] : []))),
  );
  if (data.touches.length === 0) return frame(<p className={reports.quiet}>{data.known ? texts.deal.none : texts.deal.unknown}</p>);
  return frame(
    <>
      <TouchAxis touches={data.touches} shares={shares} end={data.closedAt ?? new Date(Math.floor(now / 60_000) * 60_000).toISOString()} />
      <NativeSelect
        label={texts.deal.model}
        value={model}
        onChange={(event) => setChosen(MODELS.find((one) => one === event.currentTarget.value) ?? null)}
        data={MODELS.map((value) => ({ value, label: texts.models[value] }))}
      />
      <ul className={classes.list}>
        {data.touches.map((touch) => (
          <li key={touch.place} className={classes.touch}>
            <TouchWords touch={touch} />
            <span className={classes.amount}>{partOf(touch, model, { data, format })}</span>
          </li>
        ))}
      </ul>
      {data.status !== 'won' && <p className={reports.quiet}>{texts.deal.openWords}</p>}
      {data.withoutRate > 0 && <p className={reports.quiet}>{texts.deal.withoutRate}</p>}
      <Button variant="default" size="xs" w="fit-content" onClick={() => setWide(true)}>
        {texts.deal.all}
      </Button>
      <Drawer
        opened={wide}
        onClose={() => setWide(false)}
        position="right"
        size="min(1200px, 100%)"
        title={texts.deal.all}
        closeButtonProps={{ 'aria-label': ui.common.close }}
      >
        <RuleNamed model={data.model} number={data.number} />
        <AllModels data={data} />
        <SourcedAll data={data} />
      </Drawer>
    </>,
  );
}

/** Of a won deal the money that the touch is given, else its share. */
function partOf(touch: Touch, model: Model, { data, format }: { data: DealAttribution; format: Format }): string {
  const credit = touch.credits.find((one) => one.model === model);
  if (!credit) return '–';
  if (data.status !== 'won' || credit.bookedMinor === null || data.bookedMinor === 0) return format.percent(credit.share);
  return format.money({ amountMinor: credit.bookedMinor, currency: data.currency });
}

function TouchWords({ touch }: { touch: Touch }) {
  const { attribution: texts } = useTexts();
  const format = useFormat();
  const { contact, campaign, asset, offer } = touch;
  return (
    <span>
      <Side side={touch.team} /> {texts.kinds[touch.kind]}
      {contact && (
        <>
          {' · '}
          <Go to={paths.contact(contact.id)}>{contact.name || '–'}</Go>
        </>
      )}
      {campaign && (
        <>
          {' · '}
          <Go to={paths.campaign(campaign.id)}>{campaign.name}</Go>
        </>
      )}
      {asset && (
        <>
          {' · '}
          <Go to={paths.asset(asset.id)}>{asset.name}</Go>
        </>
      )}
      {offer && (
        <>
          {' · '}
          <Go to={paths.offer(offer.id)}>{offer.name}</Go>
        </>
      )}
      <span className={reports.quiet}>
        {' '}
        {[format.date(touch.at), channelName(touch.channel), ...touch.anchors.map((anchor) => texts.deal.anchors[anchor])].join(' · ')}
      </span>
    </span>
  );
}

function AllModels({ data }: { data: DealAttribution }) {
  const { attribution: texts } = useTexts();
  const format = useFormat();
  const sum =
    data.bookedMinor === null || data.status !== 'won' ? null : format.money({ amountMinor: data.bookedMinor, currency: data.currency });
  return (
    <Scroll label={texts.deal.all}>
      <table className={`${reports.table} ${classes.grid}`}>
        <thead>
          <tr>
            <th scope="col">{texts.deal.touch}</th>
            {MODELS.map((model) => (
              <th key={model} scope="col" className={model === data.model ? classes.chosen : undefined} title={texts.modelHelp[model]}>
                {texts.models[model]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.touches.map((touch) => (
            <tr key={touch.place}>
              <th scope="row">
                <TouchWords touch={touch} />
              </th>
              {MODELS.map((model) => (
                <td key={model} data-label={texts.models[model]} className={model === data.model ? classes.chosen : undefined}>
                  {partOf(touch, model, { data, format })}
                </td>
              ))}
            </tr>
          ))}
          {sum && (
            <tr>
              <th scope="row">{texts.deal.sum}</th>
              {MODELS.map((model) => (
                <td key={model} data-label={texts.models[model]}>
                  {sum}
                </td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
    </Scroll>
  );
}

function SourcedAll({ data }: { data: DealAttribution }) {
  const { attribution: texts } = useTexts();
  return (
    <section className={reports.section}>
      <h3 className={reports.heading}>{texts.deal.sourcedTitle}</h3>
      <dl className={classes.terms}>
        {data.sourced.map(({ definition, holds, locked }) => (
          <div key={definition} style={{ display: 'contents' }}>
            <dt>{texts.sourced[definition]}</dt>
            <dd>
              {holds ? texts.deal.yes : texts.deal.no} {locked && <span className={reports.quiet}>({texts.deal.locked})</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
