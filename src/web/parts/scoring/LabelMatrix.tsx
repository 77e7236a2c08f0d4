import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './scoring.module.css';

const FITS = ['A', 'B', 'C', 'D'] as const;
const ENGAGEMENTS = ['1', '2', '3', '4'] as const;

export interface LabelMatrixProps {
  /** How many people have each label. */
  labels: Readonly<Record<string, number>>;
  over: readonly string[];
  /** Absent: for reading only. */
  onToggle?: (label: string) => void;
}

/** Fit by engagement, with how many people stand in each field; those over the threshold go to Sales. */
export function LabelMatrix({ labels, over, onToggle }: LabelMatrixProps) {
  const { scoring } = useTexts();
  const format = useFormat();
  return (
    <table className={classes.matrix} aria-label={scoring.model.threshold}>
      <tbody>
        {FITS.map((fit) => (
          <tr key={fit}>
            {ENGAGEMENTS.map((engagement) => {
              const label = `${fit}${engagement}`;
              const inside = (
                <>
                  <strong>{label}</strong>
                  <span className={classes.quiet}>{format.number(labels[label] ?? 0)}</span>
                </>
              );
              const isOver = over.includes(label);
              return (
                <td key={label}>
                  {onToggle ? (
                    <button type="button" className={classes.cell} data-over={isOver} aria-pressed={isOver} onClick={() => onToggle(label)}>
                      {inside}
                    </button>
                  ) : (
                    <div className={classes.cell} data-over={isOver}>
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
