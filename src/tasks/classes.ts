/** Classes as a person reads them, and their colours in a map. */
import { NYUV2_13_CLASSES, PART_CLASSES, PASCAL_CLASSES, type LabelSet } from '../base/label-sets';
import { NYUV2_CLASSES, type Nyuv2Class } from '../base/nyuv2';

/**
 * Hue tells the kind: structure grey, seating blue, tables teal, storage ochre, openings and bathroom cyan,
 * pictures and screens violet, textiles rose, the rest green.
 */
const COLORS: Readonly<Record<Nyuv2Class, string>> = {
  wall: '#b9bdb3',
  floor: '#8d7f6a',
  cabinet: '#c28f3e',
  bed: '#5b7fb8',
  chair: '#3f6fa8',
  sofa: '#2c558c',
  table: '#2f8f83',
  door: '#6b5d4a',
  window: '#7fc0d6',
  bookshelf: '#a8742c',
  picture: '#8b6bb1',
  counter: '#4f9f73',
  blinds: '#8fb9c9',
  desk: '#3f7d74',
  shelves: '#b98a4e',
  curtain: '#5aa0b5',
  dresser: '#d0a45c',
  pillow: '#c86b7c',
  mirror: '#a9a0d0',
  'floor mat': '#9c5a6a',
  clothes: '#b5566a',
  ceiling: '#d9dbd2',
  books: '#7a5ba0',
  refridgerator: '#dde3e6',
  television: '#44406b',
  paper: '#e8e2c8',
  towel: '#e29aa6',
  'shower curtain': '#c9dfe6',
  box: '#c7a27a',
  whiteboard: '#f0f0ea',
  person: '#e8785a',
  'night stand': '#a97d4a',
  toilet: '#e6eef0',
  sink: '#bcd3da',
  lamp: '#e0bf4a',
  bathtub: '#d8e6ea',
  bag: '#8a4a55',
  otherstructure: '#9aa68c',
  otherfurniture: '#5d7a4c',
  otherprop: '#7d8f2e',
};

/** Published names that are misspelt or run together. */
const READABLE: Partial<Record<Nyuv2Class, string>> = {
  refridgerator: 'refrigerator',
  otherstructure: 'other structure',
  otherfurniture: 'other furniture',
  otherprop: 'other prop',
};

/** Name and colour by label. */
export type ClassList = readonly (readonly [name: string, color: string])[];

export const NYU40: ClassList = NYUV2_CLASSES.map((name) => [READABLE[name] ?? name, COLORS[name]]);

/** As the class of the 40 that most of each is made of. */
const COLORS_OF_13: Readonly<Record<(typeof NYUV2_13_CLASSES)[number], string>> = {
  bed: COLORS.bed,
  books: COLORS.books,
  ceiling: COLORS.ceiling,
  chair: COLORS.chair,
  floor: COLORS.floor,
  furniture: COLORS.cabinet,
  objects: COLORS.otherprop,
  picture: COLORS.picture,
  sofa: COLORS.sofa,
  table: COLORS.table,
  tv: COLORS.television,
  wall: COLORS.wall,
  window: COLORS.window,
};

/** PASCAL VOC's own colours, which people know; its black background would look like a pixel without a label. */
const PASCAL_COLORS: readonly string[] = [
  '#3a403d',
  '#800000',
  '#008000',
  '#808000',
  '#000080',
  '#800080',
  '#008080',
  '#808080',
  '#400000',
  '#c00000',
  '#408000',
  '#c08000',
  '#400080',
  '#c00080',
  '#408080',
  '#c08080',
  '#004000',
  '#804000',
  '#00c000',
  '#80c000',
  '#004080',
];

/** The palette of Okabe and Ito (2008), told apart with any colour vision. */
const PART_COLORS: readonly string[] = ['#3a403d', '#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#cc79a7'];

export const PARTS: ClassList = PART_CLASSES.map((name, label) => [name, PART_COLORS[label]!]);

export const CLASS_LISTS: Readonly<Record<LabelSet, ClassList>> = {
  'nyuv2-40': NYU40,
  'nyuv2-13': NYUV2_13_CLASSES.map((name) => [name, COLORS_OF_13[name]]),
  'pascal-21': PASCAL_CLASSES.map((name, label) => [name, PASCAL_COLORS[label]!]),
};
