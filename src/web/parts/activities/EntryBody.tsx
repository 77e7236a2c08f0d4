import type { ActivityRow, Consent, Subject } from '#modules/activities/schema.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import classes from './activities.module.css';
import { saidIn } from './describe.ts';

/** Below the headline: what was said, about whom else it is, and what is to be known about the entry itself. */
export function EntryBody({ row, of, onVersions }: { row: ActivityRow; of: Subject; onVersions: () => void }) {
  const { activities: texts } = useTexts();
  const others = refsOf(row).filter((ref) => ref.of !== of && !(of === 'contact' && ref.of === 'company'));
  const recording = row.data?.recording as { consent?: Consent; reference?: string } | undefined;
  return (
    <>
      {row.body && <span>{row.body}</span>}
      {saidIn(row).map((said) => (
        <span key={`${said.kind} ${said.text}`} className={classes.said}>
          {texts.insights[said.kind as keyof typeof texts.insights] ?? said.kind}: “{said.text}”
        </span>
      ))}
      {(others.length > 0 || row.corrected || row.retracted || recording) && (
        <span className={classes.facts}>
          {others.map((ref) => (
            <Go key={ref.of} to={ref.to}>
              {ref.name}
            </Go>
          ))}
          {recording?.consent && (
            <span>
              {texts.timeline.recording}: {texts.timeline.consent[recording.consent]}
              {recording.reference && ` · ${recording.reference}`}
            </span>
          )}
          {row.retracted && <Mark>{texts.timeline.retracted}</Mark>}
          {(row.corrected || row.retracted) && (
            <button type="button" className={classes.link} onClick={onVersions}>
              {row.retracted ? texts.timeline.versions : texts.timeline.corrected}
            </button>
          )}
        </span>
      )}
    </>
  );
}

function refsOf(row: ActivityRow): { of: Subject; name: string; to: string }[] {
  const { contact, company, deal, lead, campaign } = row;
  return [
    ...(contact ? [{ of: 'contact' as const, name: contact.name, to: paths.contact(contact.id) }] : []),
    ...(company ? [{ of: 'company' as const, name: company.name, to: paths.company(company.id) }] : []),
    ...(deal ? [{ of: 'deal' as const, name: deal.name, to: paths.deal(deal.id) }] : []),
    ...(lead && !contact ? [{ of: 'lead' as const, name: lead.name, to: paths.lead(lead.id) }] : []),
    ...(campaign ? [{ of: 'campaign' as const, name: campaign.name, to: paths.campaign(campaign.id) }] : []),
  ].filter((ref) => ref.name !== '');
}
