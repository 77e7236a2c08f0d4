import { ActionIcon, Button, Popover, Select } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconLayoutColumns, IconX } from '@tabler/icons-react';
import type { FieldInfo } from '#modules/criteria/schema.ts';
import { groupedFields } from '../../parts/criteria/fields.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './lists.module.css';

export interface ColumnChooserProps {
  items: readonly FieldInfo[];
  /** Those that are shown now, in their order. */
  chosen: readonly FieldInfo[];
  /** An empty list: the usual ones. */
  onChange: (keys: readonly string[]) => void;
}

/** Which columns of all there are, and in which order. */
export function ColumnChooser({ items, chosen, onChange }: ColumnChooserProps) {
  const { lists: texts, criteria } = useTexts();
  const keys = chosen.map(({ key }) => key);
  const rest = items.filter((item) => item.showable && !keys.includes(item.key));
  const move = (index: number, by: -1 | 1) => {
    const next = [...keys];
    const [key] = next.splice(index, 1);
    if (key !== undefined) next.splice(index + by, 0, key);
    onChange(next);
  };
  return (
    <Popover position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconLayoutColumns size={16} stroke={1.6} />} aria-haspopup="dialog">
          {texts.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.chooser} aria-label={texts.columnsHelp}>
        <Select
          key={keys.length}
          openOnFocus={false}
          aria-label={texts.addColumn}
          placeholder={texts.addColumn}
          data={groupedFields(rest)}
          value={null}
          onChange={(key) => key && onChange([...keys, key])}
          searchable
          selectFirstOptionOnChange
          nothingFoundMessage={criteria.nothing}
          comboboxProps={{ withinPortal: false }}
          maxDropdownHeight={260}
        />
        <ul className={classes.chosen} aria-label={texts.columns}>
          {chosen.map((field, index) => (
            <li key={field.key} className={classes.chosenRow}>
              <span className={classes.grow}>{field.label}</span>
              <ActionIcon
                variant="subtle"
                size={26}
                disabled={index === 0}
                aria-label={texts.moveUp(field.label)}
                onClick={() => move(index, -1)}
              >
                <IconArrowUp size={14} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                size={26}
                disabled={index === keys.length - 1}
                aria-label={texts.moveDown(field.label)}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown size={14} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                size={26}
                disabled={keys.length === 1}
                aria-label={texts.removeColumn(field.label)}
                onClick={() => onChange(keys.filter((key) => key !== field.key))}
              >
                <IconX size={14} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <Button variant="subtle" size="compact-sm" onClick={() => onChange([])}>
          {texts.usualColumns}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
