import { Modal } from '@mantine/core';
import { getClientMeeting } from '#modules/coordination/contract/meetings.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './coordination.module.css';

type Meeting = OutputOf<typeof getClientMeeting>;

/** A meeting as whoever called it sees it: items by where they come from, what was decided in kind, who does what until when. */
export function MeetingView({ id, onClose }: { id: string; onClose: () => void }) {
  const { coordination, ui } = useTexts();
  const { data, error, refetch } = useRead(getClientMeeting, { id }, { topics: ['meeting', 'decision', 'task'] });
  return (
    <Modal
      opened
      onClose={onClose}
      title={data?.title ?? coordination.drafts.open}
      size="lg"
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Parts of={data} />}
    </Modal>
  );
}

function Parts({ of }: { of: Meeting }) {
  const { coordination, meetings } = useTexts();
  const texts = coordination.drafts;
  const format = useFormat();
  const sources: Readonly<Record<string, string>> = meetings.agenda.sources;
  const from = (source: string) => sources[source] ?? meetings.agenda.sources.hand;
  const counted = ({ k, n, rows }: Meeting['agenda'][number]) =>
    k !== null && n !== null ? texts.of(format.number(k), format.number(n)) : texts.rows(format.number(rows));
  const { minutes } = of;
  return (
    <>
      <Part
        title={texts.agendaTitle}
        none={texts.noAgenda}
        lines={of.agenda.map((item) => `${from(item.source)}: ${item.sentence ?? counted(item)}`)}
      />
      <Part
        title={texts.decisions}
        none={texts.noDecisions}
        lines={of.decisions.map(
          ({ kind, state, checkOn }) =>
            `${texts.kindOf[kind]}: ${meetings.decisions.states[state]} · ${texts.checkedOn(format.date(checkOn))}`,
        )}
      />
      <Part
        title={texts.actions}
        none={texts.noActions}
        lines={of.actions.map(
          ({ member, dueOn, done }) =>
            `${member?.name ?? texts.nobody} · ${dueOn ? format.date(dueOn) : texts.noDay}${done ? ` · ${texts.doneAction}` : ''}`,
        )}
      />
      <Part
        title={texts.minutes}
        none={minutes ? texts.noMinutes : texts.kept}
        lines={(minutes ?? []).map(({ source, text }) => `${from(source)}: ${text}`)}
      />
    </>
  );
}

function Part({ title, none, lines }: { title: string; none: string; lines: readonly string[] }) {
  return (
    <section>
      <h2 className={classes.heading}>{title}</h2>
      {lines.length === 0 && <p className={classes.quiet}>{none}</p>}
      <ul>
        {lines.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id and keep their order
          <li key={place}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
