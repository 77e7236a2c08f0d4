-- Mailboxes that are read by IMAP.
create table mailbox (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('shared', 'personal', 'bounces', 'drop')),
  name text not null check (length(name) between 1 and 120),
  -- The address whose mail arrives here, in lower case.
  address text not null check (address = lower(address) and length(address) between 3 and 254),
  -- Whose own it is.
  member_id uuid,
  host text not null check (length(host) between 1 and 253),
  port int not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  username text not null,
  inbox text not null default 'INBOX',
  -- Null: what is sent from another program is not read.
  sent text,
  -- Mail from before is not read.
  since timestamptz not null,
  -- `whole`: the words and what is attached; `heads`: who wrote to whom, when, and about what.
  keeps text not null default 'whole' check (keeps in ('whole', 'heads')),
  -- Who but the rep sees the mail of a rep's own mailbox: nobody, their team, or everybody that there was a mail about this subject.
  visible_to text not null default 'owner' check (visible_to in ('owner', 'team', 'subject')),
  -- Addresses and domains of which nothing is kept.
  ignored text[] not null default '{}',
  -- Domains of the firm itself: mail among colleagues is not read.
  internal text[] not null default '{}',
  -- What becomes of a mail of somebody unknown in a shared inbox: a person looks at it, or it becomes a lead at once.
  inquiries text not null default 'ask' check (inquiries in ('ask', 'lead')),
  paused_at timestamptz,
  -- Not read any more, and its password forgotten; who saw its mails goes on to see them.
  removed_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  check ((kind = 'personal') = (member_id is not null)),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create unique index mailbox_name on mailbox (workspace_id, lower(name)) where removed_at is null;
create unique index mailbox_address on mailbox (workspace_id, address) where removed_at is null;
call behind_wall('mailbox');

-- The password, locked with the installation's key. It goes out to nobody, and is not written to the log of changes either.
create table mailbox_secret (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  secret text not null,
  primary key (workspace_id, mailbox_id),
  foreign key (workspace_id, mailbox_id) references mailbox (workspace_id, id) on delete cascade
);
call behind_wall('mailbox_secret', 'rw', false);

-- How reading goes. Beside the settings, because it changes with every look.
create table mailbox_status (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  -- Who reads now, and until when nobody else may.
  holder uuid,
  held_until timestamptz,
  -- Somebody asked for a look, or the settings changed.
  wanted_at timestamptz,
  read_at timestamptz,
  -- The other side tells of new mail by itself.
  listens boolean not null default false,
  problem text,
  problem_code text,
  problem_at timestamptz,
  -- Failures in a row; they make the waits longer.
  failures int not null default 0,
  retry_at timestamptz,
  primary key (workspace_id, mailbox_id),
  foreign key (workspace_id, mailbox_id) references mailbox (workspace_id, id) on delete cascade
);
call behind_wall('mailbox_status', 'rw', false);

-- How far each folder is read: every mail up to `uid` has its row in mailbox_receipt.
create table mailbox_folder (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  role text not null check (role in ('inbox', 'sent')),
  uid_validity bigint not null,
  uid bigint not null default 0,
  -- The daily count: mails that are on the server, those that we have of them, and how many were missing and fetched.
  counted_at timestamptz,
  on_server int,
  with_us int,
  missing int,
  repaired int,
  primary key (workspace_id, mailbox_id, role),
  foreign key (workspace_id, mailbox_id) references mailbox (workspace_id, id) on delete cascade
);
call behind_wall('mailbox_folder', 'rw', false);

-- A conversation by mail: what goes to and fro about one thing.
create table conversation (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  mailbox_id uuid,
  subject text not null,
  -- The subject without Re: and the like, for mails that name none before them.
  subject_key text not null,
  -- The address of the other side, lower case.
  address text,
  person_name text,
  contact_id uuid,
  lead_id uuid,
  conversion_id uuid,
  assignee_id uuid,
  state text not null default 'open' check (state in ('open', 'closed', 'spam')),
  -- Somebody unknown wrote to a shared inbox, and nobody has said yet what it is.
  inquiry boolean not null default false,
  last_at timestamptz not null,
  -- The first mail of the other side that nobody has answered; null: nothing waits.
  waiting_since timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailbox (workspace_id, id) on delete set null (mailbox_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id),
  foreign key (workspace_id, conversion_id) references conversion (workspace_id, id) on delete set null (conversion_id),
  foreign key (workspace_id, assignee_id) references member (workspace_id, id) on delete set null (assignee_id)
);
create index conversation_last on conversation (workspace_id, last_at desc, id desc);
create index conversation_waiting on conversation (workspace_id, waiting_since, id) where waiting_since is not null and state = 'open';
create index conversation_contact on conversation (workspace_id, contact_id) where contact_id is not null;
create index conversation_subject on conversation (workspace_id, address, subject_key, last_at desc);
call behind_wall('conversation', 'rw', false);

