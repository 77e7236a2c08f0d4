import { Button, CopyButton, TextInput } from '@mantine/core';
import { closeFeed, getFeed, openFeed } from '#modules/meetings/contract/meetings.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './meetings.module.css';

/** The own meetings in the own calendar program. */
export function Feed() {
  const texts = useTexts().meetings.feed;
  const toast = useToast();
  const { data } = useRead(getFeed, {});
  const open = useWrite(openFeed, { invalidates: [getFeed] });
  const close = useWrite(closeFeed, { invalidates: [getFeed], onDone: () => toast.done(texts.closed) });
  const address = data?.address ?? null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.quiet}>{texts.help}</p>
      {address && (
        <TextInput aria-label={texts.address} readOnly value={address} size="xs" onFocus={(event) => event.currentTarget.select()} />
      )}
      <div className={classes.bar}>
        {address && (
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {copied ? texts.copied : texts.copy}
              </Button>
            )}
          </CopyButton>
        )}
        <Button size="compact-sm" variant="default" loading={open.isPending} onClick={() => void open.mutateAsync({}).catch(toast.problem)}>
          {address ? texts.again : texts.make}
        </Button>
        {address && (
          <Button size="compact-sm" variant="subtle" onClick={() => void close.mutateAsync({}).catch(toast.problem)}>
            {texts.close}
          </Button>
        )}
      </div>
    </section>
  );
}
