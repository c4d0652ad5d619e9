/**
 * PAD-Net (Xu et al. 2018, "PAD-Net: Multi-Tasks Guided Prediction-and-Distillation Network", Fig. 2): first
 * predictions of all tasks from one fused map, distillation between the features behind them (message passing C, gated),
 * then the final predictions. The order of the tasks is part of the weights.
 */
import type { PadNetDecoderConfig } from '../../config/models';
import type { Pass, Scope } from '../../nn/module';
import type { Decoder, DecoderOutput, FeatureInfo, Features, Head } from '../types';
import { Distillation } from './mti-net/distillation';
import { HighResolutionFuse } from './pad-net/fuse';
import { TaskBlocks } from './pad-net/task-blocks';

/** Published as a Sequential of the encoder and the fuse; the model puts its encoder there. */
const BACKBONE = 'backbone';
export const ENCODER_IN_BACKBONE = 0;
const FUSE_IN_BACKBONE = 1;

interface Options {
  readonly config: PadNetDecoderConfig;
  readonly features: FeatureInfo;
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

export class PadNetDecoder implements Decoder {
  private readonly fuse: HighResolutionFuse;
  private readonly initial: TaskBlocks;
  private readonly distillation: Distillation;
  private readonly final: TaskBlocks;

  constructor(root: Scope, { config: { width }, features: { channels }, heads, bnMomentum }: Options) {
    const fuseScope = root.child(BACKBONE).child(FUSE_IN_BACKBONE).child('last_layer');
    this.fuse = new HighResolutionFuse(fuseScope, channels, bnMomentum);
    const shared = { heads, width, bnMomentum };
    const first = root.child('initial_task_prediction_heads');
    this.initial = new TaskBlocks(
      {
        block: (task, i) => first.child('layers').child(task).child(i),
        output: (task) => first.child('conv_out').child(task),
      },
      { ...shared, in: this.fuse.channels },
    );
    const tasks = heads.map(({ id }) => id);
    this.distillation = new Distillation(root.child('multi_modal_distillation').child('self_attention'), {
      tasks,
      width,
    });
    const last = root.child('heads');
    this.final = new TaskBlocks(
      { block: (task, i) => last.child(task).child(i), output: (task) => last.child(task).child(2) },
      { ...shared, in: width },
    );
  }

  /** @returns raw maps at the resolution of the finest feature map; first predictions as `initial`, there too */
  forward({ maps }: Features, pass: Pass): DecoderOutput {
    const first = this.initial.apply(this.fuse.apply(maps, pass), pass);
    const { predictions } = this.final.apply(this.distillation.apply(first.features), pass);
    return { maps: predictions, auxiliary: { initial: first.predictions }, features: { initial: first.byTask } };
  }
}
