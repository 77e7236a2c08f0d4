import { Button } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useRef } from 'react';
import { getCompany, readCompanySurroundings, restoreCompany, trashCompany } from '#modules/companies/contract.ts';
import type { Company } from '#modules/companies/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ActivityTimeline } from '../../parts/activities/ActivityTimeline.tsx';
import { Composer, type ComposerHandle } from '../../parts/activities/Composer.tsx';
import { TaskPanel } from '../../parts/activities/TaskPanel.tsx';
import { CompanyFacts } from '../../parts/companies/CompanyFacts.tsx';
import { CustomerMark } from '../../parts/companies/CustomerMark.tsx';
import { Panel, RecordLayout } from '../../parts/companies/RecordLayout.tsx';
import { RecordMenu } from '../../parts/companies/RecordMenu.tsx';
import { RecordNotices } from '../../parts/companies/RecordNotices.tsx';
import { SurroundingPanels } from '../../parts/companies/SurroundingPanels.tsx';
import { useTrash } from '../../parts/companies/trash.ts';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { companyPanels } from './panels.tsx';

const DEFAULTS = { show: [] as string[] };

export function CompanyScreen() {
  const { record } = useTexts();
  const id = useParam('id');
  const { data: company, error, refetch } = useRead(getCompany, { id }, { topics: [`company:${id}`] });
  const crumbs = [{ title: record.company.title, to: paths.companies() }];
  if (!company)
    return (
      <Page title={error ? record.company.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <CompanyPage key={id} company={company} />;
}

function CompanyPage({ company }: { company: Company }) {
  const { record, activities } = useTexts();
  const format = useFormat();
  const { id, name } = company;
  const [state, change] = useUrlState(DEFAULTS);
  const composer = useRef<ComposerHandle>(null);
  const mayWrite = useCan('record:write') && company.deletedAt === null;
  const { restore, trash } = useTrash(company, { entity: 'company', trash: trashCompany, restore: restoreCompany });
  const beside = useRead(readCompanySurroundings, { id }, { topics: [`company:${id}`, 'deal', 'lead', 'invoice', 'contact'] });
  const about = { companyId: id };
  return (
    <Page
      title={name}
      crumbs={[{ title: record.company.title, to: paths.companies() }]}
      beside={<CustomerMark status={company.customerStatus} />}
      lead={[company.industry, company.city, company.country && format.country(company.country)].filter(Boolean).join(' · ') || undefined}
      actions={
        mayWrite && (
          <>
            <Button leftSection={<IconPhone size={16} />} onClick={() => composer.current?.logCall()} title={`${activities.log.call} (l)`}>
              {activities.log.call}
            </Button>
            <RecordMenu onTrash={trash} />
          </>
        )
      }
    >
      <RecordNotices record={company} mergedTo={company.mergedInto && paths.company(company.mergedInto)} onRestore={restore} />
      <RecordLayout
        factsLabel={record.facts}
        facts={<CompanyFacts company={company} />}
        besideLabel={record.beside}
        beside={
          <>
            <Panel title={record.panels.tasks}>
              <TaskPanel about={about} />
            </Panel>
            {companyPanels.map(({ id: panel, Body }) => (
              <Body key={panel} companyId={id} name={name} />
            ))}
            {beside.data && <SurroundingPanels data={beside.data} peopleTitle={record.panels.people} />}
          </>
        }
      >
        {mayWrite && <Composer about={about} name={name} handle={composer} />}
        <ActivityTimeline of="company" id={id} show={state.show} onShow={(show) => change({ show })} writable={mayWrite} headings="h2" />
      </RecordLayout>
    </Page>
  );
}
