import { expect, test } from 'vitest';
import { fromPublished, toPublished } from '../../../src/interchange/names';

const TASKS = [
  { id: 'semseg', publishedName: 'semseg' },
  { id: 'boundary', publishedName: 'edge' },
  { id: 'parts', publishedName: 'human_parts' },
  { id: 'saliency', publishedName: 'sal' },
];

const PAIRS = [
  ['boundary', 'edge'],
  ['semseg', 'semseg'],
  ['target/parts', 'target/human_parts'],
  ['heads.boundary.last_layer.0.bias', 'heads.edge.last_layer.0.bias'],
  [
    'distillation_scale_0.self_attention.saliency.boundary.conv.weight',
    'distillation_scale_0.self_attention.sal.edge.conv.weight',
  ],
  ['deep_supervision/scale_1/features_parts', 'deep_supervision/scale_1/features_human_parts'],
  ['inter_boundary', 'inter_edge'],
  ['backbone.conv1.weight', 'backbone.conv1.weight'],
  ['backbone.salt.partsof', 'backbone.salt.partsof'],
] as const;

test.each(PAIRS)('%s is published as %s', (ours, published) => {
  expect(toPublished(ours, TASKS)).toBe(published);
  expect(fromPublished(published, TASKS)).toBe(ours);
});
