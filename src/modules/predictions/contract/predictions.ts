import { z } from 'zod';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { Rate } from '#platform/shared/rate.ts';
import { LEARNS_FROM, OutcomeName, RULINGS, TRAINING_CAUSES, TRAINING_STATES, VERDICTS } from '../schema.ts';

const Area = z.object({ auc: z.number(), low: z.number(), high: z.number() });
/** Area under the ROC curve with its 95 % interval (DeLong), and Brier score, of one set of newest leads. */
const Quality = z.object({ auc: Area.nullable(), brier: z.number().nullable() });
const LEARNERS = ['logistic', 'boosted'] as const;

const Training = z.object({
  id: Id,
  number: z.int(),
  cause: z.enum(TRAINING_CAUSES),
  askedBy: z.string().nullable(),
  askedAt: Instant,
  state: z.enum(TRAINING_STATES),
  /** How far it is, 0 to 1. */
  share: z.number(),
  endedAt: Instant.nullable(),
  seconds: z.number().nullable(),
  /** Most memory the whole process had in use meanwhile. */
  memoryMb: z.int().nullable(),
  problem: z.string().nullable(),
  verdict: z.enum(VERDICTS).nullable(),
  inForceFrom: Instant.nullable(),
  inForceUntil: Instant.nullable(),
  forcedBy: z.string().nullable(),
  leads: z.int().nullable(),
  chosen: z.enum(LEARNERS).nullable(),
  quality: Quality.nullable(),
});

const Fact = { key: z.string(), label: z.string() };

export const Suspicion = z.object({
  ...Fact,
  sign: z.enum(['filled_later', 'judged', 'filled_together', 'one_outcome', 'too_good', 'blank_tells']),
  level: z.enum(['leak', 'doubt']),
  n: z.int(),
  filled: z.int(),
  wonFilled: z.int(),
  wonBlank: z.int(),
  auc: Area.nullable(),
  later: z.int().nullable(),
  together: z.string().nullable(),
});

const RulingRow = z.object({
  key: z.string(),
  label: z.string(),
  ruling: z.enum(RULINGS),
  note: z.string().nullable(),
  by: z.string().nullable(),
  at: Instant,
});

export const getPredictions = endpoint({
  name: 'getPredictions',
  method: 'GET',
  path: '/predictions',
  input: z.object({}),
  output: z.object({
    /** Leads whose outcome is known, and how many of each it takes. */
    won: z.int(),
    notWon: z.int(),
    /** The leads that are counted and learned from. */
    learnsFrom: z.enum(LEARNS_FROM),
    needed: z.int(),
    settings: z.object({ outcome: OutcomeName, windowDays: z.int(), orderField: z.string().nullable(), off: z.boolean() }),
    /** Own fields of leads that could tell older from newer. */
    orderFields: z.array(z.object({ key: z.string(), label: z.string() })),
    inForce: Training.nullable(),
    /** The newest first. */
    trainings: z.array(Training),
    rulings: z.array(RulingRow),
    /** By month of the outcome: what was said at the hand-off, on average, and what came. */
    drift: z.array(z.object({ month: z.string(), said: z.number(), came: Rate, off: z.boolean() })),
    mayWrite: z.boolean(),
    maySign: z.boolean(),
  }),
  permission: 'report:read',
  summary:
    'How learned probability stands: whether there is enough to learn from, what is in force, every training, what was said against what came.',
});

