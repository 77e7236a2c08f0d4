import { Button, Drawer, Select } from '@mantine/core';
import { useState } from 'react';
import { listFieldTestRows, type Review, setFieldTest } from '#modules/reviews/contract.ts';
import type { About } from '#modules/reviews/schema.ts';
import { listSends } from '#modules/sends/contract/sends.ts';
import { useRead, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { MakeTest } from './MakeTest.tsx';
import classes from './reviews.module.css';

/** The mailing that tries it out on a small part first, and who replied. */
export function FieldTest({ review, about, mayAsk }: { review: Review; about: About; mayAsk: boolean }) {
  const { test: texts } = useTexts().reviews;
  const [open, setOpen] = useState<{ replied?: true; clicked?: true } | null>(null);
  const [making, setMaking] = useState(false);
  const { test } = review;
  return (
    <div className={classes.part}>
      <h3 className={classes.name}>{texts.title}</h3>
      {!test && <p className={classes.quiet}>{texts.none}</p>}
      {test && (
        <>
          <Go to={paths.send(test.send.id)}>{test.send.name}</Go>
          {test.replies.n === 0 ? (
            <p className={classes.quiet}>{texts.nothing}</p>
          ) : (
            <>
              <Figure label={texts.replies} definition={texts.definition} rate={test.replies} onOpen={() => setOpen({})} />
              <Figure
                label={texts.clicks}
                definition={texts.clicksDefinition}
                rate={test.clicks}
                onOpen={() => setOpen({ clicked: true })}
              />
              {test.lastAt && (
                <p className={classes.quiet}>
                  {texts.last} <When at={test.lastAt} />
                </p>
              )}
            </>
          )}
        </>
      )}
      {mayAsk && !test && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => setMaking(true)}>
            {texts.make}
          </Button>
        </div>
      )}
      {mayAsk && <ChooseTest reviewId={review.id} chosen={test?.send ?? null} />}
      {open && <Rows reviewId={review.id} of={open} onClose={() => setOpen(null)} />}
      {making && <MakeTest reviewId={review.id} about={about} onClose={() => setMaking(false)} />}
    </div>
  );
}

function ChooseTest({ reviewId, chosen }: { reviewId: string; chosen: { id: string; name: string } | null }) {
  const { test: texts } = useTexts().reviews;
  const toast = useToast();
  const { data } = useRead(listSends, { limit: 100 }, { topics: ['send'] });
  const write = useWrite(setFieldTest, { invalidates: ['launch_review'] });
  const sends = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const offered = chosen && !sends.some(({ value }) => value === chosen.id) ? [{ value: chosen.id, label: chosen.name }, ...sends] : sends;
  return (
    <Select
      label={texts.which}
      searchable
      clearable
      value={chosen?.id ?? null}
      data={offered}
      onChange={(sendId) => write.mutate({ id: reviewId, sendId }, { onError: toast.problem })}
    />
  );
}

function Rows({ reviewId, of, onClose }: { reviewId: string; of: { replied?: true; clicked?: true }; onClose: () => void }) {
  const { reviews, ui } = useTexts();
  const texts = reviews.test;
  const format = useFormat();
  const list = useReadPages(listFieldTestRows, { id: reviewId, ...of }, { topics: ['launch_review'] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer
      opened
      onClose={onClose}
      title={texts.rows(format.number(rows.length))}
      size={480}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <ul className={classes.list}>
        {rows.map(({ id, contact, at, replied, clicked }) => (
          <li key={id}>
            {contact ? <Go to={paths.contact(contact.id)}>{contact.name}</Go> : texts.hidden}{' '}
            <span className={classes.quiet}>
              <When at={at} /> · {replied ? texts.replied : texts.silent}
              {clicked && ` · ${texts.clicked}`}
            </span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" mt="sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </Drawer>
  );
}
