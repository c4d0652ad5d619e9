/** InvPT's pipeline (spec/mtl-models.md §6): scaled, cropped, mirrored, coloured, padded. The order of draws is our own. */
import type { Random } from '../../base/random';
import type { Sample } from '../sample';
import type { Augmented } from './change';
import { drawCrop, type Size } from './crop';
import { fittedSize, type FitOptions } from './fit';
import { padded } from './pad';
import { applyPhotometric, drawPhotometric } from './photometric';
import { placed } from './place';
import { zoomedLabels } from './zoom';

const [SMALLEST, LARGEST] = [0.5, 2];

export function augmentInvPt(sample: Sample, options: FitOptions, random: Random): Augmented {
  const { input, fit, rules } = options;
  const scale = random.between(SMALLEST, LARGEST);
  const base = fittedSize(sample, input, fit);
  const size: Size = [Math.max(Math.trunc(base[0] * scale), 1), Math.max(Math.trunc(base[1] * scale), 1)];
  const classes = { labels: sample.labels.semseg, stored: [sample.height, sample.width] } as const;
  const crop = drawCrop(random, classes, size, input);
  const flipped = random.uniform() < 0.5;
  const photometric = drawPhotometric(random);
  const part = zoomedLabels(placed(sample, { size, crop, flipped, bytes: 'cut' }, rules), scale, rules);
  applyPhotometric(part.image, photometric); // its own: `placed` makes a new one
  return { sample: padded(part, input, rules), change: { scale, angle: 0, flipped, crop, size, photometric } };
}
