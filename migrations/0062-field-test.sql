-- Before a launch: whom of Sales Marketing asks whether something resonates, what each says, and the small mailing that tries it out first.

-- One for each campaign, mailing, offer or document; asking again adds people.
create table launch_review (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  subject text not null check (subject in ('campaign', 'send', 'offer', 'asset')),
  subject_id uuid not null,
  words text check (length(words) <= 1000),
  asked_by uuid,
  asked_at timestamptz not null,
  -- The mailing that went, or goes, to a small part first; the record itself where its own first part is the test.
  test_send_id uuid,
  primary key (workspace_id, id),
  unique (workspace_id, subject, subject_id),
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by),
  foreign key (workspace_id, test_send_id) references send (workspace_id, id) on delete set null (test_send_id)
);
call behind_wall('launch_review');

-- Who was asked, and what they said; null: not yet.
create table launch_vote (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  review_id uuid not null,
  member_id uuid not null,
  asked_at timestamptz not null,
  vote text check (vote in ('would_send', 'would_change', 'would_not')),
  sentence text check (length(sentence) <= 500),
  voted_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, review_id, member_id),
  check ((vote is null) = (voted_at is null)),
  foreign key (workspace_id, review_id) references launch_review (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index launch_vote_waiting on launch_vote (workspace_id, member_id) where vote is null;
call behind_wall('launch_vote');
