import { adapterContract } from '../../adapters/contract/contract.ts';
import { linesArena } from './lines-arena.ts';

adapterContract('plain lines', linesArena);
