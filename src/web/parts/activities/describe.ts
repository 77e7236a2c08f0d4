import {
  IconArrowsRightLeft,
  IconBriefcase,
  IconCircleCheck,
  IconClick,
  IconClipboardText,
  IconClock,
  IconDownload,
  IconFileInvoice,
  IconGavel,
  IconMail,
  IconMailbox,
  IconMessage,
  IconNotes,
  IconPhone,
  IconProgress,
  IconSparkles,
  IconSpeakerphone,
  IconTrophy,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { ActivityKind, ActivityRow } from '#modules/activities/schema.ts';
import type { Format } from '../../format.ts';
import type { Texts } from '../../texts/texts.ts';

type Icon = ComponentType<{ size?: number | string; stroke?: number | string }>;

const ICONS: Readonly<Record<ActivityKind, Icon>> = {
  call: IconPhone,
  mail: IconMail,
  meeting: IconUsers,
  letter: IconMailbox,
  note: IconNotes,
  task_done: IconCircleCheck,
  stage_change: IconProgress,
  campaign_response: IconSpeakerphone,
  form: IconClipboardText,
  page_visit: IconClick,
  file_download: IconDownload,
  order: IconFileInvoice,
  invoice: IconFileInvoice,
  deal_created: IconBriefcase,
  deal_stage: IconBriefcase,
  deal_won: IconTrophy,
  deal_lost: IconBriefcase,
  handoff: IconArrowsRightLeft,
  verdict: IconGavel,
  clock: IconClock,
  owner_change: IconUsers,
  mail_event: IconMail,
  chat: IconMessage,
  quote: IconFileInvoice,
  case: IconClipboardText,
  merge: IconArrowsRightLeft,
  record_created: IconSparkles,
};

export const iconOf = (kind: ActivityKind): Icon => ICONS[kind];

/** What the filter chips of a timeline stand for. */
export const KIND_GROUPS = {
  talk: ['call', 'mail', 'meeting', 'chat', 'letter'],
  notes: ['note', 'task_done'],
  web: ['page_visit', 'form', 'file_download', 'campaign_response', 'mail_event'],
  money: ['deal_created', 'deal_stage', 'deal_won', 'deal_lost', 'quote', 'order', 'invoice'],
  changes: ['stage_change', 'owner_change', 'handoff', 'verdict', 'clock', 'case', 'merge', 'record_created'],
} as const satisfies Record<string, readonly ActivityKind[]>;
export type KindGroup = keyof typeof KIND_GROUPS;

/** Outcomes that say no more than their kind. */
const SAID_BY_KIND: readonly string[] = ['handed_off'];

/** "Inquiry → MQL", for a lead or a deal that moved; null where the row does not say. */
function moveOf(row: ActivityRow, stages: Readonly<Record<string, string>>): string | null {
  const { from, to } = row.data ?? {};
  if (row.kind !== 'stage_change' || typeof to !== 'string') return null;
  const name = (stage: string) => stages[stage] ?? stage;
  return typeof from === 'string' ? `${name(from)} → ${name(to)}` : name(to);
}

/** "Call, connected, 5 min": what happened in one line. */
export function headlineOf(row: ActivityRow, { activities: texts, leads }: Pick<Texts, 'activities' | 'leads'>, format: Format): string {
  const move = moveOf(row, leads.stages);
  if (move) return `${texts.kinds[row.kind]}: ${move}`;
  const known: Readonly<Record<string, string>> = texts.outcomes;
  const parts: string[] = [texts.kinds[row.kind]];
  if (row.kind === 'call' || row.kind === 'mail') {
    if (row.direction === 'in') parts.push(texts.timeline.inbound);
    if (row.direction === 'out') parts.push(texts.timeline.outbound);
  }
  if (row.outcome && !SAID_BY_KIND.includes(row.outcome)) parts.push(lower(known[row.outcome] ?? row.outcome));
  if (row.durationSeconds) parts.push(format.duration(row.durationSeconds * 1000));
  const line = parts.join(', ');
  return row.subject ? `${line}: ${row.subject}` : line;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export interface Said {
  kind: string;
  about: string;
  text: string;
}

/** What the customer said, out of the free facts of a row. */
export function saidIn(row: ActivityRow): Said[] {
  const { insights } = row.data ?? {};
  return Array.isArray(insights) ? (insights as Said[]) : [];
}

/** Hours after which logging counts as late on the timeline. */
const LATE_MS = 24 * 3_600_000;

export function lateBy(row: ActivityRow): number | null {
  const gap = Date.parse(row.loggedAt) - Date.parse(row.occurredAt);
  return row.evidence === 'manual' && gap > LATE_MS ? gap : null;
}
