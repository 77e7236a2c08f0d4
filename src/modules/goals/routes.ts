import { type Route, route } from '#platform/http/route.ts';
import { changeGoal, createGoal, retireGoal, signGoal } from './commands/goals.ts';
import * as between from './commands/persons.ts';
import { setPlanItem, signPlan, writePlan } from './commands/plans.ts';
import { createPromise, judgePromise } from './commands/promises.ts';
import { settleSignal } from './commands/signals.ts';
import * as aims from './contract/aims.ts';
import * as axis from './contract/axis.ts';
import * as goals from './contract/goals.ts';
import * as money from './contract/money.ts';
import * as persons from './contract/persons.ts';
import * as plan from './contract/plan.ts';
import * as promises from './contract/promises.ts';
import { asideRows, campaignAside } from './queries/aims.ts';
import { axisRows, readAxis } from './queries/axis.ts';
import { forecastRows, readArrival, readForecast } from './queries/forecast.ts';
import { gapRows, readGap } from './queries/gap.ts';
import { readGoal, readGoals, readSharedGoal } from './queries/goals.ts';
import { feasibilityOf } from './queries/history.ts';
import { planNeeds } from './queries/needs.ts';
import { personFigures, readBetween } from './queries/persons.ts';
import { preview } from './queries/plan.ts';
import { readPlan } from './queries/plans.ts';
import { promiseFigures, readPromises } from './queries/promises.ts';
import { goalRows } from './queries/rows.ts';
import { readSignals, signalRows } from './queries/signals.ts';

export const routes: readonly Route[] = [
  route(goals.listGoals, readGoals),
  route(goals.getSharedGoal, readSharedGoal),
  route(goals.getFeasibility, feasibilityOf),
  route(goals.getGoal, readGoal),
  route(goals.listGoalRows, goalRows),
  route(goals.createGoal, createGoal),
  route(goals.changeGoal, changeGoal),
  route(goals.signGoal, signGoal),
  route(goals.retireGoal, retireGoal),
  route(aims.getCampaignGoals, campaignAside),
  route(aims.listCampaignOutsideGoals, asideRows),
  route(plan.previewPlan, preview),
  route(plan.getPlan, readPlan),
  route(plan.getPlanNeeds, planNeeds),
  route(plan.writePlan, writePlan),
  route(plan.signPlan, signPlan),
  route(plan.setPlanItem, setPlanItem),
  route(money.getGap, readGap),
  route(money.listGapRows, gapRows),
  route(money.getForecast, readForecast),
  route(money.listForecastRows, forecastRows),
  route(axis.getAxis, readAxis),
  route(axis.listAxisDeals, axisRows),
  route(money.getArrival, readArrival),
  route(money.listSignals, readSignals),
  route(money.listSignalRows, signalRows),
  route(money.settleSignal, settleSignal),
  route(promises.getPromises, promiseFigures),
  route(promises.listPromises, readPromises),
  route(promises.createPromise, createPromise),
  route(promises.judgePromise, judgePromise),
  route(persons.listPersonPromises, readBetween),
  route(persons.getPersonReliability, personFigures),
  route(persons.createPersonPromise, between.promise),
  route(persons.answerPersonPromise, between.answer),
  route(persons.reportPersonPromise, between.report),
  route(persons.judgePersonPromise, between.judge),
];
