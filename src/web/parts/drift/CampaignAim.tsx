import { Button } from '@mantine/core';
import { useState } from 'react';
import { getCampaignAim, listCampaignOutside } from '#modules/drift/contract.ts';
import { tableOf, useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './drift.module.css';

/** Says on a campaign that its people belong to what shrinks among who buys, and how many lie outside of the profile that both signed. */
export function CampaignAim({ id }: { id: string }) {
  const { drift: texts } = useTexts();
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const { data } = useRead(getCampaignAim, { id }, { topics: ['drift', 'profile', `campaign:${id}`] });
  if (!data) return null;
  const what = data.items.map(({ label, segments }) => `${label}: ${segments.join(', ')}`).join(' · ');
  const { profile } = data;
  return (
    <>
      {what && (
        <p className={classes.notice}>
          <Go to={paths.drift()}>{texts.flag(what)}</Go>
        </p>
      )}
      {profile && profile.outside.k > 0 && (
        <div className={classes.notice}>
          {profile.against && (
            <>
              <Mark tone="soon">{texts.outside.discrepancy}</Mark> {texts.outside.against}{' '}
            </>
          )}
          <Go to={paths.profile()}>{texts.outside.label}</Go>:{' '}
          <Figure inline label={texts.outside.label} rate={profile.outside} onOpen={() => setOpened(!opened)} />
          {profile.unknown > 0 && ` · ${texts.outside.unknown(format.number(profile.unknown))}`}
          {opened && <Outside id={id} onClose={() => setOpened(false)} />}
        </div>
      )}
    </>
  );
}

function Outside({ id, onClose }: { id: string; onClose: () => void }) {
  const { drift: texts } = useTexts();
  const list = tableOf(useReadPages(listCampaignOutside, { id }, { topics: [`campaign:${id}`, 'profile'] }));
  return (
    <section aria-label={texts.outside.rows}>
      {list.problem && <ProblemNotice problem={list.problem} onRetry={list.onRetry} />}
      <ul className={classes.people}>
        {list.rows?.map(({ contactId, name, fit }) => (
          <li key={contactId}>
            {name === null ? texts.hidden : <Go to={paths.contact(contactId)}>{name}</Go>} <Mark>{texts.outside.fit(fit)}</Mark>
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button size="compact-sm" variant="default" loading={list.loadingMore} onClick={list.onMore}>
          {texts.outside.more}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={onClose}>
        {texts.outside.close}
      </Button>
    </section>
  );
}
