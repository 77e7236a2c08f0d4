import { Button, Menu, Rating, Tooltip } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { useCommands } from '../../commands.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { Keys } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { QuickLog } from '../activities/QuickLog.tsx';
import { AskForm } from '../questions/AskForm.tsx';
import classes from './handoffs.module.css';
import type { Brief } from './LeadBrief.tsx';
import { AssignForm, HandOffForm } from './MoveForms.tsx';
import { ReturnForm } from './ReturnForm.tsx';
import { LOOP_TOPICS } from './topics.ts';

type Open = 'return' | 'log' | 'handOff' | 'assign' | 'ask' | null;

/** What can be done with a lead: buttons, their keys (a, r, l), and the dialogs that they open. */
export function useLeadActions(brief: Brief | undefined): { buttons: ReactNode; dialogs: ReactNode } {
  const { loop, questions } = useTexts();
  const toast = useToast();
  const [open, setOpen] = useState<Open>(null);
  const [mark, setMark] = useMark(brief?.handoff?.id);
  const say = useWrite(giveVerdict, { invalidates: LOOP_TOPICS });
  const may = brief?.may;
  const name = brief?.contact.name ?? '';
  const accept = async () => {
    if (!brief?.handoff || !may?.decide) return;
    try {
      await say.mutateAsync({ id: brief.handoff.id, decision: 'accepted', ...(mark > 0 ? { quality: mark } : {}) });
      toast.done(loop.brief.accepted(name));
    } catch (problem) {
      toast.problem(problem);
    }
  };
  const mayReturn = Boolean(may?.decide || may?.giveBack);
  useCommands([
    ...(may?.decide ? [{ id: 'lead.accept', label: loop.day.keys.accept, keys: 'a', run: () => void accept() }] : []),
    ...(mayReturn
      ? MARKS.map((n) => ({ id: `lead.mark.${n}`, label: loop.verdict.marks[n], keys: String(n), run: () => setMark(n) }))
      : []),
    ...(mayReturn ? [{ id: 'lead.return', label: loop.day.keys.giveBack, keys: 'r', run: () => setOpen('return') }] : []),
    ...(may?.ask ? [{ id: 'lead.ask', label: questions.ask.button, keys: 'm', run: () => setOpen('ask') }] : []),
    ...(may?.log ? [{ id: 'lead.log', label: loop.day.keys.log, keys: 'l', run: () => setOpen('log') }] : []),
  ]);
  if (!brief || !may) return { buttons: null, dialogs: null };
  const close = () => setOpen(null);
  const buttons = (
    <>
      {may.decide && (
        <KeyTip of="a">
          <Button onClick={() => void accept()} loading={say.isPending}>
            {loop.brief.accept}
          </Button>
        </KeyTip>
      )}
      {may.decide && (
        <Rating
          className={classes.mark}
          value={mark}
          onChange={setMark}
          color="dark"
          aria-label={loop.verdict.quality}
          getSymbolLabel={(n) => (n > 0 ? loop.verdict.marks[n as (typeof MARKS)[number]] : loop.verdict.noMark)}
        />
      )}
      {may.handOff && <Button onClick={() => setOpen('handOff')}>{loop.brief.handOff}</Button>}
      {may.log && (
        <KeyTip of="l">
          <Button variant={may.decide || may.handOff ? 'default' : 'filled'} onClick={() => setOpen('log')}>
            {loop.brief.logCall}
          </Button>
        </KeyTip>
      )}
      {mayReturn && (
        <KeyTip of="r">
          <Button variant="default" onClick={() => setOpen('return')}>
            {loop.brief.giveBack}
          </Button>
        </KeyTip>
      )}
      {may.ask && (
        <KeyTip of="m">
          <Button variant="default" onClick={() => setOpen('ask')}>
            {questions.ask.button}
          </Button>
        </KeyTip>
      )}
      {may.assign && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={10} aria-label={loop.brief.moreActions}>
              <IconDots size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpen('assign')}>{loop.brief.assign}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
  const handoffId = brief.handoff?.id ?? '';
  // Of a returned lead Sales is owed a reason to look again: something the person did, or why.
  const news = brief.since?.changes.some(({ what }) => what !== 'field') ?? false;
  const dialogs = (
    <>
      {open === 'log' && <QuickLog about={{ contactId: brief.contact.id, leadId: brief.lead.id }} name={name} onClose={close} />}
      {open === 'return' && (
        <ReturnForm handoffId={handoffId} name={name} mark={mark} accepted={brief.handoff?.decision !== null} onClose={close} />
      )}
      {open === 'handOff' && (
        <HandOffForm
          leadId={brief.lead.id}
          below={!(brief.lead.handRaised || brief.score?.handsOff) || (brief.plan !== null && !news)}
          onClose={close}
        />
      )}
      {open === 'ask' && <AskForm about={{ subject: 'lead', id: brief.lead.id, name }} onClose={close} />}
      {open === 'assign' && <AssignForm handoffId={handoffId} onClose={close} />}
    </>
  );
  return { buttons, dialogs };
}

const MARKS = [1, 2, 3, 4, 5] as const;

/** The mark that goes with the verdict, as long as nobody looks at another hand-off; 0: none. */
function useMark(handoffId: string | undefined): [number, (mark: number) => void] {
  const [given, setGiven] = useState({ handoffId, mark: 0 });
  return [given.handoffId === handoffId ? given.mark : 0, (mark) => setGiven({ handoffId, mark })];
}

function KeyTip({ of, children }: { of: string; children: ReactNode }) {
  return (
    <Tooltip label={<Keys of={of} />} openDelay={400}>
      <span>{children}</span>
    </Tooltip>
  );
}
