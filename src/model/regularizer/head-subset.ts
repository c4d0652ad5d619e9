/** The fields of some heads alone: a second view with labels of few tasks renders no others (spec §1 no. 26). */
import { InputError } from '../../base/errors';
import { pickRows, type RowStretch } from '../../gpu/kernels/pick-rows';
import { fieldLayout } from './task-field';
import type { FieldParameters, RenderOptions } from './types';

export interface HeadSubset {
  readonly options: RenderOptions;
  readonly fields: FieldParameters;
}

/** Neighbouring stretches become one. */
function joined(stretches: readonly RowStretch[]): RowStretch[] {
  const all: RowStretch[] = [];
  for (const stretch of stretches) {
    const last = all.at(-1);
    if (last?.end === stretch.begin) all[all.length - 1] = { begin: last.begin, end: stretch.end };
    else all.push(stretch);
  }
  return all;
}

/**
 * Differentiable in the fields. With density 'mean' every head makes the density, so that all are kept.
 * @throws InputError naming a head that is not rendered
 */
export function headSubset(options: RenderOptions, fields: FieldParameters, ids: readonly string[]): HeadSubset {
  const known = options.heads.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new InputError(`head "${unknown}" is not rendered; rendered heads: ${known.join(', ')}.`);
  }
  const heads = options.heads.filter(({ id }) => ids.includes(id));
  if (heads.length === 0) throw new InputError(`no head was named; rendered heads: ${known.join(', ')}.`);
  if (options.density === 'mean' || heads.length === known.length) return { options, fields };
  const layout = fieldLayout(options);
  const places = [
    ...heads.flatMap(({ id }) => {
      const head = layout.heads.get(id)!;
      return options.density === 'own' ? [head] : [head, layout.densities.get(id)!];
    }),
    ...(options.density === 'own' ? [...layout.densities.values()] : []),
  ];
  const nets = [...new Set(places.map(({ net }) => net))];
  const hidden = options.fieldHidden;
  const first = pickRows(
    fields.w1,
    fields.b1,
    joined(nets.map((net) => ({ begin: net * hidden, end: (net + 1) * hidden }))),
  );
  const second = pickRows(
    fields.w2,
    fields.b2,
    joined(places.map(({ row, channels }) => ({ begin: row, end: row + channels }))),
  );
  return {
    options: { ...options, heads },
    fields: { w1: first.matrix, b1: first.bias, w2: second.matrix, b2: second.bias },
  };
}
