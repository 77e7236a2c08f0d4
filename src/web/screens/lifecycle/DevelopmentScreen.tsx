import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { getInDevelopment } from '#modules/lifecycle/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ScoreLabel } from '../../parts/handoffs/ScoreLabel.tsx';
import classes from '../../parts/lifecycle/lifecycle.module.css';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { whose: 'mine', text: '' };
const WHOSE = ['mine', 'territory', 'all'] as const;
type Person = OutputOf<typeof getInDevelopment>['items'][number];

/** For reps: whom marketing warms at their companies, and with what. Nothing here can be changed. */
export function DevelopmentScreen() {
  const texts = useTexts().lifecycle.development;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const whose = WHOSE.find((one) => one === state.whose) ?? 'mine';
  const [text] = useDebouncedValue(state.text.trim(), 200);
  const { data, error, refetch } = useRead(
    getInDevelopment,
    { whose, ...(text ? { text } : {}) },
    { topics: ['contact', 'lead', 'campaign'], keep: true },
  );
  return (
    <Page title={texts.title} lead={texts.lead}>
      <div className={classes.filters}>
        <NativeSelect
          aria-label={texts.title}
          value={whose}
          onChange={(event) => change({ whose: event.currentTarget.value })}
          data={WHOSE.map((value) => ({ value, label: texts.whose[value] }))}
        />
        <TextInput
          aria-label={texts.search}
          placeholder={texts.search}
          data-search
          value={state.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.items.length === 0 && <EmptyState title={texts.empty} />}
      <ul className={classes.people}>
        {data?.items.map((person) => (
          <li key={person.contact.id}>
            <Line person={person} />
          </li>
        ))}
      </ul>
      {data && data.total > data.items.length && <p className={classes.quiet}>{texts.more(format.number(data.total))}</p>}
    </Page>
  );
}

function Line({ person }: { person: Person }) {
  const { lifecycle, leads } = useTexts();
  const texts = lifecycle.development;
  const format = useFormat();
  const { contact, company, label, lastSign, campaigns, tactic, earliestOn, stage } = person;
  return (
    <article className={classes.person} aria-label={contact.name}>
      <div>
        <Go to={paths.contact(contact.id)}>{contact.name}</Go> <ScoreLabel label={label} />
        <div className={classes.quiet}>
          {contact.jobTitle}
          {company && (
            <>
              {contact.jobTitle && ' · '}
              <Go to={paths.company(company.id)}>{company.name}</Go>
            </>
          )}
        </div>
      </div>
      <div>
        <span className={classes.quiet}>{texts.sign}: </span>
        {lastSign ? (
          <>
            {lastSign.subject ?? lastSign.kind.replaceAll('_', ' ')}{' '}
            <span className={classes.quiet}>
              <When at={lastSign.at} />
            </span>
          </>
        ) : (
          '–'
        )}
      </div>
      <div>
        <span className={classes.quiet}>{texts.doing}: </span>
        {[
          ...campaigns.map((one) => `${one.name}${one.responded ? ` (${texts.responded})` : ''}`),
          tactic ? tactic.replaceAll('_', ' ') : '',
          earliestOn ? texts.until(format.date(earliestOn)) : '',
          stage === 'recycled' ? leads.stages.recycled : '',
        ]
          .filter(Boolean)
          .join(' · ') || '–'}
      </div>
    </article>
  );
}
