import { Button, NativeSelect, Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { linkTheme, type listThemes, unlinkTheme } from '#modules/insights/contract/themes.ts';
import { listAssets } from '#modules/library/contract/assets.ts';
import { listClaims } from '#modules/offers/contract/claims.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './insights.module.css';

type Theme = OutputOf<typeof listThemes>['items'][number];
type Link = Theme['links'][number];

const KINDS = ['asset', 'offer', 'claim'] as const;
const TOPICS = ['theme', 'insight'];

function placeOf({ target, of }: Link): string {
  if (target === 'profile' || !of) return paths.profile();
  if (target === 'claim') return paths.claims();
  return target === 'asset' ? paths.asset(of.id) : paths.offer(of.id);
}

/** What a theme touches, and one more. There it stands with its counts. */
export function LinkForm({ theme, onClose }: { theme: Theme; onClose: () => void }) {
  const { voice, ui } = useTexts();
  const texts = voice.themes;
  const toast = useToast();
  const link = useWrite(linkTheme, { invalidates: TOPICS, onDone: () => toast.done(texts.linked) });
  const unlink = useWrite(unlinkTheme, { invalidates: TOPICS });
  const form = useForm({
    initialValues: { target: 'asset' as (typeof KINDS)[number], ofId: '' },
    validate: { ofId: (id) => (id ? null : ui.form.required) },
  });
  const choices = useChoices(form.values.target);
  return (
    <SideForm
      title={`${texts.touches}: ${theme.name}`}
      opened
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={async (values) => {
        await link.mutateAsync({ id: theme.id, ...values });
        onClose();
      }}
    >
      {theme.links.length > 0 && (
        <ul className={classes.list} aria-label={texts.touches}>
          {theme.links.map((one) => (
            <li key={one.id} className={classes.line}>
              <Go to={placeOf(one)}>{one.of?.name ?? texts.targets.profile}</Go>
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={texts.unlink(one.of?.name ?? texts.targets.profile)}
                onClick={() => unlink.mutateAsync({ id: one.id }).then(onClose, (problem) => toast.problem(problem))}
              >
                {texts.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <NativeSelect
        label={texts.touches}
        value={form.values.target}
        data={KINDS.map((value) => ({ value, label: texts.targets[value] }))}
        onChange={(event) => form.setValues({ target: event.currentTarget.value as (typeof KINDS)[number], ofId: '' })}
      />
      <Select
        label={texts.which}
        searchable
        data={choices}
        value={form.values.ofId || null}
        onChange={(id) => form.setFieldValue('ofId', id ?? '')}
        error={form.errors.ofId}
      />
    </SideForm>
  );
}

function useChoices(target: (typeof KINDS)[number]): { value: string; label: string }[] {
  const assets = useRead(listAssets, { limit: 500 }, { topics: ['asset'], when: target === 'asset' }).data?.items;
  const offers = useRead(listOffers, { limit: 500 }, { topics: ['offer'], when: target === 'offer' }).data?.items;
  const claims = useRead(listClaims, {}, { topics: ['claim'], when: target === 'claim' }).data?.items;
  if (target === 'asset') return assets?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  if (target === 'offer') return offers?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return claims?.map(({ id, versions }) => ({ value: id, label: versions[0]?.statement ?? '–' })) ?? [];
}
