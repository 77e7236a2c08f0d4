import { Button, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { getStory, giveThanks, takeThanksBack } from '#modules/stories/contract.ts';
import { MOST_WORDS, OF_MARKETING } from '#modules/stories/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { Money, Side, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './stories.module.css';

type Story = OutputOf<typeof getStory>;

/** How a won deal came about: neither team did it alone. */
export function StoryPanel({ dealId }: { dealId: string }) {
  const texts = useTexts().stories;
  const format = useFormat();
  const { data: story } = useRead(getStory, { id: dealId }, { topics: [`deal:${dealId}`] });
  if (!story) return null;
  return (
    <Panel title={texts.panel}>
      {story.days !== null && <p className={classes.quiet}>{texts.days(format.number(story.days))}</p>}
      <div className={classes.sides}>
        <Half story={story} side="marketing" />
        <Half story={story} side="sales" />
      </div>
      {story.handoffs.length > 0 && <Handoffs story={story} />}
      <Result story={story} />
      <Thanks story={story} />
    </Panel>
  );
}

function Half({ story, side }: { story: Story; side: 'marketing' | 'sales' }) {
  const texts = useTexts().stories;
  const format = useFormat();
  const parts = story.parts.filter(({ part }) => OF_MARKETING.includes(part) === (side === 'marketing'));
  const campaigns = side === 'marketing' ? story.campaigns : [];
  const documents = side === 'sales' ? story.documents : [];
  return (
    <div>
      <Side side={side}>{texts[side]}</Side>
      <ul className={classes.list}>
        {campaigns.length > 0 && (
          <li>
            {texts.campaigns}:{' '}
            {campaigns.map(({ id, name }, place) => (
              <span key={id}>
                {place > 0 && ', '}
                <Go to={paths.campaign(id)}>{name}</Go>
              </span>
            ))}
          </li>
        )}
        {parts.map(({ part, n, minutes, firstAt, lastAt }) => (
          <li key={part}>
            {texts.parts[part](format.number(n))}
            {minutes !== null && minutes > 0 && `, ${texts.minutes(format.number(minutes))}`}{' '}
            <span className={classes.quiet}>
              <When at={firstAt} form="date" />
              {n > 1 && (
                <>
                  {' – '}
                  <When at={lastAt} form="date" />
                </>
              )}
            </span>
          </li>
        ))}
        {documents.length > 0 && (
          <li>
            {texts.documents}:{' '}
            {documents.map(({ id, name }, place) => (
              <span key={id}>
                {place > 0 && ', '}
                <Go to={paths.asset(id)}>{name}</Go>
              </span>
            ))}
          </li>
        )}
        {parts.length + campaigns.length + documents.length === 0 && <li className={classes.quiet}>{texts.nothing[side]}</li>}
      </ul>
    </div>
  );
}

function Handoffs({ story }: { story: Story }) {
  const texts = useTexts().stories;
  const format = useFormat();
  return (
    <div>
      <h3 className={classes.heading}>{texts.between}</h3>
      <ul className={classes.list}>
        {story.handoffs.map(({ id, leadId, at, from, to, decision, hours }) => (
          <li key={id}>
            <Go to={paths.lead(leadId)}>{texts.handed(format.date(at), from?.name ?? texts.somebody, to?.name ?? texts.nobody)}</Go>
            {decision && `, ${texts.decisions[decision](format.number(hours ?? 0))}`}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Result({ story }: { story: Story }) {
  const texts = useTexts().stories;
  if (!story.booked && !story.invoiced?.length) return null;
  return (
    <p>
      {story.booked && (
        <>
          {texts.booked}: <Money value={story.booked} />{' '}
        </>
      )}
      {story.invoiced?.map((sum) => (
        <span key={sum.currency}>
          {texts.invoiced}: <Money value={sum} />{' '}
        </span>
      ))}
    </p>
  );
}

function Thanks({ story }: { story: Story }) {
  const { stories: texts } = useTexts();
  const toast = useToast();
  const { member } = useSession();
  const [open, setOpen] = useState(false);
  const others = story.people.filter(({ id }) => id !== member.id);
  const back = useWrite(takeThanksBack, { invalidates: [`deal:${story.deal.id}`] });
  const give = useWrite(giveThanks, { invalidates: [`deal:${story.deal.id}`], onDone: () => toast.done(texts.thanked) });
  const form = useForm({
    initialValues: { memberId: '', words: '' },
    validate: { memberId: isNotEmpty(texts.thankWhom), words: isNotEmpty(texts.thankWords) },
  });
  return (
    <div>
      <p className={classes.quiet}>
        {texts.people}: {story.people.map(({ name }) => name).join(', ') || '–'}
      </p>
      {story.thanks.length > 0 && (
        <ul className={classes.list} aria-label={texts.thanks}>
          {story.thanks.map((one) => (
            <li key={one.id}>
              “{one.words}” <span className={classes.quiet}>{texts.thankedBy(one.from.name, one.to.name)}</span>
              {one.mine && (
                <Button variant="subtle" size="compact-xs" onClick={() => back.mutate({ id: story.deal.id, thanksId: one.id })}>
                  {texts.takeBack}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {open ? (
        <FormShell
          form={form}
          action={texts.thankSend}
          onCancel={() => setOpen(false)}
          onSubmit={async (values) => {
            await give.mutateAsync({ id: story.deal.id, ...values });
            form.reset();
            setOpen(false);
          }}
        >
          <Select
            label={texts.thankWhom}
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('memberId')}
          />
          <Textarea label={texts.thankWords} autosize minRows={2} maxLength={MOST_WORDS} {...form.getInputProps('words')} />
        </FormShell>
      ) : (
        others.length > 0 && (
          <Button variant="default" size="xs" onClick={() => setOpen(true)}>
            {texts.thank}
          </Button>
        )
      )}
    </div>
  );
}
