import { Button, Drawer, NativeSelect, TextInput } from '@mantine/core';
import { getDeliveryEvent, listDeliveryEvents, listDeliverySources } from '#modules/deliveries/contract.ts';
import { HARDNESS, type Hardness, KINDS, type Kind } from '#modules/deliveries/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Row = OutputOf<typeof listDeliveryEvents>['items'][number];
type Words = Texts['deliveries'];

const DEFAULTS = { kind: 'all', source: 'all', text: '', event: '', hardness: '', from: '', to: '', once: false };
const DAY = /^\d{4}-\d\d-\d\d$/;

const told = (texts: Words, row: Row) =>
  row.kind === 'bounced' && row.hardness ? texts.bounced(texts.hardness[row.hardness]) : texts.kinds[row.kind];

/** What providers and servers told, with what came in as plain text. */
export function DeliveryEventsScreen() {
  const { settings, deliveries: texts } = useTexts();
  const format = useFormat();
  const [place, change] = useUrlState(DEFAULTS);
  const sources = useRead(listDeliverySources, {}, { topics: ['delivery'] });
  const filter = {
    ...(place.kind === 'all' ? {} : { kind: place.kind as Kind }),
    ...(place.source === 'all' ? {} : { sourceId: place.source }),
    ...(place.text.trim() ? { text: place.text.trim() } : {}),
    ...(HARDNESS.some((one) => one === place.hardness) ? { hardness: place.hardness as Hardness } : {}),
    ...(DAY.test(place.from) ? { from: place.from } : {}),
    ...(DAY.test(place.to) ? { to: place.to } : {}),
    ...(place.once ? { once: true } : {}),
  };
  const list = useReadPages(listDeliveryEvents, filter, { topics: ['delivery'] });
  const rows = list.data?.pages.flatMap((page) => page.items);
  const narrowed = filter.from !== undefined && filter.to !== undefined;
  const tools = (
    <div className={classes.line}>
      {narrowed && (
        <Button variant="default" onClick={() => change({ hardness: '', from: '', to: '', once: false })}>
          {texts.showAll}
        </Button>
      )}
      {narrowed && (
        <span className={classes.quiet}>
          {texts.counted(format.date(place.from), format.date(place.to))}
          {filter.hardness && ` · ${texts.bounced(texts.hardness[filter.hardness])}`}
        </span>
      )}
      <TextInput
        aria-label={texts.search}
        placeholder={texts.search}
        data-search
        value={place.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={texts.filterKind}
        value={place.kind}
        onChange={(event) => change({ kind: event.currentTarget.value, hardness: '' })}
        data={[{ value: 'all', label: texts.all }, ...KINDS.map((kind) => ({ value: kind as string, label: texts.kinds[kind] }))]}
      />
      <NativeSelect
        aria-label={texts.filterSource}
        value={place.source}
        onChange={(event) => change({ source: event.currentTarget.value })}
        data={[{ value: 'all', label: texts.all }, ...(sources.data?.items.map((one) => ({ value: one.id, label: one.name })) ?? [])]}
      />
    </div>
  );
  return (
    <SettingsPage title={texts.events} fill crumbs={[{ title: settings.sections.deliveries.title, to: paths.settings('deliveries') }]}>
      <DataTable
        id="delivery-events"
        label={texts.events}
        columns={columnsOf(texts)}
        {...tableOf(list)}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.recipient ?? texts.nobody}
        onOpen={(row) => change({ event: row.id }, { push: true })}
        tools={tools}
        empty={<EmptyState title={texts.eventsEmpty} />}
      />
      <Whole id={place.event} onClose={() => change({ event: '' })} />
    </SettingsPage>
  );
}

function columnsOf(texts: Words): Column<Row>[] {
  const { columns } = texts;
  return [
    { id: 'address', title: columns.address, width: 240, render: (row) => row.recipient ?? texts.nobody },
    { id: 'kind', title: columns.kind, width: 180, render: (row) => <Mark>{told(texts, row)}</Mark> },
    { id: 'reason', title: columns.reason, width: 240, render: (row) => (row.reason ? texts.reasons[row.reason] : '–') },
    { id: 'source', title: columns.source, width: 160, render: (row) => row.source.name },
    { id: 'at', title: columns.at, width: 140, render: (row) => <When at={row.at} /> },
  ];
}

/** What came in stands as text in a box: nothing of it is markup here. */
function Whole({ id, onClose }: { id: string; onClose: () => void }) {
  const { deliveries: texts, ui } = useTexts();
  const { data, error } = useRead(getDeliveryEvent, { id }, { when: id !== '', topics: ['delivery'] });
  const title = data?.recipient ?? texts.events;
  return (
    <Drawer
      opened={id !== ''}
      onClose={onClose}
      position="right"
      size={560}
      title={title}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {error && <ProblemNotice problem={error} />}
      {data && (
        <>
          <table className={classes.grid}>
            <tbody>
              {factsOf(texts, data).map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ))}
              {data.contact && (
                <tr>
                  <th scope="row">{texts.fields.contact}</th>
                  <td>
                    <Go to={paths.contact(data.contact.id)}>{data.contact.name}</Go>
                  </td>
                </tr>
              )}
            </tbody>
          </table>
          <h3 className={classes.heading}>{texts.raw}</h3>
          {data.raw === null ? <p className={classes.quiet}>{texts.rawGone}</p> : <pre className={classes.letter}>{data.raw}</pre>}
        </>
      )}
    </Drawer>
  );
}

function factsOf(texts: Words, data: OutputOf<typeof getDeliveryEvent>): (readonly [string, string])[] {
  const { fields } = texts;
  const state = data.state === 'bounced_soft' ? texts.bounced(texts.hardness.soft) : data.state;
  const facts: (readonly [string, string | null])[] = [
    [fields.kind, told(texts, data)],
    [fields.reason, data.reason && texts.reasons[data.reason]],
    [fields.detail, data.detail],
    [fields.code, [data.replyCode, data.status].filter(Boolean).join(' ') || null],
    [fields.message, data.messageId],
    [fields.state, state && state in texts.kinds ? texts.kinds[state as Kind] : state],
    [fields.url, data.url],
    [fields.program, data.userAgent],
    [fields.word, data.word],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}
