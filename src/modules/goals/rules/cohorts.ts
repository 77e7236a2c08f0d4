import type { Kernel } from './kernel.ts';

/** Leads of one month; months are counted from any month on, so that they can be subtracted. */
export interface Cohort {
  month: number;
  leads: number;
}

/** What a cohort brought at an age in months. */
export interface Yield {
  month: number;
  age: number;
  wins: number;
  minor: number;
  /** Sum of the squares of what each sale brought. */
  squares: number;
}

export interface Measured extends Kernel {
  /** Share of a cohort that is won at each age. */
  rates: number[];
  /** Money of one lead at each age, minor units. */
  perLead: number[];
  /** Leads that were old enough at age 0, and wins that were counted: what it rests on. */
  leads: number;
  wins: number;
  /** Mean square of what a won one brings: for the spread. */
  square: number;
}

/**
 * Rates by age, each only from cohorts that have that age behind them: a cohort counts at age k once its month k is over. Averages of closed deals alone
 * would call a slow business fast. @param now the month that is not over yet @param horizon so many ages
 */
export function measure(cohorts: readonly Cohort[], yields: readonly Yield[], at: { now: number; horizon: number }): Measured {
  const whole = (month: number, age: number) => month + age < at.now;
  const ages = Array.from({ length: at.horizon }, (_none, age) => {
    const leads = sum(cohorts.filter(({ month }) => whole(month, age)).map((one) => one.leads));
    const came = yields.filter((one) => one.age === age && whole(one.month, age));
    return {
      leads,
      wins: sum(came.map(({ wins }) => wins)),
      minor: sum(came.map(({ minor }) => minor)),
      squares: sum(came.map((one) => one.squares)),
    };
  });
  const rates = ages.map(({ leads, wins }) => (leads > 0 ? wins / leads : 0));
  const perLead = ages.map(({ leads, minor }) => (leads > 0 ? minor / leads : 0));
  const conversion = Math.min(1, sum(rates));
  const money = sum(perLead);
  const wins = sum(ages.map((one) => one.wins));
  return {
    rates,
    perLead,
    shares: perLead.map((one) => (money > 0 ? one / money : 0)),
    conversion,
    sale: conversion > 0 ? money / conversion : 0,
    leads: ages[0]?.leads ?? 0,
    wins,
    square: wins > 0 ? sum(ages.map(({ squares }) => squares)) / wins : 0,
  };
}

/** How much of what a cohort will ever bring is there at an age, by the kernel: 1 once it is past the horizon. */
export function maturity(shares: readonly number[], age: number): number {
  return Math.min(1, sum(shares.slice(0, Math.max(0, age + 1))));
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
