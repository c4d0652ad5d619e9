/** Texts of an evaluation: every number where it belongs, and words where there is none. */
import { expect, test } from 'vitest';
import type { EvaluationReport } from '../../../src/protocol/evaluation';
import { worstImages } from '../../../src/protocol/worst-images';
import { confusionFiles, imagesCsv, plainText, reportText } from '../../../src/session/evaluation-formats';
import { reportedTask } from '../../../src/session/reported-task';
import { TASKS } from '../../../src/tasks';

const IOU = { key: 'mIoU', name: 'mIoU', unit: '', better: 'higher', digits: 4 } as const;
const PIXELS = { key: 'pixelAccuracy', name: 'pixel accuracy', unit: '', better: 'higher', digits: 4 } as const;

const image = (index: number, task: string, value: number) => ({
  index,
  id: `image, ${index}`,
  source: 'decoder' as const,
  task,
  value,
});

const REPORT: EvaluationReport = {
  name: 'run_1',
  step: 40,
  data: 'pictures',
  split: 'val',
  resolution: 'original',
  total: 3,
  tasks: [
    {
      id: 'semseg',
      title: 'Segmentation',
      metrics: [IOU, PIXELS],
      classes: ['wall', 'floor, rug', 'bag'],
      imageScore: { key: 'pixelAccuracy', after: 'right', better: 'higher' },
    },
    reportedTask(TASKS.depth),
    reportedTask(TASKS.saliency),
    reportedTask(TASKS.normals),
  ],
  scores: [
    {
      source: 'decoder',
      task: 'semseg',
      images: 3,
      values: { mIoU: (2 / 3 + 1 / 2) / 3, pixelAccuracy: 0.75 },
      confusion: [
        [2, 0, 0],
        [1, 1, 0],
        [0, 0, 0],
      ],
    },
    { source: 'decoder', task: 'depth', images: 2, values: { rmse: 0.12345 }, broken: 1 },
    {
      source: 'decoder',
      task: 'saliency',
      images: 1,
      values: { maxF: NaN, maxFOnce: NaN, maxFMti: 0.5, jaccardMti: 0.25 },
    },
    { source: 'decoder', task: 'normals', images: 0, values: { mean: NaN } },
    { source: 'rendered', task: 'depth', images: 2, values: { rmse: 0.5 } },
  ],
  images: [image(0, 'depth', 0.2), image(1, 'depth', NaN), image(2, 'depth', 0.7), image(2, 'semseg', 0.5)],
};

const linesOf = (text: string, start: string): string[] => text.split('\n').filter((line) => line.startsWith(start));

test('Markdown: sources by tasks, then all metrics, then classes; what is to be known comes first', () => {
  const text = reportText(REPORT, 'markdown');
  expect(text.split('\n').slice(0, 7)).toEqual([
    '### Scores of run_1',
    '',
    "run_1, step 40: 3 val images of pictures, at the images' own resolution, padding cut off.  ",
    'Metrics as InvPT evaluates them; those named "as MTI-Net" as MTI-Net does.  ',
    'No labels, and left out: Normals.  ',
    'A class that is neither labelled nor predicted has no IoU (–); in mIoU it counts as 0.  ',
    '',
  ]);
  expect(linesOf(text, '| decoder')).toEqual([
    '| decoder | 0.3889 | not a number: the model predicts NaN | not defined on these images |',
  ]);
  expect(linesOf(text, '| rendered')).toEqual(['| rendered | not predicted | 0.5000 | not predicted |']);
  expect(text).toContain('|  | Segmentation: mIoU ↑ | Depth: RMSE, m ↓ | Saliency: maxF ↑ |');
  expect(text).toContain('| Saliency | maxF as MTI-Net ↑ | 0.5000 | not predicted | 1 |');
  expect(text).toContain('| class | decoder | labelled pixels |');
  expect(linesOf(text, '| wall')).toEqual(['| wall | 0.6667 | 2 |']);
  expect(linesOf(text, '| bag')).toEqual(['| bag | – | 0 |']);
  expect(text).not.toContain('| NaN');
});

test('LaTeX: what is special there is written so that it is shown', () => {
  const text = reportText(REPORT, 'latex');
  expect(text).toContain('run\\_1, step 40');
  expect(text).toContain('Depth & $\\delta$ $<$ 1.25$^2$ $\\uparrow$ & ');
  expect(text.match(/\\begin\{table\}/g)!.length).toBe(3);
  for (const line of text.split('\n').filter((one) => one.includes(' & ')))
    expect(line.replaceAll('\\_', '')).not.toMatch(/[_~^](?![\\2])/);
});

