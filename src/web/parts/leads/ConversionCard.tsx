import { Checkbox } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import type { Conversion as ConversionShape } from '#modules/leads/contract/conversions.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { RecordingPanel } from '../recordings/RecordingPanel.tsx';
import { channelName } from './channel.ts';
import classes from './leads.module.css';
import { Original } from './Original.tsx';
import { type NoLeadClass, useValidation, ValidateButtons, type ValidateButtonsProps } from './ValidateButtons.tsx';

export type Conversion = z.output<typeof ConversionShape>;

/** What the inbox holds for its cards. */
export interface InInbox extends Pick<ValidateButtonsProps, 'say' | 'chosen' | 'onChoose'> {
  active: boolean;
  selected: boolean;
  onSelect: (selected: boolean) => void;
}

export interface ConversionCardProps {
  conversion: Conversion;
  /** False beside a lead, where it is plain whose it is. */
  withPerson?: boolean;
  inbox?: InInbox;
}

/** One form, mail, call or chat as it came, and what a person found it to be. */
export function ConversionCard({ conversion, withPerson = true, inbox }: ConversionCardProps) {
  const texts = useTexts().leads.conversions;
  const mayValidate = useCan('conversion:validate');
  const { contact, openWith } = conversion;
  const name = contact?.name || contact?.email || texts.nobody;
  return (
    <article
      className={classes.conversion}
      data-active={inbox?.active || undefined}
      data-conversion={conversion.id}
      tabIndex={-1}
      aria-label={name}
    >
      <div className={classes.head}>
        {inbox && mayValidate && (
          <Checkbox
            size="xs"
            checked={inbox.selected}
            onChange={(event) => inbox.onSelect(event.currentTarget.checked)}
            aria-label={texts.choose(name)}
          />
        )}
        {withPerson && <span className={classes.name}>{contact ? <Go to={paths.contact(contact.id)}>{name}</Go> : texts.nobody}</span>}
        {withPerson && contact?.company && <span>{contact.company}</span>}
        <Origin conversion={conversion} />
        <span className={classes.quiet}>
          <When at={conversion.occurredAt} />
        </span>
        {openWith.length > 0 && <Mark tone="soon">{texts.openWith(openWith.map((one) => one.name).join(', '))}</Mark>}
      </div>
      {conversion.content && <p className={classes.words}>{conversion.content}</p>}
      <Answers payload={conversion.payload} />
      <Original original={conversion.original} />
      {conversion.kind === 'call' && contact && <RecordingPanel conversionId={conversion.id} name={name} />}
      <div className={classes.buttons}>
        <Found conversion={conversion} />
        {withPerson && conversion.leadId && <Go to={paths.lead(conversion.leadId)}>{texts.openLead}</Go>}
      </div>
      {mayValidate &&
        (inbox ? (
          <ValidateButtons conversion={conversion} name={name} keys={inbox.active} {...inbox} />
        ) : (
          <Judge conversion={conversion} name={name} />
        ))}
    </article>
  );
}

function Judge({ conversion, name }: { conversion: Conversion; name: string }) {
  const { say } = useValidation();
  const [chosen, setChosen] = useState<NoLeadClass | null>(null);
  return <ValidateButtons conversion={conversion} name={name} say={say} chosen={chosen} onChoose={setChosen} />;
}

function Found({ conversion }: { conversion: Conversion }) {
  const texts = useTexts().leads.conversions;
  const { validation, validatedBy, reason, note, verdict } = conversion;
  if (validation === 'unreviewed') return null;
  return (
    <>
      <Mark>{[texts.validations[validation], reason?.name, validatedBy && texts.by(validatedBy.name)].filter(Boolean).join(', ')}</Mark>
      {verdict !== 'none' && <Mark>{texts.verdicts[verdict]}</Mark>}
      {note && <span className={classes.quiet}>{note}</span>}
    </>
  );
}

function Origin({ conversion }: { conversion: Conversion }): ReactNode {
  const texts = useTexts().leads.conversions;
  return (
    <span className={classes.quiet}>
      {[texts.kinds[conversion.kind], conversion.channel && channelName(conversion.channel)].filter(Boolean).join(' · ')}
      {conversion.campaign && (
        <>
          {' · '}
          <Go to={paths.campaign(conversion.campaign.id)}>{conversion.campaign.name}</Go>
        </>
      )}
    </span>
  );
}

function Answers({ payload }: { payload: Readonly<Record<string, unknown>> }) {
  const texts = useTexts().leads.conversions;
  const answers = Object.entries(payload).filter(([, value]) => value !== null && value !== '');
  if (answers.length === 0) return null;
  return (
    <dl className={classes.answers} aria-label={texts.answers}>
      {answers.map(([field, value]) => (
        <div key={field} style={{ display: 'contents' }}>
          <dt>{field}</dt>
          <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