export const getTraining = endpoint({
  name: 'getTraining',
  method: 'GET',
  path: '/predictions/trainings/:id',
  input: z.object({ id: Id }),
  output: z.object({
    training: Training,
    report: z
      .object({
        n: z.int(),
        won: z.int(),
        asOf: z.int(),
        judged: z.object({ n: z.int(), won: z.int() }),
        chosen: z.enum(LEARNERS),
        candidates: z.array(z.object({ kind: z.enum(LEARNERS), setting: z.number(), loss: z.number() })),
        quality: Quality,
        calibrationError: z.number().nullable(),
        bins: z.array(z.object({ from: z.number(), to: z.number(), said: z.number().nullable(), came: Rate })),
        lift: z.array(
          z.object({ share: z.number(), from: z.number(), came: Rate, lift: z.number().nullable(), recall: z.number().nullable() }),
        ),
        compared: z.array(z.object({ name: z.enum(['base_rate', 'label', 'naive_bayes', 'with_leaks']), quality: Quality })),
        effects: z.array(z.object({ ...Fact, effect: z.number() })),
        suspicions: z.array(Suspicion),
        leftOut: z.array(z.string()),
        ignored: z.array(z.object({ ...Fact, reason: z.enum(['constant', 'empty', 'free_text']) })),
      })
      .nullable(),
    /** The model that was in force, on the same newest leads. */
    rival: z.object({ number: z.int(), quality: Quality }).nullable(),
  }),
  permission: 'report:read',
  summary: 'One training with its report on the newest leads, which the model had not seen.',
});

export const startTraining = endpoint({
  name: 'startTraining',
  method: 'POST',
  path: '/predictions/trainings',
  input: z.object({}),
  output: z.object({ id: Id, number: z.int() }),
  permission: 'profile:write',
  summary: 'Learns anew from the closed leads, in the background. Put in force by itself only if it is better.',
});

export const cancelTraining = endpoint({
  name: 'cancelTraining',
  method: 'DELETE',
  path: '/predictions/trainings/:id/run',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:write',
  summary: 'Ends a training that is under way. What is in force stays.',
});

export const forceTraining = endpoint({
  name: 'forceTraining',
  method: 'POST',
  path: '/predictions/trainings/:id/force',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'profile:sign',
  summary: 'Puts a finished training in force by hand, for instance an earlier one again.',
});

export const retirePredictions = endpoint({
  name: 'retirePredictions',
  method: 'DELETE',
  path: '/predictions/force',
  input: z.object({}),
  output: Done,
  permission: 'profile:sign',
  summary: 'Puts learned probability out of use: no lead carries one, the queue goes by the label again, nothing is trained by itself.',
});

export const changePredictionSettings = endpoint({
  name: 'changePredictionSettings',
  method: 'PATCH',
  path: '/predictions/settings',
  input: z.object({
    outcome: OutcomeName.optional(),
    windowDays: z.int().min(14).max(1095).optional(),
    orderField: z.string().max(80).nullable().optional(),
  }),
  output: Done,
  permission: 'profile:write',
  summary: 'What is predicted, after how many days a lead counts as not won, and what tells older leads from newer ones.',
});

export const ruleOnFact = endpoint({
  name: 'ruleOnFact',
  method: 'POST',
  path: '/predictions/rulings',
  input: z.object({ key: z.string().min(1).max(120), ruling: z.enum(RULINGS).nullable(), note: z.string().trim().max(500).optional() }),
  output: Done,
  permission: 'profile:write',
  summary:
    'Says that a field which looks like a leak is known at the hand-off, or that a field is not to be used; null takes it back. Counts from the next training.',
});

export const getPrediction = endpoint({
  name: 'getPrediction',
  method: 'GET',
  path: '/leads/:id/prediction',
  input: z.object({ id: Id }),
  output: z.object({
    prediction: z
      .object({
        probability: z.number(),
        training: z.object({ id: Id, number: z.int() }),
        /** How sure it is: what came of the newest leads of which about the same was said. */
        came: Rate,
        said: z.object({ from: z.number(), to: z.number() }),
        /** Log-odds of the average lead; with all parts the log-odds of the probability. */
        base: z.number(),
        /** The largest first. `key` null: fields the caller may not see, together. */
        parts: z.array(
          z.object({ key: z.string().nullable(), label: z.string().nullable(), value: z.string().nullable(), part: z.number() }),
        ),
      })
      .nullable(),
  }),
  permission: 'record:read',
  summary: 'How probable it is that a lead is won, how sure that is, and what each thing known of it adds.',
});
