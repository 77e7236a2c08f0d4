import { getQuestion } from '#modules/questions/contract/questions.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { AnswerForm, QuestionActions, SayForm } from '../../parts/questions/AnswerForms.tsx';
import { AboutRecord, OwedBy, QuestionMark } from '../../parts/questions/QuestionMark.tsx';
import classes from '../../parts/questions/questions.module.css';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

type Detail = OutputOf<typeof getQuestion>;

/** One question: its words, its answer, what was said since. */
export function QuestionScreen() {
  const texts = useTexts().questions;
  const id = useParam('id');
  const { data, error, refetch } = useRead(getQuestion, { id }, { topics: [`question:${id}`] });
  const crumbs = [{ title: texts.title, to: paths.questions() }];
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  const title = data.words === null ? texts.hidden : shortened(data.words) || texts.erased;
  return (
    <Page title={title} crumbs={crumbs} beside={<QuestionMark of={data} />} actions={<QuestionActions of={data} />}>
      <div className={classes.layout}>
        <Said of={data} />
        <Facts of={data} />
      </div>
    </Page>
  );
}

const LONGEST_TITLE = 90;
const shortened = (words: string) => (words.length > LONGEST_TITLE ? `${words.slice(0, LONGEST_TITLE)}…` : words);

function Said({ of }: { of: Detail }) {
  const texts = useTexts().questions;
  return (
    <div className={classes.section}>
      {of.words !== null && of.words !== shortened(of.words) && <p className={classes.body}>{of.words}</p>}
      {of.state === 'answered' && of.words !== null && (
        <article className={classes.answer}>
          <p className={classes.body}>{of.answer || texts.erased}</p>
          <p className={classes.quiet}>
            <PersonName person={of.answeredBy} /> · <When at={of.answeredAt} />
            {of.through && ` · ${texts.through[of.through]}`}
          </p>
        </article>
      )}
      {of.said.length > 0 && <h2 className={classes.heading}>{texts.saidSince}</h2>}
      {of.said.map((word) => (
        <article key={word.id} className={classes.entry}>
          <p className={classes.body}>{word.body || texts.erased}</p>
          <p className={classes.quiet}>
            <PersonName person={word.by} /> · <When at={word.at} /> · {texts.through[word.through]}
          </p>
        </article>
      ))}
      {of.may.answer && <AnswerForm of={of} />}
      {of.may.say && <SayForm id={of.id} />}
    </div>
  );
}

function Facts({ of }: { of: Detail }) {
  const texts = useTexts().questions;
  const format = useFormat();
  return (
    <section aria-label={texts.facts}>
      <dl className={classes.facts}>
        <dt>{texts.columns.about}</dt>
        <dd>
          <AboutRecord of={of} />
        </dd>
        <dt>{texts.ask.kind}</dt>
        <dd>{texts.kinds[of.kind]}</dd>
        <dt>{texts.columns.asked}</dt>
        <dd>
          <PersonName person={of.askedBy} /> · <When at={of.askedAt} />
        </dd>
        <dt>{texts.columns.to}</dt>
        <dd>
          <OwedBy of={of} />
        </dd>
        <dt>{texts.columns.due}</dt>
        <dd>
          <When at={of.dueAt} />
        </dd>
        {of.remindedAt && of.state === 'open' && (
          <>
            <dt>{texts.reminded}</dt>
            <dd>
              <When at={of.remindedAt} />
            </dd>
          </>
        )}
        {of.escalatedAt && of.state === 'open' && (
          <>
            <dt>{texts.escalated}</dt>
            <dd>
              <When at={of.escalatedAt} />
            </dd>
          </>
        )}
        {of.state === 'answered' && (
          <>
            <dt>{texts.columns.helped}</dt>
            <dd>
              {texts.helpedTimes(format.number(of.helped))} {of.kept && <Mark>{texts.isKept}</Mark>}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
