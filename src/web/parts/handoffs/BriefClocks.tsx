import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { resumeClock } from '#modules/agreements/contract/clocks.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Side } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { ClockMark } from '../agreements/ClockMark.tsx';
import classes from './handoffs.module.css';
import type { Brief } from './LeadBrief.tsx';
import { ExcuseForm, PauseForm } from './MoveForms.tsx';
import { LOOP_TOPICS } from './topics.ts';

type Clock = Brief['clocks'][number];
const SHOWN = 4;

/** What was promised about the lead and how much time is left; of what has ended, the newest. */
export function BriefClocks({ brief }: { brief: Brief }) {
  const texts = useTexts().loop.brief;
  const mine = brief.clocks.filter((clock) => clock.causeId === brief.handoff?.id || clock.causeId === brief.plan?.id);
  return (
    <section className={classes.part} aria-label={texts.timeLeft}>
      <h3 className={classes.heading}>{texts.timeLeft}</h3>
      {mine.length === 0 && <p className={classes.quiet}>{texts.noClocks}</p>}
      <ul className={classes.list}>
        {mine
          .filter((clock, index) => !clock.closed || index < SHOWN)
          .map((clock) => (
            <li key={clock.id} className={classes.clock}>
              <ClockMark clock={clock} />
              <Side side={clock.party}>{clock.title}</Side>
              <Notes clock={clock} />
              <Next clock={clock} />
              <ClockMenu clock={clock} />
            </li>
          ))}
      </ul>
    </section>
  );
}

function Notes({ clock }: { clock: Clock }) {
  const texts = useTexts().loop.clock;
  const notes = [
    ...(clock.flagged ? [texts.flagged] : []),
    ...(clock.preContacted ? [texts.preContacted] : []),
    ...(clock.excuse ? [texts.excused(clock.excuse)] : []),
  ];
  return notes.length > 0 ? <span className={classes.quiet}>{notes.join(' · ')}</span> : null;
}

/** What the ladder does next, and when. */
function Next({ clock }: { clock: Clock }) {
  const texts = useTexts().loop.clock;
  const format = useFormat();
  const now = useNow();
  if (!clock.nextStep) return null;
  const { at, do: step } = clock.nextStep;
  return <span className={classes.quiet}>{texts.next(texts.steps[step], `${format.dayTitle(at, now)} ${format.time(at)}`)}</span>;
}

function ClockMenu({ clock }: { clock: Clock }) {
  const { loop } = useTexts();
  const toast = useToast();
  const [asking, setAsking] = useState<'pause' | 'excuse' | null>(null);
  const resume = useWrite(resumeClock, { invalidates: LOOP_TOPICS });
  const works = useCan('lead:work');
  const mayExcuse = useCan('agreement:excuse');
  const mayPause = works && (clock.state === 'running' || clock.state === 'due_soon');
  const mayResume = works && clock.state === 'paused';
  const open = mayPause || mayResume || clock.state === 'breached';
  if (!open || !(mayPause || mayResume || mayExcuse)) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" size={24} aria-label={`${clock.title}: ${loop.brief.moreActions}`}>
            <IconDots size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayPause && <Menu.Item onClick={() => setAsking('pause')}>{loop.brief.pause}</Menu.Item>}
          {mayResume && (
            <Menu.Item onClick={() => void resume.mutateAsync({ id: clock.id }).catch(toast.problem)}>{loop.brief.resume}</Menu.Item>
          )}
          {mayExcuse && <Menu.Item onClick={() => setAsking('excuse')}>{loop.brief.excuse}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {asking === 'pause' && <PauseForm clockId={clock.id} onClose={() => setAsking(null)} />}
      {asking === 'excuse' && <ExcuseForm clockId={clock.id} onClose={() => setAsking(null)} />}
    </>
  );
}
