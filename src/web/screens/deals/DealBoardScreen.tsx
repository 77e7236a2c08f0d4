import { Button, NativeSelect } from '@mantine/core';
import { IconList, IconPlus } from '@tabler/icons-react';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getBoard, listColumn } from '#modules/deals/contract/board.ts';
import { moveDeal } from '#modules/deals/contract/deals.ts';
import { listPipelines } from '#modules/deals/contract/pipelines.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { call } from '../../api.ts';
import { patchCached, useRead, useWrite } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { DealForm } from '../../parts/deals/DealForm.tsx';
import classes from '../../parts/deals/deals.module.css';
import { LostForm, TOUCHED, WonForm } from '../../parts/deals/OutcomeForms.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan, useSession } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Kanban } from '../../ui/Kanban.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Board = OutputOf<typeof getBoard>;
type Column = Board['columns'][number];
type Card = Column['cards'][number];

const DEFAULTS = { pipeline: '', whose: '' };

/** A pipeline as columns of deals; moved by mouse, menu or keys. */
export function DealBoardScreen() {
  const { deals } = useTexts();
  const [state, change] = useUrlState(DEFAULTS);
  const [making, setMaking] = useState(false);
  const mayWrite = useCan('record:write');
  const filter = useFilter(state);
  const { data: board, error, refetch, isPlaceholderData } = useRead(getBoard, filter, { topics: ['deal', 'pipeline'], keep: true });
  const create = mayWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      {deals.create.title}
    </Button>
  );
  const nothing = board?.columns.every((column) => column.n === 0) && !state.whose;
  return (
    <Page
      title={deals.board.title}
      crumbs={[{ title: deals.title, to: paths.deals() }]}
      fill
      actions={
        <>
          <Button component={Go} to={paths.deals()} variant="default" leftSection={<IconList size={16} />}>
            {deals.board.list}
          </Button>
          {create}
        </>
      }
    >
      <Tools state={state} change={change} board={board} />
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {board && nothing && <EmptyState title={deals.board.empty} actions={create} />}
      {board && !nothing && <BoardColumns board={board} filter={filter} stale={isPlaceholderData} />}
      <DealForm opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
}

function useFilter({ pipeline, whose }: typeof DEFAULTS) {
  const { member } = useSession();
  return {
    ...(pipeline ? { pipelineId: pipeline } : {}),
    ...(whose === 'mine' ? { ownerId: member.id } : whose === 'nobody' ? { unowned: true } : {}),
  };
}

function Tools({
  state,
  change,
  board,
}: {
  state: typeof DEFAULTS;
  change: (next: Partial<typeof DEFAULTS>) => void;
  board: Board | undefined;
}) {
  const { deals } = useTexts();
  const format = useFormat();
  const { data } = useRead(listPipelines, {}, { topics: ['pipeline'] });
  const pipelines = data?.items ?? [];
  const main = board?.open.sums?.[0];
  const money = (amountMinor: number) => (main ? format.money({ amountMinor, currency: main.currency }, 'short') : '');
  const open = format.number(board?.open.n ?? 0);
  const openText = main ? deals.board.sum(open, money(main.amountMinor)) : open;
  const without = board && board.open.without > 0 ? deals.board.without(format.number(board.open.without)) : '';
  const rest = [...otherSums(board?.open.sums, format), without].filter(Boolean).join(' · ');
  return (
    <div className={classes.tools}>
      {pipelines.length > 1 && (
        <NativeSelect
          size="xs"
          label={deals.board.pipeline}
          value={state.pipeline || (board?.pipeline.id ?? '')}
          onChange={(event) => change({ pipeline: event.currentTarget.value })}
          data={pipelines.map((pipeline) => ({ value: pipeline.id, label: pipeline.name }))}
        />
      )}
      <NativeSelect
        size="xs"
        label={deals.board.whose}
        value={state.whose}
        onChange={(event) => change({ whose: event.currentTarget.value })}
        data={[
          { value: '', label: deals.board.everyone },
          { value: 'mine', label: deals.board.mine },
          { value: 'nobody', label: deals.board.nobody },
        ]}
      />
      {board && board.open.n > 0 && (
        <p className={classes.open}>
          {deals.board.open}{' '}
          <Figure inline label={deals.board.open} definition={deals.board.openHelp} value={<strong>{openText}</strong>} />
          {main && (
            <>
              {' · '}
              {deals.board.weighted}{' '}
              <Figure
                inline
                label={deals.board.weighted}
                definition={deals.board.weightedHelp}
                value={<strong>{money(main.weightedMinor)}</strong>}
              />
            </>
          )}
          {rest && <span className={classes.quiet}> · {rest}</span>}
        </p>
      )}
    </div>
  );
}

function otherSums(sums: Board['open']['sums'], format: Format): string[] {
  return (sums ?? []).slice(1).map(({ amountMinor, currency }) => format.money({ amountMinor, currency }, 'short'));
}

