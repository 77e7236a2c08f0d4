import { getContentMatrix } from '#modules/library/contract/requests.ts';
import { STAGES } from '#modules/library/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { LibraryTabs } from '../../parts/library/LibraryTabs.tsx';
import classes from '../../parts/library/library.module.css';
import { personaName, stageName } from '../../parts/library/words.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

type Row = OutputOf<typeof getContentMatrix>['rows'][number];

/** What is there and what is missing, by role and stage. */
export function MatrixScreen() {
  const texts = useTexts();
  const words = texts.library.matrix;
  const { data, error, refetch } = useRead(getContentMatrix, {}, { topics: ['asset', 'asset_request', 'lead'] });
  const heads = [words.persona, ...STAGES.map((stage) => stageName(texts, stage)), texts.library.anyStage];
  return (
    <LibraryTabs tab="matrix" lead={words.lead}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <Scroll label={texts.library.tabs.matrix}>
          <table className={classes.matrix}>
            <Heads of={heads} />
            <tbody>
              {data.rows.map((row) => (
                <tr key={row.persona}>
                  <th scope="row">{row.persona === 'any' ? texts.library.noPersona : personaName(texts, row.persona)}</th>
                  {row.cells.map((cell) => (
                    <CellOf key={cell.stage} persona={row.persona} cell={cell} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </LibraryTabs>
  );
}

/** A figure opens its rows: assets of the role and stage, and the requests. */
function CellOf({ persona, cell }: { persona: Row['persona']; cell: Row['cells'][number] }) {
  const words = useTexts().library.matrix;
  const format = useFormat();
  const { stage, assets, waiting, asked, leads } = cell;
  const isGap = assets === 0 && (waiting > 0 || leads > 0);
  if (assets + asked + leads === 0) return <td>–</td>;
  const aim = { ...(persona === 'any' ? {} : { persona }), ...(stage === 'any' ? {} : { stage }) };
  return (
    <td className={isGap ? classes.gap : undefined}>
      {isGap && <Mark tone="soon">{words.gap}</Mark>}{' '}
      {assets > 0 && (
        <Go to={paths.library(aim)}>
          <strong>{format.number(assets)}</strong> {words.assets}
        </Go>
      )}
      {asked > 0 && (
        <div>
          <Go to={paths.assetRequests({ show: 'all', persona, stage })}>
            {format.number(waiting > 0 ? waiting : asked)} {words.waiting}
          </Go>
        </div>
      )}
      {leads > 0 && (
        <div>
          {format.number(leads)} {words.leads}
        </div>
      )}
    </td>
  );
}
