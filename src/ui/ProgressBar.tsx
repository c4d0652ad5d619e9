/** How far something is, as a line that fills. */

interface ProgressBarProps {
  readonly label: string;
  /** 0..1 */
  readonly share: number;
  /** The same in words: "23 of 50 images". */
  readonly text?: string;
}

export function ProgressBar({ label, share, text }: ProgressBarProps) {
  return (
    <span
      className="progress-bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={text}
    >
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}
