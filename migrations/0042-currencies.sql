-- Currencies: dated rates into the base currency of a workspace.

-- A rate says in which base currency it is kept, so that the base currency stays as long as there are rates in it.
alter table workspace add constraint workspace_base_currency unique (id, base_currency);
create table exchange_rate (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  base_currency char(3) not null,
  currency char(3) not null check (currency ~ '^[A-Z]{3}$' and currency <> base_currency),
  valid_from date not null,
  -- Units of the base currency for one unit of the currency.
  rate numeric not null check (rate > 0 and rate <= 1000000),
  source text not null check (source in ('hand', 'file', 'ecb')),
  set_by uuid,
  set_at timestamptz not null,
  primary key (workspace_id, id),
  -- A day has one rate; the newest that is not after a day is found in this order.
  unique (workspace_id, currency, valid_from),
  foreign key (workspace_id, base_currency) references workspace (id, base_currency) on delete cascade,
  foreign key (workspace_id, set_by) references member (workspace_id, id) on delete set null (set_by)
);
call behind_wall('exchange_rate');

-- Decimal places of a currency, the same as `minorDigits` of the program; 2 where a code is not known.
create function minor_digits(currency text) returns int language sql immutable parallel safe as $$
  select case when currency in ('AFN', 'ALL', 'BIF', 'CLP', 'COP', 'DJF', 'GNF', 'HUF', 'IDR', 'IQD', 'IRR', 'ISK', 'JPY', 'KMF', 'KPW', 'KRW', 'LAK', 'LBP', 'MGA', 'MMK', 'PKR', 'PYG', 'RWF', 'SLL', 'SOS', 'SYP', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF', 'YER') then 0 when currency in ('BHD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3 else 2 end
$$;

-- An amount in minor units of a currency as minor units of the workspace's base currency, by the newest rate that is not after the day.
-- `on_day` may be 'infinity': the newest rate there is. No currency means the base currency. NULL where no rate is known, or where the result is beyond
-- what is counted exactly (2^53 - 1). Rounded half away from zero, so that a credit is worth what its invoice was. Reads under the caller's row policies.
-- Where most rows are in the base currency, `case when currency = (select base_currency …) then amount else in_base(…) end` saves the call (`inBase` in the
-- module's queries).
create function in_base(workspace uuid, amount bigint, currency text, on_day date) returns bigint language plpgsql stable parallel safe as $$
declare
  base text;
  factor numeric;
  result numeric;
begin
  if amount is null then return null; end if;
  select w.base_currency into base from workspace w where w.id = in_base.workspace;
  if in_base.currency is null or in_base.currency = base then return amount; end if;
  select r.rate into factor from exchange_rate r
    where r.workspace_id = in_base.workspace and r.currency = in_base.currency::bpchar and r.valid_from <= on_day order by r.valid_from desc limit 1;
  result := round(amount * factor * 10::numeric ^ (minor_digits(base) - minor_digits(in_base.currency)));
  return case when abs(result) <= 9007199254740991 then result end;
end $$;
