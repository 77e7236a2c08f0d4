-- What both teams get when a shared goal comes so far: agreed with the goal, and signed with it.
alter table goal_version add column reward text check (length(reward) between 1 and 300);
-- From which share of the target on, in hundredths.
alter table goal_version add column reward_percent int check (reward_percent between 1 and 200);
alter table goal_version add constraint goal_version_reward_whole check ((reward is null) = (reward_percent is null));
