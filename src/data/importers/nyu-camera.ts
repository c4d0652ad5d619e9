/** The camera of NYU Depth V2's colour images. */
import type { Intrinsics } from '../sample';

const WIDTH = 640;
const HEIGHT = 480;
/** The toolbox counts pixels from 1 and means their centres: its first pixel's centre is half a pixel from our edge. */
const FROM_FIRST_CENTRE = 0.5;

/** From the data set's toolbox, camera_params.m: fx 518.85790, fy 519.46961, cx 325.58245, cy 253.73617 at 480x640. */
export const NYU_INTRINSICS: Intrinsics = {
  fx: 518.8579 / WIDTH,
  fy: 519.46961 / HEIGHT,
  cx: (325.58245 - FROM_FIRST_CENTRE) / WIDTH,
  cy: (253.73617 - FROM_FIRST_CENTRE) / HEIGHT,
};
