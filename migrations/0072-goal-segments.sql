-- Whom a goal is about, where it is not about everybody: conditions on people, by facts of their company or lead. Signed with the goal.
alter table goal_version add column segment jsonb check (jsonb_typeof(segment) = 'object');
