import { NumberInput, Select, TextInput } from '@mantine/core';
import { type Block, type Content, MERGE_FIELDS, type SimpleBlock } from '#modules/templates/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import type { ListOf } from './blocks.ts';
import { Address, Align, within } from './controls.tsx';
import { ImageField } from './ImageField.tsx';
import { MergeInput } from './MergeInput.tsx';
import { ReusableField } from './Reusable.tsx';
import { RichEditor } from './RichEditor.tsx';
import classes from './templates.module.css';

export interface BlockFieldsProps<B extends Block = Block> {
  block: B;
  onChange: (block: B) => void;
  conditions: Content['conditions'];
  /** Shows the blocks inside of this one. */
  List: ListOf;
}

/** What can be said about one block, in place. */
export function BlockFields(props: BlockFieldsProps) {
  return (
    <div className={classes.fields}>
      <OwnFields {...props} />
      {props.block.type !== 'footer' && <When {...props} />}
    </div>
  );
}

function OwnFields({ block, onChange, conditions, List }: BlockFieldsProps) {
  const { field: texts } = useTexts().templates;
  switch (block.type) {
    case 'text':
      return <RichEditor label={texts.words} value={block.doc} onChange={(doc) => onChange({ ...block, doc })} />;
    case 'image':
      return <ImageField block={block} onChange={onChange} />;
    case 'columns':
      return (
        <div className={classes.pair}>
          {(['left', 'right'] as const).map((side) => (
            <section key={side} aria-label={texts[side]}>
              <p className={classes.quiet}>{texts[side]}</p>
              <List
                blocks={block[side]}
                onChange={(list) => onChange({ ...block, [side]: list as SimpleBlock[] })}
                conditions={conditions}
                inside
              />
            </section>
          ))}
        </div>
      );
    case 'reusable':
      return <ReusableField block={block} onChange={onChange} List={List} />;
    case 'divider':
      return null;
    case 'spacer':
      return (
        <NumberInput
          label={texts.height}
          min={4}
          max={120}
          value={block.height}
          onChange={(height) => onChange({ ...block, height: within(Number(height), 4, 120) })}
        />
      );
    default:
      return <WordFields block={block} onChange={onChange} />;
  }
}

type Worded = Extract<Block, { type: 'heading' | 'button' | 'quote' | 'signature' | 'footer' }>;

function WordFields({ block, onChange }: { block: Worded; onChange: (block: Block) => void }) {
  const { field: texts } = useTexts().templates;
  switch (block.type) {
    case 'heading':
      return (
        <>
          <MergeInput label={texts.words} value={block.text} maxLength={5_000} onChange={(text) => onChange({ ...block, text })} />
          <div className={classes.pair}>
            <Select
              label={texts.level}
              allowDeselect={false}
              data={([1, 2, 3] as const).map((level) => ({ value: String(level), label: texts.levels[level] }))}
              value={String(block.level)}
              onChange={(level) => onChange({ ...block, level: Number(level) as 1 | 2 | 3 })}
            />
            <Align value={block.align} onChange={(align) => onChange({ ...block, align })} />
          </div>
        </>
      );
    case 'button':
      return (
        <>
          <MergeInput label={texts.label} value={block.label} maxLength={200} onChange={(label) => onChange({ ...block, label })} />
          <Address value={block.href} onChange={(href) => onChange({ ...block, href })} />
          <Align value={block.align} onChange={(align) => onChange({ ...block, align })} />
        </>
      );
    case 'quote':
      return (
        <>
          <MergeInput label={texts.words} value={block.text} maxLength={5_000} lines onChange={(text) => onChange({ ...block, text })} />
          <MergeInput label={texts.by} value={block.by} maxLength={200} onChange={(by) => onChange({ ...block, by })} />
        </>
      );
    case 'signature':
      return (
        <MergeInput label={texts.closing} value={block.closing} maxLength={200} onChange={(closing) => onChange({ ...block, closing })} />
      );
    case 'footer':
      return (
        <>
          <MergeInput
            label={texts.reason}
            value={block.reason}
            maxLength={1_000}
            lines
            onChange={(reason) => onChange({ ...block, reason })}
          />
          <TextInput
            label={texts.preferences}
            description={texts.footerHelp}
            value={block.preferences}
            maxLength={200}
            onChange={(event) => onChange({ ...block, preferences: event.currentTarget.value })}
          />
        </>
      );
  }
}

/** For whom a block is: everybody, those of whom something is known, those who meet a condition. */
function When({ block, onChange, conditions }: BlockFieldsProps) {
  const { field: texts } = useTexts().templates;
  const choices = [
    { value: '', label: texts.always },
    ...conditions.map(({ key, name }) => ({ value: `is.${key}`, label: texts.whenCondition(name) })),
    ...MERGE_FIELDS.filter(({ name }) => !/^(sender|workspace|link)\.|^today$/.test(name)).map(({ name, label }) => ({
      value: name,
      label: texts.whenField(label),
    })),
  ];
  return (
    <Select
      label={texts.when}
      data={choices}
      allowDeselect={false}
      searchable
      value={block.when ?? ''}
      onChange={(when) => onChange({ ...block, when: when || null })}
    />
  );
}
