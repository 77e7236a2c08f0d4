import { Button, Group, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useId, useState } from 'react';
import { extendHold, liftHold, listHolds, setHold } from '#modules/gate/contract/holds.ts';
import { AGAINST, type Against, type Held } from '#modules/gate/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { instantOf, localMoment } from '../activities/due.ts';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './gate.module.css';

type Hold = OutputOf<typeof listHolds>['items'][number];
const options = { invalidates: ['hold', 'gate'] };
const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MOST_DAYS = 90;

/** Whether anybody asked the other team to wait, and the way to ask. */
export function HoldsPanel({ entity, id }: { entity: Held; id: string }) {
  const { holds: texts } = useTexts().gate;
  const format = useFormat();
  const [setting, setSetting] = useState(false);
  const { data } = useRead(listHolds, { entity, id }, { topics: ['hold', `${entity}:${id}`] });
  if (!data) return null;
  const open = data.items.filter((hold) => hold.open);
  const past = data.items.filter((hold) => !hold.open);
  return (
    <Panel title={texts.title}>
      {open.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.list}>
        {open.map((hold) => (
          <HoldLine key={hold.id} hold={hold} of={id} />
        ))}
      </ul>
      {past.length > 0 && (
        <details>
          <summary className={classes.quiet}>{texts.history(format.number(past.length))}</summary>
          <ul className={classes.list}>
            {past.map((hold) => (
              <HoldLine key={hold.id} hold={hold} of={id} />
            ))}
          </ul>
        </details>
      )}
      {data.writable && (
        <Button size="compact-sm" variant="default" mt={6} w="fit-content" onClick={() => setSetting(true)}>
          {texts.set}
        </Button>
      )}
      {setting && <HoldForm entity={entity} id={id} onClose={() => setSetting(false)} />}
    </Panel>
  );
}

export const CompanyHolds = ({ companyId }: { companyId: string }) => <HoldsPanel entity="company" id={companyId} />;

const PATH = { contact: paths.contact, company: paths.company, deal: paths.deal } as const;

function HoldLine({ hold, of }: { hold: Hold; of: string }) {
  const { holds: texts } = useTexts().gate;
  const format = useFormat();
  const { liftedAt, liftedBy, setBy, on } = hold;
  const end = liftedAt
    ? texts.liftedBy(liftedBy?.name ?? '', format.date(liftedAt))
    : hold.open
      ? `${texts.until.toLowerCase()} ${format.date(hold.until)}`
      : texts.ended(format.date(hold.until));
  return (
    <li className={classes.item}>
      <strong>{texts.no[hold.against]}</strong>
      <span>{hold.reason}</span>
      <span className={classes.quiet}>{[end, setBy && texts.by(setBy.name)].filter(Boolean).join(' · ')}</span>
      {on.id !== of && on.name !== '' && (
        <span className={classes.quiet}>
          <Go to={PATH[on.entity](on.id)}>{texts.on(on.name)}</Go>
        </span>
      )}
      {hold.writable && <HoldTools hold={hold} />}
    </li>
  );
}

function HoldTools({ hold }: { hold: Hold }) {
  const { holds: texts } = useTexts().gate;
  const format = useFormat();
  const toast = useToast();
  const now = useNow();
  const lift = useWrite(liftHold, { ...options, onDone: () => toast.done(texts.lifted) });
  const extend = useWrite(extendHold, options);
  const until = new Date(
    Math.min(Date.parse(hold.until) + USUAL_DAYS * DAY_MS, Math.floor(now / 60_000) * 60_000 + MOST_DAYS * DAY_MS),
  ).toISOString();
  return (
    <Group gap={6}>
      <Button size="compact-xs" variant="subtle" onClick={() => lift.mutate({ id: hold.id }, { onError: toast.problem })}>
        {texts.lift}
      </Button>
      {until > hold.until && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() =>
            extend.mutate(
              { id: hold.id, until },
              { onError: toast.problem, onSuccess: () => toast.done(texts.extended(format.date(until))) },
            )
          }
        >
          {texts.extend}
        </Button>
      )}
    </Group>
  );
}

function HoldForm({ entity, id, onClose }: { entity: Held; id: string; onClose: () => void }) {
  const { gate, ui } = useTexts();
  const { holds: texts } = gate;
  const toast = useToast();
  const now = useNow();
  const { timeZone } = useReader();
  const labelId = useId();
  const save = useWrite(setHold, { ...options, onDone: () => toast.done(texts.saved) });
  const dayIn = (days: number) => localMoment(new Date(now + days * DAY_MS).toISOString(), timeZone).slice(0, 10);
  const form = useForm({
    initialValues: { against: 'marketing' as Against, reason: '', until: dayIn(USUAL_DAYS) },
    validate: { reason: isNotEmpty(ui.form.required), until: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ against, reason, until }: typeof form.values) => {
    await save.mutateAsync({ entity, id, against, reason, until: instantOf(`${until}T23:59`, timeZone) ?? '' });
    onClose();
  };
  return (
    <SideForm title={texts.setTitle} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <p>{texts.setBody}</p>
      <div>
        <span id={labelId}>{texts.against}</span>
        <SegmentedControl
          aria-labelledby={labelId}
          fullWidth
          data={AGAINST.map((value) => ({ value, label: texts.againsts[value] }))}
          {...form.getInputProps('against')}
        />
      </div>
      <Textarea
        label={texts.reason}
        description={texts.reasonHint}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        {...form.getInputProps('reason')}
      />
      <TextInput
        type="date"
        label={texts.until}
        description={texts.untilHelp}
        min={dayIn(0)}
        max={dayIn(MOST_DAYS - 1)}
        {...form.getInputProps('until')}
      />
    </SideForm>
  );
}
