/**
 * The cross-view term of the objective (paper Eq. 3): the scene of a sample rendered as the camera of its partner sees
 * it, through ΔV, and held to the partner's labels. The partner's image is never encoded.
 */
import { InputError } from '../base/errors';
import { invertRigid, multiply4 } from '../base/geometry';
import type { ExperimentConfig } from '../config/experiment';
import { renderedTasks } from '../config/rendered';
import type { Camera, Sample, TrainingSample } from '../data/sample';
import { labelsSeenFrom } from '../data/second-view';
import type { CameraView } from '../model/regularizer/types';
import { IGNORE } from '../tasks/metrics/meter';
import { labelOf, type Task } from '../tasks/task';

/** The tasks that may be rendered for second views, labels permitting; none without the term. */
export function crossTasks(config: ExperimentConfig, tasks: readonly Task[]): Task[] {
  const { enabled, labels } = config.crossView;
  if (!enabled) return [];
  const rendered = renderedTasks(config);
  return tasks.filter(({ id, isDepth }) => rendered.includes(id) && (labels === 'all' || isDepth));
}

/** @throws InputError if the term is wanted and no task is left for it */
export function checkCrossTasks(config: ExperimentConfig, tasks: readonly Task[]): void {
  if (!config.crossView.enabled || crossTasks(config, tasks).length > 0) return;
  throw new InputError(
    `crossView.labels is "${config.crossView.labels}", and no such task is rendered; set it to "all", or render depth (tasks, regularizer.tasks).`,
  );
}

/** What is rendered for the partners of a batch, and held to what. */
export interface SecondViews {
  /** One for each sample. */
  readonly views: readonly CameraView[];
  /** The partners, labelled in the first views' frames. */
  readonly partners: readonly Sample[];
  /** Those of which any pixel of any partner has a label. */
  readonly tasks: readonly Task[];
}

type Posed = Sample & { readonly camera: Camera };

const isPosed = (sample: Sample | undefined): sample is Posed => sample?.camera !== undefined;

function pairOf(sample: TrainingSample): readonly [first: Posed, second: Posed] {
  const { partner } = sample;
  if (isPosed(sample) && isPosed(partner)) return [sample, partner];
  throw new Error(`the sample "${sample.id}" has no posed partner, or no camera; let the loader pair the samples`);
}

/** @returns undefined where nothing is to be rendered: no term, or no partner has a label for it */
export function secondViewsOf(
  samples: readonly TrainingSample[],
  config: ExperimentConfig,
  tasks: readonly Task[],
): SecondViews | undefined {
  const wanted = crossTasks(config, tasks);
  if (wanted.length === 0) return undefined;
  const pairs = samples.map(pairOf);
  const { zNear, zFar, depthOutput } = config.regularizer;
  const views: CameraView[] = [];
  const partners: Sample[] = [];
  for (const [first, second] of pairs) {
    const { worldFromCamera, intrinsics } = second.camera;
    const volumeFromCamera = multiply4(invertRigid(first.camera.worldFromCamera), worldFromCamera); // ΔV
    views.push({ volume: first.camera.intrinsics, camera: intrinsics, volumeFromCamera });
    const depthAlong = depthOutput === 'value' ? 'first' : 'second';
    const seen = labelsSeenFrom(first.camera, second, { firstFromSecond: volumeFromCamera, zNear, zFar, depthAlong });
    partners.push({ ...second, labels: seen });
  }
  const isLabelled = (task: Task): boolean =>
    partners.some((partner) => labelOf(task, partner).some((value) => value !== IGNORE));
  const labelled = wanted.filter(isLabelled);
  return labelled.length > 0 ? { views, partners, tasks: labelled } : undefined;
}
