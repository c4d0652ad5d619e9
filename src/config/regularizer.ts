/** Every choice of the tri-plane regularizer. Numbers of spec/regularizer.md §1 stand beside each. */

export interface RegularizerConfig {
  readonly enabled: boolean;
  /** Channels of each plane; paper 64. */
  readonly planeChannels: number;
  /** Width of the tri-plane encoder's first convolution (no. 19). */
  readonly encoderWidth: number;
  /** Dropout after the first convolution; supplement §1. */
  readonly dropout: number;
  /** Where the feature is resized to the ray grid (no. 15). */
  readonly resizeAt: 'input' | 'middle';
  /** Hidden units of each task field; paper 64. */
  readonly fieldHidden: number;
  /** Negative slope of LeakyReLU (no. 20). */
  readonly slope: number;
  /** Rays as [rows, columns]; supplement §1: 56x72 NYUv2, 64x64 PASCAL. */
  readonly rays: readonly [number, number];
  readonly coarseSamples: number;
  readonly fineSamples: number;
  /** Places of the samples drawn at random in training (no. 8). */
  readonly jitter: boolean;
  /** One density net for all tasks, the mean of the tasks' own, or each task its own (no. 1). */
  readonly density: 'own' | 'mean' | 'per_task';
  /** softplus-1 is softplus(s - 1), as EG3D (no. 2). */
  readonly activation: 'softplus-1' | 'softplus' | 'relu';
  /** no. 3 */
  readonly quadrature: 'midpoint' | 'nerf';
  /** Bins of the fine pass (no. 11). */
  readonly importance: 'interval' | 'eg3d' | 'nerf';
  /** no. 14 */
  readonly padding: 'border' | 'zeros';
  /** no. 18 */
  readonly aggregate: 'sum' | 'mean';
  /** Start value of the density net's output bias; 3 makes rays nearly opaque at once (§9). */
  readonly densityBias: number;
  /** Box extent along z (no. 6). */
  readonly near: number;
  readonly far: number;
  /** Which implementation renders; 'auto' takes the fused kernels wherever they cover the options. */
  readonly path: 'auto' | 'fused' | 'composed';
}
