-- The send ledger: what was to be sent to whom, what became of it and why. A mailing (send) and everything that goes to one person alone share one table of
-- messages, one engine and one gate.

create table send (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 200),
  side text not null check (side in ('marketing', 'sales')),
  kind text not null check (kind in ('information', 'article', 'offer')),
  audience text not null check (audience in ('prospects', 'customers', 'everybody')),
  offer_id uuid,
  topics text[] not null default '{}',
  purpose_id uuid,
  sender_id uuid,
  campaign_id uuid,
  -- To whom: a saved list of contacts, or a condition.
  view_id uuid,
  criteria jsonb,
  timing text not null default 'at_once' check (timing in ('at_once', 'at', 'local')),
  -- `at`: that instant. `local`: the wall clock of the workspace at that instant, in each person's own zone.
  planned_at timestamptz,
  -- {days, from, to}: only within these hours of the person's zone.
  hours jsonb,
  -- Hours after its time within which a message still goes; afterwards it is too late.
  lasts_hours int not null default 72 check (lasts_hours between 1 and 720),
  -- Percent of the audience that gets nothing, to compare with.
  hold_out numeric(5, 2) not null default 0 check (hold_out >= 0 and hold_out <= 50),
  metric text check (metric in ('reply', 'click', 'conversion')),
  decide_after_hours int check (decide_after_hours between 1 and 720),
  minimum_n int not null default 100 check (minimum_n >= 10),
  state text not null default 'draft' check (state in ('draft', 'scheduled', 'sending', 'paused', 'done', 'cancelled', 'stopped')),
  -- Of a pause, a stop and a cancellation: who or what, and why.
  state_code text check (state_code in ('by_hand', 'bounces', 'complaints', 'offer_not_running', 'problem')),
  state_note text,
  state_by uuid,
  state_at timestamptz not null,
  created_by uuid,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  scheduled_by uuid,
  scheduled_at timestamptz,
  -- The audience: as it was told apart when it was frozen, how far that has come, when it was finished.
  frozen_criteria jsonb,
  freeze_at timestamptz,
  freeze_after uuid,
  frozen_n int not null default 0,
  frozen_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  decided_at timestamptz,
  winner_id uuid,
  -- The figures on which it was decided.
  decision jsonb,
  -- Until then the breakers look away: a lead has looked and let it go on.
  watched_from timestamptz,
  primary key (workspace_id, id),
  check (num_nonnulls(view_id, criteria) <= 1),
  foreign key (workspace_id, offer_id) references offer (workspace_id, id) on delete set null (offer_id),
  foreign key (workspace_id, purpose_id) references mail_purpose (workspace_id, id) on delete set null (purpose_id),
  foreign key (workspace_id, sender_id) references sender_identity (workspace_id, id) on delete set null (sender_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete set null (campaign_id),
  foreign key (workspace_id, view_id) references saved_view (workspace_id, id) on delete set null (view_id),
  foreign key (workspace_id, state_by) references member (workspace_id, id) on delete set null (state_by),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by),
  foreign key (workspace_id, scheduled_by) references member (workspace_id, id) on delete set null (scheduled_by)
);
create index send_newest on send (workspace_id, changed_at desc, id desc);
create index send_active on send (workspace_id, state) where state in ('scheduled', 'sending', 'paused');
create index send_offer on send (workspace_id, offer_id) where offer_id is not null;
create index send_campaign on send (workspace_id, campaign_id) where campaign_id is not null;
create index send_view on send (workspace_id, view_id) where view_id is not null;
call behind_wall('send', 'rw', false);

create table send_variant (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  send_id uuid not null,
  position smallint not null check (position >= 0),
  name text not null check (length(name) between 1 and 80),
  template_id uuid not null,
  -- Chosen when it is scheduled: what is published afterwards does not change what goes out.
  template_version_id uuid,
  -- Percent of those who are not held out. What is left over waits for the winner.
  share numeric(5, 2) not null check (share > 0 and share <= 100),
  primary key (workspace_id, id),
  unique (workspace_id, send_id, position),
  foreign key (workspace_id, send_id) references send (workspace_id, id) on delete cascade,
  foreign key (workspace_id, template_id) references template (workspace_id, id) on delete cascade,
  foreign key (workspace_id, template_version_id) references template_version (workspace_id, id) on delete set null (template_version_id)
);
create index send_variant_template on send_variant (workspace_id, template_id);
create index send_variant_version on send_variant (workspace_id, template_version_id) where template_version_id is not null;
call behind_wall('send_variant', 'rw', false);

