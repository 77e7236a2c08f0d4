import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { ActivityKind } from '#modules/activities/schema.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { AskedAbout } from '../questions/RecordQuestions.tsx';
import { DisputeForm } from './DisputeForms.tsx';
import classes from './handoffs.module.css';
import type { Brief } from './LeadBrief.tsx';

/** The one step that moves the lead on now. */
export function NextStep({ brief }: { brief: Brief }) {
  const texts = useTexts().recycling.next;
  if (!brief.nextStep) return null;
  return (
    <p className={classes.next}>
      <IconArrowRight size={14} aria-hidden /> <strong>{texts.title}:</strong> {texts.steps[brief.nextStep]}
    </p>
  );
}

/** Of a lead that was returned before: what is different since. */
export function Since({ brief }: { brief: Brief }) {
  const { recycling, activities } = useTexts();
  const texts = recycling.since;
  const format = useFormat();
  const { since } = brief;
  if (!since) return null;
  const said = (change: (typeof since.changes)[number]) => {
    if (change.what === 'field')
      return texts.field({
        field: texts.fields[change.field] ?? change.field,
        from: String(change.from ?? '–'),
        to: String(change.to ?? '–'),
      });
    if (change.what === 'did') return texts.did(format.number(change.n), activities.kinds[change.kind as ActivityKind] ?? change.kind);
    return texts[change.what](format.number(change.n));
  };
  return (
    <section className={classes.part} aria-label={texts.title('1')}>
      <h3 className={classes.heading}>
        {texts.title(format.number(since.times))} · <When at={since.returnedAt} />
      </h3>
      <ul className={classes.list}>
        {since.reason && <li className={classes.quiet}>{texts.was(since.reason)}</li>}
        {since.changes.length === 0 && <li>{texts.nothing}</li>}
        {since.changes.length > 0 && <li>{since.changes.map(said).join(' · ')}</li>}
      </ul>
    </section>
  );
}

/** What was asked about this lead, with the answers, and who looks at it now. */
export function Asked({ brief }: { brief: Brief }) {
  const texts = useTexts().questions.record;
  return (
    <section className={classes.part} aria-label={texts.title}>
      <h3 className={classes.heading}>{texts.title}</h3>
      <AskedAbout about={{ subject: 'lead', id: brief.lead.id, name: brief.contact.name }} />
    </section>
  );
}

/** A rejection that is disputed, or may be. */
export function Dispute({ brief }: { brief: Brief }) {
  const texts = useTexts().disputes;
  const [open, setOpen] = useState(false);
  const { dispute } = brief;
  if (!dispute) return null;
  return (
    <p className={classes.next}>
      {dispute.id && (
        <>
          <Mark>{texts.isRaised}</Mark> <Go to={paths.disputes()}>{texts.title}</Go>
        </>
      )}
      {dispute.may && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {texts.raise}
        </Button>
      )}
      {open && <DisputeForm handoffId={dispute.handoffId} name={brief.contact.name} onClose={() => setOpen(false)} />}
    </p>
  );
}
