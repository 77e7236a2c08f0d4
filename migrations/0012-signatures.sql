-- Both sides sign more than the agreement and the profile: one table for every signature.
create table signature (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  subject text not null check (subject in ('agreement', 'profile', 'score_model', 'threshold', 'reasons')),
  subject_id uuid not null,
  party text not null check (party in ('sales', 'marketing')),
  member_id uuid not null,
  signed_at timestamptz not null,
  -- What the signer had read.
  content_hash text not null,
  primary key (workspace_id, id),
  unique (workspace_id, subject, subject_id, party),
  foreign key (workspace_id, member_id) references member (workspace_id, id)
);
call behind_wall('signature');

insert into signature (workspace_id, id, subject, subject_id, party, member_id, signed_at, content_hash)
  select workspace_id, id, 'agreement', version_id, party, member_id, signed_at, content_hash from agreement_signature;
insert into signature (workspace_id, id, subject, subject_id, party, member_id, signed_at, content_hash)
  select workspace_id, id, 'profile', version_id, party, member_id, signed_at, content_hash from profile_signature;
drop table agreement_signature, profile_signature;

-- A draft that is thrown away takes its signatures with it, however it goes.
create function forget_signatures() returns trigger language plpgsql as $$
begin
  delete from signature where workspace_id = old.workspace_id and subject = tg_argv[0] and subject_id = old.id;
  return old;
end $$;
create trigger forget_signatures after delete on agreement_version for each row execute function forget_signatures('agreement');
create trigger forget_signatures after delete on profile_version for each row execute function forget_signatures('profile');
create trigger forget_signatures after delete on score_model_version for each row execute function forget_signatures('score_model');
