import { ActionIcon, Button, Popover, Select, TextInput } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useState } from 'react';
import { listMergeFields } from '#modules/templates/contract/templates.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';

/** Quotation marks and backslashes of a fallback, as the merge language writes them. */
const quoted = (text: string) => text.replace(/["\\]/g, '\\$&');

/** Chooses a field and what stands there where it is empty, and hands over how that is written. */
export function MergePicker({ onInsert }: { onInsert: (text: string) => void }) {
  const { merge: texts } = useTexts().templates;
  const [opened, setOpened] = useState(false);
  const [field, setField] = useState<string | null>(null);
  const [fallback, setFallback] = useState('');
  const { data } = useRead(listMergeFields, {}, { when: opened, fresh: 300_000 });
  const insert = () => {
    if (!field) return;
    onInsert(`{{ ${field}${fallback.trim() === '' ? '' : ` | fallback: "${quoted(fallback.trim())}"`} }}`);
    setOpened(false);
    setFallback('');
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus withinPortal position="bottom-end" shadow="md">
      <Popover.Target>
        <ActionIcon variant="default" aria-label={texts.insert} title={texts.insert} onClick={() => setOpened((was) => !was)}>
          <IconBraces size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Select
          label={texts.field}
          data={(data?.items ?? []).map(({ name, label }) => ({ value: name, label }))}
          value={field}
          onChange={setField}
          searchable
          comboboxProps={{ withinPortal: false }}
        />
        <TextInput
          mt="xs"
          label={texts.fallback}
          description={texts.fallbackHelp}
          value={fallback}
          maxLength={200}
          onChange={(event) => setFallback(event.currentTarget.value)}
        />
        <Button mt="sm" disabled={!field} onClick={insert}>
          {texts.add}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
