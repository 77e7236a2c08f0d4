import { ActionIcon, Button, Checkbox, Group, Popover, SegmentedControl } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconMinus, IconPlus } from '@tabler/icons-react';
import { useTexts } from '../../texts/texts.ts';
import { type Column, isShown, type TableLayout, widthOf } from './columns.ts';
import classes from './table.module.css';

const STEP = 40;

/** Which columns, how wide, how close. */
export function TableMenu<Row>({ columns, table }: { columns: readonly Column<Row>[]; table: TableLayout<Row> }) {
  const { table: texts } = useTexts().ui;
  const { layout } = table;
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label={texts.columnSettings} title={texts.columnSettings}>
          <IconAdjustmentsHorizontal size={18} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu} aria-label={texts.columnSettings}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={texts.density}
          value={layout.dense ? 'dense' : 'roomy'}
          onChange={(value) => table.setDense(value === 'dense')}
          data={[
            { value: 'roomy', label: texts.roomy },
            { value: 'dense', label: texts.dense },
          ]}
        />
        <ul className={classes.menuList} aria-label={texts.columns}>
          {columns.map((column, index) => (
            <li key={column.id} className={classes.menuRow}>
              <Checkbox
                size="xs"
                label={column.title}
                disabled={index === 0}
                checked={index === 0 || isShown(column, layout)}
                onChange={(event) => table.setShown(column.id, event.currentTarget.checked)}
              />
              <Group gap={2} wrap="nowrap">
                <ActionIcon
                  variant="subtle"
                  size={24}
                  aria-label={texts.narrower(column.title)}
                  onClick={() => table.setWidth(column.id, widthOf(column, layout) - STEP)}
                >
                  <IconMinus size={14} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  size={24}
                  aria-label={texts.wider(column.title)}
                  onClick={() => table.setWidth(column.id, widthOf(column, layout) + STEP)}
                >
                  <IconPlus size={14} />
                </ActionIcon>
              </Group>
            </li>
          ))}
        </ul>
        <Button variant="subtle" size="xs" onClick={table.reset}>
          {texts.resetColumns}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
