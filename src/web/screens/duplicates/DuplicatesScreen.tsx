import { Button, NativeSelect } from '@mantine/core';
import { listDuplicates, readDuplicateScan, reopenDuplicate, startDuplicateScan } from '#modules/duplicates/contract.ts';
import { type DuplicateEntity, PAIR_STATES, type Pair, type PairState } from '#modules/duplicates/schema.ts';
import { useRead, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import classes from '../../parts/duplicates/duplicates.module.css';
import { PairCompare } from '../../parts/duplicates/PairCompare.tsx';
import { shownChance } from '../../parts/duplicates/values.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const DEFAULTS = { entity: 'contact', state: 'open', pair: '' };

/** Pairs that may be one, decided one after the other. */
export function DuplicatesScreen() {
  const { duplicates: texts } = useTexts();
  const [place, change] = useUrlState(DEFAULTS);
  const entity: DuplicateEntity = place.entity === 'company' ? 'company' : 'contact';
  const state: PairState = PAIR_STATES.find((one) => one === place.state) ?? 'open';
  const list = useReadPages(listDuplicates, { entity, state }, { topics: ['duplicate_pair'], keep: false });
  const pairs = list.data?.pages.flatMap((page) => page.items) ?? [];
  const index = Math.max(
    0,
    pairs.findIndex((pair) => pair.id === place.pair),
  );
  const current = pairs[index];
  const go = (to: number) => {
    const next = pairs[to];
    if (next) void change({ pair: next.id });
  };
  useKeys({ j: () => go(index + 1), k: () => go(index - 1) });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={[
        { id: 'contact', title: texts.contacts },
        { id: 'company', title: texts.companies },
      ]}
      tab={entity}
      onTab={(next) => void change({ entity: next, pair: '' })}
      actions={<Tools entity={entity} state={state} onState={(next) => void change({ state: next, pair: '' })} />}
    >
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && pairs.length === 0 && <EmptyState title={texts.empty[state]} body={<LastScan entity={entity} />} />}
      {current && (
        <div className={classes.layout}>
          <div>
            <PairList pairs={pairs} current={current.id} onChoose={(id) => void change({ pair: id })} />
            {list.hasNextPage && (
              <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {texts.more}
              </Button>
            )}
            <LastScan entity={entity} />
          </div>
          {state === 'open' ? (
            <PairCompare key={current.id} pair={current} onDecided={() => void change({ pair: pairs[index + 1]?.id ?? '' })} />
          ) : (
            <Decided pair={current} />
          )}
        </div>
      )}
    </Page>
  );
}

function Tools({ entity, state, onState }: { entity: DuplicateEntity; state: PairState; onState: (state: PairState) => void }) {
  const { duplicates: texts } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const may = useCan('record:merge');
  const { data } = useRead(readDuplicateScan, { entity }, { topics: ['duplicate_scan'] });
  const start = useWrite(startDuplicateScan, { invalidates: [readDuplicateScan] });
  const scan = data?.scan;
  const running = scan?.state === 'running';
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={texts.state}
        value={state}
        onChange={(event) => onState(PAIR_STATES.find((one) => one === event.currentTarget.value) ?? 'open')}
        data={PAIR_STATES.map((one) => ({ value: one, label: texts.states[one] }))}
      />
      {may && (
        <Button
          variant="default"
          disabled={running}
          loading={start.isPending}
          onClick={() => start.mutate({ entity }, { onError: toast.problem })}
        >
          {running && scan ? texts.scanning(format.percent(scan.total === 0 ? 0 : Math.min(1, scan.done / scan.total))) : texts.scan}
        </Button>
      )}
    </>
  );
}

function LastScan({ entity }: { entity: DuplicateEntity }) {
  const { duplicates: texts } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { data } = useRead(readDuplicateScan, { entity }, { topics: ['duplicate_scan'] });
  if (!data || data.scan?.state === 'running') return null;
  return <p className={classes.quiet}>{data.scan?.finishedAt ? texts.scanned(format.relative(data.scan.finishedAt, now)) : texts.never}</p>;
}

const nameOf = ({ values }: Pair['a']) =>
  String(values.name ?? [values.firstName, values.lastName].filter(Boolean).join(' ')) || String(values.email ?? '');

function PairList({ pairs, current, onChoose }: { pairs: readonly Pair[]; current: string; onChoose: (id: string) => void }) {
  const { duplicates: texts } = useTexts();
  const format = useFormat();
  return (
    <ul className={classes.pairs} aria-label={texts.list}>
      {pairs.map((pair) => (
        <li key={pair.id}>
          <button type="button" className={classes.pair} aria-current={pair.id === current} onClick={() => onChoose(pair.id)}>
            <span>{nameOf(pair.a) || texts.nameless}</span>
            <span>{nameOf(pair.b) || texts.nameless}</span>
            <span className={classes.quiet}>{texts.sure(format.percent(shownChance(pair)))}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A pair that was decided: dismissed ones can be decided again, merged ones are separated from the record's page. */
function Decided({ pair }: { pair: Pair }) {
  const { duplicates: texts } = useTexts();
  const toast = useToast();
  const reopen = useWrite(reopenDuplicate, { invalidates: ['duplicate_pair'] });
  const may = pair.state === 'dismissed' && pair.a.writable && pair.b.writable;
  return (
    <section aria-label={texts.states[pair.state]}>
      <p>
        {nameOf(pair.a) || texts.nameless} · {nameOf(pair.b) || texts.nameless}
      </p>
      {may && (
        <Button variant="default" loading={reopen.isPending} onClick={() => reopen.mutate({ id: pair.id }, { onError: toast.problem })}>
          {texts.reopen}
        </Button>
      )}
    </section>
  );
}
