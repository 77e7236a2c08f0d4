import { Button, NativeSelect } from '@mantine/core';
import { type getOffer, listOfferHolders } from '#modules/offers/contract/offers.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './offers.module.css';

export interface HoldersProps {
  offer: OutputOf<typeof getOffer>;
  /** The id of a version, `older`, or nothing for all. */
  chosen: string;
  onChoose: (chosen: string) => void;
}

/** Who knows which version of an offer. */
export function Holders({ offer, chosen, onChoose }: HoldersProps) {
  const { offers: texts, changes } = useTexts();
  const format = useFormat();
  const which = chosen === 'older' ? { older: true } : chosen === '' ? {} : { versionId: chosen };
  const list = useReadPages(listOfferHolders, { id: offer.id, ...which }, { topics: ['offer', 'contact'] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const told = offer.versions.filter(({ announcedAt }) => announcedAt !== null);
  if (told.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.holders.title} id="holders">
      <div className={classes.line}>
        <h2 className={classes.heading}>{texts.holders.title}</h2>
        <NativeSelect
          size="xs"
          aria-label={texts.holders.choose}
          value={chosen}
          onChange={(event) => onChoose(event.currentTarget.value)}
          data={[
            { value: '', label: texts.holders.all },
            { value: 'older', label: texts.holders.older },
            ...told.map(({ id, number, holders }) => ({
              value: id,
              label: `${texts.version(format.number(number))} (${format.number(holders)})`,
            })),
          ]}
        />
      </div>
      <p className={classes.quiet}>{texts.holders.help}</p>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p className={classes.plain}>{texts.holders.empty}</p>}
      {rows.length > 0 && (
        <Scroll label={texts.holders.title}>
          <ReadTable className={classes.facts}>
            <thead>
              <tr>
                {(['contact', 'company', 'version', 'how', 'at', 'by'] as const).map((name) => (
                  <th key={name} scope="col">
                    {texts.holders[name]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.exposureId}>
                  <td>
                    <Go to={paths.contact(row.contact.id)}>{row.contact.name}</Go>
                  </td>
                  <td>{row.company ?? '–'}</td>
                  <td>{format.number(row.number)}</td>
                  <td>{texts.ways[row.way]}</td>
                  <td>
                    <When at={row.toldAt} />
                  </td>
                  <td>{row.by ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </ReadTable>
        </Scroll>
      )}
      {list.hasNextPage && (
        <div>
          <Button variant="default" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {changes.more}
          </Button>
        </div>
      )}
    </section>
  );
}
