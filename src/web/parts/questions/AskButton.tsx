import { Button } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { type Asked, AskForm } from './AskForm.tsx';

/** Asks about the record it stands on, or in general. */
export function AskButton({ about, size }: { about?: Asked; size?: 'compact-sm' }) {
  const texts = useTexts().questions.ask;
  const may = useCan('question:write');
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button
        variant="default"
        {...(size ? { size } : { leftSection: <IconMessageQuestion size={16} /> })}
        aria-label={about ? texts.about(about.name) : texts.title}
        onClick={() => setOpen(true)}
      >
        {texts.button}
      </Button>
      {open && <AskForm {...(about ? { about } : {})} onClose={() => setOpen(false)} />}
    </>
  );
}
