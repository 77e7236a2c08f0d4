import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { beginThreshold, type getThreshold, signThreshold, withdrawThreshold } from '#modules/thresholds/contract/thresholds.ts';
import { DEMANDS_OF, type Demand, PARTIES } from '#modules/thresholds/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { NeedForm } from './NeedForm.tsx';
import { ProposalForm } from './ProposalForm.tsx';
import type { Table } from './ThresholdChart.tsx';
import classes from './thresholds.module.css';

export type Read = OutputOf<typeof getThreshold>;
type Open = NonNullable<Read['open']>;
type Proposal = NonNullable<Open['proposal']>;
const options = { invalidates: ['threshold', 'score'] };

interface NegotiationProps {
  read: Read;
  table: Table;
  currency: string;
  terms: InputOf<typeof beginThreshold>;
}

/** From what each side needs to a value that both sign. */
export function Negotiation({ read, table, currency, terms }: NegotiationProps) {
  const { thresholds: texts } = useTexts();
  const toast = useToast();
  const begin = useWrite(beginThreshold, options);
  const { open } = read;
  const start = () => begin.mutateAsync(terms).then(() => toast.done(texts.begun));
  return (
    <section className={classes.section} aria-label={texts.negotiation}>
      <h2 className={classes.heading}>{texts.negotiation}</h2>
      {!open && (
        <>
          <p className={classes.quiet}>{texts.beginHelp}</p>
          {read.mayWrite && (
            <Button w="fit-content" loading={begin.isPending} onClick={() => void start().catch(toast.problem)}>
              {texts.begin}
            </Button>
          )}
        </>
      )}
      {open && <OpenNegotiation read={read} open={open} table={table} currency={currency} />}
    </section>
  );
}

function OpenNegotiation({ read, open, table, currency }: Omit<NegotiationProps, 'terms'> & { open: Open }) {
  const { thresholds: texts } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const [writing, setWriting] = useState(false);
  const [another, setAnother] = useState(false);
  const withdraw = useWrite(withdrawThreshold, options);
  const { signsFor } = read;
  const mine = signsFor ? open.needs[signsFor] : null;
  const end = async () => {
    if (!(await confirm({ title: texts.withdrawTitle, body: texts.withdrawBody, action: texts.withdraw, danger: true }))) return;
    await withdraw.mutateAsync({ id: open.id });
    toast.done(texts.withdrawn);
  };
  const cuts = table.zone?.cuts ?? [];
  return (
    <>
      <div className={classes.line}>
        <strong>{texts.number(format.number(open.number))}</strong> <Mark>{texts.statuses[open.status]}</Mark>
      </div>
      <Needs open={open} currency={currency} />
      {signsFor && (writing || !mine) && (
        <NeedForm key={open.id} id={open.id} party={signsFor} mine={mine} currency={currency} onDone={() => setWriting(false)} />
      )}
      {table.zone && <ZoneWords zone={table.zone} currency={currency} />}
      {open.proposal && <ProposalShown read={read} id={open.id} proposal={open.proposal} />}
      {read.mayWrite && cuts.length > 0 && (!open.proposal || another) && (
        <ProposalForm
          key={table.fitClasses.join()}
          id={open.id}
          cuts={cuts}
          fitClasses={table.fitClasses}
          suggested={table.withinCapacity?.cut ?? null}
        />
      )}
      <Group gap="sm">
        {mine && !writing && (
          <Button variant="default" onClick={() => setWriting(true)}>
            {texts.change}
          </Button>
        )}
        {open.proposal && !another && read.mayWrite && cuts.length > 0 && (
          <Button variant="default" onClick={() => setAnother(true)}>
            {texts.proposeAnother}
          </Button>
        )}
        {read.mayWrite && (
          <Button variant="default" onClick={() => void end().catch(toast.problem)}>
            {texts.withdraw}
          </Button>
        )}
      </Group>
    </>
  );
}

/** A demand in words: a share, a number of leads, an amount. */
function useDemandWords(currency: string) {
  const format = useFormat();
  return (demand: Demand, value: number): string => {
    if (demand === 'leastPrecision') return `${format.decimal(value * 100, 1)} %`;
    if (demand === 'leastValueMinor') return format.money({ amountMinor: Math.round(value), currency }, 'short');
    return format.decimal(value, 1);
  };
}

