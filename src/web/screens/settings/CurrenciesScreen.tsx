import { Alert, Button, FileButton, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { importExchangeRates, listCurrencies, listExchangeRates, removeExchangeRate } from '#modules/currencies/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { RateForm } from './RateForm.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Data = OutputOf<typeof listCurrencies>;
type Row = Data['items'][number];
type Taken = OutputOf<typeof importExchangeRates>;

const TOPICS = ['exchange_rate', 'order', 'invoice', 'payment', 'deal', 'campaign', 'workspace'];
const LONGEST = 1_900_000;

/** Which currencies occur, which of them wait for a rate, and the dated rates themselves. */
export function CurrenciesScreen() {
  const { settings, currencies: texts } = useTexts();
  const toast = useToast();
  const { data, error, refetch } = useRead(listCurrencies, {}, { topics: TOPICS });
  const [adding, setAdding] = useState<string | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const take = useWrite(importExchangeRates, { invalidates: ['exchange_rate'], onDone: setTaken });
  const read = async (file: File | null) => {
    if (!file) return;
    const csv = await file.text();
    if (csv.length > LONGEST) toast.done(texts.tooLong);
    else await take.mutateAsync({ csv }).catch(toast.problem);
  };
  const actions = data?.writable && (
    <div className={classes.line}>
      <FileButton accept=".csv,text/csv" onChange={(file) => void read(file)}>
        {(props) => (
          <Button {...props} variant="default" loading={take.isPending}>
            {texts.file}
          </Button>
        )}
      </FileButton>
      <Button onClick={() => setAdding('')}>{texts.add}</Button>
    </div>
  );
  return (
    <SettingsPage title={settings.sections.currencies.title} lead={data && texts.lead(data.base)} actions={actions || undefined}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {taken && <TakenNotice taken={taken} onClose={() => setTaken(null)} />}
      {data?.writable && <p className={classes.quiet}>{texts.fileHelp}</p>}
      {data && data.items.length === 0 && <EmptyState title={texts.empty(data.base)} body={texts.emptyBody} />}
      {data && data.items.length > 0 && (
        <>
          <InUse data={data} onAdd={setAdding} />
          <Rates data={data} />
        </>
      )}
      {data && <RateForm key={adding} base={data.base} currency={adding} onClose={() => setAdding(null)} />}
    </SettingsPage>
  );
}

function TakenNotice({ taken, onClose }: { taken: Taken; onClose: () => void }) {
  const { currencies: texts, ui } = useTexts();
  const format = useFormat();
  return (
    <Alert variant="outline" withCloseButton onClose={onClose} closeButtonLabel={ui.common.close} mb={12} role="status">
      <p style={{ marginBlock: 0 }}>{texts.taken(format.number(taken.set), format.number(taken.same))}</p>
      {taken.leftOut.length > 0 && <p style={{ marginBlock: 4 }}>{texts.leftOut(taken.leftOut.join(', '))}</p>}
      {taken.problems.length > 0 && (
        <details>
          <summary>{texts.problems(format.number(taken.problems.length))}</summary>
          <ul className={classes.points}>
            {taken.problems.map(({ line, said }) => (
              <li key={line}>{texts.line(format.number(line), said)}</li>
            ))}
          </ul>
        </details>
      )}
    </Alert>
  );
}

function usesOf(row: Row, texts: Texts['currencies'], number: (n: number) => string): string {
  const uses = (['deals', 'orders', 'invoices', 'payments', 'campaigns'] as const)
    .filter((one) => row[one] > 0)
    .map((one) => texts[one](number(row[one])));
  return uses.join(', ') || texts.nowhere;
}

function InUse({ data, onAdd }: { data: Data; onAdd: (currency: string) => void }) {
  const { currencies: texts } = useTexts();
  const format = useFormat();
  const waits = (row: Row) => {
    if (row.waiting === 0) return texts.none;
    const n = format.number(row.waiting);
    return <Mark>{row.waitingFrom ? texts.waitingFrom(n, format.date(row.waitingFrom)) : n}</Mark>;
  };
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>{texts.here}</h2>
      <Scroll label={texts.here}>
        <table className={classes.grid} aria-label={texts.here}>
          <Heads of={[texts.currency, texts.used, texts.waiting, texts.newest]} />
          <tbody>
            {data.items.map((row) => (
              <tr key={row.currency}>
                <td>{row.currency}</td>
                <td>{usesOf(row, texts, format.number)}</td>
                <td>{waits(row)}</td>
                <td>
                  <div className={classes.line}>
                    {row.rate === null || row.validFrom === null
                      ? texts.noRate
                      : `${texts.rateOf(row.currency, format.exact(row.rate), data.base)} (${format.date(row.validFrom)})`}
                    {data.writable && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={texts.addFor(row.currency)}
                        onClick={() => onAdd(row.currency)}
                      >
                        {texts.add}
                      </Button>
                    )}
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Rates({ data }: { data: Data }) {
  const { currencies: texts } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const [state, change] = useUrlState({ currency: '' });
  const remove = useWrite(removeExchangeRate, { invalidates: ['exchange_rate'] });
  const list = useReadPages(listExchangeRates, state.currency ? { currency: state.currency } : {}, { topics: ['exchange_rate'] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const ask = async (row: (typeof rows)[number]) => {
    const title = texts.removeOf(row.currency, format.date(row.validFrom));
    const yes = await confirm({ title, body: texts.removeBody, action: texts.remove, danger: true });
    if (yes) await remove.mutateAsync({ currency: row.currency, validFrom: row.validFrom }).catch(toast.problem);
  };
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>{texts.rates}</h2>
      <NativeSelect
        size="xs"
        aria-label={texts.currency}
        w={180}
        value={state.currency}
        onChange={(event) => change({ currency: event.currentTarget.value })}
        data={[{ value: '', label: texts.all }, ...data.items.map(({ currency }) => ({ value: currency, label: currency }))]}
      />
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p className={classes.quiet}>{texts.noRates}</p>}
      {rows.length > 0 && (
        <Scroll label={texts.rates}>
          <table className={classes.grid} aria-label={texts.rates}>
            <Heads of={[texts.validFrom, texts.rate, texts.source, texts.by, '']} />
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>{format.date(row.validFrom)}</td>
                  <td>{texts.rateOf(row.currency, format.exact(row.rate), data.base)}</td>
                  <td>{texts.sources[row.source]}</td>
                  <td>
                    {row.setBy?.name ?? '–'} · <When at={row.setAt} />
                  </td>
                  <td>
                    {data.writable && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={texts.removeOf(row.currency, format.date(row.validFrom))}
                        onClick={() => void ask(row)}
                      >
                        {texts.remove}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {list.hasNextPage && (
        <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </section>
  );
}