function BoardColumns({ board, filter, stale }: { board: Board; filter: object; stale: boolean }) {
  const { deals } = useTexts();
  const format = useFormat();
  const mayWrite = useCan('record:write');
  const more = useMore(filter);
  const { move, ending, setEnding } = useMove(board);
  const columns = board.columns.map((column) => ({
    id: column.id,
    title: column.name,
    sum: <Sum column={column} format={format} texts={deals.board} />,
    cards: [...column.cards, ...more.cardsOf(column)],
    foot: more.nextOf(column) && (
      <Button variant="subtle" size="compact-sm" onClick={() => void more.load(column)}>
        {deals.board.more}
      </Button>
    ),
  }));
  return (
    <div style={{ display: 'flex', flex: 1, minHeight: 0 }} aria-busy={stale}>
      <Kanban
        label={deals.board.label(board.pipeline.name)}
        columns={columns}
        cardId={(card) => card.id}
        cardTitle={(card) => card.name}
        cardHref={(card) => paths.deal(card.id)}
        render={(card) => <CardBody card={card} />}
        {...(mayWrite ? { onMove: move } : {})}
      />
      {ending?.how === 'won' && <WonForm deal={ending.card} onClose={() => setEnding(null)} />}
      {ending?.how === 'lost' && <LostForm deal={ending.card} onClose={() => setEnding(null)} />}
    </div>
  );
}

function Sum({ column, format, texts }: { column: Column; format: Format; texts: Texts['deals']['board'] }) {
  const [main, ...rest] = column.sums ?? [];
  const money = (amountMinor: number, currency: string) => format.money({ amountMinor, currency }, 'short');
  const title = [
    ...rest.map((sum) => money(sum.amountMinor, sum.currency)),
    ...(column.without > 0 ? [texts.without(format.number(column.without))] : []),
  ].join(' · ');
  if (!main || main.amountMinor === 0) return <span title={title || undefined}>{format.number(column.n)}</span>;
  return (
    <span className={classes.sums} title={title || undefined}>
      <span>
        {texts.sum(format.number(column.n), money(main.amountMinor, main.currency))}
        {rest.length > 0 && ' +'}
      </span>
      {column.kind === 'open' && <span>{texts.weightedSum(money(main.weightedMinor, main.currency))}</span>}
    </span>
  );
}

function CardBody({ card }: { card: Card }) {
  const format = useFormat();
  const now = useNow();
  const { deals } = useTexts();
  const overdue = card.status === 'open' && card.expectedCloseOn && card.expectedCloseOn < format.dayKey(new Date(now));
  return (
    <>
      <div className={classes.card}>
        <span>{card.company?.name ?? card.contact?.name}</span>
        <strong>
          {typeof card.amountMinor === 'number' && format.money({ amountMinor: card.amountMinor, currency: card.currency }, 'short')}
        </strong>
      </div>
      <div className={classes.card}>
        <span className={classes.quiet}>{card.owner?.name}</span>
        {card.expectedCloseOn && (
          <span className={overdue ? classes.late : classes.quiet}>
            {deals.board.closes} <When at={card.expectedCloseOn} form="date" />
          </span>
        )}
      </div>
    </>
  );
}

/** Further pages of columns, forgotten when the board is read anew. */
function useMore(filter: object) {
  const toast = useToast();
  const [pages, setPages] = useState<Readonly<Record<string, { after: string; cards: Card[]; next: string | null }>>>({});
  const of = (column: Column) => (pages[column.id]?.after === column.next ? pages[column.id] : undefined);
  const nextOf = (column: Column) => (of(column) ? (of(column)?.next ?? null) : column.next);
  const load = async (column: Column) => {
    const cursor = nextOf(column);
    if (!cursor || !column.next) return;
    const { pipelineId: _board, ...rest } = filter as { pipelineId?: string };
    try {
      const page = await call(listColumn, { stageId: column.id, cursor, ...rest });
      const before = of(column)?.cards ?? [];
      setPages({ ...pages, [column.id]: { after: column.next, cards: [...before, ...page.cards], next: page.next } });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return { cardsOf: (column: Column) => of(column)?.cards ?? [], nextOf, load };
}

/** Moves at once where the server can hardly refuse; a stage that ends the deal asks first. */
function useMove(board: Board) {
  const { deals } = useTexts();
  const toast = useToast();
  const client = useQueryClient();
  const [ending, setEnding] = useState<{ card: Card; how: 'won' | 'lost' } | null>(null);
  const write = useWrite(moveDeal, { invalidates: TOUCHED, optimistic: (_client, { id, stageId }) => moveCached(client, { id, stageId }) });
  const move = async (card: Card, stageId: string) => {
    const stage = board.columns.find((column) => column.id === stageId);
    const from = board.columns.find((column) => column.cards.some((other) => other.id === card.id));
    if (!stage) return;
    if (stage.kind !== 'open') return setEnding({ card, how: stage.kind });
    try {
      await write.mutateAsync({ id: card.id, stageId });
      const undo = from?.kind === 'open' ? { undo: () => write.mutateAsync({ id: card.id, stageId: from.id }) } : {};
      toast.done(deals.board.moved(card.name, stage.name), undo);
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return { move: (card: Card, stageId: string) => void move(card, stageId), ending, setEnding };
}

function moveCached(client: QueryClient, { id, stageId }: { id: string; stageId: string }) {
  return patchCached(client, getBoard, (board) => {
    const card = board.columns.flatMap((column) => column.cards).find((one) => one.id === id);
    if (!card) return board;
    const columns = board.columns.map((column) => {
      const rest = column.cards.filter((one) => one.id !== id);
      return { ...column, cards: column.id === stageId ? [card, ...rest] : rest };
    });
    return { ...board, columns };
  });
}
