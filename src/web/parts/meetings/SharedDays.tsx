import { Button, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { createSharedDay, deleteSharedDay, listSharedDays, recordSharedDay } from '#modules/meetings/contract/meetings.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';
import classes from './meetings.module.css';

const HEADS = ['day', 'host', 'guest', 'place', 'state'] as const;
const options = { invalidates: ['shared_day'] };

/** Who sits with whom. */
export function SharedDays() {
  const { meetings } = useTexts();
  const texts = meetings.days;
  const format = useFormat();
  const toast = useToast();
  const mayRecord = useCan('lead:return');
  const [planning, setPlanning] = useState(false);
  const { data, error, refetch } = useRead(listSharedDays, {}, { topics: ['shared_day'] });
  const record = useWrite(recordSharedDay, options);
  const remove = useWrite(deleteSharedDay, options);
  const plan = data?.mayPlan && (
    <Button variant="default" onClick={() => setPlanning(true)}>
      {texts.plan}
    </Button>
  );
  return (
    <div className={classes.section}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} actions={plan} />}
      {data && data.items.length > 0 && (
        <>
          <div className={classes.between}>
            <p className={classes.quiet}>{texts.lead}</p>
            {plan}
          </div>
          <Scroll label={meetings.tabs.together}>
            <ReadTable>
              <thead>
                <tr>
                  {HEADS.map((head) => (
                    <th key={head} scope="col">
                      {texts.columns[head]}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.items.map((day) => (
                  <tr key={day.id}>
                    <th scope="row">{format.date(day.onDay)}</th>
                    <td>
                      <PersonName person={day.host} />
                    </td>
                    <td>
                      <PersonName person={day.guest} />
                    </td>
                    <td>{day.place}</td>
                    <td>
                      <span className={classes.bar}>
                        {day.happened !== null && (
                          <Mark tone={day.happened ? 'good' : 'plain'}>{day.happened ? texts.happened : texts.notHappened}</Mark>
                        )}
                        {day.happened === null && !day.come && <Mark tone="plain">{texts.planned}</Mark>}
                        {day.happened === null &&
                          day.come &&
                          mayRecord &&
                          [true, false].map((happened) => (
                            <Button
                              key={String(happened)}
                              size="compact-xs"
                              variant="default"
                              onClick={() => void record.mutateAsync({ id: day.id, happened }).catch(toast.problem)}
                            >
                              {happened ? texts.happened : texts.notHappened}
                            </Button>
                          ))}
                        {day.happened === null && data.mayPlan && (
                          <Button
                            size="compact-xs"
                            variant="subtle"
                            onClick={() => void remove.mutateAsync({ id: day.id }).catch(toast.problem)}
                          >
                            {texts.remove}
                          </Button>
                        )}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </ReadTable>
          </Scroll>
        </>
      )}
      {planning && <DayForm onClose={() => setPlanning(false)} />}
    </div>
  );
}

function DayForm({ onClose }: { onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.days;
  const create = useWrite(createSharedDay, options);
  const form = useForm({
    initialValues: { onDay: '', hostId: null as string | null, guestId: null as string | null, place: '' },
    validate: { onDay: isNotEmpty(ui.form.required), hostId: isNotEmpty(ui.form.required), guestId: isNotEmpty(ui.form.required) },
  });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={texts.plan}
      form={form}
      action={texts.plan}
      onSubmit={async ({ onDay, hostId, guestId, place }) => {
        await create.mutateAsync({ onDay, hostId: hostId ?? '', guestId: guestId ?? '', place: place || null });
        onClose();
      }}
    >
      <TextInput type="date" label={texts.day} required {...form.getInputProps('onDay')} />
      <PersonSelect
        label={texts.host}
        required
        value={form.values.hostId}
        onChange={(chosen) => form.setFieldValue('hostId', chosen)}
        error={form.errors.hostId}
      />
      <PersonSelect
        label={texts.guest}
        required
        value={form.values.guestId}
        onChange={(chosen) => form.setFieldValue('guestId', chosen)}
        error={form.errors.guestId}
      />
      <TextInput label={`${texts.place} (${ui.common.optional})`} maxLength={200} {...form.getInputProps('place')} />
    </SideForm>
  );
}
