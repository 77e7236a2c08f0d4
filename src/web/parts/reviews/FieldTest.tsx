import { Button, Drawer, Select } from '@mantine/core';
import { useState } from 'react';
import { listFieldTestRows, type Review, setFieldTest } from '#modules/reviews/contract.ts';
import { listSends } from '#modules/sends/contract/sends.ts';
import { useRead, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './reviews.module.css';

/** The mailing that tries it out on a small part first, and who replied. */
export function FieldTest({ review, mayAsk }: { review: Review; mayAsk: boolean }) {
  const { test: texts } = useTexts().reviews;
  const [open, setOpen] = useState(false);
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
              <Figure label={texts.replies} definition={texts.definition} rate={test.replies} onOpen={() => setOpen(true)} />
              {test.lastAt && (
                <p className={classes.quiet}>
                  {texts.last} <When at={test.lastAt} />
                </p>
              )}
            </>
          )}
        </>
      )}
      {mayAsk && <ChooseTest reviewId={review.id} chosen={test?.send ?? null} />}
      {open && <Rows reviewId={review.id} onClose={() => setOpen(false)} />}
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

function Rows({ reviewId, onClose }: { reviewId: string; onClose: () => void }) {
  const { reviews, ui } = useTexts();
  const texts = reviews.test;
  const format = useFormat();
  const list = useReadPages(listFieldTestRows, { id: reviewId }, { topics: ['launch_review'] });
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
        {rows.map(({ id, contact, at, replied }) => (
          <li key={id}>
            {contact ? <Go to={paths.contact(contact.id)}>{contact.name}</Go> : texts.hidden}{' '}
            <span className={classes.quiet}>
              <When at={at} /> · {replied ? texts.replied : texts.silent}
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
