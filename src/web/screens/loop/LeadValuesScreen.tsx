import { TextInput } from '@mantine/core';
import { getLeadValues } from '#modules/leadvalues/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/leadvalues/leadvalues.module.css';
import { typeName } from '../../parts/leadvalues/type-name.ts';
import { ValueRows } from '../../parts/leadvalues/ValueRows.tsx';
import { ValueTable } from '../../parts/leadvalues/ValueTable.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Money } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { month: '', rows: [] as string[], type: '' };
type Read = OutputOf<typeof getLeadValues>;
type Open = (rows: string[], type?: string) => void;

/** Marketing's half of the agreement in money: what was promised, what was handed off, and by which table it counts. */
export function LeadValuesScreen() {
  const texts = useTexts().leadvalues;
  const [state, change] = useUrlState(DEFAULTS);
  const asked = /^\d{4}-\d{2}$/.test(state.month) ? { month: state.month } : {};
  const { data, error, refetch } = useRead(getLeadValues, asked, { topics: ['handoff', 'agreement', 'lead_value'], keep: true });
  const open: Open = (rows, type = '') => change({ rows, type }, { push: true });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      crumbs={[{ title: useTexts().shell.nav.scorecard, to: paths.scorecard() }]}
      actions={
        <TextInput
          type="month"
          aria-label={texts.month}
          value={data?.month ?? state.month}
          onChange={(event) => change({ month: event.currentTarget.value, rows: [], type: '' })}
        />
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && !data.table && (
        <EmptyState title={texts.none} body={texts.noneBody} actions={<Go to={paths.agreement()}>{texts.toAgreement}</Go>} />
      )}
      {data && <Month read={data} open={open} />}
      {data && (state.rows.length > 0 || state.type) && (
        <section className={classes.section}>
          <h2 className={classes.heading}>{texts.rows}</h2>
          <ValueRows month={data.month} currency={data.currency} countings={state.rows} type={state.type} />
        </section>
      )}
      {data?.table && <ValueTable table={data.table} />}
    </Page>
  );
}

function Month({ read, open }: { read: Read; open: Open }) {
  const texts = useTexts().leadvalues;
  const format = useFormat();
  const money = (minor: number) => <Money value={{ amountMinor: minor, currency: read.currency }} />;
  return (
    <>
      <Figures>
        <Figure
          label={texts.net}
          definition={texts.deliveredDefinition}
          value={money(read.netMinor)}
          onOpen={() => open(['counted'])}
          beside={`${texts.delivered} ${format.money({ amountMinor: read.delivered.minor, currency: read.currency })} · ${format.number(read.delivered.n)}`}
        />
        <Figure
          label={texts.promised}
          value={read.obligationMinor === null ? '–' : money(read.obligationMinor)}
          beside={
            read.expectedMinor === null
              ? texts.notPromised
              : `${texts.expected(format.number(read.days.gone), format.number(read.days.all))}: ${format.money({ amountMinor: read.expectedMinor, currency: read.currency })}`
          }
        />
        {read.pace !== null && <Figure label={texts.pace} definition={texts.paceDefinition} value={format.percent(read.pace)} />}
        <Figure
          label={texts.takenBack}
          definition={texts.takenBackDefinition}
          value={money(read.takenBack.minor)}
          onOpen={() => open(['taken_back'])}
        />
        <Figure label={texts.again} definition={texts.againDefinition} value={format.number(read.again)} onOpen={() => open(['again'])} />
        <Figure
          label={texts.withoutValue}
          definition={texts.withoutValueDefinition}
          value={format.number(read.withoutValue)}
          onOpen={() => open(['no_value'])}
        />
      </Figures>
      {read.byType.length > 0 && (
        <Bars
          title={texts.byType}
          columns={[texts.type, texts.amount]}
          bars={read.byType.map((one) => ({
            id: one.type,
            label: typeName(texts.types, one.type),
            value: one.minor,
            text: `${format.money({ amountMinor: one.minor, currency: read.currency }, 'short')} · ${format.number(one.n)}`,
            to: paths.leadValues({ month: read.month, type: one.type }),
          }))}
        />
      )}
    </>
  );
}
