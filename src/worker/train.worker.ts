/** The worker: owns the GPU, the run and the storage, and answers the page's commands. */
import { Outbox } from '../protocol/outbox';
import { serve } from '../protocol/server';
import { handlersFor } from '../session/handlers';

serve(self, handlersFor(new Outbox(self)));
