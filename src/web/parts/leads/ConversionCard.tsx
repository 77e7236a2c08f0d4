import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { Conversion as ConversionShape } from '#modules/leads/contract/conversions.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { channelName } from './channel.ts';
import classes from './leads.module.css';
import { ValidateButtons, type ValidateButtonsProps } from './ValidateButtons.tsx';

export type Conversion = z.input<typeof ConversionShape>;

export interface ConversionCardProps {
  conversion: Conversion;
  /** False beside a lead, where it is plain whose it is. */
  withPerson?: boolean;
  active?: boolean;
  menu?: ValidateButtonsProps['menu'];
}

/** One form, mail, call or chat as it came, and what a person found it to be. */
export function ConversionCard({ conversion, withPerson = true, active, menu }: ConversionCardProps) {
  const texts = useTexts().leads.conversions;
  const mayValidate = useCan('conversion:validate');
  const { contact, validation, validatedBy } = conversion;
  const name = contact?.name || contact?.email || texts.nobody;
  return (
    <article
      className={classes.conversion}
      data-active={active || undefined}
      data-conversion={conversion.id}
      tabIndex={-1}
      aria-label={name}
    >
      <div className={classes.head}>
        {withPerson && <span className={classes.name}>{contact ? <Go to={paths.contact(contact.id)}>{name}</Go> : texts.nobody}</span>}
        {withPerson && contact?.company && <span>{contact.company}</span>}
        <Origin conversion={conversion} />
        <span className={classes.quiet}>
          <When at={conversion.occurredAt} />
        </span>
      </div>
      {conversion.content && <p className={classes.words}>{conversion.content}</p>}
      <Answers payload={conversion.payload} />
      <div className={classes.buttons}>
        {validation !== 'unreviewed' && (
          <Mark>
            {texts.validations[validation]}
            {validatedBy && `, ${texts.by(validatedBy.name)}`}
          </Mark>
        )}
        {mayValidate && <ValidateButtons id={conversion.id} name={name} validation={validation} {...(menu ? { menu } : {})} />}
        {withPerson && conversion.leadId && <Go to={paths.lead(conversion.leadId)}>{texts.openLead}</Go>}
      </div>
    </article>
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
