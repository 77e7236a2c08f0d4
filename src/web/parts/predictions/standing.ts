import type { getPredictions } from '#modules/predictions/contract/predictions.ts';
import type { OutputOf } from '#platform/shared/contract.ts';

export type Standing = OutputOf<typeof getPredictions>;
export type Training = Standing['trainings'][number];
