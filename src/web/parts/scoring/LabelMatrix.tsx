import { HANDOFF_LABELS } from '#modules/scoring/schema.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './scoring.module.css';

const FITS = ['A', 'B', 'C', 'D'] as const;
const ENGAGEMENTS = ['1', '2', '3', '4'] as const;
export type Treatment = 'hand_off' | 'nurture' | 'never';
const NEXT: Readonly<Record<Treatment, Treatment>> = { hand_off: 'nurture', nurture: 'never', never: 'hand_off' };

export interface LabelMatrixProps {
  /** How many people have each label. */
  labels: Readonly<Record<string, number>>;
  handoffLabels: readonly string[];
  neverLabels: readonly string[];
  /** Absent: for reading only, and each number opens its people. */
  onTreat?: (label: (typeof HANDOFF_LABELS)[number], treatment: Treatment) => void;
}

const listOf = (label: string) =>
  paths.contacts({ filter: JSON.stringify({ match: 'all', of: [{ field: 'scoreLabel', op: 'is', value: label }] }) });

/** Fit by engagement: what each label does, and how many people stand there. */
export function LabelMatrix({ labels, handoffLabels, neverLabels, onTreat }: LabelMatrixProps) {
  const { model: texts } = useTexts().scoring;
  const format = useFormat();
  const treatmentOf = (label: string): Treatment =>
    handoffLabels.includes(label) ? 'hand_off' : neverLabels.includes(label) ? 'never' : 'nurture';
  return (
    <table className={classes.matrix} aria-label={texts.threshold}>
      <thead>
        <tr>
          <td />
          {ENGAGEMENTS.map((engagement) => (
            <th key={engagement} scope="col">
              {texts.engagement} {engagement}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {FITS.map((fit) => (
          <tr key={fit}>
            <th scope="row">
              {texts.fit} {fit}
            </th>
            {HANDOFF_LABELS.filter((label) => label.startsWith(fit)).map((label) => {
              const treatment = treatmentOf(label);
              const people = format.number(labels[label] ?? 0);
              const inside = (
                <>
                  <span className={classes.line}>
                    <strong>{label}</strong>
                    {onTreat || !labels[label] ? (
                      <span>{people}</span>
                    ) : (
                      <Go to={listOf(label)} aria-label={texts.open(people, label)}>
                        {people}
                      </Go>
                    )}
                  </span>
                  <span className={classes.quiet}>{texts.treatments[treatment]}</span>
                </>
              );
              return (
                <td key={label}>
                  {onTreat ? (
                    <button
                      type="button"
                      className={classes.cell}
                      data-treatment={treatment}
                      aria-label={texts.change(label, texts.treatments[treatment])}
                      title={texts.treatmentHelp[treatment]}
                      onClick={() => onTreat(label, NEXT[treatment])}
                    >
                      {inside}
                    </button>
                  ) : (
                    <div className={classes.cell} data-treatment={treatment} title={texts.treatmentHelp[treatment]}>
                      {inside}
                    </div>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
