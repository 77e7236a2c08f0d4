import { NativeSelect, NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type getStalls, setStallRule } from '#modules/lifecycle/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

interface Props {
  rule: OutputOf<typeof getStalls>['rule'];
  opened: boolean;
  onClose: () => void;
}

export function StallRuleForm({ rule, opened, onClose }: Props) {
  const texts = useTexts().lifecycle.stalls.form;
  const toast = useToast();
  const save = useWrite(setStallRule, { invalidates: ['stall_rule'], onDone: () => toast.done(texts.done) });
  const form = useForm({ initialValues: { share: String(rule.share), quietDays: rule.quietDays, leastTouches: rule.leastTouches } });
  const submit = async ({ share, ...rest }: typeof form.values) => {
    await save.mutateAsync({ share: share === '0.9' ? 0.9 : 0.75, ...rest });
    onClose();
  };
  return (
    <SideForm title={texts.title} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <NativeSelect
        label={texts.share}
        data={[
          { value: '0.75', label: texts.shares.p75 },
          { value: '0.9', label: texts.shares.p90 },
        ]}
        {...form.getInputProps('share')}
      />
      <NumberInput label={texts.quietDays} min={1} max={365} {...form.getInputProps('quietDays')} />
      <NumberInput label={texts.leastTouches} min={1} max={20} {...form.getInputProps('leastTouches')} />
    </SideForm>
  );
}
