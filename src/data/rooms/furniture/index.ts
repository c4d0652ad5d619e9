/** All furniture by name. A new piece is a function from a style to a Piece, and one line here. */
import type { Piece } from '../build';
import type { Style } from '../style';
import { toilet, towelRail, vanity } from './bath';
import { bed, dresser, nightStand, storageBox, wardrobe } from './beds';
import {
  bag,
  calendar,
  clothesPile,
  coatRack,
  floorLamp,
  picture,
  plant,
  radiator,
  wallMirror,
  whiteboard,
} from './decor';
import { refrigerator } from './kitchen';
import { armchair, chair, sofa, stool } from './seating';
import { bookshelf, cabinet, filingCabinet, rack, tvStand, wallShelves } from './storage';
import { coffeeTable, desk, diningSet, sideTable } from './tables';

export const FURNITURE = {
  sofa,
  armchair,
  chair,
  stool,
  bed,
  nightStand,
  dresser,
  wardrobe,
  coffeeTable,
  sideTable,
  diningSet,
  desk,
  bookshelf,
  cabinet,
  rack,
  filingCabinet,
  tvStand,
  refrigerator,
  toilet,
  vanity,
  floorLamp,
  plant: (style) => plant(style, style.random.between(0.7, 1.3)),
  box: (style) => storageBox(style, style.random.between(0.4, 0.6)),
  bag,
  clothesPile,
  picture,
  wallMirror,
  calendar,
  whiteboard,
  wallShelves,
  coatRack,
  towelRail,
  radiator,
} satisfies Record<string, (style: Style) => Piece>;

export type FurnitureName = keyof typeof FURNITURE;
