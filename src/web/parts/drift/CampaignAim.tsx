import { Button } from '@mantine/core';
import { useState } from 'react';
import { getCampaignAim, listCampaignOutside } from '#modules/drift/contract.ts';
import { getCampaignGoals, listCampaignOutsideGoals } from '#modules/goals/contract/aims.ts';
import { tableOf, useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { CriteriaWords } from '../scoring/CriteriaWords.tsx';
import classes from './drift.module.css';

/** Says on a campaign where whom it speaks to is not whom both sides agreed on. */
export function CampaignAim({ id }: { id: string }) {
  return (
    <>
      <AgainstProfile id={id} />
      <AgainstGoals id={id} />
    </>
  );
}

/** Its people belong to what shrinks among who buys, and so many lie outside of the profile that both signed. */
function AgainstProfile({ id }: { id: string }) {
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

/** How many of its people lie outside of whom the signed goals of Sales are about; nothing where none of them says so. */
function AgainstGoals({ id }: { id: string }) {
  const { goals, drift } = useTexts();
  const { aside: texts } = goals;
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const { data } = useRead(getCampaignGoals, { id }, { topics: ['goal', `campaign:${id}`] });
  const aim = data?.aim;
  if (!aim || aim.outside.k === 0) return null;
  return (
    <div className={classes.notice}>
      {aim.against && (
        <>
          <Mark tone="soon">{drift.outside.discrepancy}</Mark> {texts.against}{' '}
        </>
      )}
      <Go to={paths.goals()}>{texts.label}</Go>: <Figure inline label={texts.label} rate={aim.outside} onOpen={() => setOpened(!opened)} />
      {aim.unknown > 0 && ` · ${texts.unknown(format.number(aim.unknown))}`}
      <ul className={classes.people}>
        {aim.goals.map((goal) => (
          <li key={goal.id}>
            {texts.about(goal.title)} <CriteriaWords entity="contact" criteria={goal.segment} />
          </li>
        ))}
      </ul>
      {opened && <OutsideGoals id={id} onClose={() => setOpened(false)} />}
    </div>
  );
}

function OutsideGoals({ id, onClose }: { id: string; onClose: () => void }) {
  const { drift: texts, goals } = useTexts();
  const list = tableOf(useReadPages(listCampaignOutsideGoals, { id }, { topics: [`campaign:${id}`, 'goal'] }));
  return (
    <section aria-label={goals.aside.rows}>
      {list.problem && <ProblemNotice problem={list.problem} onRetry={list.onRetry} />}
      <ul className={classes.people}>
        {list.rows?.map(({ contactId, name, company }) => (
          <li key={contactId}>
            {name === null ? texts.hidden : <Go to={paths.contact(contactId)}>{name}</Go>} {company && `· ${company}`}
          </li>
        ))}
      </ul>
      <MoreOrClose list={list} onClose={onClose} />
    </section>
  );
}

function MoreOrClose({ list, onClose }: { list: { hasMore: boolean; loadingMore: boolean; onMore: () => void }; onClose: () => void }) {
  const { drift: texts } = useTexts();
  return (
    <>
      {list.hasMore && (
        <Button size="compact-sm" variant="default" loading={list.loadingMore} onClick={list.onMore}>
          {texts.outside.more}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={onClose}>
        {texts.outside.close}
      </Button>
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
      <MoreOrClose list={list} onClose={onClose} />
    </section>
  );
}
