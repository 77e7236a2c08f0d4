-- With few won deals, what a channel brings is known only within bounds: where the weight lies by chance alone.
alter table channel_weight add column low double precision;
alter table channel_weight add column high double precision;
