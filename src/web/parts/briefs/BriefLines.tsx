import { ActionIcon, Alert, Button, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { type getBrief, writeBrief } from '#modules/briefs/contract.ts';
import { LONGEST_LINE, SECTIONS } from '#modules/briefs/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './briefs.module.css';

export type Brief = OutputOf<typeof getBrief>;

/** The three sections as they are read. */
export function BriefRead({ of }: { of: Brief }) {
  const texts = useTexts().briefs;
  return SECTIONS.map((section) => {
    const lines = of.lines.filter((line) => line.section === section);
    return (
      <section key={section} className={classes.section} aria-label={texts.sections[section]}>
        <h2 className={classes.heading}>{texts.sections[section]}</h2>
        {lines.length === 0 && <p className={classes.quiet}>{texts.nothing}</p>}
        <ul className={classes.list}>
          {lines.map((line) => (
            <li key={line.id}>{line.link ? <Go to={line.link}>{line.words}</Go> : line.words}</li>
          ))}
        </ul>
      </section>
    );
  });
}

const linesOf = (of: Brief) => of.lines.map(({ id, section, words, link }) => ({ key: id, section, words, link }));

/** The same as it is written: lines are changed, removed and added. */
export function BriefEdit({ of }: { of: Brief }) {
  const texts = useTexts().briefs;
  const toast = useToast();
  const ids = of.lines.map(({ id }) => id);
  /** The lines that stand in the form, as the record had them. */
  const [linesBefore, setBefore] = useState(ids);
  /** Versions that this person has read or written: another one is somebody else's. */
  const [seen, setSeen] = useState([ids.join()]);
  const goFrom = (lineIds: string[]) => {
    setBefore(lineIds);
    setSeen((all) => [...all, lineIds.join()]);
  };
  const write = useWrite(writeBrief, {
    invalidates: ['brief'],
    onDone: ({ lineIds }) => {
      goFrom(lineIds);
      toast.done(texts.saved);
    },
  });
  const form = useForm({ initialValues: { lines: linesOf(of) } });
  const { lines } = form.values;
  const submit = async () => {
    const kept = lines.filter(({ words }) => words.trim() !== '');
    await write.mutateAsync({ id: of.id, linesBefore, lines: kept.map(({ section, words, link }) => ({ section, words, link })) });
  };
  const takeTheirs = () => {
    goFrom(ids);
    form.setValues({ lines: linesOf(of) });
    form.clearErrors();
  };
  return (
    <FormShell form={form} action={texts.save} onSubmit={submit}>
      {!seen.includes(ids.join()) && !write.isPending && (
        <Alert color="orange" title={texts.clash}>
          <span className={classes.bar}>
            <Button size="compact-sm" variant="default" onClick={takeTheirs}>
              {texts.theirs}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => goFrom(ids)}>
              {texts.mine}
            </Button>
          </span>
        </Alert>
      )}
      {SECTIONS.map((section) => (
        <section key={section} className={classes.section} aria-label={texts.sections[section]}>
          <h2 className={classes.heading}>{texts.sections[section]}</h2>
          {lines.map((line, n) =>
            line.section === section ? (
              <div key={line.key} className={classes.row}>
                <Textarea
                  aria-label={`${texts.sections[section]}: ${texts.line}`}
                  autosize
                  minRows={1}
                  maxLength={LONGEST_LINE}
                  {...form.getInputProps(`lines.${n}.words`)}
                />
                <ActionIcon
                  variant="subtle"
                  size={36}
                  aria-label={`${texts.remove}: ${line.words}`}
                  onClick={() => form.removeListItem('lines', n)}
                >
                  <IconX size={16} />
                </ActionIcon>
              </div>
            ) : null,
          )}
          <div>
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => form.insertListItem('lines', { key: `new ${Date.now()}`, section, words: '', link: null })}
              aria-label={`${texts.add}: ${texts.sections[section]}`}
            >
              {texts.add}
            </Button>
          </div>
        </section>
      ))}
    </FormShell>
  );
}
