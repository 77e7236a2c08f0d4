import type { TrackNode, Whom } from '#modules/nurtures/schema.ts';
import type { Texts } from '../../texts/texts.ts';

/** What is still to be said of a step before it can be taken over, by field. */
export function missingIn(node: TrackNode, texts: Texts): Record<string, string> {
  const { required } = texts.ui.form;
  const need = (filled: unknown, field: string): Record<string, string> => (filled ? {} : { [field]: required });
  const whom = (one: Whom) => (one.who === 'member' ? need(one.memberId, 'member') : {});
  switch (node.type) {
    case 'trigger':
      if (node.on.event === 'stage') return need(node.on.stages.length, 'stages');
      if (node.on.event === 'date') return need(node.on.field, 'date');
      return node.on.event === 'list' ? need(node.on.viewId, 'list') : {};
    case 'goal':
      return 'events' in node.on ? need(node.on.events.length, 'events') : {};
    case 'wait':
      if (node.until.by === 'hours') return need(node.until.calendarId, 'calendar');
      if (node.until.by === 'date') return need(node.until.field, 'date');
      if (node.until.by === 'criteria') return need(node.until.criteria.of.length, 'criteria');
      return node.until.by === 'window'
        ? { ...need(node.until.weekdays.length, 'weekdays'), ...need(node.until.from < node.until.to, 'to') }
        : {};
    case 'branch':
      return Object.assign({}, ...node.branches.map(({ name }, index) => need(name.trim(), `branch.${index}`)));
    case 'split':
      return Object.assign(
        need(
          node.arms.some(({ share }) => share > 0),
          'share',
        ),
        ...node.arms.map(({ name }, index) => need(name.trim(), `arm.${index}`)),
      );
    case 'mail': {
      const sender = node.from.by === 'sender' ? need(node.from.senderId, 'sender') : {};
      if ('templateId' in node.what) return { ...need(node.what.templateId, 'template'), ...sender };
      return { ...need(node.what.subject.trim(), 'subject'), ...need(node.what.text.trim(), 'text'), ...sender };
    }
    case 'task':
      return { ...need(node.subject.trim(), 'subject'), ...whom(node.for) };
    case 'handoff':
      return node.why.trim().length >= SHORTEST_WHY ? {} : { why: texts.nurtures.fields.whyShort };
    case 'tag':
      return need(node.add.length + node.remove.length, 'tags');
    case 'field':
      return need(node.value.trim(), 'value');
    case 'notify':
      return { ...need(node.text.trim(), 'text'), ...whom(node.to) };
    case 'webhook':
      return need(node.hookId, 'hook');
    default:
      return {};
  }
}

const SHORTEST_WHY = 10;
