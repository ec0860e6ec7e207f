import { afterAll } from 'vitest';
import { cleanUpAfterThisFile } from './support/afterwards.ts';

// vitest runs this for each test file, also where files share a worker and its modules.
afterAll(cleanUpAfterThisFile);
