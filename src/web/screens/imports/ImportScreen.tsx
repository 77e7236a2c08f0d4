import { getImport } from '#modules/imports/contract.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { CheckImport } from './CheckImport.tsx';
import { ImportResult } from './ImportResult.tsx';

/** One import: what its files will become before it runs, what became of their rows from then on. */
export function ImportScreen() {
  const texts = useTexts().imports;
  const id = useParam('id');
  const { data, error, refetch } = useRead(getImport, { id }, { topics: [`import:${id}`] });
  const crumbs = [{ title: texts.title, to: paths.imports() }];
  if (!data)
    return (
      <Page title={undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={refetch} />}
      </Page>
    );
  return data.state === 'uploaded' ? <CheckImport found={data} crumbs={crumbs} /> : <ImportResult found={data} crumbs={crumbs} />;
}
