import { type Route, route } from '#platform/http/route.ts';
import { askReview, setTest, vote } from './commands/reviews.ts';
import * as contract from './contract.ts';
import { readReview, testRows, waitingFor } from './queries/reviews.ts';

export const routes: readonly Route[] = [
  route(contract.getLaunchReview, readReview),
  route(contract.askLaunchReview, askReview),
  route(contract.listWaitingReviews, (ctx) => waitingFor(ctx)),
  route(contract.voteOnReview, vote),
  route(contract.setFieldTest, setTest),
  route(contract.listFieldTestRows, testRows),
];
