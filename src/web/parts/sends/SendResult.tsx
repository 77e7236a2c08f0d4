import { Button, Table } from '@mantine/core';
import { decideSend, getSendReport } from '#modules/sends/contract/running.ts';
import { FACTS } from '#modules/sends/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../gate/gate.module.css';
import type { Send } from './SendPlan.tsx';
import { GROUPS, type Opening, openerOf } from './SendRunning.tsx';

type Report = OutputOf<typeof getSendReport>;
type AllFigures = Report['all'];
type RateName = Exclude<keyof AllFigures, 'sent'>;

/** The rates in the order in which they are told, with what the rows behind each are asked for by. */
const RATES: readonly { name: RateName; fact: string }[] = [
  ...FACTS.map((fact) => ({ name: fact as RateName, fact })),
  { name: 'bouncedHard', fact: 'bounced_hard' },
  { name: 'converted', fact: 'converted' },
  { name: 'deals', fact: 'dealt' },
  { name: 'won', fact: 'won' },
];
const COMPARED: readonly RateName[] = ['clicked', 'replied', 'converted', 'bounced', 'unsubscribed'];

const points = (value: number, format: Format) => format.decimal(value * 100, 1);

/** What came of it: every rate opens its people. */
export function SendResult({ send, onOpen }: { send: Send; onOpen: (filter: Opening) => void }) {
  const { result: texts, facts } = useTexts().sends;
  const format = useFormat();
  const { data, error, refetch } = useRead(getSendReport, { id: send.id }, { topics: [`send:${send.id}`, 'message', 'lead', 'deal'] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data || data.all.sent === 0) return null;
  const named = { ...facts, bouncedHard: texts.bouncedHard, converted: texts.converted, deals: texts.deals, won: texts.won };
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <Figures>
        <Figure label={texts.sent} value={format.number(data.all.sent)} {...openerOf(send, GROUPS.gone, onOpen)} />
        {RATES.map(({ name, fact }) => (
          <Figure
            key={name}
            label={named[name]}
            definition={name === 'delivered' ? texts.deliveredDefinition : texts.definition}
            rate={data.all[name]}
            onOpen={() => onOpen({ fact })}
          />
        ))}
      </Figures>
      {data.variants.length > 1 && <ByVariant report={data} named={named} onOpen={onOpen} />}
      {data.variants.length > 1 && <Comparison send={send} report={data} />}
      {data.holdOut && <HoldOut held={data.holdOut} all={data.all} onOpen={onOpen} />}
      {data.links.length > 0 && <Links links={data.links} />}
    </section>
  );
}

interface ByVariantProps {
  report: Report;
  named: Readonly<Record<RateName, string>>;
  onOpen: (filter: Opening) => void;
}

function ByVariant({ report, named, onOpen }: ByVariantProps) {
  const { result: texts } = useTexts().sends;
  const format = useFormat();
  return (
    <>
      <h3 className={classes.heading}>{texts.byVariant}</h3>
      <Scroll label={texts.byVariant}>
        <Table>
          <Heads of={[texts.variant, { number: texts.sent }, ...COMPARED.map((name) => ({ number: named[name] }))]} />
          <Table.Tbody>
            {report.variants.map(({ id, name, figures }) => (
              <Table.Tr key={id}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td ta="end">{format.number(figures.sent)}</Table.Td>
                {COMPARED.map((rate) => (
                  <Table.Td key={rate} ta="end">
                    <Figure
                      inline
                      label={`${name}: ${named[rate]}`}
                      rate={figures[rate]}
                      onOpen={() => onOpen({ variant: id, fact: RATES.find((one) => one.name === rate)?.fact ?? '' })}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </>
  );
}

function Comparison({ send, report: { comparison, variants } }: { send: Send; report: Report }) {
  const { result: texts } = useTexts().sends;
  const format = useFormat();
  const toast = useToast();
  const decide = useWrite(decideSend, { invalidates: [`send:${send.id}`, 'message'], onDone: () => toast.done(texts.chosen) });
  const { state, winner, difference, waiting } = comparison;
  const lines = [
    texts.decisions[state],
    winner && texts.winner(winner.name),
    difference && texts.difference(points(difference.value, format), points(difference.low, format), points(difference.high, format)),
    waiting > 0 && texts.waiting(format.number(waiting)),
  ].filter(Boolean);
  return (
    <>
      <h3 className={classes.heading}>{texts.comparison}</h3>
      <p className={classes.words}>{lines.join(' ')}</p>
      {waiting > 0 && send.mayWrite && (
        <div className={classes.line}>
          {variants.map(({ id, name }) => (
            <Button
              key={id}
              size="compact-sm"
              variant="default"
              onClick={() => decide.mutate({ id: send.id, variantId: id }, { onError: toast.problem })}
            >
              {texts.choose(name)}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

interface HoldOutProps {
  held: NonNullable<Report['holdOut']>;
  all: AllFigures;
  onOpen: (filter: Opening) => void;
}

function HoldOut({ held, all, onOpen }: HoldOutProps) {
  const { result: texts } = useTexts().sends;
  const format = useFormat();
  const { lift } = held;
  return (
    <>
      <h3 className={classes.heading}>{texts.holdOut}</h3>
      <Figures>
        <Figure label={texts.keptBack} value={format.number(held.n)} onOpen={() => onOpen({ code: 'hold_out' })} />
        <Figure label={`${texts.keptBack}: ${texts.converted}`} rate={held.converted} />
        <Figure label={`${texts.sent}: ${texts.converted}`} rate={all.converted} onOpen={() => onOpen({ fact: 'converted' })} />
      </Figures>
      <p className={classes.words}>
        {lift.enough ? texts.lift(points(lift.value, format), points(lift.low, format), points(lift.high, format)) : texts.liftFew}
      </p>
    </>
  );
}

function Links({ links }: { links: Report['links'] }) {
  const { result: texts } = useTexts().sends;
  const format = useFormat();
  return (
    <>
      <h3 className={classes.heading}>{texts.links}</h3>
      <Scroll label={texts.links}>
        <Table>
          <Heads of={[texts.link, { number: texts.people }, { number: texts.clicks }, { number: texts.machines }]} />
          <Table.Tbody>
            {links.map(({ url, people, clicks, byMachines }) => (
              <Table.Tr key={url}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{url}</Table.Td>
                {[people, clicks, byMachines].map((n, index) => (
                  <Table.Td key={String(index)} ta="end">
                    {format.number(n)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </>
  );
}
