/**
 * In which order and with which signs a data set's files hold the axes of normals: asked of the person, suggested by
 * agreement with depth. Published files differ, and none says which it is.
 */
import { InputError } from '../../base/errors';
import { AXIS_ORDERS, axisOrderTitle, bestAxes, type AxisFit, type AxisOrder } from '../derive/axes';
import { normalsFromDepth } from '../derive/normals';
import type { Sample } from '../sample';
import { NYU_INTRINSICS } from './nyu-camera';
import type { Choice, Chosen, Remark } from './types';

/** The choice's id. */
export const NORMAL_AXES = 'normalAxes';
/** With it normals stay as they are in the file. */
export const AS_IN_FILE: AxisOrder = '+x+y+z';
/** As one published copy of NYUv2 has them: R = right, G = away from the camera, B = up. */
const PUBLISHED: AxisOrder = '+x-z+y';
/** Above this median the best order is doubtful, degrees: fits to depth and other makers' normals differ by about 10. */
const GOOD = 25;
/** Two orders whose means are closer than this are not told apart, degrees. */
const CLEAR = 5;
const TITLE = "Axes of the normals' three channels (x right, y up, z towards the camera)";
const LOOK = 'Look at the painted normals, and choose another order of axes if they are wrong.';
/** Images of 480x640 hold more pixels than a median needs. */
const MOST_SAMPLES = 3;

export interface OrderQuestion {
  readonly choice: Choice;
  readonly remarks: readonly Remark[];
}

/** @param samples some of the data set, their normals with `AS_IN_FILE`; depth, if any, of NYUv2's camera */
export function askNormalOrder(samples: readonly Sample[]): OrderQuestion {
  const fits = fitOrders(samples.slice(0, MOST_SAMPLES));
  const [best, next] = fits;
  if (!best || !next) return withoutDepth(samples);
  const options = fits.map((fit) => ({ value: fit.order, title: `${axisOrderTitle(fit.order)} (${angles(fit)})` }));
  const why = `agrees with depth: ${angles(best)}; next best ${angles(next)}`;
  return {
    choice: { id: NORMAL_AXES, title: TITLE, options, suggested: best.order, why },
    remarks: doubts(best, next),
  };
}

function withoutDepth(samples: readonly Sample[]): OrderQuestion {
  const guess = guessOrder(samples);
  const suggested = guess ?? PUBLISHED;
  const orders = [suggested, ...AXIS_ORDERS.filter((order) => order !== suggested)];
  const options = orders.map((value) => ({ value, title: axisOrderTitle(value) }));
  const why = guess
    ? 'there is no depth to compare with; so surfaces face the camera, and more floor is seen than ceiling'
    : 'there is no depth to compare with; one published copy of NYUv2 has this order';
  const remark: Remark = {
    kind: 'warning',
    text: "The order of the normals' axes cannot be checked, since there is no depth.",
    consequence: LOOK,
  };
  return { choice: { id: NORMAL_AXES, title: TITLE, options, suggested, why }, remarks: [remark] };
}

/**
 * Published loaders negate the first channel when they mirror an image, so that is x. Of the others z is the one that
 * has one sign nearly everywhere, since what is seen faces the camera. Undefined where normals say nothing.
 */
function guessOrder(samples: readonly Sample[]): AxisOrder | undefined {
  const sums: [number, number] = [0, 0];
  for (const { labels } of samples) {
    const normals = labels.normals ?? new Float32Array(0);
    for (let i = 0; i < normals.length; i += 3) {
      sums[0] += normals[i + 1]!;
      sums[1] += normals[i + 2]!;
    }
  }
  if (sums[0] === 0 || sums[1] === 0) return undefined;
  const zIsFirst = Math.abs(sums[0]) > Math.abs(sums[1]);
  const [first, second] = sums.map((sum) => (sum < 0 ? '-' : '+'));
  return `+x${first}${zIsFirst ? 'z' : 'y'}${second}${zIsFirst ? 'y' : 'z'}`;
}

/** @throws InputError if something else was chosen */
export function chosenOrder(chosen: Chosen, { suggested }: Choice): AxisOrder {
  const order = chosen[NORMAL_AXES] ?? suggested;
  if (AXIS_ORDERS.includes(order)) return order;
  throw new InputError(`"${order}" is no order of axes; choose one such as "${suggested}".`);
}

function fitOrders(samples: readonly Sample[]): AxisFit[] {
  const both = samples.filter(({ labels }) => labels.depth && labels.normals);
  const length = both.reduce((sum, { height, width }) => sum + height * width * 3, 0);
  const found = new Float32Array(length);
  const reference = new Float32Array(length);
  let at = 0;
  for (const { height, width, labels } of both) {
    found.set(labels.normals!, at);
    reference.set(normalsFromDepth(labels.depth!, { height, width, intrinsics: NYU_INTRINSICS }), at);
    at += height * width * 3;
  }
  return bestAxes(found, reference);
}

function doubts(best: AxisFit, next: AxisFit): Remark[] {
  if (best.median > GOOD) {
    const text = `In no order of axes do the normals agree with depth: at best the median angle is ${degrees(best.median)}.`;
    return [{ kind: 'warning', text, consequence: LOOK }];
  }
  if (next.mean - best.mean >= CLEAR) return [];
  const [one, other] = [best, next].map((fit) => `${axisOrderTitle(fit.order)} (${angles(fit)})`);
  const text = `Two orders of the normals' axes agree with depth about equally: ${one} and ${other}.`;
  return [{ kind: 'warning', text, consequence: LOOK }];
}

function angles({ median, mean }: AxisFit): string {
  return `median ${degrees(median)}, mean ${degrees(mean)}`;
}

function degrees(angle: number): string {
  return `${angle < 9.95 ? angle.toFixed(1) : Math.round(angle)}°`;
}
