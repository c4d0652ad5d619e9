/** The command line as a process. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../src/cli/bundle.mjs';

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function runCli(args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/taskfield.mjs'), ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