-- One mail, once, in however many mailboxes it lies.
create table conversation_mail (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  conversation_id uuid not null,
  -- Message-ID, sender and date together: a stranger who knows an id cannot make the true mail look like a double.
  mail_key text not null,
  -- Without angle brackets; null where the mail has none.
  message_id text,
  -- Message-IDs that it names, the nearest last.
  refs text[] not null default '{}',
  direction text not null check (direction in ('in', 'out')),
  automatic boolean not null default false,
  from_address text,
  from_name text,
  recipients jsonb not null default '[]',
  member_id uuid,
  subject text not null,
  -- Null: only its head is kept.
  body text,
  attachments jsonb not null default '[]',
  -- Written here: its words and its fate stand on the ledger of sends.
  sent_message_id uuid,
  -- False while it has not left (planned, held, stopped): then it answers nothing yet.
  gone boolean not null default true,
  at timestamptz not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, mail_key),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id)
);
create index conversation_mail_of on conversation_mail (workspace_id, conversation_id, at, id);
create index conversation_mail_message on conversation_mail (workspace_id, message_id) where message_id is not null;
create unique index conversation_mail_sent on conversation_mail (workspace_id, sent_message_id) where sent_message_id is not null;
call behind_wall('conversation_mail', 'rw', false);

-- The ids that a mail names, to find it from the mail it answers, where that one is read later.
create table conversation_mail_ref (
  workspace_id uuid not null,
  ref text not null,
  mail_id uuid not null,
  primary key (workspace_id, ref, mail_id),
  foreign key (workspace_id, mail_id) references conversation_mail (workspace_id, id) on delete cascade
);
create index conversation_mail_ref_of on conversation_mail_ref (workspace_id, mail_id);
call behind_wall('conversation_mail_ref', 'rw', false);

-- The people of the record to whom or from whom a mail is, with its row of the ledger.
create table conversation_mail_contact (
  workspace_id uuid not null,
  mail_id uuid not null,
  contact_id uuid not null,
  activity_id uuid,
  primary key (workspace_id, mail_id, contact_id),
  foreign key (workspace_id, mail_id) references conversation_mail (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index conversation_mail_contact_of on conversation_mail_contact (workspace_id, contact_id);
call behind_wall('conversation_mail_contact', 'rw', false);

create table conversation_note (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  conversation_id uuid not null,
  member_id uuid,
  body text not null,
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id)
);
create index conversation_note_of on conversation_note (workspace_id, conversation_id, at);
call behind_wall('conversation_note', 'rw', false);

-- What became of each mail of each folder: the truth that is counted against the server. `reading`: begun; a mail that ends the program
-- three times is left alone.
create table mailbox_receipt (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  role text not null,
  uid_validity bigint not null,
  uid bigint not null,
  outcome text not null check (outcome in ('reading', 'kept', 'known', 'told', 'unknown_people', 'ignored', 'internal', 'not_ours', 'failed')),
  -- In plain words, where it failed.
  reason text,
  tries int not null default 1,
  mail_id uuid,
  at timestamptz not null,
  primary key (workspace_id, mailbox_id, role, uid_validity, uid),
  foreign key (workspace_id, mailbox_id) references mailbox (workspace_id, id) on delete cascade,
  foreign key (workspace_id, mail_id) references conversation_mail (workspace_id, id) on delete set null (mail_id)
);
create index mailbox_receipt_mail on mailbox_receipt (workspace_id, mail_id) where mail_id is not null;
create index mailbox_receipt_failed on mailbox_receipt (workspace_id, mailbox_id) where outcome = 'failed';
call behind_wall('mailbox_receipt', 'rw', false);

-- The token of each member's own drop address; a new one ends the old.
create table drop_token (
  workspace_id uuid not null,
  member_id uuid not null,
  token text not null unique check (length(token) between 16 and 40),
  created_at timestamptz not null,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('drop_token', 'rw', false);

-- Reading goes across workspaces: which mailboxes nobody reads now.
create function mailboxes_to_read(at timestamptz) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.id from mailbox b left join mailbox_status s on s.workspace_id = b.workspace_id and s.mailbox_id = b.id
  where b.paused_at is null and b.removed_at is null and (s.held_until is null or s.held_until < at)
    and (s.retry_at is null or s.retry_at <= at or s.wanted_at is not null)
  order by s.read_at nulls first limit 500
$$;
revoke execute on function mailboxes_to_read from public;
grant execute on function mailboxes_to_read to truce_app;
