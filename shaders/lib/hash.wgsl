// Counter-based random numbers: a pure function of (seed, index), so a mask can be made again in the backward pass.
// PCG output permutation: Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 2020.
fn pcg(value: u32) -> u32 {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}

// Uniform in [0, 1), 24 bits: exact in f32, never 1.
fn uniform01(seed: u32, index: u32) -> f32 {
  return f32(pcg(pcg(index) ^ seed) >> 8u) * 5.9604644775390625e-8; // 2^-24
}
