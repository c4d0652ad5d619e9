/** odsF over a set, image by image, and beside it the published balanced loss. */
import { contourOf } from '../../../base/contour';
import { thin } from '../../../base/thin';
import { BoundaryLoss } from '../boundary';
import { IGNORE, type Extent, type Meter } from '../meter';
import { countEdges, OdsF, type EdgeCounts, type EdgeOptions } from './ods';

/** What counting one image takes: seconds at 480x640, so that it may be sent to other threads. */
export interface EdgeJob extends EdgeOptions {
  /** [H, W] */
  readonly probabilities: Float32Array;
  /** 0 or 1 [H, W] */
  readonly truth: Uint8Array;
}

export type CountEdges = (job: EdgeJob) => readonly EdgeCounts[] | Promise<readonly EdgeCounts[]>;

export const countHere: CountEdges = ({ probabilities, truth, ...options }) =>
  countEdges(probabilities, truth, options);

/** How a data set's evaluation takes its truth, where a sample brings none of its own. */
export interface EdgeRule {
  /** Of a pair, as a share of the diagonal. */
  readonly maxDistance: number;
  /** Whether stored boundaries are taken for a segmentation, whose changes are the truth (SEISM on NYUD). */
  readonly fromChanges: boolean;
}

/** Rows and columns that hold labels: what padding surrounds. */
function labelled(label: Float32Array, { height, width }: Extent) {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let i = 0; i < label.length; i++) {
    if (label[i] === IGNORE) continue;
    const [y, x] = [Math.floor(i / width), i % width];
    [top, bottom, left, right] = [Math.min(top, y), Math.max(bottom, y), Math.min(left, x), Math.max(right, x)];
  }
  return { top, left, height: bottom - top + 1, width: right - left + 1 };
}

type Box = ReturnType<typeof labelled>;

function cropped(values: Float32Array | Uint8Array, width: number, box: Box): Float32Array {
  const inside = new Float32Array(box.height * box.width);
  for (let y = 0; y < box.height; y++) {
    const from = (box.top + y) * width + box.left;
    inside.set(values.subarray(from, from + box.width), y * box.width);
  }
  return inside;
}

/** Published predictions are written as bytes. */
const asByte = (probability: number): number => Math.trunc(255 * probability) / 255;

export class EdgeMeter implements Meter {
  private readonly ods = new OdsF();
  private readonly loss = new BoundaryLoss();
  private isBroken = false;

  constructor(
    private readonly rule: EdgeRule,
    private readonly count: CountEdges = countHere,
  ) {}

  /**
   * @param prediction [H, W] probabilities of one image @param label [H, W] 0..1, 255 around the image = padding
   * @param contour [H, W] 0 or 1: what odsF is measured against, instead of the label
   */
  async add(prediction: Float32Array, label: Float32Array, extent: Extent, contour?: Uint8Array): Promise<void> {
    this.loss.add(prediction, label);
    const box = labelled(label, extent);
    if (box.height < 2 || box.width < 2) return; // suppression needs neighbours
    const inside = { height: box.height, width: box.width };
    const probabilities = cropped(prediction, extent.width, box);
    if (probabilities.some(Number.isNaN)) this.isBroken = true;
    const marks = cropped(contour ?? label, extent.width, box);
    const stored = Uint8Array.from(marks, (value) => (value >= 0.5 && value <= 1 ? 1 : 0));
    const isSegmentation = this.rule.fromChanges && !contour;
    const edges = isSegmentation ? contourOf(stored, box.height, box.width) : stored;
    const truth = thin(edges, box.height, box.width);
    const { maxDistance } = this.rule;
    const job = { probabilities: probabilities.map(asByte), truth, ...inside, maxDistance, suppress: true };
    this.ods.add(await this.count(job));
  }

  values(): { odsF: number; odsPrecision: number; odsRecall: number; odsThreshold: number; balancedLoss: number } {
    const { odsF, precision, recall, threshold } = this.ods.score();
    const { balancedLoss } = this.loss.values();
    if (this.isBroken) return { odsF: NaN, odsPrecision: NaN, odsRecall: NaN, odsThreshold: NaN, balancedLoss };
    return { odsF, odsPrecision: precision, odsRecall: recall, odsThreshold: threshold, balancedLoss };
  }
}
