import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { type Criteria, type Entity, EVERYTHING, type FieldInfo } from '#modules/criteria/schema.ts';
import { exportRows, listRows } from '#modules/lists/contract/rows.ts';
import type { BulkChange, Target } from '#modules/lists/schema.ts';
import { download } from '../../api.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { countConditions } from '../../parts/criteria/draft.ts';
import { useFields } from '../../parts/criteria/fields.ts';
import { paths } from '../../paths.ts';
import { routes } from '../../routes.tsx';
import { useCan, useSession } from '../../session.ts';
import { creates } from '../../shell/slots.tsx';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page, type PageTab } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { NOTHING_SELECTED, nothingSelected, type Selection, selectedCount } from '../../ui/table/selection.ts';
import { useToast } from '../../ui/toast.tsx';
import { BulkBar } from './BulkBar.tsx';
import { BulkProgress, RecentChanges } from './BulkProgress.tsx';
import { useBulkResult } from './bulk-result.ts';
import { ColumnChooser } from './ColumnChooser.tsx';
import { columnsOf } from './cells.tsx';
import { ENTITY } from './entities.ts';
import { FilterPanel, FilterSentence } from './FilterPanel.tsx';
import { ListTools } from './ListTools.tsx';
import { type ListState, useListState } from './list-state.ts';
import classes from './lists.module.css';
import { ViewMenu } from './ViewMenu.tsx';

/** A list of records of any entity: views as tabs, search, conditions, columns, and what can be done with many at once. */
export function ListScreen({ entity }: { entity: Entity }) {
  const texts = useTexts();
  const { lists } = texts;
  const format = useFormat();
  const list = useListState(entity);
  const { items, fields, currency, here } = useFields(entity);
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const [filtering, setFiltering] = useState(false);
  const [running, setRunning] = useState<string | null>(null);
  const { q, shown } = list;
  const which = { criteria: shown.criteria, ...(q ? { q } : {}) };
  const asked = { columns: [...shown.columns], sort: [...shown.sort] };
  const rows = useReadPages(listRows, { entity, ...which, ...asked }, { topics: [entity, 'own_field'], when: list.ready });
  const pages = rows.data?.pages;
  const first = pages?.[0];
  const chosen = (first?.columns ?? []).map((key) => fields.get(key)).filter((field): field is FieldInfo => field !== undefined);
  const isColumn = ({ key }: FieldInfo) => !ENTITY[entity].named.includes(key);
  const tell = useBulkResult(setRunning);
  const toast = useToast();
  const takeFile = (format_: 'csv' | 'xlsx', ids?: string[]) => {
    toast.done(lists.exporting);
    download(exportRows, { entity, ...which, ...asked, ...(ids ? { ids } : {}), format: format_ }, `${entity}.${format_}`).catch(
      toast.problem,
    );
  };
  const target: Target = selection.kind === 'some' ? { ids: [...selection.ids] } : { ...which, except: [...selection.except] };
  const isFiltered = countConditions(shown.criteria) > 0 || q !== '';
  const sort = shown.sort[0] ?? first?.sort[0];

  return (
    <Page
      title={lists.titles[entity]}
      fill
      actions={<Actions entity={entity} onExport={takeFile} tell={tell} />}
      tabs={tabsOf(list, { owned: fields.has(ENTITY[entity].owner), texts: lists })}
      tab={list.tab}
      onTab={(id) => {
        setSelection(NOTHING_SELECTED);
        list.open(id);
      }}
    >
      <div className={classes.frame}>
        <Above
          entity={entity}
          criteria={shown.criteria}
          onClear={() => list.filter(EVERYTHING)}
          running={running}
          onFinished={(change) => {
            setRunning(null);
            tell(change);
          }}
        />
        <DataTable
          key={`${entity} ${list.tab}`}
          id={entity}
          label={lists.titles[entity]}
          columns={columnsOf(entity, chosen, { texts: lists, nameSortable: fields.get('name')?.sortable === true })}
          {...tableOf(rows)}
          rows={here ? pages?.flatMap((page) => page.items) : undefined}
          rowId={(row) => row.id}
          rowName={(row) => row.name || lists.unnamed}
          href={(row) => ENTITY[entity].href(row.id)}
          count={first?.count ?? undefined}
          sort={sort}
          onSort={list.sortBy}
          selection={selection}
          onSelection={setSelection}
          tools={
            <ListTools
              title={lists.titles[entity]}
              q={q}
              onSearch={list.search}
              conditions={countConditions(shown.criteria)}
              onFilter={() => setFiltering(true)}
            />
          }
          more={
            <>
              <ViewMenu entity={entity} list={list} />
              <ColumnChooser items={items.filter(isColumn)} chosen={chosen.filter(isColumn)} onChange={list.choose} />
            </>
          }
          bulk={
            !nothingSelected(selection) && (
              <BulkBar
                entity={entity}
                items={items}
                currency={currency}
                count={format.count({
                  value: selectedCount(selection, first?.count?.value ?? 0),
                  exact: selection.kind === 'some' || first?.count?.exact === true,
                })}
                target={target}
                onDone={(change) => {
                  setSelection(NOTHING_SELECTED);
                  if (change) tell(change);
                }}
                onExport={(format_) => takeFile(format_, 'ids' in target ? target.ids : undefined)}
              />
            )
          }
          empty={isFiltered ? <EmptyState title={lists.nothingFound} body={lists.nothingFoundBody} /> : <Nothing entity={entity} />}
        />
      </div>
      <FilterPanel
        entity={entity}
        criteria={shown.criteria}
        onChange={list.filter}
        opened={filtering}
        onClose={() => setFiltering(false)}
        problem={rows.error}
      />
    </Page>
  );
}

