import { getSend } from '#modules/sends/contract/sends.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { RecordQuestions } from '../../parts/questions/RecordQuestions.tsx';
import { ReviewPanel } from '../../parts/reviews/ReviewPanel.tsx';
import { SendMark } from '../../parts/sends/marks.tsx';
import { SendActions } from '../../parts/sends/SendActions.tsx';
import { SendPlan } from '../../parts/sends/SendPlan.tsx';
import { SendResult } from '../../parts/sends/SendResult.tsx';
import { SendRows } from '../../parts/sends/SendRows.tsx';
import { SendRunning } from '../../parts/sends/SendRunning.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { state: '', code: '', fact: '', variant: '', show: false };

/** One mailing: while it is a draft its plan; afterwards how far it is, what came of it, and the people behind each figure. */
export function SendScreen() {
  const texts = useTexts().sends;
  const format = useFormat();
  const id = useParam('id');
  const mayReport = useCan('report:read');
  const [filter, setFilter] = useUrlState(DEFAULTS);
  const { data, error, refetch } = useRead(getSend, { id }, { topics: [`send:${id}`] });
  const open = (next: Partial<typeof DEFAULTS>) => void setFilter({ ...DEFAULTS, show: true, ...next }, { push: true });
  return (
    <Page
      title={data?.name}
      crumbs={[{ title: texts.title, to: paths.sends() }]}
      beside={
        data && (
          <>
            <Side side={data.side} /> <SendMark state={data.state} />
          </>
        )
      }
      actions={data && <SendActions send={data} />}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.test && (
        <p>
          {texts.test.of(format.number(data.test.people))}{' '}
          {data.test.of ? <Go to={paths.send(data.test.of.id)}>{data.test.of.name}</Go> : texts.test.gone}
        </p>
      )}
      {data?.state === 'draft' && data.mayWrite && <SendPlan send={data} />}
      {data && (data.state !== 'draft' || !data.mayWrite) && (
        <>
          <SendRunning send={data} onOpen={open} />
          {mayReport && data.counts.total > 0 && <SendResult send={data} onOpen={open} />}
          {filter.show && <SendRows sendId={id} filter={filter} onChange={open} onClose={() => void setFilter(DEFAULTS)} />}
        </>
      )}
      {data && <ReviewPanel about={{ subject: 'send', subjectId: data.test?.of?.id ?? id }} name={data.test?.of?.name ?? data.name} />}
      {data && <RecordQuestions about={{ subject: 'send', id, name: data.name }} />}
    </Page>
  );
}
