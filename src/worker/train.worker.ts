/** The worker: owns the GPU and answers the page's commands. */
import { serve } from '../protocol/server';
import { describeAdapter } from '../session/adapter';

serve(self, { adapter: describeAdapter });
