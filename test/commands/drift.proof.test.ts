import { drifted } from './drifted.ts';
import { handEdits } from './hands.ts';

drifted(handEdits.slice(1));
