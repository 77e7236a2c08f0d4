import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { listKeptAnswers, listQuestions, type Question } from '#modules/questions/contract/questions.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { AnsweringFigures } from '../../parts/questions/AnsweringFigures.tsx';
import { AroundNow } from '../../parts/questions/Around.tsx';
import { AskButton } from '../../parts/questions/AskButton.tsx';
import { AboutRecord, OwedBy, QuestionMark } from '../../parts/questions/QuestionMark.tsx';
import { QuestionSettings } from '../../parts/questions/QuestionSettings.tsx';
import classes from '../../parts/questions/questions.module.css';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

const LISTS = ['mine', 'asked', 'open', 'answered'] as const;
const TABS = [...LISTS, 'kept', 'figures', 'settings'] as const;
const DEFAULTS = { tab: 'mine' as string, text: '', team: '' };

/** Everybody's questions: yours to answer first; what is kept for all; how fast the teams answer. */
export function QuestionsScreen() {
  const texts = useTexts().questions;
  const [state, change] = useUrlState(DEFAULTS);
  const leads = useCan('brief:write');
  const reports = useCan('report:read');
  const tabs = TABS.filter((tab) => (tab === 'settings' ? leads : tab === 'figures' ? reports : true));
  const tab = tabs.find((one) => one === state.tab) ?? 'mine';
  const list = LISTS.find((one) => one === tab);
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      fill={tab !== 'figures' && tab !== 'settings'}
      actions={<AskButton />}
      tabs={tabs.map((id) => ({ id, title: texts.tabs[id] }))}
      tab={tab}
      onTab={(id) => change({ tab: id, team: '' })}
    >
      {list && <Listed which={list} />}
      {tab === 'kept' && <Kept text={state.text} onText={(text) => change({ text })} />}
      {tab === 'figures' && <AnsweringFigures team={state.team} onTeam={(team) => change({ team }, { push: true })} />}
      {tab === 'settings' && (
        <div className={classes.layout}>
          <QuestionSettings />
          <AroundNow />
        </div>
      )}
    </Page>
  );
}

function Listed({ which }: { which: (typeof LISTS)[number] }) {
  const texts = useTexts().questions;
  const list = useReadPages(listQuestions, { which }, { topics: ['question'] });
  const columns = useColumns(which === 'answered');
  return (
    <DataTable<Question>
      id={`questions.${which}`}
      label={texts.tabs[which]}
      columns={columns}
      {...tableOf(list)}
      rowId={(row) => row.id}
      rowName={(row) => row.words ?? texts.hidden}
      href={(row) => paths.question(row.id)}
      empty={<EmptyState title={texts.empty[which]} body={texts.emptyBody} />}
    />
  );
}

const PAUSE_MS = 250;

function Kept({ text, onText }: { text: string; onText: (text: string) => void }) {
  const texts = useTexts().questions;
  const format = useFormat();
  const [settled] = useDebouncedValue(text.trim(), PAUSE_MS);
  const list = useReadPages(listKeptAnswers, settled ? { text: settled } : {}, { topics: ['question'] });
  const { columns } = texts;
  return (
    <>
      <TextInput
        aria-label={texts.search}
        placeholder={texts.search}
        data-search
        maw={360}
        mb={12}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <DataTable<Question>
        id="questions.kept"
        label={texts.tabs.kept}
        columns={[
          { id: 'question', title: columns.question, width: 320, render: (row) => row.words },
          { id: 'answer', title: columns.answer, width: 360, render: (row) => row.answer },
          { id: 'by', title: columns.by, width: 160, render: (row) => <PersonName person={row.answeredBy} /> },
          { id: 'helped', title: columns.helped, width: 110, render: (row) => texts.helpedTimes(format.number(row.helped)) },
        ]}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.words ?? texts.hidden}
        href={(row) => paths.question(row.id)}
        empty={<EmptyState title={texts.empty.kept} body={texts.emptyKept} />}
      />
    </>
  );
}

function useColumns(answered: boolean) {
  const texts = useTexts().questions;
  const { columns } = texts;
  const question = {
    id: 'question',
    title: columns.question,
    width: 340,
    render: (row: Question) => (row.words === null ? texts.hidden : row.words || texts.erased),
  };
  const about = { id: 'about', title: columns.about, width: 200, render: (row: Question) => <AboutRecord of={row} /> };
  const asked = { id: 'asked', title: columns.asked, width: 150, render: (row: Question) => <PersonName person={row.askedBy} /> };
  if (answered)
    return [
      question,
      { id: 'answer', title: columns.answer, width: 320, render: (row: Question) => row.answer },
      about,
      { id: 'by', title: columns.by, width: 150, render: (row: Question) => <PersonName person={row.answeredBy} /> },
      asked,
    ];
  return [
    question,
    { id: 'state', title: texts.states.open, width: 150, render: (row: Question) => <QuestionMark of={row} /> },
    { id: 'due', title: columns.due, width: 130, render: (row: Question) => <When at={row.dueAt} /> },
    { id: 'to', title: columns.to, width: 230, render: (row: Question) => <OwedBy of={row} /> },
    about,
    asked,
  ];
}
