import { MultiSelect, NumberInput, SegmentedControl, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { getCampaign } from '#modules/campaigns/contract.ts';
import { type FormContent, isHarmless } from '#modules/forms/schema/form.ts';
import { listMembers, listTeams } from '#modules/team/contract/members.ts';
import { listSenders } from '#modules/templates/contract/parts.ts';
import { listTemplates } from '#modules/templates/contract/templates.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { RecordSelect } from '../lists/RecordSelect.tsx';
import classes from '../templates/templates.module.css';

interface Props {
  content: FormContent;
  onChange: (content: FormContent) => void;
}

/** What follows from an answer. */
export function FormSettings(props: Props) {
  const { settings: texts } = useTexts().forms;
  return (
    <div className={classes.column}>
      <section className={classes.panel} aria-label={texts.lead}>
        <h2>{texts.lead}</h2>
        <Effects {...props} />
      </section>
      <section className={classes.panel} aria-label={texts.after}>
        <h2>{texts.after}</h2>
        <After {...props} />
      </section>
      <section className={classes.panel} aria-label={texts.reply}>
        <h2>{texts.reply}</h2>
        <Reply {...props} />
      </section>
      <section className={classes.panel} aria-label={texts.people}>
        <h2>{texts.people}</h2>
        <People {...props} />
      </section>
      <section className={classes.panel} aria-label={texts.protection}>
        <h2>{texts.protection}</h2>
        <Protection {...props} />
      </section>
    </div>
  );
}

function Effects({ content, onChange }: Props) {
  const { settings: texts } = useTexts().forms;
  const id = content.campaignId;
  const campaign = useRead(getCampaign, { id: id ?? '' }, { topics: ['campaign'], when: id !== null }).data;
  return (
    <>
      <Switch
        label={texts.conversion}
        checked={content.conversion}
        onChange={(event) => onChange({ ...content, conversion: event.currentTarget.checked })}
      />
      <Switch
        label={texts.handRaise}
        checked={content.handRaise}
        disabled={!content.conversion}
        onChange={(event) => onChange({ ...content, handRaise: event.currentTarget.checked })}
      />
      <RecordSelect
        key={campaign?.name ?? ''}
        entity="campaign"
        label={texts.campaign}
        description={texts.campaignHelp}
        value={id ? { id, name: campaign?.name ?? '…' } : null}
        onChange={(chosen) => onChange({ ...content, campaignId: chosen?.id ?? null })}
      />
      <TagsInput label={texts.tags} maxTags={20} value={content.tags} onChange={(tags) => onChange({ ...content, tags })} />
    </>
  );
}

function After({ content, onChange }: Props) {
  const { settings: texts } = useTexts().forms;
  const { after } = content;
  const put = (change: Partial<FormContent['after']>) => onChange({ ...content, after: { ...after, ...change } });
  return (
    <>
      <SegmentedControl
        aria-label={texts.after}
        data={(['message', 'redirect'] as const).map((kind) => ({ value: kind, label: texts.afterKinds[kind] }))}
        value={after.kind}
        onChange={(kind) => put({ kind: kind === 'redirect' ? 'redirect' : 'message' })}
      />
      {after.kind === 'message' ? (
        <Textarea
          label={texts.message}
          autosize
          minRows={2}
          maxLength={2_000}
          value={after.message}
          onChange={(event) => put({ message: event.currentTarget.value })}
        />
      ) : (
        <TextInput
          label={texts.redirect}
          description={texts.redirectHelp}
          inputMode="url"
          maxLength={2_000}
          value={after.redirect}
          onChange={(event) => put({ redirect: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Reply({ content, onChange }: Props) {
  const { settings: texts } = useTexts().forms;
  const templates = useRead(listTemplates, { kind: 'transactional', published: true }, { topics: ['template'] }).data?.items ?? [];
  const senders = useRead(listSenders, {}, { topics: ['sender'] }).data?.items ?? [];
  const { reply } = content;
  const first = senders.find(({ isDefault }) => isDefault) ?? senders[0];
  return (
    <>
      <Select
        label={texts.template}
        description={first ? texts.replyHelp : texts.noSender}
        allowDeselect={false}
        disabled={!first}
        data={[{ value: '', label: texts.noTemplate }, ...templates.map(({ id, name }) => ({ value: id, label: name }))]}
        value={reply?.templateId ?? ''}
        onChange={(templateId) =>
          onChange({ ...content, reply: templateId ? { templateId, senderId: reply?.senderId ?? first?.id ?? '' } : null })
        }
      />
      {reply && (
        <Select
          label={texts.sender}
          allowDeselect={false}
          data={senders.map(({ id, name, email }) => ({ value: id, label: `${name} <${email}>` }))}
          value={reply.senderId}
          onChange={(senderId) => onChange({ ...content, reply: { ...reply, senderId: senderId ?? reply.senderId } })}
        />
      )}
    </>
  );
}

function People({ content, onChange }: Props) {
  const { settings: texts } = useTexts().forms;
  const members = useRead(listMembers, {}, { topics: ['member'] }).data?.items.filter(({ status }) => status === 'active') ?? [];
  const teams = useRead(listTeams, {}, { topics: ['team'] }).data?.items ?? [];
  const { notify } = content;
  const put = (change: Partial<FormContent['notify']>) => onChange({ ...content, notify: { ...notify, ...change } });
  return (
    <>
      <MultiSelect
        label={texts.members}
        searchable
        data={members.map(({ id, name }) => ({ value: id, label: name }))}
        value={notify.memberIds}
        onChange={(memberIds) => put({ memberIds })}
      />
      {teams.length > 0 && (
        <MultiSelect
          label={texts.teams}
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          value={notify.teamIds}
          onChange={(teamIds) => put({ teamIds })}
        />
      )}
      <Switch label={texts.owner} checked={notify.owner} onChange={(event) => put({ owner: event.currentTarget.checked })} />
    </>
  );
}

function Protection({ content, onChange }: Props) {
  const { settings: texts } = useTexts().forms;
  const harmless = content.fields.filter(({ target }) => target !== null && isHarmless(target));
  return (
    <>
      <MultiSelect
        label={texts.overwrite}
        description={texts.overwriteHelp}
        disabled={harmless.length === 0}
        data={harmless.map(({ target, label }) => ({ value: target ?? '', label }))}
        value={content.overwrite.filter((target) => harmless.some((field) => field.target === target))}
        onChange={(overwrite) => onChange({ ...content, overwrite })}
      />
      <NumberInput
        label={texts.perMinute}
        description={texts.perMinuteHelp}
        min={1}
        max={600}
        value={content.perMinute}
        onChange={(value) => onChange({ ...content, perMinute: Math.min(600, Math.max(1, Math.round(Number(value)) || 1)) })}
      />
      <Switch
        label={texts.plainPosts}
        description={texts.plainPostsHelp}
        checked={content.plainPosts}
        onChange={(event) => onChange({ ...content, plainPosts: event.currentTarget.checked })}
      />
    </>
  );
}
