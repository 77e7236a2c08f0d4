import { Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { getContactOffers, takeBackTelling, tellOffer } from '#modules/offers/contract/offers.ts';
import { WAYS, type Way } from '#modules/offers/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './offers.module.css';

type Read = OutputOf<typeof getContactOffers>;

/** Beside a contact. */
export function OffersPanel({ contactId }: { contactId: string }) {
  const texts = useTexts().offers.contact;
  return <ContactOffers contactId={contactId} frame={(body) => <Panel title={texts.title}>{body}</Panel>} />;
}

export interface ContactOffersProps {
  contactId: string;
  /** What stands around it; nothing is shown where there is nothing to say. */
  frame: (body: ReactNode) => ReactNode;
}

/** The version a person knows of each offer, and what fits now, with one click to write down that they were told. */
export function ContactOffers({ contactId, frame }: ContactOffersProps) {
  const texts = useTexts().offers.contact;
  const { data } = useRead(getContactOffers, { id: contactId }, { topics: ['offer', `contact:${contactId}`] });
  if (!data || (data.known.length === 0 && data.fitting.length === 0)) return null;
  const fitting = data.fitting.filter(({ known }) => !known);
  return frame(
    <ul className={classes.list}>
      {data.known.map((one) => (
        <Known key={one.id} one={one} contactId={contactId} />
      ))}
      {fitting.map((one) => (
        <li key={one.versionId}>
          <div className={classes.line}>
            <span className={classes.quiet}>{texts.fits}</span>
            <Go to={paths.offer(one.offer.id)}>{one.offer.name}</Go>
            <Worth of={one} />
            {data.mayTell && <Tell one={one} contactId={contactId} />}
          </div>
          <p className={classes.quiet}>{one.talkingPoints[0] ?? one.summary}</p>
        </li>
      ))}
    </ul>,
  );
}

function Known({ one, contactId }: { one: Read['known'][number]; contactId: string }) {
  const { offers: texts } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const takeBack = useWrite(takeBackTelling, { invalidates: ['offer', `contact:${contactId}`] });
  return (
    <li>
      <div className={classes.line}>
        <span className={classes.quiet}>{texts.contact.knows}</span>
        <Go to={paths.offer(one.offer.id)}>{one.offer.name}</Go>
        <span className={classes.quiet}>{texts.version(format.number(one.number))}</span>
        {one.standing !== 'current' && <Mark tone="soon">{texts.contact.standings[one.standing]}</Mark>}
      </div>
      <div className={classes.line}>
        <span className={classes.quiet}>
          {texts.ways[one.way]} · <When at={one.toldAt} /> {one.by && `· ${one.by}`}
        </span>
        {one.mine && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`${texts.contact.takeBack}: ${one.offer.name}`}
            onClick={() => void takeBack.mutateAsync({ id: one.id }).catch(toast.problem)}
          >
            {texts.contact.takeBack}
          </Button>
        )}
      </div>
    </li>
  );
}

function Tell({ one, contactId }: { one: Read['fitting'][number]; contactId: string }) {
  const { offers: texts } = useTexts();
  const toast = useToast();
  const topics = ['offer', `contact:${contactId}`];
  const tell = useWrite(tellOffer, { invalidates: topics });
  const takeBack = useWrite(takeBackTelling, { invalidates: topics });
  const write = async (way: Way) => {
    try {
      const { id } = await tell.mutateAsync({ id: contactId, versionId: one.versionId, way });
      toast.done(texts.contact.written(one.offer.name), { undo: () => takeBack.mutateAsync({ id }) });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <Menu>
      <Menu.Target>
        <Button size="compact-xs" variant="default" loading={tell.isPending} aria-label={texts.contact.toldIt(one.offer.name)}>
          {texts.contact.told}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {WAYS.map((way) => (
          <Menu.Item key={way} onClick={() => void write(way)}>
            {texts.ways[way]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface Worthy {
  priceMinor: number | null;
  currency: string | null;
  discountPercent: number | null;
}

/** Price and discount in one place. */
export function Worth({ of: { priceMinor, currency, discountPercent } }: { of: Worthy }) {
  const texts = useTexts().offers;
  const format = useFormat();
  const parts = [
    ...(priceMinor !== null && currency !== null ? [format.money({ amountMinor: priceMinor, currency }, 'short')] : []),
    ...(discountPercent === null ? [] : [texts.percentOff(format.number(discountPercent))]),
  ];
  return <span>{parts.join(', ') || '–'}</span>;
}