-- One row for one person and one cause. Its life is told by its state; what came back later stands beside it.
create table message (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  send_id uuid,
  variant_id uuid,
  contact_id uuid,
  -- What asked for it: the send, a step of a track, a form …
  cause text not null check (cause in ('send', 'nurture_step', 'form', 'asset_share', 'conversation', 'handoff', 'library_request', 'invitation', 'by_hand')),
  cause_id uuid not null,
  dedupe_key text not null check (length(dedupe_key) between 1 and 200),
  lane text not null check (lane in ('transactional', 'personal', 'bulk')),
  -- What the gate is asked; of a send it stands there.
  intent jsonb,
  template_version_id uuid,
  -- What whoever asks for it adds to the values of the person.
  more jsonb,
  sender_id uuid,
  member_id uuid,
  address text,
  domain text generated always as (split_part(address, '@', 2)) stored,
  state text not null default 'planned' check (state in ('planned', 'claimed', 'handing', 'sent', 'captured', 'failed', 'unknown', 'stopped', 'held', 'cancelled')),
  -- Why it was stopped, is held or has failed; the reasons of the gate as they were then.
  code text,
  reasons jsonb,
  -- Left out when the audience was frozen, not stopped later.
  left_out boolean not null default false,
  override jsonb,
  zone text,
  hours jsonb,
  -- Not before; of those who wait for the winner of a comparison, infinity.
  due_at timestamptz not null,
  expires_at timestamptz not null,
  held_until timestamptz,
  lease_by text,
  lease_until timestamptz,
  claimed_at timestamptz,
  tries smallint not null default 0,
  reservation_id uuid,
  server_id uuid,
  response text,
  in_reply_to text,
  created_at timestamptz not null,
  sent_at timestamptz,
  ended_at timestamptz,
  activity_id uuid,
  delivered_at timestamptz,
  clicked_at timestamptz,
  replied_at timestamptz,
  bounced_at timestamptz,
  bounce text check (bounce in ('hard', 'soft')),
  complained_at timestamptz,
  unsubscribed_at timestamptz,
  resolved_by uuid,
  primary key (workspace_id, id),
  unique (workspace_id, dedupe_key),
  foreign key (workspace_id, send_id) references send (workspace_id, id) on delete cascade,
  foreign key (workspace_id, variant_id) references send_variant (workspace_id, id) on delete set null (variant_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, template_version_id) references template_version (workspace_id, id) on delete set null (template_version_id),
  foreign key (workspace_id, sender_id) references sender_identity (workspace_id, id) on delete set null (sender_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id),
  foreign key (workspace_id, resolved_by) references member (workspace_id, id) on delete set null (resolved_by)
);
create index message_of_send on message (workspace_id, send_id, state, due_at) where send_id is not null;
create index message_alone on message (workspace_id, lane, due_at) where state = 'planned' and send_id is null;
create index message_leased on message (workspace_id, lease_until) where state in ('claimed', 'handing');
create index message_held on message (workspace_id, held_until) where state = 'held';
create index message_unknown on message (workspace_id, id) where state = 'unknown';
create index message_of_contact on message (workspace_id, contact_id, id desc);
create index message_of_cause on message (workspace_id, cause, cause_id) where send_id is null;
create index message_of_version on message (workspace_id, template_version_id) where template_version_id is not null and send_id is null;
call behind_wall('message', 'rw', false);

-- What one person got, word for word: the template's version, which never changes, with the values it was filled with; of own words the words.
create table message_letter (
  workspace_id uuid not null,
  message_id uuid not null,
  subject text,
  body_text text,
  body_html text,
  filling jsonb,
  attachments uuid[] not null default '{}',
  from_name text,
  from_address text,
  reply_to text,
  primary key (workspace_id, message_id),
  foreign key (workspace_id, message_id) references message (workspace_id, id) on delete cascade
);
call behind_wall('message_letter', 'rw', false);

-- Where the links of mails lead. A link that is followed names a row of this table and nothing else.
create table message_link (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  -- The version of the template, or the message that has words of its own.
  source_id uuid not null,
  url text not null check (length(url) <= 4000),
  url_hash text not null,
  primary key (workspace_id, id),
  unique (workspace_id, source_id, url_hash)
);
call behind_wall('message_link', 'rw', false);

-- Somebody, or something, followed a link. Kept as it came; judged a moment later, when it is known what else came with it.
create table message_click (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  message_id uuid not null,
  link_id uuid not null,
  at timestamptz not null,
  method text not null,
  agent text,
  verdict text not null check (verdict in ('human', 'suspected', 'machine')),
  reason text not null,
  judged boolean not null default false,
  primary key (workspace_id, id),
  foreign key (workspace_id, message_id) references message (workspace_id, id) on delete cascade,
  foreign key (workspace_id, link_id) references message_link (workspace_id, id) on delete cascade
);
create index message_click_message on message_click (workspace_id, message_id, at);
create index message_click_link on message_click (workspace_id, link_id);
create index message_click_open on message_click (workspace_id, at) where not judged;
call behind_wall('message_click', 'rw', false);

-- How many mails may go now: of a server, of a sender, to a domain of recipients.
create table send_rate (
  workspace_id uuid not null references workspace (id) on delete cascade,
  key text not null check (length(key) <= 320),
  tokens double precision not null,
  at timestamptz not null,
  primary key (workspace_id, key)
);
call behind_wall('send_rate', 'rw', false);

create table send_setting (
  workspace_id uuid not null references workspace (id) on delete cascade,
  -- {senderPerHour, domainPerMinute, hours, breakers: {bounceShare, complaintShare, atLeast}}
  settings jsonb not null,
  changed_by uuid,
  changed_at timestamptz not null,
  primary key (workspace_id),
  foreign key (workspace_id, changed_by) references member (workspace_id, id) on delete set null (changed_by)
);
call behind_wall('send_setting');
