import { vi } from 'vitest';

// The suites on real servers mostly wait (InspIRCd lets people in once a second, and holds farmhand to a line a second), so they
// all wait at the same time.
vi.setConfig({ maxConcurrency: 100, testTimeout: 180_000, hookTimeout: 180_000 });

import './servers/connection.ts';
import './servers/flooding.ts';
import './servers/inspircd.ts';
import './servers/netsplit.ts';
import './servers/ngircd.ts';
import './servers/services.ts';
