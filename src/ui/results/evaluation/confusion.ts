/** A confusion matrix as a person reads it: shares of each class's pixels, classes that occur, the largest confusions. */
import { classCounts, intersectionOverUnion, isAbsent, type Confusion } from '../../../base/confusion';
import { fixed } from '../../format';

const THIN = '\u202f';

export interface ShownClass {
  readonly label: number;
  readonly name: string;
  /** Pixels. */
  readonly labelled: number;
  readonly predicted: number;
  readonly iou: number;
}

export interface ShownConfusion {
  /** Those that occur, as labels or as predictions, in the order of their numbers. */
  readonly classes: readonly ShownClass[];
  /** Of all classes. */
  readonly all: number;
  /** Shares of a label's pixels (rows) that are called each (columns); NaN in rows without a pixel. */
  readonly shares: readonly (readonly number[])[];
  readonly pixels: number;
}

export function confusionOf(confusion: Confusion, names: readonly string[]): ShownConfusion {
  const counts = classCounts(confusion);
  const labels = counts.flatMap((one, label) => (isAbsent(one) ? [] : [label]));
  return {
    classes: labels.map((label) => ({
      label,
      name: names[label] ?? `class ${label}`,
      labelled: counts[label]!.labelled,
      predicted: counts[label]!.predicted,
      iou: intersectionOverUnion(counts[label]!),
    })),
    all: confusion.length,
    shares: labels.map((row) => labels.map((column) => confusion[row]![column]! / counts[row]!.labelled)),
    pixels: counts.reduce((sum, { labelled }) => sum + labelled, 0),
  };
}

/** The best first. */
export const byIou = ({ classes }: ShownConfusion): ShownClass[] =>
  [...classes].sort((a, b) => b.iou - a.iou || b.labelled - a.labelled || a.label - b.label);

/** "12 %", "0.4 %", "<0.1 %"; what is not all is never called so. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.1) return `<0.1${THIN}%`;
  if (value === 0 || value >= 9.95) return `${value < 100 ? Math.min(99, Math.round(value)) : 100}${THIN}%`;
  return `${fixed(value, 1)}${THIN}%`;
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** "12 % of chair pixels are called sofa" */
export function placeSentence({ classes, shares }: ShownConfusion, { row, column }: Place): string {
  const [label, called] = [classes[row]!, classes[column]!];
  if (label.labelled === 0) return `No pixel is labelled ${label.name}`;
  const share = shares[row]![column]!;
  const what = row === column ? `rightly called ${called.name}` : `called ${called.name}`;
  if (share === 0) return `No ${label.name} pixel is ${what}`;
  return `${percent(share)} of ${label.name} pixels are ${what}`;
}

/** Confusions by how many pixels they cost, the largest first; right ones are none. */
export function largestConfusions(shown: ShownConfusion, most: number): (Place & { readonly pixels: number })[] {
  const { classes, shares } = shown;
  return classes
    .flatMap(({ labelled }, row) =>
      classes.map((_, column) => ({
        row,
        column,
        pixels: row === column || labelled === 0 ? 0 : Math.round(shares[row]![column]! * labelled),
      })),
    )
    .filter(({ pixels }) => pixels > 0)
    .sort((a, b) => b.pixels - a.pixels)
    .slice(0, most);
}

/** The arrow that was pressed moves by one; Home and End along the row. */
export function moved({ row, column }: Place, key: string, size: number): Place | null {
  const within = (value: number): number => Math.max(0, Math.min(size - 1, value));
  const steps: Readonly<Record<string, Place>> = {
    ArrowUp: { row: within(row - 1), column },
    ArrowDown: { row: within(row + 1), column },
    ArrowLeft: { row, column: within(column - 1) },
    ArrowRight: { row, column: within(column + 1) },
    Home: { row, column: 0 },
    End: { row, column: size - 1 },
  };
  return steps[key] ?? null;
}
