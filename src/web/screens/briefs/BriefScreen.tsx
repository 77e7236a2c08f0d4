import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { getBrief, readBrief, sendBrief } from '#modules/briefs/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type Brief, BriefEdit, BriefRead } from '../../parts/briefs/BriefLines.tsx';
import classes from '../../parts/briefs/briefs.module.css';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { BriefMark } from './BriefsScreen.tsx';

/** One brief: written by its team until it is sent, read by the other. */
export function BriefScreen() {
  const { briefs: texts, ui } = useTexts();
  const format = useFormat();
  const id = useParam('id');
  const { data, error, refetch } = useRead(getBrief, { id }, { topics: [`brief:${id}`] });
  useReading(data);
  const crumbs = [{ title: texts.title, to: paths.briefs() }];
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={texts.name(ui.sides[data.party], format.month(data.month))}
      crumbs={crumbs}
      beside={<BriefMark of={data} />}
      lead={
        <>
          {texts.columns.owner} <PersonName person={data.owner} /> · {data.sentAt ? texts.columns.sent : texts.columns.due}{' '}
          <When at={data.sentAt ?? data.dueOn} />
        </>
      }
      actions={<Actions of={data} />}
    >
      <div className={classes.page}>
        {data.may.edit ? <BriefEdit key={data.id} of={data} /> : <BriefRead of={data} />}
        {data.state === 'sent' && <Readers of={data} />}
      </div>
    </Page>
  );
}

/** Opened by somebody it went to: it is read. */
function useReading(brief: Brief | undefined) {
  const { mutate } = useWrite(readBrief, { invalidates: ['brief'] });
  const id = brief?.unread ? brief.id : null;
  useEffect(() => {
    if (id) mutate({ id });
  }, [id, mutate]);
}

function Actions({ of }: { of: Brief }) {
  const { briefs: texts, ui } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const send = useWrite(sendBrief, { invalidates: ['brief'], onDone: ({ people }) => toast.done(texts.sent(format.number(people))) });
  const ask = async () => {
    const other = ui.sides[of.party === 'sales' ? 'marketing' : 'sales'];
    if (await confirm({ title: texts.sendTitle(other), body: texts.sendBody, action: texts.send }))
      send.mutate({ id: of.id }, { onError: toast.problem });
  };
  return (
    <>
      <Button variant="default" onClick={() => window.print()}>
        {texts.print}
      </Button>
      {of.may.edit && <Button onClick={() => void ask()}>{texts.send}</Button>}
    </>
  );
}

function Readers({ of }: { of: Brief }) {
  const texts = useTexts().briefs;
  const format = useFormat();
  return (
    <section className={`${classes.section} ${classes.unprinted}`} aria-label={texts.readers}>
      <h2 className={classes.heading}>
        {texts.readers}: {texts.readOf(format.number(of.read.k), format.number(of.read.n))}
      </h2>
      <ul className={classes.list}>
        {of.readers.map((reader) => (
          <li key={reader.id}>
            <PersonName person={reader} />{' '}
            <span className={classes.quiet}>{reader.readAt ? <When at={reader.readAt} /> : texts.notYet}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
