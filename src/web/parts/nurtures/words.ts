import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import type { Criteria, Group } from '#modules/criteria/schema.ts';
import { listForms } from '#modules/forms/contract/forms.ts';
import { listReasons } from '#modules/leads/contract/reasons.ts';
import { listAssets } from '#modules/library/contract/assets.ts';
import { listTrackFields } from '#modules/nurtures/contract/tracks.ts';
import type { Content, GoalOn, NodeOf, TrackNode, TriggerOn, WaitSpan, WaitUntil } from '#modules/nurtures/schema.ts';
import { listTemplates } from '#modules/templates/contract/templates.ts';
import { useRead } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { useFields } from '../criteria/fields.ts';
import { namedRecords, useNames } from '../criteria/names.ts';
import { sentenceOf } from '../criteria/sentence.ts';

type Named = ReadonlyMap<string, string>;

interface Known {
  all: Texts;
  format: Format;
  templates: Named;
  calendars: Named;
  reasons: Named;
  forms: Named;
  assets: Named;
  dates: Named;
  criteria: (criteria: Criteria) => string;
}

/** What to call the steps of a track, and what each does in a few words. */
export interface StepWords {
  nameOf: (node: TrackNode) => string;
  says: (node: TrackNode) => string;
  portName: (node: TrackNode, port: string) => string;
}

/** Every criteria of a track as one group, to find the names in them. */
function allCriteria({ graph, settings }: Content): Group {
  const ofNode = (node: TrackNode): Criteria[] => {
    if (node.type === 'branch') return node.branches.map(({ criteria }) => criteria);
    if (node.type === 'trigger') return node.on.event === 'criteria' ? [node.on.criteria] : [];
    if (node.type === 'goal') return 'criteria' in node.on ? [node.on.criteria] : [];
    return node.type === 'wait' && node.until.by === 'criteria' ? [node.until.criteria] : [];
  };
  return { match: 'all', of: [settings.entry, ...graph.nodes.flatMap(ofNode)] };
}

const byId = (items: readonly { id: string; name: string }[] | undefined): Named => new Map(items?.map(({ id, name }) => [id, name]));

const starts = ({ graph }: Content, event: TriggerOn['event']): boolean =>
  graph.nodes.some((node) => node.type === 'trigger' && node.on.event === event);

export function useStepWords(content: Content): StepWords {
  const all = useTexts();
  const format = useFormat();
  const { data: templates } = useRead(listTemplates, { archived: true }, { topics: ['template'] });
  const { data: calendars } = useRead(listCalendars, {}, { topics: ['calendar'] });
  const { data: reasons } = useRead(listReasons, { archived: true }, { topics: ['reason'] });
  const { data: forms } = useRead(listForms, {}, { topics: ['form'], when: starts(content, 'form') });
  const { data: assets } = useRead(listAssets, { limit: 500 }, { topics: ['asset'], when: starts(content, 'asset') });
  const { data: trackFields } = useRead(listTrackFields, {}, { topics: ['own_field'], fresh: 300_000 });
  const { fields, here } = useFields('contact');
  const nameOf = useNames(namedRecords(allCriteria(content), fields));
  const known: Known = {
    all,
    format,
    templates: byId(templates?.items),
    calendars: byId(calendars?.items),
    reasons: byId(reasons?.items.map(({ id, label }) => ({ id, name: label }))),
    forms: byId(forms?.items),
    assets: byId(assets?.items),
    dates: byId(trackFields?.dates.map(({ key, label }) => ({ id: key, name: label }))),
    criteria: (criteria) => (here ? sentenceOf(criteria, { entity: 'contact', fields, texts: all.criteria, format, nameOf }) : '…'),
  };
  return {
    nameOf: (node) => node.name || all.nurtures.types[node.type],
    says: (node) => saysOf(node, known),
    portName: (node, port) => portNameOf(node, port, all.nurtures),
  };
}

export function portNameOf(node: TrackNode, port: string, texts: Texts['nurtures']): string {
  if (node.type === 'branch' && port !== 'else') return node.branches.find(({ id }) => id === port)?.name || port;
  if (node.type === 'split') return node.arms.find(({ id }) => id === port)?.name || port;
  const names: Readonly<Record<string, string>> = texts.ports;
  return names[port] ?? port;
}

export function spanWords({ n, unit }: WaitSpan, { nurtures }: Texts, format: Format): string {
  return `${format.number(n)} ${nurtures.units[unit][n === 1 ? 'one' : 'many']}`;
}

