/** The worker: owns the GPU and answers the page's commands. */
import { serve } from '../protocol/server';
import { describeAdapter } from '../session/adapter';
import { selfCheck } from '../session/self-check';

serve(self, { adapter: describeAdapter, check: selfCheck });
