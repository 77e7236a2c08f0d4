import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconGripVertical, IconPlus, IconRecycle, IconTrash } from '@tabler/icons-react';
import { type DragEvent, type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { BLOCK_TYPES, type Block, MOST, type SimpleBlock } from '#modules/templates/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { BlockFields } from './BlockFields.tsx';
import { type BlockListProps, copyOf, moved, newBlock, newId, wordsOf } from './blocks.ts';
import { MakeReusable, useReusable } from './Reusable.tsx';
import classes from './templates.module.css';

/** The blocks of a mail in their order; the open one is changed in place. Moved by drag, by buttons, or with Alt and an arrow key. */
export function BlockList({ blocks, onChange, conditions, checks = [], open, onOpen, inside = false }: BlockListProps) {
  const texts = useTexts().templates;
  const toast = useToast();
  const [own, setOwn] = useState<string | null>(null);
  const [kept, setKept] = useState<SimpleBlock | null>(null);
  const latest = useRef(blocks);
  latest.current = blocks;
  const shown = open === undefined ? own : open;
  const show = onOpen ?? setOwn;
  const move = (from: number, to: number) => onChange(moved(blocks, from, to));
  const drag = useDrag(move);
  const remove = (index: number, name: string) => {
    const gone = blocks[index];
    onChange(blocks.filter((_, at) => at !== index));
    if (gone) toast.done(texts.removed(name), { undo: () => onChange(latest.current.toSpliced(index, 0, gone)) });
  };
  const add = (block: Block) => {
    // The footer stays last where there is one.
    const at = blocks.at(-1)?.type === 'footer' && block.type !== 'footer' ? blocks.length - 1 : blocks.length;
    onChange(blocks.toSpliced(at, 0, block));
    show(block.id);
  };
  return (
    <>
      {blocks.length === 0 && !inside && <p className={classes.quiet}>{texts.noBlocks}</p>}
      <ol className={classes.blocks}>
        {blocks.map((block, index) => {
          const name = texts.block[block.type];
          return (
            <li
              key={block.id}
              className={classes.block}
              data-block={block.id}
              data-wrong={checks.some(({ level, place }) => level === 'stop' && place === block.id) || undefined}
              {...drag.target(index)}
            >
              <Line
                block={block}
                expanded={shown === block.id}
                onToggle={() => show(shown === block.id ? null : block.id)}
                onDrag={(on) => drag.take(on ? index : null)}
                onMove={(by) => move(index, index + by)}
                first={index === 0}
                last={index === blocks.length - 1}
              >
                <ActionIcon
                  variant="subtle"
                  aria-label={texts.duplicateBlock(name)}
                  onClick={() => onChange(blocks.toSpliced(index + 1, 0, copyOf(block)))}
                >
                  <IconCopy size={16} />
                </ActionIcon>
                {!inside && block.type !== 'columns' && block.type !== 'reusable' && (
                  <ActionIcon
                    variant="subtle"
                    aria-label={texts.makeReusable(name)}
                    title={texts.makeReusable(name)}
                    onClick={() => setKept(block)}
                  >
                    <IconRecycle size={16} />
                  </ActionIcon>
                )}
                <ActionIcon variant="subtle" aria-label={texts.removeBlock(name)} onClick={() => remove(index, name)}>
                  <IconTrash size={16} />
                </ActionIcon>
              </Line>
              {shown === block.id && (
                <BlockFields
                  List={BlockList}
                  block={block}
                  conditions={conditions}
                  onChange={(next) => onChange(blocks.map((one) => (one.id === block.id ? next : one)))}
                />
              )}
            </li>
          );
        })}
      </ol>
      <AddBlock inside={inside} full={blocks.length >= (inside ? MOST.inColumn : MOST.blocks)} onAdd={add} />
      <MakeReusable
        block={kept}
        onClose={() => setKept(null)}
        onMade={(reusableId) =>
          onChange(latest.current.map((one) => (one.id === kept?.id ? { id: newId(), type: 'reusable', reusableId } : one)))
        }
      />
    </>
  );
}

/** What is dragged, and over which one it is. */
function useDrag(move: (from: number, to: number) => void) {
  const [dragged, take] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const target = (index: number) => ({
    'data-over': (dragged !== null && over === index) || undefined,
    onDragOver: (event: DragEvent) => {
      if (dragged === null) return;
      event.preventDefault();
      setOver(index);
    },
    onDrop: (event: DragEvent) => {
      if (dragged === null) return;
      event.preventDefault();
      move(dragged, index);
      take(null);
    },
  });
  return { take, target };
}

interface LineProps {
  block: Block;
  expanded: boolean;
  onToggle: () => void;
  onDrag: (on: boolean) => void;
  onMove: (by: 1 | -1) => void;
  first: boolean;
  last: boolean;
  children: ReactNode;
}

function Line({ block, expanded, onToggle, onDrag, onMove, first, last, children }: LineProps) {
  const texts = useTexts().templates;
  const name = texts.block[block.type];
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (!event.altKey || by === null) return;
    event.preventDefault();
    onMove(by);
  };
  return (
    <div className={classes.line}>
      {/* The keyboard has the name and the arrows for it. */}
      <span aria-hidden draggable className={classes.grip} onDragStart={() => onDrag(true)} onDragEnd={() => onDrag(false)}>
        <IconGripVertical size={16} />
      </span>
      <button
        type="button"
        className={classes.name}
        aria-expanded={expanded}
        title={texts.moveHelp}
        onClick={onToggle}
        onKeyDown={onKeyDown}
      >
        <strong>{name}</strong>
        <span className={classes.words}>{wordsOf(block)}</span>
      </button>
      <ActionIcon variant="subtle" aria-label={texts.moveUp(name)} disabled={first} onClick={() => onMove(-1)}>
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon variant="subtle" aria-label={texts.moveDown(name)} disabled={last} onClick={() => onMove(1)}>
        <IconArrowDown size={16} />
      </ActionIcon>
      {children}
    </div>
  );
}

function AddBlock({ inside, full, onAdd }: { inside: boolean; full: boolean; onAdd: (block: Block) => void }) {
  const texts = useTexts().templates;
  const reusable = useReusable(!inside);
  const types = BLOCK_TYPES.filter((type) => type !== 'reusable').filter((type) => !inside || type !== 'columns');
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button variant="default" w="fit-content" mt={inside ? 8 : 0} leftSection={<IconPlus size={16} />} disabled={full}>
          {texts.add}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {types.map((type) => (
          <Menu.Item key={type} onClick={() => onAdd(newBlock(type))}>
            {texts.block[type]}
          </Menu.Item>
        ))}
        {reusable.length > 0 && <Menu.Label>{texts.block.reusable}</Menu.Label>}
        {reusable.map((piece) => (
          <Menu.Item key={piece.id} onClick={() => onAdd({ id: newId(), type: 'reusable', reusableId: piece.id })}>
            {piece.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