function tabsOf({ views }: ListState, { owned, texts }: { owned: boolean; texts: Texts['lists'] }): PageTab[] {
  const mine = owned ? [{ id: 'mine', title: texts.mine }] : [];
  return [{ id: 'all', title: texts.all }, ...mine, ...views.map((view) => ({ id: view.id, title: view.name }))];
}

interface AboveProps {
  entity: Entity;
  criteria: Criteria;
  onClear: () => void;
  running: string | null;
  onFinished: (change: BulkChange) => void;
}

/** Above the table: a change that is still being made, and what the list is filtered by. */
function Above({ entity, criteria, onClear, running, onFinished }: AboveProps) {
  return (
    <div className={classes.above}>
      {running && <BulkProgress id={running} onFinished={onFinished} />}
      <FilterSentence entity={entity} criteria={criteria} onClear={onClear} />
    </div>
  );
}

/** On the right of the title: make one, the board, and what is needed less often. */
function Actions({
  entity,
  onExport,
  tell,
}: {
  entity: Entity;
  onExport: (format: 'csv' | 'xlsx') => void;
  tell: ReturnType<typeof useBulkResult>;
}) {
  const { lists } = useTexts();
  const [creating, setCreating] = useState(false);
  const [recent, setRecent] = useState(false);
  const { permissions } = useSession();
  const [mayExport, mayDelete, mayBulk] = [useCan('record:export'), useCan('record:delete'), useCan('record:bulk')];
  const create = creates.find((item) => item.id === entity && permissions.includes(item.permission));
  const hasBoard = entity === 'deal' && routes.some(({ path }) => path === paths.dealBoard());
  return (
    <>
      {hasBoard && (
        <Button component={Go} to={paths.dealBoard()} variant="default">
          {lists.board}
        </Button>
      )}
      {create && <Button onClick={() => setCreating(true)}>{lists.create[entity]}</Button>}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={lists.more} title={lists.more}>
            <IconDots size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayExport && <Menu.Item onClick={() => onExport('csv')}>{lists.exportCsv}</Menu.Item>}
          {mayExport && <Menu.Item onClick={() => onExport('xlsx')}>{lists.exportXlsx}</Menu.Item>}
          {mayBulk && <Menu.Item onClick={() => setRecent(true)}>{lists.bulk.recent}</Menu.Item>}
          {entity === 'contact' && (
            <Menu.Item component={Go} to={paths.peopleLists()}>
              {lists.people.screen}
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item component={Go} to={`${paths.trash()}?entity=${entity}`}>
              {lists.trash}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {create && creating && <create.Form opened onClose={() => setCreating(false)} />}
      <RecentChanges opened={recent} onClose={() => setRecent(false)} onUndone={tell} />
    </>
  );
}

function Nothing({ entity }: { entity: Entity }) {
  const { lists } = useTexts();
  const mayImport = useCan('record:import');
  const bring = mayImport && (
    <Button component={Go} to={paths.newImport()} variant="default">
      {lists.bring}
    </Button>
  );
  return <EmptyState title={lists.empty[entity].title} body={lists.empty[entity].body} actions={bring} />;
}
