-- What the migrations make, to be read and compared; written by npm run schema, never run.

create extension btree_gin;
create extension citext;
create extension pg_trgm;
create extension unaccent;

create table activity (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  occurred_at timestamp with time zone not null,
  logged_at timestamp with time zone default now() not null,
  kind text not null,
  direction text,
  side text default 'system'::text not null,
  subject text,
  body text,
  outcome text,
  duration_seconds integer,
  evidence text default 'manual'::text not null,
  traffic text,
  contact_id uuid,
  company_id uuid,
  deal_id uuid,
  lead_id uuid,
  campaign_id uuid,
  member_id uuid,
  mentions uuid[] default '{}'::uuid[] not null,
  data jsonb default '{}'::jsonb not null,
  corrects_id uuid,
  retracted boolean default false not null,
  dedupe_key text,
  import_id uuid
) partition by RANGE (occurred_at);
alter table activity add constraint activity_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text])));
alter table activity add constraint activity_evidence_check CHECK ((evidence = ANY (ARRAY['system'::text, 'confirmed'::text, 'manual'::text, 'imported'::text])));
alter table activity add constraint activity_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'mail'::text, 'meeting'::text, 'letter'::text, 'note'::text, 'task_done'::text, 'stage_change'::text, 'campaign_response'::text, 'form'::text, 'page_visit'::text, 'file_download'::text, 'order'::text, 'invoice'::text, 'deal_created'::text, 'deal_stage'::text, 'deal_won'::text, 'deal_lost'::text, 'handoff'::text, 'verdict'::text, 'clock'::text, 'owner_change'::text, 'mail_event'::text, 'chat'::text, 'quote'::text, 'case'::text, 'merge'::text, 'record_created'::text])));
alter table activity add constraint activity_side_check CHECK ((side = ANY (ARRAY['marketing'::text, 'sales'::text, 'customer'::text, 'system'::text])));
alter table activity add constraint activity_traffic_check CHECK ((traffic = ANY (ARRAY['human'::text, 'suspected'::text, 'machine'::text])));
alter table activity add constraint activity_pkey PRIMARY KEY (workspace_id, occurred_at, id);
CREATE INDEX activity_called ON ONLY activity USING btree (workspace_id, occurred_at) INCLUDE (id, contact_id, company_id, deal_id, outcome, duration_seconds) WHERE ((kind = 'call'::text) AND (side = 'sales'::text) AND ((direction IS NULL) OR (direction = 'out'::text)) AND (corrects_id IS NULL) AND ((data ->> 'automated'::text) IS DISTINCT FROM 'true'::text));
CREATE INDEX activity_campaign ON ONLY activity USING btree (workspace_id, campaign_id, occurred_at DESC) WHERE (campaign_id IS NOT NULL);
CREATE INDEX activity_company ON ONLY activity USING btree (workspace_id, company_id, occurred_at DESC) WHERE (company_id IS NOT NULL);
CREATE INDEX activity_company_alone ON ONLY activity USING btree (workspace_id, company_id, occurred_at) WHERE ((company_id IS NOT NULL) AND (contact_id IS NULL) AND (deal_id IS NULL));
CREATE INDEX activity_contact ON ONLY activity USING btree (workspace_id, contact_id, occurred_at DESC) WHERE (contact_id IS NOT NULL);
CREATE INDEX activity_conversation ON ONLY activity USING btree (workspace_id, kind, occurred_at) WHERE ((kind = ANY (ARRAY['call'::text, 'mail'::text, 'meeting'::text, 'chat'::text])) AND (corrects_id IS NULL) AND ((data ->> 'automated'::text) IS DISTINCT FROM 'true'::text));
CREATE INDEX activity_corrects ON ONLY activity USING btree (workspace_id, corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX activity_deal ON ONLY activity USING btree (workspace_id, deal_id, occurred_at DESC) WHERE (deal_id IS NOT NULL);
CREATE INDEX activity_id ON ONLY activity USING btree (workspace_id, id);
CREATE INDEX activity_import ON ONLY activity USING btree (workspace_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX activity_insight ON ONLY activity USING btree (workspace_id, contact_id, company_id) WHERE (data ? 'insights'::text);
CREATE INDEX activity_insights ON ONLY activity USING btree (workspace_id, logged_at) WHERE (data ? 'insights'::text);
CREATE INDEX activity_lead ON ONLY activity USING btree (workspace_id, lead_id, occurred_at DESC) WHERE (lead_id IS NOT NULL);
CREATE INDEX activity_member ON ONLY activity USING btree (workspace_id, member_id, occurred_at DESC) WHERE (member_id IS NOT NULL);
CREATE INDEX activity_met ON ONLY activity USING btree (workspace_id, occurred_at) INCLUDE (id, contact_id, company_id, outcome) WHERE ((kind = 'meeting'::text) AND (corrects_id IS NULL) AND ((data ->> 'automated'::text) IS DISTINCT FROM 'true'::text));
CREATE INDEX activity_prepared ON ONLY activity USING btree (workspace_id, occurred_at) WHERE ((kind = 'call'::text) AND (side = 'sales'::text) AND (corrects_id IS NULL) AND ((data ->> 'automated'::text) IS DISTINCT FROM 'true'::text) AND (data ? 'preparationMinutes'::text));
CREATE INDEX activity_spoken ON ONLY activity USING btree (workspace_id, contact_id, kind) INCLUDE (lead_id, id) WHERE ((kind = ANY (ARRAY['call'::text, 'mail'::text, 'meeting'::text, 'chat'::text])) AND (corrects_id IS NULL) AND ((data ->> 'automated'::text) IS DISTINCT FROM 'true'::text));
CREATE UNIQUE INDEX activity_once ON ONLY activity USING btree (workspace_id, dedupe_key, occurred_at) WHERE (dedupe_key IS NOT NULL);
alter table activity enable row level security;
create policy tenant on activity for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on activity to truce_app;

create table agreement_replay (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  version_id uuid not null,
  version_number integer not null,
  content_hash text not null,
  from_day date not null,
  to_day date not null,
  state text default 'waiting'::text not null,
  done integer default 0 not null,
  total integer,
  as_of timestamp with time zone,
  result jsonb,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  changed jsonb
);
alter table agreement_replay add constraint agreement_replay_check CHECK ((from_day <= to_day));
alter table agreement_replay add constraint agreement_replay_check1 CHECK (((state = 'done'::text) = (result IS NOT NULL)));
alter table agreement_replay add constraint agreement_replay_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])));
alter table agreement_replay add constraint agreement_replay_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table agreement_replay add constraint agreement_replay_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table agreement_replay add constraint agreement_replay_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES agreement_version(workspace_id, id) ON DELETE CASCADE;
alter table agreement_replay add constraint agreement_replay_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX agreement_replay_version ON agreement_replay USING btree (workspace_id, version_id, asked_at DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON agreement_replay FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table agreement_replay enable row level security;
create policy tenant on agreement_replay for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on agreement_replay to truce_app;

create table agreement_replay_row (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  replay_id uuid not null,
  line_id uuid not null,
  lead_id uuid,
  owner_id uuid,
  state text not null,
  started_at timestamp with time zone not null,
  due_at timestamp with time zone,
  met_at timestamp with time zone,
  breached_at timestamp with time zone,
  band text not null,
  climbed text[] default '{}'::text[] not null
);
alter table agreement_replay_row add constraint agreement_replay_row_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE CASCADE;
alter table agreement_replay_row add constraint agreement_replay_row_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table agreement_replay_row add constraint agreement_replay_row_workspace_id_replay_id_fkey FOREIGN KEY (workspace_id, replay_id) REFERENCES agreement_replay(workspace_id, id) ON DELETE CASCADE;
alter table agreement_replay_row add constraint agreement_replay_row_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX agreement_replay_row_lead ON agreement_replay_row USING btree (workspace_id, lead_id);
CREATE INDEX agreement_replay_row_place ON agreement_replay_row USING btree (workspace_id, replay_id, line_id, started_at DESC, id DESC);
alter table agreement_replay_row enable row level security;
create policy tenant on agreement_replay_row for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on agreement_replay_row to truce_app;

create table agreement_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number integer not null,
  title text not null,
  status text default 'draft'::text not null,
  effective_on date,
  note text,
  created_by uuid,
  proposed_at timestamp with time zone,
  signed_at timestamp with time zone,
  in_force_at timestamp with time zone,
  superseded_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  open_clocks text default 'new_only'::text not null,
  rebased_at timestamp with time zone
);
alter table agreement_version add constraint agreement_version_open_clocks_check CHECK ((open_clocks = ANY (ARRAY['new_only'::text, 'open_too'::text])));
alter table agreement_version add constraint agreement_version_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'proposed'::text, 'signed_by_one'::text, 'signed'::text])));
alter table agreement_version add constraint agreement_version_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)));
alter table agreement_version add constraint agreement_version_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table agreement_version add constraint agreement_version_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table agreement_version add constraint agreement_version_pkey PRIMARY KEY (workspace_id, id);
alter table agreement_version add constraint agreement_version_workspace_id_number_key UNIQUE (workspace_id, number);
CREATE UNIQUE INDEX agreement_one_draft ON agreement_version USING btree (workspace_id) WHERE (status <> 'signed'::text);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON agreement_version FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON agreement_version FOR EACH ROW EXECUTE FUNCTION forget_signatures('agreement');
alter table agreement_version enable row level security;
create policy tenant on agreement_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on agreement_version to truce_app;

create table api_key (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid not null,
  name text not null,
  prefix text not null,
  hash text not null,
  scopes text[] default '{}'::text[] not null,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone
);
alter table api_key add constraint api_key_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table api_key add constraint api_key_pkey PRIMARY KEY (workspace_id, id);
alter table api_key add constraint api_key_hash_key UNIQUE (hash);
alter table api_key enable row level security;
create policy tenant on api_key for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on api_key to truce_app;

create table ask_mark (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid not null,
  kind text not null,
  ask_id uuid not null,
  snoozed_until date,
  note text
);
alter table ask_mark add constraint ask_mark_kind_check CHECK ((length(kind) <= 40));
alter table ask_mark add constraint ask_mark_note_check CHECK ((length(note) <= 1000));
alter table ask_mark add constraint ask_mark_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table ask_mark add constraint ask_mark_pkey PRIMARY KEY (workspace_id, id);
alter table ask_mark add constraint ask_mark_workspace_id_member_id_kind_ask_id_key UNIQUE (workspace_id, member_id, kind, ask_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON ask_mark FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table ask_mark enable row level security;
create policy tenant on ask_mark for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on ask_mark to truce_app;

create table ask_nudge (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  ask_id uuid not null,
  to_member_id uuid not null,
  by_member_id uuid,
  words text,
  on_day date not null,
  nudged_at timestamp with time zone not null,
  settled_at timestamp with time zone
);
alter table ask_nudge add constraint ask_nudge_kind_check CHECK ((length(kind) <= 40));
alter table ask_nudge add constraint ask_nudge_words_check CHECK ((length(words) <= 500));
alter table ask_nudge add constraint ask_nudge_workspace_id_by_member_id_fkey FOREIGN KEY (workspace_id, by_member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (by_member_id);
alter table ask_nudge add constraint ask_nudge_workspace_id_to_member_id_fkey FOREIGN KEY (workspace_id, to_member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table ask_nudge add constraint ask_nudge_pkey PRIMARY KEY (workspace_id, id);
alter table ask_nudge add constraint ask_nudge_workspace_id_kind_ask_id_to_member_id_on_day_key UNIQUE (workspace_id, kind, ask_id, to_member_id, on_day);
CREATE INDEX ask_nudge_open ON ask_nudge USING btree (workspace_id, nudged_at) WHERE (settled_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON ask_nudge FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table ask_nudge enable row level security;
create policy tenant on ask_nudge for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on ask_nudge to truce_app;

create table ask_pass (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  ask_id uuid not null,
  side text not null,
  from_member_id uuid,
  to_member_id uuid not null,
  by_member_id uuid,
  words text not null,
  state text default 'asked'::text not null,
  asked_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  closed_at timestamp with time zone
);
alter table ask_pass add constraint ask_pass_check CHECK (((state <> ALL (ARRAY['declined'::text, 'withdrawn'::text])) OR (closed_at IS NOT NULL)));
alter table ask_pass add constraint ask_pass_check1 CHECK (((state = 'asked'::text) = (decided_at IS NULL)));
alter table ask_pass add constraint ask_pass_kind_check CHECK ((length(kind) <= 40));
alter table ask_pass add constraint ask_pass_side_check CHECK ((side = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table ask_pass add constraint ask_pass_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'taken'::text, 'declined'::text, 'withdrawn'::text])));
alter table ask_pass add constraint ask_pass_words_check CHECK (((length(words) >= 3) AND (length(words) <= 300)));
alter table ask_pass add constraint ask_pass_workspace_id_by_member_id_fkey FOREIGN KEY (workspace_id, by_member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (by_member_id);
alter table ask_pass add constraint ask_pass_workspace_id_from_member_id_fkey FOREIGN KEY (workspace_id, from_member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table ask_pass add constraint ask_pass_workspace_id_to_member_id_fkey FOREIGN KEY (workspace_id, to_member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table ask_pass add constraint ask_pass_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX ask_pass_to ON ask_pass USING btree (workspace_id, to_member_id) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX ask_pass_once ON ask_pass USING btree (workspace_id, kind, ask_id, side, from_member_id) NULLS NOT DISTINCT WHERE (closed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON ask_pass FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table ask_pass enable row level security;
create policy tenant on ask_pass for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on ask_pass to truce_app;

create table asset (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  kind text not null,
  audience text not null,
  language text not null,
  personas text[] default '{}'::text[] not null,
  stages text[] default '{}'::text[] not null,
  buying_jobs text[] default '{}'::text[] not null,
  topics text[] default '{}'::text[] not null,
  industries text[] default '{}'::text[] not null,
  how_to text,
  dos text[] default '{}'::text[] not null,
  donts text[] default '{}'::text[] not null,
  owner_id uuid,
  review_on date,
  expires_on date,
  created_by uuid,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  retired_by uuid,
  retire_reason text
);
alter table asset add constraint asset_audience_check CHECK ((audience = ANY (ARRAY['everybody'::text, 'prospects'::text, 'customers'::text, 'internal'::text])));
alter table asset add constraint asset_check CHECK (((kind <> 'battle_card'::text) OR (audience = 'internal'::text)));
alter table asset add constraint asset_kind_check CHECK ((kind = ANY (ARRAY['practical_information'::text, 'article'::text, 'special_offer'::text, 'case_study'::text, 'deck'::text, 'one_pager'::text, 'battle_card'::text, 'template'::text, 'video'::text, 'web_page'::text])));
alter table asset add constraint asset_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));
alter table asset add constraint asset_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table asset add constraint asset_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset add constraint asset_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table asset add constraint asset_workspace_id_retired_by_fkey FOREIGN KEY (workspace_id, retired_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (retired_by);
alter table asset add constraint asset_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX asset_review ON asset USING btree (workspace_id, review_on) WHERE ((review_on IS NOT NULL) AND (retired_at IS NULL));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON asset FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table asset enable row level security;
create policy tenant on asset for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on asset to truce_app;

create table asset_dispute (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  asset_id uuid not null,
  claim text not null,
  evidence jsonb not null,
  raised_by uuid,
  raised_at timestamp with time zone not null,
  outcome text,
  note text,
  decided_at timestamp with time zone
);
alter table asset_dispute add constraint asset_dispute_check CHECK (((outcome IS NULL) = (note IS NULL)));
alter table asset_dispute add constraint asset_dispute_claim_check CHECK (((length(claim) >= 1) AND (length(claim) <= 1000)));
alter table asset_dispute add constraint asset_dispute_outcome_check CHECK ((outcome = ANY (ARRAY['fix'::text, 'retrain'::text, 'retire'::text, 'create'::text, 'keep'::text])));
alter table asset_dispute add constraint asset_dispute_workspace_id_asset_id_fkey FOREIGN KEY (workspace_id, asset_id) REFERENCES asset(workspace_id, id) ON DELETE CASCADE;
alter table asset_dispute add constraint asset_dispute_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset_dispute add constraint asset_dispute_workspace_id_raised_by_fkey FOREIGN KEY (workspace_id, raised_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (raised_by);
alter table asset_dispute add constraint asset_dispute_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX asset_dispute_asset ON asset_dispute USING btree (workspace_id, asset_id, raised_at DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON asset_dispute FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON asset_dispute FOR EACH ROW EXECUTE FUNCTION forget_signatures('asset_dispute');
alter table asset_dispute enable row level security;
create policy tenant on asset_dispute for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on asset_dispute to truce_app;

create table asset_dispute_entry (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  dispute_id uuid not null,
  body text not null,
  member_id uuid,
  at timestamp with time zone not null
);
alter table asset_dispute_entry add constraint asset_dispute_entry_body_check CHECK (((length(body) >= 1) AND (length(body) <= 2000)));
alter table asset_dispute_entry add constraint asset_dispute_entry_workspace_id_dispute_id_fkey FOREIGN KEY (workspace_id, dispute_id) REFERENCES asset_dispute(workspace_id, id) ON DELETE CASCADE;
alter table asset_dispute_entry add constraint asset_dispute_entry_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset_dispute_entry add constraint asset_dispute_entry_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table asset_dispute_entry add constraint asset_dispute_entry_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX asset_dispute_entry_dispute ON asset_dispute_entry USING btree (workspace_id, dispute_id, at);
alter table asset_dispute_entry enable row level security;
create policy tenant on asset_dispute_entry for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on asset_dispute_entry to truce_app;

create table asset_hit (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  share_id uuid not null,
  view_id uuid not null,
  kind text not null,
  at timestamp with time zone not null,
  visitor text not null,
  agent text,
  verdict text not null,
  reason text not null
);
alter table asset_hit add constraint asset_hit_kind_check CHECK ((kind = ANY (ARRAY['open'::text, 'download'::text, 'follow'::text])));
alter table asset_hit add constraint asset_hit_verdict_check CHECK ((verdict = ANY (ARRAY['human'::text, 'suspected'::text, 'machine'::text])));
alter table asset_hit add constraint asset_hit_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset_hit add constraint asset_hit_workspace_id_share_id_fkey FOREIGN KEY (workspace_id, share_id) REFERENCES asset_share(workspace_id, id) ON DELETE CASCADE;
alter table asset_hit add constraint asset_hit_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX asset_hit_share ON asset_hit USING btree (workspace_id, share_id, at);
alter table asset_hit enable row level security;
create policy tenant on asset_hit for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on asset_hit to truce_app;

create table asset_proposal (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  title text not null,
  words text not null,
  about_id uuid,
  file_id uuid,
  file_name text,
  media_type text,
  size_bytes bigint,
  proposed_by uuid,
  proposed_at timestamp with time zone not null,
  answer text,
  answered_by uuid,
  answered_at timestamp with time zone,
  reason text,
  asset_id uuid
);
alter table asset_proposal add constraint asset_proposal_answer_check CHECK ((answer = ANY (ARRAY['accepted'::text, 'declined'::text])));
alter table asset_proposal add constraint asset_proposal_check CHECK (((answer IS NULL) = (answered_at IS NULL)));
alter table asset_proposal add constraint asset_proposal_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)));
alter table asset_proposal add constraint asset_proposal_words_check CHECK ((length(words) <= 5000));
alter table asset_proposal add constraint asset_proposal_workspace_id_about_id_fkey FOREIGN KEY (workspace_id, about_id) REFERENCES asset(workspace_id, id) ON DELETE SET NULL (about_id);
alter table asset_proposal add constraint asset_proposal_workspace_id_answered_by_fkey FOREIGN KEY (workspace_id, answered_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (answered_by);
alter table asset_proposal add constraint asset_proposal_workspace_id_asset_id_fkey FOREIGN KEY (workspace_id, asset_id) REFERENCES asset(workspace_id, id) ON DELETE SET NULL (asset_id);
alter table asset_proposal add constraint asset_proposal_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id);
alter table asset_proposal add constraint asset_proposal_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset_proposal add constraint asset_proposal_workspace_id_proposed_by_fkey FOREIGN KEY (workspace_id, proposed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (proposed_by);
alter table asset_proposal add constraint asset_proposal_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON asset_proposal FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table asset_proposal enable row level security;
create policy tenant on asset_proposal for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on asset_proposal to truce_app;

create table asset_request (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  need text not null,
  persona text,
  stage text,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  warn_at timestamp with time zone not null,
  warned_at timestamp with time zone,
  status text not null,
  answered_by uuid,
  answered_at timestamp with time zone,
  reason text,
  asset_id uuid,
  delivered_by uuid,
  delivered_at timestamp with time zone,
  confirmed_at timestamp with time zone
);
alter table asset_request add constraint asset_request_check CHECK (((status = ANY (ARRAY['delivered'::text, 'confirmed'::text])) = (delivered_at IS NOT NULL)));
alter table asset_request add constraint asset_request_check1 CHECK (((status <> 'declined'::text) OR (reason IS NOT NULL)));
alter table asset_request add constraint asset_request_need_check CHECK (((length(need) >= 1) AND (length(need) <= 2000)));
alter table asset_request add constraint asset_request_status_check CHECK ((status = ANY (ARRAY['asked'::text, 'accepted'::text, 'declined'::text, 'delivered'::text, 'confirmed'::text, 'withdrawn'::text])));
alter table asset_request add constraint asset_request_workspace_id_answered_by_fkey FOREIGN KEY (workspace_id, answered_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (answered_by);
alter table asset_request add constraint asset_request_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table asset_request add constraint asset_request_workspace_id_asset_id_fkey FOREIGN KEY (workspace_id, asset_id) REFERENCES asset(workspace_id, id) ON DELETE SET NULL (asset_id);
alter table asset_request add constraint asset_request_workspace_id_delivered_by_fkey FOREIGN KEY (workspace_id, delivered_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (delivered_by);
alter table asset_request add constraint asset_request_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset_request add constraint asset_request_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX asset_request_open ON asset_request USING btree (workspace_id, due_at) WHERE (status = ANY (ARRAY['asked'::text, 'accepted'::text]));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON asset_request FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table asset_request enable row level security;
create policy tenant on asset_request for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on asset_request to truce_app;

create table asset_request_deal (
  workspace_id uuid not null,
  request_id uuid not null,
  deal_id uuid not null
);
alter table asset_request_deal add constraint asset_request_deal_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE CASCADE;
alter table asset_request_deal add constraint asset_request_deal_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset_request_deal add constraint asset_request_deal_workspace_id_request_id_fkey FOREIGN KEY (workspace_id, request_id) REFERENCES asset_request(workspace_id, id) ON DELETE CASCADE;
alter table asset_request_deal add constraint asset_request_deal_pkey PRIMARY KEY (workspace_id, request_id, deal_id);
CREATE INDEX asset_request_deal_deal ON asset_request_deal USING btree (workspace_id, deal_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON asset_request_deal FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table asset_request_deal enable row level security;
create policy tenant on asset_request_deal for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on asset_request_deal to truce_app;

create table asset_share (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  asset_id uuid not null,
  version_id uuid not null,
  contact_id uuid,
  lead_id uuid,
  deal_id uuid,
  way text not null,
  member_id uuid,
  shared_at timestamp with time zone not null,
  message_id uuid,
  sent_at timestamp with time zone,
  stopped_as text,
  stage text,
  persona text,
  fits boolean,
  misses text[] default '{}'::text[] not null,
  salt text not null,
  expires_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  withdrawn_by uuid,
  from_share_id uuid
);
alter table asset_share add constraint asset_share_check CHECK (((way = 'mailing'::text) = (contact_id IS NULL)));
alter table asset_share add constraint asset_share_way_check CHECK ((way = ANY (ARRAY['mail'::text, 'link'::text, 'mailing'::text])));
alter table asset_share add constraint asset_share_workspace_id_asset_id_fkey FOREIGN KEY (workspace_id, asset_id) REFERENCES asset(workspace_id, id) ON DELETE CASCADE;
alter table asset_share add constraint asset_share_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table asset_share add constraint asset_share_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE SET NULL (deal_id);
alter table asset_share add constraint asset_share_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset_share add constraint asset_share_workspace_id_from_share_id_fkey FOREIGN KEY (workspace_id, from_share_id) REFERENCES asset_share(workspace_id, id) ON DELETE SET NULL (from_share_id);
alter table asset_share add constraint asset_share_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table asset_share add constraint asset_share_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table asset_share add constraint asset_share_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES asset_version(workspace_id, id) ON DELETE CASCADE;
alter table asset_share add constraint asset_share_workspace_id_withdrawn_by_fkey FOREIGN KEY (workspace_id, withdrawn_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (withdrawn_by);
alter table asset_share add constraint asset_share_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX asset_share_asset ON asset_share USING btree (workspace_id, asset_id, shared_at DESC);
CREATE INDEX asset_share_contact ON asset_share USING btree (workspace_id, contact_id, shared_at DESC) WHERE (contact_id IS NOT NULL);
CREATE INDEX asset_share_from ON asset_share USING btree (workspace_id, from_share_id) WHERE (from_share_id IS NOT NULL);
CREATE INDEX asset_share_message ON asset_share USING btree (workspace_id, message_id) WHERE (message_id IS NOT NULL);
CREATE UNIQUE INDEX asset_share_reader ON asset_share USING btree (workspace_id, message_id, from_share_id) WHERE (from_share_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON asset_share FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table asset_share enable row level security;
create policy tenant on asset_share for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on asset_share to truce_app;

create table asset_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  asset_id uuid not null,
  number integer,
  file_id uuid,
  file_name text,
  media_type text,
  size_bytes bigint,
  url text,
  template_version_id uuid,
  changes text,
  saved_by uuid,
  saved_at timestamp with time zone not null,
  published_by uuid,
  published_at timestamp with time zone
);
alter table asset_version add constraint asset_version_changes_check CHECK ((length(changes) <= 1000));
alter table asset_version add constraint asset_version_check CHECK ((num_nonnulls(file_id, url, template_version_id) = 1));
alter table asset_version add constraint asset_version_check1 CHECK ((((file_id IS NULL) = (media_type IS NULL)) AND ((file_id IS NULL) = (file_name IS NULL)) AND ((file_id IS NULL) = (size_bytes IS NULL))));
alter table asset_version add constraint asset_version_check2 CHECK (((number IS NULL) = (published_at IS NULL)));
alter table asset_version add constraint asset_version_number_check CHECK ((number > 0));
alter table asset_version add constraint asset_version_url_check CHECK ((length(url) <= 2000));
alter table asset_version add constraint asset_version_workspace_id_asset_id_fkey FOREIGN KEY (workspace_id, asset_id) REFERENCES asset(workspace_id, id) ON DELETE CASCADE;
alter table asset_version add constraint asset_version_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id);
alter table asset_version add constraint asset_version_workspace_id_published_by_fkey FOREIGN KEY (workspace_id, published_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (published_by);
alter table asset_version add constraint asset_version_workspace_id_saved_by_fkey FOREIGN KEY (workspace_id, saved_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (saved_by);
alter table asset_version add constraint asset_version_workspace_id_template_version_id_fkey FOREIGN KEY (workspace_id, template_version_id) REFERENCES template_version(workspace_id, id);
alter table asset_version add constraint asset_version_pkey PRIMARY KEY (workspace_id, id);
alter table asset_version add constraint asset_version_workspace_id_asset_id_number_key UNIQUE (workspace_id, asset_id, number);
CREATE INDEX asset_version_file ON asset_version USING btree (workspace_id, file_id) WHERE (file_id IS NOT NULL);
CREATE INDEX asset_version_template ON asset_version USING btree (workspace_id, template_version_id) WHERE (template_version_id IS NOT NULL);
CREATE UNIQUE INDEX asset_version_draft ON asset_version USING btree (workspace_id, asset_id) WHERE (number IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON asset_version FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER published_stays BEFORE UPDATE ON asset_version FOR EACH ROW EXECUTE FUNCTION refuse_change_of_asset();
alter table asset_version enable row level security;
create policy tenant on asset_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on asset_version to truce_app;

create table asset_view (
  workspace_id uuid not null,
  id uuid not null,
  share_id uuid not null,
  opened_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  visitor text not null,
  is_other boolean default false not null,
  verdict text not null,
  reason text not null,
  seconds integer default 0 not null,
  pages jsonb default '{}'::jsonb not null,
  touched boolean default false not null,
  downloaded_at timestamp with time zone,
  beat integer default 0 not null,
  activity_id uuid,
  told_at timestamp with time zone,
  settled_at timestamp with time zone
);
alter table asset_view add constraint asset_view_verdict_check CHECK ((verdict = ANY (ARRAY['human'::text, 'suspected'::text, 'machine'::text])));
alter table asset_view add constraint asset_view_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table asset_view add constraint asset_view_workspace_id_share_id_fkey FOREIGN KEY (workspace_id, share_id) REFERENCES asset_share(workspace_id, id) ON DELETE CASCADE;
alter table asset_view add constraint asset_view_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX asset_view_share ON asset_view USING btree (workspace_id, share_id, opened_at);
CREATE INDEX asset_view_unsettled ON asset_view USING btree (workspace_id, last_at) WHERE (settled_at IS NULL);
alter table asset_view enable row level security;
create policy tenant on asset_view for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on asset_view to truce_app;

create table attention_cap (
  workspace_id uuid not null,
  contact_id uuid not null,
  cap numeric(6,2) not null,
  set_by uuid,
  set_at timestamp with time zone not null
);
alter table attention_cap add constraint attention_cap_cap_check CHECK ((cap > (0)::numeric));
alter table attention_cap add constraint attention_cap_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table attention_cap add constraint attention_cap_workspace_id_set_by_fkey FOREIGN KEY (workspace_id, set_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (set_by);
alter table attention_cap add constraint attention_cap_pkey PRIMARY KEY (workspace_id, contact_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON attention_cap FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table attention_cap enable row level security;
create policy tenant on attention_cap for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on attention_cap to truce_app;

create table attention_reservation (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  contact_id uuid not null,
  weight numeric(6,2) not null,
  at timestamp with time zone not null,
  ref text not null,
  state text default 'open'::text not null,
  reserved_by uuid,
  reserved_at timestamp with time zone not null,
  ended_at timestamp with time zone
);
alter table attention_reservation add constraint attention_reservation_ref_check CHECK (((length(ref) >= 1) AND (length(ref) <= 200)));
alter table attention_reservation add constraint attention_reservation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'settled'::text, 'released'::text])));
alter table attention_reservation add constraint attention_reservation_weight_check CHECK ((weight > (0)::numeric));
alter table attention_reservation add constraint attention_reservation_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table attention_reservation add constraint attention_reservation_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table attention_reservation add constraint attention_reservation_workspace_id_reserved_by_fkey FOREIGN KEY (workspace_id, reserved_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (reserved_by);
alter table attention_reservation add constraint attention_reservation_pkey PRIMARY KEY (workspace_id, id);
alter table attention_reservation add constraint attention_reservation_workspace_id_contact_id_ref_key UNIQUE (workspace_id, contact_id, ref);
CREATE INDEX attention_reservation_open ON attention_reservation USING btree (workspace_id, contact_id, at) WHERE (state = 'open'::text);
alter table attention_reservation enable row level security;
create policy tenant on attention_reservation for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on attention_reservation to truce_app;

create table attribution_due (
  workspace_id uuid not null,
  deal_id uuid not null
);
alter table attribution_due add constraint attribution_due_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE CASCADE;
alter table attribution_due add constraint attribution_due_pkey PRIMARY KEY (workspace_id, deal_id);
alter table attribution_due enable row level security;
create policy tenant on attribution_due for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on attribution_due to truce_app;

create table attribution_run (
  workspace_id uuid not null,
  state text not null,
  done integer default 0 not null,
  total integer,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  paths integer,
  won integer
);
alter table attribution_run add constraint attribution_run_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])));
alter table attribution_run add constraint attribution_run_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table attribution_run add constraint attribution_run_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table attribution_run add constraint attribution_run_pkey PRIMARY KEY (workspace_id);
alter table attribution_run enable row level security;
create policy tenant on attribution_run for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on attribution_run to truce_app;

create table attribution_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number integer not null,
  status text default 'draft'::text not null,
  model text not null,
  half_life_days integer not null,
  lookback_days integer not null,
  sourced text not null,
  gross_margin numeric(5,4),
  made_by uuid,
  made_at timestamp with time zone not null,
  in_force_from timestamp with time zone,
  ended_at timestamp with time zone
);
alter table attribution_version add constraint attribution_version_gross_margin_check CHECK (((gross_margin > (0)::numeric) AND (gross_margin <= (1)::numeric)));
alter table attribution_version add constraint attribution_version_half_life_days_check CHECK (((half_life_days >= 1) AND (half_life_days <= 365)));
alter table attribution_version add constraint attribution_version_lookback_days_check CHECK (((lookback_days >= 7) AND (lookback_days <= 730)));
alter table attribution_version add constraint attribution_version_model_check CHECK ((model = ANY (ARRAY['first'::text, 'last'::text, 'last_non_direct'::text, 'linear'::text, 'time_decay'::text, 'u_ends'::text, 'u_lead'::text, 'w'::text, 'full_path'::text, 'markov'::text, 'shapley'::text])));
alter table attribution_version add constraint attribution_version_sourced_check CHECK ((sourced = ANY (ARRAY['recorded'::text, 'first_touch'::text, 'before_sales'::text])));
alter table attribution_version add constraint attribution_version_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'in_force'::text, 'superseded'::text, 'withdrawn'::text])));
alter table attribution_version add constraint attribution_version_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table attribution_version add constraint attribution_version_workspace_id_made_by_fkey FOREIGN KEY (workspace_id, made_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (made_by);
alter table attribution_version add constraint attribution_version_pkey PRIMARY KEY (workspace_id, id);
alter table attribution_version add constraint attribution_version_workspace_id_number_key UNIQUE (workspace_id, number);
CREATE UNIQUE INDEX attribution_version_one_draft ON attribution_version USING btree (workspace_id) WHERE (status = 'draft'::text);
CREATE UNIQUE INDEX attribution_version_one_in_force ON attribution_version USING btree (workspace_id) WHERE (status = 'in_force'::text);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON attribution_version FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON attribution_version FOR EACH ROW EXECUTE FUNCTION forget_signatures('attribution');
alter table attribution_version enable row level security;
create policy tenant on attribution_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on attribution_version to truce_app;

create table audit_log (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  at timestamp with time zone default clock_timestamp() not null,
  actor_kind text not null,
  actor_member_id uuid,
  actor_label text not null,
  entity text not null,
  entity_id text not null,
  action text not null,
  before jsonb,
  after jsonb
);
alter table audit_log add constraint audit_log_action_check CHECK ((action = ANY (ARRAY['created'::text, 'changed'::text, 'deleted'::text, 'signed_in'::text, 'exported'::text, 'refused'::text, 'opened'::text])));
alter table audit_log add constraint audit_log_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table audit_log add constraint audit_log_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX audit_log_at ON audit_log USING btree (workspace_id, at DESC);
CREATE INDEX audit_log_entity ON audit_log USING btree (workspace_id, entity, entity_id, at DESC);
alter table audit_log enable row level security;
create policy tenant on audit_log for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on audit_log to truce_app;

create table auth_account (
  id text not null,
  account_id text not null,
  provider_id text not null,
  user_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table auth_account add constraint auth_account_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth_user(id) ON DELETE CASCADE;
alter table auth_account add constraint auth_account_pkey PRIMARY KEY (id);
CREATE INDEX auth_account_user ON auth_account USING btree (user_id);
grant delete, insert, select, update on auth_account to truce_app;

create table auth_attempt (
  key text not null,
  count integer not null,
  until timestamp with time zone not null
);
alter table auth_attempt add constraint auth_attempt_pkey PRIMARY KEY (key);
CREATE INDEX auth_attempt_until ON auth_attempt USING btree (until);
grant delete, insert, select, update on auth_attempt to truce_app;

create table auth_session (
  id text not null,
  token text not null,
  user_id text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table auth_session add constraint auth_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth_user(id) ON DELETE CASCADE;
alter table auth_session add constraint auth_session_pkey PRIMARY KEY (id);
alter table auth_session add constraint auth_session_token_key UNIQUE (token);
CREATE INDEX auth_session_user ON auth_session USING btree (user_id);
grant delete, insert, select, update on auth_session to truce_app;

create table auth_two_factor (
  id text not null,
  secret text not null,
  backup_codes text not null,
  user_id text not null,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamp with time zone
);
alter table auth_two_factor add constraint auth_two_factor_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth_user(id) ON DELETE CASCADE;
alter table auth_two_factor add constraint auth_two_factor_pkey PRIMARY KEY (id);
CREATE INDEX auth_two_factor_user ON auth_two_factor USING btree (user_id);
grant delete, insert, select, update on auth_two_factor to truce_app;

create table auth_user (
  id text not null,
  name text not null,
  email text not null,
  email_verified boolean default false not null,
  image text,
  two_factor_enabled boolean default false,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table auth_user add constraint auth_user_pkey PRIMARY KEY (id);
alter table auth_user add constraint auth_user_email_key UNIQUE (email);
grant delete, insert, select, update on auth_user to truce_app;

create table auth_verification (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table auth_verification add constraint auth_verification_pkey PRIMARY KEY (id);
CREATE INDEX auth_verification_identifier ON auth_verification USING btree (identifier);
grant delete, insert, select, update on auth_verification to truce_app;

create table brief (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  party text not null,
  month date not null,
  owner_id uuid,
  drafted_at timestamp with time zone not null,
  due_on date not null,
  reminded_at timestamp with time zone,
  missed_at timestamp with time zone,
  sent_at timestamp with time zone,
  sent_by uuid
);
alter table brief add constraint brief_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric));
alter table brief add constraint brief_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table brief add constraint brief_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table brief add constraint brief_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table brief add constraint brief_workspace_id_sent_by_fkey FOREIGN KEY (workspace_id, sent_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (sent_by);
alter table brief add constraint brief_pkey PRIMARY KEY (workspace_id, id);
alter table brief add constraint brief_workspace_id_party_month_key UNIQUE (workspace_id, party, month);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON brief FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table brief enable row level security;
create policy tenant on brief for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on brief to truce_app;

create table brief_line (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  brief_id uuid not null,
  section text not null,
  "position" integer not null,
  words text not null,
  link text,
  source text
);
alter table brief_line add constraint brief_line_link_check CHECK (((length(link) <= 500) AND (link ~~ '/%'::text) AND (link !~~ '//%'::text)));
alter table brief_line add constraint brief_line_section_check CHECK ((section = ANY (ARRAY['changes'::text, 'goals'::text, 'concerns'::text])));
alter table brief_line add constraint brief_line_words_check CHECK (((length(words) >= 1) AND (length(words) <= 1000)));
alter table brief_line add constraint brief_line_workspace_id_brief_id_fkey FOREIGN KEY (workspace_id, brief_id) REFERENCES brief(workspace_id, id) ON DELETE CASCADE;
alter table brief_line add constraint brief_line_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table brief_line add constraint brief_line_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX brief_line_brief ON brief_line USING btree (workspace_id, brief_id, section, "position");
alter table brief_line enable row level security;
create policy tenant on brief_line for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on brief_line to truce_app;

create table brief_reader (
  workspace_id uuid not null,
  brief_id uuid not null,
  member_id uuid not null,
  read_at timestamp with time zone
);
alter table brief_reader add constraint brief_reader_workspace_id_brief_id_fkey FOREIGN KEY (workspace_id, brief_id) REFERENCES brief(workspace_id, id) ON DELETE CASCADE;
alter table brief_reader add constraint brief_reader_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table brief_reader add constraint brief_reader_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table brief_reader add constraint brief_reader_pkey PRIMARY KEY (workspace_id, brief_id, member_id);
alter table brief_reader enable row level security;
create policy tenant on brief_reader for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on brief_reader to truce_app;

create table brief_setting (
  workspace_id uuid not null,
  due_day integer not null,
  silence_days jsonb not null,
  changed_by uuid,
  changed_at timestamp with time zone not null
);
alter table brief_setting add constraint brief_setting_due_day_check CHECK (((due_day >= 1) AND (due_day <= 28)));
alter table brief_setting add constraint brief_setting_workspace_id_changed_by_fkey FOREIGN KEY (workspace_id, changed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (changed_by);
alter table brief_setting add constraint brief_setting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table brief_setting add constraint brief_setting_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON brief_setting FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table brief_setting enable row level security;
create policy tenant on brief_setting for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on brief_setting to truce_app;

create table bulk_change (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  entity text not null,
  kind text not null,
  change jsonb default '{}'::jsonb not null,
  state text default 'running'::text not null,
  member_id uuid not null,
  total integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  finished_at timestamp with time zone,
  undo_until timestamp with time zone,
  undone_at timestamp with time zone
);
alter table bulk_change add constraint bulk_change_entity_check CHECK ((entity = ANY (ARRAY['company'::text, 'contact'::text, 'deal'::text, 'lead'::text, 'campaign'::text])));
alter table bulk_change add constraint bulk_change_kind_check CHECK ((kind = ANY (ARRAY['edit'::text, 'trash'::text, 'restore'::text, 'purge'::text])));
alter table bulk_change add constraint bulk_change_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'undoing'::text, 'undone'::text])));
alter table bulk_change add constraint bulk_change_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table bulk_change add constraint bulk_change_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table bulk_change add constraint bulk_change_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX bulk_change_recent ON bulk_change USING btree (workspace_id, created_at DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON bulk_change FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table bulk_change enable row level security;
create policy tenant on bulk_change for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on bulk_change to truce_app;

create table bulk_change_row (
  workspace_id uuid not null,
  bulk_change_id uuid not null,
  entity_id uuid not null,
  state text default 'waiting'::text not null,
  reason text,
  before jsonb,
  after jsonb
);
alter table bulk_change_row add constraint bulk_change_row_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'changed'::text, 'skipped'::text, 'undone'::text, 'kept'::text])));
alter table bulk_change_row add constraint bulk_change_row_workspace_id_bulk_change_id_fkey FOREIGN KEY (workspace_id, bulk_change_id) REFERENCES bulk_change(workspace_id, id) ON DELETE CASCADE;
alter table bulk_change_row add constraint bulk_change_row_pkey PRIMARY KEY (workspace_id, bulk_change_id, entity_id);
CREATE INDEX bulk_change_row_waiting ON bulk_change_row USING btree (workspace_id, bulk_change_id, entity_id) WHERE (state = 'waiting'::text);
alter table bulk_change_row enable row level security;
create policy tenant on bulk_change_row for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on bulk_change_row to truce_app;

create table calendar (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  always boolean default false not null,
  archived_at timestamp with time zone,
  created_at timestamp with time zone default now() not null
);
alter table calendar add constraint calendar_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table calendar add constraint calendar_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table calendar add constraint calendar_pkey PRIMARY KEY (workspace_id, id);
alter table calendar add constraint calendar_workspace_id_name_key UNIQUE (workspace_id, name);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON calendar FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table calendar enable row level security;
create policy tenant on calendar for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on calendar to truce_app;

create table calendar_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  calendar_id uuid not null,
  number integer not null,
  zone text not null,
  windows jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  days jsonb default '[]'::jsonb not null,
  place jsonb
);
alter table calendar_version add constraint calendar_version_workspace_id_calendar_id_fkey FOREIGN KEY (workspace_id, calendar_id) REFERENCES calendar(workspace_id, id) ON DELETE CASCADE;
alter table calendar_version add constraint calendar_version_pkey PRIMARY KEY (workspace_id, id);
alter table calendar_version add constraint calendar_version_workspace_id_calendar_id_number_key UNIQUE (workspace_id, calendar_id, number);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON calendar_version FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table calendar_version enable row level security;
create policy tenant on calendar_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on calendar_version to truce_app;

create table call_blitz (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  title text not null,
  from_day date not null,
  to_day date not null,
  owner_id uuid,
  view_id uuid,
  campaign_id uuid,
  created_by uuid,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  cancelled_at timestamp with time zone
);
alter table call_blitz add constraint call_blitz_check CHECK ((to_day >= from_day));
alter table call_blitz add constraint call_blitz_check1 CHECK ((num_nonnulls(view_id, campaign_id) <= 1));
alter table call_blitz add constraint call_blitz_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)));
alter table call_blitz add constraint call_blitz_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (campaign_id);
alter table call_blitz add constraint call_blitz_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table call_blitz add constraint call_blitz_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table call_blitz add constraint call_blitz_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table call_blitz add constraint call_blitz_workspace_id_view_id_fkey FOREIGN KEY (workspace_id, view_id) REFERENCES saved_view(workspace_id, id) ON DELETE SET NULL (view_id);
alter table call_blitz add constraint call_blitz_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX call_blitz_campaign ON call_blitz USING btree (workspace_id, campaign_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX call_blitz_days ON call_blitz USING btree (workspace_id, from_day);
CREATE INDEX call_blitz_view ON call_blitz USING btree (workspace_id, view_id) WHERE (view_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON call_blitz FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table call_blitz enable row level security;
create policy tenant on call_blitz for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on call_blitz to truce_app;

create table call_blitz_person (
  workspace_id uuid not null,
  blitz_id uuid not null,
  contact_id uuid not null
);
alter table call_blitz_person add constraint call_blitz_person_workspace_id_blitz_id_fkey FOREIGN KEY (workspace_id, blitz_id) REFERENCES call_blitz(workspace_id, id) ON DELETE CASCADE;
alter table call_blitz_person add constraint call_blitz_person_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table call_blitz_person add constraint call_blitz_person_pkey PRIMARY KEY (workspace_id, blitz_id, contact_id);
CREATE INDEX call_blitz_person_contact ON call_blitz_person USING btree (workspace_id, contact_id);
alter table call_blitz_person enable row level security;
create policy tenant on call_blitz_person for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on call_blitz_person to truce_app;

create table campaign (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  kind text,
  channel text,
  status text default 'planned'::text not null,
  starts_on date,
  ends_on date,
  budget_minor bigint,
  cost_minor bigint,
  expected_revenue_minor bigint,
  currency character(3),
  audience_kind text default 'prospect'::text not null,
  owner_id uuid,
  parent_id uuid,
  description text,
  tags text[] default '{}'::text[] not null,
  custom jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  import_id uuid,
  code text
);
alter table campaign add constraint campaign_audience_kind_check CHECK ((audience_kind = ANY (ARRAY['prospect'::text, 'customer'::text, 'mixed'::text])));
alter table campaign add constraint campaign_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'active'::text, 'paused'::text, 'completed'::text, 'cancelled'::text])));
alter table campaign add constraint campaign_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table campaign add constraint campaign_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table campaign add constraint campaign_workspace_id_parent_id_fkey FOREIGN KEY (workspace_id, parent_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (parent_id);
alter table campaign add constraint campaign_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX campaign_name ON campaign USING btree (workspace_id, lower(name)) WHERE (deleted_at IS NULL);
CREATE INDEX campaign_parent ON campaign USING btree (workspace_id, parent_id) WHERE (parent_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON campaign FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER words_changed AFTER UPDATE ON campaign FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION words_of_old_campaign();
CREATE TRIGGER words_gone AFTER DELETE ON campaign FOR EACH ROW EXECUTE FUNCTION words_of_old_campaign();
CREATE TRIGGER words_new AFTER INSERT ON campaign REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION words_of_new_campaign();
alter table campaign enable row level security;
create policy tenant on campaign for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on campaign to truce_app;

create table campaign_member (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  campaign_id uuid not null,
  contact_id uuid not null,
  lead_id uuid,
  status text not null,
  responded boolean default false not null,
  responded_at timestamp with time zone,
  added_at timestamp with time zone default now() not null,
  import_id uuid
);
alter table campaign_member add constraint campaign_member_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE CASCADE;
alter table campaign_member add constraint campaign_member_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table campaign_member add constraint campaign_member_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table campaign_member add constraint campaign_member_pkey PRIMARY KEY (workspace_id, id);
alter table campaign_member add constraint campaign_member_workspace_id_campaign_id_contact_id_key UNIQUE (workspace_id, campaign_id, contact_id);
CREATE INDEX campaign_member_contact ON campaign_member USING btree (workspace_id, contact_id);
CREATE INDEX campaign_member_lead ON campaign_member USING btree (workspace_id, lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX campaign_member_recent ON campaign_member USING btree (workspace_id, campaign_id, added_at DESC, id DESC);
alter table campaign_member enable row level security;
create policy tenant on campaign_member for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on campaign_member to truce_app;

create table challenge (
  workspace_id uuid not null,
  id uuid default gen_random_uuid() not null,
  title text not null,
  words text default ''::text not null,
  party text not null,
  raised_by uuid,
  anonymous boolean not null,
  raised_in date not null,
  state text default 'open'::text not null,
  state_by uuid,
  state_on date,
  helped text,
  discussion_id uuid
);
alter table challenge add constraint challenge_check CHECK (((NOT anonymous) OR (raised_by IS NULL)));
alter table challenge add constraint challenge_check1 CHECK (((state <> 'solved'::text) OR (helped IS NOT NULL)));
alter table challenge add constraint challenge_helped_check CHECK (((length(helped) >= 1) AND (length(helped) <= 1000)));
alter table challenge add constraint challenge_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table challenge add constraint challenge_state_check CHECK ((state = ANY (ARRAY['open'::text, 'working'::text, 'solved'::text])));
alter table challenge add constraint challenge_title_check CHECK (((length(title) >= 1) AND (length(title) <= 120)));
alter table challenge add constraint challenge_words_check CHECK ((length(words) <= 2000));
alter table challenge add constraint challenge_workspace_id_discussion_id_fkey FOREIGN KEY (workspace_id, discussion_id) REFERENCES discussion(workspace_id, id) ON DELETE SET NULL (discussion_id);
alter table challenge add constraint challenge_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table challenge add constraint challenge_workspace_id_raised_by_fkey FOREIGN KEY (workspace_id, raised_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (raised_by);
alter table challenge add constraint challenge_workspace_id_state_by_fkey FOREIGN KEY (workspace_id, state_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (state_by);
alter table challenge add constraint challenge_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX challenge_state ON challenge USING btree (workspace_id, state);
alter table challenge enable row level security;
create policy tenant on challenge for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on challenge to truce_app;

create table challenge_voice (
  workspace_id uuid not null,
  challenge_id uuid not null,
  token text not null,
  first boolean default false not null
);
alter table challenge_voice add constraint challenge_voice_workspace_id_challenge_id_fkey FOREIGN KEY (workspace_id, challenge_id) REFERENCES challenge(workspace_id, id) ON DELETE CASCADE;
alter table challenge_voice add constraint challenge_voice_pkey PRIMARY KEY (workspace_id, challenge_id, token);
alter table challenge_voice enable row level security;
create policy tenant on challenge_voice for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on challenge_voice to truce_app;

create table change_confirmation (
  workspace_id uuid not null,
  notice_id uuid not null,
  member_id uuid not null,
  confirmed_at timestamp with time zone,
  reminders integer default 0 not null
);
alter table change_confirmation add constraint change_confirmation_reminders_check CHECK (((reminders >= 0) AND (reminders <= 2)));
alter table change_confirmation add constraint change_confirmation_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table change_confirmation add constraint change_confirmation_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table change_confirmation add constraint change_confirmation_workspace_id_notice_id_fkey FOREIGN KEY (workspace_id, notice_id) REFERENCES change_notice(workspace_id, id) ON DELETE CASCADE;
alter table change_confirmation add constraint change_confirmation_pkey PRIMARY KEY (workspace_id, notice_id, member_id);
CREATE INDEX change_confirmation_open ON change_confirmation USING btree (workspace_id, member_id) WHERE (confirmed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON change_confirmation FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table change_confirmation enable row level security;
create policy tenant on change_confirmation for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on change_confirmation to truce_app;

create table change_notice (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  offer_version_id uuid,
  offer_before_id uuid,
  claim_version_id uuid,
  claim_before_id uuid,
  concerns text not null,
  announced_by uuid,
  announced_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  share numeric(4,3) not null,
  lead_seconds integer not null,
  closed_at timestamp with time zone,
  asset_id uuid,
  asset_name text,
  asset_number integer,
  asset_changes text
);
alter table change_notice add constraint change_notice_check CHECK ((num_nonnulls(offer_version_id, claim_version_id, asset_id) = 1));
alter table change_notice add constraint change_notice_check1 CHECK ((num_nonnulls(asset_id, asset_name, asset_number) = ANY (ARRAY[0, 3])));
alter table change_notice add constraint change_notice_concerns_check CHECK ((concerns = ANY (ARRAY['everybody'::text, 'owners'::text])));
alter table change_notice add constraint change_notice_workspace_id_announced_by_fkey FOREIGN KEY (workspace_id, announced_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (announced_by);
alter table change_notice add constraint change_notice_workspace_id_asset_id_fkey FOREIGN KEY (workspace_id, asset_id) REFERENCES asset(workspace_id, id) ON DELETE CASCADE;
alter table change_notice add constraint change_notice_workspace_id_claim_before_id_fkey FOREIGN KEY (workspace_id, claim_before_id) REFERENCES claim_version(workspace_id, id) ON DELETE CASCADE;
alter table change_notice add constraint change_notice_workspace_id_claim_version_id_fkey FOREIGN KEY (workspace_id, claim_version_id) REFERENCES claim_version(workspace_id, id) ON DELETE CASCADE;
alter table change_notice add constraint change_notice_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table change_notice add constraint change_notice_workspace_id_offer_before_id_fkey FOREIGN KEY (workspace_id, offer_before_id) REFERENCES offer_version(workspace_id, id) ON DELETE CASCADE;
alter table change_notice add constraint change_notice_workspace_id_offer_version_id_fkey FOREIGN KEY (workspace_id, offer_version_id) REFERENCES offer_version(workspace_id, id) ON DELETE CASCADE;
alter table change_notice add constraint change_notice_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX change_notice_open ON change_notice USING btree (workspace_id, announced_at DESC) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX change_notice_asset ON change_notice USING btree (workspace_id, asset_id, asset_number) WHERE (asset_id IS NOT NULL);
CREATE UNIQUE INDEX change_notice_claim ON change_notice USING btree (workspace_id, claim_version_id) WHERE (claim_version_id IS NOT NULL);
CREATE UNIQUE INDEX change_notice_offer ON change_notice USING btree (workspace_id, offer_version_id) WHERE (offer_version_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON change_notice FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table change_notice enable row level security;
create policy tenant on change_notice for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on change_notice to truce_app;

create table change_notice_term (
  workspace_id uuid not null,
  share numeric(4,3) not null,
  lead_seconds integer not null,
  confirm_seconds integer not null,
  changed_by uuid,
  changed_at timestamp with time zone not null
);
alter table change_notice_term add constraint change_notice_term_confirm_seconds_check CHECK (((confirm_seconds >= 3600) AND (confirm_seconds <= 7776000)));
alter table change_notice_term add constraint change_notice_term_lead_seconds_check CHECK (((lead_seconds >= 0) AND (lead_seconds <= 7776000)));
alter table change_notice_term add constraint change_notice_term_share_check CHECK (((share > (0)::numeric) AND (share <= (1)::numeric)));
alter table change_notice_term add constraint change_notice_term_workspace_id_changed_by_fkey FOREIGN KEY (workspace_id, changed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (changed_by);
alter table change_notice_term add constraint change_notice_term_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table change_notice_term add constraint change_notice_term_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON change_notice_term FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table change_notice_term enable row level security;
create policy tenant on change_notice_term for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on change_notice_term to truce_app;

create table channel_weight (
  workspace_id uuid not null,
  model text not null,
  channel text not null,
  weight double precision not null,
  conversions double precision not null,
  low double precision,
  high double precision
);
alter table channel_weight add constraint channel_weight_model_check CHECK ((model = ANY (ARRAY['markov'::text, 'shapley'::text])));
alter table channel_weight add constraint channel_weight_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table channel_weight add constraint channel_weight_pkey PRIMARY KEY (workspace_id, model, channel);
alter table channel_weight enable row level security;
create policy tenant on channel_weight for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on channel_weight to truce_app;

create table claim (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  about text not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  retired_by uuid,
  retire_reason text
);
alter table claim add constraint claim_about_check CHECK ((about = ANY (ARRAY['product'::text, 'price'::text, 'delivery'::text, 'legal'::text, 'company'::text])));
alter table claim add constraint claim_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table claim add constraint claim_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table claim add constraint claim_workspace_id_retired_by_fkey FOREIGN KEY (workspace_id, retired_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (retired_by);
alter table claim add constraint claim_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table claim enable row level security;
create policy tenant on claim for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on claim to truce_app;

create table claim_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  claim_id uuid not null,
  number integer not null,
  statement text not null,
  phrases text[] default '{}'::text[] not null,
  valid_from date not null,
  why text,
  approved_by uuid,
  approved_at timestamp with time zone not null
);
alter table claim_version add constraint claim_version_number_check CHECK ((number > 0));
alter table claim_version add constraint claim_version_statement_check CHECK (((length(statement) >= 1) AND (length(statement) <= 2000)));
alter table claim_version add constraint claim_version_workspace_id_approved_by_fkey FOREIGN KEY (workspace_id, approved_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (approved_by);
alter table claim_version add constraint claim_version_workspace_id_claim_id_fkey FOREIGN KEY (workspace_id, claim_id) REFERENCES claim(workspace_id, id) ON DELETE CASCADE;
alter table claim_version add constraint claim_version_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table claim_version add constraint claim_version_pkey PRIMARY KEY (workspace_id, id);
alter table claim_version add constraint claim_version_workspace_id_claim_id_number_key UNIQUE (workspace_id, claim_id, number);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON claim_version FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table claim_version enable row level security;
create policy tenant on claim_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on claim_version to truce_app;

create table clause (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  version_id uuid not null,
  line_id uuid default uuid7() not null,
  "position" integer not null,
  title text not null,
  party text not null,
  starts_when text,
  criteria jsonb not null,
  proof text[] default '{}'::text[] not null,
  least_evidence text default 'manual'::text not null,
  within_seconds bigint,
  calendar_id uuid,
  target numeric(4,3),
  family text not null,
  escalation jsonb default '[]'::jsonb not null,
  attempts integer,
  channels integer,
  measure text,
  period text,
  required text[] default '{}'::text[] not null,
  amount bigint
);
alter table clause add constraint clause_amount_check CHECK (((amount >= 1) AND (amount <= '1000000000000'::bigint)));
alter table clause add constraint clause_attempts_check CHECK (((attempts >= 2) AND (attempts <= 50)));
alter table clause add constraint clause_channels_check CHECK (((channels >= 1) AND (channels <= 4)));
alter table clause add constraint clause_family_check CHECK ((family = ANY (ARRAY['in_time'::text, 'depth'::text, 'share'::text, 'amount'::text])));
alter table clause add constraint clause_family_terms CHECK (
CASE family
    WHEN 'in_time'::text THEN ((starts_when IS NOT NULL) AND (cardinality(proof) > 0) AND (within_seconds IS NOT NULL) AND (calendar_id IS NOT NULL) AND (target IS NOT NULL))
    WHEN 'depth'::text THEN ((starts_when IS NOT NULL) AND (cardinality(proof) > 0) AND (within_seconds IS NOT NULL) AND (calendar_id IS NOT NULL) AND (target IS NOT NULL) AND (attempts IS NOT NULL) AND (channels IS NOT NULL))
    WHEN 'share'::text THEN ((measure IS NOT NULL) AND (period IS NOT NULL) AND (target IS NOT NULL))
    ELSE ((measure IS NOT NULL) AND (period IS NOT NULL) AND (amount IS NOT NULL))
END);
alter table clause add constraint clause_least_evidence_check CHECK ((least_evidence = ANY (ARRAY['manual'::text, 'confirmed'::text, 'system'::text])));
alter table clause add constraint clause_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table clause add constraint clause_period_check CHECK ((period = ANY (ARRAY['month'::text, 'quarter'::text])));
alter table clause add constraint clause_target_check CHECK (((target > (0)::numeric) AND (target <= (1)::numeric)));
alter table clause add constraint clause_title_check CHECK (((length(title) >= 1) AND (length(title) <= 120)));
alter table clause add constraint clause_within_seconds_check CHECK (((within_seconds >= 60) AND (within_seconds <= 31622400)));
alter table clause add constraint clause_workspace_id_calendar_id_fkey FOREIGN KEY (workspace_id, calendar_id) REFERENCES calendar(workspace_id, id);
alter table clause add constraint clause_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES agreement_version(workspace_id, id) ON DELETE CASCADE;
alter table clause add constraint clause_pkey PRIMARY KEY (workspace_id, id);
alter table clause add constraint clause_workspace_id_version_id_line_id_key UNIQUE (workspace_id, version_id, line_id);
CREATE INDEX clause_line ON clause USING btree (workspace_id, line_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON clause FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table clause enable row level security;
create policy tenant on clause for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on clause to truce_app;

create table clock (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  clause_id uuid not null,
  line_id uuid not null,
  party text not null,
  calendar_version_id uuid not null,
  subject_entity text not null,
  subject_id uuid not null,
  cause_id uuid not null,
  contact_id uuid,
  assignee_id uuid,
  label text default ''::text not null,
  started_at timestamp with time zone not null,
  due_at timestamp with time zone,
  next_change_at timestamp with time zone,
  closed_at timestamp with time zone
);
alter table clock add constraint clock_workspace_id_assignee_id_fkey FOREIGN KEY (workspace_id, assignee_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (assignee_id);
alter table clock add constraint clock_workspace_id_calendar_version_id_fkey FOREIGN KEY (workspace_id, calendar_version_id) REFERENCES calendar_version(workspace_id, id);
alter table clock add constraint clock_workspace_id_clause_id_fkey FOREIGN KEY (workspace_id, clause_id) REFERENCES clause(workspace_id, id);
alter table clock add constraint clock_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table clock add constraint clock_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table clock add constraint clock_pkey PRIMARY KEY (workspace_id, id);
alter table clock add constraint clock_workspace_id_clause_id_cause_id_key UNIQUE (workspace_id, clause_id, cause_id);
CREATE INDEX clock_assignee_open ON clock USING btree (workspace_id, assignee_id, due_at) WHERE (closed_at IS NULL);
CREATE INDEX clock_cause ON clock USING btree (workspace_id, cause_id);
CREATE INDEX clock_contact ON clock USING btree (workspace_id, contact_id);
CREATE INDEX clock_line ON clock USING btree (workspace_id, line_id, started_at);
CREATE INDEX clock_open ON clock USING btree (workspace_id, subject_id, due_at) WHERE (closed_at IS NULL);
CREATE INDEX clock_subject ON clock USING btree (workspace_id, subject_id);
CREATE INDEX clock_sweep ON clock USING btree (workspace_id, next_change_at) WHERE (next_change_at IS NOT NULL);
alter table clock enable row level security;
create policy tenant on clock for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on clock to truce_app;

create table clock_event (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  clock_id uuid not null,
  kind text not null,
  at timestamp with time zone not null,
  logged_at timestamp with time zone not null,
  by text,
  reason text,
  member_id uuid,
  activity_id uuid,
  data jsonb default '{}'::jsonb not null
);
alter table clock_event add constraint clock_event_by_check CHECK ((by = ANY (ARRAY['owner'::text, 'customer'::text])));
alter table clock_event add constraint clock_event_kind_check CHECK ((kind = ANY (ARRAY['started'::text, 'restarted'::text, 'paused'::text, 'resumed'::text, 'met'::text, 'excused'::text, 'voided'::text, 'warned'::text, 'breached'::text, 'escalated'::text, 'reassigned'::text, 'flagged'::text, 'rebased'::text])));
alter table clock_event add constraint clock_event_workspace_id_clock_id_fkey FOREIGN KEY (workspace_id, clock_id) REFERENCES clock(workspace_id, id) ON DELETE CASCADE;
alter table clock_event add constraint clock_event_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX clock_event_clock ON clock_event USING btree (workspace_id, clock_id, at);
CREATE UNIQUE INDEX clock_event_breached ON clock_event USING btree (workspace_id, clock_id) WHERE (kind = 'breached'::text);
CREATE UNIQUE INDEX clock_event_escalated ON clock_event USING btree (workspace_id, clock_id, ((data ->> 'step'::text))) WHERE (kind = 'escalated'::text);
alter table clock_event enable row level security;
create policy tenant on clock_event for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on clock_event to truce_app;

create table clock_notice (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  clock_id uuid not null,
  member_id uuid not null,
  kind text not null,
  title text not null,
  body text not null,
  dedupe_key text not null,
  tell_at timestamp with time zone not null
);
alter table clock_notice add constraint clock_notice_kind_check CHECK ((kind = ANY (ARRAY['clock.warning'::text, 'clock.breached'::text, 'clock.passed_on'::text])));
alter table clock_notice add constraint clock_notice_workspace_id_clock_id_fkey FOREIGN KEY (workspace_id, clock_id) REFERENCES clock(workspace_id, id) ON DELETE CASCADE;
alter table clock_notice add constraint clock_notice_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table clock_notice add constraint clock_notice_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table clock_notice add constraint clock_notice_pkey PRIMARY KEY (workspace_id, id);
alter table clock_notice add constraint clock_notice_workspace_id_member_id_dedupe_key_key UNIQUE (workspace_id, member_id, dedupe_key);
CREATE INDEX clock_notice_clock ON clock_notice USING btree (workspace_id, clock_id);
CREATE INDEX clock_notice_due ON clock_notice USING btree (workspace_id, tell_at);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON clock_notice FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table clock_notice enable row level security;
create policy tenant on clock_notice for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on clock_notice to truce_app;

create table company (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  name_key text generated always as (lower(name)) stored,
  domain text,
  domains text[] default '{}'::text[] not null,
  website text,
  industry text,
  employee_count integer,
  annual_revenue_minor bigint,
  currency character(3),
  phone text,
  street text,
  city text,
  region text,
  postal_code text,
  country text,
  kind text,
  tax_id text,
  description text,
  owner_id uuid,
  parent_id uuid,
  tags text[] default '{}'::text[] not null,
  custom jsonb default '{}'::jsonb not null,
  customer_status text default 'prospect'::text not null,
  customer_since timestamp with time zone,
  invoiced_minor bigint default 0 not null,
  last_activity_at timestamp with time zone,
  source text,
  import_id uuid,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  merged_into uuid,
  size_text text,
  size_band text,
  standard_industry text,
  world_region text,
  stated text[] default '{}'::text[] not null,
  understand_due boolean default true not null
);
alter table company add constraint company_customer_status_check CHECK ((customer_status = ANY (ARRAY['prospect'::text, 'customer'::text, 'former_customer'::text])));
alter table company add constraint company_name_check CHECK (((length(name) >= 1) AND (length(name) <= 300)));
alter table company add constraint company_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table company add constraint company_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table company add constraint company_workspace_id_parent_id_fkey FOREIGN KEY (workspace_id, parent_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (parent_id);
alter table company add constraint company_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX company_by_activity ON company USING btree (workspace_id, last_activity_at DESC NULLS LAST, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX company_by_created ON company USING btree (workspace_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX company_by_customer_name ON company USING btree (workspace_id, customer_name_key(name)) WHERE (deleted_at IS NULL);
CREATE INDEX company_by_domain ON company USING btree (workspace_id, domain) WHERE (domain IS NOT NULL);
CREATE INDEX company_by_name ON company USING btree (workspace_id, name_key, id) WHERE (deleted_at IS NULL);
CREATE INDEX company_by_owner ON company USING btree (workspace_id, owner_id);
CREATE INDEX company_by_tax ON company USING btree (workspace_id, tax_key(tax_id)) WHERE (tax_id IS NOT NULL);
CREATE INDEX company_import ON company USING btree (workspace_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX company_like_name ON company USING gin (workspace_id, customer_name_key(name) gin_trgm_ops) WHERE (deleted_at IS NULL);
CREATE INDEX company_parent ON company USING btree (workspace_id, parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX company_understand ON company USING btree (workspace_id, id) WHERE understand_due;
CREATE INDEX company_with_more_domains ON company USING btree (workspace_id) WHERE ((domains <> '{}'::text[]) AND (domains IS DISTINCT FROM ARRAY[domain]));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON company FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER customer_due AFTER UPDATE ON company FOR EACH ROW WHEN ((((((new.name IS DISTINCT FROM old.name) OR (new.tax_id IS DISTINCT FROM old.tax_id)) OR (new.domain IS DISTINCT FROM old.domain)) OR (new.domains IS DISTINCT FROM old.domains)) OR (new.deleted_at IS DISTINCT FROM old.deleted_at))) EXECUTE FUNCTION customer_due();
CREATE TRIGGER customer_due_new AFTER INSERT ON company FOR EACH ROW EXECUTE FUNCTION customer_due();
CREATE TRIGGER nurture_look AFTER UPDATE ON company FOR EACH ROW WHEN ((((((((((old.industry IS DISTINCT FROM new.industry) OR (old.employee_count IS DISTINCT FROM new.employee_count)) OR (old.annual_revenue_minor IS DISTINCT FROM new.annual_revenue_minor)) OR (old.kind IS DISTINCT FROM new.kind)) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.country IS DISTINCT FROM new.country)) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.custom IS DISTINCT FROM new.custom)) OR (old.customer_status IS DISTINCT FROM new.customer_status))) EXECUTE FUNCTION nurture_look_at_people();
CREATE TRIGGER score_again AFTER UPDATE ON company FOR EACH ROW WHEN (((((((((((((((((((old.industry IS DISTINCT FROM new.industry) OR (old.standard_industry IS DISTINCT FROM new.standard_industry)) OR (old.employee_count IS DISTINCT FROM new.employee_count)) OR (old.size_band IS DISTINCT FROM new.size_band)) OR (old.annual_revenue_minor IS DISTINCT FROM new.annual_revenue_minor)) OR (old.kind IS DISTINCT FROM new.kind)) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.parent_id IS DISTINCT FROM new.parent_id)) OR (old.domain IS DISTINCT FROM new.domain)) OR (old.city IS DISTINCT FROM new.city)) OR (old.region IS DISTINCT FROM new.region)) OR (old.postal_code IS DISTINCT FROM new.postal_code)) OR (old.country IS DISTINCT FROM new.country)) OR (old.world_region IS DISTINCT FROM new.world_region)) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.custom IS DISTINCT FROM new.custom)) OR (old.customer_status IS DISTINCT FROM new.customer_status)) OR (old.source IS DISTINCT FROM new.source))) EXECUTE FUNCTION score_people_again();
CREATE TRIGGER understand_again BEFORE UPDATE ON company FOR EACH ROW WHEN (((((((old.industry IS DISTINCT FROM new.industry) OR (old.employee_count IS DISTINCT FROM new.employee_count)) OR (old.size_text IS DISTINCT FROM new.size_text)) OR (old.country IS DISTINCT FROM new.country)) OR (old.region IS DISTINCT FROM new.region)) OR (old.stated IS DISTINCT FROM new.stated))) EXECUTE FUNCTION understand_again();
CREATE TRIGGER words_changed AFTER UPDATE ON company FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.domain IS DISTINCT FROM new.domain) OR (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION words_of_old_company();
CREATE TRIGGER words_gone AFTER DELETE ON company FOR EACH ROW EXECUTE FUNCTION words_of_old_company();
CREATE TRIGGER words_new AFTER INSERT ON company REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION words_of_new_company();
alter table company enable row level security;
create policy tenant on company for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on company to truce_app;

create table consent_entry (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  hash text not null,
  contact_id uuid,
  purpose_id uuid,
  word text not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  until timestamp with time zone,
  by_kind text not null,
  member_id uuid,
  through text not null,
  basis text,
  text_id uuid,
  proof jsonb,
  retracts uuid
);
alter table consent_entry add constraint consent_entry_basis_check CHECK ((basis = ANY (ARRAY['consent'::text, 'relation'::text, 'interest'::text])));
alter table consent_entry add constraint consent_entry_by_kind_check CHECK ((by_kind = ANY (ARRAY['person'::text, 'form'::text, 'member'::text, 'import'::text, 'provider'::text, 'program'::text])));
alter table consent_entry add constraint consent_entry_check CHECK (((word = ANY (ARRAY['given'::text, 'confirmed'::text, 'withdrawn'::text, 'retracted'::text])) = (purpose_id IS NOT NULL)));
alter table consent_entry add constraint consent_entry_check1 CHECK (((word = 'paused'::text) = (until IS NOT NULL)));
alter table consent_entry add constraint consent_entry_retracts CHECK (((word = 'retracted'::text) = (retracts IS NOT NULL)));
alter table consent_entry add constraint consent_entry_through_check CHECK ((through ~ '^[a-z_]{1,40}$'::text));
alter table consent_entry add constraint consent_entry_word_check CHECK ((word = ANY (ARRAY['given'::text, 'confirmed'::text, 'withdrawn'::text, 'objected'::text, 'paused'::text, 'resumed'::text, 'retracted'::text])));
alter table consent_entry add constraint consent_entry_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table consent_entry add constraint consent_entry_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table consent_entry add constraint consent_entry_workspace_id_hash_fkey FOREIGN KEY (workspace_id, hash) REFERENCES mail_address(workspace_id, hash) ON DELETE CASCADE;
alter table consent_entry add constraint consent_entry_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table consent_entry add constraint consent_entry_workspace_id_purpose_id_fkey FOREIGN KEY (workspace_id, purpose_id) REFERENCES mail_purpose(workspace_id, id) ON DELETE CASCADE;
alter table consent_entry add constraint consent_entry_workspace_id_retracts_fkey FOREIGN KEY (workspace_id, retracts) REFERENCES consent_entry(workspace_id, id) ON DELETE CASCADE;
alter table consent_entry add constraint consent_entry_workspace_id_text_id_fkey FOREIGN KEY (workspace_id, text_id) REFERENCES consent_text(workspace_id, id) ON DELETE SET NULL (text_id);
alter table consent_entry add constraint consent_entry_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX consent_entry_address ON consent_entry USING btree (workspace_id, hash, at);
CREATE INDEX consent_entry_contact ON consent_entry USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX consent_entry_import ON consent_entry USING btree (workspace_id, ((proof ->> 'importId'::text))) WHERE ((by_kind = 'import'::text) AND (word = ANY (ARRAY['given'::text, 'confirmed'::text])));
CREATE INDEX consent_entry_objected ON consent_entry USING btree (workspace_id, at DESC, id DESC) WHERE (word = 'objected'::text);
CREATE UNIQUE INDEX consent_entry_retracted ON consent_entry USING btree (workspace_id, retracts) WHERE (retracts IS NOT NULL);
CREATE TRIGGER mail_words_moved_from AFTER UPDATE ON consent_entry REFERENCING OLD TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_addresses_moved();
CREATE TRIGGER mail_words_moved_to AFTER UPDATE ON consent_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_addresses_moved();
CREATE TRIGGER mail_words_new AFTER INSERT ON consent_entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_words_changed();
alter table consent_entry enable row level security;
create policy tenant on consent_entry for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on consent_entry to truce_app;

create table consent_text (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  purpose_id uuid not null,
  number integer not null,
  body text not null,
  hash text not null,
  created_by uuid,
  created_at timestamp with time zone not null
);
alter table consent_text add constraint consent_text_body_check CHECK (((length(body) >= 1) AND (length(body) <= 4000)));
alter table consent_text add constraint consent_text_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table consent_text add constraint consent_text_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table consent_text add constraint consent_text_workspace_id_purpose_id_fkey FOREIGN KEY (workspace_id, purpose_id) REFERENCES mail_purpose(workspace_id, id) ON DELETE CASCADE;
alter table consent_text add constraint consent_text_pkey PRIMARY KEY (workspace_id, id);
alter table consent_text add constraint consent_text_workspace_id_purpose_id_number_key UNIQUE (workspace_id, purpose_id, number);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON consent_text FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table consent_text enable row level security;
create policy tenant on consent_text for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on consent_text to truce_app;

create table contact (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  first_name text,
  last_name text,
  name text generated always as (COALESCE(NULLIF(TRIM(BOTH FROM ((COALESCE(first_name, ''::text) || ' '::text) || COALESCE(last_name, ''::text))), ''::text), ''::text)) stored,
  name_key text generated always as (lower(((COALESCE(last_name, ''::text) || ' '::text) || COALESCE(first_name, ''::text)))) stored,
  email text,
  phone text,
  job_title text,
  job_function text,
  seniority text,
  company_id uuid,
  owner_id uuid,
  buying_role text,
  lifecycle_stage text default 'inquiry'::text not null,
  source_channel text,
  time_zone text,
  locale text,
  street text,
  city text,
  region text,
  postal_code text,
  country text,
  description text,
  interests text[] default '{}'::text[] not null,
  tags text[] default '{}'::text[] not null,
  custom jsonb default '{}'::jsonb not null,
  mail_permission text default 'unknown'::text not null,
  fit character(1),
  fit_score numeric(5,2),
  fit_coverage numeric(4,3),
  engagement smallint,
  engagement_score numeric(6,3),
  score_label text,
  scored_at timestamp with time zone,
  score_due_at timestamp with time zone,
  last_activity_at timestamp with time zone,
  source text,
  import_id uuid,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  merged_into uuid,
  erased_at timestamp with time zone,
  world_region text,
  stated text[] default '{}'::text[] not null,
  understand_due boolean default true not null,
  engagement_change numeric(6,3),
  momentum text,
  score_reason text,
  score_reason_at timestamp with time zone,
  score_model_number integer,
  score_profile_number integer
);
alter table contact add constraint contact_mail_permission_check CHECK ((mail_permission = ANY (ARRAY['unknown'::text, 'granted'::text, 'opted_out'::text, 'bounced'::text, 'complained'::text])));
alter table contact add constraint contact_momentum_check CHECK ((momentum = ANY (ARRAY['rising'::text, 'steady'::text, 'falling'::text])));
alter table contact add constraint contact_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (company_id);
alter table contact add constraint contact_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table contact add constraint contact_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table contact add constraint contact_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX contact_by_activity ON contact USING btree (workspace_id, last_activity_at DESC NULLS LAST, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX contact_by_company ON contact USING btree (workspace_id, company_id);
CREATE INDEX contact_by_created ON contact USING btree (workspace_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX contact_by_email ON contact USING btree (workspace_id, email) WHERE (email IS NOT NULL);
CREATE INDEX contact_by_label ON contact USING btree (workspace_id, score_label) WHERE (deleted_at IS NULL);
CREATE INDEX contact_by_name ON contact USING btree (workspace_id, name_key, id) WHERE (deleted_at IS NULL);
CREATE INDEX contact_by_owner ON contact USING btree (workspace_id, owner_id);
CREATE INDEX contact_import ON contact USING btree (workspace_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX contact_score_due ON contact USING btree (workspace_id, score_due_at) WHERE ((score_due_at IS NOT NULL) AND (deleted_at IS NULL));
CREATE INDEX contact_understand ON contact USING btree (workspace_id, id) WHERE understand_due;
CREATE INDEX contact_unscored ON contact USING btree (workspace_id, id) WHERE ((scored_at IS NULL) AND (deleted_at IS NULL));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON contact FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER erased_off_lists AFTER UPDATE OF erased_at ON contact FOR EACH ROW WHEN (((new.erased_at IS NOT NULL) AND (old.erased_at IS NULL))) EXECUTE FUNCTION erased_off_lists();
CREATE TRIGGER nurture_look AFTER UPDATE ON contact FOR EACH ROW WHEN ((((((((((((((((((((old.job_title IS DISTINCT FROM new.job_title) OR (old.job_function IS DISTINCT FROM new.job_function)) OR (old.seniority IS DISTINCT FROM new.seniority)) OR (old.company_id IS DISTINCT FROM new.company_id)) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.buying_role IS DISTINCT FROM new.buying_role)) OR (old.lifecycle_stage IS DISTINCT FROM new.lifecycle_stage)) OR (old.source_channel IS DISTINCT FROM new.source_channel)) OR (old.email IS DISTINCT FROM new.email)) OR (old.city IS DISTINCT FROM new.city)) OR (old.region IS DISTINCT FROM new.region)) OR (old.country IS DISTINCT FROM new.country)) OR (old.locale IS DISTINCT FROM new.locale)) OR (old.interests IS DISTINCT FROM new.interests)) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.custom IS DISTINCT FROM new.custom)) OR (old.mail_permission IS DISTINCT FROM new.mail_permission)) OR (old.score_label IS DISTINCT FROM new.score_label)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION nurture_look();
CREATE TRIGGER nurture_look_new AFTER INSERT ON contact FOR EACH ROW EXECUTE FUNCTION nurture_look();
CREATE TRIGGER score_again BEFORE UPDATE ON contact FOR EACH ROW WHEN (((((((((((((((((((((((old.job_title IS DISTINCT FROM new.job_title) OR (old.job_function IS DISTINCT FROM new.job_function)) OR (old.seniority IS DISTINCT FROM new.seniority)) OR (old.company_id IS DISTINCT FROM new.company_id)) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.buying_role IS DISTINCT FROM new.buying_role)) OR (old.lifecycle_stage IS DISTINCT FROM new.lifecycle_stage)) OR (old.source_channel IS DISTINCT FROM new.source_channel)) OR (old.email IS DISTINCT FROM new.email)) OR (old.phone IS DISTINCT FROM new.phone)) OR (old.city IS DISTINCT FROM new.city)) OR (old.region IS DISTINCT FROM new.region)) OR (old.postal_code IS DISTINCT FROM new.postal_code)) OR (old.country IS DISTINCT FROM new.country)) OR (old.world_region IS DISTINCT FROM new.world_region)) OR (old.locale IS DISTINCT FROM new.locale)) OR (old.time_zone IS DISTINCT FROM new.time_zone)) OR (old.interests IS DISTINCT FROM new.interests)) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.custom IS DISTINCT FROM new.custom)) OR (old.mail_permission IS DISTINCT FROM new.mail_permission)) OR (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION score_again();
CREATE TRIGGER understand_again BEFORE UPDATE ON contact FOR EACH ROW WHEN (((((old.job_title IS DISTINCT FROM new.job_title) OR (old.country IS DISTINCT FROM new.country)) OR (old.region IS DISTINCT FROM new.region)) OR (old.stated IS DISTINCT FROM new.stated))) EXECUTE FUNCTION understand_again();
CREATE TRIGGER words_changed AFTER UPDATE ON contact FOR EACH ROW WHEN (((old.first_name IS DISTINCT FROM new.first_name) OR (old.last_name IS DISTINCT FROM new.last_name) OR (old.email IS DISTINCT FROM new.email) OR (old.phone IS DISTINCT FROM new.phone) OR (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION words_of_old_contact();
CREATE TRIGGER words_gone AFTER DELETE ON contact FOR EACH ROW EXECUTE FUNCTION words_of_old_contact();
CREATE TRIGGER words_new AFTER INSERT ON contact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION words_of_new_contact();
alter table contact enable row level security;
create policy tenant on contact for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on contact to truce_app;

create table contact_company (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  contact_id uuid not null,
  company_id uuid not null,
  job_title text,
  starts_on date,
  ends_on date,
  is_primary boolean default false not null,
  created_at timestamp with time zone default now() not null
);
alter table contact_company add constraint contact_company_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE CASCADE;
alter table contact_company add constraint contact_company_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table contact_company add constraint contact_company_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX contact_company_company ON contact_company USING btree (workspace_id, company_id);
CREATE INDEX contact_company_contact ON contact_company USING btree (workspace_id, contact_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON contact_company FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table contact_company enable row level security;
create policy tenant on contact_company for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on contact_company to truce_app;

create table contact_email (
  workspace_id uuid not null,
  contact_id uuid not null,
  email text not null,
  is_primary boolean default false not null,
  kind text,
  created_at timestamp with time zone default now() not null
);
alter table contact_email add constraint contact_email_email_check CHECK ((email = lower(email)));
alter table contact_email add constraint contact_email_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table contact_email add constraint contact_email_pkey PRIMARY KEY (workspace_id, email);
CREATE INDEX contact_email_contact ON contact_email USING btree (workspace_id, contact_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON contact_email FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER mail_address_gone AFTER DELETE ON contact_email REFERENCING OLD TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_addresses_moved();
CREATE TRIGGER mail_address_moved_from AFTER UPDATE ON contact_email REFERENCING OLD TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_addresses_moved();
CREATE TRIGGER mail_address_moved_to AFTER UPDATE ON contact_email REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_addresses_moved();
CREATE TRIGGER mail_address_new AFTER INSERT ON contact_email REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_addresses_moved();
alter table contact_email enable row level security;
create policy tenant on contact_email for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on contact_email to truce_app;

create table contact_phone (
  workspace_id uuid not null,
  contact_id uuid not null,
  phone text not null,
  raw text not null,
  kind text,
  is_primary boolean default false not null,
  created_at timestamp with time zone default now() not null
);
alter table contact_phone add constraint contact_phone_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table contact_phone add constraint contact_phone_pkey PRIMARY KEY (workspace_id, contact_id, phone);
CREATE INDEX contact_phone_number ON contact_phone USING btree (workspace_id, phone);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON contact_phone FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table contact_phone enable row level security;
create policy tenant on contact_phone for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on contact_phone to truce_app;

create table conversation (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  mailbox_id uuid,
  subject text not null,
  subject_key text not null,
  address text,
  person_name text,
  contact_id uuid,
  lead_id uuid,
  conversion_id uuid,
  assignee_id uuid,
  state text default 'open'::text not null,
  inquiry boolean default false not null,
  last_at timestamp with time zone not null,
  waiting_since timestamp with time zone,
  created_at timestamp with time zone not null
);
alter table conversation add constraint conversation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'spam'::text])));
alter table conversation add constraint conversation_workspace_id_assignee_id_fkey FOREIGN KEY (workspace_id, assignee_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (assignee_id);
alter table conversation add constraint conversation_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table conversation add constraint conversation_workspace_id_conversion_id_fkey FOREIGN KEY (workspace_id, conversion_id) REFERENCES conversion(workspace_id, id) ON DELETE SET NULL (conversion_id);
alter table conversation add constraint conversation_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table conversation add constraint conversation_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table conversation add constraint conversation_workspace_id_mailbox_id_fkey FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox(workspace_id, id) ON DELETE SET NULL (mailbox_id);
alter table conversation add constraint conversation_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX conversation_contact ON conversation USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX conversation_last ON conversation USING btree (workspace_id, last_at DESC, id DESC);
CREATE INDEX conversation_subject ON conversation USING btree (workspace_id, address, subject_key, last_at DESC);
CREATE INDEX conversation_waiting ON conversation USING btree (workspace_id, waiting_since, id) WHERE ((waiting_since IS NOT NULL) AND (state = 'open'::text));
alter table conversation enable row level security;
create policy tenant on conversation for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on conversation to truce_app;

create table conversation_mail (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  conversation_id uuid not null,
  mail_key text not null,
  message_id text,
  refs text[] default '{}'::text[] not null,
  direction text not null,
  automatic boolean default false not null,
  from_address text,
  from_name text,
  recipients jsonb default '[]'::jsonb not null,
  member_id uuid,
  subject text not null,
  body text,
  attachments jsonb default '[]'::jsonb not null,
  sent_message_id uuid,
  gone boolean default true not null,
  at timestamp with time zone not null,
  created_at timestamp with time zone not null
);
alter table conversation_mail add constraint conversation_mail_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text])));
alter table conversation_mail add constraint conversation_mail_workspace_id_conversation_id_fkey FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversation(workspace_id, id) ON DELETE CASCADE;
alter table conversation_mail add constraint conversation_mail_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table conversation_mail add constraint conversation_mail_pkey PRIMARY KEY (workspace_id, id);
alter table conversation_mail add constraint conversation_mail_workspace_id_mail_key_key UNIQUE (workspace_id, mail_key);
CREATE INDEX conversation_mail_message ON conversation_mail USING btree (workspace_id, message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX conversation_mail_of ON conversation_mail USING btree (workspace_id, conversation_id, at, id);
CREATE UNIQUE INDEX conversation_mail_sent ON conversation_mail USING btree (workspace_id, sent_message_id) WHERE (sent_message_id IS NOT NULL);
alter table conversation_mail enable row level security;
create policy tenant on conversation_mail for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on conversation_mail to truce_app;

create table conversation_mail_contact (
  workspace_id uuid not null,
  mail_id uuid not null,
  contact_id uuid not null,
  activity_id uuid
);
alter table conversation_mail_contact add constraint conversation_mail_contact_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table conversation_mail_contact add constraint conversation_mail_contact_workspace_id_mail_id_fkey FOREIGN KEY (workspace_id, mail_id) REFERENCES conversation_mail(workspace_id, id) ON DELETE CASCADE;
alter table conversation_mail_contact add constraint conversation_mail_contact_pkey PRIMARY KEY (workspace_id, mail_id, contact_id);
CREATE INDEX conversation_mail_contact_of ON conversation_mail_contact USING btree (workspace_id, contact_id);
alter table conversation_mail_contact enable row level security;
create policy tenant on conversation_mail_contact for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on conversation_mail_contact to truce_app;

create table conversation_mail_ref (
  workspace_id uuid not null,
  ref text not null,
  mail_id uuid not null
);
alter table conversation_mail_ref add constraint conversation_mail_ref_workspace_id_mail_id_fkey FOREIGN KEY (workspace_id, mail_id) REFERENCES conversation_mail(workspace_id, id) ON DELETE CASCADE;
alter table conversation_mail_ref add constraint conversation_mail_ref_pkey PRIMARY KEY (workspace_id, ref, mail_id);
CREATE INDEX conversation_mail_ref_of ON conversation_mail_ref USING btree (workspace_id, mail_id);
alter table conversation_mail_ref enable row level security;
create policy tenant on conversation_mail_ref for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on conversation_mail_ref to truce_app;

create table conversation_note (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  conversation_id uuid not null,
  member_id uuid,
  body text not null,
  at timestamp with time zone not null
);
alter table conversation_note add constraint conversation_note_workspace_id_conversation_id_fkey FOREIGN KEY (workspace_id, conversation_id) REFERENCES conversation(workspace_id, id) ON DELETE CASCADE;
alter table conversation_note add constraint conversation_note_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table conversation_note add constraint conversation_note_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX conversation_note_of ON conversation_note USING btree (workspace_id, conversation_id, at);
alter table conversation_note enable row level security;
create policy tenant on conversation_note for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on conversation_note to truce_app;

create table conversion (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  lead_id uuid,
  contact_id uuid,
  kind text not null,
  channel text,
  campaign_id uuid,
  occurred_at timestamp with time zone not null,
  content text,
  payload jsonb default '{}'::jsonb not null,
  validation text default 'unreviewed'::text not null,
  validated_by uuid,
  validated_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  import_id uuid,
  reason_id uuid,
  note text,
  original jsonb default '{}'::jsonb not null,
  source_id text
);
alter table conversion add constraint conversion_kind_check CHECK ((kind = ANY (ARRAY['form'::text, 'inquiry_mail'::text, 'call'::text, 'chat'::text, 'meeting'::text, 'list'::text, 'import'::text, 'manual'::text])));
alter table conversion add constraint conversion_source_id_check CHECK (((length(source_id) >= 1) AND (length(source_id) <= 300)));
alter table conversion add constraint conversion_validation_check CHECK ((validation = ANY (ARRAY['sales_lead'::text, 'not_a_lead'::text, 'bad_data'::text, 'not_fit'::text, 'already_ours'::text, 'unreviewed'::text])));
alter table conversion add constraint conversion_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (campaign_id);
alter table conversion add constraint conversion_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table conversion add constraint conversion_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table conversion add constraint conversion_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table conversion add constraint conversion_workspace_id_reason_id_fkey FOREIGN KEY (workspace_id, reason_id) REFERENCES reason(workspace_id, id);
alter table conversion add constraint conversion_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX conversion_campaign ON conversion USING btree (workspace_id, campaign_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX conversion_contact ON conversion USING btree (workspace_id, contact_id);
CREATE INDEX conversion_counted ON conversion USING btree (workspace_id, occurred_at) INCLUDE (channel, campaign_id, validation, contact_id, kind);
CREATE INDEX conversion_lead ON conversion USING btree (workspace_id, lead_id);
CREATE INDEX conversion_reason ON conversion USING btree (workspace_id, reason_id) WHERE (reason_id IS NOT NULL);
CREATE INDEX conversion_recent ON conversion USING btree (workspace_id, occurred_at DESC, id DESC);
CREATE INDEX conversion_unreviewed ON conversion USING btree (workspace_id, occurred_at DESC, id DESC) WHERE (validation = 'unreviewed'::text);
CREATE UNIQUE INDEX conversion_once ON conversion USING btree (workspace_id, kind, source_id) WHERE (source_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON conversion FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table conversion enable row level security;
create policy tenant on conversion for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on conversion to truce_app;

create table conversion_view (
  workspace_id uuid not null,
  member_id uuid not null,
  conversion_id uuid not null,
  viewed_at timestamp with time zone not null
);
alter table conversion_view add constraint conversion_view_workspace_id_conversion_id_fkey FOREIGN KEY (workspace_id, conversion_id) REFERENCES conversion(workspace_id, id) ON DELETE CASCADE;
alter table conversion_view add constraint conversion_view_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table conversion_view add constraint conversion_view_pkey PRIMARY KEY (workspace_id, member_id);
CREATE INDEX conversion_view_of ON conversion_view USING btree (workspace_id, conversion_id);
alter table conversion_view enable row level security;
create policy tenant on conversion_view for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on conversion_view to truce_app;

create table coordination_draft (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  dispute_id uuid,
  title text not null,
  body text not null,
  ruling text,
  measure text,
  check_on date,
  state text default 'draft'::text not null,
  outcome text,
  outcome_note text,
  created_by uuid,
  created_at timestamp with time zone not null,
  proposed_at timestamp with time zone,
  agreed_at timestamp with time zone
);
alter table coordination_draft add constraint coordination_draft_body_check CHECK (((length(body) >= 10) AND (length(body) <= 4000)));
alter table coordination_draft add constraint coordination_draft_kind_check CHECK ((kind = ANY (ARRAY['ruling'::text, 'plan'::text])));
alter table coordination_draft add constraint coordination_draft_measure_check CHECK ((length(measure) <= 300));
alter table coordination_draft add constraint coordination_draft_outcome_check CHECK ((outcome = ANY (ARRAY['worked'::text, 'did_not'::text, 'unclear'::text])));
alter table coordination_draft add constraint coordination_draft_outcome_note_check CHECK ((length(outcome_note) <= 1000));
alter table coordination_draft add constraint coordination_draft_ruling_check CHECK ((ruling = ANY (ARRAY['upheld'::text, 'overturned'::text])));
alter table coordination_draft add constraint coordination_draft_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'proposed'::text, 'agreed'::text, 'withdrawn'::text])));
alter table coordination_draft add constraint coordination_draft_title_check CHECK (((length(title) >= 3) AND (length(title) <= 200)));
alter table coordination_draft add constraint coordination_draft_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table coordination_draft add constraint coordination_draft_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON coordination_draft FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON coordination_draft FOR EACH ROW EXECUTE FUNCTION forget_signatures('coordination_draft');
alter table coordination_draft enable row level security;
create policy tenant on coordination_draft for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on coordination_draft to truce_app;

create table coordinator_access (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid not null,
  endpoint text not null,
  subject text default ''::text not null,
  outcome text not null,
  hour timestamp with time zone not null,
  times integer default 1 not null,
  last_at timestamp with time zone not null
);
alter table coordinator_access add constraint coordinator_access_endpoint_check CHECK ((length(endpoint) <= 80));
alter table coordinator_access add constraint coordinator_access_outcome_check CHECK ((outcome = ANY (ARRAY['read'::text, 'changed'::text, 'refused'::text])));
alter table coordinator_access add constraint coordinator_access_subject_check CHECK ((length(subject) <= 200));
alter table coordinator_access add constraint coordinator_access_times_check CHECK ((times > 0));
alter table coordinator_access add constraint coordinator_access_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table coordinator_access add constraint coordinator_access_pkey PRIMARY KEY (workspace_id, id);
alter table coordinator_access add constraint coordinator_access_workspace_id_member_id_hour_endpoint_sub_key UNIQUE (workspace_id, member_id, hour, endpoint, subject, outcome);
CREATE INDEX coordinator_access_newest ON coordinator_access USING btree (workspace_id, last_at DESC, id DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON coordinator_access FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table coordinator_access enable row level security;
create policy tenant on coordinator_access for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on coordinator_access to truce_app;

create table coordinator_grant (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid not null,
  areas text[] not null,
  contact_names boolean not null,
  renew_until timestamp with time zone,
  granted_by uuid,
  granted_at timestamp with time zone not null
);
alter table coordinator_grant add constraint coordinator_grant_areas_check CHECK ((areas <@ ARRAY['handoffs'::text, 'content'::text, 'meetings'::text, 'figures'::text]));
alter table coordinator_grant add constraint coordinator_grant_workspace_id_granted_by_fkey FOREIGN KEY (workspace_id, granted_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (granted_by);
alter table coordinator_grant add constraint coordinator_grant_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table coordinator_grant add constraint coordinator_grant_pkey PRIMARY KEY (workspace_id, id);
alter table coordinator_grant add constraint coordinator_grant_workspace_id_member_id_key UNIQUE (workspace_id, member_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON coordinator_grant FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_minutes AFTER DELETE ON coordinator_grant FOR EACH ROW EXECUTE FUNCTION forget_signatures('coordinator_minutes');
CREATE TRIGGER forget_signatures AFTER DELETE ON coordinator_grant FOR EACH ROW EXECUTE FUNCTION forget_signatures('coordinator');
alter table coordinator_grant enable row level security;
create policy tenant on coordinator_grant for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on coordinator_grant to truce_app;

create table course_signal (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  segment text not null,
  campaign_id uuid,
  owner_id uuid,
  before_from timestamp with time zone not null,
  split_at timestamp with time zone not null,
  after_to timestamp with time zone not null,
  before_k integer not null,
  before_n integer not null,
  after_k integer not null,
  after_n integer not null,
  z double precision not null,
  raised_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  settled_by uuid,
  settlement text,
  reason text,
  cleared_at timestamp with time zone
);
alter table course_signal add constraint course_signal_check CHECK (((settled_at IS NULL) = (settlement IS NULL)));
alter table course_signal add constraint course_signal_check1 CHECK (((settlement IS DISTINCT FROM 'set_aside'::text) OR (reason IS NOT NULL)));
alter table course_signal add constraint course_signal_kind_check CHECK ((kind = ANY (ARRAY['campaign'::text, 'channel'::text, 'team'::text, 'fit'::text])));
alter table course_signal add constraint course_signal_reason_check CHECK ((length(reason) <= 1000));
alter table course_signal add constraint course_signal_settlement_check CHECK ((settlement = ANY (ARRAY['taken'::text, 'set_aside'::text])));
alter table course_signal add constraint course_signal_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE CASCADE;
alter table course_signal add constraint course_signal_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table course_signal add constraint course_signal_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table course_signal add constraint course_signal_workspace_id_settled_by_fkey FOREIGN KEY (workspace_id, settled_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (settled_by);
alter table course_signal add constraint course_signal_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX course_signal_owner ON course_signal USING btree (workspace_id, owner_id) WHERE ((settled_at IS NULL) AND (cleared_at IS NULL));
CREATE UNIQUE INDEX course_signal_one ON course_signal USING btree (workspace_id, kind, segment) WHERE (cleared_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON course_signal FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table course_signal enable row level security;
create policy tenant on course_signal for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on course_signal to truce_app;

create table custom_field (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  entity text not null,
  key text not null,
  label text not null,
  kind text not null,
  options jsonb default '[]'::jsonb not null,
  required boolean default false not null,
  "position" integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  archived_at timestamp with time zone
);
alter table custom_field add constraint custom_field_entity_check CHECK ((entity = ANY (ARRAY['company'::text, 'contact'::text, 'deal'::text, 'lead'::text, 'campaign'::text])));
alter table custom_field add constraint custom_field_key_check CHECK ((key ~ '^[a-z][a-z0-9_]{0,59}$'::text));
alter table custom_field add constraint custom_field_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'long_text'::text, 'number'::text, 'money'::text, 'date'::text, 'instant'::text, 'yes_no'::text, 'choice'::text, 'choices'::text, 'url'::text, 'email'::text, 'phone'::text, 'member'::text])));
alter table custom_field add constraint custom_field_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table custom_field add constraint custom_field_pkey PRIMARY KEY (workspace_id, id);
alter table custom_field add constraint custom_field_workspace_id_entity_key_key UNIQUE (workspace_id, entity, key);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON custom_field FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table custom_field enable row level security;
create policy tenant on custom_field for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on custom_field to truce_app;

create table customer_due (
  workspace_id uuid not null,
  company_id uuid not null
);
alter table customer_due add constraint customer_due_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE CASCADE;
alter table customer_due add constraint customer_due_pkey PRIMARY KEY (workspace_id, company_id);
alter table customer_due enable row level security;
create policy tenant on customer_due for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on customer_due to truce_app;

create table customer_match (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  order_id uuid,
  invoice_id uuid,
  number text,
  name text,
  tax_id text,
  email text,
  state text not null,
  how text,
  decided_by uuid,
  decided_at timestamp with time zone,
  created_at timestamp with time zone not null
);
alter table customer_match add constraint customer_match_check CHECK (((order_id IS NULL) <> (invoice_id IS NULL)));
alter table customer_match add constraint customer_match_how_check CHECK ((how = ANY (ARRAY['number'::text, 'tax_id'::text, 'domain'::text, 'name'::text, 'person'::text])));
alter table customer_match add constraint customer_match_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'settled'::text, 'aside'::text])));
alter table customer_match add constraint customer_match_workspace_id_decided_by_fkey FOREIGN KEY (workspace_id, decided_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (decided_by);
alter table customer_match add constraint customer_match_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table customer_match add constraint customer_match_workspace_id_invoice_id_fkey FOREIGN KEY (workspace_id, invoice_id) REFERENCES invoice(workspace_id, id) ON DELETE CASCADE;
alter table customer_match add constraint customer_match_workspace_id_order_id_fkey FOREIGN KEY (workspace_id, order_id) REFERENCES sales_order(workspace_id, id) ON DELETE CASCADE;
alter table customer_match add constraint customer_match_pkey PRIMARY KEY (workspace_id, id);
alter table customer_match add constraint customer_match_workspace_id_invoice_id_key UNIQUE (workspace_id, invoice_id);
alter table customer_match add constraint customer_match_workspace_id_order_id_key UNIQUE (workspace_id, order_id);
CREATE INDEX customer_match_number ON customer_match USING btree (workspace_id, lower(number)) WHERE (number IS NOT NULL);
CREATE INDEX customer_match_state ON customer_match USING btree (workspace_id, state, created_at DESC, id DESC);
CREATE INDEX customer_match_waiting_domain ON customer_match USING btree (workspace_id, lower(split_part(email, '@'::text, 2))) WHERE ((state = 'waiting'::text) AND (email IS NOT NULL));
CREATE INDEX customer_match_waiting_name ON customer_match USING btree (workspace_id, customer_name_key(name)) WHERE ((state = 'waiting'::text) AND (name IS NOT NULL));
CREATE INDEX customer_match_waiting_number ON customer_match USING btree (workspace_id, lower(number)) WHERE ((state = 'waiting'::text) AND (number IS NOT NULL));
CREATE INDEX customer_match_waiting_tax ON customer_match USING btree (workspace_id, tax_key(tax_id)) WHERE ((state = 'waiting'::text) AND (tax_id IS NOT NULL));
alter table customer_match enable row level security;
create policy tenant on customer_match for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on customer_match to truce_app;

create table customer_number (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number text not null,
  company_id uuid not null,
  decided_by uuid,
  decided_at timestamp with time zone not null
);
alter table customer_number add constraint customer_number_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE CASCADE;
alter table customer_number add constraint customer_number_workspace_id_decided_by_fkey FOREIGN KEY (workspace_id, decided_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (decided_by);
alter table customer_number add constraint customer_number_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table customer_number add constraint customer_number_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX customer_number_company ON customer_number USING btree (workspace_id, company_id);
CREATE UNIQUE INDEX customer_number_one ON customer_number USING btree (workspace_id, lower(number));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON customer_number FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER customer_due AFTER INSERT OR UPDATE ON customer_number FOR EACH ROW EXECUTE FUNCTION customer_due();
alter table customer_number enable row level security;
create policy tenant on customer_number for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on customer_number to truce_app;

create table deal (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  name_key text generated always as (lower(name)) stored,
  company_id uuid,
  contact_id uuid,
  lead_id uuid,
  campaign_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  status text default 'open'::text not null,
  amount_minor bigint,
  currency character(3),
  probability numeric(5,4),
  expected_close_on date,
  closed_at timestamp with time zone,
  reason_id uuid,
  lost_note text,
  kind text,
  source_team text,
  source_channel text,
  owner_id uuid,
  stage_since timestamp with time zone default now() not null,
  "position" double precision default 0 not null,
  description text,
  tags text[] default '{}'::text[] not null,
  custom jsonb default '{}'::jsonb not null,
  last_activity_at timestamp with time zone,
  imported boolean default false not null,
  import_id uuid,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone
);
alter table deal add constraint deal_name_check CHECK (((length(name) >= 1) AND (length(name) <= 300)));
alter table deal add constraint deal_status_check CHECK ((status = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text])));
alter table deal add constraint deal_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (campaign_id);
alter table deal add constraint deal_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (company_id);
alter table deal add constraint deal_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table deal add constraint deal_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table deal add constraint deal_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table deal add constraint deal_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table deal add constraint deal_workspace_id_pipeline_id_fkey FOREIGN KEY (workspace_id, pipeline_id) REFERENCES pipeline(workspace_id, id);
alter table deal add constraint deal_workspace_id_reason_id_fkey FOREIGN KEY (workspace_id, reason_id) REFERENCES reason(workspace_id, id) ON DELETE SET NULL (reason_id);
alter table deal add constraint deal_workspace_id_stage_id_fkey FOREIGN KEY (workspace_id, stage_id) REFERENCES pipeline_stage(workspace_id, id);
alter table deal add constraint deal_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX deal_by_campaign ON deal USING btree (workspace_id, campaign_id);
CREATE INDEX deal_by_close ON deal USING btree (workspace_id, expected_close_on, id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_by_closed ON deal USING btree (workspace_id, closed_at) WHERE ((deleted_at IS NULL) AND (status = 'won'::text));
CREATE INDEX deal_by_company ON deal USING btree (workspace_id, company_id);
CREATE INDEX deal_by_contact ON deal USING btree (workspace_id, contact_id);
CREATE INDEX deal_by_created ON deal USING btree (workspace_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX deal_by_ended ON deal USING btree (workspace_id, closed_at) WHERE ((deleted_at IS NULL) AND (status = ANY (ARRAY['won'::text, 'lost'::text])));
CREATE INDEX deal_by_lead ON deal USING btree (workspace_id, lead_id);
CREATE INDEX deal_by_name ON deal USING btree (workspace_id, name_key, id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_by_owner ON deal USING btree (workspace_id, owner_id, status);
CREATE INDEX deal_by_stage ON deal USING btree (workspace_id, stage_id, "position", id) WHERE (deleted_at IS NULL);
CREATE INDEX deal_import ON deal USING btree (workspace_id, import_id) WHERE (import_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON deal FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER deal_path_due AFTER UPDATE ON deal FOR EACH ROW WHEN ((((((((((((new.status IS DISTINCT FROM old.status) OR (new.closed_at IS DISTINCT FROM old.closed_at)) OR (new.created_at IS DISTINCT FROM old.created_at)) OR (new.amount_minor IS DISTINCT FROM old.amount_minor)) OR (new.currency IS DISTINCT FROM old.currency)) OR (new.company_id IS DISTINCT FROM old.company_id)) OR (new.contact_id IS DISTINCT FROM old.contact_id)) OR (new.lead_id IS DISTINCT FROM old.lead_id)) OR (new.campaign_id IS DISTINCT FROM old.campaign_id)) OR (new.source_team IS DISTINCT FROM old.source_team)) OR (new.deleted_at IS DISTINCT FROM old.deleted_at))) EXECUTE FUNCTION deal_path_due();
CREATE TRIGGER deal_path_due_new AFTER INSERT ON deal FOR EACH ROW EXECUTE FUNCTION deal_path_due();
CREATE TRIGGER words_changed AFTER UPDATE ON deal FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.deleted_at IS DISTINCT FROM new.deleted_at))) EXECUTE FUNCTION words_of_old_deal();
CREATE TRIGGER words_gone AFTER DELETE ON deal FOR EACH ROW EXECUTE FUNCTION words_of_old_deal();
CREATE TRIGGER words_new AFTER INSERT ON deal REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION words_of_new_deal();
alter table deal enable row level security;
create policy tenant on deal for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on deal to truce_app;

create table deal_credit (
  workspace_id uuid not null,
  deal_id uuid not null,
  place integer not null,
  shares double precision[] not null,
  booked_minor bigint[] not null,
  invoiced_minor bigint[] not null,
  paid_minor bigint[] not null
);
alter table deal_credit add constraint deal_credit_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal_path(workspace_id, deal_id) ON DELETE CASCADE;
alter table deal_credit add constraint deal_credit_pkey PRIMARY KEY (workspace_id, deal_id, place);
alter table deal_credit enable row level security;
create policy tenant on deal_credit for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on deal_credit to truce_app;

create table deal_interview (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  deal_id uuid not null,
  kind text not null,
  member_id uuid,
  at timestamp with time zone not null,
  activity_id uuid,
  skipped_because text
);
alter table deal_interview add constraint deal_interview_check CHECK (((activity_id IS NULL) <> (skipped_because IS NULL)));
alter table deal_interview add constraint deal_interview_kind_check CHECK ((kind = ANY (ARRAY['debrief'::text, 'interview'::text])));
alter table deal_interview add constraint deal_interview_skipped_because_check CHECK (((length(skipped_because) >= 1) AND (length(skipped_because) <= 300)));
alter table deal_interview add constraint deal_interview_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE CASCADE;
alter table deal_interview add constraint deal_interview_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table deal_interview add constraint deal_interview_pkey PRIMARY KEY (workspace_id, id);
alter table deal_interview add constraint deal_interview_workspace_id_deal_id_kind_key UNIQUE (workspace_id, deal_id, kind);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON deal_interview FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table deal_interview enable row level security;
create policy tenant on deal_interview for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on deal_interview to truce_app;

create table deal_path (
  workspace_id uuid not null,
  deal_id uuid not null,
  status text not null,
  closed_at timestamp with time zone,
  closed_on date,
  touches integer not null,
  channels text[] not null,
  learned text[] not null,
  days numeric(8,2),
  recorded boolean not null,
  first_touch boolean not null,
  before_sales boolean not null,
  lead_place integer,
  opportunity_place integer,
  close_place integer,
  first_of_company boolean not null,
  booked_minor bigint not null,
  invoiced_minor bigint not null,
  paid_minor bigint not null,
  without_rate integer default 0 not null,
  brought_at timestamp with time zone not null,
  touch_print text,
  credit_print text,
  weights_print text
);
alter table deal_path add constraint deal_path_status_check CHECK ((status = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text])));
alter table deal_path add constraint deal_path_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE CASCADE;
alter table deal_path add constraint deal_path_pkey PRIMARY KEY (workspace_id, deal_id);
CREATE INDEX deal_path_closed ON deal_path USING btree (workspace_id, status, closed_on);
alter table deal_path enable row level security;
create policy tenant on deal_path for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on deal_path to truce_app;

create table deal_share (
  workspace_id uuid not null,
  deal_id uuid not null,
  dimension text not null,
  key text not null,
  shares double precision[] not null,
  booked_minor bigint[] not null,
  invoiced_minor bigint[] not null,
  paid_minor bigint[] not null
);
alter table deal_share add constraint deal_share_dimension_check CHECK ((dimension = ANY (ARRAY['channel'::text, 'campaign'::text, 'asset'::text, 'offer'::text])));
alter table deal_share add constraint deal_share_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal_path(workspace_id, deal_id) ON DELETE CASCADE;
alter table deal_share add constraint deal_share_pkey PRIMARY KEY (workspace_id, deal_id, dimension, key);
alter table deal_share enable row level security;
create policy tenant on deal_share for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on deal_share to truce_app;

create table deal_stage_visit (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  deal_id uuid not null,
  stage_id uuid not null,
  entered_at timestamp with time zone not null,
  exited_at timestamp with time zone,
  actor_member_id uuid
);
alter table deal_stage_visit add constraint deal_stage_visit_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE CASCADE;
alter table deal_stage_visit add constraint deal_stage_visit_workspace_id_stage_id_fkey FOREIGN KEY (workspace_id, stage_id) REFERENCES pipeline_stage(workspace_id, id);
alter table deal_stage_visit add constraint deal_stage_visit_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX deal_stage_visit_deal ON deal_stage_visit USING btree (workspace_id, deal_id, entered_at);
CREATE UNIQUE INDEX deal_stage_visit_now ON deal_stage_visit USING btree (workspace_id, deal_id) WHERE (exited_at IS NULL);
alter table deal_stage_visit enable row level security;
create policy tenant on deal_stage_visit for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on deal_stage_visit to truce_app;

create table deal_thanks (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  deal_id uuid not null,
  from_member_id uuid not null,
  to_member_id uuid not null,
  words text not null,
  given_at timestamp with time zone not null
);
alter table deal_thanks add constraint deal_thanks_check CHECK ((from_member_id <> to_member_id));
alter table deal_thanks add constraint deal_thanks_words_check CHECK (((length(words) >= 1) AND (length(words) <= 500)));
alter table deal_thanks add constraint deal_thanks_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE CASCADE;
alter table deal_thanks add constraint deal_thanks_workspace_id_from_member_id_fkey FOREIGN KEY (workspace_id, from_member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table deal_thanks add constraint deal_thanks_workspace_id_to_member_id_fkey FOREIGN KEY (workspace_id, to_member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table deal_thanks add constraint deal_thanks_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX deal_thanks_deal ON deal_thanks USING btree (workspace_id, deal_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON deal_thanks FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table deal_thanks enable row level security;
create policy tenant on deal_thanks for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on deal_thanks to truce_app;

create table deal_touch (
  workspace_id uuid not null,
  deal_id uuid not null,
  place integer not null,
  at timestamp with time zone not null,
  kind text not null,
  channel text not null,
  team text not null,
  direct boolean not null,
  process boolean not null,
  contact_id uuid,
  campaign_id uuid,
  asset_id uuid,
  offer_id uuid,
  activity_id uuid,
  subject text
);
alter table deal_touch add constraint deal_touch_kind_check CHECK ((kind = ANY (ARRAY['response'::text, 'form'::text, 'visit'::text, 'document'::text, 'click'::text, 'mail'::text, 'chat'::text, 'call'::text, 'meeting'::text, 'named'::text])));
alter table deal_touch add constraint deal_touch_team_check CHECK ((team = ANY (ARRAY['marketing'::text, 'sales'::text])));
alter table deal_touch add constraint deal_touch_workspace_id_asset_id_fkey FOREIGN KEY (workspace_id, asset_id) REFERENCES asset(workspace_id, id) ON DELETE SET NULL (asset_id);
alter table deal_touch add constraint deal_touch_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (campaign_id);
alter table deal_touch add constraint deal_touch_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table deal_touch add constraint deal_touch_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal_path(workspace_id, deal_id) ON DELETE CASCADE;
alter table deal_touch add constraint deal_touch_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id) ON DELETE SET NULL (offer_id);
alter table deal_touch add constraint deal_touch_pkey PRIMARY KEY (workspace_id, deal_id, place);
CREATE INDEX deal_touch_asset ON deal_touch USING btree (workspace_id, asset_id) WHERE (asset_id IS NOT NULL);
CREATE INDEX deal_touch_campaign ON deal_touch USING btree (workspace_id, campaign_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX deal_touch_contact ON deal_touch USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX deal_touch_offer ON deal_touch USING btree (workspace_id, offer_id) WHERE (offer_id IS NOT NULL);
alter table deal_touch enable row level security;
create policy tenant on deal_touch for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on deal_touch to truce_app;

create table decision (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number integer not null,
  meeting_id uuid,
  item_id uuid,
  title text not null,
  kind text not null,
  change jsonb not null,
  basis text not null,
  before jsonb default '{}'::jsonb not null,
  metric text not null,
  line_id uuid,
  expected numeric(14,4) not null,
  baseline jsonb not null,
  check_on date not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  applied_at timestamp with time zone,
  applied jsonb,
  checked_at timestamp with time zone,
  measured jsonb
);
alter table decision add constraint decision_kind_check CHECK ((kind = ANY (ARRAY['threshold'::text, 'clause'::text, 'profile'::text, 'score'::text, 'routing'::text, 'asset'::text, 'offer'::text, 'action'::text])));
alter table decision add constraint decision_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)));
alter table decision add constraint decision_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table decision add constraint decision_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table decision add constraint decision_workspace_id_item_id_fkey FOREIGN KEY (workspace_id, item_id) REFERENCES meeting_item(workspace_id, id) ON DELETE SET NULL (item_id);
alter table decision add constraint decision_workspace_id_meeting_id_fkey FOREIGN KEY (workspace_id, meeting_id) REFERENCES meeting(workspace_id, id) ON DELETE SET NULL (meeting_id);
alter table decision add constraint decision_pkey PRIMARY KEY (workspace_id, id);
alter table decision add constraint decision_workspace_id_number_key UNIQUE (workspace_id, number);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON decision FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table decision enable row level security;
create policy tenant on decision for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on decision to truce_app;

create table delivery_event (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  source_id uuid not null,
  post_id uuid,
  dedupe_key text not null,
  kind text not null,
  hardness text,
  word text not null,
  address text,
  contact_id uuid,
  message_id text,
  at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  reply_code text,
  status text,
  reason text,
  detail text,
  url text,
  user_agent text,
  tags text[] default '{}'::text[] not null,
  metadata jsonb default '{}'::jsonb not null
);
alter table delivery_event add constraint delivery_event_hardness_check CHECK ((hardness = ANY (ARRAY['hard'::text, 'soft'::text])));
alter table delivery_event add constraint delivery_event_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table delivery_event add constraint delivery_event_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table delivery_event add constraint delivery_event_workspace_id_post_id_fkey FOREIGN KEY (workspace_id, post_id) REFERENCES delivery_post(workspace_id, id) ON DELETE SET NULL (post_id);
alter table delivery_event add constraint delivery_event_workspace_id_source_id_fkey FOREIGN KEY (workspace_id, source_id) REFERENCES delivery_source(workspace_id, id) ON DELETE CASCADE;
alter table delivery_event add constraint delivery_event_pkey PRIMARY KEY (workspace_id, id);
alter table delivery_event add constraint delivery_event_workspace_id_source_id_dedupe_key_key UNIQUE (workspace_id, source_id, dedupe_key);
CREATE INDEX delivery_event_address ON delivery_event USING btree (workspace_id, address) WHERE (address IS NOT NULL);
CREATE INDEX delivery_event_contact ON delivery_event USING btree (workspace_id, contact_id, at DESC) WHERE (contact_id IS NOT NULL);
CREATE INDEX delivery_event_message ON delivery_event USING btree (workspace_id, message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX delivery_event_received ON delivery_event USING btree (workspace_id, received_at DESC, id DESC);
CREATE INDEX delivery_event_source ON delivery_event USING btree (workspace_id, source_id, received_at DESC);
alter table delivery_event enable row level security;
create policy tenant on delivery_event for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on delivery_event to truce_app;

create table delivery_post (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  source_id uuid not null,
  received_at timestamp with time zone not null,
  media_type text not null,
  body text,
  file_id uuid,
  events integer default 0 not null,
  problem text
);
alter table delivery_post add constraint delivery_post_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id) ON DELETE SET NULL (file_id);
alter table delivery_post add constraint delivery_post_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table delivery_post add constraint delivery_post_workspace_id_source_id_fkey FOREIGN KEY (workspace_id, source_id) REFERENCES delivery_source(workspace_id, id) ON DELETE CASCADE;
alter table delivery_post add constraint delivery_post_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX delivery_post_source ON delivery_post USING btree (workspace_id, source_id, received_at DESC);
alter table delivery_post enable row level security;
create policy tenant on delivery_post for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on delivery_post to truce_app;

create table delivery_refusal (
  workspace_id uuid not null,
  source_id uuid not null,
  hour timestamp with time zone not null,
  cause text not null,
  n integer not null
);
alter table delivery_refusal add constraint delivery_refusal_cause_check CHECK ((cause = ANY (ARRAY['signature'::text, 'old'::text, 'unreadable'::text, 'no_secret'::text])));
alter table delivery_refusal add constraint delivery_refusal_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table delivery_refusal add constraint delivery_refusal_workspace_id_source_id_fkey FOREIGN KEY (workspace_id, source_id) REFERENCES delivery_source(workspace_id, id) ON DELETE CASCADE;
alter table delivery_refusal add constraint delivery_refusal_pkey PRIMARY KEY (workspace_id, source_id, hour, cause);
alter table delivery_refusal enable row level security;
create policy tenant on delivery_refusal for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on delivery_refusal to truce_app;

create table delivery_source (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  public_id text not null,
  provider text not null,
  name text not null,
  secret text,
  mapping jsonb,
  confirm_url text,
  created_by uuid,
  created_at timestamp with time zone not null,
  paused_at timestamp with time zone
);
alter table delivery_source add constraint delivery_source_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table delivery_source add constraint delivery_source_public_id_check CHECK (((length(public_id) >= 20) AND (length(public_id) <= 60)));
alter table delivery_source add constraint delivery_source_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table delivery_source add constraint delivery_source_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table delivery_source add constraint delivery_source_pkey PRIMARY KEY (workspace_id, id);
alter table delivery_source add constraint delivery_source_public_id_key UNIQUE (public_id);
CREATE UNIQUE INDEX delivery_source_mailbox ON delivery_source USING btree (workspace_id) WHERE (provider = 'mailbox'::text);
CREATE UNIQUE INDEX delivery_source_name ON delivery_source USING btree (workspace_id, lower(name));
alter table delivery_source enable row level security;
create policy tenant on delivery_source for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on delivery_source to truce_app;

create table delivery_state (
  workspace_id uuid not null,
  source_id uuid not null,
  message_id text not null,
  address text not null,
  state text not null,
  rank integer not null,
  at timestamp with time zone not null
);
alter table delivery_state add constraint delivery_state_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table delivery_state add constraint delivery_state_workspace_id_source_id_fkey FOREIGN KEY (workspace_id, source_id) REFERENCES delivery_source(workspace_id, id) ON DELETE CASCADE;
alter table delivery_state add constraint delivery_state_pkey PRIMARY KEY (workspace_id, source_id, message_id, address);
alter table delivery_state enable row level security;
create policy tenant on delivery_state for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on delivery_state to truce_app;

create table digest_subscription (
  workspace_id uuid not null,
  member_id uuid not null,
  sent_for date
);
alter table digest_subscription add constraint digest_subscription_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table digest_subscription add constraint digest_subscription_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table digest_subscription add constraint digest_subscription_pkey PRIMARY KEY (workspace_id, member_id);
alter table digest_subscription enable row level security;
create policy tenant on digest_subscription for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on digest_subscription to truce_app;

create table discrepancy (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  said text not null,
  said_elsewhere text not null,
  seen_where text not null,
  claim_id uuid,
  offer_id uuid,
  reported_by uuid,
  reported_at timestamp with time zone not null,
  correction text,
  correct_version_id uuid,
  resolved_by uuid,
  resolved_at timestamp with time zone
);
alter table discrepancy add constraint discrepancy_check CHECK (((resolved_at IS NULL) = (correction IS NULL)));
alter table discrepancy add constraint discrepancy_said_check CHECK (((length(said) >= 1) AND (length(said) <= 2000)));
alter table discrepancy add constraint discrepancy_said_elsewhere_check CHECK (((length(said_elsewhere) >= 1) AND (length(said_elsewhere) <= 2000)));
alter table discrepancy add constraint discrepancy_seen_where_check CHECK (((length(seen_where) >= 1) AND (length(seen_where) <= 500)));
alter table discrepancy add constraint discrepancy_workspace_id_claim_id_fkey FOREIGN KEY (workspace_id, claim_id) REFERENCES claim(workspace_id, id) ON DELETE SET NULL (claim_id);
alter table discrepancy add constraint discrepancy_workspace_id_correct_version_id_fkey FOREIGN KEY (workspace_id, correct_version_id) REFERENCES claim_version(workspace_id, id) ON DELETE SET NULL (correct_version_id);
alter table discrepancy add constraint discrepancy_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table discrepancy add constraint discrepancy_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id) ON DELETE SET NULL (offer_id);
alter table discrepancy add constraint discrepancy_workspace_id_reported_by_fkey FOREIGN KEY (workspace_id, reported_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (reported_by);
alter table discrepancy add constraint discrepancy_workspace_id_resolved_by_fkey FOREIGN KEY (workspace_id, resolved_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (resolved_by);
alter table discrepancy add constraint discrepancy_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON discrepancy FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table discrepancy enable row level security;
create policy tenant on discrepancy for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on discrepancy to truce_app;

create table discussion (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  subject text not null,
  pattern jsonb default '{}'::jsonb not null,
  figures jsonb default '[]'::jsonb not null,
  total integer default 1 not null,
  what text not null,
  raised_by uuid,
  raised_at timestamp with time zone not null,
  to_party text not null,
  answerer_id uuid,
  due_on date not null,
  reminded_at timestamp with time zone,
  state text default 'open'::text not null,
  answered_at timestamp with time zone,
  outcome text,
  outcome_note text,
  closed_by uuid,
  closed_at timestamp with time zone
);
alter table discussion add constraint discussion_check CHECK (((state = 'closed'::text) = ((closed_at IS NOT NULL) AND (outcome IS NOT NULL))));
alter table discussion add constraint discussion_outcome_check CHECK ((outcome = ANY (ARRAY['changed'::text, 'stays'::text])));
alter table discussion add constraint discussion_state_check CHECK ((state = ANY (ARRAY['open'::text, 'answered'::text, 'closed'::text])));
alter table discussion add constraint discussion_subject_check CHECK ((subject = ANY (ARRAY['lead'::text, 'handoff'::text, 'campaign'::text, 'returned'::text, 'pattern'::text, 'theme'::text])));
alter table discussion add constraint discussion_to_party_check CHECK ((to_party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table discussion add constraint discussion_total_check CHECK ((total >= 0));
alter table discussion add constraint discussion_workspace_id_answerer_id_fkey FOREIGN KEY (workspace_id, answerer_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (answerer_id);
alter table discussion add constraint discussion_workspace_id_closed_by_fkey FOREIGN KEY (workspace_id, closed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (closed_by);
alter table discussion add constraint discussion_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table discussion add constraint discussion_workspace_id_raised_by_fkey FOREIGN KEY (workspace_id, raised_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (raised_by);
alter table discussion add constraint discussion_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX discussion_open ON discussion USING btree (workspace_id, due_on, id) WHERE (closed_at IS NULL);
CREATE INDEX discussion_raised ON discussion USING btree (workspace_id, raised_at DESC, id DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON discussion FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table discussion enable row level security;
create policy tenant on discussion for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on discussion to truce_app;

create table discussion_entry (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  discussion_id uuid not null,
  member_id uuid,
  kind text not null,
  body text not null,
  written_at timestamp with time zone not null
);
alter table discussion_entry add constraint discussion_entry_kind_check CHECK ((kind = ANY (ARRAY['answer'::text, 'comment'::text])));
alter table discussion_entry add constraint discussion_entry_workspace_id_discussion_id_fkey FOREIGN KEY (workspace_id, discussion_id) REFERENCES discussion(workspace_id, id) ON DELETE CASCADE;
alter table discussion_entry add constraint discussion_entry_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table discussion_entry add constraint discussion_entry_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX discussion_entry_of ON discussion_entry USING btree (workspace_id, discussion_id, written_at);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON discussion_entry FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table discussion_entry enable row level security;
create policy tenant on discussion_entry for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on discussion_entry to truce_app;

create table discussion_member (
  workspace_id uuid not null,
  discussion_id uuid not null,
  member_id uuid not null,
  joined_at timestamp with time zone not null
);
alter table discussion_member add constraint discussion_member_workspace_id_discussion_id_fkey FOREIGN KEY (workspace_id, discussion_id) REFERENCES discussion(workspace_id, id) ON DELETE CASCADE;
alter table discussion_member add constraint discussion_member_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table discussion_member add constraint discussion_member_pkey PRIMARY KEY (workspace_id, discussion_id, member_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON discussion_member FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table discussion_member enable row level security;
create policy tenant on discussion_member for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on discussion_member to truce_app;

create table discussion_record (
  workspace_id uuid not null,
  discussion_id uuid not null,
  "position" integer not null,
  lead_id uuid,
  campaign_id uuid
);
alter table discussion_record add constraint discussion_record_check CHECK ((num_nonnulls(lead_id, campaign_id) = 1));
alter table discussion_record add constraint discussion_record_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE CASCADE;
alter table discussion_record add constraint discussion_record_workspace_id_discussion_id_fkey FOREIGN KEY (workspace_id, discussion_id) REFERENCES discussion(workspace_id, id) ON DELETE CASCADE;
alter table discussion_record add constraint discussion_record_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE CASCADE;
alter table discussion_record add constraint discussion_record_pkey PRIMARY KEY (workspace_id, discussion_id, "position");
CREATE INDEX discussion_record_campaign ON discussion_record USING btree (workspace_id, campaign_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX discussion_record_lead ON discussion_record USING btree (workspace_id, lead_id) WHERE (lead_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON discussion_record FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table discussion_record enable row level security;
create policy tenant on discussion_record for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on discussion_record to truce_app;

create table dispute (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  handoff_id uuid not null,
  verdict_id uuid not null,
  why text not null,
  raised_by uuid,
  raised_at timestamp with time zone not null,
  ruling text,
  ruling_note text,
  ruled_by uuid,
  ruled_at timestamp with time zone
);
alter table dispute add constraint dispute_ruling_check CHECK ((ruling = ANY (ARRAY['upheld'::text, 'overturned'::text, 'withdrawn'::text])));
alter table dispute add constraint dispute_workspace_id_handoff_id_fkey FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoff(workspace_id, id) ON DELETE CASCADE;
alter table dispute add constraint dispute_workspace_id_raised_by_fkey FOREIGN KEY (workspace_id, raised_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (raised_by);
alter table dispute add constraint dispute_workspace_id_ruled_by_fkey FOREIGN KEY (workspace_id, ruled_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (ruled_by);
alter table dispute add constraint dispute_workspace_id_verdict_id_fkey FOREIGN KEY (workspace_id, verdict_id) REFERENCES verdict(workspace_id, id) ON DELETE CASCADE;
alter table dispute add constraint dispute_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX dispute_at ON dispute USING btree (workspace_id, raised_at DESC, id DESC);
CREATE INDEX dispute_handoff ON dispute USING btree (workspace_id, handoff_id);
CREATE UNIQUE INDEX dispute_verdict ON dispute USING btree (workspace_id, verdict_id) WHERE (ruling IS DISTINCT FROM 'withdrawn'::text);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON dispute FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table dispute enable row level security;
create policy tenant on dispute for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on dispute to truce_app;

create table drift_case (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  dimension text not null,
  state text default 'signal'::text not null,
  evidence jsonb default '{}'::jsonb not null,
  opened_by uuid,
  opened_at timestamp with time zone not null,
  confirmed_by uuid,
  confirmed_at timestamp with time zone,
  profile_version_id uuid,
  closed_by uuid,
  closed_at timestamp with time zone,
  reason text
);
alter table drift_case add constraint drift_case_check CHECK (((closed_at IS NULL) = (state <> ALL (ARRAY['signed'::text, 'dismissed'::text]))));
alter table drift_case add constraint drift_case_dimension_check CHECK (((length(dimension) >= 1) AND (length(dimension) <= 120)));
alter table drift_case add constraint drift_case_state_check CHECK ((state = ANY (ARRAY['signal'::text, 'confirmed'::text, 'proposed'::text, 'signed'::text, 'dismissed'::text])));
alter table drift_case add constraint drift_case_workspace_id_closed_by_fkey FOREIGN KEY (workspace_id, closed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (closed_by);
alter table drift_case add constraint drift_case_workspace_id_confirmed_by_fkey FOREIGN KEY (workspace_id, confirmed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (confirmed_by);
alter table drift_case add constraint drift_case_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table drift_case add constraint drift_case_workspace_id_opened_by_fkey FOREIGN KEY (workspace_id, opened_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (opened_by);
alter table drift_case add constraint drift_case_workspace_id_profile_version_id_fkey FOREIGN KEY (workspace_id, profile_version_id) REFERENCES profile_version(workspace_id, id) ON DELETE SET NULL (profile_version_id);
alter table drift_case add constraint drift_case_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX drift_case_open ON drift_case USING btree (workspace_id, dimension) WHERE (closed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON drift_case FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table drift_case enable row level security;
create policy tenant on drift_case for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on drift_case to truce_app;

create table drop_token (
  workspace_id uuid not null,
  member_id uuid not null,
  token text not null,
  created_at timestamp with time zone not null
);
alter table drop_token add constraint drop_token_token_check CHECK (((length(token) >= 16) AND (length(token) <= 40)));
alter table drop_token add constraint drop_token_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table drop_token add constraint drop_token_pkey PRIMARY KEY (workspace_id, member_id);
alter table drop_token add constraint drop_token_token_key UNIQUE (token);
alter table drop_token enable row level security;
create policy tenant on drop_token for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on drop_token to truce_app;

create table duplicate_key (
  workspace_id uuid not null,
  entity text not null,
  entity_id uuid not null,
  key text not null
);
alter table duplicate_key add constraint duplicate_key_entity_check CHECK ((entity = ANY (ARRAY['contact'::text, 'company'::text])));
alter table duplicate_key add constraint duplicate_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table duplicate_key add constraint duplicate_key_pkey PRIMARY KEY (workspace_id, entity, entity_id, key);
CREATE INDEX duplicate_key_meeting ON duplicate_key USING btree (workspace_id, entity, key, entity_id);
alter table duplicate_key enable row level security;
create policy tenant on duplicate_key for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on duplicate_key to truce_app;

create table duplicate_pair (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  entity text not null,
  a_id uuid not null,
  b_id uuid not null,
  score numeric(5,4) not null,
  parts jsonb not null,
  state text default 'open'::text not null,
  found_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by uuid
);
alter table duplicate_pair add constraint duplicate_pair_check CHECK ((a_id < b_id));
alter table duplicate_pair add constraint duplicate_pair_entity_check CHECK ((entity = ANY (ARRAY['contact'::text, 'company'::text])));
alter table duplicate_pair add constraint duplicate_pair_state_check CHECK ((state = ANY (ARRAY['open'::text, 'dismissed'::text, 'merged'::text])));
alter table duplicate_pair add constraint duplicate_pair_workspace_id_decided_by_fkey FOREIGN KEY (workspace_id, decided_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (decided_by);
alter table duplicate_pair add constraint duplicate_pair_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table duplicate_pair add constraint duplicate_pair_pkey PRIMARY KEY (workspace_id, id);
alter table duplicate_pair add constraint duplicate_pair_workspace_id_entity_a_id_b_id_key UNIQUE (workspace_id, entity, a_id, b_id);
CREATE INDEX duplicate_pair_b ON duplicate_pair USING btree (workspace_id, entity, b_id);
CREATE INDEX duplicate_pair_list ON duplicate_pair USING btree (workspace_id, entity, state, score DESC, id);
alter table duplicate_pair enable row level security;
create policy tenant on duplicate_pair for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on duplicate_pair to truce_app;

create table duplicate_scan (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  entity text not null,
  state text default 'running'::text not null,
  phase text default 'keys'::text not null,
  since timestamp with time zone,
  place uuid,
  total integer default 0 not null,
  done integer default 0 not null,
  found integer default 0 not null,
  started_by uuid,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone
);
alter table duplicate_scan add constraint duplicate_scan_entity_check CHECK ((entity = ANY (ARRAY['contact'::text, 'company'::text])));
alter table duplicate_scan add constraint duplicate_scan_phase_check CHECK ((phase = ANY (ARRAY['keys'::text, 'pairs'::text])));
alter table duplicate_scan add constraint duplicate_scan_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text])));
alter table duplicate_scan add constraint duplicate_scan_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table duplicate_scan add constraint duplicate_scan_workspace_id_started_by_fkey FOREIGN KEY (workspace_id, started_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (started_by);
alter table duplicate_scan add constraint duplicate_scan_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX duplicate_scan_running ON duplicate_scan USING btree (workspace_id, entity) WHERE (state = 'running'::text);
alter table duplicate_scan enable row level security;
create policy tenant on duplicate_scan for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on duplicate_scan to truce_app;

create table duplicate_text (
  workspace_id uuid not null,
  entity text not null,
  entity_id uuid not null,
  name text not null,
  place text not null
);
alter table duplicate_text add constraint duplicate_text_entity_check CHECK ((entity = ANY (ARRAY['contact'::text, 'company'::text])));
alter table duplicate_text add constraint duplicate_text_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table duplicate_text add constraint duplicate_text_pkey PRIMARY KEY (workspace_id, entity, entity_id);
CREATE INDEX duplicate_text_like ON duplicate_text USING gin (workspace_id, entity, (((name || ' '::text) || place)) gin_trgm_ops) WITH (fastupdate=off);
alter table duplicate_text enable row level security;
create policy tenant on duplicate_text for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on duplicate_text to truce_app;

create table exchange_rate (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  base_currency character(3) not null,
  currency character(3) not null,
  valid_from date not null,
  rate numeric not null,
  source text not null,
  set_by uuid,
  set_at timestamp with time zone not null
);
alter table exchange_rate add constraint exchange_rate_check CHECK (((currency ~ '^[A-Z]{3}$'::text) AND (currency <> base_currency)));
alter table exchange_rate add constraint exchange_rate_rate_check CHECK (((rate > (0)::numeric) AND (rate <= (1000000)::numeric)));
alter table exchange_rate add constraint exchange_rate_source_check CHECK ((source = ANY (ARRAY['hand'::text, 'file'::text, 'ecb'::text])));
alter table exchange_rate add constraint exchange_rate_workspace_id_base_currency_fkey FOREIGN KEY (workspace_id, base_currency) REFERENCES workspace(id, base_currency) ON DELETE CASCADE;
alter table exchange_rate add constraint exchange_rate_workspace_id_set_by_fkey FOREIGN KEY (workspace_id, set_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (set_by);
alter table exchange_rate add constraint exchange_rate_pkey PRIMARY KEY (workspace_id, id);
alter table exchange_rate add constraint exchange_rate_workspace_id_currency_valid_from_key UNIQUE (workspace_id, currency, valid_from);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON exchange_rate FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER rate_path_due AFTER UPDATE ON exchange_rate REFERENCING NEW TABLE AS rates FOR EACH STATEMENT EXECUTE FUNCTION rate_path_due();
CREATE TRIGGER rate_path_due_gone AFTER DELETE ON exchange_rate REFERENCING OLD TABLE AS rates FOR EACH STATEMENT EXECUTE FUNCTION rate_path_due();
CREATE TRIGGER rate_path_due_new AFTER INSERT ON exchange_rate REFERENCING NEW TABLE AS rates FOR EACH STATEMENT EXECUTE FUNCTION rate_path_due();
alter table exchange_rate enable row level security;
create policy tenant on exchange_rate for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on exchange_rate to truce_app;

create table export (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  state text default 'waiting'::text not null,
  tables_done integer default 0 not null,
  tables_total integer default 0 not null,
  rows_done bigint default 0 not null,
  file_id uuid,
  problem text,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  finished_at timestamp with time zone,
  expires_at timestamp with time zone
);
alter table export add constraint export_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])));
alter table export add constraint export_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table export add constraint export_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id) ON DELETE SET NULL (file_id);
alter table export add constraint export_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table export add constraint export_pkey PRIMARY KEY (workspace_id, id);
alter table export enable row level security;
create policy tenant on export for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on export to truce_app;

create table external_ref (
  workspace_id uuid not null,
  system text not null,
  entity text not null,
  external_id text not null,
  entity_id uuid not null,
  import_id uuid,
  created_at timestamp with time zone default now() not null,
  content_hash text
);
alter table external_ref add constraint external_ref_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table external_ref add constraint external_ref_pkey PRIMARY KEY (workspace_id, system, entity, external_id);
CREATE INDEX external_ref_entity ON external_ref USING btree (workspace_id, entity, entity_id);
CREATE INDEX external_ref_import ON external_ref USING btree (workspace_id, import_id) WHERE (import_id IS NOT NULL);
alter table external_ref enable row level security;
create policy tenant on external_ref for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on external_ref to truce_app;

create table fact_ruling (
  workspace_id uuid not null,
  key text not null,
  ruling text not null,
  note text,
  member_id uuid,
  ruled_at timestamp with time zone not null
);
alter table fact_ruling add constraint fact_ruling_ruling_check CHECK ((ruling = ANY (ARRAY['known'::text, 'out'::text])));
alter table fact_ruling add constraint fact_ruling_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table fact_ruling add constraint fact_ruling_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id);
alter table fact_ruling add constraint fact_ruling_pkey PRIMARY KEY (workspace_id, key);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON fact_ruling FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table fact_ruling enable row level security;
create policy tenant on fact_ruling for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on fact_ruling to truce_app;

create table field_right (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  role text not null,
  entity text not null,
  field text not null,
  access text not null
);
alter table field_right add constraint field_right_access_check CHECK ((access = ANY (ARRAY['hidden'::text, 'read'::text])));
alter table field_right add constraint field_right_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table field_right add constraint field_right_pkey PRIMARY KEY (workspace_id, id);
alter table field_right add constraint field_right_workspace_id_role_entity_field_key UNIQUE (workspace_id, role, entity, field);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON field_right FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table field_right enable row level security;
create policy tenant on field_right for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on field_right to truce_app;

create table file (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  media_type text not null,
  size_bytes bigint default 0 not null,
  sha256 text,
  purpose text not null,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  discarded_at timestamp with time zone
);
alter table file add constraint file_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table file add constraint file_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON file FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table file enable row level security;
create policy tenant on file for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on file to truce_app;

create table file_chunk (
  workspace_id uuid not null,
  file_id uuid not null,
  n integer not null,
  bytes bytea not null
);
alter table file_chunk add constraint file_chunk_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id) ON DELETE CASCADE;
alter table file_chunk add constraint file_chunk_pkey PRIMARY KEY (workspace_id, file_id, n);
alter table file_chunk enable row level security;
create policy tenant on file_chunk for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on file_chunk to truce_app;

create table forecast_month (
  workspace_id uuid not null,
  made_on date not null,
  month date not null,
  low_minor bigint not null,
  expected_minor bigint not null,
  high_minor bigint not null,
  in_pipe_minor bigint not null,
  made_at timestamp with time zone not null
);
alter table forecast_month add constraint forecast_month_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table forecast_month add constraint forecast_month_pkey PRIMARY KEY (workspace_id, made_on, month);
alter table forecast_month enable row level security;
create policy tenant on forecast_month for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on forecast_month to truce_app;

create table form_answer (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  form_id uuid not null,
  version_id uuid not null,
  token text not null,
  state text not null,
  suspicions text[] default '{}'::text[] not null,
  received_at timestamp with time zone not null,
  answers jsonb not null,
  origin jsonb default '{}'::jsonb not null,
  page_id uuid,
  visitor text,
  identified boolean default false not null,
  place_hash text not null,
  content_hash text not null,
  agent text,
  contact_id uuid,
  linked_id uuid,
  lead_id uuid,
  conversion_id uuid,
  rescued_by uuid,
  rescued_at timestamp with time zone
);
alter table form_answer add constraint form_answer_state_check CHECK ((state = ANY (ARRAY['taken'::text, 'aside'::text])));
alter table form_answer add constraint form_answer_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table form_answer add constraint form_answer_workspace_id_conversion_id_fkey FOREIGN KEY (workspace_id, conversion_id) REFERENCES conversion(workspace_id, id) ON DELETE SET NULL (conversion_id);
alter table form_answer add constraint form_answer_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table form_answer add constraint form_answer_workspace_id_form_id_fkey FOREIGN KEY (workspace_id, form_id) REFERENCES publication(workspace_id, id) ON DELETE CASCADE;
alter table form_answer add constraint form_answer_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table form_answer add constraint form_answer_workspace_id_page_id_fkey FOREIGN KEY (workspace_id, page_id) REFERENCES publication(workspace_id, id) ON DELETE SET NULL (page_id);
alter table form_answer add constraint form_answer_workspace_id_rescued_by_fkey FOREIGN KEY (workspace_id, rescued_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (rescued_by);
alter table form_answer add constraint form_answer_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES publication_version(workspace_id, id) ON DELETE CASCADE;
alter table form_answer add constraint form_answer_pkey PRIMARY KEY (workspace_id, id);
alter table form_answer add constraint form_answer_workspace_id_token_key UNIQUE (workspace_id, token);
CREATE INDEX form_answer_aside ON form_answer USING btree (workspace_id, received_at) WHERE (state = 'aside'::text);
CREATE INDEX form_answer_contact ON form_answer USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX form_answer_conversion ON form_answer USING btree (workspace_id, conversion_id) WHERE (conversion_id IS NOT NULL);
CREATE INDEX form_answer_lead ON form_answer USING btree (workspace_id, lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX form_answer_newest ON form_answer USING btree (workspace_id, form_id, received_at DESC, id DESC);
CREATE INDEX form_answer_same ON form_answer USING btree (workspace_id, content_hash, received_at);
alter table form_answer enable row level security;
create policy tenant on form_answer for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on form_answer to truce_app;

create table form_difference (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  answer_id uuid not null,
  target text not null,
  given text not null,
  state text default 'open'::text not null,
  decided_by uuid,
  decided_at timestamp with time zone
);
alter table form_difference add constraint form_difference_state_check CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'dismissed'::text])));
alter table form_difference add constraint form_difference_workspace_id_answer_id_fkey FOREIGN KEY (workspace_id, answer_id) REFERENCES form_answer(workspace_id, id) ON DELETE CASCADE;
alter table form_difference add constraint form_difference_workspace_id_decided_by_fkey FOREIGN KEY (workspace_id, decided_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (decided_by);
alter table form_difference add constraint form_difference_pkey PRIMARY KEY (workspace_id, id);
alter table form_difference add constraint form_difference_workspace_id_answer_id_target_key UNIQUE (workspace_id, answer_id, target);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON form_difference FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table form_difference enable row level security;
create policy tenant on form_difference for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on form_difference to truce_app;

create table form_file (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  answer_id uuid not null,
  field text not null,
  file_id uuid not null,
  name text not null,
  media_type text not null,
  size_bytes integer not null
);
alter table form_file add constraint form_file_workspace_id_answer_id_fkey FOREIGN KEY (workspace_id, answer_id) REFERENCES form_answer(workspace_id, id) ON DELETE CASCADE;
alter table form_file add constraint form_file_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id);
alter table form_file add constraint form_file_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX form_file_answer ON form_file USING btree (workspace_id, answer_id);
alter table form_file enable row level security;
create policy tenant on form_file for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on form_file to truce_app;

create table gap_ask (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  gap text not null,
  to_member_id uuid not null,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  missing integer not null,
  closed_at timestamp with time zone
);
alter table gap_ask add constraint gap_ask_gap_check CHECK ((length(gap) <= 40));
alter table gap_ask add constraint gap_ask_missing_check CHECK ((missing > 0));
alter table gap_ask add constraint gap_ask_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table gap_ask add constraint gap_ask_workspace_id_to_member_id_fkey FOREIGN KEY (workspace_id, to_member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table gap_ask add constraint gap_ask_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX gap_ask_once ON gap_ask USING btree (workspace_id, gap, to_member_id) WHERE (closed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON gap_ask FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table gap_ask enable row level security;
create policy tenant on gap_ask for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on gap_ask to truce_app;

create table gate_override (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  contact_id uuid not null,
  codes text[] not null,
  side text not null,
  kind text not null,
  offer_id uuid,
  reason text not null,
  made_by uuid,
  made_at timestamp with time zone not null,
  until timestamp with time zone not null,
  taken_back_by uuid,
  taken_back_at timestamp with time zone
);
alter table gate_override add constraint gate_override_check CHECK ((until > made_at));
alter table gate_override add constraint gate_override_codes_check CHECK (((codes <> '{}'::text[]) AND (codes <@ '{same_offer,rep_hold,open_negotiation,attention_budget,interest_known}'::text[])));
alter table gate_override add constraint gate_override_kind_check CHECK ((kind = ANY (ARRAY['information'::text, 'article'::text, 'offer'::text, 'personal'::text, 'transactional'::text, 'call'::text, 'meeting'::text, 'postal'::text])));
alter table gate_override add constraint gate_override_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)));
alter table gate_override add constraint gate_override_side_check CHECK ((side = ANY (ARRAY['marketing'::text, 'sales'::text])));
alter table gate_override add constraint gate_override_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table gate_override add constraint gate_override_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table gate_override add constraint gate_override_workspace_id_made_by_fkey FOREIGN KEY (workspace_id, made_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (made_by);
alter table gate_override add constraint gate_override_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id) ON DELETE CASCADE;
alter table gate_override add constraint gate_override_workspace_id_taken_back_by_fkey FOREIGN KEY (workspace_id, taken_back_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (taken_back_by);
alter table gate_override add constraint gate_override_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX gate_override_contact ON gate_override USING btree (workspace_id, contact_id, until);
CREATE INDEX gate_override_made ON gate_override USING btree (workspace_id, made_at DESC, id DESC);
CREATE INDEX gate_override_open ON gate_override USING btree (workspace_id, kind, side) WHERE (taken_back_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON gate_override FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table gate_override enable row level security;
create policy tenant on gate_override for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select, update on gate_override to truce_app;

create table gate_rules (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number integer not null,
  status text default 'proposed'::text not null,
  rules jsonb not null,
  proposed_by uuid,
  proposed_at timestamp with time zone not null,
  in_force_from timestamp with time zone,
  ended_at timestamp with time zone
);
alter table gate_rules add constraint gate_rules_status_check CHECK ((status = ANY (ARRAY['proposed'::text, 'in_force'::text, 'superseded'::text, 'withdrawn'::text])));
alter table gate_rules add constraint gate_rules_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table gate_rules add constraint gate_rules_workspace_id_proposed_by_fkey FOREIGN KEY (workspace_id, proposed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (proposed_by);
alter table gate_rules add constraint gate_rules_pkey PRIMARY KEY (workspace_id, id);
alter table gate_rules add constraint gate_rules_workspace_id_number_key UNIQUE (workspace_id, number);
CREATE UNIQUE INDEX gate_rules_one_in_force ON gate_rules USING btree (workspace_id) WHERE (status = 'in_force'::text);
CREATE UNIQUE INDEX gate_rules_one_proposed ON gate_rules USING btree (workspace_id) WHERE (status = 'proposed'::text);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON gate_rules FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON gate_rules FOR EACH ROW EXECUTE FUNCTION forget_signatures('gate');
alter table gate_rules enable row level security;
create policy tenant on gate_rules for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on gate_rules to truce_app;

create table goal (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone
);
alter table goal add constraint goal_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table goal add constraint goal_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON goal FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table goal enable row level security;
create policy tenant on goal for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on goal to truce_app;

create table goal_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  goal_id uuid not null,
  number integer not null,
  title text not null,
  why text,
  metric text not null,
  period text not null,
  starts_on date not null,
  target bigint not null,
  marketing_percent integer not null,
  parent_id uuid,
  accountable_id uuid not null,
  responsible_ids uuid[] default '{}'::uuid[] not null,
  drafted_by uuid,
  drafted_at timestamp with time zone not null,
  signed_at timestamp with time zone,
  superseded_at timestamp with time zone,
  reward text,
  reward_percent integer,
  segment jsonb
);
alter table goal_version add constraint goal_version_marketing_percent_check CHECK (((marketing_percent >= 0) AND (marketing_percent <= 100)));
alter table goal_version add constraint goal_version_number_check CHECK ((number > 0));
alter table goal_version add constraint goal_version_period_check CHECK ((period = ANY (ARRAY['month'::text, 'quarter'::text, 'year'::text])));
alter table goal_version add constraint goal_version_reward_check CHECK (((length(reward) >= 1) AND (length(reward) <= 300)));
alter table goal_version add constraint goal_version_reward_percent_check CHECK (((reward_percent >= 1) AND (reward_percent <= 200)));
alter table goal_version add constraint goal_version_reward_whole CHECK (((reward IS NULL) = (reward_percent IS NULL)));
alter table goal_version add constraint goal_version_segment_check CHECK ((jsonb_typeof(segment) = 'object'::text));
alter table goal_version add constraint goal_version_target_check CHECK ((target > 0));
alter table goal_version add constraint goal_version_title_check CHECK (((length(title) >= 1) AND (length(title) <= 160)));
alter table goal_version add constraint goal_version_why_check CHECK ((length(why) <= 2000));
alter table goal_version add constraint goal_version_workspace_id_accountable_id_fkey FOREIGN KEY (workspace_id, accountable_id) REFERENCES member(workspace_id, id);
alter table goal_version add constraint goal_version_workspace_id_drafted_by_fkey FOREIGN KEY (workspace_id, drafted_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (drafted_by);
alter table goal_version add constraint goal_version_workspace_id_goal_id_fkey FOREIGN KEY (workspace_id, goal_id) REFERENCES goal(workspace_id, id) ON DELETE CASCADE;
alter table goal_version add constraint goal_version_workspace_id_parent_id_fkey FOREIGN KEY (workspace_id, parent_id) REFERENCES goal(workspace_id, id) ON DELETE SET NULL (parent_id);
alter table goal_version add constraint goal_version_pkey PRIMARY KEY (workspace_id, id);
alter table goal_version add constraint goal_version_workspace_id_goal_id_number_key UNIQUE (workspace_id, goal_id, number);
CREATE UNIQUE INDEX goal_version_current ON goal_version USING btree (workspace_id, goal_id) WHERE ((signed_at IS NOT NULL) AND (superseded_at IS NULL));
CREATE UNIQUE INDEX goal_version_draft ON goal_version USING btree (workspace_id, goal_id) WHERE (signed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON goal_version FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON goal_version FOR EACH ROW EXECUTE FUNCTION forget_signatures('goal');
alter table goal_version enable row level security;
create policy tenant on goal_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on goal_version to truce_app;

create table handoff (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  lead_id uuid not null,
  contact_id uuid not null,
  company_id uuid,
  campaign_id uuid,
  cause text not null,
  override_reason text,
  route text not null,
  territory_id uuid,
  from_member_id uuid,
  assignee_id uuid,
  handed_at timestamp with time zone not null,
  label text,
  fit character(1),
  why_now text,
  evidence jsonb default '{}'::jsonb not null,
  value_minor bigint default 0 not null,
  cycle integer default 0 not null,
  decision text,
  decided_at timestamp with time zone,
  returned_at timestamp with time zone,
  closed_at timestamp with time zone,
  pool_id uuid,
  taken_at timestamp with time zone,
  reclaim_at timestamp with time zone,
  routing jsonb default '{}'::jsonb not null,
  changes jsonb default '[]'::jsonb not null
);
alter table handoff add constraint handoff_cause_check CHECK ((cause = ANY (ARRAY['threshold'::text, 'hand_raise'::text, 'manual'::text, 'override'::text, 'exploration'::text])));
alter table handoff add constraint handoff_decision_check CHECK ((decision = ANY (ARRAY['accepted'::text, 'accepted_by_default'::text, 'rejected'::text, 'recycled'::text, 'withdrawn'::text])));
alter table handoff add constraint handoff_route_check CHECK ((route = ANY (ARRAY['company_owner'::text, 'territory'::text, 'round_robin'::text, 'catcher'::text, 'chosen'::text, 'pool'::text])));
alter table handoff add constraint handoff_workspace_id_assignee_id_fkey FOREIGN KEY (workspace_id, assignee_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (assignee_id);
alter table handoff add constraint handoff_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (campaign_id);
alter table handoff add constraint handoff_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (company_id);
alter table handoff add constraint handoff_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table handoff add constraint handoff_workspace_id_from_member_id_fkey FOREIGN KEY (workspace_id, from_member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (from_member_id);
alter table handoff add constraint handoff_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE CASCADE;
alter table handoff add constraint handoff_workspace_id_pool_id_fkey FOREIGN KEY (workspace_id, pool_id) REFERENCES lead_pool(workspace_id, id) ON DELETE SET NULL (pool_id);
alter table handoff add constraint handoff_workspace_id_territory_id_fkey FOREIGN KEY (workspace_id, territory_id) REFERENCES territory(workspace_id, id) ON DELETE SET NULL (territory_id);
alter table handoff add constraint handoff_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX handoff_at ON handoff USING btree (workspace_id, handed_at DESC, id DESC);
CREATE INDEX handoff_campaign ON handoff USING btree (workspace_id, campaign_id, handed_at);
CREATE INDEX handoff_company ON handoff USING btree (workspace_id, company_id) WHERE (company_id IS NOT NULL);
CREATE INDEX handoff_contact ON handoff USING btree (workspace_id, contact_id);
CREATE INDEX handoff_exploration ON handoff USING btree (workspace_id, contact_id, handed_at) WHERE (cause = 'exploration'::text);
CREATE INDEX handoff_lead ON handoff USING btree (workspace_id, lead_id, handed_at DESC);
CREATE INDEX handoff_pool ON handoff USING btree (workspace_id, pool_id) WHERE ((closed_at IS NULL) AND (assignee_id IS NULL));
CREATE INDEX handoff_queue ON handoff USING btree (workspace_id, assignee_id, value_minor DESC) WHERE (closed_at IS NULL);
CREATE INDEX handoff_reclaim ON handoff USING btree (workspace_id, reclaim_at) WHERE (reclaim_at IS NOT NULL);
CREATE UNIQUE INDEX handoff_one_open ON handoff USING btree (workspace_id, lead_id) WHERE (closed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON handoff FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table handoff enable row level security;
create policy tenant on handoff for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on handoff to truce_app;

create table hold (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  contact_id uuid,
  company_id uuid,
  deal_id uuid,
  against text not null,
  reason text not null,
  set_by uuid,
  set_at timestamp with time zone not null,
  until timestamp with time zone not null,
  lifted_by uuid,
  lifted_at timestamp with time zone
);
alter table hold add constraint hold_against_check CHECK ((against = ANY (ARRAY['marketing'::text, 'everybody'::text])));
alter table hold add constraint hold_check CHECK ((until > set_at));
alter table hold add constraint hold_check1 CHECK ((num_nonnulls(contact_id, company_id, deal_id) = 1));
alter table hold add constraint hold_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)));
alter table hold add constraint hold_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE CASCADE;
alter table hold add constraint hold_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table hold add constraint hold_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE CASCADE;
alter table hold add constraint hold_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table hold add constraint hold_workspace_id_lifted_by_fkey FOREIGN KEY (workspace_id, lifted_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (lifted_by);
alter table hold add constraint hold_workspace_id_set_by_fkey FOREIGN KEY (workspace_id, set_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (set_by);
alter table hold add constraint hold_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX hold_company ON hold USING btree (workspace_id, company_id) WHERE (company_id IS NOT NULL);
CREATE INDEX hold_contact ON hold USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX hold_deal ON hold USING btree (workspace_id, deal_id) WHERE (deal_id IS NOT NULL);
CREATE INDEX hold_open ON hold USING btree (workspace_id, until) WHERE (lifted_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON hold FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table hold enable row level security;
create policy tenant on hold for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on hold to truce_app;

create table idempotency_key (
  workspace_id uuid not null,
  actor text not null,
  key text not null,
  route text not null,
  request_hash text not null,
  status integer,
  response jsonb,
  created_at timestamp with time zone default now() not null
);
alter table idempotency_key add constraint idempotency_key_key_check CHECK ((length(key) <= 255));
alter table idempotency_key add constraint idempotency_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table idempotency_key add constraint idempotency_key_pkey PRIMARY KEY (workspace_id, actor, key);
CREATE INDEX idempotency_key_age ON idempotency_key USING btree (created_at);
alter table idempotency_key enable row level security;
create policy tenant on idempotency_key for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on idempotency_key to truce_app;

create table import (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  state text default 'uploaded'::text not null,
  options jsonb default '{}'::jsonb not null,
  problem text,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  beat_at timestamp with time zone
);
alter table import add constraint import_state_check CHECK ((state = ANY (ARRAY['uploaded'::text, 'running'::text, 'stopping'::text, 'stopped'::text, 'done'::text, 'failed'::text, 'undoing'::text, 'undone'::text])));
alter table import add constraint import_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table import add constraint import_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table import add constraint import_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON import FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table import enable row level security;
create policy tenant on import for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on import to truce_app;

create table import_file (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  import_id uuid not null,
  file_id uuid not null,
  name text not null,
  "position" integer not null,
  sniff jsonb not null,
  preset text,
  entity text,
  mapping jsonb default '{}'::jsonb not null,
  done_rows bigint default 0 not null,
  finished boolean default false not null,
  rows_created bigint default 0 not null,
  rows_updated bigint default 0 not null,
  rows_merged bigint default 0 not null,
  rows_skipped bigint default 0 not null,
  rows_failed bigint default 0 not null,
  notes jsonb default '[]'::jsonb not null,
  problem text
);
alter table import_file add constraint import_file_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id) ON DELETE CASCADE;
alter table import_file add constraint import_file_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES import(workspace_id, id) ON DELETE CASCADE;
alter table import_file add constraint import_file_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX import_file_import ON import_file USING btree (workspace_id, import_id, "position");
alter table import_file enable row level security;
create policy tenant on import_file for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on import_file to truce_app;

create table import_mapping (
  workspace_id uuid not null,
  header_key text not null,
  entity text not null,
  mapping jsonb not null,
  used_at timestamp with time zone default now() not null
);
alter table import_mapping add constraint import_mapping_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table import_mapping add constraint import_mapping_pkey PRIMARY KEY (workspace_id, header_key);
alter table import_mapping enable row level security;
create policy tenant on import_mapping for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on import_mapping to truce_app;

create table import_row (
  workspace_id uuid not null,
  import_file_id uuid not null,
  n bigint not null,
  line bigint not null,
  outcome text not null,
  entity text,
  entity_id uuid,
  before jsonb,
  after jsonb,
  column_name text,
  reason text,
  cells jsonb,
  undone text
);
alter table import_row add constraint import_row_outcome_check CHECK ((outcome = ANY (ARRAY['created'::text, 'updated'::text, 'merged'::text, 'skipped'::text, 'failed'::text])));
alter table import_row add constraint import_row_undone_check CHECK ((undone = ANY (ARRAY['removed'::text, 'restored'::text, 'kept'::text])));
alter table import_row add constraint import_row_workspace_id_import_file_id_fkey FOREIGN KEY (workspace_id, import_file_id) REFERENCES import_file(workspace_id, id) ON DELETE CASCADE;
alter table import_row add constraint import_row_pkey PRIMARY KEY (workspace_id, import_file_id, n);
CREATE INDEX import_row_entity ON import_row USING btree (workspace_id, entity_id) WHERE (entity_id IS NOT NULL);
CREATE INDEX import_row_problem ON import_row USING btree (workspace_id, import_file_id, n) WHERE ((outcome = ANY (ARRAY['skipped'::text, 'failed'::text])) OR (reason IS NOT NULL));
alter table import_row enable row level security;
create policy tenant on import_row for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on import_row to truce_app;

create table insight (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  activity_id uuid not null,
  place integer not null,
  kind text not null,
  about text not null,
  words text not null,
  plain text generated always as (((' '::text || plain_words(words)) || ' '::text)) stored,
  said_at timestamp with time zone not null,
  through text not null,
  contact_id uuid,
  company_id uuid,
  deal_id uuid,
  lead_id uuid,
  member_id uuid,
  sorted_by uuid,
  sorted_at timestamp with time zone
);
alter table insight add constraint insight_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (company_id);
alter table insight add constraint insight_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table insight add constraint insight_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE SET NULL (deal_id);
alter table insight add constraint insight_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table insight add constraint insight_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table insight add constraint insight_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table insight add constraint insight_workspace_id_sorted_by_fkey FOREIGN KEY (workspace_id, sorted_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (sorted_by);
alter table insight add constraint insight_pkey PRIMARY KEY (workspace_id, id);
alter table insight add constraint insight_workspace_id_activity_id_place_key UNIQUE (workspace_id, activity_id, place);
CREATE INDEX insight_company ON insight USING btree (workspace_id, company_id) WHERE (company_id IS NOT NULL);
CREATE INDEX insight_contact ON insight USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX insight_deal ON insight USING btree (workspace_id, deal_id) WHERE (deal_id IS NOT NULL);
CREATE INDEX insight_lead ON insight USING btree (workspace_id, lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX insight_said ON insight USING btree (workspace_id, said_at DESC, id DESC);
alter table insight enable row level security;
create policy tenant on insight for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on insight to truce_app;

create table insight_theme (
  workspace_id uuid not null,
  insight_id uuid not null,
  theme_id uuid not null,
  by_person boolean default false not null
);
alter table insight_theme add constraint insight_theme_workspace_id_insight_id_fkey FOREIGN KEY (workspace_id, insight_id) REFERENCES insight(workspace_id, id) ON DELETE CASCADE;
alter table insight_theme add constraint insight_theme_workspace_id_theme_id_fkey FOREIGN KEY (workspace_id, theme_id) REFERENCES theme(workspace_id, id) ON DELETE CASCADE;
alter table insight_theme add constraint insight_theme_pkey PRIMARY KEY (workspace_id, insight_id, theme_id);
CREATE INDEX insight_theme_theme ON insight_theme USING btree (workspace_id, theme_id);
alter table insight_theme enable row level security;
create policy tenant on insight_theme for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on insight_theme to truce_app;

create table installation (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone default now() not null
);
alter table installation add constraint installation_pkey PRIMARY KEY (name);
grant delete, insert, select, update on installation to truce_app;

create table invitation (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid not null,
  token_hash text not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  created_at timestamp with time zone default now() not null
);
alter table invitation add constraint invitation_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table invitation add constraint invitation_pkey PRIMARY KEY (workspace_id, id);
alter table invitation add constraint invitation_token_hash_key UNIQUE (token_hash);
alter table invitation enable row level security;
create policy tenant on invitation for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on invitation to truce_app;

create table invoice (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number text,
  subject text,
  status text,
  order_id uuid,
  company_id uuid,
  contact_id uuid,
  deal_id uuid,
  owner_id uuid,
  invoiced_at timestamp with time zone not null,
  due_on date,
  paid_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  sub_total_minor bigint,
  discount_minor bigint,
  tax_minor bigint,
  adjustment_minor bigint,
  total_minor bigint,
  currency character(3) not null,
  data jsonb default '{}'::jsonb not null,
  import_id uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  ref text,
  credit_note boolean generated always as ((COALESCE(total_minor, (0)::bigint) < 0)) stored not null,
  credits_id uuid,
  paid_by text
);
alter table invoice add constraint invoice_paid_by_check CHECK ((paid_by = ANY (ARRAY['hand'::text, 'payments'::text])));
alter table invoice add constraint invoice_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (company_id);
alter table invoice add constraint invoice_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table invoice add constraint invoice_workspace_id_credits_id_fkey FOREIGN KEY (workspace_id, credits_id) REFERENCES invoice(workspace_id, id) ON DELETE SET NULL (credits_id);
alter table invoice add constraint invoice_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE SET NULL (deal_id);
alter table invoice add constraint invoice_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table invoice add constraint invoice_workspace_id_order_id_fkey FOREIGN KEY (workspace_id, order_id) REFERENCES sales_order(workspace_id, id) ON DELETE SET NULL (order_id);
alter table invoice add constraint invoice_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table invoice add constraint invoice_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX invoice_at ON invoice USING btree (workspace_id, invoiced_at DESC, id DESC);
CREATE INDEX invoice_company ON invoice USING btree (workspace_id, company_id, invoiced_at DESC);
CREATE INDEX invoice_contact ON invoice USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX invoice_credits ON invoice USING btree (workspace_id, credits_id) WHERE (credits_id IS NOT NULL);
CREATE INDEX invoice_deal ON invoice USING btree (workspace_id, deal_id) WHERE (deal_id IS NOT NULL);
CREATE INDEX invoice_number ON invoice USING btree (workspace_id, lower(number)) WHERE (number IS NOT NULL);
CREATE INDEX invoice_order ON invoice USING btree (workspace_id, order_id) WHERE (order_id IS NOT NULL);
CREATE UNIQUE INDEX invoice_ref ON invoice USING btree (workspace_id, credit_note, ref) WHERE (ref IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON invoice FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER credit_belongs BEFORE INSERT OR UPDATE OF credits_id ON invoice FOR EACH ROW WHEN ((new.credits_id IS NOT NULL)) EXECUTE FUNCTION credit_belongs();
CREATE TRIGGER credits_follow AFTER UPDATE OF deal_id, order_id ON invoice FOR EACH ROW WHEN (((new.deal_id IS DISTINCT FROM old.deal_id) OR (new.order_id IS DISTINCT FROM old.order_id))) EXECUTE FUNCTION credits_follow();
CREATE TRIGGER invoice_path_due AFTER UPDATE ON invoice FOR EACH ROW WHEN (((COALESCE(new.deal_id, new.order_id, old.deal_id, old.order_id) IS NOT NULL) AND ((((((((new.deal_id IS DISTINCT FROM old.deal_id) OR (new.order_id IS DISTINCT FROM old.order_id)) OR (new.total_minor IS DISTINCT FROM old.total_minor)) OR (new.currency IS DISTINCT FROM old.currency)) OR (new.invoiced_at IS DISTINCT FROM old.invoiced_at)) OR (new.cancelled_at IS DISTINCT FROM old.cancelled_at)) OR (new.paid_at IS DISTINCT FROM old.paid_at)) OR (new.paid_by IS DISTINCT FROM old.paid_by)))) EXECUTE FUNCTION invoice_path_due();
CREATE TRIGGER invoice_path_due_gone AFTER DELETE ON invoice FOR EACH ROW WHEN (((old.deal_id IS NOT NULL) OR (old.order_id IS NOT NULL))) EXECUTE FUNCTION invoice_path_due();
CREATE TRIGGER invoice_path_due_new AFTER INSERT ON invoice FOR EACH ROW WHEN (((new.deal_id IS NOT NULL) OR (new.order_id IS NOT NULL))) EXECUTE FUNCTION invoice_path_due();
alter table invoice enable row level security;
create policy tenant on invoice for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on invoice to truce_app;

create table job_worker (
  worker_id text not null,
  seen_at timestamp with time zone default now() not null,
  pid integer
);
alter table job_worker add constraint job_worker_pkey PRIMARY KEY (worker_id);

create table joint_plan (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  quarter_on date not null,
  number integer not null,
  vision text,
  target_minor bigint not null,
  base_minor bigint default 0 not null,
  marketing_percent integer not null,
  currency character(3) not null,
  levers jsonb not null,
  lead_cost_minor bigint,
  months jsonb not null,
  drafted_by uuid,
  drafted_at timestamp with time zone not null,
  signed_at timestamp with time zone,
  superseded_at timestamp with time zone
);
alter table joint_plan add constraint joint_plan_base_minor_check CHECK ((base_minor >= 0));
alter table joint_plan add constraint joint_plan_marketing_percent_check CHECK (((marketing_percent >= 0) AND (marketing_percent <= 100)));
alter table joint_plan add constraint joint_plan_number_check CHECK ((number > 0));
alter table joint_plan add constraint joint_plan_target_minor_check CHECK ((target_minor > 0));
alter table joint_plan add constraint joint_plan_vision_check CHECK ((length(vision) <= 4000));
alter table joint_plan add constraint joint_plan_workspace_id_drafted_by_fkey FOREIGN KEY (workspace_id, drafted_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (drafted_by);
alter table joint_plan add constraint joint_plan_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table joint_plan add constraint joint_plan_pkey PRIMARY KEY (workspace_id, id);
alter table joint_plan add constraint joint_plan_workspace_id_quarter_on_number_key UNIQUE (workspace_id, quarter_on, number);
CREATE UNIQUE INDEX joint_plan_draft ON joint_plan USING btree (workspace_id, quarter_on) WHERE (signed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON joint_plan FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON joint_plan FOR EACH ROW EXECUTE FUNCTION forget_signatures('joint_plan');
alter table joint_plan enable row level security;
create policy tenant on joint_plan for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on joint_plan to truce_app;

create table journey_state (
  workspace_id uuid not null,
  read_at timestamp with time zone not null,
  rebuilt_at timestamp with time zone not null,
  newest_at timestamp with time zone
);
alter table journey_state add constraint journey_state_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table journey_state add constraint journey_state_pkey PRIMARY KEY (workspace_id);
alter table journey_state enable row level security;
create policy tenant on journey_state for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on journey_state to truce_app;

create table launch_review (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  subject text not null,
  subject_id uuid not null,
  words text,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  test_send_id uuid
);
alter table launch_review add constraint launch_review_subject_check CHECK ((subject = ANY (ARRAY['campaign'::text, 'send'::text, 'offer'::text, 'asset'::text])));
alter table launch_review add constraint launch_review_words_check CHECK ((length(words) <= 1000));
alter table launch_review add constraint launch_review_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table launch_review add constraint launch_review_workspace_id_test_send_id_fkey FOREIGN KEY (workspace_id, test_send_id) REFERENCES send(workspace_id, id) ON DELETE SET NULL (test_send_id);
alter table launch_review add constraint launch_review_pkey PRIMARY KEY (workspace_id, id);
alter table launch_review add constraint launch_review_workspace_id_subject_subject_id_key UNIQUE (workspace_id, subject, subject_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON launch_review FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table launch_review enable row level security;
create policy tenant on launch_review for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on launch_review to truce_app;

create table launch_vote (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  review_id uuid not null,
  member_id uuid not null,
  asked_at timestamp with time zone not null,
  vote text,
  sentence text,
  voted_at timestamp with time zone
);
alter table launch_vote add constraint launch_vote_check CHECK (((vote IS NULL) = (voted_at IS NULL)));
alter table launch_vote add constraint launch_vote_sentence_check CHECK ((length(sentence) <= 500));
alter table launch_vote add constraint launch_vote_vote_check CHECK ((vote = ANY (ARRAY['would_send'::text, 'would_change'::text, 'would_not'::text])));
alter table launch_vote add constraint launch_vote_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table launch_vote add constraint launch_vote_workspace_id_review_id_fkey FOREIGN KEY (workspace_id, review_id) REFERENCES launch_review(workspace_id, id) ON DELETE CASCADE;
alter table launch_vote add constraint launch_vote_pkey PRIMARY KEY (workspace_id, id);
alter table launch_vote add constraint launch_vote_workspace_id_review_id_member_id_key UNIQUE (workspace_id, review_id, member_id);
CREATE INDEX launch_vote_waiting ON launch_vote USING btree (workspace_id, member_id) WHERE (vote IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON launch_vote FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table launch_vote enable row level security;
create policy tenant on launch_vote for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on launch_vote to truce_app;

create table lead (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  contact_id uuid not null,
  company_id uuid,
  stage text default 'inquiry'::text not null,
  working_status text,
  owner_id uuid,
  source_team text default 'marketing'::text not null,
  source_channel text,
  campaign_id uuid,
  hand_raised boolean default false not null,
  why_now text,
  fit character(1),
  score_label text,
  opened_at timestamp with time zone default now() not null,
  stage_since timestamp with time zone default now() not null,
  first_touch_at timestamp with time zone,
  last_touch_at timestamp with time zone,
  touches integer default 0 not null,
  closed_at timestamp with time zone,
  reason_id uuid,
  recycle_until date,
  recycle_count integer default 0 not null,
  tags text[] default '{}'::text[] not null,
  custom jsonb default '{}'::jsonb not null,
  imported boolean default false not null,
  import_id uuid,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  deleted_at timestamp with time zone,
  momentum text,
  score_reason text,
  score_reason_at timestamp with time zone,
  score_model_number integer,
  probability double precision
);
alter table lead add constraint lead_momentum_check CHECK ((momentum = ANY (ARRAY['rising'::text, 'steady'::text, 'falling'::text])));
alter table lead add constraint lead_probability_check CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision)));
alter table lead add constraint lead_source_team_check CHECK ((source_team = ANY (ARRAY['marketing'::text, 'sales'::text, 'partner'::text, 'customer_referral'::text])));
alter table lead add constraint lead_stage_check CHECK ((stage = ANY (ARRAY['inquiry'::text, 'mql'::text, 'sal'::text, 'sql'::text, 'opportunity'::text, 'customer'::text, 'recycled'::text, 'disqualified'::text])));
alter table lead add constraint lead_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (campaign_id);
alter table lead add constraint lead_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (company_id);
alter table lead add constraint lead_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table lead add constraint lead_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table lead add constraint lead_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table lead add constraint lead_workspace_id_reason_id_fkey FOREIGN KEY (workspace_id, reason_id) REFERENCES reason(workspace_id, id) ON DELETE SET NULL (reason_id);
alter table lead add constraint lead_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX lead_by_campaign ON lead USING btree (workspace_id, campaign_id);
CREATE INDEX lead_by_company ON lead USING btree (workspace_id, company_id);
CREATE INDEX lead_by_contact ON lead USING btree (workspace_id, contact_id);
CREATE INDEX lead_by_opened ON lead USING btree (workspace_id, opened_at DESC, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX lead_by_owner ON lead USING btree (workspace_id, owner_id, stage) WHERE (deleted_at IS NULL);
CREATE INDEX lead_by_probability ON lead USING btree (workspace_id, probability DESC NULLS LAST, id DESC) WHERE ((deleted_at IS NULL) AND (closed_at IS NULL));
CREATE INDEX lead_by_stage ON lead USING btree (workspace_id, stage, stage_since DESC, id DESC) WHERE (deleted_at IS NULL);
CREATE INDEX lead_episode ON lead USING btree (workspace_id, contact_id, opened_at DESC) WHERE (deleted_at IS NULL);
CREATE INDEX lead_import ON lead USING btree (workspace_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX lead_of_period ON lead USING btree (workspace_id, opened_at) INCLUDE (id, source_team, source_channel, campaign_id, owner_id, stage, fit, score_label) WHERE (deleted_at IS NULL);
CREATE INDEX lead_queue ON lead USING btree (workspace_id, owner_id, score_label, hand_raised, id) WHERE ((closed_at IS NULL) AND (deleted_at IS NULL) AND (stage = ANY (ARRAY['mql'::text, 'sal'::text, 'sql'::text])));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON lead FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table lead enable row level security;
create policy tenant on lead for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on lead to truce_app;

create table lead_journey (
  workspace_id uuid not null,
  lead_id uuid not null,
  opened_at timestamp with time zone not null,
  month date not null,
  team text not null,
  channel text not null,
  fit text not null,
  campaign_id uuid,
  handed_at timestamp with time zone,
  accepted_at timestamp with time zone,
  deal_at timestamp with time zone,
  won_at timestamp with time zone,
  won_month date
);
alter table lead_journey add constraint lead_journey_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table lead_journey add constraint lead_journey_pkey PRIMARY KEY (workspace_id, lead_id);
CREATE INDEX lead_journey_campaign ON lead_journey USING btree (workspace_id, campaign_id, month) WHERE (campaign_id IS NOT NULL);
CREATE INDEX lead_journey_month ON lead_journey USING btree (workspace_id, month) INCLUDE (team, channel, fit, campaign_id, handed_at, accepted_at, deal_at, won_at, won_month);
alter table lead_journey enable row level security;
create policy tenant on lead_journey for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on lead_journey to truce_app;

create table lead_pool (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  team_id uuid,
  reclaim_seconds bigint not null,
  calendar_id uuid,
  created_at timestamp with time zone default now() not null
);
alter table lead_pool add constraint lead_pool_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table lead_pool add constraint lead_pool_reclaim_seconds_check CHECK (((reclaim_seconds >= 900) AND (reclaim_seconds <= 5184000)));
alter table lead_pool add constraint lead_pool_workspace_id_calendar_id_fkey FOREIGN KEY (workspace_id, calendar_id) REFERENCES calendar(workspace_id, id);
alter table lead_pool add constraint lead_pool_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table lead_pool add constraint lead_pool_workspace_id_team_id_fkey FOREIGN KEY (workspace_id, team_id) REFERENCES team(workspace_id, id) ON DELETE SET NULL (team_id);
alter table lead_pool add constraint lead_pool_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON lead_pool FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table lead_pool enable row level security;
create policy tenant on lead_pool for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on lead_pool to truce_app;

create table lead_snapshot (
  workspace_id uuid not null,
  lead_id uuid not null,
  cause text not null,
  taken_at timestamp with time zone not null,
  label text,
  facts jsonb not null,
  probability double precision,
  training_id uuid
);
alter table lead_snapshot add constraint lead_snapshot_cause_check CHECK ((cause = ANY (ARRAY['opened'::text, 'handed_off'::text])));
alter table lead_snapshot add constraint lead_snapshot_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE CASCADE;
alter table lead_snapshot add constraint lead_snapshot_workspace_id_training_id_fkey FOREIGN KEY (workspace_id, training_id) REFERENCES training(workspace_id, id) ON DELETE SET NULL (training_id);
alter table lead_snapshot add constraint lead_snapshot_pkey PRIMARY KEY (workspace_id, lead_id);
CREATE INDEX lead_snapshot_taken ON lead_snapshot USING btree (workspace_id, taken_at);
alter table lead_snapshot enable row level security;
create policy tenant on lead_snapshot for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on lead_snapshot to truce_app;

create table lead_value (
  workspace_id uuid not null,
  label text not null,
  closed integer not null,
  won integer not null,
  probability numeric(6,5) not null,
  average_minor bigint not null,
  own_data boolean not null,
  computed_at timestamp with time zone not null
);
alter table lead_value add constraint lead_value_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table lead_value add constraint lead_value_pkey PRIMARY KEY (workspace_id, label);
alter table lead_value enable row level security;
create policy tenant on lead_value for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on lead_value to truce_app;

create table library_terms (
  workspace_id uuid not null,
  answer_days integer default 7 not null,
  warn_days integer default 2 not null,
  link_days integer default 180 not null
);
alter table library_terms add constraint library_terms_answer_days_check CHECK (((answer_days >= 1) AND (answer_days <= 90)));
alter table library_terms add constraint library_terms_check CHECK ((warn_days < answer_days));
alter table library_terms add constraint library_terms_link_days_check CHECK (((link_days >= 1) AND (link_days <= 1100)));
alter table library_terms add constraint library_terms_warn_days_check CHECK (((warn_days >= 0) AND (warn_days <= 30)));
alter table library_terms add constraint library_terms_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table library_terms add constraint library_terms_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON library_terms FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table library_terms enable row level security;
create policy tenant on library_terms for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on library_terms to truce_app;

create table loop_setting (
  workspace_id uuid not null,
  limbo_days integer default 14 not null,
  holdout_percent integer default 0 not null,
  measured_attempts integer,
  measured_leads integer,
  measured_at timestamp with time zone
);
alter table loop_setting add constraint loop_setting_holdout_percent_check CHECK (((holdout_percent >= 0) AND (holdout_percent <= 50)));
alter table loop_setting add constraint loop_setting_limbo_days_check CHECK (((limbo_days >= 1) AND (limbo_days <= 365)));
alter table loop_setting add constraint loop_setting_measured CHECK (((measured_attempts IS NULL) = (measured_leads IS NULL)));
alter table loop_setting add constraint loop_setting_measured_attempts_check CHECK ((measured_attempts >= 1));
alter table loop_setting add constraint loop_setting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table loop_setting add constraint loop_setting_pkey PRIMARY KEY (workspace_id);
alter table loop_setting enable row level security;
create policy tenant on loop_setting for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on loop_setting to truce_app;

create table mail (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  to_email text not null,
  to_name text,
  from_email text,
  subject text not null,
  body_text text not null,
  body_html text,
  headers jsonb default '{}'::jsonb not null,
  message_id text not null,
  state text default 'queued'::text not null,
  problem text,
  attempts integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  sent_at timestamp with time zone,
  calendar jsonb
);
alter table mail add constraint mail_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'handed'::text, 'sent'::text, 'captured'::text, 'failed'::text, 'held'::text])));
alter table mail add constraint mail_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table mail add constraint mail_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX mail_recent ON mail USING btree (workspace_id, created_at DESC);
alter table mail enable row level security;
create policy tenant on mail for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mail to truce_app;

create table mail_address (
  workspace_id uuid not null,
  hash text not null,
  email text,
  created_at timestamp with time zone default now() not null
);
alter table mail_address add constraint mail_address_email_check CHECK ((email = lower(email)));
alter table mail_address add constraint mail_address_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table mail_address add constraint mail_address_pkey PRIMARY KEY (workspace_id, hash);
CREATE UNIQUE INDEX mail_address_email ON mail_address USING btree (workspace_id, email) WHERE (email IS NOT NULL);
alter table mail_address enable row level security;
create policy tenant on mail_address for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mail_address to truce_app;

create table mail_image (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  token text not null,
  file_id uuid not null,
  name text not null,
  media_type text not null,
  size_bytes integer not null,
  width integer not null,
  height integer not null,
  created_by uuid,
  created_at timestamp with time zone default now() not null
);
alter table mail_image add constraint mail_image_media_type_check CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/gif'::text, 'image/webp'::text])));
alter table mail_image add constraint mail_image_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table mail_image add constraint mail_image_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id);
alter table mail_image add constraint mail_image_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table mail_image add constraint mail_image_pkey PRIMARY KEY (workspace_id, id);
alter table mail_image add constraint mail_image_token_key UNIQUE (token);
CREATE INDEX mail_image_recent ON mail_image USING btree (workspace_id, created_at DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON mail_image FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table mail_image enable row level security;
create policy tenant on mail_image for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mail_image to truce_app;

create table mail_purpose (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  description text not null,
  ground text not null,
  double_opt_in boolean default true not null,
  "position" integer not null,
  retired_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone default now() not null
);
alter table mail_purpose add constraint mail_purpose_description_check CHECK (((length(description) >= 1) AND (length(description) <= 500)));
alter table mail_purpose add constraint mail_purpose_ground_check CHECK ((ground = ANY (ARRAY['consent'::text, 'relation'::text, 'interest'::text])));
alter table mail_purpose add constraint mail_purpose_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)));
alter table mail_purpose add constraint mail_purpose_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table mail_purpose add constraint mail_purpose_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table mail_purpose add constraint mail_purpose_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX mail_purpose_name ON mail_purpose USING btree (workspace_id, lower(name)) WHERE (retired_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON mail_purpose FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table mail_purpose enable row level security;
create policy tenant on mail_purpose for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select, update on mail_purpose to truce_app;

create table mail_server (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  host text not null,
  port integer not null,
  tls text not null,
  user_name text,
  bounce_address text,
  sends_from text[] default '{}'::text[] not null,
  per_minute integer,
  per_hour integer,
  domain_rates jsonb default '{}'::jsonb not null,
  lanes text[] default '{}'::text[] not null,
  senders text[] default '{}'::text[] not null,
  revision integer default 1 not null,
  paused_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null,
  own_returns boolean default true not null
);
alter table mail_server add constraint mail_server_bounce_address_check CHECK ((length(bounce_address) <= 254));
alter table mail_server add constraint mail_server_host_check CHECK (((length(host) >= 1) AND (length(host) <= 253)));
alter table mail_server add constraint mail_server_lanes_check CHECK ((lanes <@ ARRAY['transactional'::text, 'personal'::text, 'bulk'::text]));
alter table mail_server add constraint mail_server_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table mail_server add constraint mail_server_per_hour_check CHECK ((per_hour > 0));
alter table mail_server add constraint mail_server_per_minute_check CHECK ((per_minute > 0));
alter table mail_server add constraint mail_server_port_check CHECK (((port >= 1) AND (port <= 65535)));
alter table mail_server add constraint mail_server_tls_check CHECK ((tls = ANY (ARRAY['implicit'::text, 'starttls'::text, 'if_offered'::text, 'none'::text])));
alter table mail_server add constraint mail_server_user_name_check CHECK (((length(user_name) >= 1) AND (length(user_name) <= 320)));
alter table mail_server add constraint mail_server_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table mail_server add constraint mail_server_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table mail_server add constraint mail_server_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX mail_server_name ON mail_server USING btree (workspace_id, lower(name));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON mail_server FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table mail_server enable row level security;
create policy tenant on mail_server for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mail_server to truce_app;

create table mail_server_secret (
  workspace_id uuid not null,
  server_id uuid not null,
  password text not null
);
alter table mail_server_secret add constraint mail_server_secret_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table mail_server_secret add constraint mail_server_secret_workspace_id_server_id_fkey FOREIGN KEY (workspace_id, server_id) REFERENCES mail_server(workspace_id, id) ON DELETE CASCADE;
alter table mail_server_secret add constraint mail_server_secret_pkey PRIMARY KEY (workspace_id, server_id);
alter table mail_server_secret enable row level security;
create policy tenant on mail_server_secret for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mail_server_secret to truce_app;

create table mail_server_test (
  workspace_id uuid not null,
  server_id uuid not null,
  tested_at timestamp with time zone not null,
  works boolean not null,
  stage text,
  response text,
  address text,
  returns text,
  returns_response text
);
alter table mail_server_test add constraint mail_server_test_returns_check CHECK ((returns = ANY (ARRAY['taken'::text, 'refused'::text])));
alter table mail_server_test add constraint mail_server_test_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table mail_server_test add constraint mail_server_test_workspace_id_server_id_fkey FOREIGN KEY (workspace_id, server_id) REFERENCES mail_server(workspace_id, id) ON DELETE CASCADE;
alter table mail_server_test add constraint mail_server_test_pkey PRIMARY KEY (workspace_id, server_id);
alter table mail_server_test enable row level security;
create policy tenant on mail_server_test for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mail_server_test to truce_app;

create table mailbox (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  name text not null,
  address text not null,
  member_id uuid,
  host text not null,
  port integer not null,
  security text not null,
  username text not null,
  inbox text default 'INBOX'::text not null,
  sent text,
  since timestamp with time zone not null,
  keeps text default 'whole'::text not null,
  visible_to text default 'owner'::text not null,
  ignored text[] default '{}'::text[] not null,
  internal text[] default '{}'::text[] not null,
  inquiries text default 'ask'::text not null,
  paused_at timestamp with time zone,
  removed_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null
);
alter table mailbox add constraint mailbox_address_check CHECK (((address = lower(address)) AND ((length(address) >= 3) AND (length(address) <= 254))));
alter table mailbox add constraint mailbox_check CHECK (((kind = 'personal'::text) = (member_id IS NOT NULL)));
alter table mailbox add constraint mailbox_host_check CHECK (((length(host) >= 1) AND (length(host) <= 253)));
alter table mailbox add constraint mailbox_inquiries_check CHECK ((inquiries = ANY (ARRAY['ask'::text, 'lead'::text])));
alter table mailbox add constraint mailbox_keeps_check CHECK ((keeps = ANY (ARRAY['whole'::text, 'heads'::text])));
alter table mailbox add constraint mailbox_kind_check CHECK ((kind = ANY (ARRAY['shared'::text, 'personal'::text, 'bounces'::text, 'drop'::text])));
alter table mailbox add constraint mailbox_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table mailbox add constraint mailbox_port_check CHECK (((port >= 1) AND (port <= 65535)));
alter table mailbox add constraint mailbox_security_check CHECK ((security = ANY (ARRAY['tls'::text, 'starttls'::text, 'none'::text])));
alter table mailbox add constraint mailbox_visible_to_check CHECK ((visible_to = ANY (ARRAY['owner'::text, 'team'::text, 'subject'::text])));
alter table mailbox add constraint mailbox_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table mailbox add constraint mailbox_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table mailbox add constraint mailbox_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table mailbox add constraint mailbox_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX mailbox_address ON mailbox USING btree (workspace_id, address) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX mailbox_name ON mailbox USING btree (workspace_id, lower(name)) WHERE (removed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON mailbox FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table mailbox enable row level security;
create policy tenant on mailbox for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mailbox to truce_app;

create table mailbox_folder (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  role text not null,
  uid_validity bigint not null,
  uid bigint default 0 not null,
  counted_at timestamp with time zone,
  on_server integer,
  with_us integer,
  missing integer,
  repaired integer
);
alter table mailbox_folder add constraint mailbox_folder_role_check CHECK ((role = ANY (ARRAY['inbox'::text, 'sent'::text])));
alter table mailbox_folder add constraint mailbox_folder_workspace_id_mailbox_id_fkey FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox(workspace_id, id) ON DELETE CASCADE;
alter table mailbox_folder add constraint mailbox_folder_pkey PRIMARY KEY (workspace_id, mailbox_id, role);
alter table mailbox_folder enable row level security;
create policy tenant on mailbox_folder for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mailbox_folder to truce_app;

create table mailbox_receipt (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  role text not null,
  uid_validity bigint not null,
  uid bigint not null,
  outcome text not null,
  reason text,
  tries integer default 1 not null,
  mail_id uuid,
  at timestamp with time zone not null
);
alter table mailbox_receipt add constraint mailbox_receipt_outcome_check CHECK ((outcome = ANY (ARRAY['reading'::text, 'kept'::text, 'known'::text, 'told'::text, 'unknown_people'::text, 'ignored'::text, 'internal'::text, 'not_ours'::text, 'failed'::text])));
alter table mailbox_receipt add constraint mailbox_receipt_workspace_id_mail_id_fkey FOREIGN KEY (workspace_id, mail_id) REFERENCES conversation_mail(workspace_id, id) ON DELETE SET NULL (mail_id);
alter table mailbox_receipt add constraint mailbox_receipt_workspace_id_mailbox_id_fkey FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox(workspace_id, id) ON DELETE CASCADE;
alter table mailbox_receipt add constraint mailbox_receipt_pkey PRIMARY KEY (workspace_id, mailbox_id, role, uid_validity, uid);
CREATE INDEX mailbox_receipt_failed ON mailbox_receipt USING btree (workspace_id, mailbox_id) WHERE (outcome = 'failed'::text);
CREATE INDEX mailbox_receipt_mail ON mailbox_receipt USING btree (workspace_id, mail_id) WHERE (mail_id IS NOT NULL);
alter table mailbox_receipt enable row level security;
create policy tenant on mailbox_receipt for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mailbox_receipt to truce_app;

create table mailbox_secret (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  secret text not null
);
alter table mailbox_secret add constraint mailbox_secret_workspace_id_mailbox_id_fkey FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox(workspace_id, id) ON DELETE CASCADE;
alter table mailbox_secret add constraint mailbox_secret_pkey PRIMARY KEY (workspace_id, mailbox_id);
alter table mailbox_secret enable row level security;
create policy tenant on mailbox_secret for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mailbox_secret to truce_app;

create table mailbox_status (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  holder uuid,
  held_until timestamp with time zone,
  wanted_at timestamp with time zone,
  read_at timestamp with time zone,
  listens boolean default false not null,
  problem text,
  problem_code text,
  problem_at timestamp with time zone,
  failures integer default 0 not null,
  retry_at timestamp with time zone
);
alter table mailbox_status add constraint mailbox_status_workspace_id_mailbox_id_fkey FOREIGN KEY (workspace_id, mailbox_id) REFERENCES mailbox(workspace_id, id) ON DELETE CASCADE;
alter table mailbox_status add constraint mailbox_status_pkey PRIMARY KEY (workspace_id, mailbox_id);
alter table mailbox_status enable row level security;
create policy tenant on mailbox_status for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on mailbox_status to truce_app;

create table meeting (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  series_id uuid,
  slot_at timestamp with time zone,
  kind text not null,
  title text not null,
  side text,
  zone text not null,
  starts_at timestamp with time zone not null,
  minutes integer not null,
  place text,
  link text,
  least_guests integer not null,
  organizer_id uuid,
  uid text not null,
  sequence integer default 0 not null,
  cancelled_at timestamp with time zone,
  cancel_reason text,
  published_at timestamp with time zone,
  opened_at timestamp with time zone,
  closed_at timestamp with time zone,
  closed_by uuid,
  created_at timestamp with time zone not null
);
alter table meeting add constraint meeting_check CHECK (((kind = 'team'::text) = (side IS NOT NULL)));
alter table meeting add constraint meeting_kind_check CHECK ((kind = ANY (ARRAY['weekly'::text, 'monthly'::text, 'quarterly'::text, 'root_cause'::text, 'team'::text])));
alter table meeting add constraint meeting_least_guests_check CHECK (((least_guests >= 0) AND (least_guests <= 20)));
alter table meeting add constraint meeting_minutes_check CHECK (((minutes >= 5) AND (minutes <= 480)));
alter table meeting add constraint meeting_side_check CHECK ((side = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table meeting add constraint meeting_title_check CHECK (((length(title) >= 1) AND (length(title) <= 120)));
alter table meeting add constraint meeting_workspace_id_closed_by_fkey FOREIGN KEY (workspace_id, closed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (closed_by);
alter table meeting add constraint meeting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table meeting add constraint meeting_workspace_id_organizer_id_fkey FOREIGN KEY (workspace_id, organizer_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (organizer_id);
alter table meeting add constraint meeting_workspace_id_series_id_fkey FOREIGN KEY (workspace_id, series_id) REFERENCES meeting_series(workspace_id, id) ON DELETE CASCADE;
alter table meeting add constraint meeting_pkey PRIMARY KEY (workspace_id, id);
alter table meeting add constraint meeting_workspace_id_series_id_slot_at_key UNIQUE (workspace_id, series_id, slot_at);
CREATE INDEX meeting_by_time ON meeting USING btree (workspace_id, starts_at);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON meeting FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table meeting enable row level security;
create policy tenant on meeting for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on meeting to truce_app;

create table meeting_action (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  meeting_id uuid,
  item_id uuid,
  root_cause_id uuid,
  task_id uuid not null,
  created_at timestamp with time zone not null
);
alter table meeting_action add constraint meeting_action_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table meeting_action add constraint meeting_action_workspace_id_item_id_fkey FOREIGN KEY (workspace_id, item_id) REFERENCES meeting_item(workspace_id, id) ON DELETE SET NULL (item_id);
alter table meeting_action add constraint meeting_action_workspace_id_meeting_id_fkey FOREIGN KEY (workspace_id, meeting_id) REFERENCES meeting(workspace_id, id) ON DELETE CASCADE;
alter table meeting_action add constraint meeting_action_workspace_id_root_cause_id_fkey FOREIGN KEY (workspace_id, root_cause_id) REFERENCES root_cause(workspace_id, id) ON DELETE CASCADE;
alter table meeting_action add constraint meeting_action_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES task(workspace_id, id) ON DELETE CASCADE;
alter table meeting_action add constraint meeting_action_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON meeting_action FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table meeting_action enable row level security;
create policy tenant on meeting_action for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on meeting_action to truce_app;

create table meeting_feed (
  workspace_id uuid not null,
  id uuid default gen_random_uuid() not null,
  member_id uuid not null,
  created_at timestamp with time zone not null
);
alter table meeting_feed add constraint meeting_feed_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table meeting_feed add constraint meeting_feed_pkey PRIMARY KEY (workspace_id, id);
alter table meeting_feed add constraint meeting_feed_workspace_id_member_id_key UNIQUE (workspace_id, member_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON meeting_feed FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table meeting_feed enable row level security;
create policy tenant on meeting_feed for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on meeting_feed to truce_app;

create table meeting_item (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  meeting_id uuid not null,
  source text not null,
  source_key text,
  "position" integer not null,
  minutes integer default 5 not null,
  sentence text not null,
  k integer,
  n integer,
  evidence jsonb default '[]'::jsonb not null,
  total integer default 0 not null,
  aside_at timestamp with time zone,
  note text default ''::text not null,
  added_by uuid,
  created_at timestamp with time zone not null
);
alter table meeting_item add constraint meeting_item_minutes_check CHECK (((minutes >= 1) AND (minutes <= 240)));
alter table meeting_item add constraint meeting_item_sentence_check CHECK (((length(sentence) >= 1) AND (length(sentence) <= 500)));
alter table meeting_item add constraint meeting_item_workspace_id_added_by_fkey FOREIGN KEY (workspace_id, added_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (added_by);
alter table meeting_item add constraint meeting_item_workspace_id_meeting_id_fkey FOREIGN KEY (workspace_id, meeting_id) REFERENCES meeting(workspace_id, id) ON DELETE CASCADE;
alter table meeting_item add constraint meeting_item_pkey PRIMARY KEY (workspace_id, id);
alter table meeting_item add constraint meeting_item_workspace_id_meeting_id_source_source_key_key UNIQUE (workspace_id, meeting_id, source, source_key);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON meeting_item FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table meeting_item enable row level security;
create policy tenant on meeting_item for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on meeting_item to truce_app;

create table meeting_person (
  workspace_id uuid not null,
  meeting_id uuid not null,
  member_id uuid not null,
  department text,
  invited_at timestamp with time zone not null,
  reply text,
  replied_at timestamp with time zone,
  reminded_at timestamp with time zone,
  attendance text
);
alter table meeting_person add constraint meeting_person_attendance_check CHECK ((attendance = ANY (ARRAY['in_person'::text, 'remote'::text, 'absent'::text])));
alter table meeting_person add constraint meeting_person_department_check CHECK ((department = ANY (ARRAY['sales'::text, 'marketing'::text, 'coordination'::text])));
alter table meeting_person add constraint meeting_person_reply_check CHECK ((reply = ANY (ARRAY['yes'::text, 'no'::text])));
alter table meeting_person add constraint meeting_person_workspace_id_meeting_id_fkey FOREIGN KEY (workspace_id, meeting_id) REFERENCES meeting(workspace_id, id) ON DELETE CASCADE;
alter table meeting_person add constraint meeting_person_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table meeting_person add constraint meeting_person_pkey PRIMARY KEY (workspace_id, meeting_id, member_id);
CREATE INDEX meeting_person_member ON meeting_person USING btree (workspace_id, member_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON meeting_person FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table meeting_person enable row level security;
create policy tenant on meeting_person for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on meeting_person to truce_app;

create table meeting_question (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  meeting_id uuid not null,
  party text not null,
  asked_by uuid,
  body text not null,
  answer text,
  answered_by uuid,
  answered_at timestamp with time zone,
  carried integer default 0 not null,
  created_at timestamp with time zone not null
);
alter table meeting_question add constraint meeting_question_body_check CHECK (((length(body) >= 1) AND (length(body) <= 1000)));
alter table meeting_question add constraint meeting_question_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table meeting_question add constraint meeting_question_workspace_id_answered_by_fkey FOREIGN KEY (workspace_id, answered_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (answered_by);
alter table meeting_question add constraint meeting_question_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table meeting_question add constraint meeting_question_workspace_id_meeting_id_fkey FOREIGN KEY (workspace_id, meeting_id) REFERENCES meeting(workspace_id, id) ON DELETE CASCADE;
alter table meeting_question add constraint meeting_question_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX meeting_question_meeting ON meeting_question USING btree (workspace_id, meeting_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON meeting_question FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table meeting_question enable row level security;
create policy tenant on meeting_question for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on meeting_question to truce_app;

create table meeting_series (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  title text not null,
  side text,
  zone text not null,
  first_on date not null,
  at_time text not null,
  minutes integer not null,
  rule text not null,
  until_on date,
  place text,
  link text,
  least_guests integer not null,
  organizer_id uuid,
  uid text not null,
  sequence integer default 0 not null,
  ended_at timestamp with time zone,
  created_at timestamp with time zone not null
);
alter table meeting_series add constraint meeting_series_at_time_check CHECK ((at_time ~ '^[0-2][0-9]:[0-5][0-9]$'::text));
alter table meeting_series add constraint meeting_series_check CHECK (((kind = 'team'::text) = (side IS NOT NULL)));
alter table meeting_series add constraint meeting_series_kind_check CHECK ((kind = ANY (ARRAY['weekly'::text, 'monthly'::text, 'quarterly'::text, 'root_cause'::text, 'team'::text])));
alter table meeting_series add constraint meeting_series_least_guests_check CHECK (((least_guests >= 0) AND (least_guests <= 20)));
alter table meeting_series add constraint meeting_series_minutes_check CHECK (((minutes >= 5) AND (minutes <= 480)));
alter table meeting_series add constraint meeting_series_side_check CHECK ((side = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table meeting_series add constraint meeting_series_title_check CHECK (((length(title) >= 1) AND (length(title) <= 120)));
alter table meeting_series add constraint meeting_series_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table meeting_series add constraint meeting_series_workspace_id_organizer_id_fkey FOREIGN KEY (workspace_id, organizer_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (organizer_id);
alter table meeting_series add constraint meeting_series_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON meeting_series FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table meeting_series enable row level security;
create policy tenant on meeting_series for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on meeting_series to truce_app;

create table meeting_series_person (
  workspace_id uuid not null,
  series_id uuid not null,
  member_id uuid not null
);
alter table meeting_series_person add constraint meeting_series_person_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table meeting_series_person add constraint meeting_series_person_workspace_id_series_id_fkey FOREIGN KEY (workspace_id, series_id) REFERENCES meeting_series(workspace_id, id) ON DELETE CASCADE;
alter table meeting_series_person add constraint meeting_series_person_pkey PRIMARY KEY (workspace_id, series_id, member_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON meeting_series_person FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table meeting_series_person enable row level security;
create policy tenant on meeting_series_person for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on meeting_series_person to truce_app;

create table member (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  user_id text,
  email text not null,
  name text not null,
  roles text[] default '{}'::text[] not null,
  department text,
  team_id uuid,
  status text default 'invited'::text not null,
  time_zone text,
  locale text,
  role_card jsonb default '{}'::jsonb not null,
  access_until timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table member add constraint member_department_check CHECK ((department = ANY (ARRAY['sales'::text, 'marketing'::text, 'coordination'::text])));
alter table member add constraint member_status_check CHECK ((status = ANY (ARRAY['placeholder'::text, 'invited'::text, 'active'::text, 'disabled'::text])));
alter table member add constraint member_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth_user(id) ON DELETE SET NULL;
alter table member add constraint member_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table member add constraint member_workspace_id_team_id_fkey FOREIGN KEY (workspace_id, team_id) REFERENCES team(workspace_id, id) ON DELETE SET NULL (team_id);
alter table member add constraint member_pkey PRIMARY KEY (workspace_id, id);
alter table member add constraint member_workspace_id_user_id_key UNIQUE (workspace_id, user_id);
CREATE INDEX member_user ON member USING btree (user_id);
CREATE UNIQUE INDEX member_email ON member USING btree (workspace_id, lower(email));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON member FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table member enable row level security;
create policy tenant on member for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on member to truce_app;

create table member_leave (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid not null,
  starts_on date not null,
  ends_on date not null
);
alter table member_leave add constraint member_leave_check CHECK ((ends_on >= starts_on));
alter table member_leave add constraint member_leave_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table member_leave add constraint member_leave_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON member_leave FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table member_leave enable row level security;
create policy tenant on member_leave for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on member_leave to truce_app;

create table merge (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  entity text not null,
  winner_id uuid not null,
  loser_id uuid not null,
  choices jsonb default '{}'::jsonb not null,
  before jsonb default '{}'::jsonb not null,
  after jsonb default '{}'::jsonb not null,
  activity_id uuid,
  merged_by uuid,
  merged_at timestamp with time zone not null,
  undo_until timestamp with time zone not null,
  undone_at timestamp with time zone
);
alter table merge add constraint merge_entity_check CHECK ((entity = ANY (ARRAY['contact'::text, 'company'::text])));
alter table merge add constraint merge_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table merge add constraint merge_workspace_id_merged_by_fkey FOREIGN KEY (workspace_id, merged_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (merged_by);
alter table merge add constraint merge_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX merge_loser ON merge USING btree (workspace_id, loser_id, merged_at DESC);
CREATE INDEX merge_winner ON merge USING btree (workspace_id, winner_id, merged_at DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON merge FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table merge enable row level security;
create policy tenant on merge for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on merge to truce_app;

create table merge_move (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  merge_id uuid not null,
  relation text not null,
  field text not null,
  what text not null,
  keys text[] default '{}'::text[] not null,
  before jsonb,
  after jsonb
);
alter table merge_move add constraint merge_move_what_check CHECK ((what = ANY (ARRAY['moved'::text, 'removed'::text, 'changed'::text])));
alter table merge_move add constraint merge_move_workspace_id_merge_id_fkey FOREIGN KEY (workspace_id, merge_id) REFERENCES merge(workspace_id, id) ON DELETE CASCADE;
alter table merge_move add constraint merge_move_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX merge_move_merge ON merge_move USING btree (workspace_id, merge_id);
alter table merge_move enable row level security;
create policy tenant on merge_move for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on merge_move to truce_app;

create table message (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  send_id uuid,
  variant_id uuid,
  contact_id uuid,
  cause text not null,
  cause_id uuid not null,
  dedupe_key text not null,
  lane text not null,
  intent jsonb,
  template_version_id uuid,
  more jsonb,
  sender_id uuid,
  member_id uuid,
  address text,
  domain text generated always as (split_part(address, '@'::text, 2)) stored,
  state text default 'planned'::text not null,
  code text,
  reasons jsonb,
  left_out boolean default false not null,
  override jsonb,
  zone text,
  hours jsonb,
  due_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  held_until timestamp with time zone,
  lease_by text,
  lease_until timestamp with time zone,
  claimed_at timestamp with time zone,
  tries smallint default 0 not null,
  reservation_id uuid,
  server_id uuid,
  response text,
  in_reply_to text,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  ended_at timestamp with time zone,
  activity_id uuid,
  delivered_at timestamp with time zone,
  clicked_at timestamp with time zone,
  replied_at timestamp with time zone,
  bounced_at timestamp with time zone,
  bounce text,
  complained_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  resolved_by uuid
);
alter table message add constraint message_bounce_check CHECK ((bounce = ANY (ARRAY['hard'::text, 'soft'::text])));
alter table message add constraint message_cause_check CHECK ((cause = ANY (ARRAY['send'::text, 'nurture_step'::text, 'form'::text, 'asset_share'::text, 'conversation'::text, 'handoff'::text, 'library_request'::text, 'invitation'::text, 'by_hand'::text])));
alter table message add constraint message_dedupe_key_check CHECK (((length(dedupe_key) >= 1) AND (length(dedupe_key) <= 200)));
alter table message add constraint message_lane_check CHECK ((lane = ANY (ARRAY['transactional'::text, 'personal'::text, 'bulk'::text])));
alter table message add constraint message_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'claimed'::text, 'handing'::text, 'sent'::text, 'captured'::text, 'failed'::text, 'unknown'::text, 'stopped'::text, 'held'::text, 'cancelled'::text])));
alter table message add constraint message_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table message add constraint message_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table message add constraint message_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table message add constraint message_workspace_id_resolved_by_fkey FOREIGN KEY (workspace_id, resolved_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (resolved_by);
alter table message add constraint message_workspace_id_send_id_fkey FOREIGN KEY (workspace_id, send_id) REFERENCES send(workspace_id, id) ON DELETE CASCADE;
alter table message add constraint message_workspace_id_sender_id_fkey FOREIGN KEY (workspace_id, sender_id) REFERENCES sender_identity(workspace_id, id) ON DELETE SET NULL (sender_id);
alter table message add constraint message_workspace_id_template_version_id_fkey FOREIGN KEY (workspace_id, template_version_id) REFERENCES template_version(workspace_id, id) ON DELETE SET NULL (template_version_id);
alter table message add constraint message_workspace_id_variant_id_fkey FOREIGN KEY (workspace_id, variant_id) REFERENCES send_variant(workspace_id, id) ON DELETE SET NULL (variant_id);
alter table message add constraint message_pkey PRIMARY KEY (workspace_id, id);
alter table message add constraint message_workspace_id_dedupe_key_key UNIQUE (workspace_id, dedupe_key);
CREATE INDEX message_alone ON message USING btree (workspace_id, lane, due_at) WHERE ((state = 'planned'::text) AND (send_id IS NULL));
CREATE INDEX message_held ON message USING btree (workspace_id, held_until) WHERE (state = 'held'::text);
CREATE INDEX message_leased ON message USING btree (workspace_id, lease_until) WHERE (state = ANY (ARRAY['claimed'::text, 'handing'::text]));
CREATE INDEX message_of_cause ON message USING btree (workspace_id, cause, cause_id) WHERE (send_id IS NULL);
CREATE INDEX message_of_contact ON message USING btree (workspace_id, contact_id, id DESC);
CREATE INDEX message_of_send ON message USING btree (workspace_id, send_id, state, due_at) WHERE (send_id IS NOT NULL);
CREATE INDEX message_of_version ON message USING btree (workspace_id, template_version_id) WHERE ((template_version_id IS NOT NULL) AND (send_id IS NULL));
CREATE INDEX message_unknown ON message USING btree (workspace_id, id) WHERE (state = 'unknown'::text);
alter table message enable row level security;
create policy tenant on message for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on message to truce_app;

create table message_click (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  message_id uuid not null,
  link_id uuid not null,
  at timestamp with time zone not null,
  method text not null,
  agent text,
  verdict text not null,
  reason text not null,
  judged boolean default false not null
);
alter table message_click add constraint message_click_verdict_check CHECK ((verdict = ANY (ARRAY['human'::text, 'suspected'::text, 'machine'::text])));
alter table message_click add constraint message_click_workspace_id_link_id_fkey FOREIGN KEY (workspace_id, link_id) REFERENCES message_link(workspace_id, id) ON DELETE CASCADE;
alter table message_click add constraint message_click_workspace_id_message_id_fkey FOREIGN KEY (workspace_id, message_id) REFERENCES message(workspace_id, id) ON DELETE CASCADE;
alter table message_click add constraint message_click_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX message_click_link ON message_click USING btree (workspace_id, link_id);
CREATE INDEX message_click_message ON message_click USING btree (workspace_id, message_id, at);
CREATE INDEX message_click_open ON message_click USING btree (workspace_id, at) WHERE (NOT judged);
alter table message_click enable row level security;
create policy tenant on message_click for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on message_click to truce_app;

create table message_letter (
  workspace_id uuid not null,
  message_id uuid not null,
  subject text,
  body_text text,
  body_html text,
  filling jsonb,
  attachments uuid[] default '{}'::uuid[] not null,
  from_name text,
  from_address text,
  reply_to text
);
alter table message_letter add constraint message_letter_workspace_id_message_id_fkey FOREIGN KEY (workspace_id, message_id) REFERENCES message(workspace_id, id) ON DELETE CASCADE;
alter table message_letter add constraint message_letter_pkey PRIMARY KEY (workspace_id, message_id);
alter table message_letter enable row level security;
create policy tenant on message_letter for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on message_letter to truce_app;

create table message_link (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  source_id uuid not null,
  url text not null,
  url_hash text not null
);
alter table message_link add constraint message_link_url_check CHECK ((length(url) <= 4000));
alter table message_link add constraint message_link_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table message_link add constraint message_link_pkey PRIMARY KEY (workspace_id, id);
alter table message_link add constraint message_link_workspace_id_source_id_url_hash_key UNIQUE (workspace_id, source_id, url_hash);
alter table message_link enable row level security;
create policy tenant on message_link for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on message_link to truce_app;

create table metric_day (
  workspace_id uuid not null,
  metric text not null,
  day date not null,
  side text not null,
  value bigint not null
);
alter table metric_day add constraint metric_day_side_check CHECK ((side = ANY (ARRAY['marketing'::text, 'sales'::text, 'none'::text])));
alter table metric_day add constraint metric_day_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table metric_day add constraint metric_day_pkey PRIMARY KEY (workspace_id, metric, day, side);
alter table metric_day enable row level security;
create policy tenant on metric_day for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on metric_day to truce_app;

create table notification (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid not null,
  kind text not null,
  title text not null,
  body text,
  link text,
  dedupe_key text,
  created_at timestamp with time zone default now() not null,
  read_at timestamp with time zone
);
alter table notification add constraint notification_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table notification add constraint notification_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX notification_unread ON notification USING btree (workspace_id, member_id, created_at DESC);
CREATE UNIQUE INDEX notification_once ON notification USING btree (workspace_id, member_id, dedupe_key) WHERE (dedupe_key IS NOT NULL);
alter table notification enable row level security;
create policy tenant on notification for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on notification to truce_app;

create table nurture_assignment (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  "position" integer not null,
  reason_id uuid,
  interest text,
  stage text,
  track_id uuid not null,
  days_before integer default 0 not null
);
alter table nurture_assignment add constraint nurture_assignment_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table nurture_assignment add constraint nurture_assignment_workspace_id_reason_id_fkey FOREIGN KEY (workspace_id, reason_id) REFERENCES reason(workspace_id, id) ON DELETE CASCADE;
alter table nurture_assignment add constraint nurture_assignment_workspace_id_track_id_fkey FOREIGN KEY (workspace_id, track_id) REFERENCES nurture_track(workspace_id, id) ON DELETE CASCADE;
alter table nurture_assignment add constraint nurture_assignment_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX nurture_assignment_reason ON nurture_assignment USING btree (workspace_id, reason_id) WHERE (reason_id IS NOT NULL);
CREATE INDEX nurture_assignment_track ON nurture_assignment USING btree (workspace_id, track_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON nurture_assignment FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table nurture_assignment enable row level security;
create policy tenant on nurture_assignment for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_assignment to truce_app;

create table nurture_changed (
  workspace_id uuid not null,
  contact_id uuid not null,
  at timestamp with time zone default now() not null
);
alter table nurture_changed add constraint nurture_changed_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table nurture_changed add constraint nurture_changed_pkey PRIMARY KEY (workspace_id, contact_id);
alter table nurture_changed enable row level security;
create policy tenant on nurture_changed for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_changed to truce_app;

create table nurture_draw (
  workspace_id uuid not null,
  track_id uuid not null,
  contact_id uuid not null,
  drawn_at timestamp with time zone not null,
  share numeric(4,1) not null,
  held boolean not null
);
alter table nurture_draw add constraint nurture_draw_share_check CHECK (((share > (0)::numeric) AND (share <= (50)::numeric)));
alter table nurture_draw add constraint nurture_draw_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table nurture_draw add constraint nurture_draw_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table nurture_draw add constraint nurture_draw_workspace_id_track_id_fkey FOREIGN KEY (workspace_id, track_id) REFERENCES nurture_track(workspace_id, id) ON DELETE CASCADE;
alter table nurture_draw add constraint nurture_draw_pkey PRIMARY KEY (workspace_id, track_id, contact_id);
CREATE INDEX nurture_draw_contact ON nurture_draw USING btree (workspace_id, contact_id);
alter table nurture_draw enable row level security;
create policy tenant on nurture_draw for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_draw to truce_app;

create table nurture_enrolment (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  track_id uuid not null,
  version_id uuid not null,
  contact_id uuid not null,
  deal_id uuid,
  lead_id uuid,
  plan_id uuid,
  state text default 'waiting'::text not null,
  node_id text,
  visit integer default 1 not null,
  awaits text,
  due_at timestamp with time zone,
  since timestamp with time zone not null,
  message_id uuid,
  task_id uuid,
  note text,
  entered_at timestamp with time zone not null,
  entered_by text not null,
  entered_by_member uuid,
  entered_node text not null,
  left_node text,
  left_why text,
  ended_at timestamp with time zone,
  reached_at timestamp with time zone,
  tries integer default 0 not null
);
alter table nurture_enrolment add constraint nurture_enrolment_awaits_check CHECK ((awaits = ANY (ARRAY['time'::text, 'criteria'::text, 'task'::text, 'message'::text, 'hold'::text, 'review'::text])));
alter table nurture_enrolment add constraint nurture_enrolment_check CHECK (((state = ANY (ARRAY['waiting'::text, 'review'::text])) = (node_id IS NOT NULL)));
alter table nurture_enrolment add constraint nurture_enrolment_check1 CHECK (((state = ANY (ARRAY['waiting'::text, 'review'::text])) = (ended_at IS NULL)));
alter table nurture_enrolment add constraint nurture_enrolment_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'review'::text, 'finished'::text, 'reached'::text, 'left'::text, 'failed'::text])));
alter table nurture_enrolment add constraint nurture_enrolment_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table nurture_enrolment add constraint nurture_enrolment_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE SET NULL (deal_id);
alter table nurture_enrolment add constraint nurture_enrolment_workspace_id_entered_by_member_fkey FOREIGN KEY (workspace_id, entered_by_member) REFERENCES member(workspace_id, id) ON DELETE SET NULL (entered_by_member);
alter table nurture_enrolment add constraint nurture_enrolment_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table nurture_enrolment add constraint nurture_enrolment_workspace_id_plan_id_fkey FOREIGN KEY (workspace_id, plan_id) REFERENCES recycle_plan(workspace_id, id) ON DELETE SET NULL (plan_id);
alter table nurture_enrolment add constraint nurture_enrolment_workspace_id_task_id_fkey FOREIGN KEY (workspace_id, task_id) REFERENCES task(workspace_id, id) ON DELETE SET NULL (task_id);
alter table nurture_enrolment add constraint nurture_enrolment_workspace_id_track_id_fkey FOREIGN KEY (workspace_id, track_id) REFERENCES nurture_track(workspace_id, id) ON DELETE CASCADE;
alter table nurture_enrolment add constraint nurture_enrolment_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES nurture_version(workspace_id, id);
alter table nurture_enrolment add constraint nurture_enrolment_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX nurture_enrolment_contact ON nurture_enrolment USING btree (workspace_id, contact_id, track_id);
CREATE INDEX nurture_enrolment_deal ON nurture_enrolment USING btree (workspace_id, deal_id) WHERE (deal_id IS NOT NULL);
CREATE INDEX nurture_enrolment_due ON nurture_enrolment USING btree (workspace_id, due_at) WHERE (state = 'waiting'::text);
CREATE INDEX nurture_enrolment_lead ON nurture_enrolment USING btree (workspace_id, lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX nurture_enrolment_message ON nurture_enrolment USING btree (workspace_id, message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX nurture_enrolment_plan ON nurture_enrolment USING btree (workspace_id, plan_id) WHERE (plan_id IS NOT NULL);
CREATE INDEX nurture_enrolment_task ON nurture_enrolment USING btree (workspace_id, task_id) WHERE (task_id IS NOT NULL);
CREATE INDEX nurture_enrolment_track ON nurture_enrolment USING btree (workspace_id, track_id, entered_at DESC, id DESC);
CREATE INDEX nurture_enrolment_version ON nurture_enrolment USING btree (workspace_id, version_id) WHERE (ended_at IS NULL);
alter table nurture_enrolment enable row level security;
create policy tenant on nurture_enrolment for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_enrolment to truce_app;

create table nurture_hook (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  url text not null,
  secret text not null,
  active boolean default true not null,
  created_by uuid,
  created_at timestamp with time zone not null
);
alter table nurture_hook add constraint nurture_hook_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)));
alter table nurture_hook add constraint nurture_hook_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table nurture_hook add constraint nurture_hook_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table nurture_hook add constraint nurture_hook_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON nurture_hook FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table nurture_hook enable row level security;
create policy tenant on nurture_hook for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_hook to truce_app;

create table nurture_mail (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  enrolment_id uuid not null,
  visit integer not null,
  contact_id uuid not null,
  member_id uuid,
  subject text not null,
  body text not null,
  made_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by uuid,
  decision text
);
alter table nurture_mail add constraint nurture_mail_decision_check CHECK ((decision = ANY (ARRAY['send'::text, 'skip'::text])));
alter table nurture_mail add constraint nurture_mail_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table nurture_mail add constraint nurture_mail_workspace_id_decided_by_fkey FOREIGN KEY (workspace_id, decided_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (decided_by);
alter table nurture_mail add constraint nurture_mail_workspace_id_enrolment_id_fkey FOREIGN KEY (workspace_id, enrolment_id) REFERENCES nurture_enrolment(workspace_id, id) ON DELETE CASCADE;
alter table nurture_mail add constraint nurture_mail_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table nurture_mail add constraint nurture_mail_pkey PRIMARY KEY (workspace_id, id);
alter table nurture_mail add constraint nurture_mail_workspace_id_enrolment_id_visit_key UNIQUE (workspace_id, enrolment_id, visit);
CREATE INDEX nurture_mail_contact ON nurture_mail USING btree (workspace_id, contact_id);
CREATE INDEX nurture_mail_open ON nurture_mail USING btree (workspace_id, member_id) WHERE (decided_at IS NULL);
alter table nurture_mail enable row level security;
create policy tenant on nurture_mail for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_mail to truce_app;

create table nurture_met (
  workspace_id uuid not null,
  track_id uuid not null,
  node_id text not null,
  contact_id uuid not null
);
alter table nurture_met add constraint nurture_met_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table nurture_met add constraint nurture_met_workspace_id_track_id_fkey FOREIGN KEY (workspace_id, track_id) REFERENCES nurture_track(workspace_id, id) ON DELETE CASCADE;
alter table nurture_met add constraint nurture_met_pkey PRIMARY KEY (workspace_id, track_id, node_id, contact_id);
CREATE INDEX nurture_met_contact ON nurture_met USING btree (workspace_id, contact_id);
alter table nurture_met enable row level security;
create policy tenant on nurture_met for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_met to truce_app;

create table nurture_post (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  hook_id uuid not null,
  enrolment_id uuid,
  visit integer,
  body jsonb not null,
  state text default 'waiting'::text not null,
  tries integer default 0 not null,
  made_at timestamp with time zone not null,
  next_at timestamp with time zone,
  last_at timestamp with time zone,
  last_says text
);
alter table nurture_post add constraint nurture_post_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text])));
alter table nurture_post add constraint nurture_post_workspace_id_enrolment_id_fkey FOREIGN KEY (workspace_id, enrolment_id) REFERENCES nurture_enrolment(workspace_id, id) ON DELETE CASCADE;
alter table nurture_post add constraint nurture_post_workspace_id_hook_id_fkey FOREIGN KEY (workspace_id, hook_id) REFERENCES nurture_hook(workspace_id, id) ON DELETE CASCADE;
alter table nurture_post add constraint nurture_post_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX nurture_post_enrolment ON nurture_post USING btree (workspace_id, enrolment_id);
CREATE INDEX nurture_post_hook ON nurture_post USING btree (workspace_id, hook_id, made_at DESC);
CREATE INDEX nurture_post_waiting ON nurture_post USING btree (workspace_id, next_at) WHERE (state = 'waiting'::text);
alter table nurture_post enable row level security;
create policy tenant on nurture_post for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_post to truce_app;

create table nurture_step (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  enrolment_id uuid not null,
  visit integer not null,
  track_id uuid not null,
  version_id uuid not null,
  node_id text not null,
  kind text not null,
  since timestamp with time zone not null,
  at timestamp with time zone not null,
  outcome text not null,
  port text,
  says text default ''::text not null,
  held boolean default false not null,
  message_id uuid,
  task_id uuid
);
alter table nurture_step add constraint nurture_step_outcome_check CHECK ((outcome = ANY (ARRAY['passed'::text, 'queued'::text, 'done'::text, 'skipped'::text, 'blocked'::text, 'late'::text, 'reached'::text, 'done_before'::text, 'failed'::text])));
alter table nurture_step add constraint nurture_step_workspace_id_enrolment_id_fkey FOREIGN KEY (workspace_id, enrolment_id) REFERENCES nurture_enrolment(workspace_id, id) ON DELETE CASCADE;
alter table nurture_step add constraint nurture_step_pkey PRIMARY KEY (workspace_id, id);
alter table nurture_step add constraint nurture_step_workspace_id_enrolment_id_visit_key UNIQUE (workspace_id, enrolment_id, visit);
CREATE INDEX nurture_step_mailed ON nurture_step USING btree (workspace_id, at) WHERE ((kind = 'mail'::text) AND (message_id IS NOT NULL));
CREATE INDEX nurture_step_message ON nurture_step USING btree (workspace_id, message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX nurture_step_node ON nurture_step USING btree (workspace_id, track_id, node_id, at DESC, id DESC);
alter table nurture_step enable row level security;
create policy tenant on nurture_step for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on nurture_step to truce_app;

create table nurture_support (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  deal_id uuid not null,
  state text default 'requested'::text not null,
  wish text not null,
  requested_by uuid,
  requested_at timestamp with time zone not null,
  decided_by uuid,
  decided_at timestamp with time zone,
  answer text,
  track_id uuid,
  ended_at timestamp with time zone
);
alter table nurture_support add constraint nurture_support_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'running'::text, 'declined'::text, 'withdrawn'::text, 'ended'::text])));
alter table nurture_support add constraint nurture_support_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE CASCADE;
alter table nurture_support add constraint nurture_support_workspace_id_decided_by_fkey FOREIGN KEY (workspace_id, decided_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (decided_by);
alter table nurture_support add constraint nurture_support_workspace_id_requested_by_fkey FOREIGN KEY (workspace_id, requested_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (requested_by);
alter table nurture_support add constraint nurture_support_workspace_id_track_id_fkey FOREIGN KEY (workspace_id, track_id) REFERENCES nurture_track(workspace_id, id) ON DELETE SET NULL (track_id);
alter table nurture_support add constraint nurture_support_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX nurture_support_state ON nurture_support USING btree (workspace_id, state, requested_at DESC);
CREATE UNIQUE INDEX nurture_support_one ON nurture_support USING btree (workspace_id, deal_id) WHERE (state = ANY (ARRAY['requested'::text, 'running'::text]));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON nurture_support FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table nurture_support enable row level security;
create policy tenant on nurture_support for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_support to truce_app;

create table nurture_track (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  name text not null,
  description text default ''::text not null,
  audience text not null,
  purpose_id uuid,
  owner_id uuid,
  tactic text,
  state text default 'draft'::text not null,
  draft jsonb not null,
  revision integer default 1 not null,
  version_id uuid,
  watches boolean default false not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  looked_at timestamp with time zone
);
alter table nurture_track add constraint nurture_track_audience_check CHECK ((audience = ANY (ARRAY['prospects'::text, 'customers'::text, 'everybody'::text])));
alter table nurture_track add constraint nurture_track_kind_check CHECK ((kind = ANY (ARRAY['nurture'::text, 'retention'::text, 'deal_support'::text, 'sequence'::text])));
alter table nurture_track add constraint nurture_track_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table nurture_track add constraint nurture_track_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'running'::text, 'paused'::text, 'ended'::text])));
alter table nurture_track add constraint nurture_track_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table nurture_track add constraint nurture_track_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table nurture_track add constraint nurture_track_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table nurture_track add constraint nurture_track_workspace_id_purpose_id_fkey FOREIGN KEY (workspace_id, purpose_id) REFERENCES mail_purpose(workspace_id, id) ON DELETE SET NULL (purpose_id);
alter table nurture_track add constraint nurture_track_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX nurture_track_watches ON nurture_track USING btree (workspace_id) WHERE ((state = 'running'::text) AND watches);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON nurture_track FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table nurture_track enable row level security;
create policy tenant on nurture_track for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on nurture_track to truce_app;

create table nurture_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  track_id uuid not null,
  number integer not null,
  content jsonb not null,
  moved jsonb default '{}'::jsonb not null,
  note text default ''::text not null,
  published_by uuid,
  published_at timestamp with time zone not null
);
alter table nurture_version add constraint nurture_version_workspace_id_published_by_fkey FOREIGN KEY (workspace_id, published_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (published_by);
alter table nurture_version add constraint nurture_version_workspace_id_track_id_fkey FOREIGN KEY (workspace_id, track_id) REFERENCES nurture_track(workspace_id, id) ON DELETE CASCADE;
alter table nurture_version add constraint nurture_version_pkey PRIMARY KEY (workspace_id, id);
alter table nurture_version add constraint nurture_version_workspace_id_track_id_number_key UNIQUE (workspace_id, track_id, number);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON nurture_version FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table nurture_version enable row level security;
create policy tenant on nurture_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on nurture_version to truce_app;

create table offer (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  kind text not null,
  owner_id uuid,
  created_by uuid,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_as text,
  ended_by uuid,
  end_reason text
);
alter table offer add constraint offer_check CHECK (((ended_at IS NULL) = (ended_as IS NULL)));
alter table offer add constraint offer_ended_as_check CHECK ((ended_as = ANY (ARRAY['ended'::text, 'withdrawn'::text])));
alter table offer add constraint offer_kind_check CHECK ((kind = ANY (ARRAY['discount'::text, 'bundle'::text, 'trial'::text, 'price'::text, 'event'::text, 'other'::text])));
alter table offer add constraint offer_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));
alter table offer add constraint offer_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table offer add constraint offer_workspace_id_ended_by_fkey FOREIGN KEY (workspace_id, ended_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (ended_by);
alter table offer add constraint offer_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table offer add constraint offer_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table offer add constraint offer_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON offer FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table offer enable row level security;
create policy tenant on offer for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on offer to truce_app;

create table offer_exposure (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  offer_id uuid not null,
  version_id uuid not null,
  contact_id uuid not null,
  side text not null,
  way text not null,
  member_id uuid,
  told_at timestamp with time zone not null,
  taken_back_at timestamp with time zone
);
alter table offer_exposure add constraint offer_exposure_side_check CHECK ((side = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table offer_exposure add constraint offer_exposure_way_check CHECK ((way = ANY (ARRAY['call'::text, 'mail'::text, 'meeting'::text, 'post'::text, 'chat'::text])));
alter table offer_exposure add constraint offer_exposure_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table offer_exposure add constraint offer_exposure_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table offer_exposure add constraint offer_exposure_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table offer_exposure add constraint offer_exposure_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id) ON DELETE CASCADE;
alter table offer_exposure add constraint offer_exposure_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES offer_version(workspace_id, id) ON DELETE CASCADE;
alter table offer_exposure add constraint offer_exposure_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX offer_exposure_contact ON offer_exposure USING btree (workspace_id, contact_id, offer_id, told_at DESC) WHERE (taken_back_at IS NULL);
CREATE INDEX offer_exposure_offer ON offer_exposure USING btree (workspace_id, offer_id, contact_id, told_at DESC) WHERE (taken_back_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON offer_exposure FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table offer_exposure enable row level security;
create policy tenant on offer_exposure for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on offer_exposure to truce_app;

create table offer_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  offer_id uuid not null,
  number integer not null,
  audience text not null,
  criteria jsonb not null,
  summary text not null,
  from_on date,
  until_on date,
  price_minor bigint,
  currency character(3),
  discount_percent numeric(5,2),
  terms text,
  talking_points text[] default '{}'::text[] not null,
  replaces_offer_id uuid,
  created_by uuid,
  created_at timestamp with time zone not null,
  announced_by uuid,
  announced_at timestamp with time zone,
  launch_asked_by uuid,
  launch_asked_at timestamp with time zone,
  launched_by uuid,
  launched_at timestamp with time zone,
  launched_because text,
  override_reason text,
  superseded_at timestamp with time zone
);
alter table offer_version add constraint offer_version_audience_check CHECK ((audience = ANY (ARRAY['everybody'::text, 'prospects'::text, 'customers'::text])));
alter table offer_version add constraint offer_version_check CHECK (((price_minor IS NULL) = (currency IS NULL)));
alter table offer_version add constraint offer_version_check1 CHECK ((until_on >= from_on));
alter table offer_version add constraint offer_version_check2 CHECK (((launched_at IS NULL) OR (announced_at IS NOT NULL)));
alter table offer_version add constraint offer_version_check3 CHECK (((launched_at IS NULL) = (launched_because IS NULL)));
alter table offer_version add constraint offer_version_check4 CHECK (((launched_because = 'override'::text) = (override_reason IS NOT NULL)));
alter table offer_version add constraint offer_version_discount_percent_check CHECK (((discount_percent > (0)::numeric) AND (discount_percent <= (100)::numeric)));
alter table offer_version add constraint offer_version_launched_because_check CHECK ((launched_because = ANY (ARRAY['share'::text, 'lead_time'::text, 'override'::text])));
alter table offer_version add constraint offer_version_number_check CHECK ((number > 0));
alter table offer_version add constraint offer_version_price_minor_check CHECK ((price_minor >= 0));
alter table offer_version add constraint offer_version_workspace_id_announced_by_fkey FOREIGN KEY (workspace_id, announced_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (announced_by);
alter table offer_version add constraint offer_version_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table offer_version add constraint offer_version_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table offer_version add constraint offer_version_workspace_id_launch_asked_by_fkey FOREIGN KEY (workspace_id, launch_asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (launch_asked_by);
alter table offer_version add constraint offer_version_workspace_id_launched_by_fkey FOREIGN KEY (workspace_id, launched_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (launched_by);
alter table offer_version add constraint offer_version_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id) ON DELETE CASCADE;
alter table offer_version add constraint offer_version_workspace_id_replaces_offer_id_fkey FOREIGN KEY (workspace_id, replaces_offer_id) REFERENCES offer(workspace_id, id) ON DELETE SET NULL (replaces_offer_id);
alter table offer_version add constraint offer_version_pkey PRIMARY KEY (workspace_id, id);
alter table offer_version add constraint offer_version_workspace_id_offer_id_number_key UNIQUE (workspace_id, offer_id, number);
CREATE UNIQUE INDEX offer_version_draft ON offer_version USING btree (workspace_id, offer_id) WHERE (announced_at IS NULL);
CREATE UNIQUE INDEX offer_version_running ON offer_version USING btree (workspace_id, offer_id) WHERE ((launched_at IS NOT NULL) AND (superseded_at IS NULL));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON offer_version FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table offer_version enable row level security;
create policy tenant on offer_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on offer_version to truce_app;

create table order_line (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  order_id uuid,
  invoice_id uuid,
  product_id uuid,
  product_name text not null,
  quantity numeric(18,4) default 1 not null,
  list_price_minor bigint,
  discount_minor bigint,
  tax_minor bigint,
  total_minor bigint,
  "position" integer default 0 not null,
  import_id uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table order_line add constraint order_line_check CHECK ((num_nonnulls(order_id, invoice_id) = 1));
alter table order_line add constraint order_line_workspace_id_invoice_id_fkey FOREIGN KEY (workspace_id, invoice_id) REFERENCES invoice(workspace_id, id) ON DELETE CASCADE;
alter table order_line add constraint order_line_workspace_id_order_id_fkey FOREIGN KEY (workspace_id, order_id) REFERENCES sales_order(workspace_id, id) ON DELETE CASCADE;
alter table order_line add constraint order_line_workspace_id_product_id_fkey FOREIGN KEY (workspace_id, product_id) REFERENCES product(workspace_id, id) ON DELETE SET NULL (product_id);
alter table order_line add constraint order_line_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX order_line_invoice ON order_line USING btree (workspace_id, invoice_id) WHERE (invoice_id IS NOT NULL);
CREATE INDEX order_line_order ON order_line USING btree (workspace_id, order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX order_line_product ON order_line USING btree (workspace_id, product_id);
alter table order_line enable row level security;
create policy tenant on order_line for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on order_line to truce_app;

create table payment (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  ref text,
  invoice_id uuid,
  paid_on date not null,
  amount_minor bigint not null,
  currency character(3) not null,
  reference text,
  invoice_number text,
  import_id uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table payment add constraint payment_amount_minor_check CHECK ((amount_minor <> 0));
alter table payment add constraint payment_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table payment add constraint payment_workspace_id_invoice_id_fkey FOREIGN KEY (workspace_id, invoice_id) REFERENCES invoice(workspace_id, id) ON DELETE CASCADE;
alter table payment add constraint payment_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX payment_import ON payment USING btree (workspace_id, import_id) WHERE (import_id IS NOT NULL);
CREATE INDEX payment_invoice ON payment USING btree (workspace_id, invoice_id);
CREATE INDEX payment_loose ON payment USING btree (workspace_id, lower(invoice_number)) WHERE (invoice_id IS NULL);
CREATE INDEX payment_on ON payment USING btree (workspace_id, paid_on DESC, id DESC);
CREATE UNIQUE INDEX payment_ref ON payment USING btree (workspace_id, ref) WHERE (ref IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER payment_path_due AFTER INSERT OR DELETE OR UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION payment_path_due();
alter table payment enable row level security;
create policy tenant on payment for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on payment to truce_app;

create table people_list (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  archived_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null
);
alter table people_list add constraint people_list_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table people_list add constraint people_list_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table people_list add constraint people_list_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table people_list add constraint people_list_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX people_list_name ON people_list USING btree (workspace_id, lower(name)) WHERE (archived_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON people_list FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table people_list enable row level security;
create policy tenant on people_list for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select, update on people_list to truce_app;

create table people_list_member (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  list_id uuid not null,
  contact_id uuid not null,
  added_by uuid,
  added_at timestamp with time zone not null
);
alter table people_list_member add constraint people_list_member_workspace_id_added_by_fkey FOREIGN KEY (workspace_id, added_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (added_by);
alter table people_list_member add constraint people_list_member_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table people_list_member add constraint people_list_member_workspace_id_list_id_fkey FOREIGN KEY (workspace_id, list_id) REFERENCES people_list(workspace_id, id) ON DELETE CASCADE;
alter table people_list_member add constraint people_list_member_pkey PRIMARY KEY (workspace_id, id);
alter table people_list_member add constraint people_list_member_workspace_id_list_id_contact_id_key UNIQUE (workspace_id, list_id, contact_id);
CREATE INDEX people_list_member_contact ON people_list_member USING btree (workspace_id, contact_id);
alter table people_list_member enable row level security;
create policy tenant on people_list_member for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on people_list_member to truce_app;

create table person_promise (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  by_id uuid not null,
  to_id uuid,
  to_party text,
  what text not null,
  due_on date not null,
  written_by uuid,
  made_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  accepted boolean,
  done_on date,
  outcome text,
  judged_by uuid,
  judged_at timestamp with time zone
);
alter table person_promise add constraint person_promise_check CHECK ((num_nonnulls(to_id, to_party) = 1));
alter table person_promise add constraint person_promise_check1 CHECK ((to_id IS DISTINCT FROM by_id));
alter table person_promise add constraint person_promise_check2 CHECK (((accepted IS NULL) = (answered_at IS NULL)));
alter table person_promise add constraint person_promise_check3 CHECK (((outcome IS NULL) = (judged_at IS NULL)));
alter table person_promise add constraint person_promise_outcome_check CHECK ((outcome = ANY (ARRAY['kept'::text, 'late'::text, 'missed'::text])));
alter table person_promise add constraint person_promise_to_party_check CHECK ((to_party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table person_promise add constraint person_promise_what_check CHECK (((length(what) >= 1) AND (length(what) <= 300)));
alter table person_promise add constraint person_promise_workspace_id_by_id_fkey FOREIGN KEY (workspace_id, by_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table person_promise add constraint person_promise_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table person_promise add constraint person_promise_workspace_id_judged_by_fkey FOREIGN KEY (workspace_id, judged_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (judged_by);
alter table person_promise add constraint person_promise_workspace_id_to_id_fkey FOREIGN KEY (workspace_id, to_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table person_promise add constraint person_promise_workspace_id_written_by_fkey FOREIGN KEY (workspace_id, written_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (written_by);
alter table person_promise add constraint person_promise_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX person_promise_by ON person_promise USING btree (workspace_id, by_id);
CREATE INDEX person_promise_due ON person_promise USING btree (workspace_id, due_on DESC, id DESC);
CREATE INDEX person_promise_to ON person_promise USING btree (workspace_id, to_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON person_promise FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table person_promise enable row level security;
create policy tenant on person_promise for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on person_promise to truce_app;

create table pipeline (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  "position" integer default 0 not null,
  is_default boolean default false not null,
  archived_at timestamp with time zone
);
alter table pipeline add constraint pipeline_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table pipeline add constraint pipeline_pkey PRIMARY KEY (workspace_id, id);
alter table pipeline add constraint pipeline_workspace_id_name_key UNIQUE (workspace_id, name);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON pipeline FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table pipeline enable row level security;
create policy tenant on pipeline for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on pipeline to truce_app;

create table pipeline_stage (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  pipeline_id uuid not null,
  name text not null,
  kind text default 'open'::text not null,
  probability numeric(5,4) not null,
  "position" integer not null,
  archived_at timestamp with time zone
);
alter table pipeline_stage add constraint pipeline_stage_kind_check CHECK ((kind = ANY (ARRAY['open'::text, 'won'::text, 'lost'::text])));
alter table pipeline_stage add constraint pipeline_stage_probability_check CHECK (((probability >= (0)::numeric) AND (probability <= (1)::numeric)));
alter table pipeline_stage add constraint pipeline_stage_workspace_id_pipeline_id_fkey FOREIGN KEY (workspace_id, pipeline_id) REFERENCES pipeline(workspace_id, id) ON DELETE CASCADE;
alter table pipeline_stage add constraint pipeline_stage_pkey PRIMARY KEY (workspace_id, id);
alter table pipeline_stage add constraint pipeline_stage_workspace_id_pipeline_id_name_key UNIQUE (workspace_id, pipeline_id, name);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON pipeline_stage FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table pipeline_stage enable row level security;
create policy tenant on pipeline_stage for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on pipeline_stage to truce_app;

create table plan_item (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  plan_id uuid not null,
  what text not null,
  accountable_id uuid not null,
  responsible_ids uuid[] default '{}'::uuid[] not null,
  due_on date not null,
  done_at timestamp with time zone,
  done_by uuid
);
alter table plan_item add constraint plan_item_what_check CHECK (((length(what) >= 1) AND (length(what) <= 300)));
alter table plan_item add constraint plan_item_workspace_id_accountable_id_fkey FOREIGN KEY (workspace_id, accountable_id) REFERENCES member(workspace_id, id);
alter table plan_item add constraint plan_item_workspace_id_done_by_fkey FOREIGN KEY (workspace_id, done_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (done_by);
alter table plan_item add constraint plan_item_workspace_id_plan_id_fkey FOREIGN KEY (workspace_id, plan_id) REFERENCES joint_plan(workspace_id, id) ON DELETE CASCADE;
alter table plan_item add constraint plan_item_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX plan_item_plan ON plan_item USING btree (workspace_id, plan_id, due_on);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON plan_item FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table plan_item enable row level security;
create policy tenant on plan_item for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on plan_item to truce_app;

create table postal_mailing (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  side text not null,
  audience text not null,
  on_day date not null,
  view_id uuid,
  criteria jsonb,
  offer_id uuid,
  state text default 'planned'::text not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  listed_at timestamp with time zone,
  ended_by uuid,
  ended_at timestamp with time zone
);
alter table postal_mailing add constraint postal_mailing_audience_check CHECK ((audience = ANY (ARRAY['prospects'::text, 'customers'::text, 'everybody'::text])));
alter table postal_mailing add constraint postal_mailing_check CHECK ((num_nonnulls(view_id, criteria) <= 1));
alter table postal_mailing add constraint postal_mailing_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));
alter table postal_mailing add constraint postal_mailing_side_check CHECK ((side = ANY (ARRAY['marketing'::text, 'sales'::text])));
alter table postal_mailing add constraint postal_mailing_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'listed'::text, 'posted'::text, 'cancelled'::text])));
alter table postal_mailing add constraint postal_mailing_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table postal_mailing add constraint postal_mailing_workspace_id_ended_by_fkey FOREIGN KEY (workspace_id, ended_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (ended_by);
alter table postal_mailing add constraint postal_mailing_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table postal_mailing add constraint postal_mailing_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id) ON DELETE SET NULL (offer_id);
alter table postal_mailing add constraint postal_mailing_workspace_id_view_id_fkey FOREIGN KEY (workspace_id, view_id) REFERENCES saved_view(workspace_id, id) ON DELETE SET NULL (view_id);
alter table postal_mailing add constraint postal_mailing_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX postal_mailing_day ON postal_mailing USING btree (workspace_id, on_day);
CREATE INDEX postal_mailing_offer ON postal_mailing USING btree (workspace_id, offer_id) WHERE (offer_id IS NOT NULL);
CREATE INDEX postal_mailing_view ON postal_mailing USING btree (workspace_id, view_id) WHERE (view_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON postal_mailing FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table postal_mailing enable row level security;
create policy tenant on postal_mailing for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on postal_mailing to truce_app;

create table postal_recipient (
  workspace_id uuid not null,
  postal_id uuid not null,
  contact_id uuid not null,
  code text
);
alter table postal_recipient add constraint postal_recipient_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table postal_recipient add constraint postal_recipient_workspace_id_postal_id_fkey FOREIGN KEY (workspace_id, postal_id) REFERENCES postal_mailing(workspace_id, id) ON DELETE CASCADE;
alter table postal_recipient add constraint postal_recipient_pkey PRIMARY KEY (workspace_id, postal_id, contact_id);
CREATE INDEX postal_recipient_contact ON postal_recipient USING btree (workspace_id, contact_id);
alter table postal_recipient enable row level security;
create policy tenant on postal_recipient for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on postal_recipient to truce_app;

create table prediction_setting (
  workspace_id uuid not null,
  outcome text default 'customer'::text not null,
  window_days integer default 180 not null,
  order_field text,
  off boolean default false not null,
  updated_at timestamp with time zone default now() not null,
  updated_by uuid
);
alter table prediction_setting add constraint prediction_setting_outcome_check CHECK ((outcome = ANY (ARRAY['customer'::text, 'opportunity'::text])));
alter table prediction_setting add constraint prediction_setting_window_days_check CHECK (((window_days >= 14) AND (window_days <= 1095)));
alter table prediction_setting add constraint prediction_setting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table prediction_setting add constraint prediction_setting_workspace_id_updated_by_fkey FOREIGN KEY (workspace_id, updated_by) REFERENCES member(workspace_id, id);
alter table prediction_setting add constraint prediction_setting_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON prediction_setting FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table prediction_setting enable row level security;
create policy tenant on prediction_setting for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on prediction_setting to truce_app;

create table presence (
  workspace_id uuid not null,
  member_id uuid not null,
  seen_at timestamp with time zone not null,
  subject text,
  subject_id uuid,
  hidden boolean default false not null
);
alter table presence add constraint presence_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table presence add constraint presence_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table presence add constraint presence_pkey PRIMARY KEY (workspace_id, member_id);
alter table presence enable row level security;
create policy tenant on presence for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on presence to truce_app;

create table privacy_request (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  hash text not null,
  contact_id uuid,
  asked_at timestamp with time zone not null,
  done_at timestamp with time zone,
  done_by uuid
);
alter table privacy_request add constraint privacy_request_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'erasure'::text])));
alter table privacy_request add constraint privacy_request_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table privacy_request add constraint privacy_request_workspace_id_done_by_fkey FOREIGN KEY (workspace_id, done_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (done_by);
alter table privacy_request add constraint privacy_request_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table privacy_request add constraint privacy_request_workspace_id_hash_fkey FOREIGN KEY (workspace_id, hash) REFERENCES mail_address(workspace_id, hash) ON DELETE CASCADE;
alter table privacy_request add constraint privacy_request_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX privacy_request_contact ON privacy_request USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE UNIQUE INDEX privacy_request_open ON privacy_request USING btree (workspace_id, hash, kind) WHERE (done_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON privacy_request FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table privacy_request enable row level security;
create policy tenant on privacy_request for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on privacy_request to truce_app;

create table product (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  code text,
  category text,
  active boolean default true not null,
  price_minor bigint,
  cost_minor bigint,
  currency character(3),
  data jsonb default '{}'::jsonb not null,
  import_id uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  ref text
);
alter table product add constraint product_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table product add constraint product_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX product_code ON product USING btree (workspace_id, lower(code)) WHERE (code IS NOT NULL);
CREATE INDEX product_name ON product USING btree (workspace_id, lower(name));
CREATE UNIQUE INDEX product_ref ON product USING btree (workspace_id, ref) WHERE (ref IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON product FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table product enable row level security;
create policy tenant on product for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on product to truce_app;

create table profile_comment (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  line_id uuid not null,
  member_id uuid not null,
  text text not null,
  created_at timestamp with time zone not null
);
alter table profile_comment add constraint profile_comment_text_check CHECK (((length(text) >= 1) AND (length(text) <= 2000)));
alter table profile_comment add constraint profile_comment_workspace_id_line_id_fkey FOREIGN KEY (workspace_id, line_id) REFERENCES profile_line(workspace_id, id) ON DELETE CASCADE;
alter table profile_comment add constraint profile_comment_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id);
alter table profile_comment add constraint profile_comment_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX profile_comment_line ON profile_comment USING btree (workspace_id, line_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON profile_comment FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table profile_comment enable row level security;
create policy tenant on profile_comment for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on profile_comment to truce_app;

create table profile_criterion (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  version_id uuid not null,
  "position" integer not null,
  kind text not null,
  label text not null,
  weight numeric(6,2) default 1 not null,
  condition jsonb not null
);
alter table profile_criterion add constraint profile_criterion_kind_check CHECK ((kind = ANY (ARRAY['weighted'::text, 'disqualifier'::text])));
alter table profile_criterion add constraint profile_criterion_label_check CHECK (((length(label) >= 1) AND (length(label) <= 120)));
alter table profile_criterion add constraint profile_criterion_weight_check CHECK (((weight > (0)::numeric) AND (weight <= (1000)::numeric)));
alter table profile_criterion add constraint profile_criterion_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES profile_version(workspace_id, id) ON DELETE CASCADE;
alter table profile_criterion add constraint profile_criterion_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX profile_criterion_version ON profile_criterion USING btree (workspace_id, version_id, "position");
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON profile_criterion FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table profile_criterion enable row level security;
create policy tenant on profile_criterion for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on profile_criterion to truce_app;

create table profile_line (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  version_id uuid not null,
  "position" integer not null,
  sales jsonb,
  marketing jsonb,
  settled_as text,
  settled jsonb,
  settled_by uuid,
  settled_at timestamp with time zone
);
alter table profile_line add constraint profile_line_check CHECK (((settled_as IS NULL) = (settled_at IS NULL)));
alter table profile_line add constraint profile_line_check1 CHECK (((settled IS NULL) OR (settled_as = ANY (ARRAY['sales'::text, 'marketing'::text, 'both'::text, 'new'::text]))));
alter table profile_line add constraint profile_line_settled_as_check CHECK ((settled_as = ANY (ARRAY['sales'::text, 'marketing'::text, 'both'::text, 'new'::text, 'none'::text])));
alter table profile_line add constraint profile_line_workspace_id_settled_by_fkey FOREIGN KEY (workspace_id, settled_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (settled_by);
alter table profile_line add constraint profile_line_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES profile_version(workspace_id, id) ON DELETE CASCADE;
alter table profile_line add constraint profile_line_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX profile_line_version ON profile_line USING btree (workspace_id, version_id, "position");
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON profile_line FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table profile_line enable row level security;
create policy tenant on profile_line for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on profile_line to truce_app;

create table profile_side (
  workspace_id uuid not null,
  version_id uuid not null,
  party text not null,
  criteria jsonb default '[]'::jsonb not null,
  note text,
  is_open boolean default false not null,
  written_by uuid,
  written_at timestamp with time zone not null,
  handed_in_at timestamp with time zone
);
alter table profile_side add constraint profile_side_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table profile_side add constraint profile_side_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES profile_version(workspace_id, id) ON DELETE CASCADE;
alter table profile_side add constraint profile_side_workspace_id_written_by_fkey FOREIGN KEY (workspace_id, written_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (written_by);
alter table profile_side add constraint profile_side_pkey PRIMARY KEY (workspace_id, version_id, party);
alter table profile_side enable row level security;
create policy own_side on profile_side for all using (is_open OR ((COALESCE(current_setting('truce.party'::text, true), ''::text) = party) OR (COALESCE(current_setting('truce.party'::text, true), ''::text) = 'both'::text))) with check (is_open OR ((COALESCE(current_setting('truce.party'::text, true), ''::text) = party) OR (COALESCE(current_setting('truce.party'::text, true), ''::text) = 'both'::text)));
create policy tenant on profile_side for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on profile_side to truce_app;

create table profile_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number integer not null,
  name text not null,
  status text default 'draft'::text not null,
  note text,
  review_on date,
  created_by uuid,
  active_from timestamp with time zone,
  superseded_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  drafting text default 'together'::text not null,
  laid_open_at timestamp with time zone,
  taken_from integer
);
alter table profile_version add constraint profile_version_drafting_check CHECK ((drafting = ANY (ARRAY['together'::text, 'apart'::text, 'argued'::text])));
alter table profile_version add constraint profile_version_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));
alter table profile_version add constraint profile_version_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'signed_by_one'::text, 'active'::text, 'superseded'::text])));
alter table profile_version add constraint profile_version_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table profile_version add constraint profile_version_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table profile_version add constraint profile_version_pkey PRIMARY KEY (workspace_id, id);
alter table profile_version add constraint profile_version_workspace_id_number_key UNIQUE (workspace_id, number);
CREATE UNIQUE INDEX profile_one_active ON profile_version USING btree (workspace_id) WHERE (status = 'active'::text);
CREATE UNIQUE INDEX profile_one_draft ON profile_version USING btree (workspace_id) WHERE (status = ANY (ARRAY['draft'::text, 'signed_by_one'::text]));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON profile_version FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON profile_version FOR EACH ROW EXECUTE FUNCTION forget_signatures('profile');
alter table profile_version enable row level security;
create policy tenant on profile_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on profile_version to truce_app;

create table publication (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  public_id text not null,
  name text not null,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  archived_at timestamp with time zone
);
alter table publication add constraint publication_kind_check CHECK ((kind = ANY (ARRAY['form'::text, 'page'::text])));
alter table publication add constraint publication_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table publication add constraint publication_public_id_check CHECK ((public_id ~ '^[a-z0-9]{16}$'::text));
alter table publication add constraint publication_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table publication add constraint publication_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table publication add constraint publication_pkey PRIMARY KEY (workspace_id, id);
alter table publication add constraint publication_public_id_key UNIQUE (public_id);
CREATE INDEX publication_by_kind ON publication USING btree (workspace_id, kind);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON publication FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table publication enable row level security;
create policy tenant on publication for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on publication to truce_app;

create table publication_tally (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  publication_id uuid not null,
  day date not null,
  seen integer default 0 not null,
  begun integer default 0 not null,
  machines integer default 0 not null
);
alter table publication_tally add constraint publication_tally_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table publication_tally add constraint publication_tally_workspace_id_publication_id_fkey FOREIGN KEY (workspace_id, publication_id) REFERENCES publication(workspace_id, id) ON DELETE CASCADE;
alter table publication_tally add constraint publication_tally_pkey PRIMARY KEY (workspace_id, id);
alter table publication_tally add constraint publication_tally_workspace_id_publication_id_day_key UNIQUE (workspace_id, publication_id, day);
alter table publication_tally enable row level security;
create policy tenant on publication_tally for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on publication_tally to truce_app;

create table publication_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  publication_id uuid not null,
  number integer,
  content jsonb not null,
  revision integer default 1 not null,
  saved_by uuid,
  saved_at timestamp with time zone default now() not null,
  published_by uuid,
  published_at timestamp with time zone
);
alter table publication_version add constraint publication_version_check CHECK (((number IS NULL) = (published_at IS NULL)));
alter table publication_version add constraint publication_version_number_check CHECK ((number > 0));
alter table publication_version add constraint publication_version_workspace_id_publication_id_fkey FOREIGN KEY (workspace_id, publication_id) REFERENCES publication(workspace_id, id) ON DELETE CASCADE;
alter table publication_version add constraint publication_version_workspace_id_published_by_fkey FOREIGN KEY (workspace_id, published_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (published_by);
alter table publication_version add constraint publication_version_workspace_id_saved_by_fkey FOREIGN KEY (workspace_id, saved_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (saved_by);
alter table publication_version add constraint publication_version_pkey PRIMARY KEY (workspace_id, id);
alter table publication_version add constraint publication_version_workspace_id_publication_id_number_key UNIQUE (workspace_id, publication_id, number);
CREATE UNIQUE INDEX publication_draft ON publication_version USING btree (workspace_id, publication_id) WHERE (number IS NULL);
CREATE TRIGGER published_stays BEFORE UPDATE ON publication_version FOR EACH ROW EXECUTE FUNCTION refuse_change_of_publication();
alter table publication_version enable row level security;
create policy tenant on publication_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on publication_version to truce_app;

create table pulse_answer (
  workspace_id uuid not null,
  question_id uuid not null,
  period date not null,
  token text not null,
  value smallint not null,
  word text
);
alter table pulse_answer add constraint pulse_answer_value_check CHECK (((value >= 1) AND (value <= 5)));
alter table pulse_answer add constraint pulse_answer_word_check CHECK (((length(word) >= 1) AND (length(word) <= 40)));
alter table pulse_answer add constraint pulse_answer_workspace_id_question_id_fkey FOREIGN KEY (workspace_id, question_id) REFERENCES pulse_question(workspace_id, id) ON DELETE CASCADE;
alter table pulse_answer add constraint pulse_answer_pkey PRIMARY KEY (workspace_id, question_id, period, token);
alter table pulse_answer enable row level security;
create policy tenant on pulse_answer for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on pulse_answer to truce_app;

create table pulse_question (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  party text not null,
  words text not null,
  rhythm text not null,
  starts_on date not null,
  ended_on date,
  asked_by uuid
);
alter table pulse_question add constraint pulse_question_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table pulse_question add constraint pulse_question_rhythm_check CHECK ((rhythm = ANY (ARRAY['week'::text, 'month'::text])));
alter table pulse_question add constraint pulse_question_words_check CHECK (((length(words) >= 1) AND (length(words) <= 200)));
alter table pulse_question add constraint pulse_question_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table pulse_question add constraint pulse_question_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table pulse_question add constraint pulse_question_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX pulse_question_running ON pulse_question USING btree (workspace_id, party) WHERE (ended_on IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON pulse_question FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table pulse_question enable row level security;
create policy tenant on pulse_question for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on pulse_question to truce_app;

create table question (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text default 'question'::text not null,
  subject text,
  subject_id uuid,
  words text not null,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  to_team text not null,
  assignee_id uuid,
  taken_at timestamp with time zone,
  due_at timestamp with time zone not null,
  answer text,
  answered_by uuid,
  answered_at timestamp with time zone,
  answered_through text,
  outcome text,
  withdrawn_at timestamp with time zone,
  reminded_at timestamp with time zone,
  escalated_at timestamp with time zone,
  kept_at timestamp with time zone,
  kept_by uuid,
  found tsvector generated always as (to_tsvector('simple'::regconfig, ((words || ' '::text) || COALESCE(answer, ''::text)))) stored
);
alter table question add constraint question_answer_check CHECK ((length(answer) <= 5000));
alter table question add constraint question_answered_through_check CHECK ((answered_through = ANY (ARRAY['app'::text, 'mail'::text, 'link'::text])));
alter table question add constraint question_check CHECK (((subject IS NULL) = (subject_id IS NULL)));
alter table question add constraint question_check1 CHECK (((answered_at IS NULL) = (answered_through IS NULL)));
alter table question add constraint question_kind_check CHECK ((kind = ANY (ARRAY['question'::text, 'expertise'::text, 'intro'::text, 'content'::text, 'call_along'::text])));
alter table question add constraint question_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'partly'::text, 'declined'::text])));
alter table question add constraint question_subject_check CHECK ((subject = ANY (ARRAY['lead'::text, 'contact'::text, 'company'::text, 'deal'::text, 'campaign'::text, 'handoff'::text, 'offer'::text, 'asset'::text, 'send'::text, 'clause'::text, 'goal'::text])));
alter table question add constraint question_to_team_check CHECK ((to_team = ANY (ARRAY['sales'::text, 'marketing'::text, 'coordination'::text])));
alter table question add constraint question_words_check CHECK ((length(words) <= 2000));
alter table question add constraint question_workspace_id_answered_by_fkey FOREIGN KEY (workspace_id, answered_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (answered_by);
alter table question add constraint question_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table question add constraint question_workspace_id_assignee_id_fkey FOREIGN KEY (workspace_id, assignee_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (assignee_id);
alter table question add constraint question_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table question add constraint question_workspace_id_kept_by_fkey FOREIGN KEY (workspace_id, kept_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (kept_by);
alter table question add constraint question_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX question_answered ON question USING btree (workspace_id, answered_at DESC) WHERE (answered_at IS NOT NULL);
CREATE INDEX question_due ON question USING btree (workspace_id, to_team, due_at);
CREATE INDEX question_found ON question USING gin (found);
CREATE INDEX question_open ON question USING btree (workspace_id, due_at, id) WHERE ((answered_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX question_subject ON question USING btree (workspace_id, subject_id, asked_at DESC) WHERE (subject_id IS NOT NULL);
alter table question enable row level security;
create policy tenant on question for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on question to truce_app;

create table question_address (
  workspace_id uuid not null,
  question_id uuid not null,
  member_id uuid not null,
  token text not null,
  created_at timestamp with time zone not null
);
alter table question_address add constraint question_address_token_check CHECK (((length(token) >= 20) AND (length(token) <= 40)));
alter table question_address add constraint question_address_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table question_address add constraint question_address_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table question_address add constraint question_address_workspace_id_question_id_fkey FOREIGN KEY (workspace_id, question_id) REFERENCES question(workspace_id, id) ON DELETE CASCADE;
alter table question_address add constraint question_address_pkey PRIMARY KEY (workspace_id, question_id, member_id);
CREATE UNIQUE INDEX question_address_token ON question_address USING btree (workspace_id, token);
alter table question_address enable row level security;
create policy tenant on question_address for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on question_address to truce_app;

create table question_help (
  workspace_id uuid not null,
  question_id uuid not null,
  member_id uuid not null,
  at timestamp with time zone not null
);
alter table question_help add constraint question_help_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table question_help add constraint question_help_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table question_help add constraint question_help_workspace_id_question_id_fkey FOREIGN KEY (workspace_id, question_id) REFERENCES question(workspace_id, id) ON DELETE CASCADE;
alter table question_help add constraint question_help_pkey PRIMARY KEY (workspace_id, question_id, member_id);
alter table question_help enable row level security;
create policy tenant on question_help for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on question_help to truce_app;

create table question_setting (
  workspace_id uuid not null,
  within_seconds integer not null,
  calendar_id uuid,
  rule text not null,
  changed_by uuid,
  changed_at timestamp with time zone not null
);
alter table question_setting add constraint question_setting_rule_check CHECK ((rule = ANY (ARRAY['first'::text, 'rota'::text, 'least_open'::text])));
alter table question_setting add constraint question_setting_within_seconds_check CHECK (((within_seconds >= 1800) AND (within_seconds <= 720000)));
alter table question_setting add constraint question_setting_workspace_id_calendar_id_fkey FOREIGN KEY (workspace_id, calendar_id) REFERENCES calendar(workspace_id, id) ON DELETE SET NULL (calendar_id);
alter table question_setting add constraint question_setting_workspace_id_changed_by_fkey FOREIGN KEY (workspace_id, changed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (changed_by);
alter table question_setting add constraint question_setting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table question_setting add constraint question_setting_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON question_setting FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table question_setting enable row level security;
create policy tenant on question_setting for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on question_setting to truce_app;

create table question_word (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  question_id uuid not null,
  body text not null,
  member_id uuid,
  at timestamp with time zone not null,
  through text not null
);
alter table question_word add constraint question_word_body_check CHECK ((length(body) <= 5000));
alter table question_word add constraint question_word_through_check CHECK ((through = ANY (ARRAY['app'::text, 'mail'::text, 'link'::text])));
alter table question_word add constraint question_word_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table question_word add constraint question_word_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table question_word add constraint question_word_workspace_id_question_id_fkey FOREIGN KEY (workspace_id, question_id) REFERENCES question(workspace_id, id) ON DELETE CASCADE;
alter table question_word add constraint question_word_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX question_word_question ON question_word USING btree (workspace_id, question_id, at);
alter table question_word enable row level security;
create policy tenant on question_word for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on question_word to truce_app;

create table reason (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  class text not null,
  code text not null,
  label text not null,
  needs_note boolean default false not null,
  needs_date boolean default false not null,
  "position" integer default 0 not null,
  archived_at timestamp with time zone,
  recycle_days integer
);
alter table reason add constraint reason_class_check CHECK ((class = ANY (ARRAY['not_a_lead'::text, 'bad_data'::text, 'not_fit'::text, 'already_ours'::text, 'not_now'::text, 'lost'::text])));
alter table reason add constraint reason_code_check CHECK ((code ~ '^[a-z][a-z0-9_]{0,59}$'::text));
alter table reason add constraint reason_recycle_days_check CHECK (((recycle_days >= 0) AND (recycle_days <= 730)));
alter table reason add constraint reason_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table reason add constraint reason_pkey PRIMARY KEY (workspace_id, id);
alter table reason add constraint reason_workspace_id_class_code_key UNIQUE (workspace_id, class, code);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON reason FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table reason enable row level security;
create policy tenant on reason for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on reason to truce_app;

create table reason_proposal (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  kind text not null,
  reason_id uuid,
  change jsonb default '{}'::jsonb not null,
  before jsonb default '{}'::jsonb not null,
  why text not null,
  proposed_by uuid,
  proposed_at timestamp with time zone not null,
  state text default 'open'::text not null,
  ended_at timestamp with time zone
);
alter table reason_proposal add constraint reason_proposal_kind_check CHECK ((kind = ANY (ARRAY['add'::text, 'change'::text, 'retire'::text, 'restore'::text, 'remove'::text])));
alter table reason_proposal add constraint reason_proposal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'applied'::text, 'withdrawn'::text])));
alter table reason_proposal add constraint reason_proposal_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table reason_proposal add constraint reason_proposal_workspace_id_proposed_by_fkey FOREIGN KEY (workspace_id, proposed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (proposed_by);
alter table reason_proposal add constraint reason_proposal_workspace_id_reason_id_fkey FOREIGN KEY (workspace_id, reason_id) REFERENCES reason(workspace_id, id) ON DELETE SET NULL (reason_id);
alter table reason_proposal add constraint reason_proposal_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX reason_proposal_at ON reason_proposal USING btree (workspace_id, proposed_at DESC);
CREATE UNIQUE INDEX reason_proposal_one_open ON reason_proposal USING btree (workspace_id, reason_id) WHERE (state = 'open'::text);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON reason_proposal FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON reason_proposal FOR EACH ROW EXECUTE FUNCTION forget_signatures('reasons');
alter table reason_proposal enable row level security;
create policy tenant on reason_proposal for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on reason_proposal to truce_app;

create table recording (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  activity_id uuid not null,
  conversion_id uuid,
  contact_id uuid,
  file_id uuid,
  media_type text,
  consent text not null,
  consent_method text,
  consent_at timestamp with time zone,
  consent_by uuid,
  basis text,
  keep_until date,
  deleted_at timestamp with time zone,
  deleted_because text,
  created_by uuid,
  created_at timestamp with time zone default now() not null
);
alter table recording add constraint recording_basis_check CHECK ((length(basis) <= 500));
alter table recording add constraint recording_consent_check CHECK ((consent = ANY (ARRAY['unknown'::text, 'announced'::text, 'granted'::text, 'refused'::text, 'not_required'::text])));
alter table recording add constraint recording_consent_method_check CHECK ((length(consent_method) <= 200));
alter table recording add constraint recording_deleted_because_check CHECK ((deleted_because = ANY (ARRAY['refused'::text, 'due'::text, 'by_hand'::text, 'erased'::text])));
alter table recording add constraint recording_workspace_id_consent_by_fkey FOREIGN KEY (workspace_id, consent_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (consent_by);
alter table recording add constraint recording_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table recording add constraint recording_workspace_id_conversion_id_fkey FOREIGN KEY (workspace_id, conversion_id) REFERENCES conversion(workspace_id, id) ON DELETE SET NULL (conversion_id);
alter table recording add constraint recording_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table recording add constraint recording_workspace_id_file_id_fkey FOREIGN KEY (workspace_id, file_id) REFERENCES file(workspace_id, id);
alter table recording add constraint recording_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table recording add constraint recording_pkey PRIMARY KEY (workspace_id, id);
alter table recording add constraint recording_workspace_id_activity_id_key UNIQUE (workspace_id, activity_id);
CREATE INDEX recording_contact ON recording USING btree (workspace_id, contact_id);
CREATE INDEX recording_conversion ON recording USING btree (workspace_id, conversion_id) WHERE (conversion_id IS NOT NULL);
CREATE INDEX recording_due ON recording USING btree (workspace_id, keep_until) WHERE ((file_id IS NOT NULL) AND (deleted_at IS NULL));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON recording FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table recording enable row level security;
create policy tenant on recording for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on recording to truce_app;

create table recording_listen (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  recording_id uuid not null,
  member_id uuid not null,
  listened_at timestamp with time zone not null
);
alter table recording_listen add constraint recording_listen_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id);
alter table recording_listen add constraint recording_listen_workspace_id_recording_id_fkey FOREIGN KEY (workspace_id, recording_id) REFERENCES recording(workspace_id, id) ON DELETE CASCADE;
alter table recording_listen add constraint recording_listen_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX recording_listen_of ON recording_listen USING btree (workspace_id, recording_id, listened_at);
alter table recording_listen enable row level security;
create policy tenant on recording_listen for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on recording_listen to truce_app;

create table recording_policy (
  workspace_id uuid not null,
  keep_days integer default 90 not null,
  basis text default ''::text not null
);
alter table recording_policy add constraint recording_policy_basis_check CHECK ((length(basis) <= 500));
alter table recording_policy add constraint recording_policy_keep_days_check CHECK (((keep_days >= 1) AND (keep_days <= 3650)));
alter table recording_policy add constraint recording_policy_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table recording_policy add constraint recording_policy_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON recording_policy FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table recording_policy enable row level security;
create policy tenant on recording_policy for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on recording_policy to truce_app;

create table recycle_plan (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  lead_id uuid not null,
  contact_id uuid not null,
  handoff_id uuid,
  reason_id uuid,
  note text,
  returned_at timestamp with time zone not null,
  returned_by uuid,
  earliest_on date not null,
  cycle integer not null,
  state text default 'returned'::text not null,
  tactic text,
  tactic_note text,
  tactic_at timestamp with time zone,
  tactic_by uuid,
  tried text[] default '{}'::text[] not null,
  ended_at timestamp with time zone,
  snapshot jsonb default '{}'::jsonb not null,
  override_reason text,
  held_out boolean default false not null
);
alter table recycle_plan add constraint recycle_plan_state_check CHECK ((state = ANY (ARRAY['returned'::text, 'warming'::text, 'requalified'::text, 'archived'::text])));
alter table recycle_plan add constraint recycle_plan_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table recycle_plan add constraint recycle_plan_workspace_id_handoff_id_fkey FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoff(workspace_id, id) ON DELETE SET NULL (handoff_id);
alter table recycle_plan add constraint recycle_plan_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE CASCADE;
alter table recycle_plan add constraint recycle_plan_workspace_id_reason_id_fkey FOREIGN KEY (workspace_id, reason_id) REFERENCES reason(workspace_id, id);
alter table recycle_plan add constraint recycle_plan_workspace_id_returned_by_fkey FOREIGN KEY (workspace_id, returned_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (returned_by);
alter table recycle_plan add constraint recycle_plan_workspace_id_tactic_by_fkey FOREIGN KEY (workspace_id, tactic_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (tactic_by);
alter table recycle_plan add constraint recycle_plan_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX recycle_contact ON recycle_plan USING btree (workspace_id, contact_id);
CREATE INDEX recycle_handoff ON recycle_plan USING btree (workspace_id, handoff_id) WHERE (handoff_id IS NOT NULL);
CREATE INDEX recycle_list ON recycle_plan USING btree (workspace_id, state, returned_at DESC, id DESC);
CREATE UNIQUE INDEX recycle_one_open ON recycle_plan USING btree (workspace_id, lead_id) WHERE (ended_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON recycle_plan FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table recycle_plan enable row level security;
create policy tenant on recycle_plan for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on recycle_plan to truce_app;

create table reluctance_warning (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  channel text,
  opened_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  figures jsonb not null
);
alter table reluctance_warning add constraint reluctance_warning_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table reluctance_warning add constraint reluctance_warning_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX reluctance_warning_open ON reluctance_warning USING btree (workspace_id, channel) NULLS NOT DISTINCT WHERE (closed_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON reluctance_warning FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table reluctance_warning enable row level security;
create policy tenant on reluctance_warning for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on reluctance_warning to truce_app;

create table retention_setting (
  workspace_id uuid not null,
  settings jsonb not null,
  changed_by uuid,
  changed_at timestamp with time zone not null
);
alter table retention_setting add constraint retention_setting_workspace_id_changed_by_fkey FOREIGN KEY (workspace_id, changed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (changed_by);
alter table retention_setting add constraint retention_setting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table retention_setting add constraint retention_setting_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON retention_setting FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table retention_setting enable row level security;
create policy tenant on retention_setting for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on retention_setting to truce_app;

create table reusable_block (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  archived_at timestamp with time zone
);
alter table reusable_block add constraint reusable_block_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table reusable_block add constraint reusable_block_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table reusable_block add constraint reusable_block_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON reusable_block FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table reusable_block enable row level security;
create policy tenant on reusable_block for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on reusable_block to truce_app;

create table reusable_block_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  reusable_id uuid not null,
  number integer not null,
  blocks jsonb not null,
  saved_by uuid,
  saved_at timestamp with time zone default now() not null
);
alter table reusable_block_version add constraint reusable_block_version_number_check CHECK ((number > 0));
alter table reusable_block_version add constraint reusable_block_version_workspace_id_reusable_id_fkey FOREIGN KEY (workspace_id, reusable_id) REFERENCES reusable_block(workspace_id, id) ON DELETE CASCADE;
alter table reusable_block_version add constraint reusable_block_version_workspace_id_saved_by_fkey FOREIGN KEY (workspace_id, saved_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (saved_by);
alter table reusable_block_version add constraint reusable_block_version_pkey PRIMARY KEY (workspace_id, id);
alter table reusable_block_version add constraint reusable_block_version_workspace_id_reusable_id_number_key UNIQUE (workspace_id, reusable_id, number);
alter table reusable_block_version enable row level security;
create policy tenant on reusable_block_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on reusable_block_version to truce_app;

create table revenue_entry (
  workspace_id uuid not null,
  basis text not null,
  entity_id uuid not null,
  at timestamp with time zone not null,
  month date not null,
  amount_minor bigint,
  lead_id uuid,
  lead_month date,
  campaign_id uuid,
  team text
);
alter table revenue_entry add constraint revenue_entry_basis_check CHECK ((basis = ANY (ARRAY['invoiced'::text, 'booked'::text])));
alter table revenue_entry add constraint revenue_entry_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table revenue_entry add constraint revenue_entry_pkey PRIMARY KEY (workspace_id, basis, entity_id);
CREATE INDEX revenue_entry_lead ON revenue_entry USING btree (workspace_id, lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX revenue_entry_month ON revenue_entry USING btree (workspace_id, basis, month) INCLUDE (amount_minor, lead_month, team, campaign_id);
alter table revenue_entry enable row level security;
create policy tenant on revenue_entry for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on revenue_entry to truce_app;

create table review_case (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  handoff_id uuid not null,
  dispute_id uuid,
  cause text not null,
  drawn_at timestamp with time zone not null
);
alter table review_case add constraint review_case_cause_check CHECK ((cause = ANY (ARRAY['dispute'::text, 'audit'::text, 'drawn'::text])));
alter table review_case add constraint review_case_workspace_id_dispute_id_fkey FOREIGN KEY (workspace_id, dispute_id) REFERENCES dispute(workspace_id, id) ON DELETE CASCADE;
alter table review_case add constraint review_case_workspace_id_handoff_id_fkey FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoff(workspace_id, id) ON DELETE CASCADE;
alter table review_case add constraint review_case_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX review_case_at ON review_case USING btree (workspace_id, drawn_at DESC);
CREATE UNIQUE INDEX review_case_dispute ON review_case USING btree (workspace_id, dispute_id) WHERE (dispute_id IS NOT NULL);
CREATE UNIQUE INDEX review_case_lot ON review_case USING btree (workspace_id, handoff_id) WHERE (dispute_id IS NULL);
alter table review_case enable row level security;
create policy tenant on review_case for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on review_case to truce_app;

create table review_judgment (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  case_id uuid not null,
  party text not null,
  member_id uuid,
  judgment text not null,
  note text,
  judged_at timestamp with time zone not null
);
alter table review_judgment add constraint review_judgment_judgment_check CHECK ((judgment = ANY (ARRAY['good'::text, 'poor'::text])));
alter table review_judgment add constraint review_judgment_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table review_judgment add constraint review_judgment_workspace_id_case_id_fkey FOREIGN KEY (workspace_id, case_id) REFERENCES review_case(workspace_id, id) ON DELETE CASCADE;
alter table review_judgment add constraint review_judgment_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table review_judgment add constraint review_judgment_pkey PRIMARY KEY (workspace_id, id);
alter table review_judgment add constraint review_judgment_workspace_id_case_id_party_key UNIQUE (workspace_id, case_id, party);
alter table review_judgment enable row level security;
create policy tenant on review_judgment for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on review_judgment to truce_app;

create table role_right (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  role text not null,
  entity text not null,
  read_reach text default 'all'::text not null,
  write_reach text default 'all'::text not null
);
alter table role_right add constraint role_right_read_reach_check CHECK ((read_reach = ANY (ARRAY['own'::text, 'team'::text, 'all'::text])));
alter table role_right add constraint role_right_write_reach_check CHECK ((write_reach = ANY (ARRAY['own'::text, 'team'::text, 'all'::text])));
alter table role_right add constraint role_right_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table role_right add constraint role_right_pkey PRIMARY KEY (workspace_id, id);
alter table role_right add constraint role_right_workspace_id_role_entity_key UNIQUE (workspace_id, role, entity);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON role_right FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table role_right enable row level security;
create policy tenant on role_right for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on role_right to truce_app;

create table root_cause (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  problem text not null,
  line_id uuid,
  k integer,
  n integer,
  evidence jsonb default '[]'::jsonb not null,
  total integer default 0 not null,
  causes jsonb default '[]'::jsonb not null,
  check_on date,
  meeting_id uuid,
  outcome text,
  opened_by uuid,
  opened_at timestamp with time zone not null,
  closed_by uuid,
  closed_at timestamp with time zone,
  reminded_at timestamp with time zone
);
alter table root_cause add constraint root_cause_problem_check CHECK (((length(problem) >= 1) AND (length(problem) <= 300)));
alter table root_cause add constraint root_cause_workspace_id_closed_by_fkey FOREIGN KEY (workspace_id, closed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (closed_by);
alter table root_cause add constraint root_cause_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table root_cause add constraint root_cause_workspace_id_meeting_id_fkey FOREIGN KEY (workspace_id, meeting_id) REFERENCES meeting(workspace_id, id) ON DELETE SET NULL (meeting_id);
alter table root_cause add constraint root_cause_workspace_id_opened_by_fkey FOREIGN KEY (workspace_id, opened_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (opened_by);
alter table root_cause add constraint root_cause_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX root_cause_one_a_line ON root_cause USING btree (workspace_id, line_id) WHERE ((closed_at IS NULL) AND (line_id IS NOT NULL));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON root_cause FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table root_cause enable row level security;
create policy tenant on root_cause for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on root_cause to truce_app;

create table routing_seat (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid not null,
  on_duty boolean default true not null,
  capacity integer,
  last_routed_at timestamp with time zone,
  credit double precision default 0 not null
);
alter table routing_seat add constraint routing_seat_capacity_check CHECK ((capacity > 0));
alter table routing_seat add constraint routing_seat_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table routing_seat add constraint routing_seat_pkey PRIMARY KEY (workspace_id, id);
alter table routing_seat add constraint routing_seat_workspace_id_member_id_key UNIQUE (workspace_id, member_id);
alter table routing_seat enable row level security;
create policy tenant on routing_seat for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on routing_seat to truce_app;

create table sales_order (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number text,
  subject text,
  status text,
  company_id uuid,
  contact_id uuid,
  deal_id uuid,
  owner_id uuid,
  ordered_at timestamp with time zone not null,
  due_on date,
  sub_total_minor bigint,
  discount_minor bigint,
  tax_minor bigint,
  adjustment_minor bigint,
  total_minor bigint,
  currency character(3) not null,
  data jsonb default '{}'::jsonb not null,
  import_id uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  ref text,
  cancelled_at timestamp with time zone
);
alter table sales_order add constraint sales_order_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (company_id);
alter table sales_order add constraint sales_order_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table sales_order add constraint sales_order_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE SET NULL (deal_id);
alter table sales_order add constraint sales_order_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table sales_order add constraint sales_order_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (owner_id);
alter table sales_order add constraint sales_order_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX sales_order_at ON sales_order USING btree (workspace_id, ordered_at DESC, id DESC);
CREATE INDEX sales_order_company ON sales_order USING btree (workspace_id, company_id, ordered_at DESC);
CREATE INDEX sales_order_contact ON sales_order USING btree (workspace_id, contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX sales_order_deal ON sales_order USING btree (workspace_id, deal_id) WHERE (deal_id IS NOT NULL);
CREATE INDEX sales_order_number ON sales_order USING btree (workspace_id, lower(number)) WHERE (number IS NOT NULL);
CREATE UNIQUE INDEX sales_order_ref ON sales_order USING btree (workspace_id, ref) WHERE (ref IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON sales_order FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER order_path_due AFTER UPDATE OF deal_id ON sales_order FOR EACH ROW WHEN ((new.deal_id IS DISTINCT FROM old.deal_id)) EXECUTE FUNCTION order_path_due();
alter table sales_order enable row level security;
create policy tenant on sales_order for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on sales_order to truce_app;

create table saved_view (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  entity text not null,
  name text not null,
  visibility text default 'private'::text not null,
  member_id uuid not null,
  team_id uuid,
  criteria jsonb not null,
  columns text[] default '{}'::text[] not null,
  sort jsonb default '[]'::jsonb not null,
  "position" integer default 0 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table saved_view add constraint saved_view_entity_check CHECK ((entity = ANY (ARRAY['company'::text, 'contact'::text, 'deal'::text, 'lead'::text, 'campaign'::text])));
alter table saved_view add constraint saved_view_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)));
alter table saved_view add constraint saved_view_visibility_check CHECK ((visibility = ANY (ARRAY['private'::text, 'team'::text, 'everyone'::text])));
alter table saved_view add constraint saved_view_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table saved_view add constraint saved_view_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table saved_view add constraint saved_view_workspace_id_team_id_fkey FOREIGN KEY (workspace_id, team_id) REFERENCES team(workspace_id, id) ON DELETE CASCADE;
alter table saved_view add constraint saved_view_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX saved_view_entity ON saved_view USING btree (workspace_id, entity, "position");
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON saved_view FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table saved_view enable row level security;
create policy tenant on saved_view for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on saved_view to truce_app;

create table score_backtest (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  version_id uuid not null,
  content_hash text not null,
  window_days integer not null,
  status text default 'waiting'::text not null,
  total integer default 0 not null,
  done integer default 0 not null,
  result jsonb,
  asked_by uuid,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  changed jsonb
);
alter table score_backtest add constraint score_backtest_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])));
alter table score_backtest add constraint score_backtest_window_days_check CHECK (((window_days >= 7) AND (window_days <= 1095)));
alter table score_backtest add constraint score_backtest_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (asked_by);
alter table score_backtest add constraint score_backtest_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table score_backtest add constraint score_backtest_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES score_model_version(workspace_id, id) ON DELETE CASCADE;
alter table score_backtest add constraint score_backtest_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX score_backtest_version ON score_backtest USING btree (workspace_id, version_id, created_at DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON score_backtest FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table score_backtest enable row level security;
create policy tenant on score_backtest for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_backtest to truce_app;

create table score_backtest_lead (
  workspace_id uuid not null,
  backtest_id uuid not null,
  lead_id uuid not null,
  at timestamp with time zone not null,
  won boolean not null,
  mature boolean not null,
  fit text,
  fit_of_then boolean not null,
  engagement numeric(6,3) not null,
  label text,
  live_engagement numeric(6,3),
  live_label text,
  rules smallint[] default '{}'::smallint[] not null
);
alter table score_backtest_lead add constraint score_backtest_lead_workspace_id_backtest_id_fkey FOREIGN KEY (workspace_id, backtest_id) REFERENCES score_backtest(workspace_id, id) ON DELETE CASCADE;
alter table score_backtest_lead add constraint score_backtest_lead_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE CASCADE;
alter table score_backtest_lead add constraint score_backtest_lead_pkey PRIMARY KEY (workspace_id, backtest_id, lead_id);
CREATE INDEX score_backtest_lead_lead ON score_backtest_lead USING btree (workspace_id, lead_id);
alter table score_backtest_lead enable row level security;
create policy tenant on score_backtest_lead for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_backtest_lead to truce_app;

create table score_model_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number integer not null,
  name text not null,
  status text default 'draft'::text not null,
  handoff_labels text[] default '{A1,A2,B1}'::text[] not null,
  groups jsonb default '[]'::jsonb not null,
  note text,
  created_by uuid,
  active_from timestamp with time zone,
  activated_by uuid,
  superseded_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  never_labels text[] default '{}'::text[] not null,
  inactivity jsonb,
  restored_from integer
);
alter table score_model_version add constraint score_model_version_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));
alter table score_model_version add constraint score_model_version_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'signed_by_one'::text, 'active'::text, 'superseded'::text])));
alter table score_model_version add constraint score_model_version_workspace_id_activated_by_fkey FOREIGN KEY (workspace_id, activated_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (activated_by);
alter table score_model_version add constraint score_model_version_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table score_model_version add constraint score_model_version_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table score_model_version add constraint score_model_version_pkey PRIMARY KEY (workspace_id, id);
alter table score_model_version add constraint score_model_version_workspace_id_number_key UNIQUE (workspace_id, number);
CREATE UNIQUE INDEX score_model_one_active ON score_model_version USING btree (workspace_id) WHERE (status = 'active'::text);
CREATE UNIQUE INDEX score_model_one_draft ON score_model_version USING btree (workspace_id) WHERE (status = ANY (ARRAY['draft'::text, 'signed_by_one'::text]));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON score_model_version FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON score_model_version FOR EACH ROW EXECUTE FUNCTION forget_signatures('score_model');
alter table score_model_version enable row level security;
create policy tenant on score_model_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_model_version to truce_app;

create table score_pace (
  workspace_id uuid not null,
  falling numeric(6,3) not null,
  rising numeric(6,3) not null,
  people integer not null,
  measured_at timestamp with time zone not null
);
alter table score_pace add constraint score_pace_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table score_pace add constraint score_pace_pkey PRIMARY KEY (workspace_id);
alter table score_pace enable row level security;
create policy tenant on score_pace for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_pace to truce_app;

create table score_reset (
  workspace_id uuid not null,
  contact_id uuid not null,
  reset_at timestamp with time zone not null,
  cause text not null
);
alter table score_reset add constraint score_reset_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table score_reset add constraint score_reset_pkey PRIMARY KEY (workspace_id, contact_id);
alter table score_reset enable row level security;
create policy tenant on score_reset for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_reset to truce_app;

create table score_rule (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  version_id uuid not null,
  "position" integer not null,
  label text not null,
  match jsonb not null,
  points numeric(6,2) not null,
  half_life_days numeric(7,2),
  cap numeric(6,2),
  daily_cap numeric(6,2),
  group_name text,
  fading text default 'half_life'::text not null
);
alter table score_rule add constraint score_rule_cap_check CHECK ((cap > (0)::numeric));
alter table score_rule add constraint score_rule_daily_cap_check CHECK ((daily_cap > (0)::numeric));
alter table score_rule add constraint score_rule_fading_check CHECK ((fading = ANY (ARRAY['half_life'::text, 'linear'::text])));
alter table score_rule add constraint score_rule_half_life_days_check CHECK ((half_life_days > (0)::numeric));
alter table score_rule add constraint score_rule_label_check CHECK (((length(label) >= 1) AND (length(label) <= 120)));
alter table score_rule add constraint score_rule_points_check CHECK (((points <> (0)::numeric) AND (abs(points) <= (100)::numeric)));
alter table score_rule add constraint score_rule_workspace_id_version_id_fkey FOREIGN KEY (workspace_id, version_id) REFERENCES score_model_version(workspace_id, id) ON DELETE CASCADE;
alter table score_rule add constraint score_rule_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX score_rule_version ON score_rule USING btree (workspace_id, version_id, "position");
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON score_rule FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table score_rule enable row level security;
create policy tenant on score_rule for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_rule to truce_app;

create table score_run (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  cause text not null,
  total integer not null,
  done integer default 0 not null,
  after_id uuid,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone
);
alter table score_run add constraint score_run_cause_check CHECK ((cause = ANY (ARRAY['model'::text, 'profile'::text, 'threshold'::text])));
alter table score_run add constraint score_run_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table score_run add constraint score_run_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX score_run_one ON score_run USING btree (workspace_id) WHERE (finished_at IS NULL);
alter table score_run enable row level security;
create policy tenant on score_run for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_run to truce_app;

create table score_snapshot (
  workspace_id uuid not null,
  lead_id uuid not null,
  at timestamp with time zone not null,
  fit text,
  fit_score numeric(5,2),
  engagement_score numeric(6,3),
  label text,
  model_number integer,
  profile_number integer
);
alter table score_snapshot add constraint score_snapshot_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table score_snapshot add constraint score_snapshot_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE CASCADE;
alter table score_snapshot add constraint score_snapshot_pkey PRIMARY KEY (workspace_id, lead_id);
alter table score_snapshot enable row level security;
create policy tenant on score_snapshot for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_snapshot to truce_app;

create table score_threshold (
  workspace_id uuid not null,
  number integer not null,
  cut numeric(5,2) not null,
  fit_classes text[] not null,
  in_force_from timestamp with time zone not null,
  expires_at timestamp with time zone not null
);
alter table score_threshold add constraint score_threshold_cut_check CHECK (((cut >= (0)::numeric) AND (cut <= (100)::numeric)));
alter table score_threshold add constraint score_threshold_fit_classes_check CHECK (((cardinality(fit_classes) > 0) AND (fit_classes <@ '{A,B,C,D}'::text[])));
alter table score_threshold add constraint score_threshold_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table score_threshold add constraint score_threshold_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON score_threshold FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table score_threshold enable row level security;
create policy tenant on score_threshold for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on score_threshold to truce_app;

create table search_word (
  workspace_id uuid not null,
  word text not null,
  entity text not null,
  entity_id uuid not null
);
alter table search_word add constraint search_word_pkey PRIMARY KEY (workspace_id, entity_id, word);
CREATE INDEX search_word_prefix ON search_word USING btree (workspace_id, word text_pattern_ops, entity, entity_id);
alter table search_word enable row level security;
create policy tenant on search_word for all using (workspace_id = current_workspace());
grant select on search_word to truce_app;

create table send (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  side text not null,
  kind text not null,
  audience text not null,
  offer_id uuid,
  topics text[] default '{}'::text[] not null,
  purpose_id uuid,
  sender_id uuid,
  campaign_id uuid,
  view_id uuid,
  criteria jsonb,
  timing text default 'at_once'::text not null,
  planned_at timestamp with time zone,
  hours jsonb,
  lasts_hours integer default 72 not null,
  hold_out numeric(5,2) default 0 not null,
  metric text,
  decide_after_hours integer,
  minimum_n integer default 100 not null,
  state text default 'draft'::text not null,
  state_code text,
  state_note text,
  state_by uuid,
  state_at timestamp with time zone not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  scheduled_by uuid,
  scheduled_at timestamp with time zone,
  frozen_criteria jsonb,
  freeze_at timestamp with time zone,
  freeze_after uuid,
  frozen_n integer default 0 not null,
  frozen_at timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  decided_at timestamp with time zone,
  winner_id uuid,
  decision jsonb,
  watched_from timestamp with time zone,
  test_of uuid,
  test_people integer
);
alter table send add constraint send_audience_check CHECK ((audience = ANY (ARRAY['prospects'::text, 'customers'::text, 'everybody'::text])));
alter table send add constraint send_check CHECK ((num_nonnulls(view_id, criteria) <= 1));
alter table send add constraint send_decide_after_hours_check CHECK (((decide_after_hours >= 1) AND (decide_after_hours <= 720)));
alter table send add constraint send_hold_out_check CHECK (((hold_out >= (0)::numeric) AND (hold_out <= (50)::numeric)));
alter table send add constraint send_kind_check CHECK ((kind = ANY (ARRAY['information'::text, 'article'::text, 'offer'::text])));
alter table send add constraint send_lasts_hours_check CHECK (((lasts_hours >= 1) AND (lasts_hours <= 720)));
alter table send add constraint send_metric_check CHECK ((metric = ANY (ARRAY['reply'::text, 'click'::text, 'conversion'::text])));
alter table send add constraint send_minimum_n_check CHECK ((minimum_n >= 10));
alter table send add constraint send_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));
alter table send add constraint send_side_check CHECK ((side = ANY (ARRAY['marketing'::text, 'sales'::text])));
alter table send add constraint send_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'scheduled'::text, 'sending'::text, 'paused'::text, 'done'::text, 'cancelled'::text, 'stopped'::text])));
alter table send add constraint send_state_code_check CHECK ((state_code = ANY (ARRAY['by_hand'::text, 'bounces'::text, 'complaints'::text, 'offer_not_running'::text, 'problem'::text])));
alter table send add constraint send_test_people_check CHECK (((test_people >= 5) AND (test_people <= 2000)));
alter table send add constraint send_test_whole CHECK (((test_of IS NULL) OR (test_people IS NOT NULL)));
alter table send add constraint send_timing_check CHECK ((timing = ANY (ARRAY['at_once'::text, 'at'::text, 'local'::text])));
alter table send add constraint send_test_of_fkey FOREIGN KEY (workspace_id, test_of) REFERENCES send(workspace_id, id) ON DELETE SET NULL (test_of);
alter table send add constraint send_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (campaign_id);
alter table send add constraint send_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table send add constraint send_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table send add constraint send_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id) ON DELETE SET NULL (offer_id);
alter table send add constraint send_workspace_id_purpose_id_fkey FOREIGN KEY (workspace_id, purpose_id) REFERENCES mail_purpose(workspace_id, id) ON DELETE SET NULL (purpose_id);
alter table send add constraint send_workspace_id_scheduled_by_fkey FOREIGN KEY (workspace_id, scheduled_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (scheduled_by);
alter table send add constraint send_workspace_id_sender_id_fkey FOREIGN KEY (workspace_id, sender_id) REFERENCES sender_identity(workspace_id, id) ON DELETE SET NULL (sender_id);
alter table send add constraint send_workspace_id_state_by_fkey FOREIGN KEY (workspace_id, state_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (state_by);
alter table send add constraint send_workspace_id_view_id_fkey FOREIGN KEY (workspace_id, view_id) REFERENCES saved_view(workspace_id, id) ON DELETE SET NULL (view_id);
alter table send add constraint send_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX send_active ON send USING btree (workspace_id, state) WHERE (state = ANY (ARRAY['scheduled'::text, 'sending'::text, 'paused'::text]));
CREATE INDEX send_campaign ON send USING btree (workspace_id, campaign_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX send_newest ON send USING btree (workspace_id, changed_at DESC, id DESC);
CREATE INDEX send_offer ON send USING btree (workspace_id, offer_id) WHERE (offer_id IS NOT NULL);
CREATE INDEX send_test ON send USING btree (workspace_id, test_of) WHERE (test_of IS NOT NULL);
CREATE INDEX send_view ON send USING btree (workspace_id, view_id) WHERE (view_id IS NOT NULL);
alter table send enable row level security;
create policy tenant on send for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on send to truce_app;

create table send_rate (
  workspace_id uuid not null,
  key text not null,
  tokens double precision not null,
  at timestamp with time zone not null
);
alter table send_rate add constraint send_rate_key_check CHECK ((length(key) <= 320));
alter table send_rate add constraint send_rate_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table send_rate add constraint send_rate_pkey PRIMARY KEY (workspace_id, key);
alter table send_rate enable row level security;
create policy tenant on send_rate for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on send_rate to truce_app;

create table send_setting (
  workspace_id uuid not null,
  settings jsonb not null,
  changed_by uuid,
  changed_at timestamp with time zone not null
);
alter table send_setting add constraint send_setting_workspace_id_changed_by_fkey FOREIGN KEY (workspace_id, changed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (changed_by);
alter table send_setting add constraint send_setting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table send_setting add constraint send_setting_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON send_setting FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table send_setting enable row level security;
create policy tenant on send_setting for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on send_setting to truce_app;

create table send_variant (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  send_id uuid not null,
  "position" smallint not null,
  name text not null,
  template_id uuid not null,
  template_version_id uuid,
  share numeric(5,2) not null
);
alter table send_variant add constraint send_variant_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)));
alter table send_variant add constraint send_variant_position_check CHECK (("position" >= 0));
alter table send_variant add constraint send_variant_share_check CHECK (((share > (0)::numeric) AND (share <= (100)::numeric)));
alter table send_variant add constraint send_variant_workspace_id_send_id_fkey FOREIGN KEY (workspace_id, send_id) REFERENCES send(workspace_id, id) ON DELETE CASCADE;
alter table send_variant add constraint send_variant_workspace_id_template_id_fkey FOREIGN KEY (workspace_id, template_id) REFERENCES template(workspace_id, id) ON DELETE CASCADE;
alter table send_variant add constraint send_variant_workspace_id_template_version_id_fkey FOREIGN KEY (workspace_id, template_version_id) REFERENCES template_version(workspace_id, id) ON DELETE SET NULL (template_version_id);
alter table send_variant add constraint send_variant_pkey PRIMARY KEY (workspace_id, id);
alter table send_variant add constraint send_variant_workspace_id_send_id_position_key UNIQUE (workspace_id, send_id, "position");
CREATE INDEX send_variant_template ON send_variant USING btree (workspace_id, template_id);
CREATE INDEX send_variant_version ON send_variant USING btree (workspace_id, template_version_id) WHERE (template_version_id IS NOT NULL);
alter table send_variant enable row level security;
create policy tenant on send_variant for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on send_variant to truce_app;

create table sender_identity (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  email text not null,
  reply_to text,
  is_default boolean default false not null,
  created_at timestamp with time zone default now() not null
);
alter table sender_identity add constraint sender_identity_email_check CHECK ((length(email) <= 254));
alter table sender_identity add constraint sender_identity_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table sender_identity add constraint sender_identity_reply_to_check CHECK ((length(reply_to) <= 254));
alter table sender_identity add constraint sender_identity_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table sender_identity add constraint sender_identity_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX sender_identity_default ON sender_identity USING btree (workspace_id) WHERE is_default;
CREATE UNIQUE INDEX sender_identity_email ON sender_identity USING btree (workspace_id, lower(email), lower(name));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON sender_identity FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table sender_identity enable row level security;
create policy tenant on sender_identity for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on sender_identity to truce_app;

create table sending_domain (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  domain text not null,
  created_by uuid,
  created_at timestamp with time zone not null
);
alter table sending_domain add constraint sending_domain_domain_check CHECK (((length(domain) >= 3) AND (length(domain) <= 253)));
alter table sending_domain add constraint sending_domain_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table sending_domain add constraint sending_domain_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table sending_domain add constraint sending_domain_pkey PRIMARY KEY (workspace_id, id);
alter table sending_domain add constraint sending_domain_workspace_id_domain_key UNIQUE (workspace_id, domain);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON sending_domain FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table sending_domain enable row level security;
create policy tenant on sending_domain for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on sending_domain to truce_app;

create table sending_domain_check (
  workspace_id uuid not null,
  domain_id uuid not null,
  kind text not null,
  state text not null,
  reason text not null,
  found text,
  checked_at timestamp with time zone not null,
  since timestamp with time zone not null
);
alter table sending_domain_check add constraint sending_domain_check_kind_check CHECK ((kind = ANY (ARRAY['dkim'::text, 'spf'::text, 'dmarc'::text, 'mx'::text, 'reverse'::text])));
alter table sending_domain_check add constraint sending_domain_check_state_check CHECK ((state = ANY (ARRAY['pass'::text, 'fail'::text, 'unknown'::text])));
alter table sending_domain_check add constraint sending_domain_check_workspace_id_domain_id_fkey FOREIGN KEY (workspace_id, domain_id) REFERENCES sending_domain(workspace_id, id) ON DELETE CASCADE;
alter table sending_domain_check add constraint sending_domain_check_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table sending_domain_check add constraint sending_domain_check_pkey PRIMARY KEY (workspace_id, domain_id, kind);
alter table sending_domain_check enable row level security;
create policy tenant on sending_domain_check for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on sending_domain_check to truce_app;

create table sending_key (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  domain_id uuid not null,
  state text not null,
  selector text not null,
  public_key text not null,
  created_at timestamp with time zone not null,
  checked_at timestamp with time zone,
  reason text,
  replaced_at timestamp with time zone
);
alter table sending_key add constraint sending_key_check CHECK (((state = 'former'::text) = (replaced_at IS NOT NULL)));
alter table sending_key add constraint sending_key_state_check CHECK ((state = ANY (ARRAY['next'::text, 'signing'::text, 'former'::text])));
alter table sending_key add constraint sending_key_workspace_id_domain_id_fkey FOREIGN KEY (workspace_id, domain_id) REFERENCES sending_domain(workspace_id, id) ON DELETE CASCADE;
alter table sending_key add constraint sending_key_pkey PRIMARY KEY (workspace_id, id);
alter table sending_key add constraint sending_key_workspace_id_domain_id_selector_key UNIQUE (workspace_id, domain_id, selector);
CREATE UNIQUE INDEX sending_key_one ON sending_key USING btree (workspace_id, domain_id, state) WHERE (state <> 'former'::text);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON sending_key FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table sending_key enable row level security;
create policy tenant on sending_key for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on sending_key to truce_app;

create table sending_key_secret (
  workspace_id uuid not null,
  key_id uuid not null,
  private_key text not null
);
alter table sending_key_secret add constraint sending_key_secret_workspace_id_key_id_fkey FOREIGN KEY (workspace_id, key_id) REFERENCES sending_key(workspace_id, id) ON DELETE CASCADE;
alter table sending_key_secret add constraint sending_key_secret_pkey PRIMARY KEY (workspace_id, key_id);
alter table sending_key_secret enable row level security;
create policy tenant on sending_key_secret for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on sending_key_secret to truce_app;

create table shared_day (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  on_day date not null,
  host_id uuid not null,
  guest_id uuid not null,
  place text,
  happened boolean,
  created_by uuid
);
alter table shared_day add constraint shared_day_check CHECK ((host_id <> guest_id));
alter table shared_day add constraint shared_day_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table shared_day add constraint shared_day_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table shared_day add constraint shared_day_workspace_id_guest_id_fkey FOREIGN KEY (workspace_id, guest_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table shared_day add constraint shared_day_workspace_id_host_id_fkey FOREIGN KEY (workspace_id, host_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table shared_day add constraint shared_day_pkey PRIMARY KEY (workspace_id, id);
alter table shared_day add constraint shared_day_workspace_id_on_day_host_id_guest_id_key UNIQUE (workspace_id, on_day, host_id, guest_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON shared_day FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table shared_day enable row level security;
create policy tenant on shared_day for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on shared_day to truce_app;

create table sighting (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  member_id uuid,
  dimension text not null,
  segment text not null,
  way text not null,
  note text,
  contact_id uuid,
  seen_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone
);
alter table sighting add constraint sighting_dimension_check CHECK (((length(dimension) >= 1) AND (length(dimension) <= 120)));
alter table sighting add constraint sighting_segment_check CHECK (((length(segment) >= 1) AND (length(segment) <= 200)));
alter table sighting add constraint sighting_way_check CHECK ((way = ANY (ARRAY['more'::text, 'fewer'::text])));
alter table sighting add constraint sighting_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table sighting add constraint sighting_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table sighting add constraint sighting_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table sighting add constraint sighting_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX sighting_seen ON sighting USING btree (workspace_id, seen_at DESC, id DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON sighting FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table sighting enable row level security;
create policy tenant on sighting for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on sighting to truce_app;

create table signature (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  subject text not null,
  subject_id uuid not null,
  party text not null,
  member_id uuid not null,
  signed_at timestamp with time zone not null,
  content_hash text not null
);
alter table signature add constraint signature_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table signature add constraint signature_subject_check CHECK ((subject ~ '^[a-z_]{3,40}$'::text));
alter table signature add constraint signature_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table signature add constraint signature_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id);
alter table signature add constraint signature_pkey PRIMARY KEY (workspace_id, id);
alter table signature add constraint signature_workspace_id_subject_subject_id_party_key UNIQUE (workspace_id, subject, subject_id, party);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON signature FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table signature enable row level security;
create policy tenant on signature for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on signature to truce_app;

create table silence (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  sign text not null,
  party text not null,
  since timestamp with time zone not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone
);
alter table silence add constraint silence_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table silence add constraint silence_sign_check CHECK ((sign = ANY (ARRAY['answer'::text, 'verdict'::text, 'meeting'::text, 'brief'::text, 'confirmation'::text])));
alter table silence add constraint silence_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table silence add constraint silence_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX silence_open ON silence USING btree (workspace_id, sign, party) WHERE (ended_at IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON silence FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table silence enable row level security;
create policy tenant on silence for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on silence to truce_app;

create table stage_visit (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  lead_id uuid not null,
  stage text not null,
  direction text not null,
  entered_at timestamp with time zone not null,
  exited_at timestamp with time zone,
  cause text not null,
  actor_member_id uuid,
  corrects_id uuid
);
alter table stage_visit add constraint stage_visit_direction_check CHECK ((direction = ANY (ARRAY['forward'::text, 'skip'::text, 'repeat'::text, 'back'::text])));
alter table stage_visit add constraint stage_visit_workspace_id_corrects_id_fkey FOREIGN KEY (workspace_id, corrects_id) REFERENCES stage_visit(workspace_id, id) ON DELETE CASCADE;
alter table stage_visit add constraint stage_visit_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE CASCADE;
alter table stage_visit add constraint stage_visit_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX stage_visit_corrects ON stage_visit USING btree (workspace_id, corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX stage_visit_lead ON stage_visit USING btree (workspace_id, lead_id, entered_at);
CREATE INDEX stage_visit_stage ON stage_visit USING btree (workspace_id, stage, entered_at);
CREATE INDEX stage_visit_walk ON stage_visit USING btree (workspace_id, lead_id) INCLUDE (stage, entered_at, exited_at, cause, corrects_id);
CREATE UNIQUE INDEX stage_visit_now ON stage_visit USING btree (workspace_id, lead_id) WHERE (exited_at IS NULL);
alter table stage_visit enable row level security;
create policy tenant on stage_visit for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on stage_visit to truce_app;

create table stall_rule (
  workspace_id uuid not null,
  share numeric(3,2) default 0.75 not null,
  quiet_days integer default 14 not null,
  least_touches integer default 3 not null
);
alter table stall_rule add constraint stall_rule_least_touches_check CHECK (((least_touches >= 1) AND (least_touches <= 20)));
alter table stall_rule add constraint stall_rule_quiet_days_check CHECK (((quiet_days >= 1) AND (quiet_days <= 365)));
alter table stall_rule add constraint stall_rule_share_check CHECK ((share = ANY (ARRAY[0.75, 0.90])));
alter table stall_rule add constraint stall_rule_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table stall_rule add constraint stall_rule_pkey PRIMARY KEY (workspace_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON stall_rule FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table stall_rule enable row level security;
create policy tenant on stall_rule for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on stall_rule to truce_app;

create table suppression (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  hash text,
  cause text not null,
  since timestamp with time zone default now() not null,
  domain text,
  evidence jsonb,
  member_id uuid,
  released_at timestamp with time zone,
  released_by uuid,
  release_reason text
);
alter table suppression add constraint suppression_cause_check CHECK ((cause = ANY (ARRAY['bounced'::text, 'complained'::text, 'blocked_by_hand'::text, 'erased'::text])));
alter table suppression add constraint suppression_check CHECK ((num_nonnulls(hash, domain) = 1));
alter table suppression add constraint suppression_check1 CHECK (((released_at IS NULL) = (release_reason IS NULL)));
alter table suppression add constraint suppression_domain_check CHECK ((domain = lower(domain)));
alter table suppression add constraint suppression_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table suppression add constraint suppression_workspace_id_hash_fkey FOREIGN KEY (workspace_id, hash) REFERENCES mail_address(workspace_id, hash) ON DELETE CASCADE;
alter table suppression add constraint suppression_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (member_id);
alter table suppression add constraint suppression_workspace_id_released_by_fkey FOREIGN KEY (workspace_id, released_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (released_by);
alter table suppression add constraint suppression_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX suppression_since ON suppression USING btree (workspace_id, since DESC, id DESC);
CREATE UNIQUE INDEX suppression_address ON suppression USING btree (workspace_id, hash, cause) WHERE ((released_at IS NULL) AND (hash IS NOT NULL));
CREATE UNIQUE INDEX suppression_domain ON suppression USING btree (workspace_id, domain) WHERE ((released_at IS NULL) AND (domain IS NOT NULL));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON suppression FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER mail_words_changed AFTER UPDATE ON suppression REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_words_changed();
CREATE TRIGGER mail_words_new AFTER INSERT ON suppression REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION mail_words_changed();
alter table suppression enable row level security;
create policy tenant on suppression for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select, update on suppression to truce_app;

create table task (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  subject text not null,
  body text,
  due_at timestamp with time zone,
  done_at timestamp with time zone,
  status text default 'open'::text not null,
  assignee_id uuid,
  contact_id uuid,
  company_id uuid,
  deal_id uuid,
  lead_id uuid,
  import_id uuid,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table task add constraint task_status_check CHECK ((status = ANY (ARRAY['open'::text, 'done'::text, 'cancelled'::text])));
alter table task add constraint task_workspace_id_assignee_id_fkey FOREIGN KEY (workspace_id, assignee_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (assignee_id);
alter table task add constraint task_workspace_id_company_id_fkey FOREIGN KEY (workspace_id, company_id) REFERENCES company(workspace_id, id) ON DELETE SET NULL (company_id);
alter table task add constraint task_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table task add constraint task_workspace_id_deal_id_fkey FOREIGN KEY (workspace_id, deal_id) REFERENCES deal(workspace_id, id) ON DELETE SET NULL (deal_id);
alter table task add constraint task_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table task add constraint task_workspace_id_lead_id_fkey FOREIGN KEY (workspace_id, lead_id) REFERENCES lead(workspace_id, id) ON DELETE SET NULL (lead_id);
alter table task add constraint task_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX task_company ON task USING btree (workspace_id, company_id) WHERE (company_id IS NOT NULL);
CREATE INDEX task_contact ON task USING btree (workspace_id, contact_id);
CREATE INDEX task_deal ON task USING btree (workspace_id, deal_id) WHERE (deal_id IS NOT NULL);
CREATE INDEX task_lead ON task USING btree (workspace_id, lead_id) WHERE (lead_id IS NOT NULL);
CREATE INDEX task_open ON task USING btree (workspace_id, assignee_id, due_at) WHERE (status = 'open'::text);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON task FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table task enable row level security;
create policy tenant on task for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on task to truce_app;

create table team (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  department text not null,
  created_at timestamp with time zone default now() not null
);
alter table team add constraint team_department_check CHECK ((department = ANY (ARRAY['sales'::text, 'marketing'::text, 'coordination'::text])));
alter table team add constraint team_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table team add constraint team_pkey PRIMARY KEY (workspace_id, id);
alter table team add constraint team_workspace_id_name_key UNIQUE (workspace_id, name);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON team FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table team enable row level security;
create policy tenant on team for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on team to truce_app;

create table team_promise (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  by_party text not null,
  what text not null,
  due_on date not null,
  promised double precision,
  delivered double precision,
  kept boolean,
  made_by uuid,
  made_at timestamp with time zone not null,
  judged_by uuid,
  judged_at timestamp with time zone
);
alter table team_promise add constraint team_promise_by_party_check CHECK ((by_party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table team_promise add constraint team_promise_check CHECK (((kept IS NULL) = (judged_at IS NULL)));
alter table team_promise add constraint team_promise_delivered_check CHECK ((delivered >= (0)::double precision));
alter table team_promise add constraint team_promise_promised_check CHECK ((promised > (0)::double precision));
alter table team_promise add constraint team_promise_what_check CHECK (((length(what) >= 1) AND (length(what) <= 300)));
alter table team_promise add constraint team_promise_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table team_promise add constraint team_promise_workspace_id_judged_by_fkey FOREIGN KEY (workspace_id, judged_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (judged_by);
alter table team_promise add constraint team_promise_workspace_id_made_by_fkey FOREIGN KEY (workspace_id, made_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (made_by);
alter table team_promise add constraint team_promise_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX team_promise_due ON team_promise USING btree (workspace_id, due_on DESC, id DESC);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON team_promise FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table team_promise enable row level security;
create policy tenant on team_promise for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on team_promise to truce_app;

create table template (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  kind text not null,
  language text not null,
  folder text default ''::text not null,
  tags text[] default '{}'::text[] not null,
  created_by uuid,
  created_at timestamp with time zone default now() not null,
  archived_at timestamp with time zone
);
alter table template add constraint template_kind_check CHECK ((kind = ANY (ARRAY['information'::text, 'article'::text, 'offer'::text, 'transactional'::text])));
alter table template add constraint template_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table template add constraint template_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table template add constraint template_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table template add constraint template_pkey PRIMARY KEY (workspace_id, id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON template FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table template enable row level security;
create policy tenant on template for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on template to truce_app;

create table template_version (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  template_id uuid not null,
  number integer,
  content jsonb not null,
  revision integer default 1 not null,
  compiled jsonb,
  content_hash text,
  saved_by uuid,
  saved_at timestamp with time zone default now() not null,
  published_by uuid,
  published_at timestamp with time zone
);
alter table template_version add constraint template_version_check CHECK ((((number IS NULL) = (published_at IS NULL)) AND ((number IS NULL) = (compiled IS NULL)) AND ((number IS NULL) = (content_hash IS NULL))));
alter table template_version add constraint template_version_number_check CHECK ((number > 0));
alter table template_version add constraint template_version_workspace_id_published_by_fkey FOREIGN KEY (workspace_id, published_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (published_by);
alter table template_version add constraint template_version_workspace_id_saved_by_fkey FOREIGN KEY (workspace_id, saved_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (saved_by);
alter table template_version add constraint template_version_workspace_id_template_id_fkey FOREIGN KEY (workspace_id, template_id) REFERENCES template(workspace_id, id) ON DELETE CASCADE;
alter table template_version add constraint template_version_pkey PRIMARY KEY (workspace_id, id);
alter table template_version add constraint template_version_workspace_id_template_id_number_key UNIQUE (workspace_id, template_id, number);
CREATE UNIQUE INDEX template_draft ON template_version USING btree (workspace_id, template_id) WHERE (number IS NULL);
CREATE TRIGGER published_stays BEFORE UPDATE ON template_version FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
alter table template_version enable row level security;
create policy tenant on template_version for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on template_version to truce_app;

create table territory (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  "position" integer not null,
  criteria jsonb not null,
  member_id uuid,
  team_id uuid,
  created_at timestamp with time zone default now() not null,
  pool_id uuid
);
alter table territory add constraint territory_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table territory add constraint territory_target CHECK ((num_nonnulls(member_id, team_id, pool_id) = 1));
alter table territory add constraint territory_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table territory add constraint territory_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table territory add constraint territory_workspace_id_pool_id_fkey FOREIGN KEY (workspace_id, pool_id) REFERENCES lead_pool(workspace_id, id) ON DELETE CASCADE;
alter table territory add constraint territory_workspace_id_team_id_fkey FOREIGN KEY (workspace_id, team_id) REFERENCES team(workspace_id, id) ON DELETE CASCADE;
alter table territory add constraint territory_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX territory_order ON territory USING btree (workspace_id, "position");
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON territory FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table territory enable row level security;
create policy tenant on territory for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on territory to truce_app;

create table theme (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  words text[] default '{}'::text[] not null,
  merged_into uuid,
  created_by uuid,
  created_at timestamp with time zone not null
);
alter table theme add constraint theme_check CHECK ((merged_into <> id));
alter table theme add constraint theme_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)));
alter table theme add constraint theme_workspace_id_created_by_fkey FOREIGN KEY (workspace_id, created_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (created_by);
alter table theme add constraint theme_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table theme add constraint theme_workspace_id_merged_into_fkey FOREIGN KEY (workspace_id, merged_into) REFERENCES theme(workspace_id, id) ON DELETE SET NULL (merged_into);
alter table theme add constraint theme_pkey PRIMARY KEY (workspace_id, id);
CREATE UNIQUE INDEX theme_name ON theme USING btree (workspace_id, lower(name)) WHERE (merged_into IS NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON theme FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table theme enable row level security;
create policy tenant on theme for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on theme to truce_app;

create table theme_link (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  theme_id uuid not null,
  target text not null,
  asset_id uuid,
  offer_id uuid,
  claim_id uuid,
  linked_by uuid,
  linked_at timestamp with time zone not null,
  flagged_on date
);
alter table theme_link add constraint theme_link_check CHECK ((((target = 'asset'::text) = (asset_id IS NOT NULL)) AND ((target = 'offer'::text) = (offer_id IS NOT NULL)) AND ((target = 'claim'::text) = (claim_id IS NOT NULL))));
alter table theme_link add constraint theme_link_target_check CHECK ((target = ANY (ARRAY['asset'::text, 'offer'::text, 'claim'::text, 'profile'::text])));
alter table theme_link add constraint theme_link_workspace_id_asset_id_fkey FOREIGN KEY (workspace_id, asset_id) REFERENCES asset(workspace_id, id) ON DELETE CASCADE;
alter table theme_link add constraint theme_link_workspace_id_claim_id_fkey FOREIGN KEY (workspace_id, claim_id) REFERENCES claim(workspace_id, id) ON DELETE CASCADE;
alter table theme_link add constraint theme_link_workspace_id_linked_by_fkey FOREIGN KEY (workspace_id, linked_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (linked_by);
alter table theme_link add constraint theme_link_workspace_id_offer_id_fkey FOREIGN KEY (workspace_id, offer_id) REFERENCES offer(workspace_id, id) ON DELETE CASCADE;
alter table theme_link add constraint theme_link_workspace_id_theme_id_fkey FOREIGN KEY (workspace_id, theme_id) REFERENCES theme(workspace_id, id) ON DELETE CASCADE;
alter table theme_link add constraint theme_link_pkey PRIMARY KEY (workspace_id, id);
alter table theme_link add constraint theme_link_workspace_id_theme_id_target_asset_id_offer_id_c_key UNIQUE NULLS NOT DISTINCT (workspace_id, theme_id, target, asset_id, offer_id, claim_id);
CREATE INDEX theme_link_asset ON theme_link USING btree (workspace_id, asset_id) WHERE (asset_id IS NOT NULL);
CREATE INDEX theme_link_claim ON theme_link USING btree (workspace_id, claim_id) WHERE (claim_id IS NOT NULL);
CREATE INDEX theme_link_offer ON theme_link USING btree (workspace_id, offer_id) WHERE (offer_id IS NOT NULL);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON theme_link FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table theme_link enable row level security;
create policy tenant on theme_link for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on theme_link to truce_app;

create table threshold (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number integer not null,
  status text default 'asking'::text not null,
  terms jsonb not null,
  cut numeric(5,2),
  fit_classes text[],
  exploration integer,
  expires_on date,
  proposed_by uuid,
  proposed_at timestamp with time zone,
  expected jsonb,
  begun_by uuid,
  begun_at timestamp with time zone not null,
  in_force_from timestamp with time zone,
  expires_at timestamp with time zone,
  ended_at timestamp with time zone
);
alter table threshold add constraint threshold_check CHECK ((num_nonnulls(cut, fit_classes, exploration, expires_on, expected) = ANY (ARRAY[0, 5])));
alter table threshold add constraint threshold_check1 CHECK (((cut IS NOT NULL) OR (status = ANY (ARRAY['asking'::text, 'open'::text, 'withdrawn'::text]))));
alter table threshold add constraint threshold_cut_check CHECK (((cut >= (0)::numeric) AND (cut <= (100)::numeric)));
alter table threshold add constraint threshold_exploration_check CHECK (((exploration >= 0) AND (exploration <= 10)));
alter table threshold add constraint threshold_status_check CHECK ((status = ANY (ARRAY['asking'::text, 'open'::text, 'in_force'::text, 'superseded'::text, 'expired'::text, 'withdrawn'::text])));
alter table threshold add constraint threshold_workspace_id_begun_by_fkey FOREIGN KEY (workspace_id, begun_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (begun_by);
alter table threshold add constraint threshold_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table threshold add constraint threshold_workspace_id_proposed_by_fkey FOREIGN KEY (workspace_id, proposed_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (proposed_by);
alter table threshold add constraint threshold_pkey PRIMARY KEY (workspace_id, id);
alter table threshold add constraint threshold_workspace_id_number_key UNIQUE (workspace_id, number);
CREATE UNIQUE INDEX threshold_one_in_force ON threshold USING btree (workspace_id) WHERE (status = 'in_force'::text);
CREATE UNIQUE INDEX threshold_one_open ON threshold USING btree (workspace_id) WHERE (status = ANY (ARRAY['asking'::text, 'open'::text]));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON threshold FOR EACH ROW EXECUTE FUNCTION audit_row();
CREATE TRIGGER forget_signatures AFTER DELETE ON threshold FOR EACH ROW EXECUTE FUNCTION forget_signatures('threshold');
alter table threshold enable row level security;
create policy tenant on threshold for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on threshold to truce_app;

create table threshold_need (
  workspace_id uuid not null,
  threshold_id uuid not null,
  party text not null,
  least_precision numeric,
  most_per_week numeric,
  least_per_month numeric,
  least_value_minor bigint,
  is_open boolean default false not null,
  written_by uuid,
  written_at timestamp with time zone not null
);
alter table threshold_need add constraint threshold_need_check CHECK (((party = 'sales'::text) OR ((least_precision IS NULL) AND (most_per_week IS NULL))));
alter table threshold_need add constraint threshold_need_check1 CHECK (((party = 'marketing'::text) OR ((least_per_month IS NULL) AND (least_value_minor IS NULL))));
alter table threshold_need add constraint threshold_need_least_per_month_check CHECK ((least_per_month > (0)::numeric));
alter table threshold_need add constraint threshold_need_least_precision_check CHECK (((least_precision >= (0)::numeric) AND (least_precision <= (1)::numeric)));
alter table threshold_need add constraint threshold_need_least_value_minor_check CHECK ((least_value_minor > 0));
alter table threshold_need add constraint threshold_need_most_per_week_check CHECK ((most_per_week > (0)::numeric));
alter table threshold_need add constraint threshold_need_party_check CHECK ((party = ANY (ARRAY['sales'::text, 'marketing'::text])));
alter table threshold_need add constraint threshold_need_workspace_id_threshold_id_fkey FOREIGN KEY (workspace_id, threshold_id) REFERENCES threshold(workspace_id, id) ON DELETE CASCADE;
alter table threshold_need add constraint threshold_need_workspace_id_written_by_fkey FOREIGN KEY (workspace_id, written_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (written_by);
alter table threshold_need add constraint threshold_need_pkey PRIMARY KEY (workspace_id, threshold_id, party);
alter table threshold_need enable row level security;
create policy own_side on threshold_need for all using (is_open OR ((COALESCE(current_setting('truce.party'::text, true), ''::text) = party) OR (COALESCE(current_setting('truce.party'::text, true), ''::text) = 'both'::text))) with check (is_open OR ((COALESCE(current_setting('truce.party'::text, true), ''::text) = party) OR (COALESCE(current_setting('truce.party'::text, true), ''::text) = 'both'::text)));
create policy tenant on threshold_need for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on threshold_need to truce_app;

create table training (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  number integer not null,
  cause text not null,
  asked_by uuid,
  asked_at timestamp with time zone not null,
  state text default 'waiting'::text not null,
  share real default 0 not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  seconds real,
  memory_mb integer,
  problem text,
  verdict text,
  rival jsonb,
  report jsonb,
  in_force_from timestamp with time zone,
  in_force_until timestamp with time zone,
  forced_by uuid
);
alter table training add constraint training_cause_check CHECK ((cause = ANY (ARRAY['hand'::text, 'schedule'::text])));
alter table training add constraint training_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])));
alter table training add constraint training_verdict_check CHECK ((verdict = ANY (ARRAY['first'::text, 'better'::text, 'not_better'::text, 'no_use'::text, 'replaces_leak'::text, 'off'::text])));
alter table training add constraint training_workspace_id_asked_by_fkey FOREIGN KEY (workspace_id, asked_by) REFERENCES member(workspace_id, id);
alter table training add constraint training_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table training add constraint training_workspace_id_forced_by_fkey FOREIGN KEY (workspace_id, forced_by) REFERENCES member(workspace_id, id);
alter table training add constraint training_pkey PRIMARY KEY (workspace_id, id);
alter table training add constraint training_workspace_id_number_key UNIQUE (workspace_id, number);
CREATE UNIQUE INDEX training_in_force ON training USING btree (workspace_id) WHERE ((in_force_from IS NOT NULL) AND (in_force_until IS NULL));
CREATE UNIQUE INDEX training_under_way ON training USING btree (workspace_id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON training FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table training enable row level security;
create policy tenant on training for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on training to truce_app;

create table training_model (
  workspace_id uuid not null,
  training_id uuid not null,
  model jsonb not null
);
alter table training_model add constraint training_model_workspace_id_training_id_fkey FOREIGN KEY (workspace_id, training_id) REFERENCES training(workspace_id, id) ON DELETE CASCADE;
alter table training_model add constraint training_model_pkey PRIMARY KEY (workspace_id, training_id);
alter table training_model enable row level security;
create policy tenant on training_model for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on training_model to truce_app;

create table value_rate (
  workspace_id uuid not null,
  table_id uuid not null,
  type text not null,
  segment text not null,
  closed integer not null,
  won integer not null,
  close_rate numeric(9,8) not null,
  sales integer not null,
  average_minor bigint,
  average_of text not null,
  value_minor bigint
);
alter table value_rate add constraint value_rate_average_of_check CHECK ((average_of = ANY (ARRAY['segment'::text, 'all'::text, 'none'::text])));
alter table value_rate add constraint value_rate_workspace_id_table_id_fkey FOREIGN KEY (workspace_id, table_id) REFERENCES value_table(workspace_id, id) ON DELETE CASCADE;
alter table value_rate add constraint value_rate_pkey PRIMARY KEY (workspace_id, table_id, type, segment);
alter table value_rate enable row level security;
create policy tenant on value_rate for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on value_rate to truce_app;

create table value_table (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  agreement_version_id uuid not null,
  frozen_at timestamp with time zone not null,
  currency character(3) not null,
  closed integer not null,
  won integer not null,
  sales integer not null,
  average_minor bigint,
  other_currency integer default 0 not null,
  without_amount integer default 0 not null
);
alter table value_table add constraint value_table_workspace_id_agreement_version_id_fkey FOREIGN KEY (workspace_id, agreement_version_id) REFERENCES agreement_version(workspace_id, id) ON DELETE CASCADE;
alter table value_table add constraint value_table_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table value_table add constraint value_table_pkey PRIMARY KEY (workspace_id, id);
alter table value_table add constraint value_table_workspace_id_agreement_version_id_key UNIQUE (workspace_id, agreement_version_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON value_table FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table value_table enable row level security;
create policy tenant on value_table for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant insert, select on value_table to truce_app;

create table verdict (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  handoff_id uuid not null,
  lead_id uuid not null,
  decision text not null,
  reason_id uuid,
  note text,
  quality smallint,
  recycle_on date,
  contradictions text[] default '{}'::text[] not null,
  attempts integer default 0 not null,
  decided_at timestamp with time zone not null,
  decided_by uuid,
  took_seconds bigint not null
);
alter table verdict add constraint verdict_decision_check CHECK ((decision = ANY (ARRAY['accepted'::text, 'accepted_by_default'::text, 'rejected'::text, 'recycled'::text])));
alter table verdict add constraint verdict_quality_check CHECK (((quality >= 1) AND (quality <= 5)));
alter table verdict add constraint verdict_workspace_id_decided_by_fkey FOREIGN KEY (workspace_id, decided_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (decided_by);
alter table verdict add constraint verdict_workspace_id_handoff_id_fkey FOREIGN KEY (workspace_id, handoff_id) REFERENCES handoff(workspace_id, id) ON DELETE CASCADE;
alter table verdict add constraint verdict_workspace_id_reason_id_fkey FOREIGN KEY (workspace_id, reason_id) REFERENCES reason(workspace_id, id);
alter table verdict add constraint verdict_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX verdict_at ON verdict USING btree (workspace_id, decided_at DESC, id DESC);
CREATE INDEX verdict_handoff ON verdict USING btree (workspace_id, handoff_id, decided_at);
CREATE INDEX verdict_lead ON verdict USING btree (workspace_id, lead_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON verdict FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table verdict enable row level security;
create policy tenant on verdict for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on verdict to truce_app;

create table view_default (
  workspace_id uuid not null,
  member_id uuid not null,
  entity text not null,
  view_id uuid not null
);
alter table view_default add constraint view_default_entity_check CHECK ((entity = ANY (ARRAY['company'::text, 'contact'::text, 'deal'::text, 'lead'::text, 'campaign'::text])));
alter table view_default add constraint view_default_workspace_id_member_id_fkey FOREIGN KEY (workspace_id, member_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table view_default add constraint view_default_workspace_id_view_id_fkey FOREIGN KEY (workspace_id, view_id) REFERENCES saved_view(workspace_id, id) ON DELETE CASCADE;
alter table view_default add constraint view_default_pkey PRIMARY KEY (workspace_id, member_id, entity);
alter table view_default enable row level security;
create policy tenant on view_default for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on view_default to truce_app;

create table visit (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  website_id uuid not null,
  visitor text not null,
  contact_id uuid,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  pages integer not null,
  downloads integer not null,
  seconds integer not null,
  host text not null,
  entry_path text not null,
  exit_path text not null,
  referrer text,
  source text not null,
  medium text not null,
  utm_campaign text,
  utm_term text,
  utm_content text,
  campaign_id uuid,
  verdict text not null,
  reason text not null,
  judged_by uuid
);
alter table visit add constraint visit_verdict_check CHECK ((verdict = ANY (ARRAY['human'::text, 'suspected'::text, 'machine'::text])));
alter table visit add constraint visit_workspace_id_campaign_id_fkey FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign(workspace_id, id) ON DELETE SET NULL (campaign_id);
alter table visit add constraint visit_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE SET NULL (contact_id);
alter table visit add constraint visit_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table visit add constraint visit_workspace_id_judged_by_fkey FOREIGN KEY (workspace_id, judged_by) REFERENCES member(workspace_id, id) ON DELETE SET NULL (judged_by);
alter table visit add constraint visit_workspace_id_website_id_fkey FOREIGN KEY (workspace_id, website_id) REFERENCES website(workspace_id, id) ON DELETE CASCADE;
alter table visit add constraint visit_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX visit_campaign ON visit USING btree (workspace_id, campaign_id) WHERE (campaign_id IS NOT NULL);
CREATE INDEX visit_contact ON visit USING btree (workspace_id, contact_id, started_at DESC) WHERE (contact_id IS NOT NULL);
CREATE INDEX visit_judge ON visit USING btree (workspace_id, judged_by) WHERE (judged_by IS NOT NULL);
CREATE INDEX visit_started ON visit USING btree (workspace_id, started_at DESC, id DESC);
CREATE INDEX visit_visitor ON visit USING btree (workspace_id, visitor, started_at);
alter table visit enable row level security;
create policy tenant on visit for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on visit to truce_app;

create table visit_hit (
  workspace_id uuid not null,
  id uuid not null,
  website_id uuid not null,
  visitor text not null,
  kind text not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  host text not null,
  path text not null,
  title text,
  referrer text,
  target text,
  utm jsonb,
  page_id uuid,
  seconds integer,
  touched boolean,
  contact_id uuid,
  agent text,
  verdict text not null,
  reason text not null,
  folded boolean default false not null,
  visit_id uuid,
  activity_id uuid,
  activity_traffic text
);
alter table visit_hit add constraint visit_hit_kind_check CHECK ((kind = ANY (ARRAY['page'::text, 'download'::text, 'outbound'::text, 'trap'::text, 'leave'::text, 'seal'::text])));
alter table visit_hit add constraint visit_hit_verdict_check CHECK ((verdict = ANY (ARRAY['human'::text, 'suspected'::text, 'machine'::text])));
alter table visit_hit add constraint visit_hit_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table visit_hit add constraint visit_hit_workspace_id_website_id_fkey FOREIGN KEY (workspace_id, website_id) REFERENCES website(workspace_id, id) ON DELETE CASCADE;
alter table visit_hit add constraint visit_hit_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX visit_hit_received ON visit_hit USING btree (workspace_id, website_id, received_at);
CREATE INDEX visit_hit_unfolded ON visit_hit USING btree (workspace_id, visitor) WHERE (NOT folded);
CREATE INDEX visit_hit_visit ON visit_hit USING btree (workspace_id, visit_id) WHERE (visit_id IS NOT NULL);
CREATE INDEX visit_hit_visitor ON visit_hit USING btree (workspace_id, visitor, occurred_at);
alter table visit_hit enable row level security;
create policy tenant on visit_hit for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on visit_hit to truce_app;

create table visit_salt (
  workspace_id uuid not null,
  day date not null,
  salt text not null
);
alter table visit_salt add constraint visit_salt_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table visit_salt add constraint visit_salt_pkey PRIMARY KEY (workspace_id, day);
alter table visit_salt enable row level security;
create policy tenant on visit_salt for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on visit_salt to truce_app;

create table visitor_identity (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  visitor text not null,
  contact_id uuid not null,
  since timestamp with time zone not null,
  how text not null
);
alter table visitor_identity add constraint visitor_identity_how_check CHECK ((how = ANY (ARRAY['seal'::text, 'form'::text, 'mail'::text, 'chat'::text])));
alter table visitor_identity add constraint visitor_identity_workspace_id_contact_id_fkey FOREIGN KEY (workspace_id, contact_id) REFERENCES contact(workspace_id, id) ON DELETE CASCADE;
alter table visitor_identity add constraint visitor_identity_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table visitor_identity add constraint visitor_identity_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX visitor_identity_contact ON visitor_identity USING btree (workspace_id, contact_id);
CREATE INDEX visitor_identity_visitor ON visitor_identity USING btree (workspace_id, visitor, since);
alter table visitor_identity enable row level security;
create policy tenant on visitor_identity for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on visitor_identity to truce_app;

create table watched_file (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  name text not null,
  size_bytes bigint not null,
  modified_ms bigint not null,
  content_hash text,
  state text not null,
  note text,
  import_id uuid,
  seen_at timestamp with time zone not null,
  ended_at timestamp with time zone
);
alter table watched_file add constraint watched_file_state_check CHECK ((state = ANY (ARRAY['settling'::text, 'running'::text, 'done'::text, 'known'::text, 'failed'::text])));
alter table watched_file add constraint watched_file_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table watched_file add constraint watched_file_workspace_id_import_id_fkey FOREIGN KEY (workspace_id, import_id) REFERENCES import(workspace_id, id) ON DELETE SET NULL (import_id);
alter table watched_file add constraint watched_file_pkey PRIMARY KEY (workspace_id, id);
CREATE INDEX watched_file_hash ON watched_file USING btree (workspace_id, content_hash) WHERE (content_hash IS NOT NULL);
CREATE INDEX watched_file_seen ON watched_file USING btree (workspace_id, seen_at DESC, id DESC);
CREATE UNIQUE INDEX watched_file_settling ON watched_file USING btree (workspace_id, name) WHERE (state = ANY (ARRAY['settling'::text, 'running'::text]));
alter table watched_file enable row level security;
create policy tenant on watched_file for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on watched_file to truce_app;

create table watched_folder (
  workspace_id uuid not null,
  name text not null,
  active boolean default true not null,
  owner_id uuid not null,
  rules jsonb default '[]'::jsonb not null,
  changed_at timestamp with time zone not null
);
alter table watched_folder add constraint watched_folder_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9-]{0,79}$'::text));
alter table watched_folder add constraint watched_folder_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table watched_folder add constraint watched_folder_workspace_id_owner_id_fkey FOREIGN KEY (workspace_id, owner_id) REFERENCES member(workspace_id, id) ON DELETE CASCADE;
alter table watched_folder add constraint watched_folder_pkey PRIMARY KEY (workspace_id);
alter table watched_folder add constraint watched_folder_name_key UNIQUE (name);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON watched_folder FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table watched_folder enable row level security;
create policy tenant on watched_folder for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on watched_folder to truce_app;

create table website (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  public_id text not null,
  name text not null,
  hosts text[] not null,
  consent_mode text not null,
  honours_signals boolean default true not null,
  keep_days integer default 395 not null,
  archived_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null
);
alter table website add constraint website_consent_mode_check CHECK ((consent_mode = ANY (ARRAY['none_needed'::text, 'cookieless'::text, 'nothing'::text])));
alter table website add constraint website_hosts_check CHECK (((cardinality(hosts) >= 1) AND (cardinality(hosts) <= 20)));
alter table website add constraint website_keep_days_check CHECK (((keep_days >= 30) AND (keep_days <= 1200)));
alter table website add constraint website_public_id_check CHECK ((public_id ~ '^[a-z0-9]{16}$'::text));
alter table website add constraint website_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table website add constraint website_pkey PRIMARY KEY (workspace_id, id);
alter table website add constraint website_public_id_key UNIQUE (public_id);
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON website FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table website enable row level security;
create policy tenant on website for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on website to truce_app;

create table website_refusal (
  workspace_id uuid not null,
  id uuid default uuid7() not null,
  website_id uuid not null,
  day date not null,
  reason text not null,
  n bigint not null
);
alter table website_refusal add constraint website_refusal_reason_check CHECK ((reason = ANY (ARRAY['host'::text, 'limit'::text, 'consent'::text, 'opted_out'::text, 'invalid'::text])));
alter table website_refusal add constraint website_refusal_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES workspace(id) ON DELETE CASCADE;
alter table website_refusal add constraint website_refusal_workspace_id_website_id_fkey FOREIGN KEY (workspace_id, website_id) REFERENCES website(workspace_id, id) ON DELETE CASCADE;
alter table website_refusal add constraint website_refusal_pkey PRIMARY KEY (workspace_id, id);
alter table website_refusal add constraint website_refusal_workspace_id_website_id_day_reason_key UNIQUE (workspace_id, website_id, day, reason);
alter table website_refusal enable row level security;
create policy tenant on website_refusal for all using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant delete, insert, select, update on website_refusal to truce_app;

create table workspace (
  id uuid default uuid7() not null,
  name text not null,
  base_currency character(3) default 'EUR'::bpchar not null,
  time_zone text default 'UTC'::text not null,
  locale text default 'en'::text not null,
  country character(2),
  accountable_member_id uuid,
  is_sample boolean default false not null,
  settings jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default now() not null,
  keep_uploads_days integer default 30 not null,
  company_name text,
  postal_address text
);
alter table workspace add constraint workspace_company_name_check CHECK ((length(company_name) <= 120));
alter table workspace add constraint workspace_keep_uploads_days_check CHECK (((keep_uploads_days >= 0) AND (keep_uploads_days <= 3650)));
alter table workspace add constraint workspace_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table workspace add constraint workspace_postal_address_check CHECK ((length(postal_address) <= 300));
alter table workspace add constraint workspace_id_accountable_member_id_fkey FOREIGN KEY (id, accountable_member_id) REFERENCES member(workspace_id, id) ON DELETE SET NULL (accountable_member_id);
alter table workspace add constraint workspace_pkey PRIMARY KEY (id);
alter table workspace add constraint workspace_base_currency UNIQUE (id, base_currency);
CREATE TRIGGER audit AFTER UPDATE ON workspace FOR EACH ROW EXECUTE FUNCTION audit_row();
alter table workspace enable row level security;
create policy tenant on workspace for all using (id = current_workspace()) with check (id = current_workspace());
grant delete, insert, select, update on workspace to truce_app;

CREATE OR REPLACE FUNCTION address_hash(workspace uuid, address text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select encode(sha256(convert_to(workspace || ':' || lower(address), 'UTF8')), 'hex')
$function$
;

CREATE OR REPLACE FUNCTION agreed_purposes(ws uuid, contacts uuid[])
 RETURNS TABLE(contact_id uuid, purpose_id uuid)
 LANGUAGE sql
 STABLE
 SET search_path TO 'public'
AS $function$
  with address as (select e.contact_id, address_hash(ws, e.email) as hash from contact_email e where e.workspace_id = ws and e.contact_id = any (contacts)),
  said as (
    select a.contact_id, a.hash, c.purpose_id, c.word, c.by_kind, c.at from address a join consent_entry c on c.workspace_id = ws and c.hash = a.hash 
      and not exists (select from consent_entry r where r.workspace_id = ws and r.retracts = c.id)
    union select c.contact_id, null, c.purpose_id, c.word, c.by_kind, c.at from consent_entry c
      where c.workspace_id = ws and c.contact_id = any (contacts) and c.word in ('withdrawn', 'objected')),
  no as (select s.contact_id, p.id as purpose_id, max(s.at) as at from said s join mail_purpose p on p.workspace_id = ws and (s.purpose_id = p.id or s.purpose_id is null)
    where s.word in ('withdrawn', 'objected') group by 1, 2)
  select distinct s.contact_id, s.purpose_id from said s join mail_purpose p on p.workspace_id = ws and p.id = s.purpose_id and p.retired_at is null
    left join no on no.contact_id = s.contact_id and no.purpose_id = s.purpose_id
  where s.hash is not null and s.word in ('given', 'confirmed')
    and (case when no.at is null then s.by_kind <> 'form' or not p.double_opt_in or s.word = 'confirmed' else s.by_kind = 'person' and s.at > no.at end)
$function$
;

CREATE OR REPLACE FUNCTION alike_records(kind text, ids uuid[], earlier_only boolean, most integer)
 RETURNS TABLE(a_id uuid, b_id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
 SET "pg_trgm.similarity_threshold" TO '0.55'
AS $function$
begin
  return query
    select one.entity_id, near.entity_id from duplicate_text one cross join lateral (
      select other.entity_id from duplicate_text other
      where other.workspace_id = current_workspace() and other.entity = kind
        and (other.name || ' ' || other.place) % (one.name || ' ' || one.place)
        and other.entity_id <> one.entity_id and (not earlier_only or other.entity_id < one.entity_id)
      order by similarity(other.name || ' ' || other.place, one.name || ' ' || one.place) desc limit most) near
    where one.workspace_id = current_workspace() and one.entity = kind and one.entity_id = any (ids) and length(one.name || one.place) >= 8;
end $function$
;

CREATE OR REPLACE FUNCTION api_key_by(key_hash text)
 RETURNS TABLE(workspace_id uuid, id uuid, member_id uuid, name text, scopes text[], expires_at timestamp with time zone, revoked_at timestamp with time zone, last_used_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select workspace_id, id, member_id, name, scopes, expires_at, revoked_at, last_used_at from api_key where hash = key_hash
$function$
;

CREATE OR REPLACE FUNCTION api_key_used(workspace uuid, key_id uuid, at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  update api_key set last_used_at = at where workspace_id = workspace and id = key_id
$function$
;

CREATE OR REPLACE FUNCTION audit_row()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare
  actor jsonb := coalesce(nullif(current_setting('truce.actor', true), ''), '{"kind":"system","label":"system"}')::jsonb;
  was jsonb; is_now jsonb; row_id text; ws uuid;
begin
  if current_setting('truce.audit', true) = 'off' then return null; end if;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value) into was, is_now
      from jsonb_each(to_jsonb(old)) o join jsonb_each(to_jsonb(new)) n using (key)
      where o.value is distinct from n.value and o.key not in ('updated_at');
    if was is null then return null; end if;
  elsif tg_op = 'INSERT' then is_now := to_jsonb(new);
  else was := to_jsonb(old);
  end if;
  ws := coalesce((to_jsonb(case when tg_op = 'DELETE' then old else new end) ->> 'workspace_id')::uuid, current_workspace());
  row_id := coalesce(to_jsonb(case when tg_op = 'DELETE' then old else new end) ->> 'id', '');
  -- A workspace that is being deleted takes its log with it.
  if not exists (select from workspace where id = ws) then return null; end if;
  insert into audit_log (workspace_id, actor_kind, actor_member_id, actor_label, entity, entity_id, action, before, after)
  values (ws, actor ->> 'kind', (actor ->> 'memberId')::uuid, actor ->> 'label', tg_table_name, row_id,
    case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end, was, is_now);
  return null;
end $function$
;

CREATE OR REPLACE PROCEDURE behind_wall(IN relation text, IN rights text DEFAULT 'rw'::text, IN audited boolean DEFAULT true)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('alter table %I enable row level security', relation);
  execute format('create policy tenant on %I using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', relation);
  execute format('grant select on %I to truce_app', relation);
  if rights in ('rw', 'ra') then execute format('grant insert on %I to truce_app', relation); end if;
  if rights = 'rw' then execute format('grant update, delete on %I to truce_app', relation); end if;
  if audited then
    execute format('create trigger audit after insert or update or delete on %I for each row execute function audit_row()', relation);
  end if;
end $procedure$
;

CREATE OR REPLACE FUNCTION companies_like(name text, most integer)
 RETURNS TABLE(company_id uuid, likeness real)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
 SET "pg_trgm.similarity_threshold" TO '0.4'
AS $function$
begin
  return query select c.id, similarity(customer_name_key(c.name), customer_name_key(companies_like.name)) from company c
    where c.workspace_id = current_workspace() and c.deleted_at is null and customer_name_key(c.name) % customer_name_key(companies_like.name)
    order by 2 desc, c.id limit most;
end $function$
;

CREATE OR REPLACE FUNCTION credit_belongs()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare credited invoice;
begin
  select * into credited from invoice i where i.workspace_id = new.workspace_id and i.id = new.credits_id;
  new.deal_id := coalesce(new.deal_id, credited.deal_id);
  new.order_id := coalesce(new.order_id, credited.order_id);
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION credits_follow()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update invoice c set updated_at = new.updated_at,
      deal_id = case when c.deal_id is not distinct from old.deal_id then new.deal_id else c.deal_id end,
      order_id = case when c.order_id is not distinct from old.order_id then new.order_id else c.order_id end
    where c.workspace_id = new.workspace_id and c.credits_id = new.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION current_workspace()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select nullif(current_setting('truce.workspace', true), '')::uuid
$function$
;

CREATE OR REPLACE FUNCTION custom_amount(custom jsonb, key text)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when jsonb_typeof(custom -> key -> 'amountMinor') = 'number' then (custom -> key ->> 'amountMinor')::numeric end
$function$
;

CREATE OR REPLACE FUNCTION custom_currency(custom jsonb, key text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select custom -> key ->> 'currency'
$function$
;

CREATE OR REPLACE FUNCTION custom_day(custom jsonb, key text)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when custom ->> key ~ '^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T|$)'
    then make_date(left(custom ->> key, 4)::int, substr(custom ->> key, 6, 2)::int, 1) + (substr(custom ->> key, 9, 2)::int - 1) end
$function$
;

CREATE OR REPLACE FUNCTION custom_id(custom jsonb, key text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when custom ->> key ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then (custom ->> key)::uuid end
$function$
;

CREATE OR REPLACE FUNCTION custom_instant(custom jsonb, key text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when custom ->> key ~ '^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$'
    then (custom_day(custom, key) + make_interval(hours => substr(custom ->> key, 12, 2)::int, mins => substr(custom ->> key, 15, 2)::int,
      secs => rtrim(substr(custom ->> key, 18), 'Z')::double precision)) at time zone 'UTC' end
$function$
;

CREATE OR REPLACE FUNCTION custom_number(custom jsonb, key text)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when jsonb_typeof(custom -> key) = 'number' then (custom ->> key)::numeric end
$function$
;

CREATE OR REPLACE FUNCTION custom_text(custom jsonb, key text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select custom ->> key
$function$
;

CREATE OR REPLACE FUNCTION custom_texts(custom jsonb, key text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when jsonb_typeof(custom -> key) = 'array' then array(select jsonb_array_elements_text(custom -> key)) end
$function$
;

CREATE OR REPLACE FUNCTION custom_yes_no(custom jsonb, key text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when jsonb_typeof(custom -> key) = 'boolean' then (custom ->> key)::boolean end
$function$
;

CREATE OR REPLACE FUNCTION customer_due()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into customer_due (workspace_id, company_id)
    select new.workspace_id, case tg_table_name when 'company' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'company_id')::uuid end
    where exists (select from customer_match m where m.workspace_id = new.workspace_id and m.state = 'waiting')
    on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION customer_name_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select nullif(trim(regexp_replace(regexp_replace(' ' || regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g') || ' ',
    ' (gmbh|mbh|ag|kg|ohg|ug|se|ltd|limited|inc|llc|corp|corporation|company|co|plc|sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|sp z o o|e k|ek|gbr|und|and|the)(?= )', ' ', 'g'), ' +', ' ', 'g')), '')
$function$
;

CREATE OR REPLACE FUNCTION deal_path_due()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into attribution_due (workspace_id, deal_id) values (new.workspace_id, new.id) on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION deals_due(ws uuid, deals uuid[], orders uuid[], invoices uuid[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  deals := deals || array(select o.deal_id from sales_order o where o.workspace_id = ws and o.id = any (orders))
    || array(select coalesce(i.deal_id, o.deal_id) from invoice i left join sales_order o on o.workspace_id = ws and o.id = i.order_id
      where i.workspace_id = ws and i.id = any (invoices));
  insert into attribution_due (workspace_id, deal_id)
    select d.workspace_id, d.id from deal d where d.workspace_id = ws and d.id = any (deals) on conflict do nothing;
end $function$
;

CREATE OR REPLACE FUNCTION delivery_source_by(public text)
 RETURNS TABLE(workspace_id uuid, id uuid, provider text, secret text, mapping jsonb, paused_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select workspace_id, id, provider, secret, mapping, paused_at from delivery_source where public_id = public and provider <> 'mailbox'
$function$
;

CREATE OR REPLACE FUNCTION drop_recording(call_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  update activity set data = data #- '{recording,reference}'
    where workspace_id = current_workspace() and (id = call_id or corrects_id = call_id) and data #> '{recording,reference}' is not null
$function$
;

CREATE OR REPLACE FUNCTION enqueue_job(job_name text, job_payload json, job_run_at timestamp with time zone, key text, attempts integer, queue text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
begin
  perform graphile_worker.add_job(job_name, job_payload, queue_name => queue, run_at => job_run_at, max_attempts => attempts, job_key => key);
end $function$
;

CREATE OR REPLACE FUNCTION erase_person(persons uuid[], at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare ws uuid := current_workspace(); was_audit text := coalesce(current_setting('truce.audit', true), 'on'); hashes text[];
begin
  perform set_config('truce.audit', 'off', true);
  select coalesce(array_agg(address_hash(ws, email)), '{}') into hashes from contact_email where workspace_id = ws and contact_id = any (persons);
  insert into mail_address (workspace_id, hash) select ws, h from unnest(hashes) h on conflict (workspace_id, hash) do nothing;
  insert into suppression (workspace_id, hash, cause, since) select ws, h, 'erased', at from unnest(hashes) h on conflict do nothing;
  insert into consent_entry (workspace_id, hash, word, at, by_kind, through) select ws, h, 'objected', at, 'program', 'erasure' from unnest(hashes) h;
  update mail_address set email = null where workspace_id = ws and hash = any (hashes);
  update consent_entry set proof = null where workspace_id = ws and (hash = any (hashes) or contact_id = any (persons)) and proof is not null;
  update suppression set evidence = null where workspace_id = ws and hash = any (hashes) and evidence is not null;
  update activity set subject = null, body = null, data = '{}', mentions = '{}' where workspace_id = ws and contact_id = any (persons);
  update task set subject = '[erased]', body = null where workspace_id = ws and contact_id = any (persons);
  update lead set why_now = null, custom = '{}', tags = '{}' where workspace_id = ws and contact_id = any (persons);
  update conversion set content = null, payload = '{}' where workspace_id = ws and contact_id = any (persons);
  delete from external_ref where workspace_id = ws and (
    (entity = 'contact' and entity_id = any (persons))
    or (entity = 'lead' and entity_id in (select id from lead where workspace_id = ws and contact_id = any (persons))));
  delete from contact_email where workspace_id = ws and contact_id = any (persons);
  delete from contact_phone where workspace_id = ws and contact_id = any (persons);
  update contact_company set job_title = null where workspace_id = ws and contact_id = any (persons);
  update contact set first_name = null, last_name = null, email = null, phone = null, job_title = null, buying_role = null, time_zone = null,
      locale = null, street = null, city = null, region = null, postal_code = null, country = null, description = null, interests = '{}', tags = '{}',
      custom = '{}', source = null, mail_permission = 'opted_out', deleted_at = coalesce(deleted_at, at), erased_at = at, updated_at = at
    where workspace_id = ws and id = any (persons);
  perform set_config('truce.audit', was_audit, true);
end $function$
;

CREATE OR REPLACE FUNCTION erase_traces(persons uuid[], mails text[], phones text[], names text[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare
  ws uuid := current_workspace();
  was_audit text := coalesce(current_setting('truce.audit', true), 'on');
  known uuid[];
  leads uuid[];
  words text;
  mine text;
  t record;
begin
  perform set_config('truce.audit', 'off', true);
  select coalesce(array_agg(id), '{}') into leads from lead where workspace_id = ws and contact_id = any (persons);
  select persons || leads || array(select id from task where workspace_id = ws and contact_id = any (persons))
    || array(select id from conversion where workspace_id = ws and contact_id = any (persons)) into known;
  update audit_log set before = null, after = null where workspace_id = ws and (before is not null or after is not null) and (
    entity_id = any (known::text[]) or before ->> 'contact_id' = any (persons::text[]) or after ->> 'contact_id' = any (persons::text[]));
  for t in
    select c.relname as name,
      string_agg(format(
        case y.typname when 'jsonb' then '%1$I = regexp_replace(%1$I::text, $2, ''[erased]'', ''gi'')::jsonb'
          when '_text' then '%1$I = array(select regexp_replace(one, $2, ''[erased]'', ''gi'') from unnest(%1$I) one)'
          else '%1$I = regexp_replace(%1$I, $2, ''[erased]'', ''gi'')' end, a.attname), ', ')
        filter (where y.typname in ('text', 'jsonb', '_text')) as changes,
      string_agg(format('%I = null', a.attname), ', ') filter (where y.typname = 'jsonb' and not a.attnotnull) as emptied,
      bool_or(a.attname = 'entity_id' and y.typname = 'uuid') as has_entity,
      bool_or(a.attname = 'contact_id') as has_contact,
      bool_or(a.attname = 'lead_id') as has_lead,
      bool_or(a.attname in ('contact_id', 'lead_id', 'entity_id')) or c.relname in ('mail', 'notification', 'idempotency_key') as about_people
    from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      join pg_type y on y.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in ('workspace', 'team', 'member', 'member_leave', 'invitation', 'api_key', 'role_right', 'field_right', 'search_word', 'suppression', 'external_ref')
      and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')
    group by c.relname
  loop
    continue when t.changes is null;
    -- Rows of imports and bulk changes keep what a record looked like before and after.
    if t.has_entity and t.emptied is not null then
      execute format('update %I set %s where workspace_id = $1 and entity_id = any ($2)', t.name, t.emptied) using ws, known;
    end if;
    words := pattern_of(mails);
    mine := pattern_of(phones || names);
    if words is not null then
      execute format('update %I x set %s where x.workspace_id = $1 and x::text ~* $2', t.name, t.changes) using ws, words;
    end if;
    if mine is not null and t.about_people and t.name <> 'contact_phone' then
      execute format('update %I x set %s where x.workspace_id = $1 and x::text ~* $2', t.name, t.changes)
        || case when t.has_contact then ' and (x.contact_id is null or x.contact_id = any ($3))' else ' and $3 is not null' end
        || case when t.has_lead then ' and (x.lead_id is null or x.lead_id = any ($4))' else ' and $4 is not null' end
        using ws, mine, persons, leads;
    end if;
  end loop;
  perform set_config('truce.audit', was_audit, true);
end $function$
;

CREATE OR REPLACE FUNCTION erased_off_lists()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
begin
  delete from people_list_member where workspace_id = new.workspace_id and contact_id = new.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION forget_signatures()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  delete from signature where workspace_id = old.workspace_id and subject = tg_argv[0] and subject_id = old.id;
  return old;
end $function$
;

CREATE OR REPLACE FUNCTION in_base(workspace uuid, amount bigint, currency text, on_day date)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  base text;
  factor numeric;
begin
  if amount is null then return null; end if;
  select w.base_currency into base from workspace w where w.id = in_base.workspace;
  if in_base.currency is null or in_base.currency = base then return amount; end if;
  select r.rate into factor from exchange_rate r
    where r.workspace_id = in_base.workspace and r.currency = in_base.currency::bpchar and r.valid_from <= on_day order by r.valid_from desc limit 1;
  return worth_at(amount, factor * 10::numeric ^ (minor_digits(base) - minor_digits(in_base.currency)));
end $function$
;

CREATE OR REPLACE PROCEDURE index_words(IN relation text, IN columns text[])
 LANGUAGE plpgsql
AS $procedure$
declare
  text_of text := (select 'concat_ws('' '', ' || string_agg(format('%%1$s.%I', c), ', ') || ')' from unnest(columns) c);
  changed text := (select string_agg(format('old.%1$I is distinct from new.%1$I', c), ' or ') from unnest(columns || '{deleted_at}'::text[]) c);
begin
  execute format('create function words_of_new_%1$s() returns trigger language plpgsql security definer set search_path = public as $f$
    begin
      insert into search_word (workspace_id, word, entity, entity_id)
        select n.workspace_id, w, %1$L, n.id from new_rows n cross join lateral words_of(%2$s) w where n.deleted_at is null
        on conflict do nothing;
      return null;
    end $f$', relation, format(text_of, 'n'));
  execute format('create function words_of_old_%1$s() returns trigger language plpgsql security definer set search_path = public as $f$
    begin
      delete from search_word where workspace_id = old.workspace_id and entity_id = old.id;
      if tg_op = ''UPDATE'' and new.deleted_at is null then
        insert into search_word (workspace_id, word, entity, entity_id)
          select new.workspace_id, w, %1$L, new.id from words_of(%2$s) w on conflict do nothing;
      end if;
      return null;
    end $f$', relation, format(text_of, 'new'));
  execute format('create trigger words_new after insert on %1$I referencing new table as new_rows for each statement execute function words_of_new_%1$s()', relation);
  execute format('create trigger words_changed after update on %1$I for each row when (%2$s) execute function words_of_old_%1$s()', relation, changed);
  execute format('create trigger words_gone after delete on %1$I for each row execute function words_of_old_%1$s()', relation);
end $procedure$
;

CREATE OR REPLACE FUNCTION invitation_by(hash text)
 RETURNS TABLE(workspace_id uuid, id uuid, member_id uuid, email text, name text, workspace_name text, expires_at timestamp with time zone, accepted_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select i.workspace_id, i.id, i.member_id, m.email, m.name, w.name, i.expires_at, i.accepted_at
  from invitation i join member m on (m.workspace_id, m.id) = (i.workspace_id, i.member_id) join workspace w on w.id = i.workspace_id
  where i.token_hash = hash
$function$
;

CREATE OR REPLACE FUNCTION invoice_open(of invoice)
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select of.total_minor
    + coalesce((select sum(c.total_minor) from invoice c where c.workspace_id = of.workspace_id and c.credits_id = of.id and c.cancelled_at is null and c.currency = of.currency), 0)::bigint
    - coalesce((select sum(p.amount_minor) from payment p where p.workspace_id = of.workspace_id and p.invoice_id = of.id and p.currency = of.currency), 0)::bigint
$function$
;

CREATE OR REPLACE FUNCTION invoice_path_due()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform deals_due(coalesce(new.workspace_id, old.workspace_id), array[new.deal_id, old.deal_id], array[new.order_id, old.order_id], '{}');
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION jobs_of_workspace(most integer)
 RETURNS TABLE(id text, task text, attempts integer, max_attempts integer, run_at timestamp with time zone, locked_at timestamp with time zone, problem text, created_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select j.id::text, t.identifier, j.attempts::int, j.max_attempts::int, j.run_at, j.locked_at, left(j.last_error, 500), j.created_at
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  where j.payload ->> 'workspaceId' = current_workspace()::text
  order by (j.attempts >= j.max_attempts) desc, j.run_at limit most
$function$
;

CREATE OR REPLACE FUNCTION mail_addresses_moved()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
declare ws uuid; persons uuid[];
begin
  for ws in select distinct workspace_id from fresh loop
    select array_agg(distinct contact_id) into persons from fresh where workspace_id = ws;
    perform sum_up_mail_permission(ws, persons);
  end loop;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION mail_image_by(secret text)
 RETURNS TABLE(workspace_id uuid, file_id uuid, media_type text, size_bytes integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select workspace_id, file_id, media_type, size_bytes from mail_image where token = secret
$function$
;

CREATE OR REPLACE FUNCTION mail_words_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public'
AS $function$
declare ws uuid; persons uuid[];
begin
  for ws in select distinct workspace_id from fresh loop
    select array_agg(distinct e.contact_id) into persons from fresh f join mail_address a on a.workspace_id = ws and a.hash = f.hash
      join contact_email e on e.workspace_id = ws and e.email = a.email where f.workspace_id = ws;
    if persons is not null then perform sum_up_mail_permission(ws, persons); end if;
  end loop;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION mailboxes_to_read(at timestamp with time zone)
 RETURNS TABLE(workspace_id uuid, mailbox_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select b.workspace_id, b.id from mailbox b left join mailbox_status s on s.workspace_id = b.workspace_id and s.mailbox_id = b.id
  where b.paused_at is null and b.removed_at is null and (s.held_until is null or s.held_until < at)
    and (s.retry_at is null or s.retry_at <= at or s.wanted_at is not null)
  order by s.read_at nulls first limit 500
$function$
;

CREATE OR REPLACE FUNCTION member_facts(workspace uuid, member uuid)
 RETURNS TABLE(id uuid, name text, roles text[], team_id uuid, reach jsonb, fields jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select m.id, m.name, m.roles, m.team_id,
    (select jsonb_object_agg(entity, jsonb_build_object('read', read_reach, 'write', write_reach)) from (
      select entity, widest_reach(array_agg(read_reach)) read_reach, widest_reach(array_agg(write_reach)) write_reach
      from role_right r where r.workspace_id = m.workspace_id and r.role = any (m.roles) group by entity having count(*) = cardinality(m.roles)) x),
    (select jsonb_agg(jsonb_build_object('name', x.name, 'access', x.access)) from (
      select f.entity || '.' || f.field as name, case when bool_and(f.access = 'hidden') then 'hidden' else 'read' end as access
      from field_right f where f.workspace_id = m.workspace_id and f.role = any (m.roles) group by 1 having count(*) = cardinality(m.roles)) x)
  from member m where m.workspace_id = workspace and m.id = member and m.status = 'active' and (m.access_until is null or m.access_until > now())
$function$
;

CREATE OR REPLACE FUNCTION member_footprint(member uuid)
 RETURNS TABLE(entity text, n bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare place record;
begin
  for place in select * from member_references() loop
    entity := place.relation;
    execute format('select count(*) from %s where workspace_id = current_workspace() and %I = $1', place.relation, place.field) into n using member;
    if n > 0 then return next; end if;
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION member_references()
 RETURNS TABLE(relation text, field text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select distinct c.oid::regclass::text, a.attname::text
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'member'::regclass and k.conkey[array_length(k.conkey, 1)] = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not in ('workspace', 'audit_log')
    and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id' and not w.attisdropped)
    and (k.oid is not null or a.attname in ('member_id', 'owner_id', 'assignee_id'))
  order by 1, 2
$function$
;

CREATE OR REPLACE FUNCTION memberships_of(person text)
 RETURNS TABLE(workspace_id uuid, workspace_name text, member_id uuid, status text, access_until timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select w.id, w.name, m.id, m.status, m.access_until from member m join workspace w on w.id = m.workspace_id
  where m.user_id = person and m.status = 'active' and (m.access_until is null or m.access_until > now()) order by w.name, w.id
$function$
;

CREATE OR REPLACE FUNCTION minor_digits(currency text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when currency in ('AFN', 'ALL', 'BIF', 'CLP', 'COP', 'DJF', 'GNF', 'HUF', 'IDR', 'IQD', 'IRR', 'ISK', 'JPY', 'KMF', 'KPW', 'KRW', 'LAK', 'LBP', 'MGA', 'MMK', 'PKR', 'PYG', 'RWF', 'SLL', 'SOS', 'SYP', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF', 'YER') then 0 when currency in ('BHD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3 else 2 end
$function$
;

CREATE OR REPLACE FUNCTION move_references(kind text, which uuid, loser uuid, winner uuid, at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare place record; rival record; moved text[]; total bigint := 0; ws uuid := current_workspace(); clash text;
begin
  for place in select * from record_references(kind) loop
    for rival in select * from reference_rivals(place.relation, place.field) loop
      select coalesce(string_agg(format('w.%I = l.%I', o, o), ' and '), 'true') into clash from unnest(rival.others) o;
      execute format('with gone as (delete from %1$I l where l.workspace_id = $1 and l.%2$I = $3 and exists (
          select from %1$I w where w.workspace_id = $1 and w.%2$I = $4 and %3$s) returning to_jsonb(l) as whole)
        insert into merge_move (workspace_id, merge_id, relation, field, what, before) select $1, $2, %4$L, %5$L, ''removed'', whole from gone',
        place.relation, place.field, clash, place.relation, place.field) using ws, which, loser, winner;
    end loop;
    execute format('with now as (update %1$I t set %2$I = $3 where t.workspace_id = $1 and t.%2$I = $2 %4$s returning %3$s as key)
        select array_agg(key) from now', place.relation, place.field, case when place.key is null then '''-''' else format('t.%I::text', place.key) end,
      case when place.relation = kind then 'and t.id <> $3' else '' end) into moved using ws, loser, winner;
    if moved is not null then
      total := total + cardinality(moved);
      insert into merge_move (workspace_id, merge_id, relation, field, what, keys) values (ws, which, place.relation, place.field, 'moved', moved);
    end if;
  end loop;
  with now as (update external_ref set entity_id = winner where workspace_id = ws and entity = kind and entity_id = loser
      returning system || chr(10) || external_id as key)
    select array_agg(key) into moved from now;
  if moved is not null then
    insert into merge_move (workspace_id, merge_id, relation, field, what, keys) values (ws, which, 'external_ref', 'entity_id', 'moved', moved);
  end if;
  -- Of two open clocks on one promise to one person the earlier stays.
  if kind = 'contact' then
    with late as (
      select k.id from clock k where k.workspace_id = ws and k.contact_id = winner and k.closed_at is null and exists (
        select from clock e where e.workspace_id = ws and e.contact_id = winner and e.line_id = k.line_id and e.closed_at is null
          and (e.started_at, e.id) < (k.started_at, k.id))),
    closing as (update clock set closed_at = at, next_change_at = null where workspace_id = ws and id in (select id from late) returning id),
    noted as (insert into clock_event (workspace_id, clock_id, kind, at, logged_at, reason, data)
      select ws, id, 'voided', at, at, 'merged', jsonb_build_object('mergeId', which) from closing)
    select array_agg(id::text) into moved from closing;
    if moved is not null then
      insert into merge_move (workspace_id, merge_id, relation, field, what, keys) values (ws, which, 'clock', 'closed_at', 'moved', moved);
    end if;
  end if;
  return total;
end $function$
;

CREATE OR REPLACE FUNCTION nurture_look()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from nurture_track where workspace_id = new.workspace_id and state = 'running' and watches) then
    insert into nurture_changed (workspace_id, contact_id) values (new.workspace_id, new.id) on conflict do nothing;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION nurture_look_at_people()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from nurture_track where workspace_id = new.workspace_id and state = 'running' and watches) then
    insert into nurture_changed (workspace_id, contact_id)
      select c.workspace_id, c.id from contact c where c.workspace_id = new.workspace_id and c.company_id = new.id and c.deleted_at is null on conflict do nothing;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION order_path_due()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform deals_due(new.workspace_id, array[new.deal_id, old.deal_id], '{}', '{}');
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION pattern_of(words text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select '(?<![[:alnum:]._%+-])(?:' || string_agg(regexp_replace(w, '([][\\.*+?^${}()|-])', '\\\1', 'g'), '|') || ')(?![[:alnum:]])'
  from unnest(words) w where length(w) >= 6
$function$
;

CREATE OR REPLACE FUNCTION payment_path_due()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform deals_due(coalesce(new.workspace_id, old.workspace_id), '{}', '{}', array[new.invoice_id, old.invoice_id]);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION plain_words(words text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select btrim(regexp_replace(lower(words), '[^[:alnum:]]+', ' ', 'g'))
$function$
;

CREATE OR REPLACE FUNCTION publication_by(key text)
 RETURNS TABLE(workspace_id uuid, id uuid, kind text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select workspace_id, id, kind from publication where public_id = key and archived_at is null
$function$
;

CREATE OR REPLACE FUNCTION rate_path_due()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare named text[] := array(select distinct r.currency from rates r);
declare ws uuid := (select r.workspace_id from rates r limit 1);
begin
  if ws is null then return null; end if;
  insert into attribution_due (workspace_id, deal_id)
    select d.workspace_id, d.id from deal d where d.workspace_id = ws and d.status = 'won' and (d.currency = any (named) or d.id in (
      select coalesce(i.deal_id, o.deal_id) from invoice i left join sales_order o on o.workspace_id = ws and o.id = i.order_id
      where i.workspace_id = ws and (i.currency = any (named)
        or i.id in (select p.invoice_id from payment p where p.workspace_id = ws and p.currency = any (named)))))
    on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION record_references(kind text)
 RETURNS TABLE(relation text, field text, key text, key_type text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select distinct c.relname::text, a.attname::text, k.attname::text, format_type(k.atttypid, null)
  from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'uuid'::regtype
    left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.confrelid = to_regclass(kind) and a.attnum = any (f.conkey) and a.attname <> 'workspace_id'
    left join lateral (
      select o.attname, o.atttypid from pg_attribute o
      where o.attrelid = c.oid and not o.attisdropped and (o.attname = 'id' or not exists (select from pg_attribute i where i.attrelid = c.oid and i.attname = 'id')
        and o.attname not in ('workspace_id', a.attname) and o.attnum = any ((select p.conkey from pg_constraint p where p.conrelid = c.oid and p.contype = 'p')::int2[]))
      limit 1) k on true
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id' and not w.attisdropped)
    and (f.oid is not null or a.attname = kind || '_id') and a.attname <> 'merged_into'
  order by 1, 2
$function$
;

CREATE OR REPLACE FUNCTION reference_rivals(relation text, field text)
 RETURNS TABLE(others text[])
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select array(select o.attname::text from unnest(i.indkey::int2[]) n join pg_attribute o on o.attrelid = i.indrelid and o.attnum = n
    where o.attname not in ('workspace_id', reference_rivals.field))
  from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])
  where i.indrelid = to_regclass(relation) and i.indisunique and a.attname = reference_rivals.field and i.indpred is null
    -- A column that is unique by itself (an id, an address) cannot clash by a move.
    and not exists (select from pg_attribute o where o.attrelid = i.indrelid and o.attname = 'id' and o.attnum = any (i.indkey::int2[]))
$function$
;

CREATE OR REPLACE FUNCTION refresh_duplicate_statistics()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
begin
  analyze duplicate_key, duplicate_text;
end $function$
;

CREATE OR REPLACE FUNCTION refresh_statistics(share double precision DEFAULT 1)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare grown name;
begin
  for grown in
    select distinct coalesce(parent.relname, c.relname) as name from pg_class c
      left join pg_inherits i on i.inhrelid = c.oid left join pg_class parent on parent.oid = i.inhparent
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and (pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * greatest(c.relpages, 0) + 4
        or pg_stat_get_mod_since_analyze(c.oid) + pg_stat_get_xact_tuples_inserted(c.oid) > share * greatest(c.reltuples, 0) + 50)
    order by name
  loop
    execute format('analyze (skip_locked) %I', grown);
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION refuse_change_of_asset()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.number is not null and (new.asset_id, new.number, new.file_id, new.file_name, new.media_type, new.size_bytes, new.url, new.template_version_id, new.changes, new.published_at)
    is distinct from (old.asset_id, old.number, old.file_id, old.file_name, old.media_type, old.size_bytes, old.url, old.template_version_id, old.changes, old.published_at)
  then raise exception 'a published version does not change'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION refuse_change_of_publication()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.number is not null and (new.content, new.number, new.published_at, new.publication_id)
    is distinct from (old.content, old.number, old.published_at, old.publication_id)
  then raise exception 'a published version does not change'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION refuse_change_of_published()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.number is not null and (new.content, new.compiled, new.number, new.content_hash, new.published_at, new.template_id)
    is distinct from (old.content, old.compiled, old.number, old.content_hash, old.published_at, old.template_id)
  then raise exception 'a published version does not change'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION remove_imported_activities(which uuid, most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare gone int;
begin
  delete from activity a using (
    select occurred_at, id from activity where workspace_id = current_workspace() and import_id = which limit most) one
  where a.workspace_id = current_workspace() and a.occurred_at = one.occurred_at and a.id = one.id;
  get diagnostics gone = row_count;
  return gone;
end $function$
;

CREATE OR REPLACE FUNCTION remove_sample(keep boolean)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare
  ws uuid := current_workspace();
  stays text[] := case when keep then '{workspace,member,team,member_leave,invitation,api_key,role_right,field_right,audit_log,idempotency_key}'::text[] else '{workspace}' end;
  remaining text[];
  ready text[];
  t text;
  n bigint;
begin
  if not exists (select from workspace where id = ws and is_sample) then raise exception 'this workspace is no sample'; end if;
  perform set_config('truce.audit', 'off', true);
  select array_agg(c.relname::text order by c.relname) into remaining from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all (stays)
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped);
  while cardinality(remaining) > 0 loop
    select array_agg(r) into ready from unnest(remaining) r where not exists (
      select from pg_constraint k where k.contype = 'f' and k.confrelid = r::regclass and k.conrelid <> k.confrelid
        and k.conparentid = 0 and (select relname::text from pg_class where oid = k.conrelid) = any (remaining));
    if ready is null then raise exception 'tables that name each other in a circle: %', remaining; end if;
    foreach t in array ready loop
      execute format('delete from %I where workspace_id = $1', t) using ws;
      get diagnostics n = row_count;
      if n > 0 then return true; end if;
    end loop;
    select coalesce(array_agg(r), '{}') into remaining from unnest(remaining) r where r <> all (ready);
  end loop;
  if keep then
    delete from member m using workspace w where w.id = ws and m.workspace_id = ws and w.settings -> 'sampleMembers' ? m.id::text;
    update workspace set is_sample = false, settings = settings - 'sampleMembers' where id = ws;
  else
    delete from workspace where id = ws;
  end if;
  return false;
end $function$
;

CREATE OR REPLACE FUNCTION repoint_member(was uuid, becomes uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare place record; moved bigint := 0; n bigint;
begin
  for place in select * from member_references() loop
    execute format('update %s set %I = $2 where workspace_id = current_workspace() and %I = $1', place.relation, place.field, place.field) using was, becomes;
    get diagnostics n = row_count;
    moved := moved + n;
  end loop;
  return moved;
end $function$
;

CREATE OR REPLACE FUNCTION retry_job(job_id text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
begin
  if not exists (select from graphile_worker._private_jobs j where j.id = job_id::bigint and j.payload ->> 'workspaceId' = current_workspace()::text and j.locked_at is null) then
    return false;
  end if;
  perform graphile_worker.reschedule_jobs(array[job_id::bigint], run_at => now(), attempts => 0);
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION return_references(which uuid, at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
declare move record; place record; done record; n bigint; total bigint := 0; ws uuid := current_workspace();
begin
  select * into done from merge where workspace_id = ws and id = which;
  for move in select * from merge_move where workspace_id = ws and merge_id = which and what = 'moved' loop
    if move.relation = 'external_ref' then
      update external_ref set entity_id = done.loser_id where workspace_id = ws and entity = done.entity and entity_id = done.winner_id
        and system || chr(10) || external_id = any (move.keys);
    elsif move.relation = 'clock' and move.field = 'closed_at' then
      delete from clock_event where workspace_id = ws and clock_id = any (move.keys::uuid[]) and data ->> 'mergeId' = which::text;
      update clock set closed_at = null, next_change_at = at where workspace_id = ws and id = any (move.keys::uuid[]);
    else
      select * into place from record_references(done.entity) r where r.relation = move.relation and r.field = move.field;
      continue when not found;
      execute format('update %I t set %I = $2 where t.workspace_id = $1 and t.%I = $3 %s', place.relation, place.field, place.field,
        case when place.key is null then 'and cardinality($4) > 0' else format('and t.%I = any ($4::%s[])', place.key, place.key_type) end)
        using ws, done.loser_id, done.winner_id, move.keys;
    end if;
    get diagnostics n = row_count;
    total := total + n;
  end loop;
  for move in select * from merge_move where workspace_id = ws and merge_id = which and what <> 'moved' loop
    begin
      if move.what = 'changed' then
        execute format('delete from %I t where t.workspace_id = $1 and t.%I = $2 and to_jsonb(t) = $3', move.relation, move.field) using ws, done.winner_id, move.after;
        get diagnostics n = row_count;
        continue when n = 0;
      end if;
      execute format('insert into %1$I select (jsonb_populate_record(null::%1$I, $1)).* on conflict do nothing', move.relation) using move.before;
    exception when foreign_key_violation then null;
    end;
  end loop;
  return total;
end $function$
;

CREATE OR REPLACE FUNCTION score_again()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.score_due_at := 'epoch';
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION score_people_again()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update contact set score_due_at = 'epoch' where workspace_id = new.workspace_id and company_id = new.id and score_due_at is distinct from 'epoch' and deleted_at is null;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION search_records(needle text, kind text, most integer, of text DEFAULT NULL::text, owners uuid[] DEFAULT NULL::uuid[], source_owners uuid[] DEFAULT NULL::uuid[])
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'public'
AS $function$
declare parts text[]; rest text := '';
begin
  select array_agg(w order by length(w) desc, w) into parts from words_of(needle) w;
  if parts is null or kind not in ('contact', 'company', 'deal', 'campaign') then return; end if;
  for n in 2 .. cardinality(parts) loop
    rest := rest || format(' and s.entity_id in (select o.entity_id from search_word o where o.workspace_id = $1 and o.word ~>=~ $2[%1$s] and o.word ~<~ ($2[%1$s] || chr(1114111)) and o.entity = $3)', n);
  end loop;
  if of is not null or owners is not null then
    rest := rest || format(' and exists (select from %I t where t.workspace_id = $1 and t.%I = s.entity_id and t.deleted_at is null and ($4 is null or t.owner_id = any ($4)))',
      coalesce(of, kind), case when of is null then 'id' else kind || '_id' end);
  end if;
  if source_owners is not null then
    rest := rest || format(' and exists (select from %I t where t.workspace_id = $1 and t.id = s.entity_id and t.owner_id = any ($5))', kind);
  end if;
  return query execute format('select s.entity_id from search_word s where s.workspace_id = $1 and s.word ~>=~ $2[1] and s.word ~<~ ($2[1] || chr(1114111)) and s.entity = $3 %s
      order by s.word using ~<~ limit $6', rest)
    using current_workspace(), parts, kind, owners, source_owners, most;
end $function$
;

CREATE OR REPLACE FUNCTION sum_up_mail_permission(ws uuid, contacts uuid[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'public'
AS $function$
  with address as (select e.contact_id, address_hash(ws, e.email) as hash, e.is_primary from contact_email e where e.workspace_id = ws and e.contact_id = any (contacts)),
  said as (
    select a.contact_id, c.purpose_id, c.word, c.by_kind, c.at from address a join consent_entry c on c.workspace_id = ws and c.hash = a.hash 
      and not exists (select from consent_entry r where r.workspace_id = ws and r.retracts = c.id)
    union all select c.contact_id, c.purpose_id, c.word, c.by_kind, c.at from consent_entry c
      where c.workspace_id = ws and c.contact_id = any (contacts) and c.word in ('withdrawn', 'objected')),
  heard as (select contact_id, max(at) filter (where word in ('given', 'confirmed') and by_kind = 'person') as own,
      max(at) filter (where word = 'objected') as objected, bool_or(word = 'withdrawn') as withdrew from said group by 1),
  barred as (select a.contact_id, max(s.since) filter (where s.cause = 'complained') as complained, max(s.since) filter (where s.cause = 'erased') as erased,
      bool_or(s.cause = 'bounced' and a.is_primary) as bounced
    from address a join suppression s on s.workspace_id = ws and s.hash = a.hash and s.released_at is null group by 1),
  agreed as (select distinct g.contact_id from agreed_purposes(ws, contacts) g),
  sum as (
    select c.id, case
      when b.complained >= coalesce(h.own, '-infinity') then 'complained'
      when b.erased >= coalesce(h.own, '-infinity') or h.objected >= coalesce(h.own, '-infinity') then 'opted_out'
      when h.withdrew and g.contact_id is null then 'opted_out'
      when b.bounced then 'bounced'
      when g.contact_id is not null then 'granted' else 'unknown' end as permission
    from contact c left join heard h on h.contact_id = c.id left join barred b on b.contact_id = c.id left join agreed g on g.contact_id = c.id
    where c.workspace_id = ws and c.id = any (contacts) and c.erased_at is null)
  update contact c set mail_permission = s.permission from sum s where c.workspace_id = ws and c.id = s.id and c.mail_permission <> s.permission
$function$
;

CREATE OR REPLACE FUNCTION tax_key(tax_id text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select nullif(upper(regexp_replace(tax_id, '[^A-Za-z0-9]', '', 'g')), '')
$function$
;

CREATE OR REPLACE FUNCTION understand_again()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.understand_due := true;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION uuid7(at timestamp with time zone DEFAULT clock_timestamp())
 RETURNS uuid
 LANGUAGE sql
 PARALLEL SAFE
AS $function$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$function$
;

CREATE OR REPLACE FUNCTION website_by(key text)
 RETURNS TABLE(workspace_id uuid, id uuid, hosts text[], consent_mode text, honours_signals boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select workspace_id, id, hosts, consent_mode, honours_signals from website where public_id = key and archived_at is null
$function$
;

CREATE OR REPLACE FUNCTION widest_reach(reaches text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when 'all' = any (reaches) then 'all' when 'team' = any (reaches) then 'team' else 'own' end
$function$
;

CREATE OR REPLACE FUNCTION words_of(value text)
 RETURNS SETOF text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select distinct left(w, 40) from regexp_split_to_table(lower(coalesce(value, '')), '[^[:alnum:]]+') w where w <> ''
  union select left(lower(w), 40) from regexp_split_to_table(coalesce(value, ''), '[[:space:]]+') w where w ~ '[@.]'
$function$
;

CREATE OR REPLACE FUNCTION words_of_new_campaign()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
    begin
      insert into search_word (workspace_id, word, entity, entity_id)
        select n.workspace_id, w, 'campaign', n.id from new_rows n cross join lateral words_of(concat_ws(' ', n.name)) w where n.deleted_at is null
        on conflict do nothing;
      return null;
    end $function$
;

CREATE OR REPLACE FUNCTION words_of_new_company()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
    begin
      insert into search_word (workspace_id, word, entity, entity_id)
        select n.workspace_id, w, 'company', n.id from new_rows n cross join lateral words_of(concat_ws(' ', n.name, n.domain)) w where n.deleted_at is null
        on conflict do nothing;
      return null;
    end $function$
;

CREATE OR REPLACE FUNCTION words_of_new_contact()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
    begin
      insert into search_word (workspace_id, word, entity, entity_id)
        select n.workspace_id, w, 'contact', n.id from new_rows n cross join lateral words_of(concat_ws(' ', n.first_name, n.last_name, n.email, n.phone)) w where n.deleted_at is null
        on conflict do nothing;
      return null;
    end $function$
;

CREATE OR REPLACE FUNCTION words_of_new_deal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
    begin
      insert into search_word (workspace_id, word, entity, entity_id)
        select n.workspace_id, w, 'deal', n.id from new_rows n cross join lateral words_of(concat_ws(' ', n.name)) w where n.deleted_at is null
        on conflict do nothing;
      return null;
    end $function$
;

CREATE OR REPLACE FUNCTION words_of_old_campaign()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
    begin
      delete from search_word where workspace_id = old.workspace_id and entity_id = old.id;
      if tg_op = 'UPDATE' and new.deleted_at is null then
        insert into search_word (workspace_id, word, entity, entity_id)
          select new.workspace_id, w, 'campaign', new.id from words_of(concat_ws(' ', new.name)) w on conflict do nothing;
      end if;
      return null;
    end $function$
;

CREATE OR REPLACE FUNCTION words_of_old_company()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
    begin
      delete from search_word where workspace_id = old.workspace_id and entity_id = old.id;
      if tg_op = 'UPDATE' and new.deleted_at is null then
        insert into search_word (workspace_id, word, entity, entity_id)
          select new.workspace_id, w, 'company', new.id from words_of(concat_ws(' ', new.name, new.domain)) w on conflict do nothing;
      end if;
      return null;
    end $function$
;

CREATE OR REPLACE FUNCTION words_of_old_contact()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
    begin
      delete from search_word where workspace_id = old.workspace_id and entity_id = old.id;
      if tg_op = 'UPDATE' and new.deleted_at is null then
        insert into search_word (workspace_id, word, entity, entity_id)
          select new.workspace_id, w, 'contact', new.id from words_of(concat_ws(' ', new.first_name, new.last_name, new.email, new.phone)) w on conflict do nothing;
      end if;
      return null;
    end $function$
;

CREATE OR REPLACE FUNCTION words_of_old_deal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
    begin
      delete from search_word where workspace_id = old.workspace_id and entity_id = old.id;
      if tg_op = 'UPDATE' and new.deleted_at is null then
        insert into search_word (workspace_id, word, entity, entity_id)
          select new.workspace_id, w, 'deal', new.id from words_of(concat_ws(' ', new.name)) w on conflict do nothing;
      end if;
      return null;
    end $function$
;

CREATE OR REPLACE FUNCTION workspace_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select id from workspace order by id
$function$
;

CREATE OR REPLACE FUNCTION worth_at(amount bigint, factor numeric)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when abs(round(amount * factor)) <= 9007199254740991 then round(amount * factor) end::bigint
$function$
;
