import { Button } from '@mantine/core';
import { getAsset, getAssetFile } from '#modules/library/contract/assets.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { download } from '../../api.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { CustomersSay } from '../../parts/insights/CustomersSay.tsx';
import { AssetActions } from '../../parts/library/AssetActions.tsx';
import { AssetDisputes } from '../../parts/library/AssetDisputes.tsx';
import { AssetFigures } from '../../parts/library/AssetFigures.tsx';
import classes from '../../parts/library/library.module.css';
import { NextVersion } from '../../parts/library/NextVersion.tsx';
import { ShareRows, whichOf } from '../../parts/library/ShareRows.tsx';
import { personaName, stageName } from '../../parts/library/words.ts';
import { RecordQuestions } from '../../parts/questions/RecordQuestions.tsx';
import { ReviewPanel } from '../../parts/reviews/ReviewPanel.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Asset = OutputOf<typeof getAsset>;
const DEFAULTS = { which: '' };

/** One asset: how to use it, what became of it, its versions, who has it, and where the teams disagree on it. */
export function AssetScreen() {
  const { library } = useTexts();
  const id = useParam('id');
  const [state, change] = useUrlState(DEFAULTS);
  const { data, error, refetch } = useRead(getAsset, { id }, { topics: [`asset:${id}`, 'asset_share'] });
  const crumbs = [{ title: library.title, to: paths.library() }];
  if (!data)
    return (
      <Page title={error ? library.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={data.name}
      lead={library.kinds[data.kind]}
      crumbs={crumbs}
      beside={<Marks asset={data} />}
      actions={<AssetActions asset={data} />}
    >
      {data.retireReason && <p className={classes.plain}>{`${library.states.retired}: ${data.retireReason}`}</p>}
      <Guidance asset={data} />
      <section className={classes.section} aria-label={library.figures.title}>
        <h2 className={classes.heading}>{library.figures.title}</h2>
        <AssetFigures of={data.figures} onOpen={(which) => change({ which })} />
      </section>
      <section className={classes.section} aria-label={library.versions}>
        <h2 className={classes.heading}>{library.versions}</h2>
        <NextVersion asset={data} />
        {data.versions.flatMap((version) =>
          version.number === null ? [] : [<VersionCard key={version.id} version={version} number={version.number} />],
        )}
      </section>
      <CustomersSay target="asset" id={id} />
      <ShareRows assetId={id} which={whichOf(state.which)} onWhich={(which) => change({ which })} />
      <ReviewPanel about={{ subject: 'asset', subjectId: id }} name={data.name} />
      <RecordQuestions about={{ subject: 'asset', id, name: data.name }} />
      <AssetDisputes assetId={id} mayRaise={data.may.dispute} />
    </Page>
  );
}

function Marks({ asset }: { asset: Asset }) {
  const { library } = useTexts();
  return (
    <>
      <Mark tone={asset.sendable ? 'good' : 'plain'}>{library.states[asset.state]}</Mark>
      {asset.audience === 'internal' && <Mark>{library.marks.internal}</Mark>}
      {asset.stale && <Mark tone="soon">{library.marks.stale}</Mark>}
      {asset.expired && <Mark tone="late">{library.marks.expired}</Mark>}
    </>
  );
}

function Guidance({ asset }: { asset: Asset }) {
  const texts = useTexts();
  const { library } = texts;
  const format = useFormat();
  const facts: [string, string][] = [
    [library.facts.forWhom, asset.personas.map((one) => personaName(texts, one)).join(', ') || library.anyPersona],
    [library.facts.stages, asset.stages.map((one) => stageName(texts, one)).join(', ') || library.anyStage],
    [library.facts.audience, library.audiences[asset.audience]],
    ...(asset.buyingJobs.length > 0
      ? [[library.facts.jobs, asset.buyingJobs.map((one) => library.buyingJobs[one]).join(', ')] as [string, string]]
      : []),
    ...(asset.topics.length > 0 ? [[library.facts.topics, asset.topics.join(', ')] as [string, string]] : []),
    ...(asset.industries.length > 0 ? [[library.facts.industries, asset.industries.join(', ')] as [string, string]] : []),
    [library.facts.language, asset.language],
    [library.facts.owner, asset.owner?.name ?? '–'],
    [library.facts.review, asset.reviewOn ? format.date(asset.reviewOn) : '–'],
    ...(asset.expiresOn ? [[library.facts.expires, format.date(asset.expiresOn)] as [string, string]] : []),
  ];
  const lists = [
    { title: library.dos, lines: asset.dos },
    { title: library.donts, lines: asset.donts },
  ].filter(({ lines }) => lines.length > 0);
  return (
    <section className={classes.section} aria-label={library.guidance}>
      <h2 className={classes.heading}>{library.guidance}</h2>
      <p className={classes.plain}>{asset.howTo ?? library.noGuidance}</p>
      <div className={classes.sides}>
        {lists.map(({ title, lines }) => (
          <div key={title}>
            <h3>{title}</h3>
            <ul className={classes.points}>
              {[...new Set(lines)].map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        ))}
        <dl className={classes.facts}>
          {facts.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}

function VersionCard({ version, number }: { version: Asset['versions'][number]; number: number }) {
  const { library } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const title = library.version(format.number(number));
  return (
    <article className={classes.card} aria-label={title}>
      <div className={classes.line}>
        <h3>{title}</h3>
        <span className={classes.quiet}>
          {version.publishedBy?.name} · <When at={version.publishedAt} />
        </span>
        {version.holders > 0 && <span className={classes.quiet}>{library.holders(format.number(version.holders))}</span>}
      </div>
      {version.changes && <p className={classes.plain}>{version.changes}</p>}
      <div className={classes.line}>
        <span className={classes.plain}>{version.file?.name ?? version.url ?? version.template?.name}</span>
        {version.file && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={`${library.look}: ${title}`}
            onClick={() => void download(getAssetFile, { id: version.id }, version.file?.name).catch(toast.problem)}
          >
            {library.look}
          </Button>
        )}
      </div>
    </article>
  );
}
