/** Every layout that can be imported, in the order in which they are asked: the more particular first. */
import { depthCsv } from './depth-csv';
import { images } from './images';
import { mtan } from './mtan';
import { nyuMat } from './nyu-mat';
import { nyudMt } from './nyud-mt';
import { pascal } from './pascal';
import { posedRgbd } from './posed-rgbd';
import { suffixPairs } from './suffix-pairs';
import type { Importer } from './types';

export const IMPORTERS: readonly Importer[] = [nyuMat, nyudMt, mtan, pascal, posedRgbd, depthCsv, suffixPairs, images];
