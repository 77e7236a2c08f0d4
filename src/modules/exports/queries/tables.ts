import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';

/** Columns that make a row readable by itself, and that an import maps by itself; computed beside the stored ones. */
type Beside = Readonly<Record<string, RawBuilder<unknown>>>;

const nameOf = (table: string, id: string) =>
  sql`(select o.name from ${sql.table(table)} o where o.workspace_id = t.workspace_id and o.id = ${sql.ref(`t.${id}`)})`;
const memberMail = (id: string) =>
  sql`(select o.email from member o where o.workspace_id = t.workspace_id and o.id = ${sql.ref(`t.${id}`)})`;
const ofContact = (column: string) =>
  sql`(select ${sql.ref(`o.${column}`)} from contact o where o.workspace_id = t.workspace_id and o.id = t.contact_id)`;
const deleted = sql`t.deleted_at is not null`;
const owner = { owner_email: memberMail('owner_id') };
const surroundings = { company_name: nameOf('company', 'company_id'), contact_email: ofContact('email') };

/** Every table that goes out, each as `<table>.csv`. Secrets and what is only derived or passing stay: see LEFT_OUT. */
export const EXPORTED: Readonly<Record<string, Beside>> = {
  workspace: {},
  member: {},
  member_leave: {},
  team: {},
  role_right: {},
  field_right: {},
  custom_field: {},
  exchange_rate: {},
  coordinator_grant: { member_email: memberMail('member_id') },
  coordinator_access: { member_email: memberMail('member_id') },
  ask_nudge: { to_email: memberMail('to_member_id') },
  ask_mark: {},
  ask_pass: { to_email: memberMail('to_member_id') },
  gap_ask: { to_email: memberMail('to_member_id') },
  coordination_draft: {},
  deal_thanks: { from_email: memberMail('from_member_id'), to_email: memberMail('to_member_id') },
  company: { ...owner, deleted },
  contact: { ...owner, company_name: nameOf('company', 'company_id'), deleted },
  contact_email: {},
  contact_phone: {},
  contact_company: {},
  campaign: { ...owner, deleted },
  campaign_member: { campaign_name: nameOf('campaign', 'campaign_id'), contact_email: ofContact('email') },
  launch_review: {},
  launch_vote: { member_email: memberMail('member_id') },
  people_list: {},
  people_list_member: { list_name: nameOf('people_list', 'list_id'), contact_email: ofContact('email') },
  website: {},
  website_refusal: {},
  visit: { contact_email: ofContact('email'), campaign_name: nameOf('campaign', 'campaign_id') },
  visitor_identity: { contact_email: ofContact('email') },
  publication: {},
  publication_version: {},
  publication_tally: {},
  form_answer: { contact_email: ofContact('email') },
  form_difference: {},
  form_file: {},
  lead: {
    ...owner,
    contact_first_name: ofContact('first_name'),
    contact_last_name: ofContact('last_name'),
    ...surroundings,
    converted: sql`t.stage in ('opportunity', 'customer')`,
    deleted,
  },
  stage_visit: {},
  conversion: {},
  delivery_source: {},
  mail_server: {},
  sending_domain: {},
  sending_key: {},
  sending_domain_check: {},
  delivery_event: {},
  mailbox: {},
  recording: {},
  recording_listen: {},
  recording_policy: {},
  stall_rule: {},
  pipeline: {},
  pipeline_stage: {},
  reason: {},
  reason_proposal: {},
  deal: { ...owner, ...surroundings, stage_name: nameOf('pipeline_stage', 'stage_id'), deleted },
  deal_stage_visit: {},
  product: {},
  sales_order: { ...owner, ...surroundings },
  invoice: { ...owner, ...surroundings },
  payment: {},
  customer_match: {},
  customer_number: { company_name: nameOf('company', 'company_id') },
  watched_folder: {},
  watched_file: {},
  order_line: {},
  activity: { ...surroundings, member_email: memberMail('member_id') },
  task: { assignee_email: memberMail('assignee_id') },
  external_ref: {},
  mail_purpose: {},
  gate_rules: {},
  hold: {},
  postal_mailing: {},
  postal_recipient: { contact_email: ofContact('email') },
  reluctance_warning: {},
  call_blitz: {},
  call_blitz_person: { contact_email: ofContact('email') },
  gate_override: { contact_email: ofContact('email') },
  attention_cap: { contact_email: ofContact('email') },
  consent_text: {},
  mail_address: {},
  consent_entry: {},
  suppression: {},
  privacy_request: {},
  calendar: {},
  calendar_version: {},
  agreement_version: {},
  clause: {},
  agreement_replay: {},
  agreement_replay_row: {},
  clock: {},
  clock_event: {},
  clock_notice: {},
  profile_version: {},
  profile_criterion: {},
  // A side's draft that does not lie open is held back by the database.
  profile_side: {},
  profile_line: {},
  profile_comment: {},
  signature: {},
  score_model_version: {},
  score_rule: {},
  score_reset: {},
  score_pace: {},
  score_snapshot: {},
  score_backtest: {},
  score_backtest_lead: {},
  lead_pool: {},
  score_threshold: {},
  threshold: {},
  threshold_need: {},
  territory: {},
  routing_seat: {},
  handoff: {},
  verdict: {},
  recycle_plan: {},
  loop_setting: {},
  dispute: {},
  review_case: {},
  review_judgment: {},
  question: {},
  question_word: {},
  question_help: {},
  question_setting: {},
  brief: {},
  brief_line: {},
  brief_reader: {},
  brief_setting: {},
  silence: {},
  digest_subscription: {},
  lead_value: {},
  sighting: {},
  drift_case: {},
  attribution_version: {},
  deal_path: {},
  deal_touch: { contact_email: ofContact('email'), campaign_name: nameOf('campaign', 'campaign_id') },
  deal_credit: {},
  channel_weight: {},
  discussion: {},
  discussion_record: {},
  discussion_entry: {},
  discussion_member: {},
  meeting_series: {},
  meeting_series_person: { member_email: memberMail('member_id') },
  meeting: {},
  meeting_person: { member_email: memberMail('member_id') },
  meeting_item: {},
  meeting_question: {},
  meeting_action: {},
  root_cause: {},
  decision: {},
  shared_day: {},
  offer: { owner_email: memberMail('owner_id') },
  offer_version: {},
  offer_exposure: { offer_name: nameOf('offer', 'offer_id'), contact_email: ofContact('email'), member_email: memberMail('member_id') },
  claim: {},
  claim_version: {},
  discrepancy: {},
  change_notice_term: {},
  change_notice: {},
  change_confirmation: { member_email: memberMail('member_id') },
  value_table: {},
  value_rate: {},
  lead_snapshot: {},
  prediction_setting: {},
  fact_ruling: {},
  training: {},
  saved_view: {},
  view_default: {},
  notification: {},
  mail: {},
  template: {},
  template_version: {},
  reusable_block: {},
  reusable_block_version: {},
  mail_image: {},
  library_terms: {},
  asset: { owner_email: memberMail('owner_id') },
  asset_version: { asset_name: nameOf('asset', 'asset_id') },
  asset_share: { asset_name: nameOf('asset', 'asset_id'), contact_email: ofContact('email'), member_email: memberMail('member_id') },
  asset_view: {},
  asset_request: {},
  asset_request_deal: {},
  asset_proposal: {},
  asset_dispute: {},
  asset_dispute_entry: {},
  theme: {},
  insight: { contact_email: ofContact('email') },
  insight_theme: {},
  theme_link: {},
  deal_interview: {},
  challenge: {},
  pulse_question: {},
  sender_identity: {},
  send: {},
  send_variant: {},
  message: { contact_email: ofContact('email') },
  message_letter: {},
  message_link: {},
  message_click: {},
  send_setting: {},
  nurture_track: { owner_email: memberMail('owner_id') },
  nurture_version: { track_name: nameOf('nurture_track', 'track_id') },
  nurture_enrolment: { track_name: nameOf('nurture_track', 'track_id'), contact_email: ofContact('email') },
  nurture_step: { track_name: nameOf('nurture_track', 'track_id') },
  nurture_mail: { contact_email: ofContact('email') },
  nurture_draw: { track_name: nameOf('nurture_track', 'track_id'), contact_email: ofContact('email') },
  nurture_assignment: { track_name: nameOf('nurture_track', 'track_id') },
  nurture_support: {},
  nurture_hook: {},
  nurture_post: {},
  retention_setting: {},
  merge: {},
  import: {},
  import_file: {},
  file: {},
  audit_log: {},
  goal: {},
  goal_version: {},
  joint_plan: {},
  plan_item: {},
  forecast_month: {},
  course_signal: {},
  team_promise: {},
  person_promise: {},
};

