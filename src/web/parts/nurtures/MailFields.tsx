import { NativeSelect, SegmentedControl, Select, Switch, TagsInput, Textarea } from '@mantine/core';
import type { MailWhat, NodeOf } from '#modules/nurtures/schema.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import { listSenders } from '#modules/templates/contract/parts.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { MergeInput } from '../templates/MergeInput.tsx';
import type { FieldsProps } from './fields.ts';
import { TemplateSelect } from './TriggerFields.tsx';

export function MailFields({ node, onChange, errors, sequence }: FieldsProps<'mail'> & { sequence: boolean }) {
  const { fields: texts } = useTexts().nurtures;
  const set = (what: MailWhat) => onChange({ ...node, what });
  const { what } = node;
  const own = !('templateId' in what);
  return (
    <>
      <SegmentedControl
        aria-label={texts.mailBy}
        value={own ? 'own' : 'template'}
        onChange={(value) => set(value === 'own' ? { subject: '', text: '' } : { templateId: '' })}
        data={[
          { value: 'template', label: texts.mailTemplate },
          { value: 'own', label: texts.mailOwn },
        ]}
      />
      {'templateId' in what ? (
        <>
          <TemplateSelect value={what.templateId} error={errors.template} onChange={(id) => set({ templateId: id ?? '' })} />
          {what.templateId && <Go to={paths.template(what.templateId)}>{texts.openTemplate}</Go>}
        </>
      ) : (
        <OwnWords what={what} onChange={set} errors={errors} />
      )}
      <FromFields node={node} onChange={onChange} error={errors.sender} />
      <OfferSelect value={node.offerId} onChange={(offerId) => onChange({ ...node, offerId })} />
      <TagsInput
        label={texts.topics}
        description={texts.topicsHelp}
        maxTags={20}
        value={node.topics}
        onChange={(topics) => onChange({ ...node, topics })}
      />
      {sequence && (
        <Switch
          label={texts.review}
          checked={node.review}
          onChange={(event) => onChange({ ...node, review: event.currentTarget.checked })}
        />
      )}
      <NativeSelect
        label={texts.onBlock}
        data={(['skip', 'end'] as const).map((value) => ({ value, label: texts.onBlocks[value] }))}
        value={node.onBlock}
        onChange={(event) => onChange({ ...node, onBlock: event.currentTarget.value === 'end' ? 'end' : 'skip' })}
      />
    </>
  );
}

type Own = Extract<MailWhat, { subject: string }>;

function OwnWords({ what, onChange, errors }: { what: Own; onChange: (what: Own) => void; errors: FieldsProps<'mail'>['errors'] }) {
  const { fields: texts } = useTexts().nurtures;
  return (
    <>
      <MergeInput label={texts.subject} maxLength={300} value={what.subject} onChange={(subject) => onChange({ ...what, subject })} />
      {errors.subject && <p role="alert">{errors.subject}</p>}
      <Textarea
        label={texts.text}
        autosize
        minRows={6}
        maxRows={16}
        maxLength={10_000}
        value={what.text}
        error={errors.text}
        onChange={(event) => onChange({ ...what, text: event.currentTarget.value })}
      />
    </>
  );
}

interface FromProps {
  node: NodeOf<'mail'>;
  onChange: (node: NodeOf<'mail'>) => void;
  error: string | undefined;
}

function FromFields({ node, onChange, error }: FromProps) {
  const { fields: texts } = useTexts().nurtures;
  const { from } = node;
  const { data } = useRead(listSenders, {}, { topics: ['sender'] });
  const senders = (data?.items ?? []).map(({ id, name, email }) => ({ value: id, label: `${name} <${email}>` }));
  const choose = (by: string) => {
    const usual = data?.items.find(({ isDefault }) => isDefault) ?? data?.items[0];
    onChange({ ...node, from: by === 'sender' ? { by, senderId: usual?.id ?? '' } : { by: by === 'enroller' ? 'enroller' : 'owner' } });
  };
  return (
    <>
      <NativeSelect
        label={texts.mailFrom}
        data={(['owner', 'enroller', 'sender'] as const).map((value) => ({ value, label: texts.froms[value] }))}
        value={from.by}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {from.by === 'sender' && (
        <Select
          label={texts.sender}
          data={senders}
          value={from.senderId || null}
          error={error}
          onChange={(senderId) => onChange({ ...node, from: { by: 'sender', senderId: senderId ?? '' } })}
        />
      )}
    </>
  );
}

function OfferSelect({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { fields: texts } = useTexts().nurtures;
  const { data } = useRead(listOffers, {}, { topics: ['offer'] });
  const options = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return <Select label={texts.offer} placeholder={texts.noOffer} data={options} value={value} onChange={onChange} clearable searchable />;
}