test('CSV: one line a number, a note where there is none; classes have lines of their own', () => {
  const lines = reportText(REPORT, 'csv').split('\n');
  expect(lines[0]).toBe('name,step,data,split,resolution,source,task,metric,class,unit,better,images,value,note');
  const of = 'run_1,40,pictures,val,original';
  expect(lines).toContain(`${of},decoder,semseg,pixel accuracy,,,higher,3,0.75,`);
  expect(lines).toContain(`${of},decoder,semseg,IoU,"floor, rug",,higher,3,0.5,`);
  expect(lines).toContain(`${of},decoder,semseg,IoU,bag,,higher,3,,neither labelled nor predicted`);
  expect(lines).toContain(`${of},decoder,depth,RMSE,,m,lower,2,,not a number: the model predicts NaN`);
  expect(lines).toContain(`${of},decoder,normals,mean angle,,°,lower,0,,no labels`);
  expect(lines).toContain(`${of},rendered,depth,RMSE,,m,lower,2,0.5,`);
});

test('JSON: numbers as they are, reasons beside them, confusion matrix and images too', () => {
  const read = JSON.parse(reportText(REPORT, 'json')) as EvaluationReport & { scores: { missing: object }[] };
  expect(read.scores[0]).toMatchObject({ values: { pixelAccuracy: 0.75 }, missing: {} });
  expect(read.scores[0]!.confusion![1]).toEqual([1, 1, 0]);
  expect(read.scores[2]!.values).toEqual({ maxFMti: 0.5, jaccardMti: 0.25 });
  expect(read.scores[2]!.missing).toEqual({
    maxF: 'not defined on these images',
    maxFOnce: 'not defined on these images',
  });
  expect(read.images.length).toBe(4);
});

test('aligned lines; a reason stands where the number would', () => {
  const lines = plainText(REPORT).split('\n');
  expect(lines[0]).toBe('decoder   semseg    mIoU                   0.3889');
  expect(lines[2]).toBe('decoder   depth     RMSE                   not a number: the model predicts NaN  m');
  expect(linesOf(plainText(REPORT), 'decoder   normals')[0]).toMatch(/mean angle {13}no labels +°$/);
  expect(linesOf(plainText(REPORT), 'rendered')[0]).toBe('rendered  depth     RMSE                   0.5000  m');
});

test('files beside: images with their values, confusion with the classes’ names', () => {
  expect(imagesCsv(REPORT).split('\n').slice(0, 3)).toEqual([
    'index,id,source,task,value',
    '0,"image, 0",decoder,depth,0.2',
    '1,"image, 1",decoder,depth,',
  ]);
  expect([...confusionFiles(REPORT)]).toEqual([
    ['confusion-decoder-semseg.csv', 'label,wall,"floor, rug",bag\nwall,2,0,0\n"floor, rug",1,1,0\nbag,0,0,0\n'],
  ]);
});

test('with no label at all every text says so and holds no table', () => {
  const scores = REPORT.scores.map((score) => ({ ...score, images: 0 }));
  const empty = { ...REPORT, scores, images: [] };
  for (const format of ['markdown', 'latex'] as const) {
    const text = reportText(empty, format);
    expect(text).toContain('No labels, and left out: Segmentation, Depth, Saliency and Normals.');
    expect(text).not.toMatch(/^\||tabular/m);
  }
  expect(confusionFiles(empty).size).toBe(0);
});

test('the worst come first: no number, then the largest error; of shares the smallest', () => {
  const order = (task: string, count?: number) =>
    worstImages(REPORT, { task, source: 'decoder', ...(count !== undefined && { count }) }).map(({ index }) => index);
  expect(order('depth')).toEqual([1, 2, 0]);
  expect(order('depth', 2)).toEqual([1, 2]);
  expect(order('nothing')).toEqual([]);
  const shares = [0.9, 0.1, 0.5, 0.1].map((value, k) => image(k, 'semseg', value));
  const semseg = worstImages({ ...REPORT, images: shares }, { task: 'semseg', source: 'decoder' });
  expect(semseg.map(({ index }) => index)).toEqual([1, 3, 2, 0]);
  expect(worstImages(REPORT, { task: 'depth', source: 'rendered' })).toEqual([]);
});

test('a task as it is reported: classes where it has some, and which way its image score is better', () => {
  expect(reportedTask(TASKS.parts).classes!.length).toBe(7);
  expect(reportedTask(TASKS.depth)).toMatchObject({ imageScore: { key: 'rmse', after: 'm', better: 'lower' } });
  expect(reportedTask(TASKS.depth).classes).toBe(undefined);
  for (const task of Object.values(TASKS)) {
    const { metrics, imageScore } = reportedTask(task);
    expect(metrics.find(({ key }) => key === imageScore.key)!.better).toBe(imageScore.better);
  }
});
