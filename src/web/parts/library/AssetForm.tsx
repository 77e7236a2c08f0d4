import { MultiSelect, NativeSelect, TagsInput, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createAsset, type getAsset, updateAsset } from '#modules/library/contract/assets.ts';
import { ASSET_AUDIENCES, ASSET_KINDS, BUYING_JOBS, PERSONAS, STAGES } from '#modules/library/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';
import { linesOf, personaName, stageName } from './words.ts';

type Asset = OutputOf<typeof getAsset>;

interface Values {
  name: string;
  kind: string;
  audience: string;
  language: string;
  personas: string[];
  stages: string[];
  buyingJobs: string[];
  topics: string[];
  industries: string[];
  howTo: string;
  dos: string;
  donts: string;
  ownerId: string | null;
  reviewOn: string;
  expiresOn: string;
}

const NEW: Values = {
  name: '',
  kind: 'one_pager',
  audience: 'everybody',
  language: 'en',
  personas: [],
  stages: [],
  buyingJobs: [],
  topics: [],
  industries: [],
  howTo: '',
  dos: '',
  donts: '',
  ownerId: null,
  reviewOn: '',
  expiresOn: '',
};

function valuesOf({ kind, audience, language, personas, stages, buyingJobs, topics, industries, ...asset }: Asset): Values {
  return {
    ...{ kind, audience, language, personas, stages, buyingJobs, topics, industries },
    name: asset.name,
    howTo: asset.howTo ?? '',
    dos: asset.dos.join('\n'),
    donts: asset.donts.join('\n'),
    ownerId: asset.ownerId,
    reviewOn: asset.reviewOn ?? '',
    expiresOn: asset.expiresOn ?? '',
  };
}

/** The form's texts as the contract has them. */
function inputOf(values: Values): InputOf<typeof createAsset> {
  const kind = ASSET_KINDS.find((one) => one === values.kind) ?? 'one_pager';
  return {
    name: values.name.trim(),
    kind,
    audience: kind === 'battle_card' ? 'internal' : (ASSET_AUDIENCES.find((one) => one === values.audience) ?? 'everybody'),
    language: values.language.trim().toLowerCase(),
    personas: PERSONAS.filter((one) => values.personas.includes(one)),
    stages: STAGES.filter((one) => values.stages.includes(one)),
    buyingJobs: BUYING_JOBS.filter((one) => values.buyingJobs.includes(one)),
    topics: values.topics,
    industries: values.industries,
    howTo: values.howTo.trim() || null,
    dos: linesOf(values.dos),
    donts: linesOf(values.donts),
    ...(values.ownerId ? { ownerId: values.ownerId } : {}),
    ...(values.reviewOn ? { reviewOn: values.reviewOn } : {}),
    expiresOn: values.expiresOn || null,
  };
}

/** A new asset, or for whom and how one is. */
export function AssetForm({ of, onClose }: { of?: Asset; onClose: () => void }) {
  const texts = useTexts();
  const words = texts.library.form;
  const toast = useToast();
  const go = useGo();
  const { member } = useSession();
  const create = useWrite(createAsset, { invalidates: ['asset'] });
  const update = useWrite(updateAsset, { invalidates: ['asset'] });
  const form = useForm<Values>({
    initialValues: of ? valuesOf(of) : { ...NEW, ownerId: member.id },
    validate: { name: isNotEmpty(texts.ui.form.required) },
  });
  const submit = async (values: Values) => {
    const input = inputOf(values);
    if (of) {
      await update.mutateAsync({ id: of.id, ...input });
      toast.done(words.saved);
    } else {
      const { id } = await create.mutateAsync(input);
      toast.done(words.created(input.name));
      go(paths.asset(id));
    }
    onClose();
  };
  return (
    <SideForm title={of ? words.editTitle : words.newTitle} opened onClose={onClose} form={form} action={words.save} onSubmit={submit}>
      <TextInput label={words.name} data-autofocus required maxLength={200} {...form.getInputProps('name')} />
      <NativeSelect
        label={words.kind}
        data={ASSET_KINDS.map((value) => ({ value, label: texts.library.kinds[value] }))}
        {...form.getInputProps('kind')}
      />
      {form.values.kind !== 'battle_card' && (
        <NativeSelect
          label={words.audience}
          data={ASSET_AUDIENCES.map((value) => ({ value, label: texts.library.audiences[value] }))}
          {...form.getInputProps('audience')}
        />
      )}
      <MultiSelect
        label={words.personas}
        data={PERSONAS.map((value) => ({ value, label: personaName(texts, value) }))}
        {...form.getInputProps('personas')}
      />
      <MultiSelect
        label={words.stages}
        data={STAGES.map((value) => ({ value, label: stageName(texts, value) }))}
        {...form.getInputProps('stages')}
      />
      <MultiSelect
        label={words.buyingJobs}
        data={BUYING_JOBS.map((value) => ({ value, label: texts.library.buyingJobs[value] }))}
        {...form.getInputProps('buyingJobs')}
      />
      <TagsInput label={words.topics} description={words.topicsHelp} maxTags={20} {...form.getInputProps('topics')} />
      <TagsInput label={words.industries} maxTags={20} {...form.getInputProps('industries')} />
      <TextInput label={words.language} maxLength={2} {...form.getInputProps('language')} />
      <Textarea label={words.howTo} autosize minRows={2} maxLength={2000} {...form.getInputProps('howTo')} />
      <Textarea label={words.dos} description={words.lines} autosize minRows={2} {...form.getInputProps('dos')} />
      <Textarea label={words.donts} description={words.lines} autosize minRows={2} {...form.getInputProps('donts')} />
      <PersonSelect
        label={texts.library.facts.owner}
        value={form.values.ownerId}
        onChange={(ownerId) => form.setFieldValue('ownerId', ownerId)}
        error={form.errors.ownerId}
      />
      <TextInput type="date" label={words.reviewOn} {...form.getInputProps('reviewOn')} />
      <TextInput type="date" label={words.expiresOn} {...form.getInputProps('expiresOn')} />
    </SideForm>
  );
}
