import { listChangeNotices } from '#modules/offers/contract/changes.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './offers.module.css';

/** On top of the day: changes that wait for the reader's confirmation. */
export function WaitingChanges() {
  const texts = useTexts().changes;
  const format = useFormat();
  const { data } = useRead(listChangeNotices, { show: 'waiting', limit: 1 }, { topics: ['change_notice'] });
  if (!data || data.waiting === 0) return null;
  return (
    <p className={classes.notice}>
      {texts.waiting(format.number(data.waiting))} <Go to={paths.changes('waiting')}>{texts.see}</Go>
    </p>
  );
}
