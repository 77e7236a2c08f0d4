import { Button } from '@mantine/core';
import { listDuplicates, listMerges, undoMerge } from '#modules/duplicates/contract.ts';
import type { DuplicateEntity, Merge } from '#modules/duplicates/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './duplicates.module.css';
import { useFieldName } from './values.tsx';

export function ContactMerges({ contactId }: { contactId: string }) {
  return <MergedFrom entity="contact" recordId={contactId} />;
}

export function CompanyMerges({ companyId }: { companyId: string }) {
  return <MergedFrom entity="company" recordId={companyId} />;
}

/** What was merged into a record, to be separated again, and whether it may itself be a duplicate. */
function MergedFrom({ entity, recordId }: { entity: DuplicateEntity; recordId: string }) {
  const { duplicates: texts } = useTexts();
  const topics = { topics: ['duplicate_pair', `${entity}:${recordId}`] };
  const merges = useRead(listMerges, { entity, recordId }, topics);
  const pairs = useRead(listDuplicates, { entity, recordId, limit: 5 }, topics);
  const open = pairs.data?.items ?? [];
  return (
    <>
      {open.length > 0 && (
        <Panel title={texts.maybe}>
          <Go to={paths.duplicates({ entity, pair: open[0]?.id })}>{texts.compare}</Go>
        </Panel>
      )}
      {merges.data && merges.data.items.length > 0 && (
        <Panel title={texts.mergedFrom}>
          <ul className={classes.merges}>
            {merges.data.items.map((merge) => (
              <Line key={merge.id} merge={merge} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Line({ merge }: { merge: Merge }) {
  const { duplicates: texts } = useTexts();
  const format = useFormat();
  const now = useNow();
  const may = useCan('record:merge') && merge.undoneAt === null && Date.parse(merge.undoUntil) > now;
  const { separate, busy } = useSeparate();
  return (
    <li>
      <Go to={merge.entity === 'contact' ? paths.contact(merge.loser.id) : paths.company(merge.loser.id)}>
        {merge.loser.name || texts.nameless}
      </Go>
      <span className={classes.quiet}>
        {format.date(merge.mergedAt)}
        {merge.mergedBy && ` · ${merge.mergedBy}`}
        {merge.undoneAt && ` · ${texts.undone}`}
      </span>
      {may && (
        <Button size="compact-sm" variant="default" loading={busy} onClick={() => void separate(merge.id)}>
          {texts.undo}
        </Button>
      )}
    </li>
  );
}

/** Makes two of one again and says what was left as it is. */
export function useSeparate() {
  const { duplicates: texts } = useTexts();
  const toast = useToast();
  const nameOf = useFieldName();
  const write = useWrite(undoMerge, { invalidates: ['duplicate_pair', 'contact', 'company', 'activity'] });
  const separate = async (id: string) => {
    try {
      const { keptFields } = await write.mutateAsync({ id });
      toast.done(texts.separated(keptFields.map((key) => nameOf(key, null)).join(', ')));
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return { separate, busy: write.isPending };
}
