import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { chooseCustomer, leaveCustomer, listCustomerMatches, makeCustomer, reviewCustomer } from '#modules/orders/contract/customers.ts';
import { MATCH_STATES, type MatchState } from '#modules/orders/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type ChosenCompany, CompanySelect } from '../../parts/companies/CompanySelect.tsx';
import classes from '../../parts/orders/orders.module.css';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Money, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Match = OutputOf<typeof listCustomerMatches>['items'][number];

/** Documents whose customer a person has to name. */
export function CustomerMatchesScreen() {
  const { orders } = useTexts();
  const texts = orders.customers;
  const [place, change] = useUrlState({ state: 'waiting' });
  const state: MatchState = MATCH_STATES.find((one) => one === place.state) ?? 'waiting';
  const list = useReadPages(listCustomerMatches, { state }, { topics: ['customer_match', 'company'] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const writable = list.data?.pages[0]?.writable ?? false;
  return (
    <Page title={texts.title} lead={texts.lead} crumbs={[{ title: orders.reconciliation.title, to: paths.reconciliation() }]} narrow>
      <NativeSelect
        size="xs"
        label={texts.show}
        w={160}
        mb={16}
        value={state}
        onChange={(event) => change({ state: event.currentTarget.value })}
        data={MATCH_STATES.map((value) => ({ value: value as string, label: texts.states[value] }))}
      />
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <EmptyState title={texts.empty} />}
      {rows.map((match) => (
        <MatchCard key={match.id} match={match} writable={writable} />
      ))}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </Page>
  );
}

function MatchCard({ match, writable }: { match: Match; writable: boolean }) {
  const { orders } = useTexts();
  const texts = orders.customers;
  const { document, said, company } = match;
  const name = document.number ?? document.subject ?? orders[document.entity].nameless;
  const told = (['number', 'name', 'taxId', 'email'] as const).flatMap((key) => (said[key] ? [`${texts[key]}: ${said[key]}`] : []));
  return (
    <article className={classes.card} aria-label={name}>
      <div className={classes.line}>
        <h2 className={classes.heading}>
          <Go to={paths[document.entity](document.id)}>{orders[document.entity].one(name)}</Go>
        </h2>
        <span>
          {document.totalMinor !== null && <Money value={{ amountMinor: document.totalMinor, currency: document.currency }} />}{' '}
          <span className={classes.quiet}>
            <When at={match.documentAt} form="date" />
          </span>
        </span>
      </div>
      <p>
        {texts.said}: {told.join(' · ')}
      </p>
      {match.state === 'settled' ? (
        <p>
          {company ? <Go to={paths.company(company.id)}>{company.name}</Go> : '–'} {match.how && <Mark>{texts.how[match.how]}</Mark>}
        </p>
      ) : (
        <Decision match={match} writable={writable} />
      )}
    </article>
  );
}

function Decision({ match, writable }: { match: Match; writable: boolean }) {
  const texts = useTexts().orders.customers;
  const format = useFormat();
  const toast = useToast();
  const [all, setAll] = useState(match.sameNumber > 1);
  const [other, setOther] = useState<ChosenCompany | null>(null);
  const invalidates = ['customer_match', 'invoice', 'order', 'company'];
  const told = ({ settled }: { settled: number }) => toast.done(texts.done(format.number(settled)));
  const choose = useWrite(chooseCustomer, { invalidates, onDone: told });
  const make = useWrite(makeCustomer, { invalidates, onDone: told });
  const aside = useWrite(leaveCustomer, { invalidates });
  const back = useWrite(reviewCustomer, { invalidates });
  const { id, said, proposals } = match;
  const pick = (companyId: string) => void choose.mutateAsync({ id, companyId, all }).catch(toast.problem);
  const take = (one: ChosenCompany) =>
    one.id === null ? void make.mutateAsync({ id, name: one.name, all }).catch(toast.problem) : pick(one.id);
  return (
    <>
      <p className={classes.quiet}>{proposals.length > 0 ? texts.proposals : texts.noProposals}</p>
      <ul className={classes.list}>
        {proposals.map(({ company, reasons }) => (
          <li key={company.id} className={classes.line}>
            <span>
              <Go to={paths.company(company.id)}>{company.name}</Go>{' '}
              <span className={classes.quiet}>{[company.domain, company.taxId, company.city].filter(Boolean).join(' · ')}</span>{' '}
              {reasons.map((reason) => (
                <Mark key={reason}>{texts.reasons[reason]}</Mark>
              ))}
            </span>
            {writable && (
              <Button size="compact-sm" variant="default" aria-label={texts.chooseOf(company.name)} onClick={() => pick(company.id)}>
                {texts.choose}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {writable && (
        <>
          {said.number && (
            <Checkbox
              mt={8}
              label={texts.all(format.number(Math.max(1, match.sameNumber)), said.number)}
              checked={all}
              onChange={(event) => setAll(event.currentTarget.checked)}
            />
          )}
          <div className={classes.tools} style={{ marginBlockStart: 8 }}>
            <CompanySelect label={texts.other} value={other} onChange={setOther} />
            {other && <Button onClick={() => take(other)}>{texts.choose}</Button>}
            {said.name && (
              <Button
                variant="default"
                aria-label={texts.makeOf(said.name)}
                onClick={() => void make.mutateAsync({ id, all }).catch(toast.problem)}
              >
                {texts.make}
              </Button>
            )}
            {match.state === 'waiting' ? (
              <Button variant="default" onClick={() => void aside.mutateAsync({ id }).catch(toast.problem)}>
                {texts.aside}
              </Button>
            ) : (
              <Button variant="default" onClick={() => void back.mutateAsync({ id }).catch(toast.problem)}>
                {texts.back}
              </Button>
            )}
          </div>
        </>
      )}
    </>
  );
}
