import { Button } from '@mantine/core';
import { getVisit, judgeVisit } from '#modules/visits/contract.ts';
import type { Verdict } from '#modules/visits/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './visits.module.css';

type Visit = OutputOf<typeof getVisit>;

/** One visit: who, from where, what was seen, why it is taken for what it is; and what a person says to that. */
export function VisitDetail({ id }: { id: string }) {
  const { visits } = useTexts();
  const texts = visits.visit;
  const format = useFormat();
  const { data: visit, error, refetch } = useRead(getVisit, { id }, { topics: [`visit:${id}`] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!visit) return null;
  return (
    <>
      <Facts visit={visit} />
      <h3>{texts.seen}</h3>
      <ol className={classes.seen}>
        {visit.hits.map((hit) => (
          <li key={hit.id}>
            {hit.kind !== 'page' && `${visits.hits[hit.kind]}: `}
            {hit.target ?? hit.path}
            <span className={classes.facts}>
              <span>{format.time(hit.at)}</span>
              {hit.title && <span>{hit.title}</span>}
            </span>
          </li>
        ))}
      </ol>
      <Judging visit={visit} />
    </>
  );
}

function Facts({ visit }: { visit: Visit }) {
  const { visits } = useTexts();
  const texts = visits.visit;
  const format = useFormat();
  const { contact, campaign } = visit;
  const time = visits.rows.line(visits.rows.pages(visit.pages, format.number(visit.pages)), format.duration(visit.seconds * 1000));
  return (
    <dl className={classes.details}>
      <dt>{texts.who}</dt>
      <dd>{contact?.id ? <Go to={paths.contact(contact.id)}>{contact.name}</Go> : contact ? visits.rows.hidden : visits.rows.anonymous}</dd>
      <dt>{texts.when}</dt>
      <dd>
        <When at={visit.startedAt} form="moment" /> · {time}
      </dd>
      <dt>{texts.from}</dt>
      <dd>
        {visit.source} / {visit.medium}
        {visit.referrer && ` · ${visit.referrer}`}
      </dd>
      {(campaign || visit.utmCampaign) && (
        <>
          <dt>{texts.campaign}</dt>
          <dd>{campaign ? <Go to={paths.campaign(campaign.id)}>{campaign.name}</Go> : visit.utmCampaign}</dd>
        </>
      )}
      <dt>{texts.verdict}</dt>
      <dd>
        {visits.verdicts[visit.verdict]}: {visits.reasons[visit.reason]} {visit.judgedBy && texts.by(visit.judgedBy.name)}
      </dd>
    </dl>
  );
}

function Judging({ visit }: { visit: Visit }) {
  const texts = useTexts().visits.visit;
  const toast = useToast();
  const may = useCan('record:write');
  const judge = useWrite(judgeVisit, { invalidates: ['visit'], onDone: () => toast.done(texts.judged) });
  if (!may) return null;
  const say = (verdict: Verdict | null) => judge.mutate({ id: visit.id, verdict }, { onError: toast.problem });
  return (
    <div className={classes.actions}>
      {visit.verdict !== 'human' && (
        <Button variant="default" onClick={() => say('human')} loading={judge.isPending}>
          {texts.isPerson}
        </Button>
      )}
      {visit.verdict !== 'machine' && (
        <Button variant="default" onClick={() => say('machine')} loading={judge.isPending}>
          {texts.isMachine}
        </Button>
      )}
      {visit.judgedBy && (
        <Button variant="default" onClick={() => say(null)} loading={judge.isPending}>
          {texts.leave}
        </Button>
      )}
    </div>
  );
}
