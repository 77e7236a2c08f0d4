import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { type DragEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from '../templates/templates.module.css';

export interface OrderedProps<T> {
  items: readonly T[];
  onChange: (items: T[]) => void;
  idOf: (item: T) => string;
  nameOf: (item: T) => string;
  /** Quiet words behind the name. */
  wordsOf: (item: T) => ReactNode;
  isWrong?: (item: T) => boolean;
  open: string | null;
  onOpen: (id: string | null) => void;
  /** What the open one shows. */
  children: (item: T, put: (next: T) => void) => ReactNode;
}

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const one = list[from];
  return one === undefined || to < 0 || to >= list.length ? [...list] : list.toSpliced(from, 1).toSpliced(to, 0, one);
}

/** Things in an order of their own, the open one changed in place. Moved by drag, by buttons, or with Alt and an arrow key. */
export function Ordered<T>({ items, onChange, idOf, nameOf, wordsOf, isWrong, open, onOpen, children }: OrderedProps<T>) {
  const texts = useTexts().forms;
  const toast = useToast();
  const latest = useRef(items);
  latest.current = items;
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const move = (from: number, to: number) => onChange(moved(items, from, to));
  const remove = (index: number) => {
    const gone = items[index];
    onChange(items.toSpliced(index, 1));
    if (gone !== undefined) toast.done(texts.removed(nameOf(gone)), { undo: () => onChange(latest.current.toSpliced(index, 0, gone)) });
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (!event.altKey || by === null) return;
    event.preventDefault();
    move(index, index + by);
  };
  const onDrop = (event: DragEvent, index: number) => {
    if (dragged === null) return;
    event.preventDefault();
    move(dragged, index);
    setDragged(null);
  };
  return (
    <ol className={classes.blocks}>
      {items.map((item, index) => {
        const id = idOf(item);
        const name = nameOf(item);
        return (
          <li
            key={id}
            className={classes.block}
            data-wrong={isWrong?.(item) || undefined}
            data-over={(dragged !== null && over === index) || undefined}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(index);
            }}
            onDrop={(event) => onDrop(event, index)}
          >
            <div className={classes.line}>
              {/* The keyboard has the name and the arrows for it. */}
              <span aria-hidden draggable className={classes.grip} onDragStart={() => setDragged(index)} onDragEnd={() => setDragged(null)}>
                <IconGripVertical size={16} />
              </span>
              <button
                type="button"
                className={classes.name}
                aria-expanded={open === id}
                title={texts.moveHelp}
                onClick={() => onOpen(open === id ? null : id)}
                onKeyDown={(event) => onKeyDown(event, index)}
              >
                <strong>{name}</strong>
                <span className={classes.words}>{wordsOf(item)}</span>
              </button>
              <ActionIcon variant="subtle" aria-label={texts.moveUp(name)} disabled={index === 0} onClick={() => move(index, index - 1)}>
                <IconArrowUp size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                aria-label={texts.moveDown(name)}
                disabled={index === items.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={16} />
              </ActionIcon>
              <ActionIcon variant="subtle" aria-label={texts.remove(name)} onClick={() => remove(index)}>
                <IconTrash size={16} />
              </ActionIcon>
            </div>
            {open === id && (
              <div className={classes.fields}>
                {children(item, (next) => onChange(latest.current.map((one) => (idOf(one) === id ? next : one))))}
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
