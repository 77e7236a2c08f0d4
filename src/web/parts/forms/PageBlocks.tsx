import { Button, Menu, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { listForms } from '#modules/forms/contract/forms.ts';
import { type InnerBlock, PAGE_BLOCKS, type PageBlock } from '#modules/forms/schema/page.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { newId, newSimple, wordsOf } from '../templates/blocks.ts';
import { Address, Align, within } from '../templates/controls.tsx';
import { ImageField } from '../templates/ImageField.tsx';
import { RichEditor } from '../templates/RichEditor.tsx';
import classes from '../templates/templates.module.css';
import { Ordered } from './Ordered.tsx';
import type { Problem } from './use-draft.ts';

type BlockType = PageBlock['type'];

function fresh(type: (typeof TYPES)[number]): PageBlock {
  if (type === 'form') return { id: newId(), type, formId: null };
  if (type === 'columns') return { id: newId(), type, left: [newSimple('text')], right: [newSimple('text')] };
  return newSimple(type);
}
const TYPES = [...PAGE_BLOCKS.slice(0, 4), 'form', 'columns', ...PAGE_BLOCKS.slice(4)] as const;

export interface PageBlocksProps {
  blocks: readonly PageBlock[];
  onChange: (blocks: PageBlock[]) => void;
  problems: readonly Problem[];
  /** In a column: only blocks that hold no others. */
  inside?: boolean;
}

/** The blocks of a page in their order. */
export function PageBlocks({ blocks, onChange, problems, inside = false }: PageBlocksProps) {
  const { pages: texts } = useTexts().forms;
  const [open, setOpen] = useState<string | null>(null);
  const forms = useRead(listForms, {}, { topics: ['form'] }).data?.items ?? [];
  const names: Readonly<Record<string, string>> = texts.block;
  const words = (block: PageBlock) => {
    if (block.type === 'form') return forms.find(({ id }) => id === block.formId)?.name ?? '';
    return block.type === 'columns' ? '' : wordsOf(block);
  };
  return (
    <>
      {blocks.length === 0 && <p className={classes.quiet}>{texts.noBlocks}</p>}
      <Ordered
        items={blocks}
        onChange={onChange}
        idOf={({ id }) => id}
        nameOf={({ type }) => names[type] ?? type}
        wordsOf={words}
        isWrong={({ id }) => problems.some(({ place }) => place === `block.${id}`)}
        open={open}
        onOpen={setOpen}
      >
        {(block, put) => <BlockForm block={block} onChange={put} problems={problems} />}
      </Ordered>
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <Button variant="default" w="fit-content" leftSection={<IconPlus size={16} />} disabled={blocks.length >= (inside ? 12 : 30)}>
            {texts.add}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {TYPES.filter((type) => !inside || type !== 'columns').map((type) => (
            <Menu.Item
              key={type}
              onClick={() => {
                const made = fresh(type);
                onChange([...blocks, made]);
                setOpen(made.id);
              }}
            >
              {names[type]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

interface BlockFormProps<B extends PageBlock = PageBlock> {
  block: B;
  onChange: (block: PageBlock) => void;
  problems: readonly Problem[];
}
type Of<T extends BlockType> = Extract<PageBlock, { type: T }>;

function BlockForm({ block, onChange, problems }: BlockFormProps) {
  const { pages: texts } = useTexts().forms;
  const { field } = useTexts().templates;
  switch (block.type) {
    case 'form':
      return <FormBlock block={block} onChange={onChange} />;
    case 'columns':
      return (
        <div className={classes.pair}>
          {(['left', 'right'] as const).map((side) => (
            <section key={side} aria-label={texts[side]} className={classes.column}>
              <p className={classes.quiet}>{texts[side]}</p>
              <PageBlocks
                blocks={block[side]}
                onChange={(list) => onChange({ ...block, [side]: list as InnerBlock[] })}
                problems={problems}
                inside
              />
            </section>
          ))}
        </div>
      );
    case 'text':
      return <RichEditor label={texts.words} value={block.doc} onChange={(doc) => onChange({ ...block, doc })} />;
    case 'image':
      return <ImageField block={block} onChange={(next) => onChange(next as PageBlock)} />;
    case 'heading':
      return <Heading block={block} onChange={onChange} problems={problems} />;
    case 'button':
      return (
        <>
          <TextInput
            label={texts.label}
            maxLength={200}
            value={block.label}
            onChange={(event) => onChange({ ...block, label: event.currentTarget.value })}
          />
          <Address value={block.href} onChange={(href) => onChange({ ...block, href })} />
          <Align value={block.align} onChange={(align) => onChange({ ...block, align })} />
        </>
      );
    case 'quote':
      return (
        <>
          <Textarea
            label={texts.words}
            autosize
            maxLength={5_000}
            value={block.text}
            onChange={(event) => onChange({ ...block, text: event.currentTarget.value })}
          />
          <TextInput
            label={texts.by}
            maxLength={200}
            value={block.by}
            onChange={(event) => onChange({ ...block, by: event.currentTarget.value })}
          />
        </>
      );
    case 'spacer':
      return (
        <NumberInput
          label={field.height}
          min={4}
          max={120}
          value={block.height}
          onChange={(height) => onChange({ ...block, height: within(Number(height), 4, 120) })}
        />
      );
    default:
      return null;
  }
}

function FormBlock({ block, onChange }: Pick<BlockFormProps<Of<'form'>>, 'block' | 'onChange'>) {
  const { pages: texts } = useTexts().forms;
  const forms = useRead(listForms, {}, { topics: ['form'] }).data?.items.filter(({ published }) => published) ?? [];
  return (
    <Select
      label={texts.form}
      data={forms.map(({ id, name }) => ({ value: id, label: name }))}
      value={block.formId}
      onChange={(formId) => onChange({ ...block, formId })}
    />
  );
}

function Heading({ block, onChange }: BlockFormProps<Of<'heading'>>) {
  const { pages: texts } = useTexts().forms;
  return (
    <>
      <TextInput
        label={texts.words}
        maxLength={500}
        value={block.text}
        onChange={(event) => onChange({ ...block, text: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <Select
          label={texts.level}
          allowDeselect={false}
          data={([1, 2, 3] as const).map((level) => ({ value: String(level), label: texts.levels[level] }))}
          value={String(block.level)}
          onChange={(level) => onChange({ ...block, level: level === '1' ? 1 : level === '3' ? 3 : 2 })}
        />
        <Align value={block.align} onChange={(align) => onChange({ ...block, align })} />
      </div>
    </>
  );
}
