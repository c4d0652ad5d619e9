/** The 40 classes of NYUv2 as a person reads them, and their colours in a map. */
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
export const NYU40: readonly (readonly [name: string, color: string])[] = NYUV2_CLASSES.map((name) => [
  READABLE[name] ?? name,
  COLORS[name],
]);
