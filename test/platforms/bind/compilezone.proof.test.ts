import { vi } from 'vitest';
import { againstBind } from './against-bind.ts';

vi.setConfig({ testTimeout: 30 * 60_000 });
againstBind(20);
