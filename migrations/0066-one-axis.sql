-- Who came onto a track that keeps a share back, and who was kept back: drawn once, noted for both groups, so that they can be compared later.
create table nurture_draw (
  workspace_id uuid not null references workspace (id) on delete cascade,
  track_id uuid not null,
  contact_id uuid not null,
  drawn_at timestamptz not null,
  -- Of a hundred who come in, so many were kept back then.
  share numeric(4, 1) not null check (share > 0 and share <= 50),
  held boolean not null,
  primary key (workspace_id, track_id, contact_id),
  foreign key (workspace_id, track_id) references nurture_track (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index nurture_draw_contact on nurture_draw (workspace_id, contact_id);
call behind_wall('nurture_draw', 'rw', false);
