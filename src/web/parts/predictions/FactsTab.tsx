import { Button, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { getTraining, ruleOnFact } from '#modules/predictions/contract/predictions.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './predictions.module.css';
import type { Report } from './ReliabilityPlot.tsx';
import type { Standing } from './standing.ts';

type Suspicion = Report['suspicions'][number];

/** Which fields a training read, which it left out and why, and what people said about them. */
export function FactsTab({ id, standing }: { id: string | null; standing: Standing }) {
  const { facts: texts, report: words } = useTexts().predictions;
  const { data, error, refetch } = useRead(getTraining, { id: id ?? '' }, { topics: ['training'], when: id !== null, keep: true });
  const [asked, setAsked] = useState<Suspicion | null>(null);
  const rule = useRule();
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  const report = data?.report;
  const leaks = report?.suspicions.filter(({ level }) => level === 'leak') ?? [];
  const doubts = report?.suspicions.filter(({ level }) => level === 'doubt') ?? [];
  const ruled = new Set(standing.rulings.map(({ key }) => key));
  const known = standing.mayWrite ? setAsked : undefined;
  const out = standing.mayWrite ? (one: Suspicion) => rule(one.key, 'out') : undefined;
  return (
    <div className={classes.stack}>
      {!report && <p className={classes.quiet}>{words.none}</p>}
      {report && (
        <section className={classes.section} aria-label={texts.leaks}>
          <h2 className={classes.heading}>{texts.leaks}</h2>
          <p className={classes.quiet}>{leaks.length > 0 ? texts.leaksHelp : texts.noLeaks}</p>
          <Suspicions list={leaks} all={report.suspicions} ruled={ruled} action={texts.known} onAct={known} />
        </section>
      )}
      {doubts.length > 0 && (
        <section className={classes.section} aria-label={texts.doubts}>
          <h2 className={classes.heading}>{texts.doubts}</h2>
          <p className={classes.quiet}>{texts.doubtsHelp}</p>
          <Suspicions list={doubts} all={doubts} ruled={ruled} action={texts.out} onAct={out} />
        </section>
      )}
      <Rulings standing={standing} onTakeBack={(key) => rule(key, null)} />
      {report && <FieldList report={report} />}
      <KnownForm key={asked?.key} about={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

function useRule() {
  const { actions } = useTexts().predictions;
  const toast = useToast();
  const write = useWrite(ruleOnFact, { invalidates: ['training'] });
  return (key: string, ruling: 'known' | 'out' | null) =>
    write.mutate({ key, ruling }, { onSuccess: () => toast.done(actions.saved), onError: (problem) => toast.problem(problem) });
}

interface SuspicionsProps {
  list: readonly Suspicion[];
  all: readonly Suspicion[];
  ruled: ReadonlySet<string>;
  action: string;
  onAct: ((one: Suspicion) => void) | undefined;
}

function Suspicions({ list, all, ruled, action, onAct }: SuspicionsProps) {
  const texts = useTexts().predictions.facts;
  const format = useFormat();
  const sentence = useSentence(all);
  return (
    <ul className={classes.cards}>
      {list.map((one) => (
        <li key={one.key} className={classes.card}>
          <div className={classes.row}>
            <p className={classes.name}>{one.label}</p>
            {onAct && !ruled.has(one.key) && (
              <Button variant="subtle" size="compact-xs" onClick={() => onAct(one)} aria-label={`${one.label}: ${action}`}>
                {action}
              </Button>
            )}
          </div>
          <p className={classes.sentence}>{sentence(one)}</p>
          {one.sign !== 'blank_tells' && (
            <p className={classes.quiet}>
              {texts.rates({
                filled: format.rate({ k: one.wonFilled, n: one.filled }),
                blank: format.rate({ k: one.wonBlank, n: one.n - one.filled }),
              })}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function useSentence(all: readonly Suspicion[]) {
  const { signs } = useTexts().predictions.facts;
  const format = useFormat();
  return (one: Suspicion): string => {
    const auc = one.auc ? format.decimal(one.auc.auc, 2) : '–';
    const won = one.wonFilled + one.wonBlank;
    switch (one.sign) {
      case 'filled_later':
        return signs.filled_later({ later: format.number(one.later ?? 0), filled: format.number(one.filled) });
      case 'judged':
        return signs.judged({ blank: format.percent(1 - one.filled / one.n), auc });
      case 'filled_together':
        return signs.filled_together(all.find(({ key }) => key === one.together)?.label ?? '–');
      case 'one_outcome':
        return signs.one_outcome({
          won: format.percent(one.wonFilled / Math.max(1, won)),
          others: format.percent((one.filled - one.wonFilled) / Math.max(1, one.n - won)),
        });
      case 'too_good':
        return signs.too_good(auc);
      case 'blank_tells':
        return signs.blank_tells({
          filled: format.rate({ k: one.wonFilled, n: one.filled }),
          blank: format.rate({ k: one.wonBlank, n: one.n - one.filled }),
        });
    }
  };
}

function KnownForm({ about, onClose }: { about: Suspicion | null; onClose: () => void }) {
  const { facts: texts, actions } = useTexts().predictions;
  const toast = useToast();
  const form = useForm({ initialValues: { note: '' } });
  const write = useWrite(ruleOnFact, { invalidates: ['training'] });
  return (
    <SideForm
      title={about ? `${about.label}: ${texts.known}` : texts.known}
      opened={about !== null}
      onClose={onClose}
      form={form}
      action={texts.known}
      onSubmit={async ({ note }) => {
        await write.mutateAsync({ key: about?.key ?? '', ruling: 'known', note });
        toast.done(actions.saved);
        onClose();
      }}
    >
      <Textarea
        label={texts.why}
        description={texts.whyHelp}
        required
        autosize
        minRows={3}
        maxLength={500}
        {...form.getInputProps('note')}
      />
    </SideForm>
  );
}

function Rulings({ standing, onTakeBack }: { standing: Standing; onTakeBack: (key: string) => void }) {
  const texts = useTexts().predictions.facts;
  if (standing.rulings.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.rulings}>
      <h2 className={classes.heading}>{texts.rulings}</h2>
      <ul className={classes.cards}>
        {standing.rulings.map(({ key, label, ruling, note, by, at }) => (
          <li key={key} className={classes.card}>
            <div className={classes.row}>
              <p className={classes.name}>{`${label}: ${texts.ruled[ruling]}`}</p>
              {standing.mayWrite && (
                <Button variant="subtle" size="compact-xs" onClick={() => onTakeBack(key)} aria-label={`${label}: ${texts.takeBack}`}>
                  {texts.takeBack}
                </Button>
              )}
            </div>
            {note && <p className={classes.sentence}>{note}</p>}
            <p className={classes.quiet}>
              {by ?? '–'} · <When at={at} />
            </p>
          </li>
        ))}
      </ul>
      <p className={classes.quiet}>{texts.next}</p>
    </section>
  );
}

function FieldList({ report }: { report: Report }) {
  const texts = useTexts().predictions.facts;
  return (
    <div className={classes.columns}>
      <section className={classes.section} aria-label={texts.used}>
        <h2 className={classes.heading}>{`${texts.used} (${report.effects.length})`}</h2>
        <p className={classes.sentence}>{report.effects.map(({ label }) => label).join(' · ')}</p>
      </section>
      <section className={classes.section} aria-label={texts.ignored}>
        <h2 className={classes.heading}>{`${texts.ignored} (${report.ignored.length})`}</h2>
        <p className={classes.sentence}>{report.ignored.map(({ label, reason }) => `${label} (${texts.reasons[reason]})`).join(' · ')}</p>
      </section>
    </div>
  );
}
