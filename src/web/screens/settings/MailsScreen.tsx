import { Alert, Drawer, NativeSelect } from '@mantine/core';
import { getMail, listMails } from '#modules/notices/contract.ts';
import { MAIL_STATES, type MailState } from '#modules/notices/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Row = OutputOf<typeof listMails>['items'][number];

const DEFAULTS = { state: 'all', mail: '' };

/** The program's own mails; without a mail server, this is where they are read. */
export function MailsScreen() {
  const { settings } = useTexts();
  const texts = settings.mails;
  const [place, change] = useUrlState(DEFAULTS);
  const list = useReadPages(listMails, place.state === 'all' ? {} : { state: place.state as MailState }, { topics: ['mail'] });
  const rows = list.data?.pages.flatMap((page) => page.items);
  const notices = [
    list.data?.pages[0]?.captures ? texts.captured : null,
    rows?.some((row) => row.state === 'held') ? texts.held : null,
  ].filter((text) => text !== null);
  return (
    <SettingsPage title={settings.sections.mails.title} fill>
      {notices.map((text) => (
        <Alert key={text} variant="outline" mb={12}>
          {text}
        </Alert>
      ))}
      <DataTable
        id="mails"
        label={settings.sections.mails.title}
        columns={columnsOf(texts)}
        {...tableOf(list)}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.subject}
        onOpen={(row) => change({ mail: row.id }, { push: true })}
        tools={
          <NativeSelect
            aria-label={texts.state}
            value={place.state}
            onChange={(event) => change({ state: event.currentTarget.value })}
            data={[
              { value: 'all', label: texts.all },
              ...MAIL_STATES.map((state) => ({ value: state as string, label: texts.states[state] })),
            ]}
          />
        }
        empty={<EmptyState title={texts.empty} />}
      />
      <Letter id={place.mail} onClose={() => change({ mail: '' })} />
    </SettingsPage>
  );
}

function columnsOf(texts: Texts['settings']['mails']): Column<Row>[] {
  return [
    { id: 'subject', title: texts.subject, width: 320, render: (row) => row.subject },
    { id: 'to', title: texts.to, width: 220, render: (row) => row.toEmail },
    { id: 'state', title: texts.state, width: 160, render: (row) => <Mark>{texts.states[row.state]}</Mark> },
    { id: 'at', title: texts.at, width: 140, render: (row) => <When at={row.createdAt} /> },
    { id: 'problem', title: texts.problem, width: 240, render: (row) => row.problem ?? '–' },
  ];
}

function Letter({ id, onClose }: { id: string; onClose: () => void }) {
  const { settings, ui } = useTexts();
  const texts = settings.mails;
  const format = useFormat();
  const { data, error } = useRead(getMail, { id }, { when: id !== '', topics: [`mail:${id}`] });
  return (
    <Drawer
      opened={id !== ''}
      onClose={onClose}
      position="right"
      size={560}
      title={data?.subject ?? settings.sections.mails.title}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {error && <ProblemNotice problem={error} />}
      {data && (
        <>
          <p style={{ marginTop: 0 }}>
            {texts.to} {data.toName ? `${data.toName} <${data.toEmail}>` : data.toEmail} · <When at={data.createdAt} form="moment" /> ·{' '}
            {texts.states[data.state]}
            {data.attempts > 0 && ` · ${texts.attempts(format.number(data.attempts))}`}
          </p>
          {data.problem && <p>{data.problem}</p>}
          <div className={classes.letter}>{withLinks(data.bodyText)}</div>
        </>
      )}
    </Drawer>
  );
}

/** Plain text; web addresses in it become links, nothing else does. */
function withLinks(text: string) {
  return text.split(/(https?:\/\/\S+)/).map((part, index) =>
    /^https?:\/\//.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <a key={index} href={part} rel="noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
