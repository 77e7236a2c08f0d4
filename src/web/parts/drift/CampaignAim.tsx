import { getCampaignAim } from '#modules/drift/contract.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './drift.module.css';

/** Says on a campaign that its people belong to what shrinks among who buys; nothing where they do not. */
export function CampaignAim({ id }: { id: string }) {
  const texts = useTexts().drift;
  const { data } = useRead(getCampaignAim, { id }, { topics: ['drift', `campaign:${id}`] });
  if (!data || data.items.length === 0) return null;
  const what = data.items.map(({ label, segments }) => `${label}: ${segments.join(', ')}`).join(' · ');
  return (
    <p className={classes.notice}>
      <Go to={paths.drift()}>{texts.flag(what)}</Go>
    </p>
  );
}
