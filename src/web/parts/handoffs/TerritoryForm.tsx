import { isNotEmpty, useForm } from '@mantine/form';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { changeTerritory, createTerritory, type getRouting } from '#modules/handoffs/contract/routing.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type RuleInput, TerritoryFields } from './TerritoryFields.tsx';

type Routing = OutputOf<typeof getRouting>;
type Territory = Routing['territories'][number];
const TOPICS = ['territory'];

export interface TerritoryFormProps {
  territory: Territory | null;
  pools: Routing['pools'];
  /** For a draft: the rule is handed over instead of being written. */
  onDraft?: ((rule: RuleInput) => void) | undefined;
  onClose: () => void;
}

/** A rule of routing: which leads, and who takes them. */
export function TerritoryForm({ territory, pools, onDraft, onClose }: TerritoryFormProps) {
  const { agreement, ui } = useTexts();
  const texts = agreement.routing;
  const toast = useToast();
  const create = useWrite(createTerritory, { invalidates: TOPICS });
  const change = useWrite(changeTerritory, { invalidates: TOPICS });
  const form = useForm<RuleInput>({
    initialValues: {
      name: territory?.name ?? '',
      memberId: territory?.member?.id ?? null,
      teamId: territory?.team?.id ?? null,
      poolId: territory?.pool?.id ?? null,
      criteria: territory?.criteria ?? EVERYTHING,
    },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async (input: RuleInput) => {
    if (onDraft) {
      onDraft(input);
      onClose();
      return;
    }
    await (territory ? change.mutateAsync({ id: territory.id, ...input }) : create.mutateAsync(input));
    onClose();
    toast.done(texts.saved);
  };
  const errors = Object.entries(form.errors).flatMap(([field, message]) => (typeof message === 'string' ? [{ field, message }] : []));
  return (
    <SideForm
      title={territory ? texts.edit(territory.name) : texts.add}
      opened
      onClose={onClose}
      form={form}
      onSubmit={submit}
      action={texts.save}
    >
      <TerritoryFields rule={form.values} onChange={(part) => form.setValues(part)} pools={pools} errors={errors} />
    </SideForm>
  );
}