/** Rounded to the side on which what is shown, typed in again, is enough. */
function enough(demand: Demand, would: number): number {
  if (demand === 'mostPerWeek') return Math.ceil(would * 10) / 10;
  if (demand === 'leastPrecision') return Math.floor(would * 1000) / 1000;
  return demand === 'leastPerMonth' ? Math.floor(would * 10) / 10 : Math.floor(would);
}

function Needs({ open, currency }: { open: Open; currency: string }) {
  const { thresholds: texts } = useTexts();
  const words = useDemandWords(currency);
  return (
    <ul className={classes.list} aria-label={texts.needs}>
      {PARTIES.map((party) => {
        const need = open.needs[party];
        const said = DEMANDS_OF[party].flatMap((demand) => {
          const value = need?.[demand] ?? null;
          return value === null ? [] : [`${texts.need[demand]} ${words(demand, value)}`];
        });
        return (
          <li key={party} className={classes.line}>
            <Side side={party} /> {need ? said.join(' · ') : open.handedIn[party] ? texts.handedIn : texts.notYet}
          </li>
        );
      })}
    </ul>
  );
}

function ZoneWords({ zone, currency }: { zone: NonNullable<Table['zone']>; currency: string }) {
  const { thresholds: texts } = useTexts();
  const format = useFormat();
  const words = useDemandWords(currency);
  if (zone.cuts.length > 0) return <p className={classes.words}>{texts.zone(format.list(zone.cuts.map((cut) => format.number(cut))))}</p>;
  return (
    <div>
      <p className={classes.words}>{texts.noZone}</p>
      <ul>
        {zone.gap.map(({ demand, asked, would, cut }) => (
          <li key={demand}>{texts.giving[demand](words(demand, asked), words(demand, enough(demand, would)), format.number(cut))}</li>
        ))}
      </ul>
      {zone.gap.length === 0 && <p className={classes.quiet}>{texts.noGiving}</p>}
    </div>
  );
}

function ProposalShown({ read, id, proposal }: { read: Read; id: string; proposal: Proposal }) {
  const { thresholds: texts } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const sign = useWrite(signThreshold, options);
  const { signsFor } = read;
  const { expected } = proposal;
  const unsigned = signsFor && !proposal.signatures.some(({ party }) => party === signsFor);
  const doSign = async () => {
    if (!(await confirm({ title: texts.signTitle, body: texts.signBody, action: texts.signAction }))) return;
    const { status } = await sign.mutateAsync({ id, contentHash: proposal.contentHash });
    toast.done(status === 'in_force' ? texts.inForceNow : texts.signedByOne);
  };
  return (
    <div className={classes.box}>
      <div>
        <strong>{texts.proposal}</strong> {proposal.by && texts.proposedBy(proposal.by.name)}
      </div>
      <ValueWords value={proposal} />
      <p className={classes.quiet}>
        {texts.brings(
          format.decimal(expected.perWeek, 1),
          format.rate({ k: expected.won, n: expected.leads, low: expected.low, high: expected.high }),
        )}
      </p>
      <Signatures signatures={proposal.signatures} />
      {unsigned && signsFor && (
        <Button w="fit-content" onClick={() => void doSign().catch(toast.problem)}>
          {texts.sign[signsFor]}
        </Button>
      )}
    </div>
  );
}

/** "From 55 points with fit A, B · until the end of 1 Sep · 5 % of those below go to Sales as a sample" */
export function ValueWords({ value }: { value: Omit<Proposal, 'by' | 'at' | 'contentHash' | 'signatures'> }) {
  const { thresholds: texts } = useTexts();
  const format = useFormat();
  return (
    <p className={classes.words}>
      <strong>{texts.decides(format.number(value.cut), format.list(value.fitClasses))}</strong> ·{' '}
      {texts.until(format.date(value.expiresOn))} ·{' '}
      {value.exploration > 0 ? texts.exploration(format.number(value.exploration)) : texts.noExploration}
    </p>
  );
}

export function Signatures({ signatures }: { signatures: Proposal['signatures'] }) {
  const { thresholds: texts } = useTexts();
  return (
    <div className={classes.line}>
      {PARTIES.map((party) => {
        const signature = signatures.find((one) => one.party === party);
        return (
          <span key={party}>
            <Side side={party} /> {signature ? texts.signedBy(signature.member.name) : texts.notSigned}
          </span>
        );
      })}
    </div>
  );
}
