import type { Entity, FieldInfo } from '#modules/criteria/schema.ts';
import type { Cell, ListRow } from '#modules/lists/schema.ts';
import { type Format, useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { channelName } from '../../parts/leads/channel.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Money } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { ENTITY } from './entities.ts';

const WIDTHS: Readonly<Partial<Record<FieldInfo['kind'], number>>> = {
  text: 200,
  long_text: 260,
  number: 110,
  money: 140,
  date: 130,
  instant: 140,
  yes_no: 90,
  record: 200,
};
/** Where a kind's width is not the right one. */
const WIDTH_OF: Readonly<Record<string, number>> = {
  email: 250,
  jobTitle: 180,
  company: 190,
  owner: 140,
  stage: 120,
  status: 110,
  sourceChannel: 120,
  scoreLabel: 80,
  closesOn: 120,
};
const NAME_WIDTH: Readonly<Record<Entity, number>> = { company: 240, contact: 190, deal: 300, lead: 190, campaign: 280 };
/** Open lists of words that programs write: shown as people write them. */
const CODED: readonly string[] = ['channel', 'kind', 'seniority', 'source', 'sourceChannel', 'status'];
const MOST_MARKS = 3;

/** The columns of a list: the name, then those that were chosen, in their order. */
export function columnsOf(
  entity: Entity,
  chosen: readonly FieldInfo[],
  { texts, nameSortable }: { texts: Texts['lists']; nameSortable: boolean },
): Column<ListRow>[] {
  const name: Column<ListRow> = {
    id: 'name',
    title: texts.name[entity],
    width: NAME_WIDTH[entity],
    sort: nameSortable,
    render: (row) => row.name || texts.unnamed,
  };
  const rest = chosen
    .filter(({ key }) => !ENTITY[entity].named.includes(key))
    .map(
      (field): Column<ListRow> => ({
        id: field.key,
        title: field.label,
        width: WIDTH_OF[field.key] ?? WIDTHS[field.kind] ?? 150,
        sort: field.sortable,
        align: field.kind === 'number' || field.kind === 'money' ? 'end' : 'start',
        render: (row) => <CellView field={field} value={row.values[field.key] ?? null} />,
      }),
    );
  return [name, ...rest];
}

/** A value as its kind is read. */
function CellView({ field, value }: { field: FieldInfo; value: Cell }) {
  const { lists: texts } = useTexts();
  const format = useFormat();
  const now = useNow();
  if (value === null) return null;
  if (Array.isArray(value)) return <Marks field={field} values={value} format={format} />;
  if (typeof value === 'boolean') return <>{value ? texts.yes : texts.no}</>;
  if (typeof value === 'number') return <>{format.number(value)}</>;
  if (typeof value === 'object') {
    if ('amountMinor' in value) return <Money value={value} />;
    if (value.name === '') return null;
    return field.record ? <Go to={ENTITY[field.record].href(value.id)}>{value.name}</Go> : value.name;
  }
  if (field.kind === 'instant') return <span title={format.absolute(value)}>{format.relative(value, now)}</span>;
  if (field.kind === 'date') return <>{format.date(value)}</>;
  return <>{CODED.includes(field.key) && !field.options ? channelName(value) : labelOf(field, value)}</>;
}

function Marks({ field, values, format }: { field: FieldInfo; values: readonly string[]; format: Format }) {
  const more = values.length - MOST_MARKS;
  return (
    <span title={values.map((value) => labelOf(field, value)).join(', ')}>
      {values.slice(0, MOST_MARKS).map((value) => (
        <Mark key={value}>{labelOf(field, value)}</Mark>
      ))}
      {more > 0 && ` +${format.number(more)}`}
    </span>
  );
}

const labelOf = (field: FieldInfo, value: string): string => field.options?.find((option) => option.value === value)?.label ?? value;