function saysOf(node: TrackNode, known: Known): string {
  const texts = known.all.nurtures;
  switch (node.type) {
    case 'trigger':
      return triggerWords(node.on, known);
    case 'goal':
      return texts.says.reaches(goalWords(node.on, known));
    case 'wait':
      return waitWords(node.until, known);
    case 'branch':
      return texts.says.branches(known.format.list(node.branches.map(({ name }) => name || texts.says.nothing)));
    case 'split':
      return splitWords(node, known.format);
    case 'mail':
      return mailWords(node, known);
    case 'task':
      return texts.says.task({ kind: texts.tasks[node.what], subject: node.subject || texts.says.nothing });
    case 'handoff':
      return node.why || texts.says.nothing;
    case 'tag':
      return tagWords(node, texts);
    case 'field':
      return texts.says.field({ field: texts.settable[node.field], value: node.value || texts.says.nothing });
    case 'notify':
      return `${texts.whom[node.to.who]}: ${node.text || texts.says.nothing}`;
    case 'webhook':
      return node.hookId ? '' : texts.says.nothing;
    case 'tactic':
      return known.all.loop.returned.tactics[node.tactic];
    case 'end':
      return texts.says.end;
  }
}

function tagWords({ add, remove }: NodeOf<'tag'>, { says }: Texts['nurtures']): string {
  const parts = [...(add.length ? [says.tagAdd(add.join(', '))] : []), ...(remove.length ? [says.tagRemove(remove.join(', '))] : [])];
  return parts.join('; ') || says.nothing;
}

function splitWords({ arms }: NodeOf<'split'>, format: Format): string {
  const whole = arms.reduce((sum, { share }) => sum + share, 0);
  return arms.map(({ name, share }) => `${name} ${whole === 0 ? '0 %' : format.percent(share / whole)}`).join(' · ');
}

function mailWords({ what, review }: NodeOf<'mail'>, { templates, all }: Known): string {
  const { says } = all.nurtures;
  const subject = 'templateId' in what ? (templates.get(what.templateId) ?? (what.templateId ? '…' : '')) : what.subject;
  return [subject ? says.mail(subject) : says.nothing, ...(review ? [says.review] : [])].join(' · ');
}

function triggerWords(on: TriggerOn, { all, format, templates, reasons, forms, assets, dates, criteria }: Known): string {
  const { triggers, says } = all.nurtures;
  const word = triggers[on.event];
  switch (on.event) {
    case 'criteria':
      return `${word}: ${criteria(on.criteria)}`;
    case 'stage':
      return `${word}: ${format.list(on.stages.map((stage) => all.leads.stages[stage]))}`;
    case 'recycled':
      return `${word}: ${on.reasonIds.length === 0 ? says.anyReason : on.reasonIds.map((id) => reasons.get(id) ?? '…').join(', ')}`;
    case 'clicked':
      return on.templateId ? `${word}: ${templates.get(on.templateId) ?? '…'}` : word;
    case 'form':
      return on.formId ? `${word}: ${forms.get(on.formId) ?? '…'}` : word;
    case 'asset':
      return on.assetId ? `${word}: ${assets.get(on.assetId) ?? '…'}` : word;
    case 'date':
      return says.days({ field: dates.get(on.field) ?? on.field, days: on.days });
    default:
      return word;
  }
}

function goalWords(on: GoalOn, { all, format, criteria }: Known): string {
  return 'criteria' in on ? criteria(on.criteria) : format.list(on.events.map((event) => all.nurtures.goals[event].toLowerCase()));
}

function waitWords(until: WaitUntil, { all, format, calendars, dates, criteria }: Known): string {
  const { says, weekdays } = all.nurtures;
  switch (until.by) {
    case 'duration':
      return `${says.waitFor(spanWords(until.span, all, format))}${until.calendarId ? ` ${says.workingTime}` : ''}`;
    case 'window': {
      const days = [...until.weekdays].sort((a, b) => a - b).map((day) => weekdays[day - 1]);
      return says.window({ days: days.join(', '), from: until.from, to: until.to });
    }
    case 'hours':
      return says.hours(calendars.get(until.calendarId) ?? '…');
    case 'date':
      return says.date({ field: dates.get(until.field) ?? until.field, days: until.days });
    case 'criteria':
      return says.criteria({ what: criteria(until.criteria), span: spanWords(until.limit, all, format) });
  }
}
