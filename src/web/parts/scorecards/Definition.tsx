import { Drawer } from '@mantine/core';
import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from '../handoffs/scorecard.module.css';

/** What exactly a promise counts, from which version of the agreement, as of when. */
export function Definition({ lineId, title, asOf, onClose }: { lineId: string; title: string; asOf: string; onClose: () => void }) {
  const { scorecard: texts, ui } = useTexts();
  const format = useFormat();
  const { data } = useRead(getAgreement, {}, { topics: ['agreement'] });
  const clause = data?.version?.clauses.find((one) => one.lineId === lineId);
  return (
    <Drawer opened onClose={onClose} title={texts.definitionOf(title)} size={440} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <div className={classes.section}>
        {clause && <p>{clause.text}</p>}
        {clause && <p className={classes.quiet}>{clause.fine}</p>}
        <p className={classes.quiet}>{texts.formula}</p>
        <p className={classes.quiet}>{texts.chance}</p>
        {data?.version && <p className={classes.quiet}>{texts.fromVersion(String(data.version.number), format.absolute(asOf))}</p>}
      </div>
    </Drawer>
  );
}
