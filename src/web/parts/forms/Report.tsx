import { getFormReport, listFormVersions } from '#modules/forms/contract/forms.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from '../templates/templates.module.css';

/** What came of a form: every figure opens its rows. */
export function Report({ id }: { id: string }) {
  const { report: texts, answers } = useTexts().forms;
  const format = useFormat();
  const { data, error, refetch } = useRead(getFormReport, { id }, { topics: ['form', 'form_answer', 'conversion'] });
  const versions = useRead(listFormVersions, { id }, { topics: ['form'] }).data?.items ?? [];
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const taken = paths.formAnswers({ formId: id, state: 'taken' });
  const busy = data.days.filter(({ sent, aside }) => sent + aside > 0);
  return (
    <div className={classes.column}>
      <section className={classes.panel} aria-label={texts.period}>
        <h2>{texts.period}</h2>
        <Figures>
          <Figure label={texts.seen} definition={texts.seenHelp} value={format.number(data.seen)} beside={texts.machines(data.machines)} />
          <Figure label={texts.begun} value={format.number(data.begun)} />
          <Figure
            label={texts.sent}
            value={format.number(data.sent)}
            to={taken}
            beside={data.rescued > 0 ? texts.rescued(data.rescued) : undefined}
          />
          <Figure label={texts.aside} value={format.number(data.aside)} to={paths.formAnswers({ formId: id, state: 'aside' })} />
          <Figure label={texts.rate} rate={data.sentOfSeen} to={taken} />
          <Figure
            label={texts.valid}
            definition={texts.validHelp}
            rate={data.validOfReviewed}
            to={taken}
            beside={data.unreviewed > 0 ? texts.unreviewed(data.unreviewed) : undefined}
          />
        </Figures>
      </section>
      <section className={classes.panel}>
        {busy.length === 0 ? (
          <p className={classes.quiet}>{texts.none}</p>
        ) : (
          <Bars
            title={texts.days}
            columns={[texts.day, answers.title]}
            bars={busy.map(({ day, sent }) => ({ id: day, label: format.date(day), value: sent, text: format.number(sent) }))}
          />
        )}
      </section>
      <section className={classes.panel} aria-label={texts.versions}>
        <h2>{texts.versions}</h2>
        <ul className={classes.checks}>
          {versions.map((version) => (
            <li key={version.id}>
              {texts.version(version.number)} · <When at={version.publishedAt} /> · {version.publishedBy?.name} ·{' '}
              {texts.answers(version.answers)}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
