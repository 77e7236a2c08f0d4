import { Button, NativeSelect } from '@mantine/core';
import { getShareLink, listShares, type Share, withdrawShare } from '#modules/library/contract/shares.ts';
import { call } from '../../api.ts';
import { useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './library.module.css';
import { lasted } from './words.ts';

const WHICH = ['all', 'opened', 'unopened', 'shared_on', 'downloaded', 'as_meant', 'not_as_meant', 'won', 'in_deal'] as const;
export type Which = (typeof WHICH)[number];
export const whichOf = (given: string): Which => WHICH.find((one) => one === given) ?? 'all';

/** Who has an asset, in which version, from whom, and how they read it: the rows behind its figures. */
export function ShareRows({ assetId, which, onWhich }: { assetId: string; which: Which; onWhich: (which: Which) => void }) {
  const texts = useTexts().library.shares;
  const list = useReadPages(listShares, { assetId, which }, { topics: ['asset_share', `asset:${assetId}`] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={classes.section} aria-label={texts.title}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{texts.title}</h2>
        <NativeSelect
          size="xs"
          aria-label={texts.title}
          value={which}
          onChange={(event) => onWhich(whichOf(event.currentTarget.value))}
          data={WHICH.map((value) => ({ value, label: texts.which[value] }))}
        />
      </div>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p className={classes.quiet}>{texts.empty}</p>}
      <ul className={classes.list}>
        {rows.map((share) => (
          <li key={share.id} className={classes.card}>
            <Row share={share} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div>
          <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {texts.which.all}…
          </Button>
        </div>
      )}
    </section>
  );
}

function Row({ share }: { share: Share }) {
  const { library } = useTexts();
  const texts = library.shares;
  const format = useFormat();
  const toast = useToast();
  const withdraw = useWrite(withdrawShare, { invalidates: ['asset_share'], onDone: () => toast.done(texts.withdrawDone) });
  const copy = () =>
    call(getShareLink, { id: share.id })
      .then(({ link }) => navigator.clipboard.writeText(link))
      .then(() => toast.done(texts.copied), toast.problem);
  const isOpen = share.withdrawnAt === null && share.way !== 'mail' && share.mine;
  return (
    <>
      <div className={classes.line}>
        {share.contact ? <Go to={paths.contact(share.contact.id)}>{share.contact.name || '–'}</Go> : <span>{texts.mailing}</span>}
        <span className={classes.quiet}>
          {library.version(format.number(share.number))} · <When at={share.sharedAt} />
          {share.member && ` · ${share.member.name}`}
        </span>
        {share.fits !== null && (
          <Mark tone={share.fits ? 'good' : 'soon'}>{share.fits ? library.meant.yes : library.misses[share.misses[0] ?? 'stage']}</Mark>
        )}
        {share.withdrawnAt && <Mark>{texts.withdrawn}</Mark>}
        {share.readingNow && <Mark tone="good">{texts.readingNow}</Mark>}
      </div>
      <p className={classes.quiet}>
        <ShareRead share={share} />
      </p>
      {isOpen && (
        <div className={classes.line}>
          <Button size="compact-xs" variant="default" onClick={() => void copy()}>
            {texts.copy}
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => withdraw.mutate({ id: share.id }, { onError: toast.problem })}>
            {texts.withdraw}
          </Button>
        </div>
      )}
    </>
  );
}

/** Whether and how it was read, in one line: people first, then what cannot be counted. */
export function ShareRead({ share }: { share: Share }) {
  const all = useTexts();
  const { library } = all;
  const texts = library.shares;
  const format = useFormat();
  if (share.stoppedAs) return <>{texts.stopped}</>;
  const parts =
    share.openedAt === null
      ? [share.way === 'mail' && share.sentAt === null ? texts.planned : texts.notYet]
      : [
          lasted(all, format, share.seconds),
          ...(share.pages && share.pages.last > 1
            ? [texts.pages(format.number(share.pages.last), format.number(share.pages.longest))]
            : []),
          ...(share.openings > 1 ? [texts.times(format.number(share.openings))] : []),
          ...(share.downloaded ? [texts.saved] : []),
          ...(share.sharedOn ? [texts.elsewhere] : []),
        ];
  if (share.machines > 0) parts.push(texts.machines(format.number(share.machines)));
  return (
    <>
      {share.openedAt && (
        <>
          {library.figures.opened} <When at={share.lastOpenedAt ?? share.openedAt} /> ·{' '}
        </>
      )}
      {parts.join(' · ')}
    </>
  );
}
