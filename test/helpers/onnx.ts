/** onnxruntime-web as the judge of exported models: it reads the file, checks it, and runs it on the CPU. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { Random } from '../../src/base/random';

env.wasm.numThreads = 1;

export interface Images {
  readonly shape: [number, number, number, number];
  /** NCHW. */
  readonly data: Float32Array;
}

export function randomImages(count: number, [height, width]: readonly [number, number]): Images {
  const random = new Random(count);
  const data = Float32Array.from({ length: count * 3 * height * width }, () => random.between(-2, 2));
  return { shape: [count, 3, height, width], data };
}

/** @returns outputs by name. @throws if the runtime does not accept the file */
export async function runOnnx(bytes: Uint8Array, images: readonly Images[]) {
  const session = await InferenceSession.create(bytes);
  const results: Record<string, { dims: readonly number[]; data: Float32Array }>[] = [];
  for (const { shape, data } of images) {
    const outputs = await session.run({ input: new Tensor('float32', data, shape) });
    results.push(
      Object.fromEntries(
        session.outputNames.map((name) => {
          const { dims, data: values } = outputs[name]!;
          return [name, { dims, data: values as Float32Array }];
        }),
      ),
    );
  }
  await session.release();
  return results;
}
