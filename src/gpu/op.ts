/**
 * defineOp: a differentiable operation made of kernels, registered with tfjs (registerKernel + registerGradient, so
 * that several outputs are possible, which tf.customGrad cannot).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { gpu } from './device';

type Inputs = Readonly<Record<string, TensorInfo>>;

export interface OpSpec<A extends object> {
  /** Unique among all kernels, tfjs's included: 'TfComposite'. */
  readonly name: string;
  /** Records the launches; the returned tensors belong to tfjs. */
  forward(inputs: Inputs, attrs: A): TensorInfo[];
  /** Inputs that `gradient` needs, by name. */
  readonly saveInputs?: readonly string[];
  /** Which outputs `gradient` needs. */
  readonly saveOutputs?: readonly boolean[];
  /**
   * Gradients by input name, computed at once (a lazily shared result would be disposed by tfjs's tape).
   * @param dy one tensor for each output (zeros where an output was not used)
   * @param saved the saved inputs in the order of `saveInputs`, then the saved outputs
   */
  gradient?(dy: Tensor[], saved: Tensor[], attrs: A): Record<string, Tensor>;
}

export type Op<A extends object> = (inputs: Readonly<Record<string, Tensor>>, attrs: A) => Tensor[];

/** Frees the intermediate results of a forward pass. */
export function release(...infos: TensorInfo[]): void {
  for (const info of infos) gpu().backend.disposeData(info.dataId);
}

/** Makes a tensor that tfjs tracks out of what a kernel returned (in gradients and outside of ops). */
export function asTensor<T extends Tensor = Tensor>(info: TensorInfo): T {
  return tf.engine().makeTensorFromTensorInfo(info) as T;
}

export function defineOp<A extends object>(spec: OpSpec<A>): Op<A> {
  const { gradient } = spec;
  if (gradient) {
    tf.registerGradient({
      kernelName: spec.name,
      inputsToSave: [...(spec.saveInputs ?? [])],
      outputsToSave: [...(spec.saveOutputs ?? [])],
      gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attrs: NamedAttrMap) => {
        const gradients = gradient(Array.isArray(dy) ? dy : [dy], saved, attrs as unknown as A);
        return Object.fromEntries(Object.entries(gradients).map(([name, tensor]) => [name, () => tensor]));
      },
    } as GradConfig);
  }
  return (inputs, attrs) => {
    const { backendName } = gpu();
    if (!tf.getKernel(spec.name, backendName)) {
      tf.registerKernel({
        kernelName: spec.name,
        backendName,
        kernelFunc: (call) => spec.forward(call.inputs as Inputs, call.attrs as unknown as A),
      });
    }
    const result = tf
      .engine()
      .runKernel(spec.name, inputs as unknown as NamedTensorMap, attrs as unknown as NamedAttrMap);
    return Array.isArray(result) ? (result as Tensor[]) : [result as Tensor];
  };
}
