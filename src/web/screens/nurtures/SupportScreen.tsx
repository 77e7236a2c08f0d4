import { Select } from '@mantine/core';
import { listSupport } from '#modules/nurtures/contract/around.ts';
import { SUPPORT_STATES } from '#modules/nurtures/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/nurtures/nurtures.module.css';
import { SupportCard } from '../../parts/nurtures/SupportCard.tsx';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { state: '' };

/** Open deals for which Sales asked Marketing to help. */
export function SupportScreen() {
  const { support: texts } = useTexts().warming;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const shown = SUPPORT_STATES.find((one) => one === state.state);
  const { data, error, refetch } = useRead(listSupport, shown ? { state: shown } : {}, {
    topics: ['support_request', 'enrolment'],
    keep: true,
  });
  return (
    <Page title={texts.title} lead={data && data.waiting > 0 ? texts.waiting(format.number(data.waiting)) : texts.lead}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (data.items.length > 0 || shown) && (
        <Select
          aria-label={texts.filter}
          placeholder={texts.any}
          clearable
          w={200}
          data={SUPPORT_STATES.map((value) => ({ value, label: texts.states[value] }))}
          value={shown ?? null}
          onChange={(value) => void change({ state: value ?? '' })}
        />
      )}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      <div className={classes.cards}>
        {data?.items.map((support) => (
          <SupportCard key={support.id} support={support} />
        ))}
      </div>
    </Page>
  );
}
