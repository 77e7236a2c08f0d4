-- What steps handed over lately: the calendar of both teams asks for days.
create index nurture_step_mailed on nurture_step (workspace_id, at) where kind = 'mail' and message_id is not null;

-- Until when what time alone changes was looked at.
alter table nurture_track add column looked_at timestamptz;
