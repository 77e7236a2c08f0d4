import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { compareModels } from '#modules/attribution/contract/versions.ts';
import { MODELS, type Model, type Money, UNATTRIBUTED } from '#modules/attribution/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { saveFile } from '../../api.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { csvOf } from '../../ui/csv.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import reports from '../reports/reports.module.css';
import classes from './attribution.module.css';
import { type OpenedReturns, ReturnRows } from './ReturnRows.tsx';

type Data = OutputOf<typeof compareModels>;

/** One table: channels by models, each column with the same sum; the draft beside them; three readings of what Marketing brought below. */
export function Comparison({ data, money }: { data: Data; money: Money }) {
  const { attribution } = useTexts();
  const texts = attribution.rules;
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedReturns>(null);
  const days = { from: data.period.from, to: data.period.to };
  const amount = (minor: number | null) => (minor === null ? '–' : format.money({ amountMinor: minor, currency: data.currency }));
  const drafted = data.lines.some(({ draft }) => draft !== null);
  const of = (line: Data['lines'][number], model: Model) => line.models.find((one) => one.model === model);
  const save = () => {
    const head = [texts.channel, ...MODELS.map((model) => attribution.models[model])];
    const rows = data.lines.map((line) => [line.channel, ...MODELS.map((model) => amount(of(line, model)?.amountMinor ?? null))]);
    saveFile(new Blob([csvOf([head, ...rows])], { type: 'text/csv' }), `${texts.comparison}.csv`);
  };
  const openLine = (key: string, name: string, model?: Model) => () =>
    setOpened({ name, money, input: { figure: 'deals', by: 'channel', key, ...(model ? { model } : {}), ...days } });
  return (
    <>
      <p className={reports.quiet}>{texts.comparisonLead(format.number(data.deals))}</p>
      <Scroll label={texts.comparison}>
        <table className={`${reports.table} ${classes.grid}`}>
          <caption className="hidden-from-sight">{texts.comparison}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.channel}</th>
              {drafted && (
                <th scope="col" title={texts.draftHelp}>
                  {texts.draftColumn}
                </th>
              )}
              {MODELS.map((model) => (
                <th
                  key={model}
                  scope="col"
                  className={model === data.model ? classes.chosen : undefined}
                  title={attribution.modelHelp[model]}
                >
                  {attribution.models[model]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.lines.map((line) => (
              <tr key={line.channel}>
                <th scope="row">{channelName(line.channel)}</th>
                {drafted && <td data-label={texts.draftColumn}>{amount(line.draft?.amountMinor ?? null)}</td>}
                {MODELS.map((model) => (
                  <td key={model} data-label={attribution.models[model]} className={model === data.model ? classes.chosen : undefined}>
                    <Figure
                      inline
                      label={`${channelName(line.channel)}: ${attribution.models[model]}`}
                      value={amount(of(line, model)?.amountMinor ?? null)}
                      {...((of(line, model)?.deals ?? 0) > 0
                        ? { onOpen: openLine(line.channel, `${channelName(line.channel)}: ${attribution.models[model]}`, model) }
                        : {})}
                    />
                  </td>
                ))}
              </tr>
            ))}
            <SameRow
              name={attribution.unattributed}
              value={amount(data.unattributed.amountMinor)}
              drafted={drafted}
              onOpen={openLine(UNATTRIBUTED, attribution.unattributed)}
            />
            <SameRow name={texts.total} value={amount(data.total)} drafted={drafted} />
          </tbody>
        </table>
      </Scroll>
      <Button variant="subtle" size="compact-xs" w="fit-content" leftSection={<IconDownload size={14} />} onClick={save}>
        {attribution.csv}
      </Button>
      <SourcedTable
        data={data}
        amount={amount}
        onOpen={(name, definition) => setOpened({ name, money, input: { figure: 'sourced', definition, ...days } })}
      />
      <ReturnRows opened={opened} currency={data.currency} onClose={() => setOpened(null)} />
    </>
  );
}

/** A line that is the same under every model. */
function SameRow({ name, value, drafted, onOpen }: { name: string; value: string; drafted: boolean; onOpen?: () => void }) {
  const { models, rules } = useTexts().attribution;
  const columns = [...(drafted ? [rules.draftColumn] : []), ...MODELS.map((model) => models[model])];
  return (
    <tr>
      <th scope="row">{name}</th>
      {columns.map((column) => (
        <td key={column} data-label={column}>
          <Figure inline label={`${name}: ${column}`} value={value} {...(onOpen ? { onOpen } : {})} />
        </td>
      ))}
    </tr>
  );
}

type Definition = Data['sourced'][number]['definition'];

function SourcedTable({
  data,
  amount,
  onOpen,
}: {
  data: Data;
  amount: (minor: number | null) => string;
  onOpen: (name: string, definition: Definition) => void;
}) {
  const { attribution } = useTexts();
  const texts = attribution.rules;
  const format = useFormat();
  return (
    <section className={reports.section} aria-label={texts.sourcedTitle}>
      <h2 className={reports.heading}>{texts.sourcedTitle}</h2>
      <p className={reports.quiet}>{texts.sourcedLead(format.number(data.disagree))}</p>
      <Scroll label={texts.sourcedTitle}>
        <table className={reports.table}>
          <thead>
            <tr>
              <th scope="col">{texts.definition}</th>
              <th scope="col">{texts.deals}</th>
              <th scope="col">{texts.money}</th>
            </tr>
          </thead>
          <tbody>
            {data.sourced.map(({ definition, deals, amountMinor, locked }) => (
              <tr key={definition} className={locked ? classes.chosen : undefined}>
                <th scope="row">
                  {attribution.sourced[definition]} {locked && <span className={reports.quiet}>({texts.locked})</span>}
                </th>
                <td data-label={texts.deals}>
                  <Figure
                    inline
                    label={attribution.sourced[definition]}
                    rate={{ k: deals, n: data.deals }}
                    onOpen={() => onOpen(attribution.sourced[definition], definition)}
                  />
                </td>
                <td data-label={texts.money}>{amount(amountMinor)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
