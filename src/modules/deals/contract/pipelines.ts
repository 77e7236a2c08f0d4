import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Done, endpoint, Id } from '#modules/team/schema.ts';
import { STAGE_KINDS, StageKindName } from '../schema.ts';

const PipelineName = text(80).min(1, 'Name the pipeline.');
const StageName = text(80).min(1, 'Name the stage.');
/** A share from 0 to 1. */
const Probability = z.number().min(0, 'Use a share from 0 to 1.').max(1, 'Use a share from 0 to 1.');
const Position = z.int().min(0).max(1000);

export const Stage = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(STAGE_KINDS),
  probability: z.number(),
  position: z.int(),
  archived: z.boolean(),
  deals: z.int(),
});

export const Pipeline = z.object({
  id: Id,
  name: z.string(),
  position: z.int(),
  isDefault: z.boolean(),
  archived: z.boolean(),
  stages: z.array(Stage),
});

export const listPipelines = endpoint({
  name: 'listPipelines',
  method: 'GET',
  path: '/pipelines',
  input: z.object({ archived: z.boolean().default(false) }),
  output: z.object({ items: z.array(Pipeline) }),
  permission: 'record:read',
  summary: 'The pipelines with their stages in order and how many deals are in each.',
});

export const createPipeline = endpoint({
  name: 'createPipeline',
  method: 'POST',
  path: '/pipelines',
  input: z.object({
    name: PipelineName,
    stages: z
      .array(z.object({ name: StageName, kind: StageKindName, probability: Probability }))
      .min(3)
      .max(30)
      .optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'pipeline:write',
  summary: 'Makes a pipeline; without stages it gets the usual ones. It needs an open, a won and a lost stage.',
});

export const changePipeline = endpoint({
  name: 'changePipeline',
  method: 'PATCH',
  path: '/pipelines/:id',
  input: z.object({
    id: Id,
    name: PipelineName.optional(),
    position: Position.optional(),
    isDefault: z.literal(true).optional(),
    archived: z.boolean().optional(),
  }),
  output: Done,
  permission: 'pipeline:write',
  summary: 'Renames a pipeline, makes it the default, or takes it out of use when no open deal is in it.',
});

export const createStage = endpoint({
  name: 'createPipelineStage',
  method: 'POST',
  path: '/pipelines/:pipelineId/stages',
  input: z.object({
    pipelineId: Id,
    name: StageName,
    kind: StageKindName.default('open'),
    probability: Probability,
    position: Position.optional(),
  }),
  output: z.object({ id: Id }),
  permission: 'pipeline:write',
  summary: 'Adds a stage to a pipeline.',
});

export const changeStage = endpoint({
  name: 'changePipelineStage',
  method: 'PATCH',
  path: '/pipeline-stages/:id',
  input: z.object({ id: Id, name: StageName.optional(), probability: Probability.optional(), position: Position.optional() }),
  output: Done,
  permission: 'pipeline:write',
  summary: 'Renames a stage, moves it, or changes the probability with which its deals are weighted.',
});

export const removeStage = endpoint({
  name: 'removePipelineStage',
  method: 'DELETE',
  path: '/pipeline-stages/:id',
  input: z.object({ id: Id, moveDealsTo: Id.optional() }),
  output: Done,
  permission: 'pipeline:write',
  summary: 'Takes a stage out of use; deals that are in it move to another of the same kind.',
});
