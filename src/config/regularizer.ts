/** Every choice of the tri-plane regularizer. Numbers of spec/regularizer.md §1 stand beside each. */

export interface RegularizerConfig {
  readonly enabled: boolean;
  /** Channels of each plane; paper 64. */
  readonly planeChannels: number;
  /** Width of the tri-plane encoder's first convolution (no. 19). */
  readonly encoderWidth: number;
  /** Where BatchNorm, ReLU and dropout stand: between the two convolutions, or behind both as the text can be read (no. 19). */
  readonly encoderOrder: 'between' | 'last';
  /** Dropout after BatchNorm and ReLU; supplement §1. */
  readonly dropout: number;
  /**
   * Which of the encoder's maps it reads: those that the encoder offers (all of HRNet's, the last of a vision
   * transformer's), all, or only the first or the last (no. 15).
   */
  readonly tap: 'encoder' | 'all' | 'first' | 'last';
  /** Where the feature is resized to the ray grid; 'none': planes of the feature's own resolution (no. 15). */
  readonly resizeAt: 'input' | 'middle' | 'none';
  /** Hidden units of each task field; paper 64. */
  readonly fieldHidden: number;
  /** Negative slope of LeakyReLU (no. 20). */
  readonly slope: number;
  /** Rays as [rows, columns]; supplement §1: 56x72 NYUv2, 64x64 PASCAL. */
  readonly rays: readonly [number, number];
  readonly coarseSamples: number;
  readonly fineSamples: number;
  /** Places of the samples in training: drawn for every ray, for all rays of an image alike, or not at all (no. 8). */
  readonly jitter: 'per_ray' | 'per_image' | 'none';
  /** Coarse samples one in each bin, or EG3D's rule, whose last one may lie past far, by up to a step: left there (no. 7). */
  readonly coarsePlaces: 'bins' | 'eg3d';
  /**
   * Uniforms of the fine pass: one in each of equal parts of [0, 1), or independent and sorted; in evaluation the middles
   * of the parts in either case (no. 12).
   */
  readonly uniforms: 'stratified' | 'independent';
  /** Rendered at: coarse and fine samples, or the fine ones alone (no. 9). */
  readonly finePass: 'union' | 'replace';
  /** One density net for all tasks, the mean of the tasks' own, or each task its own (no. 1). */
  readonly density: 'own' | 'mean' | 'per_task';
  /** softplus-1 is softplus(s - 1), as EG3D (no. 2). */
  readonly activation: 'softplus-1' | 'softplus' | 'relu';
  /** One sample has no interval by the midpoint rule: its maps are exactly 0 (no. 3). */
  readonly quadrature: 'midpoint' | 'nerf';
  /** Bins of the fine pass (no. 11). */
  readonly importance: 'interval' | 'eg3d' | 'nerf';
  /** no. 14 */
  readonly padding: 'border' | 'zeros';
  /** no. 18 */
  readonly aggregate: 'sum' | 'mean';
  /**
   * Light that nothing absorbed: left out, divided away (maps are 0 where less than EMPTY_RAY of it is absorbed), or
   * absorbed by the last interval (no. 4).
   */
  readonly unabsorbed: 'plain' | 'normalized' | 'opaque';
  /** A depth map is the composited raw value, or where along z the weight lies, in metres: far if there is none (no. 5). */
  readonly depthOutput: 'value' | 'expected_z';
  /**
   * What z of the box means: nothing ('linear': coordinates are relative), or metres between zNear and zFar, evenly in
   * depth or in 1/depth (no. 6). Other cameras and depth as expected z need metres.
   */
  readonly zRange: 'linear' | 'metric' | 'disparity';
  readonly zNear: number;
  readonly zFar: number;
  /** Another camera's samples outside the box: empty, or as at its border (no. 25). */
  readonly outside: 'zero' | 'border';
  /** Ids of the tasks that are rendered; none named: all (paper Table 6). */
  readonly tasks: readonly string[];
  /** Rendered maps are compared with labels at the labels' size, or with labels picked at the rays (no. 21). */
  readonly lossAt: 'labels' | 'rays';
  /** Rendered maps enlarged by learnt convolutions, each block by two (the paper's future work; EG3D §4.3). */
  readonly superResolution: { readonly enabled: boolean; readonly width: number; readonly blocks: number };
  /** Start value of the density net's output bias; 3 makes rays nearly opaque at once (§9). */
  readonly densityBias: number;
  /** Box extent along z (no. 6). */
  readonly near: number;
  readonly far: number;
  /** Which implementation renders; 'auto' takes the fused kernels wherever they cover the options. */
  readonly path: 'auto' | 'fused' | 'composed';
}
