import type { listForms } from '#modules/forms/contract/forms.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { Format } from '../../format.ts';
import type { Texts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';

export type PublicationRow = OutputOf<typeof listForms>['items'][number];

function stateOf({ published, hasDraft }: PublicationRow, words: Texts['forms']['stateOf']): string {
  if (!published) return words.draft;
  return hasDraft ? words.both(published.number) : words.published(published.number);
}

/** Forms and pages are listed alike. */
export function columnsOf(texts: Texts['forms'], { number }: Pick<Format, 'number'>): Column<PublicationRow>[] {
  return [
    { id: 'name', title: texts.name, render: (row) => row.name, width: 260 },
    { id: 'state', title: texts.state, render: (row) => stateOf(row, texts.stateOf), width: 190 },
    { id: 'seen', title: texts.seen, render: (row) => number(row.counts.seen), width: 120, align: 'end' },
    { id: 'sent', title: texts.sent, render: (row) => number(row.counts.sent), width: 100, align: 'end' },
    { id: 'aside', title: texts.aside, render: (row) => number(row.counts.aside), width: 110, align: 'end' },
    { id: 'changed', title: texts.changed, render: (row) => <When at={row.changedAt} />, width: 130 },
  ];
}