export const LEFT_OUT: Readonly<Record<string, string>> = {
  api_key: 'secrets',
  invitation: 'secrets',
  export: 'about exports themselves',
  idempotency_key: 'answers kept for a few days, so that a call sent twice acts once',
  conversion_view: 'who has an inquiry open at this moment',
  file_chunk: 'the content of uploaded files; file.csv lists them',
  import_row: 'what became of each row of an import',
  import_mapping: 'remembered column mappings',
  bulk_change: 'kept to undo bulk edits',
  bulk_change_row: 'kept to undo bulk edits',
  merge_move: 'kept to undo merges',
  deal_share: 'deal_credit, added up for the lines of reports',
  score_run: 'how far a run over everybody is',
  attention_reservation: 'attention spoken for until a planned mail has gone; activity.csv has what went',
  send_rate: 'how many mails may go at this moment',
  attribution_due: 'deals whose path is worked out next',
  customer_due: 'companies for which waiting documents are looked at again',
  attribution_run: 'how far the working-out of all paths is',
  nurture_met: 'made from the records',
  nurture_changed: 'whom tracks look at next',
  meeting_feed: 'secrets',
  search_word: 'the search index, made from the records',
  duplicate_key: 'made from the records',
  duplicate_pair: 'made from the records',
  duplicate_scan: 'made from the records',
  duplicate_text: 'made from the records',
  mail_server_secret: 'secrets',
  mail_server_test: 'how the last try to connect ended',
  sending_key_secret: 'secrets',
  delivery_post: 'what came in byte for byte; delivery_event.csv has what it says',
  delivery_state: 'made from delivery_event',
  delivery_refusal: 'how often strangers were turned away',
  conversation: 'mail, of which some is one person’s own; activity.csv has that it was written, and its words where they are for everybody',
  conversation_mail: 'the same',
  conversation_mail_contact: 'the same',
  conversation_mail_ref: 'the same',
  conversation_note: 'the same',
  mailbox_secret: 'passwords',
  mailbox_status: 'how reading goes at this moment',
  mailbox_folder: 'how far each folder was read',
  mailbox_receipt: 'which mails of a server were read',
  drop_token: 'secrets of addresses',
  question_address: 'secrets of addresses',
  presence: 'who is around at this moment',
  visit_hit: 'the raw hits of websites, kept for a while; visit.csv has what was made of them',
  asset_hit: 'the raw openings of links, machines included; asset_view.csv has what was made of them',
  visit_salt: 'secrets',
  challenge_voice: 'anonymous: marks by which a person takes back what is theirs; challenge.csv has what is said',
  pulse_answer: 'anonymous: answers are told of five and more together only',
  training_model: 'learned from the records; training.csv has the reports',
  lead_journey: 'read from leads, hand-offs and deals',
  revenue_entry: 'read from invoices and deals',
  metric_day: 'counted from the record',
  journey_state: 'how far readings are',
};

