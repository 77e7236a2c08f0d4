/** What a sample workspace is called, and the seed by which its year is told. */
export const SAMPLE_NAME = 'Northwick Planning (sample)';
export const DEFAULT_SEED = 'northwick';
/** Where a sample goes: into a workspace of its own, or into this one, as long as it is empty. */
export const PLACES = ['separate', 'here'] as const;
export type SamplePlace = (typeof PLACES)[number];
