/** The data worker: looks at files, imports them and shows what is stored, so that no step of a run waits for a file. */
import type { DataEvents } from '../protocol/data-messages';
import { serve } from '../protocol/server';
import { teller } from '../protocol/wire';
import { dataHandlersFor } from '../session/data-handlers';
import { browserSurroundings } from '../session/data-surroundings';

serve(self, dataHandlersFor(browserSurroundings(teller<DataEvents>(self))));