/** Mails may hold links that still sign someone in. */
const HIDDEN_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  mail: ['body_text', 'body_html', 'headers'],
  mail_image: ['token'],
  asset_share: ['salt'],
  nurture_hook: ['secret'],
  delivery_source: ['secret', 'public_id', 'confirm_url'],
};
/** The same in every row, or made from another column. */
const SUPERFLUOUS = ['workspace_id', 'name_key'];

/** How the value of a column is written. */
export type CellKind = 'text' | 'amount' | 'other';

export interface TableColumn {
  name: string;
  kind: CellKind;
}

export interface TablePlan {
  table: string;
  /** As they stand in the file, amounts also in words (`12.50 EUR`) and own fields one by one. */
  columns: TableColumn[];
  /** `select` of every row in the order of its key. Reads `cN` per column, `currency` where there are amounts. */
  select: RawBuilder<Record<string, unknown>>;
  hasCurrency: boolean;
}

interface Column {
  table: string;
  name: string;
  kind: string;
  key: number | null;
}

/** What is read from each table, from the catalog, so that a column that is added later goes out by itself. */
export async function planTables(db: Db, scope: Scope): Promise<TablePlan[]> {
  const { rows } = await sql<Column>`
    select c.relname::text as table, a.attname::text as name, y.typname::text as kind, array_position(i.indkey::int[], a.attnum::int) as key
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type y on y.oid = a.atttypid
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = 'public'::regnamespace and c.relname = any (${Object.keys(EXPORTED)}) and c.relkind in ('r', 'p')
    order by c.relname, a.attnum`.execute(db);
  const own = await db
    .selectFrom('custom_field')
    .select(['entity', 'key'])
    .where('workspace_id', '=', scope.workspaceId)
    .orderBy('entity')
    .orderBy('position')
    .orderBy('key')
    .execute();
  return Object.entries(EXPORTED).map(([table, beside]) =>
    planOf(
      { table, columns: rows.filter((row) => row.table === table), beside },
      own.filter((field) => field.entity === table).map((field) => field.key),
      scope,
    ),
  );
}

