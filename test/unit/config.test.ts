import { expect, test } from 'vitest';
import { InputError } from '../../src/base/errors';
import { parseConfig, presetOf, setValue } from '../../src/config/parse';
import { PRESETS } from '../../src/config/presets';

test.each(Object.entries(PRESETS))('preset %s is complete and valid, and is named as its key', (name, preset) => {
  expect(parseConfig(structuredClone(preset))).toEqual(preset);
  expect(preset.preset).toBe(name);
});

test('a value out of range is answered with its name, value and range', () => {
  expect(() => setValue(presetOf('nano'), 'steps', -40)).toThrow(
    new InputError('Steps is −40; allowed is a whole number from 1 to 1 000 000.'),
  );
  expect(() => setValue(presetOf('nano'), 'optimizer.learningRate', 100)).toThrow(
    /learningRate is 100; allowed is 1e-9 to 10\./,
  );
});

test('a value of the wrong kind is answered with what is allowed', () => {
  expect(() => setValue(presetOf('nano'), 'regularizer.density', 'shared')).toThrow(
    /"shared"; allowed is .*"own".*"mean".*"per_task"/,
  );
  expect(() => setValue(presetOf('nano'), 'steps', 'many')).toThrow(/Steps is "many"; allowed is a whole number/);
});

test('an unknown setting names the known ones', () => {
  expect(() => setValue(presetOf('nano'), 'regularizer.depthSamples', 8)).toThrow(
    /"regularizer.depthSamples" is not a setting; known here: enabled/,
  );
  expect(() => parseConfig({ ...presetOf('nano'), extra: 1 })).toThrow(/Extra is not a setting/);
});

test('an unknown preset names the known ones', () => {
  expect(() => presetOf('huge')).toThrow(/Preset "huge" is unknown; known presets: nano/);
});

test('what cannot hold together is refused', () => {
  expect(() => setValue(presetOf('nano'), 'regularizer.near', 2)).toThrow(
    /near is 2; it must be less than regularizer.far/,
  );
  expect(() => parseConfig({ ...presetOf('nano'), lossWeights: { semseg: 1 } })).toThrow(
    /no weight for the task "depth"/,
  );
});
