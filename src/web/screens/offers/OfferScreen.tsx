import { Button } from '@mantine/core';
import { getOffer } from '#modules/offers/contract/offers.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { CustomersSay } from '../../parts/insights/CustomersSay.tsx';
import { Confirmations } from '../../parts/offers/ChangeCard.tsx';
import { Difference } from '../../parts/offers/Difference.tsx';
import { Holders } from '../../parts/offers/Holders.tsx';
import { LaunchPanel } from '../../parts/offers/LaunchPanel.tsx';
import { OfferActions } from '../../parts/offers/OfferActions.tsx';
import classes from '../../parts/offers/offers.module.css';
import { RecordQuestions } from '../../parts/questions/RecordQuestions.tsx';
import { ReviewPanel } from '../../parts/reviews/ReviewPanel.tsx';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

type Offer = OutputOf<typeof getOffer>;
type Version = Offer['versions'][number];

const DEFAULTS = { holders: '' };

/** One offer: what it waits for, its versions with what is different, who confirmed, and who knows which version. */
export function OfferScreen() {
  const texts = useTexts().offers;
  const id = useParam('id');
  const [state, change] = useUrlState(DEFAULTS);
  const { data, error, refetch } = useRead(getOffer, { id }, { topics: [`offer:${id}`, 'change_notice'] });
  const crumbs = [{ title: texts.crumb, to: paths.offers() }];
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={data.name}
      lead={[texts.kinds[data.kind], data.owner?.name].filter(Boolean).join(' · ')}
      crumbs={crumbs}
      beside={
        <Mark tone={data.state === 'running' ? 'good' : data.state === 'announced' ? 'soon' : 'plain'}>{texts.states[data.state]}</Mark>
      }
      actions={<OfferActions offer={data} />}
    >
      {data.endReason && (data.state === 'ended' || data.state === 'withdrawn') && (
        <p className={classes.notice}>{texts.over(texts.states[data.state], data.endReason)}</p>
      )}
      <LaunchPanel offer={data} />
      <section className={classes.section} aria-label={texts.versions}>
        <h2 className={classes.heading}>{texts.versions}</h2>
        {data.versions.map((version, index) => (
          <VersionCard
            key={version.id}
            version={version}
            first={index === data.versions.length - 1}
            onHolders={() => change({ holders: version.id }, { push: true })}
          />
        ))}
      </section>
      <ReviewPanel about={{ subject: 'offer', subjectId: data.id }} name={data.name} />
      <RecordQuestions about={{ subject: 'offer', id: data.id, name: data.name }} />
      <CustomersSay target="offer" id={id} />
      <Holders offer={data} chosen={state.holders} onChoose={(holders) => change({ holders })} />
    </Page>
  );
}

function VersionCard({ version, first, onHolders }: { version: Version; first: boolean; onHolders: () => void }) {
  const texts = useTexts().offers;
  const format = useFormat();
  const title = texts.version(format.number(version.number));
  const steps = [
    ...(version.announcedAt ? [{ what: texts.announcedBy, at: version.announcedAt, by: version.announcedBy }] : []),
    ...(version.launchedAt ? [{ what: texts.startedBy, at: version.launchedAt, by: version.launchedBy }] : []),
    ...(version.supersededAt ? [{ what: texts.replacedAt, at: version.supersededAt, by: null }] : []),
  ];
  return (
    <article className={classes.card} aria-label={title}>
      <div className={classes.line}>
        <h3>{title}</h3>
        <Mark tone={version.state === 'running' ? 'good' : version.state === 'announced' ? 'soon' : 'plain'}>
          {texts.states[version.state]}
        </Mark>
        {version.holders > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={onHolders}>
            {texts.columns.told}: {format.number(version.holders)}
          </Button>
        )}
      </div>
      {steps.length > 0 && (
        <p className={classes.quiet}>
          {steps.map(({ what, at, by }) => (
            <span key={what}>
              {what} <When at={at} form="moment" />
              {by && (
                <>
                  , <PersonName person={by} />
                </>
              )}
              .{' '}
            </span>
          ))}
          {version.launchedBecause && `${texts.because[version.launchedBecause]}.`}
        </p>
      )}
      {version.overrideReason && <p className={classes.plain}>{version.overrideReason}</p>}
      <Difference label={`${title}: ${first ? texts.says : texts.difference}`} changes={version.difference} first={first} />
      {version.confirmed && <Confirmations noticeId={version.confirmed.noticeId} k={version.confirmed.k} n={version.confirmed.n} />}
    </article>
  );
}
