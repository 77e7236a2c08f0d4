import { Progress } from '@mantine/core';
import { GONE_STATES, MESSAGE_STATES, type MessageState, OPEN_STATES } from '#modules/sends/schema.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import classes from '../gate/gate.module.css';
import { Fact } from './Fact.tsx';
import { Problems } from './SendLaunch.tsx';
import type { Send } from './SendPlan.tsx';
import own from './sends.module.css';

export interface Opening {
  state?: string;
  code?: string;
  fact?: string;
  variant?: string;
}

export const GROUPS = {
  audience: MESSAGE_STATES,
  gone: GONE_STATES,
  open: OPEN_STATES,
  stopped: MESSAGE_STATES.filter((state) => !GONE_STATES.includes(state) && !OPEN_STATES.includes(state)),
} as const satisfies Record<string, readonly MessageState[]>;

/** Opens exactly the people of a figure: everybody, or those of the one state that they are all in. Of several states the list by state opens each. */
export function openerOf(send: Send, states: readonly MessageState[], onOpen: (filter: Opening) => void): { onOpen?: () => void } {
  if (states.length === MESSAGE_STATES.length) return { onOpen: () => onOpen({}) };
  const there = send.counts.states.filter(({ state, n }) => n > 0 && states.includes(state));
  const [only] = there;
  return only && there.length === 1 ? { onOpen: () => onOpen({ state: only.state }) } : {};
}

/** How far it is, and where it stands still: why. */
export function SendRunning({ send, onOpen }: { send: Send; onOpen: (filter: Opening) => void }) {
  const { sends: texts } = useTexts();
  const { running } = texts;
  const format = useFormat();
  const { gone, open, stopped } = send;
  const people = { audience: send.people, gone, open, stopped };
  const done = people.audience > 0 ? (gone / people.audience) * 100 : 0;
  const words = texts.progress(format.number(gone), format.number(people.audience));
  const stops = send.problems.filter(({ level }) => level === 'stop');
  return (
    <>
      <Standing send={send} />
      {stops.length > 0 && <Problems title={texts.plan.todo} problems={stops} level="stop" />}
      {people.audience > 0 && (
        <section className={classes.section} aria-label={running.bar} aria-live="polite">
          <Progress.Root size={8} className={classes.bar}>
            <Progress.Section value={done} color="var(--text-quiet)" aria-label={running.bar} aria-valuetext={words} />
          </Progress.Root>
          <Figures>
            {(['audience', 'gone', 'open', 'stopped'] as const).map((name) => (
              <Figure
                key={name}
                label={running[name]}
                definition={running.definition[name]}
                value={format.number(people[name])}
                {...openerOf(send, GROUPS[name], onOpen)}
              />
            ))}
          </Figures>
        </section>
      )}
      {send.counts.total > 0 && <Breakdown send={send} onOpen={onOpen} />}
      <Facts send={send} />
    </>
  );
}

/** Who or what stopped it, in plain words; and what comes next. */
function Standing({ send }: { send: Send }) {
  const { sends: texts } = useTexts();
  const { running, why } = texts;
  const format = useFormat();
  const now = useNow();
  const { state, stateCode, stateNote, stateBy, stateAt, frozenAt, frozenN, freezeAt, plannedAt } = send;
  const halted = state === 'paused' || state === 'stopped' || state === 'cancelled';
  const lines = [
    ...(halted && stateCode ? [stateCode === 'by_hand' ? why.by_hand(stateBy?.name ?? texts.somebody) : why[stateCode]] : []),
    ...(halted && stateNote ? [texts.note(stateNote)] : []),
    ...(halted ? [format.absolute(stateAt)] : []),
    ...(state === 'scheduled' && frozenAt === null ? [running.begins(format.absolute(freezeAt ?? plannedAt ?? stateAt))] : []),
    ...(state === 'sending' && frozenAt === null ? [running.freezing(format.number(frozenN))] : []),
    ...(frozenAt ? [running.frozen(format.relative(frozenAt, now))] : []),
  ];
  if (lines.length === 0) return null;
  return (
    <div className={own.notice} role={halted ? 'status' : undefined}>
      {lines.map((line) => (
        <p key={line} className={classes.words}>
          {line}
        </p>
      ))}
    </div>
  );
}

function Breakdown({ send, onOpen }: { send: Send; onOpen: (filter: Opening) => void }) {
  const { sends: texts } = useTexts();
  const { running } = texts;
  const format = useFormat();
  const { states, codes } = send.counts;
  const unknown = states.some(({ state }) => state === 'unknown');
  return (
    <div className={classes.fields}>
      <section className={classes.section} aria-label={running.states}>
        <h2 className={classes.heading}>{running.states}</h2>
        <ul className={classes.list}>
          {states.map(({ state, n }) => (
            <li key={state} className={classes.entry}>
              <span>{texts.messageStates[state]}</span>
              <Figure inline label={texts.messageStates[state]} value={format.number(n)} onOpen={() => onOpen({ state })} />
            </li>
          ))}
        </ul>
        {unknown && <p className={classes.quiet}>{texts.rows.unknownHelp}</p>}
      </section>
      {codes.length > 0 && (
        <section className={classes.section} aria-label={running.reasons}>
          <h2 className={classes.heading}>{running.reasons}</h2>
          <ul className={classes.list}>
            {codes.map(({ code, state, leftOut, n }) => (
              <li key={`${code}${state}${leftOut}`} className={classes.entry}>
                <span>{texts.codes[code]}</span>
                <Figure inline label={texts.codes[code]} value={format.number(n)} onOpen={() => onOpen({ code, state })} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** What went out, to whom, from whom and when. */
function Facts({ send }: { send: Send }) {
  const { sends: texts, gate } = useTexts();
  const { plan } = texts;
  const format = useFormat();
  return (
    <dl className={own.facts}>
      <Fact name={plan.kind}>{gate.kinds[send.kind]}</Fact>
      <Fact name={plan.whom}>{send.view?.name ?? (send.criteria && plan.byConditions)}</Fact>
      <Fact name={plan.from}>{send.sender && `${send.sender.name} <${send.sender.email}>`}</Fact>
      <Fact name={plan.when}>{send.plannedAt ? format.absolute(send.plannedAt) : texts.timings[send.timing]}</Fact>
      <Fact name={plan.purpose}>{send.purpose?.name}</Fact>
      <Fact name={plan.offer}>{send.offer && <Go to={paths.offer(send.offer.id)}>{send.offer.name}</Go>}</Fact>
      <Fact name={plan.campaign}>{send.campaign && <Go to={paths.campaign(send.campaign.id)}>{send.campaign.name}</Go>}</Fact>
      {send.variants.map(({ id, name, template, number, subject }) => (
        <Fact key={id} name={send.variants.length > 1 ? name : plan.template}>
          <Go to={paths.template(template.id)}>{template.name}</Go> {number !== null && plan.version(format.number(number), subject ?? '')}
        </Fact>
      ))}
    </dl>
  );
}
