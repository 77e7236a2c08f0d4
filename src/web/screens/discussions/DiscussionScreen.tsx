import { getDiscussion } from '#modules/discussions/contract.ts';
import { useRead } from '../../data.ts';
import { Attached, DayFigures, type Discussion } from '../../parts/discussions/Attached.tsx';
import { DiscussionMark } from '../../parts/discussions/DiscussionMark.tsx';
import classes from '../../parts/discussions/discussions.module.css';
import { Talk, TalkActions } from '../../parts/discussions/Talk.tsx';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

/** One discussion: what is wrong, what stands behind it, what was said, and how it ends. */
export function DiscussionScreen() {
  const texts = useTexts().discussions;
  const id = useParam('id');
  const { data, error, refetch } = useRead(getDiscussion, { id }, { topics: [`discussion:${id}`] });
  const crumbs = [{ title: texts.title, to: paths.discussions() }];
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page title={data.what || texts.erased} crumbs={crumbs} beside={<DiscussionMark of={data} />} actions={<TalkActions of={data} />}>
      <div className={classes.layout}>
        <Talk of={data} />
        <div className={classes.section}>
          <Facts of={data} />
          <DayFigures of={data} />
          <Attached of={data} />
        </div>
      </div>
    </Page>
  );
}

function Facts({ of }: { of: Discussion }) {
  const texts = useTexts().discussions;
  return (
    <dl className={classes.facts}>
      <dt>{texts.columns.raised}</dt>
      <dd>
        {of.raisedBy?.name ?? '–'} · <When at={of.raisedAt} />
      </dd>
      <dt>{texts.to}</dt>
      <dd>
        <Side side={of.toParty} /> {of.answerer?.name ?? texts.nobody}
      </dd>
      <dt>{texts.answerBy}</dt>
      <dd>
        <When at={of.dueOn} />
      </dd>
      <dt>{texts.people}</dt>
      <dd>{of.people.map(({ name }) => name).join(', ')}</dd>
      {of.closedAt && (
        <>
          <dt>{texts.states.closed}</dt>
          <dd>
            {of.closedBy?.name ?? '–'} · <When at={of.closedAt} />
          </dd>
        </>
      )}
    </dl>
  );
}
