/**
 * Operations of the renderer's kernels by hidden unit and sample, as the reformulation counts them (spec/regularizer.md
 * §2 and its table in §3). A fused multiply-add counts two.
 */

const PRE = 8; // A + lerp X + lerp Y: (sub, fma) twice, two adds
const HIDDEN = PRE + 2; // LeakyReLU: multiply, max
const SLOPE = 1; // LeakyReLU' by comparison
const D_PRE = 4; // (weight G + d(density) w_sigma) LeakyReLU'
const SCATTER = 5; // (1 - fraction) d and fraction d into two sums

/** Into a weighted sum over samples or over units. */
export const WEIGHTED = HIDDEN + 2;

/** By columns, and again by rows. */
export const GRADIENT_PASS = PRE + SLOPE + D_PRE + SCATTER;

/** d(pre) of the ray's own texel, by one of the passes. */
export const RAY_SUM = 1;

/** Of a sample, not of its units: activation, optical depth, weight; their gradients the same. */
export const PER_SAMPLE = 20;
