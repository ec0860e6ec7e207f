import { consoleArena } from './arenas/console.ts';
import { adapterContract } from './contract.ts';

adapterContract('the console', consoleArena);
