import { NativeSelect, TextInput } from '@mantine/core';
import { listMailPurposes } from '#modules/consents/contract.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import { AUDIENCES, SEND_KINDS, SENDERS } from '#modules/sends/schema.ts';
import { listSenders } from '#modules/templates/contract/parts.ts';
import { listTemplates } from '#modules/templates/contract/templates.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import gateClasses from '../gate/gate.module.css';
import { RecordSelect } from '../lists/RecordSelect.tsx';
import type { PlanPart } from './SendPlan.tsx';

const idOf = (value: string) => (value === '' ? null : value);

/** What kind of mail it is, what it is about, and the template that it says it with. */
export function PlanWhat({ send, onChange }: PlanPart) {
  const { sends, gate, ui } = useTexts();
  const { plan: texts } = sends;
  const purposes = useRead(listMailPurposes, {}, { topics: ['consent'] });
  const offers = useRead(listOffers, {}, { topics: ['offer'] });
  const inUse = purposes.data?.items.filter(({ retiredAt, id }) => retiredAt === null || id === send.purposeId) ?? [];
  const none = { value: '', label: texts.none };
  return (
    <>
      <TemplateOf send={send} onChange={onChange} place={0} />
      <div className={gateClasses.fields}>
        <NativeSelect
          label={texts.side}
          data={SENDERS.map((value) => ({ value, label: ui.sides[value] }))}
          value={send.side}
          onChange={(event) => onChange({ side: event.currentTarget.value as typeof send.side })}
        />
        <NativeSelect
          label={texts.kind}
          data={SEND_KINDS.map((value) => ({ value, label: gate.kinds[value] }))}
          value={send.kind}
          onChange={(event) => onChange({ kind: event.currentTarget.value as typeof send.kind })}
        />
        <NativeSelect
          label={texts.writtenFor}
          data={AUDIENCES.map((value) => ({ value, label: gate.audiences[value] }))}
          value={send.audience}
          onChange={(event) => onChange({ audience: event.currentTarget.value as typeof send.audience })}
        />
        <NativeSelect
          label={texts.purpose}
          description={texts.purposeHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          data={[none, ...inUse.map(({ id, name }) => ({ value: id, label: name }))]}
          value={send.purposeId ?? ''}
          onChange={(event) => onChange({ purposeId: idOf(event.currentTarget.value) })}
        />
        <NativeSelect
          label={texts.offer}
          data={[none, ...(offers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          value={send.offerId ?? ''}
          onChange={(event) => onChange({ offerId: idOf(event.currentTarget.value) })}
        />
        <TextInput
          label={texts.topics}
          description={texts.topicsHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          maxLength={300}
          key={send.topics.join()}
          defaultValue={send.topics.join(', ')}
          onBlur={(event) => {
            const topics = topicsOf(event.currentTarget.value);
            if (topics.join() !== send.topics.join()) onChange({ topics });
          }}
        />
        <RecordSelect
          entity="campaign"
          label={texts.campaign}
          value={send.campaign}
          onChange={(campaign) => onChange({ campaignId: campaign?.id ?? null })}
        />
      </div>
    </>
  );
}

const topicsOf = (text: string) =>
  text
    .split(',')
    .map((topic) => topic.trim())
    .filter(Boolean)
    .slice(0, 20);

/** The variants as they are saved. */
export const variantsOf = ({ variants }: PlanPart['send']) =>
  variants.map(({ name, template, share }) => ({ name, templateId: template.id, share }));

/** The template of one variant; the first one is made by choosing it. */
export function TemplateOf({ send, onChange, place }: PlanPart & { place: number }) {
  const { plan: texts } = useTexts().sends;
  const format = useFormat();
  const { data } = useRead(listTemplates, { published: true }, { topics: ['template'] });
  const variant = send.variants[place];
  const options = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  if (variant && !options.some(({ value }) => value === variant.template.id))
    options.unshift({ value: variant.template.id, label: variant.template.name });
  const choose = (templateId: string) => {
    if (templateId === '') return;
    const before = variantsOf(send);
    const name = String.fromCharCode('A'.charCodeAt(0) + place);
    onChange({
      variants: variant
        ? before.map((one, index) => (index === place ? { ...one, templateId } : one))
        : [...before, { name, templateId, share: 100 }],
    });
  };
  return (
    <div>
      <NativeSelect
        label={texts.template}
        maw={420}
        data={[{ value: '', label: texts.choose }, ...options]}
        value={variant?.template.id ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {variant && (
        <p className={gateClasses.quiet}>
          {variant.number === null ? texts.unpublished : texts.version(format.number(variant.number), variant.subject ?? '')}
        </p>
      )}
      {data?.items.length === 0 && (
        <p className={gateClasses.quiet}>
          {texts.noTemplates} <Go to={paths.templates()}>{texts.toTemplates}</Go>
        </p>
      )}
    </div>
  );
}

/** In whose name. */
export function PlanFrom({ send, onChange }: PlanPart) {
  const { plan: texts } = useTexts().sends;
  const { data } = useRead(listSenders, {}, { topics: ['sender', 'workspace'] });
  return (
    <div>
      <NativeSelect
        label={texts.sender}
        maw={420}
        data={[
          { value: '', label: texts.choose },
          ...(data?.items ?? []).map(({ id, name, email }) => ({ value: id, label: `${name} <${email}>` })),
        ]}
        value={send.senderId ?? ''}
        onChange={(event) => onChange({ senderId: idOf(event.currentTarget.value) })}
      />
      {data?.items.length === 0 && <p className={gateClasses.quiet}>{texts.noSenders}</p>}
    </div>
  );
}
