-- Whom a goal is about, where it is not about everybody: conditions on people, by facts of their company or lead. Signed with the goal.
alter table goal_version add column segment jsonb check (jsonb_typeof(segment) = 'object');

-- The small mailing that tries one out first: of which it is the test, and how many people are drawn for it.
alter table send add column test_of uuid;
alter table send add column test_people int check (test_people between 5 and 2000);
alter table send add constraint send_test_of_fkey foreign key (workspace_id, test_of) references send (workspace_id, id) on delete set null (test_of);
alter table send add constraint send_test_whole check (test_of is null or test_people is not null);
create index send_test on send (workspace_id, test_of) where test_of is not null;
