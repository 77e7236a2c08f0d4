import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { saveFile } from '../../api.ts';
import { useTexts } from '../../texts/texts.ts';
import { csvOf } from '../../ui/csv.ts';
import { useToast } from '../../ui/toast.tsx';

/** Saves rows, the head first, as a file; they may have to be fetched before. */
export function SaveCsv({ name, rows }: { name: string; rows: () => Promise<readonly (readonly (string | number)[])[]> }) {
  const { orders } = useTexts();
  const toast = useToast();
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      saveFile(new Blob([csvOf(await rows())], { type: 'text/csv' }), `${name}.csv`);
    } catch (problem) {
      toast.problem(problem);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Button
      variant="default"
      size="xs"
      my={8}
      style={{ alignSelf: 'start' }}
      loading={saving}
      leftSection={<IconDownload size={14} aria-hidden />}
      onClick={() => void save()}
    >
      {orders.reconciliation.csv}
    </Button>
  );
}