interface Known {
  table: string;
  columns: readonly Column[];
  beside: Beside;
}

function planOf({ table, columns, beside }: Known, own: readonly string[], scope: Scope): TablePlan {
  const shown = columns.filter(({ name }) => !SUPERFLUOUS.includes(name) && !HIDDEN_COLUMNS[table]?.includes(name));
  const out: { column: TableColumn; value: RawBuilder<unknown> }[] = [];
  for (const { name, kind } of shown) {
    if (name === 'custom') {
      for (const key of own) out.push({ column: { name: `custom.${key}`, kind: 'text' }, value: sql`t.custom -> ${key}::text` });
      continue;
    }
    const column: TableColumn = { name, kind: kind === 'text' || kind === 'bpchar' ? 'text' : 'other' };
    out.push({ column, value: sql.ref(`t.${name}`) });
    if (name.endsWith('_minor')) out.push({ column: { name: name.slice(0, -6), kind: 'amount' }, value: sql.ref(`t.${name}`) });
  }
  for (const [name, value] of Object.entries(beside)) out.push({ column: { name, kind: 'text' }, value });
  const hasCurrency = columns.some(({ name }) => name === 'currency');
  const cells = out.map(({ value }, n) => sql`${value} as ${sql.ref(`c${n}`)}`);
  const key = columns.filter((column) => column.key !== null).sort((a, b) => (a.key ?? 0) - (b.key ?? 0));
  const select = sql<Record<string, unknown>>`select ${sql.join(cells)}${hasCurrency ? sql`, t.currency as currency` : sql``}
    from ${sql.table(table)} t where ${sql.ref(table === 'workspace' ? 't.id' : 't.workspace_id')} = ${scope.workspaceId}
    order by ${key.length ? sql.join(key.map(({ name }) => sql.ref(`t.${name}`))) : sql`1`}`;
  return { table, columns: out.map(({ column }) => column), select, hasCurrency };
}
