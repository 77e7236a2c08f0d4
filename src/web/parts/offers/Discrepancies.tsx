import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { listClaims, listDiscrepancies, reportDiscrepancy, resolveDiscrepancy } from '#modules/offers/contract/claims.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './offers.module.css';

type Discrepancy = OutputOf<typeof listDiscrepancies>['items'][number];

/** Where customers were told two different things, and what was corrected. */
export function Discrepancies() {
  const { claims, changes } = useTexts();
  const texts = claims.discrepancy;
  const mayReport = useCan('record:write');
  const mayResolve = useCan('campaign:write');
  const [open, setOpen] = useState<Discrepancy | 'report' | null>(null);
  const list = useReadPages(listDiscrepancies, { limit: 20 }, { topics: ['discrepancy', 'claim'] });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={classes.section} aria-label={claims.tabs.discrepancies}>
      <div className={classes.line}>
        <p className={classes.plain}>{texts.lead}</p>
        {mayReport && (
          <Button size="compact-md" onClick={() => setOpen('report')}>
            {texts.report}
          </Button>
        )}
      </div>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && items.length === 0 && <EmptyState title={texts.empty} />}
      {items.map((one) => (
        <Card key={one.id} one={one} onResolve={mayResolve && one.resolvedAt === null ? () => setOpen(one) : undefined} />
      ))}
      {list.hasNextPage && (
        <div>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {changes.more}
          </Button>
        </div>
      )}
      {open === 'report' && <ReportForm onClose={() => setOpen(null)} />}
      {open !== null && open !== 'report' && <ResolveForm one={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function Card({ one, onResolve }: { one: Discrepancy; onResolve: (() => void) | undefined }) {
  const texts = useTexts().claims.discrepancy;
  return (
    <article className={classes.card} aria-label={one.seenWhere}>
      <div className={classes.line}>
        <h3>{one.seenWhere}</h3>
        <Mark tone={one.resolvedAt ? 'good' : 'soon'}>{one.resolvedAt ? texts.resolved : texts.open}</Mark>
        <span className={`${classes.quiet} ${classes.end}`}>
          {one.reportedBy?.name} · <When at={one.reportedAt} />
        </span>
      </div>
      <div className={classes.sides}>
        <div>
          <p className={classes.quiet}>{texts.said}</p>
          <p className={classes.plain}>{one.said}</p>
        </div>
        <div>
          <p className={classes.quiet}>{texts.elsewhere}</p>
          <p className={classes.plain}>{one.saidElsewhere}</p>
        </div>
      </div>
      {one.offer && (
        <p className={classes.quiet}>
          {texts.offer}: <Go to={paths.offer(one.offer.id)}>{one.offer.name}</Go>
        </p>
      )}
      {one.claim && !one.correctStatement && (
        <p className={classes.quiet}>
          {texts.claim}: {one.claim.statement}
        </p>
      )}
      {one.correctStatement && (
        <p className={classes.plain}>
          {texts.rightIs}: {one.correctStatement}
        </p>
      )}
      {one.correction && (
        <p className={classes.plain}>
          {one.correction}{' '}
          <span className={classes.quiet}>
            {one.resolvedBy?.name} · <When at={one.resolvedAt} />
          </span>
        </p>
      )}
      {onResolve && (
        <div>
          <Button size="compact-sm" variant="default" aria-label={`${texts.resolve}: ${one.seenWhere}`} onClick={onResolve}>
            {texts.resolve}
          </Button>
        </div>
      )}
    </article>
  );
}

/** The claims that are said now, to choose one. */
function useClaimChoices(): { value: string; label: string }[] {
  const { nothing } = useTexts().claims.discrepancy;
  const { data } = useRead(listClaims, {}, { topics: ['claim'] });
  const said = (data?.items ?? []).filter(({ retiredAt }) => retiredAt === null);
  return [{ value: '', label: nothing }, ...said.map(({ id, versions }) => ({ value: id, label: versions[0]?.statement ?? '' }))];
}

function ReportForm({ onClose }: { onClose: () => void }) {
  const { claims, ui } = useTexts();
  const texts = claims.discrepancy;
  const toast = useToast();
  const choices = useClaimChoices();
  const offers = useRead(listOffers, {}, { topics: ['offer'] });
  const write = useWrite(reportDiscrepancy, { invalidates: ['discrepancy', 'claim'] });
  const form = useForm({
    initialValues: { said: '', saidElsewhere: '', seenWhere: '', claimId: '', offerId: '' },
    validate: {
      said: isNotEmpty(ui.form.required),
      saidElsewhere: isNotEmpty(ui.form.required),
      seenWhere: isNotEmpty(ui.form.required),
    },
  });
  return (
    <Modal opened onClose={onClose} title={texts.reportTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.save}
        onCancel={onClose}
        onSubmit={async ({ claimId, offerId, ...told }) => {
          await write.mutateAsync({ ...told, claimId: claimId || null, offerId: offerId || null });
          toast.done(texts.saved);
          onClose();
        }}
      >
        <Textarea label={texts.said} data-autofocus required autosize minRows={2} maxLength={2000} {...form.getInputProps('said')} />
        <Textarea label={texts.elsewhere} required autosize minRows={2} maxLength={2000} {...form.getInputProps('saidElsewhere')} />
        <TextInput label={texts.where} description={texts.whereHelp} required maxLength={500} {...form.getInputProps('seenWhere')} />
        <NativeSelect label={texts.claim} data={choices} {...form.getInputProps('claimId')} />
        <NativeSelect
          label={texts.offer}
          data={[{ value: '', label: texts.nothing }, ...(offers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          {...form.getInputProps('offerId')}
        />
      </FormShell>
    </Modal>
  );
}

function ResolveForm({ one, onClose }: { one: Discrepancy; onClose: () => void }) {
  const { claims, ui } = useTexts();
  const texts = claims.discrepancy;
  const toast = useToast();
  const choices = useClaimChoices();
  const write = useWrite(resolveDiscrepancy, { invalidates: ['discrepancy', 'claim'] });
  const form = useForm({
    initialValues: { correction: '', claimId: one.claim?.id ?? '' },
    validate: { correction: isNotEmpty(ui.form.required) },
  });
  return (
    <Modal opened onClose={onClose} title={texts.resolveTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.resolve}
        onCancel={onClose}
        onSubmit={async ({ correction, claimId }) => {
          await write.mutateAsync({ id: one.id, correction, claimId: claimId || null });
          toast.done(texts.resolveSaved);
          onClose();
        }}
      >
        <Textarea
          label={texts.correction}
          data-autofocus
          required
          autosize
          minRows={2}
          maxLength={2000}
          {...form.getInputProps('correction')}
        />
        <NativeSelect label={texts.right} data={choices} {...form.getInputProps('claimId')} />
      </FormShell>
    </Modal>
  );
}
