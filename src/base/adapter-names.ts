/** Makers and architectures of GPUs in words. */

/** Vendors as WebGPU spells them, in lower case, and as people do. */
const NAMES: Record<string, string> = {
  amd: 'AMD',
  apple: 'Apple',
  arm: 'Arm',
  google: 'Google',
  intel: 'Intel',
  mesa: 'Mesa',
  nvidia: 'NVIDIA',
  qualcomm: 'Qualcomm',
  swiftshader: 'SwiftShader',
};

export const spelledAdapter = (word: string): string => NAMES[word] ?? word;
