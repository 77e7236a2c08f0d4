-- Two more kinds of decisions: a rule of the score, a rule of routing.
alter table decision drop constraint decision_kind_check;
alter table decision add constraint decision_kind_check
  check (kind in ('threshold', 'clause', 'profile', 'score', 'routing', 'asset', 'offer', 'action'));

-- A back-test of a version with one rule as a decision would have it: what it would come to before anybody signs.
alter table score_backtest add column changed jsonb;
