import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { type DragEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Go } from './Go.tsx';
import classes from './Kanban.module.css';

export interface KanbanColumn<Card> {
  id: string;
  title: string;
  /** What the column comes to: count and sum. */
  sum?: ReactNode;
  cards: readonly Card[];
  /** Below the cards: "load more". */
  foot?: ReactNode;
}

export interface KanbanProps<Card> {
  label: string;
  columns: readonly KanbanColumn<Card>[];
  cardId: (card: Card) => string;
  /** Its name: the link on the card, and what is said when it moves. */
  cardTitle: (card: Card) => string;
  cardHref: (card: Card) => string;
  /** The rest of the card. */
  render?: (card: Card) => ReactNode;
  /** Absent for people who may only look. Move at once (`useWrite`'s `optimistic`). */
  onMove?: (card: Card, columnId: string) => void;
}

/** Columns of cards, moved by dragging, from each card's menu, or with Shift and an arrow key. */
export function Kanban<Card>(props: KanbanProps<Card>) {
  const { label, columns, cardId, cardTitle, onMove } = props;
  const { kanban } = useTexts().ui;
  const board = useRef<HTMLElement>(null);
  const [said, setSaid] = useState('');
  const [over, setOver] = useState<string | null>(null);
  const dragged = useRef<Card | null>(null);
  const refocus = useRef<string | null>(null);

  // A moved card is drawn anew in its other column: the focus goes along.
  useEffect(() => {
    if (refocus.current === null) return;
    linkOf(board.current, refocus.current)?.focus();
    refocus.current = null;
  });

  const move = (card: Card, to: KanbanColumn<Card> | undefined) => {
    if (!to || !onMove || to.cards.some((other) => cardId(other) === cardId(card))) return;
    refocus.current = cardId(card);
    setSaid(kanban.moved(cardTitle(card), to.title));
    onMove(card, to.id);
  };
  const drop = (event: DragEvent, column: KanbanColumn<Card>) => {
    event.preventDefault();
    setOver(null);
    if (dragged.current) move(dragged.current, column);
    dragged.current = null;
  };

  return (
    <section ref={board} className={classes.board} aria-label={label}>
      {onMove && <p className="hidden-from-sight">{kanban.help}</p>}
      {columns.map((column, place) => (
        <section
          key={column.id}
          aria-label={column.title}
          className={classes.column}
          data-over={over === column.id || undefined}
          onDragOver={(event) => {
            if (!onMove) return;
            event.preventDefault();
            setOver(column.id);
          }}
          onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(null)}
          onDrop={(event) => drop(event, column)}
        >
          <header className={classes.head}>
            <h2 className={classes.title}>{column.title}</h2>
            {column.sum && <span className={classes.sum}>{column.sum}</span>}
          </header>
          <ul className={classes.cards}>
            {column.cards.map((card) => (
              <KanbanCard
                key={cardId(card)}
                {...props}
                card={card}
                onKeyDown={(event) => {
                  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                  if (event.shiftKey && step !== 0) {
                    event.preventDefault();
                    move(card, columns[place + step]);
                  } else walk(event, board.current);
                }}
                onDragStart={() => {
                  dragged.current = card;
                }}
                onMoveTo={(to) => move(card, to)}
                column={column}
              />
            ))}
          </ul>
          {column.cards.length === 0 && <p className={classes.none}>{kanban.emptyColumn}</p>}
          {column.foot}
        </section>
      ))}
      <div className="hidden-from-sight" aria-live="polite">
        {said}
      </div>
    </section>
  );
}

interface KanbanCardProps<Card> extends KanbanProps<Card> {
  card: Card;
  column: KanbanColumn<Card>;
  onKeyDown: (event: KeyboardEvent) => void;
  onDragStart: () => void;
  onMoveTo: (column: KanbanColumn<Card>) => void;
}

function KanbanCard<Card>(props: KanbanCardProps<Card>) {
  const { card, column, columns, cardId, cardTitle, cardHref, render, onMove, onKeyDown, onDragStart, onMoveTo } = props;
  const { kanban } = useTexts().ui;
  const title = cardTitle(card);
  return (
    <li
      className={classes.card}
      draggable={Boolean(onMove)}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', title);
        onDragStart();
      }}
    >
      <div className={classes.top}>
        <Go to={cardHref(card)} className={classes.link} data-card={cardId(card)} draggable={false} onKeyDown={onKeyDown}>
          {title}
        </Go>
        {onMove && (
          <Menu>
            <Menu.Target>
              <ActionIcon variant="subtle" size={24} aria-label={kanban.move(title)} title={kanban.move(title)}>
                <IconArrowsExchange size={14} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {columns
                .filter((other) => other.id !== column.id)
                .map((other) => (
                  <Menu.Item key={other.id} onClick={() => onMoveTo(other)}>
                    {kanban.moveTo(other.title)}
                  </Menu.Item>
                ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {render?.(card)}
    </li>
  );
}

function linkOf(board: HTMLElement | null, card: string) {
  return board?.querySelector<HTMLElement>(`[data-card="${CSS.escape(card)}"]`);
}

/** Arrow keys: up and down within a column, left and right to the same height of the next one. */
function walk(event: KeyboardEvent, board: HTMLElement | null) {
  const columns = [...(board?.querySelectorAll('section') ?? [])].map((column) => [...column.querySelectorAll<HTMLElement>('[data-card]')]);
  const x = columns.findIndex((column) => column.includes(event.currentTarget as HTMLElement));
  const y = columns[x]?.indexOf(event.currentTarget as HTMLElement) ?? 0;
  const steps: Record<string, [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  for (let column = x + step[0]; column >= 0 && column < columns.length; column += step[0]) {
    const cards = columns[column] ?? [];
    const next = cards[step[0] === 0 ? y + step[1] : Math.min(y, cards.length - 1)];
    if (next) return next.focus();
    if (step[0] === 0) return;
  }
}
